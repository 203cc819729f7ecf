"""What ``pyproject.toml`` cannot say: the folder ``weights`` travels inside the package.

Everything else about the distribution stands in ``pyproject.toml``.
"""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["resnet_demo", "resnet_demo.*"]),
        "resnet_demo.shipped_weights",
    ],
    package_dir={"resnet_demo.shipped_weights": "weights"},
)
