"""Every skip and every branch removed in turn (Veit et al. 2016, arXiv:1605.06431)."""
