"""The HTTP API through gradio's own client."""

import json
import urllib.error
import urllib.request

import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from resnet_demo.errors import RangeError, WholeNumberError
from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.options import list_options
from resnet_demo.http.experiments import read_options


def test_only_the_documented_endpoints_are_listed(client):
    described = client.view_api(return_format="dict")["named_endpoints"]
    assert sorted(described) == [
        "/classify",
        "/compare",
        "/compare_batch",
        "/explain",
        "/faithfulness",
        "/lesion",
        "/models",
        "/profile",
        "/signals",
        "/sweep",
    ]
    names = {
        endpoint: [parameter["parameter_name"] for parameter in entry["parameters"]]
        for endpoint, entry in described.items()
    }
    assert names["/classify"] == ["file", "files", "model", "top", "views", "device"]
    assert names["/compare"] == [
        "file",
        "files",
        "model",
        "plan",
        "columns",
        "top",
        "device",
    ]
    assert names["/compare_batch"] == names["/compare"]


def test_models_lists_where_weights_are(client):
    rows = {row["key"]: row for row in client.predict(api_name="/models")["models"]}
    assert rows["resnet20.cifar10"]["status"] == "local"
    assert rows["resnet20.cifar10"]["parameters"] == 269_722
    assert rows["resnet56.cifar10"]["status"] == "missing"
    assert rows["resnet50.tv_in1k"]["status"] == "download"


def test_classify_answers_like_the_command_line(client, lion, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("not a picture")
    document = client.predict(
        files=[handle_file(str(lion)), handle_file(str(bad))],
        model="resnet20.cifar10",
        top=3,
        views=None,
        api_name="/classify",
    )
    assert document["model"] == "resnet20.cifar10"
    first, second = document["results"]
    assert first["file"] == "lion.jpg"
    assert len(first["top"]) == 3
    assert set(first["top"][0]) == {"label", "index", "probability", "logit"}
    assert second["error"]["type"] == "UnsupportedImageError"


def test_classify_needs_files_only(client, lion):
    document = client.predict(files=[handle_file(str(lion))], api_name="/classify")
    assert len(document["results"][0]["top"]) == 5


def test_compare_has_three_columns(client, lion):
    document = client.predict(file=handle_file(str(lion)), api_name="/compare")
    kinds = [answer["kind"] for answer in document["answers"]]
    assert kinds == ["residual", "ablated", "plain_twin"]
    plan = "resnet20.cifar10:branch[layer2.*]=0.5"
    planned = client.predict(file=handle_file(str(lion)), plan=plan, api_name="/compare")
    assert planned["answers"][1]["plan"] == plan


def test_a_plan_names_the_model(client, lion):
    plan = "resnet56.cifar10:skip[*]=0"
    document = client.predict(file=handle_file(str(lion)), plan=plan, api_name="/compare")
    networks = [(answer["model"], answer["plan"]) for answer in document["answers"]]
    key = "resnet56.cifar10"
    assert networks == [(key, None), (key, plan), ("plain56.cifar10", None)]


def test_lesion_answers_for_every_block(client, lion):
    document = client.predict(file=handle_file(str(lion)), draws=2, api_name="/lesion")
    assert len(document["blocks"]) == len(document["random"]["effects"]) == 9
    assert document["random"]["part"] == "branch"
    with pytest.raises(AppError, match="one of skip, branch"):
        client.predict(file=handle_file(str(lion)), part="stem", api_name="/lesion")


def test_columns_are_free(client, lion):
    columns = "plain20.cifar10\nresnet20.cifar10:skip[layer1.1]=0.5\n"
    document = client.predict(file=handle_file(str(lion)), columns=columns, api_name="/compare")
    assert [answer["kind"] for answer in document["answers"]] == ["plain_twin", "ablated"]
    listed = client.predict(
        file=handle_file(str(lion)), columns=columns.splitlines(), api_name="/compare"
    )
    assert listed["answers"] == document["answers"]
    with pytest.raises(AppError, match="1 to 3"):
        client.predict(
            file=handle_file(str(lion)), columns="plain20.cifar10\n" * 4, api_name="/compare"
        )


def test_a_batch_is_counted(client, lion, photos):
    document = client.predict(
        files=[handle_file(str(lion)), handle_file(str(photos / "tower.jpg"))],
        plan="resnet20.cifar10",
        api_name="/compare_batch",
    )
    assert document["answered"] == 2
    assert [column["kept"] for column in document["columns"][:2]] == [2, 2]


def test_sweep_scales_skips(client, lion):
    document = client.predict(
        file=handle_file(str(lion)), blocks="layer2.*", reestimate=True, api_name="/sweep"
    )
    assert document["part"] == "skip"
    strengths = [row["strength"] for row in document["strengths"]]
    assert (strengths[0], strengths[-1], len(strengths)) == (0, 1, 21)
    assert all("reestimated" in row for row in document["strengths"])


def test_signals_have_every_block_and_paths_on_demand(client, lion):
    document = client.predict(file=handle_file(str(lion)), api_name="/signals")
    assert "paths" not in document
    for column in document["columns"]:
        assert len(column["trained"]["gradient_norm"]) == len(column["initial"]["blocks"]) == 9
    document = client.predict(file=handle_file(str(lion)), paths=2, api_name="/profile")
    assert len(document["paths"]["lengths"]) == 10


def test_explain_returns_the_map_and_how_it_was_made(client, lion):
    document = client.predict(
        file=handle_file(str(lion)),
        method="integrated-gradients",
        target="cat",
        versus="dog",
        api_name="/explain",
    )
    assert (document["target"], document["versus"], document["baseline"]) == ("cat", "dog", "mean")
    first = document["columns"][0]
    assert len(first["heat"]) == len(first["heat"][0]) == 32
    assert sum(map(sum, first["heat"])) == pytest.approx(first["completeness"]["total"], rel=1e-3)
    with pytest.raises(AppError, match="grad-cam, saliency"):
        client.predict(file=handle_file(str(lion)), method="magic", api_name="/explain")


def test_faithfulness_checks_the_methods_that_are_named(client, lion):
    document = client.predict(
        file=handle_file(str(lion)),
        methods="saliency\ngrad-cam",
        columns="resnet20.cifar10",
        api_name="/faithfulness",
    )
    (photo,), (mean,) = document["results"], document["mean"]
    (column,) = photo["columns"]
    assert mean["mean_gain"] == pytest.approx(column["mean_gain"])
    assert list(column["methods"]) == ["saliency", "grad-cam"]
    found = column["methods"]["grad-cam"]
    assert [curve["fill"] for curve in found["curves"]] == ["mean", "blurred"]
    assert found["curves"][0]["deletion"][0] == pytest.approx(column["probability"])
    with pytest.raises(AppError, match="grad-cam, saliency"):
        client.predict(file=handle_file(str(lion)), methods="magic", api_name="/faithfulness")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"model": "resnet21.cifar10"}, "There is no model"),
        ({"model": "resnet56.cifar10"}, "are not on this machine"),
        ({"views": "seven"}, "one of single, average"),
        ({"device": "quantum"}, "no device"),
        ({"top": 0}, "top cannot be 0"),
    ],
)
def test_wrong_choices_are_explained(client, lion, options, words):
    with pytest.raises(AppError, match=words):
        client.predict(files=[handle_file(str(lion))], api_name="/classify", **options)


