"""Memory of a process that makes hundreds of maps."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from resnet_demo.models.store import ModelStore
from resnet_demo.settings import Settings
from tests.experiments.study_requests import make_pictures
from tests.models.test_memory import STATM, read_megabytes
from tests.saliency.map_requests import METHODS, PLAIN, RESIDUAL, explain_all

pytestmark = pytest.mark.slow

WARM, MAPS, LIMIT_MB = 20, 200, 50
COLUMNS = (f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.1]=0.5", PLAIN)


def measure_growth(weights_dir: Path) -> float:
    """Megabytes that the maps after the first ones add to this process."""
    store = ModelStore(Settings(weights_dir=weights_dir, device="cpu", offline=True))
    # Larger than a network sees, so that photos that stay would be noticed.
    pictures = make_pictures(3, width=700, height=500)
    before = 0.0
    for done, method in enumerate(itertools.islice(itertools.cycle(METHODS), MAPS)):
        if done == WARM:
            before = read_megabytes()
        explain_all(store, pictures[done % 3], [COLUMNS[done // len(METHODS) % 2]], method)
    return read_megabytes() - before


@pytest.mark.skipif(not STATM.exists(), reason="this system has no /proc")
def test_hundreds_of_maps_do_not_add_up(weights_dir):
    # A process of its own: what other tests hold or free does not count.
    code = (
        "from tests.saliency.test_memory import *; "
        f"print(measure_growth(Path({str(weights_dir)!r})))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert float(result.stdout) < LIMIT_MB
