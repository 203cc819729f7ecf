"""Which blocks does an answer need? ``python -m examples.lesion PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints the blocks by what the answer loses when their branch is removed."""
    study = run("lesion", photo, model="resnet20.cifar10", draws=0)
    print(f"answer: {study.model.labels[study.reference]}, {study.whole.probability:.1%}")
    effects = zip(study.blocks, study.single["branch"], strict=True)
    for block, effect in sorted(effects, key=lambda row: row[1].probability):
        print(f"without the branch of {block}: {effect.probability:6.1%}")


if __name__ == "__main__":
    main(sys.argv[1])
