"""One file a saliency method, with its paper."""
