"""One thing that is measured, and what came out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.contest import Contender, Score


@dataclass(frozen=True, slots=True)
class Task:
    """A task and how the programs did it.

    Attributes:
        title: What was to be done.
        commands: What each program was asked, as typed; by its name.
        scores: What it cost each program.
    """

    title: str
    commands: dict[str, str]
    scores: list[Score] = field(default_factory=list)

    def score(self, name: str) -> Score | None:
        """Return what it cost one program; None when that did not run."""
        return next((one for one in self.scores if one.name == name and one.runs), None)


def commands_of(contenders: Sequence[Contender]) -> dict[str, str]:
    """Return each program's command as one would type it."""
    return {one.name: " ".join(map(_typed, one.command)) for one in contenders}


def _typed(argument: str) -> str:
    name = argument.rpartition("/")[2] if argument.startswith("/") else argument
    return f'"{name}"' if " " in name else name
