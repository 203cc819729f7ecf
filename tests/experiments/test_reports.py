"""What every experiment tells while it works."""

import pytest

from resnet_demo.experiments import EXPERIMENTS
from resnet_demo.experiments.run import NetworkChoice, make_request
from resnet_demo.models.store import ModelStore
from tests.experiments.study_requests import PLAIN, RESIDUAL, make_pictures


class SlowStore(ModelStore):
    """Every network has to be downloaded."""

    def get(self, key, device=None, on_status=lambda _status: None):
        on_status("downloading")
        return super().get(key, device, on_status)


class DownloadSeenError(Exception):
    """The download was reported; the rest of the work is of no interest."""


def stop_at_download(step):
    if step.unit == "downloading":
        raise DownloadSeenError


@pytest.mark.parametrize(
    ("name", "photos", "options"),
    [
        *((name, 1, {}) for name in EXPERIMENTS),
        ("compare", 2, {}),
        ("explain", 2, {}),
        ("faithfulness", 2, {}),
        ("signals", 1, {"paths": 1}),
    ],
)
def test_a_download_is_reported(settings, name, photos, options):
    experiment = EXPERIMENTS[name]
    columns = None if experiment.networks == "model" else [RESIDUAL, PLAIN]
    networks = NetworkChoice(columns=columns)
    request = make_request(
        experiment,
        SlowStore(settings),
        make_pictures(photos),
        networks,
        progress=stop_at_download,
    )
    with pytest.raises(DownloadSeenError):
        experiment.compute(request, experiment.load_options()(**options))
