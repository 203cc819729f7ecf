"""Responses and gradients inside networks, block by block."""
