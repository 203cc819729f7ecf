"""Where a network comes from: known models, cards, weights, loading, and forward passes."""
