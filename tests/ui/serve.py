"""The app in a process of its own: ``python -m tests.ui.serve WEIGHTS_DIR``.

Gradio leaves sockets and event loops unclosed, which would fail whichever test runs next in the
same process. The name of a photo can ask for trouble: ``slow…`` takes until it is cancelled and
``boom…`` raises an error that nobody foresaw.
"""

import sys
import threading
from pathlib import Path

from resnet_demo import config, service
from resnet_demo.config import Settings
from resnet_demo.ui.page import build_page, launch_options

classify = service.classify


def classify_with_trouble(store, files, *, on_progress=lambda *_: None, **options):
    names = [file.name for file in files] or [""]
    if names[0].startswith("boom"):
        raise RuntimeError("secret detail")
    if names[0].startswith("slow"):
        try:
            while True:
                on_progress(0, 7)
                threading.Event().wait(0.05)
        finally:
            sys.stderr.write(f"ended {names[0]}\n")
    return classify(store, files, on_progress=on_progress, **options)


def main() -> None:
    folder = Path(sys.argv[1])
    config.SHIPPED_WEIGHTS_DIR = folder  # whatever is shipped, the tests know what is here
    service.classify = classify_with_trouble
    settings = Settings(weights_dir=folder, device="cpu", offline=True, max_file_bytes=2_000_000)
    page = build_page(settings)
    _, url, _ = page.launch(prevent_thread_lock=True, quiet=True, **launch_options(settings))
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    page.block_thread()


if __name__ == "__main__":
    main()
