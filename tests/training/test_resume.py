"""Going on with a run: the same one, a finished one with more epochs, or a refusal with reason."""

import shutil
from dataclasses import replace

import pytest
import torch

from resnet_demo.errors import (
    CheckpointOptionError,
    CheckpointPicturesError,
    ForeignCheckpointError,
    ScheduleEndedError,
)
from resnet_demo.training import checkpoint
from resnet_demo.training.dataset import load_dataset
from resnet_demo.training.loop import train
from resnet_demo.training.start import TrainingOptions, describe_command
from tests.training.conftest import READING, RECIPE, assert_same_network

pytestmark = pytest.mark.slow

STEPS = replace(RECIPE, schedule="steps", sizes=(), epochs=4)


def swap(part, first, second):
    """Returns a part in which two pictures have changed places, or rather their labels."""
    labels = part.labels.clone()
    labels[[first, second]] = labels[[second, first]]
    assert not torch.equal(labels, part.labels)
    return replace(part, labels=labels)


@pytest.mark.parametrize("name", ["train", "validation"])
def test_pictures_that_swapped_classes_are_another_run(finished, dataset, name):
    part = getattr(dataset, name)
    other = int((part.labels != part.labels[0]).nonzero()[0])
    with pytest.raises(CheckpointPicturesError, match="under other classes"):
        train(finished, replace(dataset, **{name: swap(part, 0, other)}), resume=True)


def test_a_picture_that_changed_is_another_run(finished, dataset):
    images = dataset.train.images.clone()
    images[5, 0, 0, 0] ^= 1
    changed = replace(dataset, train=replace(dataset.train, images=images))
    with pytest.raises(CheckpointPicturesError, match="other pictures"):
        train(finished, changed, resume=True)


def test_files_that_swapped_folders_are_noticed(finished, folder, tmp_path, dataset):
    """The same through the folder: two files change places between two classes."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    blue, red = copy / "train" / "blue" / "3.png", copy / "train" / "red" / "3.png"
    blue.rename(tmp_path / "aside.png")
    red.rename(blue)
    (tmp_path / "aside.png").rename(red)
    with pytest.raises(CheckpointPicturesError):
        train(finished, load_dataset(copy, READING), resume=True)


def test_a_checkpoint_without_the_digest_is_taken_at_its_word(finished, whole, dataset):
    """As those are that older versions wrote; what is written next has it."""
    path = finished.run_dir / checkpoint.CHECKPOINT_NAME
    state = torch.load(path, weights_only=True)
    del state["pictures_sha256"]
    torch.save(state, path)
    assert_same_network(train(finished, dataset, resume=True).network, whole.network)
    del state["train_images"]
    torch.save(state, path)
    with pytest.raises(ForeignCheckpointError):
        train(finished, dataset, resume=True)


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine"])
def test_a_schedule_that_has_ended_takes_no_more_epochs(run, dataset, schedule):
    run = replace(run, recipe=replace(RECIPE, schedule=schedule))
    train(run, dataset)
    longer = replace(run, recipe=replace(run.recipe, epochs=5))
    with pytest.raises(ScheduleEndedError, match=f"finished its 3 epochs.*{schedule}.*on to 5"):
        train(longer, dataset, resume=True)
    assert len(checkpoint.read_checkpoint(run.run_dir)["history"]) == 3


def test_a_finished_run_by_steps_goes_on_at_its_last_rate(run, dataset):
    run = replace(run, recipe=STEPS)
    first = train(run, dataset)
    longer = replace(run, recipe=replace(STEPS, epochs=6))
    outcome = train(longer, dataset, resume=True)
    assert outcome.history[:4] == first.history
    rates = [round(result.learning_rate, 6) for result in outcome.history]
    assert rates == [0.2, 0.2, 0.02, 0.002, 0.002, 0.002]
    assert outcome.run.recipe.schedule_epochs == 4
    assert outcome.run.recipe.document()["schedule_epochs"] == 4
    # Again with the same options, and once more with more epochs.
    again = train(longer, dataset, resume=True)
    assert_same_network(again.network, outcome.network)
    more = train(replace(run, recipe=replace(STEPS, epochs=7)), dataset, resume=True)
    assert (len(more.history), more.run.recipe.schedule_epochs) == (7, 4)
    with pytest.raises(CheckpointOptionError, match=r"recipe\.epochs = 7, not 6"):
        train(longer, dataset, resume=True)
    command = describe_command(outcome.run, TrainingOptions(data=run.run_dir), processes=1)
    assert command.count("--epochs 4 ") == command.count("--epochs 6 ") == 1
    assert command.endswith("--resume")


def test_a_run_that_has_not_finished_keeps_its_number_of_epochs(run, dataset):
    run = replace(run, recipe=STEPS)
    train(run, dataset)
    path = run.run_dir / checkpoint.CHECKPOINT_NAME
    state = torch.load(path, weights_only=True)
    torch.save(state | {"history": state["history"][:3]}, path)
    with pytest.raises(CheckpointOptionError, match=r"recipe\.epochs = 4, not 6"):
        train(replace(run, recipe=replace(STEPS, epochs=6)), dataset, resume=True)


def test_another_option_is_named_before_the_schedule_is(finished, dataset):
    longer = replace(finished, seed=9, recipe=replace(RECIPE, epochs=9))
    with pytest.raises(CheckpointOptionError, match="seed = 3, not 9"):
        train(longer, dataset, resume=True)


def test_recipes_without_more_epochs_are_written_as_before():
    assert "schedule_epochs" not in RECIPE.document()
