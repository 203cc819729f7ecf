"""Which skips and branches of a network are weakened, and by how much.

An :class:`AblationPlan` is a value: it is written as one line of text, travels as an argument, and
never touches the network that others use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import torch

from resnet_demo.errors import (
    BlockCountError,
    ChoiceError,
    OtherModelError,
    PlainPlanError,
    StrengthError,
    UnknownBlockError,
)
from resnet_demo.networks.architecture import PARTS as PARTS
from resnet_demo.networks.architecture import Part as Part
from resnet_demo.networks.architecture import block_ids
from resnet_demo.networks.draws import make_generator
from resnet_demo.networks.families import ModelSpec
from resnet_demo.networks.lesions import draw_removal
from resnet_demo.networks.resnet import Gates

PRESETS = ("all-on", "all-off", "stage-off", "every-second-off", "last-off")


@dataclass(frozen=True)
class AblationPlan:
    """Strengths of every skip and branch of one model.

    As text it is ``resnet56.cifar10:skip[layer2.*]=0,branch[layer3.4]=0.5``: what is not named is
    at 1; ``*`` stands for all blocks, ``layer2.*`` for a stage; later items win.

    Attributes:
        model: Model key.
        residual: Whether it has skips at all.
        blocks: Its block ids, in forward order.
        skip: α of each block, in [0, 1]; 0 is skip removal. All 1 for a plain network.
        branch: β of each block, in [0, 1]; 0 is branch removal (Veit et al. 2016).
    """

    model: str
    residual: bool
    blocks: tuple[str, ...]
    skip: tuple[float, ...]
    branch: tuple[float, ...]

    @property
    def is_identity(self) -> bool:
        """Whether every strength is 1: the network as trained."""
        return set(self.skip + self.branch) <= {1.0}

    def make_gates(self) -> Gates | None:
        """Returns the gates for a forward pass, each (B,); None for the network as trained."""
        if self.is_identity:
            return None
        return Gates(
            *(
                None if set(values) == {1.0} else torch.tensor(values)
                for values in (self.skip, self.branch)
            )
        )

    def set_strength(self, part: Part, blocks: Iterable[str], strength: float) -> AblationPlan:
        """Returns a plan with other strengths.

        Args:
            part: ``skip`` or ``branch``.
            blocks: Block ids, stages as ``layer2.*``, or ``*``.
            strength: In [0, 1].

        Raises:
            PlanError: A block does not exist, the strength is outside [0, 1], or the model is plain
                and has no skips.
        """
        if check_part(part) == "skip" and not self.residual:
            raise PlainPlanError(self.model)
        if not 0 <= strength <= 1:
            raise StrengthError(strength)
        chosen = {block for pattern in blocks for block in self._match(pattern)}
        values = tuple(
            float(strength) if block in chosen else value
            for block, value in zip(self.blocks, getattr(self, part), strict=True)
        )
        return replace(self, skip=values) if part == "skip" else replace(self, branch=values)

    def check_model(self, key: str) -> None:
        """Checks that the plan is for a model.

        Raises:
            OtherModelError: It is for another one.
        """
        if key != self.model:
            raise OtherModelError(self.model, key)

    def _match(self, pattern: str) -> tuple[str, ...]:
        stage, star, rest = pattern.partition("*")
        if star and not rest and (not stage or stage.endswith(".")):
            found = tuple(block for block in self.blocks if block.startswith(stage))
        else:
            found = tuple(block for block in self.blocks if block == pattern)
        if not found:
            raise UnknownBlockError(self.model, pattern, self.blocks[0], self.blocks[-1])
        return found

    def __str__(self) -> str:
        items = []
        for part in PARTS:
            values = dict(zip(self.blocks, getattr(self, part), strict=True))
            items += [f"{part}[{pattern}]={value!r}" for pattern, value in _compress(values)]
        text = ",".join(items).replace(".0,", ",").removesuffix(".0")
        return f"{self.model}:{text}" if items else self.model


def _compress(values: Mapping[str, float]) -> list[tuple[str, float]]:
    """Lists what is not at 1, whole stages and the whole network as one item."""
    if len(set(values.values())) == 1:
        (value,) = set(values.values())
        return [] if value == 1 else [("*", value)]
    items = []
    for stage in dict.fromkeys(block.partition(".")[0] for block in values):
        own = {block: v for block, v in values.items() if block.startswith(f"{stage}.")}
        found = set(own.values())
        if found == {1.0}:
            continue
        if len(found) == 1:
            items.append((f"{stage}.*", found.pop()))
        else:
            items += [(block, value) for block, value in own.items() if value != 1]
    return items


def check_part(name: str) -> Part:
    """Turns a name into a part of a block.

    Raises:
        ChoiceError: It is neither ``skip`` nor ``branch``.
    """
    for part in PARTS:
        if name == part:
            return part
    raise ChoiceError("part", name, PARTS)


def make_plan(spec: ModelSpec) -> AblationPlan:
    """Returns the plan that leaves a model as it was trained."""
    blocks = block_ids(spec.architecture)
    ones = (1.0,) * len(blocks)
    return AblationPlan(spec.key, spec.residual, blocks, ones, ones)


def make_preset(
    spec: ModelSpec, preset: str, *, part: Part = "skip", stage: str | None = None
) -> AblationPlan:
    """Returns one of the named plans.

    Args:
        spec: The model.
        preset: One of ``PRESETS``.
        part: What is removed, skips or branches.
        stage: ``layer1`` …, for ``stage-off``.

    Raises:
        ChoiceError: There is no such preset.
        PlanError: It does not fit the model.
    """
    plan = make_plan(spec)
    chosen: dict[str, Iterable[str]] = {
        "all-on": (),
        "all-off": ("*",),
        "stage-off": (f"{stage}.*",),
        "every-second-off": plan.blocks[1::2],
        "last-off": plan.blocks[-1:],
    }
    if preset not in chosen:
        raise ChoiceError("preset", preset, PRESETS)
    return plan.set_strength(part, chosen[preset], 0)


def draw_plan(spec: ModelSpec, part: Part, count: int, seed: int) -> AblationPlan:
    """Returns a plan that removes the skips or branches of random blocks.

    Args:
        spec: The model.
        part: What is removed.
        count: How many blocks, from 1 to all.
        seed: The same seed draws the same blocks.

    Raises:
        PlanError: The model has fewer blocks, or no skips.
    """
    plan = make_plan(spec)
    if not 1 <= count <= len(plan.blocks):
        raise BlockCountError(count, len(plan.blocks))
    strengths = draw_removal(len(plan.blocks), count, make_generator(seed))
    pairs = zip(plan.blocks, strengths.tolist(), strict=True)
    return plan.set_strength(part, [block for block, strength in pairs if not strength], 0)
