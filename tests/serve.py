"""The app, served by a process of its own.

Gradio leaves sockets and event loops unclosed, which would fail whichever test runs next in the
same process. The name of a photo can ask for trouble: ``slow…`` takes until it is cancelled and
``boom…`` raises an error that nobody foresaw. The bench answers slow photos too:
a comparison of one photo is never slow. The checks of *Faithfulness* are coarse.
"""

import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from resnet_demo import settings as config
from resnet_demo.experiments import Experiment
from resnet_demo.page.build import build_page, launch_options
from resnet_demo.photos.photo import file_name
from resnet_demo.settings import Settings
from tests.experiments.faithfulness.coarse import make_checks_coarse

compute = Experiment.compute


def compute_with_trouble(experiment, request, options):
    name = file_name(request.photos[0]) if request.photos else ""
    unit, done = ("photos", 0) if experiment.photos == "many" else ("passes", 3)
    if experiment.name in {"explain", "faithfulness"}:
        unit, done = "inputs", 3
    if name.startswith("boom"):
        raise RuntimeError("secret detail")
    of_bench = experiment.name == "compare" and len(request.photos) == 1
    if name.startswith("slow") and not of_bench:
        report_forever(name, lambda done, total: request.report(unit, done, total), done)
    return compute(experiment, request, options)


def report_forever(name, on_progress, done):
    try:
        while True:
            on_progress(done, 7)
            threading.Event().wait(0.05)
    finally:
        sys.stderr.write(f"ended {name}\n")


def serve(folder: Path, log: Path, tell: Callable[[str], None], **settings: int) -> None:
    """Serves the page with the networks in ``folder/weights`` until the process is ended.

    Args:
        folder: For the networks, and what is uploaded.
        log: Where the process writes what it has to say.
        tell: Is told the address once the page is served.
        settings: Numbers that are not the tests' usual ones.
    """
    with log.open("a") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ["GRADIO_TEMP_DIR"] = str(folder / "gradio")
    weights = folder / "weights"
    config.SHIPPED_WEIGHTS_DIR = weights  # whatever is shipped, the tests know what is here
    Experiment.compute = compute_with_trouble
    make_checks_coarse()
    usual = {"weights_dir": weights, "device": "cpu", "offline": True, "max_file_bytes": 2_000_000}
    used = Settings(**(usual | settings))
    page = build_page(used)
    with socket.socket() as probe:  # gradio's own search lets two servers pick the same port
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, server_port=port, **launch_options(used)
    )
    tell(url.rstrip("/"))
    page.block_thread()
