"""What a saliency map means and costs, and against what it measures, by the key of its method."""

from __future__ import annotations

METHODS: dict[str, dict[str, str]] = {
    "grad-cam": {
        "meaning": "Regions whose features speak for the class, as coarse as the block's output.",
        "cost": "one forward pass, and a backward pass down to the block",
    },
    "saliency": {
        "meaning": "How fast the score changes with a pixel; the strongest of its three channels.",
        "cost": "one forward and one backward pass",
    },
    "smoothgrad": {
        "meaning": "The gradient, averaged over copies of the photo with noise added; its size, "
        "the strongest of three channels.",
        "cost": "one forward and one backward pass for each copy",
    },
    "input-x-gradient": {
        "meaning": "What a pixel adds to the score if the network were linear.",
        "cost": "one forward and one backward pass",
        "baseline": "the mean colour of the training pictures, which normalisation puts at 0",
    },
    "integrated-gradients": {
        "meaning": "What a pixel adds to the score on the way from the baseline to the photo.",
        "cost": "9 gradients for a linear network, for trained ones tens to hundreds, until the "
        "map rests and its sum is right",
        "baseline": "mean colour, black or blurred photo",
    },
    "deeplift": {
        "meaning": "What a pixel's difference from the baseline adds to the score.",
        "cost": "one forward and one backward pass of photo and baseline",
        "baseline": "mean colour, black or blurred photo",
    },
    "gradient-shap": {
        "meaning": "What a pixel adds to the score, averaged over random points on the way to the "
        "photo.",
        "cost": "one forward and one backward pass for each point",
        "baseline": "mean colour, black or blurred photo",
    },
    "guided-backprop": {
        "meaning": "Edges that excite the network; it depends little on the class (Nie et al. "
        "2018, arXiv:1805.07039).",
        "cost": "one forward and one backward pass",
    },
    "deconvolution": {
        "meaning": "Patterns that excite the network, drawn back through its layers. Without "
        "max-pooling, as in CIFAR networks, the photo does not matter to it.",
        "cost": "one forward and one backward pass",
    },
    "guided-grad-cam": {
        "meaning": "Edges inside the regions that speak for the class.",
        "cost": "two forward and two backward passes",
    },
    "occlusion": {
        "meaning": "How much the score falls when a square around the pixel is covered.",
        "cost": "one forward pass for each place of the square",
        "baseline": "mean colour, black or blurred photo",
    },
}
