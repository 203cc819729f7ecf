"""Memory of a process that answers many requests."""

import gc
import itertools
import os
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import torch

from resnet_demo.models.store import ModelStore
from tests.experiments.study_requests import PLAIN, RESIDUAL, ask, make_pictures
from tests.forks import FORKS
from tests.networks.small_networks import open_short_store

pytestmark = pytest.mark.slow

STATM = Path("/proc/self/statm")
WARM, REQUESTS, LIMIT_MB = 30, 90, 20
PLAN = f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.0]=0.5"
TWIN_PLAN = f"{PLAIN}:branch[layer3.*]=0.5"
# A round of ten.
ROUND = (
    ("classify", PLAN, {"views": "average"}),
    ("compare", PLAN, {}),
    ("compare_batch", PLAN, {}),
    ("lesion", PLAN, {}),
    ("sweep", PLAN, {}),
    ("signals", PLAN, {"columns": [PLAN]}),
    ("paths", PLAN, {}),
    ("sweep", TWIN_PLAN, {}),
    ("compare", TWIN_PLAN, {}),
    ("classify", TWIN_PLAN, {}),
)


def read_megabytes() -> float:
    gc.collect()
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure_growth(store: ModelStore) -> float:
    """Megabytes that the requests after the first ones add to this process."""
    pictures = make_pictures(7)
    # Larger than what is shown of a photo, so that photos that stay would be noticed.
    large = make_pictures(1, width=900, height=700)
    rounds = itertools.islice(itertools.cycle(ROUND), REQUESTS)
    before = 0.0
    for done, (kind, plan, options) in enumerate(rounds):
        if done == WARM:
            before = read_megabytes()
        files = large if kind == "compare" else pictures[done % 6 :][:2]
        if kind == "sweep" and done % 50 == 4:  # the dearest, so not every time
            options = options | {"reestimate": True}
        ask(store, kind, files, plan, **options)
    return read_megabytes() - before


def measure_in_a_process(module: str, folder: Path) -> float:
    """Calls ``measure_growth`` of a module of tests, on networks of three blocks, in a process of
    its own: what other tests hold or free does not count.
    """
    answer, told = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=tell_growth, args=(module, folder, told), daemon=True)
    process.start()
    told.close()
    with answer:
        growth = answer.recv()  # EOFError where the process failed, which has said why
    process.join()
    return growth


def tell_growth(module: str, folder: Path, told: Connection) -> None:
    torch.set_num_threads(1)
    with open_short_store(folder) as store:
        told.send(import_module(module).measure_growth(store))


@pytest.mark.skipif(not STATM.exists(), reason="this system has no /proc")
def test_many_requests_do_not_add_up(tmp_path):
    assert measure_in_a_process(__name__, tmp_path) < LIMIT_MB
