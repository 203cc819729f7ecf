"""One file a saliency method, with its paper."""

from __future__ import annotations

import warnings

# Captum announces the hooks it sets; they sit on a private view and are taken off. Ignored by their
# words, once for the process: a filter set around each call is not safe in threads.
HOOK_WARNINGS = (
    "Setting forward, backward hooks and attributes",
    "Setting backward hooks on ReLU activations",
)
for words in HOOK_WARNINGS:
    warnings.filterwarnings("ignore", words, UserWarning)
