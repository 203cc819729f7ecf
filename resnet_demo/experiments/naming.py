"""What a column is called in titles, legends and tables."""

from __future__ import annotations

from resnet_demo.columns import Column
from resnet_demo.words.text import Words


def name_column(words: Words, column: Column) -> str:
    """Returns what stands in a column: a network as trained, or one that was damaged afterwards,
    and in which of its parts.
    """
    plan = column.plan
    if plan is None:
        return words.say(f"title_{column.kind}")
    if not column.spec.residual:
        return words.say("title_plain_weakened")
    weakened = {
        part: [strength for strength in strengths if strength != 1]
        for part, strengths in (("skips", plan.skip), ("branches", plan.branch))
    }
    parts = [part for part, strengths in weakened.items() if strengths]
    how = "weakened" if any(map(any, weakened.values())) else "cut"
    return words.say(f"title_{parts[0] if len(parts) == 1 else 'parts'}_{how}")
