"""Saliency maps: which pixels of a photo a network's score depends on.

Captum does the attribution. One method is one module, with its paper; ``table.py`` lists them,
``explain.py`` runs them on a photo.
"""
