"""What clients send in place of a photo, and calls that gradio itself would refuse."""

import json
import urllib.error
import urllib.request

import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError


@pytest.fixture
def upload(lion):
    return handle_file(str(lion))


def post(server, path, body):
    """Posts JSON; returns the status and the text of the answer."""
    return ask(server, path, json.dumps(body).encode(), {"Content-Type": "application/json"})


def ask(server, path, body=None, headers=None):
    """Posts what there is, or else gets; returns the status and the text of the answer."""
    request = urllib.request.Request(f"{server.url}/gradio_api/call/{path}", body, headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def call(server, endpoint, values):
    """Calls an endpoint by the values of its parameters; returns its last event and its data."""
    status, answer = post(server, endpoint, {"data": values})
    assert status == 200, answer
    address = f"{server.url}/gradio_api/call/{endpoint}/{json.loads(answer)['event_id']}"
    with urllib.request.urlopen(address) as stream:
        *_, event, data = stream.read().decode().strip().splitlines()
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_one_file_may_come_alone_where_several_are_taken(client, upload):
    document = client.predict(files=upload, api_name="/classify")
    assert [entry["file"] for entry in document["results"]] == ["lion.jpg"]
    swept = client.predict(file=upload, others=upload, reestimate=True, api_name="/sweep")
    assert swept["statistics_inputs"] == 16


def test_one_file_may_come_in_a_list_where_one_is_taken(client, upload):
    document = client.predict(file=[upload], api_name="/compare")
    assert document["file"] == "lion.jpg"


def test_file_and_files_are_taken_together(client, upload, photos):
    files = [handle_file(str(photos / "tower.jpg"))]
    document = client.predict(file=upload, files=files, top=1, api_name="/classify")
    assert [entry["file"] for entry in document["results"]] == ["lion.jpg", "tower.jpg"]


@pytest.mark.parametrize("endpoint", ["classify", "compare", "lesion", "sweep", "explain"])
def test_several_files_where_one_is_taken_are_refused(client, upload, endpoint):
    with pytest.raises(AppError, match=r"file takes one photo, and 2 were sent\. Send one"):
        client.predict(file=[upload, upload], api_name=f"/{endpoint}")


@pytest.mark.parametrize("value", ["cat.jpg", 5, True, {"name": "cat.jpg"}, {"path": 5}])
def test_what_is_no_upload_is_refused(client, value):
    words = r"is not an upload\. Upload the photo first, in Python with gradio_client\.handle_file"
    with pytest.raises(AppError, match=f"file {words}"):
        client.predict(file=value, api_name="/lesion")
    for files in (value, [value]):
        with pytest.raises(AppError, match=f"files {words}"):
            client.predict(files=files, api_name="/classify")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("https://example.com/cat.jpg", "Addresses are not fetched"),
        ("data:image/png;base64,AAAA", "Only files that were uploaded to this server are read"),
        ("/etc/passwd", "Only files that were uploaded to this server are read"),
        ("app.py", "Only files that were uploaded to this server are read"),
    ],
)
@pytest.mark.parametrize("meta", [{"meta": {"_type": "gradio.FileData"}}, {}])
def test_only_uploads_are_read(server, path, words, meta):
    event, data = call(server, "classify", [None, [{"path": path, **meta}]])
    assert (event, words in data["error"]) == ("error", True), data


def test_values_that_are_left_out_have_their_defaults(server):
    event, data = call(server, "classify", [])
    assert (event, data["error"]) == ("error", "There is no photo. Add at least one.")


def test_a_parameter_that_does_not_exist_is_named(server, client, upload):
    with pytest.raises(TypeError, match="`depth` is not a valid"):  # by the client, on its own
        client.predict(file=upload, depth=20, api_name="/classify")
    status, answer = post(server, "v2/classify", {"depth": 20})
    assert status == 422
    detail = json.loads(answer)["detail"]
    assert detail.startswith("The endpoint cannot be called with these parameters (")
    assert "`depth`" in detail


@pytest.mark.parametrize("path", ["v2/nothing", "nothing"])
def test_an_endpoint_that_does_not_exist_is_named(server, path):
    status, answer = post(server, path, {"data": []})
    assert status == 404
    assert "There is no endpoint 'nothing'." in json.loads(answer)["detail"]


@pytest.mark.parametrize("path", ["classify/never", "v2/classify/never", "nothing/never"])
def test_an_answer_that_nobody_asked_for_is_refused_at_once(server, path):
    status, answer = ask(server, path)
    assert status == 404
    assert "There is no answer 'never' to read." in json.loads(answer)["detail"]
    assert "response already started" not in server.log.read_text()


def test_an_answer_is_read_once(server):
    _, answer = post(server, "models", {"data": []})
    path = f"models/{json.loads(answer)['event_id']}"
    status, events = ask(server, path)
    assert (status, "event: complete" in events) == (200, True)
    status, answer = ask(server, path)
    assert (status, "Every answer is read once" in answer) == (404, True)
