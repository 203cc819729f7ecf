"""How much of the skips does an answer need? ``python -m examples.sweep PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints what is left of the answer while the skips of the second stage are scaled down."""
    sweep = run("sweep", photo, model="resnet20.cifar10", part="skip", blocks="layer2.*")
    print(f"answer: {sweep.model.labels[sweep.reference]}")
    for strength, effect in zip(sweep.strengths, sweep.effects, strict=True):
        kept = "" if effect.keeps_label else "  another answer"
        print(f"strength {strength:.2f}: {effect.probability:6.1%}{kept}")


if __name__ == "__main__":
    main(sys.argv[1])
