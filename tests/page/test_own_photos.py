"""What a browser may bring back of a visitor's photos."""

import pytest

from resnet_demo.page.own_photos import find_strip, is_digest, keep_strip, name_photo, read_strips
from resnet_demo.page.samples import find_sample


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    """The folder of uploads, with two photos."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    folder = tmp_path / "uploads" / "0f"
    folder.mkdir(parents=True)
    for name in ("a.png", "b.png"):
        (folder / name).write_text(name)
    return folder


def test_only_uploads_that_are_still_there_are_taken(uploads, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_text("secret")
    (uploads / "link.png").symlink_to(secret)
    wrong = [secret, uploads / "link.png", uploads / "gone.png", uploads / "../../secret.png"]
    kept = [[*map(str, wrong), str(uploads / "a.png"), 7, "\0"], "no strip", [str(uploads)]]
    assert read_strips(kept) == [[str(uploads / "a.png")]]
    for nothing in (None, "", {"a": 1}, 5, [None]):
        assert read_strips(nothing) == []


def test_a_photo_is_found_by_its_content_in_the_last_strip_that_holds_it(uploads):
    first, second = str(uploads / "a.png"), str(uploads / "b.png")
    kept = keep_strip(keep_strip([], [first]), [first, second])
    assert kept == [[first, second]]  # the shorter strip holds nothing else
    kept = keep_strip(kept, [second])
    name = name_photo(first)
    assert is_digest(name)
    assert find_strip(kept, name) == ([first, second], 0)
    assert find_strip(kept, name_photo(second)) == ([second], 0)
    assert find_strip(kept, "0" * 12) is None


def test_a_sample_has_its_name():
    assert name_photo(str(find_sample("ship").path)) == "ship"
    assert not is_digest("ship")
