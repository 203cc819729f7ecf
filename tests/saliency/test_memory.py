"""Memory of a process that makes many maps."""

import itertools

import pytest

from resnet_demo.models.store import ModelStore
from tests.experiments.study_requests import make_pictures
from tests.models.test_memory import STATM, measure_in_a_process, read_megabytes
from tests.saliency.map_requests import METHODS, PLAIN, RESIDUAL, explain_all

pytestmark = pytest.mark.slow

WARM, MAPS, LIMIT_MB = 22, 66, 16
COLUMNS = (f"{RESIDUAL}:skip[layer2.*]=0,branch[layer3.0]=0.5", PLAIN)


def measure_growth(store: ModelStore) -> float:
    """Megabytes that the maps after the first ones add to this process."""
    # Larger than a network sees, so that photos that stay would be noticed.
    pictures = make_pictures(3, width=700, height=500)
    before = 0.0
    for done, method in enumerate(itertools.islice(itertools.cycle(METHODS), MAPS)):
        if done == WARM:
            before = read_megabytes()
        explain_all(store, pictures[done % 3], [COLUMNS[done // len(METHODS) % 2]], method)
    return read_megabytes() - before


@pytest.mark.skipif(not STATM.exists(), reason="this system has no /proc")
def test_many_maps_do_not_add_up(tmp_path):
    assert measure_in_a_process(__name__, tmp_path) < LIMIT_MB
