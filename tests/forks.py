"""Processes of the tests: each is a fork of one that has imported what the app and a training
import, by whichever of them it is started. That saves every one of them many seconds.
"""

from multiprocessing import get_context

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.serve", "tests.training.processes"])
