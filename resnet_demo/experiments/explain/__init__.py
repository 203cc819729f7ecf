"""Saliency maps of a photo in up to three networks."""
