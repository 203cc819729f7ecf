"""The classes of CIFAR-10 in English, which are their labels."""

from __future__ import annotations

CLASSES: dict[str, str] = {
    "airplane": "airplane",
    "automobile": "automobile",
    "bird": "bird",
    "cat": "cat",
    "deer": "deer",
    "dog": "dog",
    "frog": "frog",
    "horse": "horse",
    "ship": "ship",
    "truck": "truck",
}
