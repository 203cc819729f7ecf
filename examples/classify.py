"""What is in a photo? ``python -m examples.classify PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints the three likeliest of the ten classes of CIFAR-10."""
    classification = run("classify", photo, model="resnet20.cifar10", top=3)
    for score in classification.results[0].top:
        print(f"{score.probability:6.1%}  {score.label}")


if __name__ == "__main__":
    main(sys.argv[1])
