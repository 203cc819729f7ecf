"""Maps as pictures, arrays, notes and on the command line."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageChops
from typer.testing import CliRunner

from resnet_demo.cli.main import app
from resnet_demo.errors import UnwritableFolderError
from resnet_demo.experiments.explain import compute as compute_module
from resnet_demo.experiments.explain import files as files_module
from resnet_demo.experiments.explain.document import (
    draw_map,
    explanation_document,
    find_scale,
    pack_arrays,
)
from resnet_demo.photos.preprocess import crop_box, to_original
from tests.experiments.study_requests import make_pictures
from tests.photos.image_files import encode
from tests.saliency.map_requests import PLAIN, RESIDUAL, MethodOptions, explain

PLAN = f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.1]=0.5"
SIZES = [(320, 200), (200, 320), (256, 256), (1000, 90), (77, 640), (20, 33)]


def explain_size(store, width, height, colour="black"):
    content = encode(Image.new("RGB", (width, height), colour))
    return explain(store, ("photo.png", content), [RESIDUAL], method="saliency", target="cat")


def heat_at(x, y):
    heat = torch.zeros(32, 32)
    heat[y, x] = 1
    return heat


def measure_light(picture, dark):
    """Where a picture is brighter than another one: the centre of mass in pixels from the edges."""
    light = np.asarray(ImageChops.difference(picture, dark).convert("L"), dtype=float)
    rows, columns = np.indices(light.shape) + 0.5
    return (columns * light).sum() / light.sum(), (rows * light).sum() / light.sum()


@pytest.mark.parametrize("side", [1600, 150])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_hot_pixel_lights_up_where_the_network_saw_it(store, width, height, side):
    explanation = explain_size(store, width, height)
    dark = draw_map(explanation, torch.zeros(32, 32), scale=1, signed=False, side=side)
    shrunk = min(1, side / max(width, height))
    assert dark.size == pytest.approx((width * shrunk, height * shrunk), abs=1)
    for x, y in ((10, 20), (16, 12), (21, 9)):
        drawn = draw_map(explanation, heat_at(x, y), scale=1, signed=False, side=side)
        wanted = to_original(x + 0.5, y + 0.5, width, height, explanation.preprocessing)
        scale = (dark.width / width, dark.height / height)
        expected = tuple(place * factor for place, factor in zip(wanted, scale, strict=True))
        assert measure_light(drawn, dark) == pytest.approx(expected, abs=0.75)


@pytest.mark.parametrize(("width", "height"), [(320, 200), (200, 320)])
def test_what_the_network_did_not_see_has_no_colour(store, width, height):
    explanation = explain_size(store, width, height, colour="white")
    drawn = draw_map(explanation, torch.ones(32, 32), scale=1, signed=False, opacity=1)
    seen = np.asarray(drawn).min(axis=2) < 255
    left, top, right, bottom = map(round, crop_box(width, height, explanation.preprocessing))
    assert Image.fromarray(seen).getbbox() == (left, top, right, bottom)
    assert seen.sum() == (right - left) * (bottom - top)


def test_signs_have_their_colours(store):
    explanation = explain_size(store, 200, 200)
    heat = torch.zeros(32, 32)
    heat[:, :12], heat[:, 20:] = 1, -1

    def pick(x, **options):
        options = {"scale": 1, "opacity": 1} | options
        return draw_map(explanation, heat, **options).getpixel((x, 100))

    (red, _, blue), (cool_red, _, cool_blue) = pick(40, signed=True), pick(160, signed=True)
    assert red > 2 * blue
    assert cool_blue > 2 * cool_red
    assert min(pick(100, signed=True)) > 240  # nothing is white
    assert max(pick(100, signed=False)) < 10  # or black, where there is no sign
    assert pick(160, signed=False) == pick(100, signed=False)
    assert sum(pick(40, signed=False)) > 400
    assert pick(40, signed=True, scale=0.5) == pick(40, signed=True)  # full is full
    assert pick(40, signed=True, scale=2) != pick(40, signed=True)
    assert pick(40, signed=True, opacity=0) == (0, 0, 0)


def test_columns_share_one_scale():
    weak, strong = torch.linspace(0, 1, 1001), torch.linspace(-10, 0, 1001)
    assert find_scale([weak]) == pytest.approx(0.995, abs=1e-3)
    together = np.concatenate([weak.numpy(), -strong.numpy()])
    assert find_scale([weak, strong]) == pytest.approx(np.quantile(together, 0.995), rel=1e-5)
    assert find_scale([heat_at(3, 3)]) == 1  # a percentile of 0 would show nothing
    assert find_scale([torch.zeros(32, 32)]) == 0


def test_arrays_are_those_of_the_maps_with_their_note(store, picture):
    columns = [RESIDUAL, "resnet32.cifar10", PLAN]
    options = {"method": "integrated-gradients", "versus": "frog"}
    explanation = explain(store, picture, columns, **options)
    arrays = np.load(io.BytesIO(pack_arrays(explanation)), allow_pickle=False)
    assert set(arrays) == {"note", "values_1", "heat_1", "values_3", "heat_3"}
    for number, found in explanation.list_maps():
        assert np.array_equal(arrays[f"values_{number}"], found.values)
        assert arrays[f"values_{number}"].shape == (3, 32, 32)
        assert np.array_equal(arrays[f"heat_{number}"], found.heat)
        np.testing.assert_allclose(found.heat, found.values.sum(dim=0))
    document = explanation_document(explanation)
    assert json.loads(str(arrays["note"])) == json.loads(json.dumps(document, allow_nan=False))
    assert document["paper"] == "Sundararajan et al. 2017, arXiv:1703.01365"
    assert document["target"] == explanation.columns[0].value.answer.label
    assert (document["versus"], document["baseline"]) == ("frog", "mean")
    assert document["columns"][0]["options"]["max_steps"] == 12
    first, missing, second = document["columns"]
    assert missing["error"]["type"] == "WeightsMissingError"
    assert (first["plan"], second["plan"]) == (None, PLAN)
    assert 6 <= first["steps"] <= 12
    complete = first["completeness"]
    change = abs(complete["total"] - complete["change"]) / abs(complete["change"])
    assert complete["error"] == pytest.approx(change)


@pytest.fixture
def command(settings, tmp_path, monkeypatch):
    """Runs ``explain`` on a small photo."""
    monkeypatch.setenv("RESNET_LAB_DEVICE", "cpu")
    path = tmp_path / "photo.png"
    path.write_bytes(make_pictures(1)[0][1])

    def run(*arguments, picture=path):
        fixed = ["explain", str(picture), "--weights-dir", str(settings.weights_dir)]
        result = CliRunner().invoke(app, [*fixed, *map(str, arguments)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def without_times(document):
    for column in document["columns"]:
        assert column.pop("seconds") > 0
    return document


@pytest.mark.slow
def test_the_command_prints_one_document_or_readable_lines(command, store, tmp_path):
    arguments = ["--column", PLAN, "--column", PLAIN, "--method", "smoothgrad", "--samples", "3"]
    arguments += ["--target", "Ship", "--versus", "cat", "--seed", "5", "--noise", "0.2"]
    result = command(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    options = MethodOptions(samples=3, noise=0.2, seed=5)
    choices = {"method": "smoothgrad", "target": "Ship", "versus": "cat", "options": options}
    expected = explain(store, tmp_path / "photo.png", [PLAN, PLAIN], **choices)
    wanted = json.loads(json.dumps(explanation_document(expected)))
    assert without_times(json.loads(result.stdout)) == without_times(wanted)

    shown = " ".join(command(*arguments).stdout.split())
    assert "smoothgrad (Smilkov et al. 2017, arXiv:1706.03825), ship against cat" in shown
    assert shown.count("score") == 2
    complete = " ".join(command("--method", "deeplift").stdout.split())
    assert complete.count("completeness error") == 3
    silent = f"{RESIDUAL}:skip[layer3.2]=0,branch[layer3.2]=0"
    assert "0 everywhere" in " ".join(command("--column", silent).stdout.split())


def test_the_command_writes_overlays_arrays_and_the_note(command, tmp_path):
    out = tmp_path / "new" / "folder"
    result = command(
        "--method", "deeplift", "--target", "cat", "--baseline", "black", "--out", out, "--json"
    )
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    written = document.pop("written")
    names = [f"photo.deeplift.cat.{number}.png" for number in (1, 2, 3)]
    names += ["photo.deeplift.cat.npz", "photo.deeplift.cat.json"]
    assert written == [str(out / name) for name in names]
    assert {path.name for path in out.iterdir()} == set(names)
    assert json.loads((out / names[-1]).read_text(encoding="utf-8")) == document
    with np.load(out / names[3], allow_pickle=False) as arrays:
        assert json.loads(str(arrays["note"])) == document
    overlays = [Image.open(io.BytesIO((out / name).read_bytes())) for name in names[:3]]
    assert {overlay.size for overlay in overlays} == {(40, 32)}
    assert len({overlay.tobytes() for overlay in overlays}) > 1


@pytest.mark.slow
def test_nothing_written_before_is_lost(command, tmp_path):
    out, common = tmp_path / "maps", ["--method", "saliency", "--json"]
    before = {}
    for arguments, name in (
        (["--target", "cat"], "photo.saliency.cat"),
        (["--target", "dog"], "photo.saliency.dog"),
        (["--target", "dog", "--versus", "cat"], "photo.saliency.dog-vs-cat"),
        (["--target", "cat", "--column", PLAIN], "photo.saliency.cat-2"),
        (["--target", "cat"], "photo.saliency.cat-3"),
    ):
        written = json.loads(command(*common, *arguments, "--out", out).stdout)["written"]
        assert written[-1] == str(out / f"{name}.json")
        assert not before.keys() & set(written)
        before |= {path: Path(path).read_bytes() for path in written}
    assert {str(path): path.read_bytes() for path in out.iterdir()} == before


def test_photos_of_one_name_keep_their_own_files(command, tmp_path):
    """Also where names differ in case only, which is one file on some disks."""
    paths = []
    for folder, name, (_, content) in zip(
        ("a", "b", "c"), ("x.png", "x.png", "X.PNG"), make_pictures(3), strict=True
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(content)
        paths.append(tmp_path / folder / name)
    out, arguments = tmp_path / "maps", ["--method", "saliency", "--target", "cat"]
    column = ["--column", RESIDUAL, "--json", "--out", out]
    document = json.loads(command(*paths[1:], *arguments, *column, picture=paths[0]).stdout)
    assert [entry["file"] for entry in document["results"]] == [str(path) for path in paths]
    names = [Path(path).name for path in document["written"]]
    assert len({name.casefold() for name in names}) == 9
    assert [name for name in names if name.endswith(".json")] == [
        "x.saliency.cat.json",
        "x.saliency.cat-2.json",
        "X.saliency.cat-3.json",
    ]
    notes = [json.loads(Path(path).read_text()) for path in document["written"][2::3]]
    for entry, note in zip(document["results"], notes, strict=True):
        assert note["columns"] == entry["columns"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--method", "nonsense"], 2, "grad-cam, saliency"),
        (["--target", "unicorn"], 2, "airplane"),
        (["--target", "cat", "--versus", "cat"], 2, "contrasted with itself"),
        (["--layer", "layer9"], 2, "layer1, layer2, layer3"),
        (["--baseline", "white"], 2, "mean, black, blurred"),
        (["--plan", f"{RESIDUAL}:skip[layer9.0]=0"], 2, "no block"),
        (["--column", PLAIN, "--column", "resnet32.cifar10"], 3, "not on this machine"),
        (["--samples", "0"], 2, "samples"),
        (["--window", "-1"], 2, "window"),
    ],
)
def test_the_command_says_what_is_wrong(command, arguments, code, words):
    result = command(*arguments)
    assert result.exit_code == code
    assert words in " ".join((result.stdout + result.stderr).split())


@pytest.mark.parametrize("place", ["photo.png", "photo.png/folder", f"new/{'x' * 300}"])
def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_computed(
    command, tmp_path, monkeypatch, place
):
    monkeypatch.setattr(compute_module, "compute", None)
    before = set(tmp_path.iterdir())
    result = command("--out", tmp_path / place)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Choose another folder" in " ".join(result.stderr.split())
    document = json.loads(command("--out", tmp_path / place, "--json").stdout)
    assert document["error"]["type"] == "UnwritableFolderError"
    assert set(tmp_path.iterdir()) == before


def test_an_answer_whose_files_cannot_be_written_is_printed(command, tmp_path, monkeypatch):
    def fill_disk(_result, folder):
        yield str(folder / "first.png")
        raise UnwritableFolderError(folder, "No space left on device")

    monkeypatch.setattr(files_module, "write_files", fill_disk)
    arguments = ["--method", "saliency", "--column", RESIDUAL]
    expected = json.loads(command(*arguments, "--json").stdout)
    out = tmp_path / "maps"
    late = command(*arguments, "--json", "--out", out)
    document = json.loads(late.stdout)
    assert document.pop("written") == [str(out / "first.png")]
    assert without_times(document) == without_times(expected)
    assert "No space left on device" in " ".join(late.stderr.split())
    readable = command(*arguments, "--out", out)
    assert (late.exit_code, readable.exit_code) == (2, 2)
    assert "score" in readable.stdout
    assert "No space left on device" in " ".join(readable.stderr.split())


def test_the_command_says_what_it_cannot_read(command, tmp_path, monkeypatch):
    assert command(picture=tmp_path / "absent.png").exit_code == 1
    monkeypatch.setenv("RESNET_LAB_EXPLAIN_TIMEOUT_S", "1e-9")
    late = command("--json")
    assert late.exit_code == 5
    assert json.loads(late.stdout)["error"]["type"] == "SaliencyTimeoutError"
