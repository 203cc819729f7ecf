"""What do skips do for an answer? ``python -m examples.compare PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints the answer of a ResNet, of the same weights without skips, and of the plain twin."""
    comparison = run("compare", photo, model="resnet20.cifar10", top=1)
    for result in comparison.answers:
        (score,) = result.value.top
        name = result.column.plan_text or result.column.spec.key
        print(f"{name}: {score.label}, {score.probability:.1%}")


if __name__ == "__main__":
    main(sys.argv[1])
