"""The version and the licence are the same wherever they are written."""

import re
from pathlib import Path

import resnet_demo

REPOSITORY = Path(__file__).parents[2]


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def test_the_changelog_begins_with_this_version():
    assert re.search(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.M)[1] == resnet_demo.__version__


def test_the_citation_is_of_this_version_and_licence():
    citation = read("CITATION.cff")
    assert re.search(r"^version: (.+)$", citation, re.M)[1] == resnet_demo.__version__
    assert re.search(r"^license: (.+)$", citation, re.M)[1] == "Apache-2.0"
    assert "arXiv:1512.03385" in citation


def test_the_licence_is_apache_2():
    assert read("LICENSE").split()[:5] == ["Apache", "License", "Version", "2.0,", "January"]


def test_every_target_of_make_is_listed_by_help():
    makefile = read("Makefile")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.M)[1].split())
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.M)) == targets
