"""Does a saliency map show what an answer depends on? ``python -m examples.faithfulness PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints how far the maps of two methods are above chance."""
    columns = ["resnet20.cifar10"]
    methods = ("grad-cam", "occlusion")
    (study,) = run("faithfulness", photo, columns=columns, methods=methods).results
    ((_, column),) = study.list_checked()
    print(f"{column.target.label}, {column.target.probability:.1%}")
    for checks in column.checks:
        print(f"{checks.method}: insertion - deletion {checks.gain:+.3f}")
    print(f"by chance up to {column.compute_chance(methods):.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
