"""Photos through up to three networks, side by side."""
