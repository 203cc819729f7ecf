"""The app in a process of its own: ``python -m tests.browser.serve WEIGHTS_DIR [SETTING=NUMBER…]``.

Gradio leaves sockets and event loops unclosed, which would fail whichever test runs next in the
same process. The name of a photo can ask for trouble: ``slow…`` takes until it is cancelled and
``boom…`` raises an error that nobody foresaw.
"""

import socket
import sys
import threading
from pathlib import Path

from resnet_demo import settings as config
from resnet_demo.experiments import explanations, service
from resnet_demo.experiments.lesion import compute as lesion_study
from resnet_demo.page.build import build_page, launch_options
from resnet_demo.settings import Settings

classify, compare_batch = service.classify, service.compare_batch
lesion = lesion_study.compute
explain, faithfulness = explanations.explain, explanations.faithfulness


def classify_with_trouble(store, files, *, on_progress=lambda *_: None, **options):
    names = [file.name for file in files] or [""]
    if names[0].startswith("boom"):
        raise RuntimeError("secret detail")
    if names[0].startswith("slow"):
        report_forever(names[0], on_progress, 0)
    return classify(store, files, on_progress=on_progress, **options)


def compare_batch_with_trouble(store, files, *, on_progress=lambda *_: None, **options):
    if files[0].name.startswith("slow"):
        report_forever(files[0].name, on_progress, 0)
    return compare_batch(store, files, on_progress=on_progress, **options)


def lesion_with_trouble(request, options):
    name = request.photos[0].name
    if name.startswith("slow"):
        report_forever(name, lambda done, total: request.report("passes", done, total), 3)
    return lesion(request, options)


def explain_with_trouble(store, file, *, on_progress=lambda *_: None, **options):
    if file.name.startswith("slow"):
        report_forever(file.name, on_progress, 3)
    return explain(store, file, on_progress=on_progress, **options)


def faithfulness_with_trouble(store, file, *, on_progress=lambda *_: None, **options):
    if file.name.startswith("slow"):
        report_forever(file.name, on_progress, 3)
    return faithfulness(store, file, on_progress=on_progress, **options)


def report_forever(name, on_progress, done):
    try:
        while True:
            on_progress(done, 7)
            threading.Event().wait(0.05)
    finally:
        sys.stderr.write(f"ended {name}\n")


def main() -> None:
    folder = Path(sys.argv[1])
    config.SHIPPED_WEIGHTS_DIR = folder  # whatever is shipped, the tests know what is here
    service.classify = classify_with_trouble
    service.compare_batch = compare_batch_with_trouble
    lesion_study.compute = lesion_with_trouble
    explanations.explain = explain_with_trouble
    explanations.faithfulness = faithfulness_with_trouble
    given = {name: int(value) for name, _, value in (word.partition("=") for word in sys.argv[2:])}
    settings = Settings(
        weights_dir=folder, device="cpu", offline=True, max_file_bytes=2_000_000, **given
    )
    page = build_page(settings)
    with socket.socket() as probe:  # gradio's own search lets two servers pick the same port
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, server_port=port, **launch_options(settings)
    )
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    page.block_thread()


if __name__ == "__main__":
    main()
