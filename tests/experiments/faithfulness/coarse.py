"""Checks of maps in a fraction of the time, for tests of what is done with them."""

from resnet_demo.experiments.faithfulness import check, compute, curves, perturbation

SQUARES, PERTURBED_PHOTOS, RANDOM_NETWORKS = 16, 3, 2


def make_checks_coarse(monkeypatch):
    """Makes curves of few points beside few moved maps, and draws few squares, photos and networks:
    how many does not matter to what is combined of them, and the tests of each check have them as
    they are.
    """
    monkeypatch.setattr(curves, "CURVE_STEPS", 8)
    for module in (curves, compute):
        monkeypatch.setattr(module, "MOVED_MAPS", 3)
    for module in (perturbation, check):
        monkeypatch.setattr(module, "SQUARES", SQUARES)
        monkeypatch.setattr(module, "PERTURBED_PHOTOS", PERTURBED_PHOTOS)
    monkeypatch.setattr(check, "RANDOM_NETWORKS", RANDOM_NETWORKS)
