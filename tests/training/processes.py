"""The command line in processes of its own that share one start: torch is imported once, and each
command is a fork of the process that did.
"""

import io
import os
import resource
import signal
import sys
from dataclasses import dataclass

import torch
from torch.distributed import TCPStore, run

from resnet_demo.cli.main import main
from resnet_demo.training import start  # noqa: F401  what every command would import
from tests.forks import FORKS

# A command that hangs fails its test by this limit.
TIMEOUT_S = 300
# Torchrun forks what it starts, too, and each of them runs this file.
TORCHRUN = (*("--standalone", "--nproc-per-node", "2"), *("--start-method", "fork", "--run-path"))


@dataclass(frozen=True)
class Accident:
    """What happens to a command.

    Attributes:
        stop: A signal that the process gets once it has said that epoch 2 is over.
        file_limit: Bytes that a file may have, as on a disk that is full beyond.
    """

    stop: signal.Signals | None = None
    file_limit: int | None = None


class StandardError(io.TextIOWrapper):
    """A log whose process gets a signal when it has written that epoch 2 is over."""

    stop = None

    def write(self, text):
        length = super().write(text)
        if self.stop is not None and text.startswith("epoch 2"):
            os.kill(os.getpid(), self.stop)
        return length


def run_main(arguments, log, environment, accident):
    """Does in a new process what ``python -m resnet_demo`` does."""
    os.environ.update(environment)
    # What a shell starts in the background ignores Ctrl-C, and so would its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    torch.set_num_threads(1)
    if accident.file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (accident.file_limit, accident.file_limit))
    sys.stdout = sys.stderr = StandardError(log.open("wb", 0), "utf-8", write_through=True)
    sys.stderr.stop = accident.stop
    sys.argv = ["resnet_demo", *arguments]
    main()


def run_in_processes(arguments, folder, *, count=1, accident=Accident()):
    """Runs a command line in one process, or in several with the variables that torchrun sets.

    Returns:
        The exit codes of the processes, negative for a signal, and what they wrote together.
    """
    store = TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    logs = [folder / f"{rank}.log" for rank in range(count)]
    processes = []
    for rank, log in enumerate(logs):
        environment = {
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": str(count),
            "LOCAL_WORLD_SIZE": str(count),
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(store.port),
            "TORCHELASTIC_USE_AGENT_STORE": "True",
            "TORCHELASTIC_RESTART_COUNT": "0",
        }
        process = FORKS.Process(
            target=run_main,
            args=(arguments, log, environment if count > 1 else {}, accident),
            daemon=True,
        )
        process.start()
        processes.append(process)
    for process in processes:
        process.join(TIMEOUT_S)
        if process.exitcode is None:
            process.kill()
            process.join()
        elif process.exitcode < 0:  # killed by a signal: the launcher ends the others
            for other in processes:
                other.kill()
    return [process.exitcode for process in processes], "".join(log.read_text() for log in logs)


def run_torchrun(arguments, log):
    """Does in a new process what torchrun does."""
    with log.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.stdout, sys.stderr = (os.fdopen(stream, "w", 1) for stream in (1, 2))
    torch.set_num_threads(1)
    run.main([*TORCHRUN, __file__, *arguments])


def run_by_torchrun(arguments, folder):
    """Runs a command line in two processes that torchrun starts.

    Returns:
        The exit code of torchrun, and what all of them wrote.
    """
    log = folder / "torchrun.log"
    process = FORKS.Process(target=run_torchrun, args=(arguments, log))
    process.start()
    process.join(TIMEOUT_S)
    if process.exitcode is None:
        process.kill()
        process.join()
    return process.exitcode, log.read_text()


if __name__ == "__main__":  # one of torchrun's processes, which have to return, not to exit
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
