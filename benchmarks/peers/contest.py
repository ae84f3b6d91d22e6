"""One task, several programs: each must give the same answer, then they take turns at it."""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.processes import Run, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Findings: TypeAlias = "frozenset[tuple[str, str]]"  # what was found wrong, and by which rule

_LONG = 10.0  # seconds; what takes longer is run once, and that run counts
_PATIENCE = 60.0  # seconds; what is expected to take longer is not run
_SHOWN = 5


class UnequalError(Exception):
    """A program does not find what it must find, so its times would mean nothing."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A program and how it does the task.

    Attributes:
        name: What the table calls it.
        command: What is timed: with its default output, as people run it.
        read: Reads what it found from what it prints.
        code: The exit code that it must end with.
        checked: The options that make it print what `read` needs; they end the command.
        env: Variables beside those of this process.
    """

    name: str
    command: tuple[str, ...]
    read: Callable[[str], Findings]
    code: int = 1
    checked: tuple[str, ...] = ()
    env: Mapping[str, str] | None = None


@dataclass(slots=True)
class Score:
    """What one program's runs cost.

    Attributes:
        name: Of the program.
        runs: The timed ones.
        memory: The most bytes it held at once.
        why_not: Why it was not run, when it was not.
    """

    name: str
    runs: list[Run] = field(default_factory=list)
    memory: int = 0
    why_not: str = ""

    @property
    def wall(self) -> float:
        """The median, in seconds."""
        return statistics.median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median, in seconds."""
        return statistics.median(run.cpu for run in self.runs)


@dataclass(frozen=True, slots=True)
class Step:
    """A task at one size.

    Attributes:
        size: In whatever unit.
        contenders: The programs.
        expected: What they must find.
    """

    size: float
    contenders: tuple[Contender, ...]
    expected: Findings


def contest(
    contenders: Sequence[Contender], expected: Findings, *, rounds: int, folder: Path
) -> list[Score]:
    """Check every program's answer, then time them in turns.

    Args:
        contenders: The programs.
        expected: What each of them must find: all of it, and nothing else.
        rounds: How often each is timed.
        folder: Where they run, and where what they print goes.

    Raises:
        UnequalError: a program finds something else.
    """
    scores = {one.name: Score(one.name) for one in contenders}
    output = folder / "output.txt"
    for one in contenders:
        first = _checked(one, expected, output, folder)
        scores[one.name].memory = first.memory
        if first.wall > _LONG:
            scores[one.name].runs.append(first)
    quick = [one for one in contenders if not scores[one.name].runs]
    for number in range(rounds):
        for one in quick[number % len(quick) :] + quick[: number % len(quick)] if quick else ():
            run = measured(one.command, output, folder, watched=False, env=one.env)
            _require_code(one, run, output)
            scores[one.name].runs.append(run)
            print(".", end="", file=sys.stderr, flush=True)
    return list(scores.values())


def climb(steps: Sequence[Step], *, rounds: int, folder: Path) -> list[list[Score]]:
    """Do a task at rising sizes; a program that would take minutes at the next one is left out.

    Raises:
        UnequalError: as `contest`.
    """
    done: list[list[Score]] = []
    expected: dict[str, float] = {}  # seconds for one unit of size, at the step before
    for step in steps:
        awaited = {one.name: expected.get(one.name, 0) * step.size for one in step.contenders}
        ready = [one for one in step.contenders if awaited[one.name] <= _PATIENCE]
        scores = contest(ready, step.expected, rounds=rounds, folder=folder)
        expected |= {score.name: score.wall / step.size for score in scores}
        scores += [
            Score(one.name, why_not=f"not run: about {awaited[one.name]:.0f} s expected")
            for one in step.contenders
            if one not in ready
        ]
        done.append(scores)
    return done


def _checked(one: Contender, expected: Findings, output: Path, folder: Path) -> Run:
    run = measured((*one.command, *one.checked), output, folder, env=one.env)
    _require_code(one, run, output)
    found = one.read(output.read_text(encoding="utf-8"))
    if found != expected:
        raise UnequalError(
            f"{one.name} finds {len(found)} things instead of {len(expected)}; "
            f"only there: {sorted(found - expected)[:_SHOWN]}, "
            f"missing: {sorted(expected - found)[:_SHOWN]}"
        )
    return run


def _require_code(one: Contender, run: Run, output: Path) -> None:
    if run.code != one.code:
        said = output.with_suffix(".err").read_text(encoding="utf-8", errors="replace")
        raise UnequalError(f"{one.name} ends with {run.code} instead of {one.code}: {said[-800:]}")
