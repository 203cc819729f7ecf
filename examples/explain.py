"""Which pixels does an answer depend on? ``python -m examples.explain PHOTO``."""

import sys

from resnet_demo import run


def main(photo: str) -> None:
    """Prints what every third of the photo adds to the answer, with the skips and without them."""
    (explanation,) = run("explain", photo, method="occlusion").results
    print(f"{explanation.method.title}, {explanation.target}")
    for number, saliency_map in explanation.list_maps():
        column = explanation.columns[number - 1].column
        print(column.plan_text or column.spec.key)
        if saliency_map.is_empty:
            print("  0 everywhere")
        thirds = saliency_map.heat.tensor_split(3)
        for name, rows in zip(("top", "middle", "bottom"), thirds, strict=True):
            print(f"  {name:>6}: {rows.sum().item():9.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
