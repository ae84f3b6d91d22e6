"""What was measured → docs/performance.md; the words around the tables are in the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from benchmarks.peers.machine import machine
from benchmarks.peers.manifests import GOVERN
from benchmarks.peers.programs import PEERS, version_of
from benchmarks.peers.webhook import OPA
from govern import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.peers.contest import Score
    from benchmarks.peers.task import Task
    from benchmarks.peers.webhook import Load

_GROWING = (GOVERN, "conftest")  # whose growth is shown
_NONE = "\N{EN DASH}"
_TEMPLATE = Path(__file__).with_name("performance.md.j2")


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the aims that govern was built to, and how it came out."""

    said: str
    measured: str
    met: bool


@dataclass(slots=True)
class Measured:
    """Everything that one run measured.

    Attributes:
        quick: Whether the inputs were tiny, so that the figures mean nothing.
        load: How busy the machine was before it.
    """

    quick: bool
    load: str
    start_up: Task
    manifests: list[Task]
    most: Task
    more_rules: list[Task]
    plans: list[Task]
    bom: Task
    images: list[Task]
    webhooks: list[Load]
    minutes: float = 0.0


def page(measured: Measured) -> str:
    """Return the page."""
    environment = jinja2.Environment(  # noqa: S701 - Markdown, of numbers and of words of ours
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    environment.globals |= {"table": table, "curve": curve, "commands": commands, "loads": loads}
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        measured=measured,
        machine=machine(),
        versions={"govern": __version__, **{name: version_of(name) for name in PEERS}},
        goals=goals(measured),
        day=datetime.now(UTC).strftime("%Y-%m-%d"),
    )


def goals(measured: Measured) -> list[Goal]:
    """Return the aims that this run can speak of."""
    found = []
    wall = _ratio(measured.start_up, GOVERN, "conftest")
    if wall:
        said = "Start-up takes at most twice as long as conftest's"
        found.append(Goal(said, f"{wall:.1f} times as long", wall <= 2))
    for task in measured.manifests:
        if task.title.startswith("1,000 ") and (ratio := _ratio(task, "conftest", GOVERN)):
            said = "At least twice as fast as conftest at 1,000 manifests and 50 rules"
            found.append(Goal(said, f"{ratio:.2f} times as fast", ratio >= 2))
    ratios = [ratio for task in measured.plans if (ratio := _ratio(task, "checkov", GOVERN))]
    if ratios:
        said = "At least ten times as fast as checkov on the same plan"
        found.append(Goal(said, f"{ratios[-1]:.0f} times as fast", ratios[-1] >= 10))
    cpu = {one.name: one.microseconds for one in measured.webhooks}
    if cpu:
        times = cpu["govern serve"] / cpu[OPA]
        said = "A review takes no more CPU than an OPA server's"
        found.append(Goal(said, f"{times:.1f} times as much", times <= 1))
    return found


def _ratio(task: Task, name: str, other: str) -> float | None:
    """Return how many times as long a program takes as another; None when one did not run."""
    one, two = task.score(name), task.score(other)
    return one.wall / two.wall if one and two else None


def table(task: Task) -> str:
    """Return one task as a table."""
    ours = task.score(GOVERN)
    rows = []
    for score in task.scores:
        if not score.runs:
            rows.append((score.name, score.why_not, "", "", "", ""))
            continue
        times = f"{score.wall / ours.wall:.2f}" if ours else ""
        cost = _seconds(score.wall), times, _seconds(score.cpu), _memory(score)
        rows.append((score.name, *cost, str(len(score.runs))))
    head = ("", "wall time", "times govern's", "CPU time", "memory", "runs")
    return _rows(head, rows)


def curve(tasks: Iterable[Task], unit: str) -> str:
    """Return a growing task as one table, with what one unit of its growth costs."""
    rows = []
    for task in tasks:
        amount = _amount(task, unit)
        row = [f"{amount:,}"]
        for name in _GROWING:
            score = task.score(name)
            each = f"{score.cpu / amount * 1e3:.2f} ms" if score else _NONE
            row += [each, _seconds(score.wall) if score else _NONE, _memory(score)]
        rows.append(tuple(row))
    each = f"CPU / {unit.removesuffix('s')}"
    columns = (f"{name}: {what}" for name in _GROWING for what in (each, "wall", "memory"))
    return _rows((unit, *columns), rows)


def _amount(task: Task, unit: str) -> int:
    words = task.title.replace(",", "").split()
    return int(words[words.index(unit) - 1])


def loads(found: Iterable[Load]) -> str:
    """Return the webhooks as a table."""
    rows = [
        (one.name, f"{one.microseconds:.0f} µs", f"{one.reviews:.0f}", f"{one.memory >> 20} MiB")
        for one in found
    ]
    return _rows(("", "CPU of a review", "reviews a second", "memory"), rows)


def commands(task: Task) -> str:
    """Return what was typed."""
    lines = [f"{command}" for command in task.commands.values()]
    return "\n".join(["```sh", *lines, "```"])


def _memory(score: Score | None) -> str:
    return f"{score.memory / 2**20:.0f} MiB" if score else _NONE


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 9.95 else f"{value:.0f} s"


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) + ("---:",) * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
