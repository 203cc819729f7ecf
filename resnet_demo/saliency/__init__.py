"""Saliency maps: which pixels of a photo a network's score depends on.

Captum does the attribution. One method is one module, with its paper; ``table.py`` lists them,
``options.py`` declares what can be chosen, ``maps.py`` makes one map, and ``rounding.py`` says when
it is nothing.
"""
