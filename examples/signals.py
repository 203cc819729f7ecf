"""How do signals change from block to block? ``python -m examples.signals PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints how much each block changes its input: a ResNet, without skips, the plain twin."""
    study = run("signals", photo, model="resnet20.cifar10")
    for result in study.columns:
        print(result.column.plan_text or result.column.spec.key)
        trained = result.value.trained
        for block, cosine in zip(trained.signals.blocks, trained.similarity, strict=True):
            change = "changes the shape" if cosine is None else f"cosine {cosine:.2f}"
            print(f"  {block}: {change}")


if __name__ == "__main__":
    main(sys.argv[1])
