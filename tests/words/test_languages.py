"""Every language says the same things: the same files, keys and fields."""

import ast
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from resnet_demo import words
from resnet_demo.errors import UnknownModelError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.networks.families import CIFAR10_CLASSES, FAMILIES, OWN_FAMILY
from resnet_demo.saliency.table import METHOD_KEYS, list_methods
from resnet_demo.words.languages import LANGUAGES, TABLES, read_tables
from resnet_demo.words.templates import Sentences
from resnet_demo.words.text import Words

PACKAGE = Path(words.__file__).parents[1]
ENGLISH = read_tables("en")
OTHERS = sorted(LANGUAGES.keys() - {"en"})
CHINESE_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
NAMES = {"axis_logit", "map_download_png", "column_f1", "zoo_hash"}  # the same in every language


def list_files(code: str) -> dict[str, object]:
    folder = import_module(f"resnet_demo.words.{code}")
    names = [file.name for file in pkgutil.iter_modules(folder.__path__)]
    return {name: import_module(f"{folder.__name__}.{name}") for name in names}


def list_fields(template: str) -> set[tuple[str, str]]:
    """Singular and plural are a count in a language that has no plural."""
    fields = [(name, spec) for _, name, spec, _ in Formatter().parse(template) if name]
    return {(name, "count" if "|" in spec else spec) for name, spec in fields}


def test_every_folder_is_a_language_of_the_table():
    folders = {module.name for module in pkgutil.iter_modules(words.__path__) if module.ispkg}
    assert folders == LANGUAGES.keys()
    assert all(code == language.code for code, language in LANGUAGES.items())


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_files_with_the_same_keys(code):
    english, other = list_files("en"), list_files(code)
    assert english.keys() == other.keys()
    for name, module in english.items():
        tables = {table for table in vars(module) if table.isupper()}
        assert tables <= set(TABLES), f"{name} holds a table that nothing reads"
        assert tables == {table for table in vars(other[name]) if table.isupper()}, name
        for table in tables:
            assert getattr(module, table).keys() == getattr(other[name], table).keys(), name


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("table", ["LABELS", "SENTENCES", "ERRORS", "NOTES"])
def test_every_template_has_the_same_fields(code, table):
    for key, english in ENGLISH[table].items():
        translated = read_tables(code)[table][key]
        assert list_fields(english) == list_fields(translated), key
        assert english.strip() == english != ""
        assert translated.strip() == translated != ""


@pytest.mark.parametrize("table", ["LABELS", "SENTENCES", "ERRORS", "PHRASES", "NOTES", "CLASSES"])
def test_chinese_is_chinese(table):
    for key, text in read_tables("zh")[table].items():
        letters = "".join(literal for literal, *_ in Formatter().parse(text))
        if re.search(r"\w", letters) and key not in NAMES:
            assert CHINESE_CHARACTER.search(text), key
            assert not re.search(r"[\u4e00-\u9fff] ?[,;:](?= )", text), key


def test_a_key_in_two_files_is_refused(monkeypatch):
    files = list_files("en")
    monkeypatch.setattr(files["page"], "LABELS", files["page"].LABELS | {"sweep_start": "twice"})
    with pytest.raises(ValueError, match="repeats sweep_start"):
        read_tables.__wrapped__("en")


def test_every_class_of_cifar10_has_its_words():
    for code in LANGUAGES:
        assert set(read_tables(code)["CLASSES"]) == set(CIFAR10_CLASSES)
    assert Words("zh").name_class("cat") == "猫 (cat)"
    assert Words("zh").name_class("tabby, tabby cat") == "tabby, tabby cat"
    assert Words("en").name_class("cat") == "cat"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh-CN", "zh"),
        ("zh_TW", "zh"),
        ("ZH", "zh"),
        ("en", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_language_of_the_page(locale, language):
    assert Words.for_page(locale).language == language


def test_how_a_language_writes_fields():
    english, chinese = Sentences("en"), Sentences("zh")
    assert (
        english.format("{n:count} in {size:bytes}", n=12345, size=20_000_000) == "12,345 in 20 MB"
    )
    assert english.format("{a:list}; {b:list}", a=[1, 2], b=[]) == "1, 2; none"
    assert chinese.format("{a:list}；{b:list}", a=["x", "y"], b=()) == "x、y；无"
    assert english.format("{a:quoted_list}", a=["x, y", "z"]) == "'x, y', 'z'"
    assert chinese.format("{a:quoted}", a="{b}") == "“{b}”"


def list_spoken_keys() -> dict[str, set[str]]:
    """The keys that the source asks for by name, as labels and as sentences."""
    keys: dict[str, set[str]] = {"LABELS": set(), "SENTENCES": set()}
    callers = {"mark": "LABELS", "I18N": "LABELS", "say": "SENTENCES", "template": "SENTENCES"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in callers and isinstance(node.args[0].value, str):
                    keys[callers[name]].add(node.args[0].value)
    return keys


@pytest.mark.parametrize("table", ["LABELS", "SENTENCES"])
def test_every_word_that_the_source_asks_for_is_there(table):
    keys = list_spoken_keys()[table]
    assert len(keys) > 50
    assert keys <= ENGLISH[table].keys()


def test_every_experiment_and_method_has_its_words():
    for code in LANGUAGES:
        assert {f"tab_{name}" for name in EXPERIMENTS} <= read_tables(code)["LABELS"].keys()
        assert list(read_tables(code)["METHODS"]) == list(METHOD_KEYS)
        for method in list_methods():
            named = {"meaning", "cost"} | ({"baseline"} if method.baseline != "none" else set())
            assert read_tables(code)["METHODS"][method.key].keys() == named


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_family_has_its_words(code):
    tables = read_tables(code)
    named = {f"world_{name}" for name, family in FAMILIES.items() if family.classes}
    assert named | {f"world_{OWN_FAMILY}"} <= tables["SENTENCES"].keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_sentence_repeats_the_start_of_a_long_text(code):
    before, after = LANGUAGES[code].quotes
    key = "m" * 200_000
    sentence = Words(code).explain(UnknownModelError(key, ("resnet20.cifar10",)))
    assert f"{before}{'m' * 99}…{after}" in sentence
    assert len(sentence) < 200
    whole = "m" * 100
    assert f"{before}{whole}{after}" in Words(code).explain(UnknownModelError(whole, ()))
