"""The page about the networks themselves: depth, zoo and cards."""
