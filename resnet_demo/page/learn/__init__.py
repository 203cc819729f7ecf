"""The page that explains skip connections: predict, measure, compare."""
