"""What a saliency map means and costs, and against what it measures, by the key of its method."""

from __future__ import annotations

METHODS: dict[str, dict[str, str]] = {
    "grad-cam": {
        "meaning": "Regions whose features support the class, at the resolution of the block's "
        "output.",
        "cost": "one forward pass, and a backward pass down to the block",
    },
    "saliency": {
        "meaning": "How fast the score changes with the pixel: the largest magnitude of its three "
        "channels.",
        "cost": "one forward and one backward pass",
    },
    "smoothgrad": {
        "meaning": "The magnitude of the gradient averaged over noisy copies of the photo, the "
        "largest of the three channels.",
        "cost": "one forward and one backward pass for each copy",
    },
    "input-x-gradient": {
        "meaning": "What the pixel would contribute to the score if the network were linear.",
        "cost": "one forward and one backward pass",
        "baseline": "the mean colour of the training images, which is 0 after normalisation",
    },
    "integrated-gradients": {
        "meaning": "What the pixel contributes to the score on the straight path from the "
        "baseline to the photo.",
        "cost": "9 gradients for a linear network, tens to hundreds for a trained one, until the "
        "map is stable and its sum is correct",
        "baseline": "mean colour, black or blurred photo",
    },
    "deeplift": {
        "meaning": "What the pixel's difference from the baseline contributes to the score.",
        "cost": "one forward and one backward pass of the photo and of the baseline",
        "baseline": "mean colour, black or blurred photo",
    },
    "gradient-shap": {
        "meaning": "What the pixel contributes to the score, averaged over random points between "
        "the baseline and the photo.",
        "cost": "one forward and one backward pass for each point",
        "baseline": "mean colour, black or blurred photo",
    },
    "guided-backprop": {
        "meaning": "Edges that excite the network; they depend little on the class (Nie et al. "
        "2018, arXiv:1805.07039).",
        "cost": "one forward and one backward pass",
    },
    "deconvolution": {
        "meaning": "Patterns that excite the network, projected back through its layers. Without "
        "max-pooling, as in CIFAR networks, they do not depend on the photo.",
        "cost": "one forward and one backward pass",
    },
    "guided-grad-cam": {
        "meaning": "Edges inside the regions that support the class.",
        "cost": "two forward and two backward passes",
    },
    "occlusion": {
        "meaning": "How much the score falls when a square around the pixel is covered.",
        "cost": "one forward pass for each position of the square",
        "baseline": "mean colour, black or blurred photo",
    },
}
