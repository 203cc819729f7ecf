"""Checks of maps in a fraction of the time, for tests of what is done with them."""

from resnet_demo.experiments.faithfulness import (
    charts,
    check,
    compute,
    curves,
    document,
    perturbation,
    randomisation,
)

MODULES = (charts, check, compute, curves, document, perturbation, randomisation)
CURVE_STEPS, MOVED_MAPS, SQUARES, PERTURBED_PHOTOS, RANDOM_NETWORKS = 8, 3, 16, 3, 2


def make_checks_coarse(set_value=setattr):
    """Makes curves of few points beside few moved maps, and draws few squares, photos and networks:
    how many does not matter to what is combined of them, and the tests of each check have them as
    they are.

    Args:
        set_value: Called with a module, a name and a value; ``monkeypatch.setattr`` puts back what
            was there.
    """
    coarse = {
        "CURVE_STEPS": CURVE_STEPS,
        "MOVED_MAPS": MOVED_MAPS,
        "SQUARES": SQUARES,
        "PERTURBED_PHOTOS": PERTURBED_PHOTOS,
        "RANDOM_NETWORKS": RANDOM_NETWORKS,
    }
    for module in MODULES:
        for name in coarse.keys() & vars(module).keys():
            set_value(module, name, coarse[name])