WHOLE_OPTIONS = [
    (experiment.name, option.name)
    for experiment in EXPERIMENTS.values()
    for option in list_options(experiment.load_options())
    if option.kind == "whole"
]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2.5, -1, "abc", "[1]", True])
@pytest.mark.parametrize(("endpoint", "name"), WHOLE_OPTIONS)
def test_whole_numbers_are_whole_and_in_range(endpoint, name, value):
    experiment = EXPERIMENTS[endpoint]
    sent = {option.name: None for option in list_options(experiment.load_options())}
    with pytest.raises((RangeError, WholeNumberError), match=f"^{name} "):
        read_options(experiment, sent | {name: value})


def test_a_number_that_is_none_is_explained_over_http(client, lion):
    for value in ("abc", [1], True):
        with pytest.raises(AppError, match="It takes a whole number"):
            client.predict(file=handle_file(str(lion)), draws=value, api_name="/lesion")


def test_a_plan_beside_columns_is_refused(client, lion):
    with pytest.raises(AppError, match="Put the plan into a column"):
        client.predict(
            file=handle_file(str(lion)),
            plan="resnet20.cifar10:skip[*]=0",
            columns="plain20.cifar10",
            api_name="/compare",
        )


def test_no_files_is_explained(client):
    with pytest.raises(AppError, match="There is no photo"):
        client.predict(files=[], api_name="/classify")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/gradio_api/file=https://example.com/cat.jpg", 404),
        ("/gradio_api/file=https%3A%2F%2Fexample.com/cat.jpg", 404),
        ("/gradio_api/file=/etc/passwd", 403),
    ],
)
def test_server_fetches_and_hands_out_nothing_else(server, path, code):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(server.url + path)
    caught.value.close()
    assert caught.value.code == code


@pytest.mark.parametrize(("path", "size"), [("/upload", 200_000_000), ("/queue/join", 2_000_000)])
def test_oversize_requests_are_refused(server, path, size):
    request = urllib.request.Request(
        f"{server.url}/gradio_api{path}", data=b"{}", headers={"Content-Length": str(size)}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    caught.value.close()
    assert caught.value.code == 413


def test_queue_cannot_be_skipped(server):
    body = json.dumps({"data": [[], "resnet20.cifar10", 5, None, None]}).encode()
    request = urllib.request.Request(
        f"{server.url}/gradio_api/run/classify", body, {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    caught.value.close()
    assert caught.value.code == 404
