"""A client that cancels ends the work on the server, and everybody else is served."""

import shutil
import subprocess
import sys

import pytest
from gradio_client import Client, handle_file

from resnet_demo.page.context import COMPUTE


def start(client, photo, endpoint):
    """Starts work that does not end by itself, and waits until it goes on."""
    job = client.submit(file=handle_file(str(photo)), api_name=f"/{endpoint}")
    step = next(iter(job))
    while not step["progress"]["total"]:
        step = next(job)
    return job, step


@pytest.mark.parametrize(
    ("endpoint", "unit"), [("lesion", "passes"), ("sweep", "passes"), ("classify", "photos")]
)
def test_jobs_that_are_cancelled_end_and_block_nobody(
    server, client, lion, tmp_path, endpoint, unit
):
    jobs = []
    for number in range(COMPUTE["concurrency_limit"]):
        photo = shutil.copy(lion, tmp_path / f"slow-{endpoint}-{number}.jpg")
        job, step = start(Client(server.url, verbose=False), photo, endpoint)
        assert step["progress"]["unit"] == unit
        jobs.append(job)
    waiting = client.submit(file=handle_file(str(lion)), api_name="/classify")
    assert not waiting.done()
    for job in jobs:
        assert job.cancel()
    assert waiting.result(timeout=60)["results"][0]["file"] == "lion.jpg"
    for number in range(len(jobs)):
        server.wait_for_log(f"ended slow-{endpoint}-{number}.jpg")


# Sends a photo, and prints a line once it hears how far the work is.
CLIENT = """
import sys
from gradio_client import Client, handle_file
job = Client(sys.argv[1], verbose=False).submit(file=handle_file(sys.argv[2]), api_name="/sweep")
print(next(iter(job)), flush=True)
job.result()
"""


def test_a_client_that_goes_away_ends_its_work(server, lion, tmp_path):
    photo = shutil.copy(lion, tmp_path / "slow-gone.jpg")
    command = [sys.executable, "-c", CLIENT, server.url, str(photo)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert "progress" in process.stdout.readline()
        process.kill()
    server.wait_for_log("ended slow-gone.jpg")
