"""Real servers, each in a process of its own, for the tests of the page and of HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.forks import FORKS

TIMEOUT_MS = 120_000  # for machines that are busy with something else
REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass
class Server:
    """A running app with untrained resnet20 and plain20, and the file it logs to."""

    url: str
    log: Path

    def wait_for_log(self, words: str, times: int = 1) -> str:
        """Returns the log once it holds the words that often."""
        for _ in range(20 * TIMEOUT_MS // 1000):
            text = self.log.read_text()
            if text.count(words) >= times:
                return text
            threading.Event().wait(0.05)
        raise AssertionError(f"{words!r} never appeared in:\n{text}")


@contextmanager
def start_server(folder: Path, **settings: int) -> Iterator[Server]:
    """Serves the page with the networks in ``folder/weights``."""
    from tests.serve import serve  # not at the top: most tests need no page

    log = folder / "log.txt"
    log.touch()
    url, told = FORKS.Pipe(duplex=False)
    process = FORKS.Process(
        target=serve, args=(folder, log, told.send), kwargs=settings, daemon=True
    )
    process.start()
    told.close()
    try:
        yield Server(url.recv(), log)
    except EOFError:
        pytest.fail(f"the server did not start:\n{log.read_text()}")
    finally:
        process.terminate()
        process.join()
        url.close()
