"""Charts as inline SVG: each has a title, and a table beside it that says the same in text.

Shapes differ by pattern and label, not by colour alone. Nothing of the evidence but numbers, days
and ids gets into them, and those are escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from govern.evidence.reports.model import State
from govern.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.evidence.reports.table import Table

_WIDTH, _LABEL, _ROW = 640, 130, 24
_MOST_BARS = 60
# Fill of each part: a colour, and the letter that stands in it.
_STATES = {
    State.SATISFIED: ("#14602b", "S"),
    State.NOT_SATISFIED: ("#a3140f", "N"),
    State.WAIVED: ("#0b4f8a", "W"),
    State.STALE: ("#7a4a00", "O"),
    State.NOT_TESTED: ("#3d4450", "T"),
    State.NOT_APPLICABLE: ("#6e7683", "A"),
}
_VERDICTS = (("allowed", "#14602b", "A"), ("denied", "#a3140f", "D"), ("undecided", "#6b2a8c", "U"))


def states_chart(summary: Table) -> str:
    """Return one bar for each framework, parted by state, out of the summary's table."""
    keys = [(state.value, *_STATES[state]) for state in State]
    rows = [(str(row[0]), [_number(one) for one in row[1 : len(keys) + 1]]) for row in summary.rows]
    return _bars("States of controls by framework", keys, rows)


def days_chart(days: Table) -> str:
    """Return one bar for each day, parted by verdict; the last days where there are many."""
    rows = [(str(row[0]), [_number(one) for one in row[1:]]) for row in days.rows[-_MOST_BARS:]]
    title = "Decisions by day"
    if len(days.rows) > _MOST_BARS:
        title += f", the last {_MOST_BARS} days with any"
    return _bars(title, _VERDICTS, rows)


def _number(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _bars(
    title: str, keys: Sequence[tuple[str, str, str]], rows: Sequence[tuple[str, list[int]]]
) -> str:
    most = max((sum(values) for _, values in rows), default=0) or 1
    height = _ROW * (len(rows) + 1) + 8
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}"'
        f' font-family="sans-serif" font-size="12"><title>{_text(title)}</title>'
    )
    parts = [
        head,
        f"<desc>{_text(f'{title}. The table that follows says the same.')}</desc>",
        *_legend(keys),
    ]
    for number, (label, values) in enumerate(rows, 1):
        top = number * _ROW + 8
        parts.append(
            f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end" fill="currentColor">'
            f"{_text(label)}</text>"
        )
        parts += _bar(top, values, keys, (_WIDTH - _LABEL - 50) / most)
    return "".join([*parts, "</svg>"])


def _bar(
    top: int, values: list[int], keys: Sequence[tuple[str, str, str]], scale: float
) -> Iterable[str]:
    left = float(_LABEL)
    for value, (name, fill, letter) in zip(values, keys, strict=True):
        if not value:
            continue
        width = value * scale
        yield (
            f'<rect x="{left:.1f}" y="{top}" width="{max(width - 1, 0.5):.1f}" height="18"'
            f' fill="{fill}"><title>{_text(f"{value} {name}")}</title></rect>'
        )
        if width >= 30:
            middle = left + width / 2
            yield (
                f'<text x="{middle:.1f}" y="{top + 13}" text-anchor="middle" fill="#ffffff">'
                f"{letter} {value}</text>"
            )
        left += width
    yield f'<text x="{left + 4:.1f}" y="{top + 13}" fill="currentColor">{sum(values)}</text>'


def _legend(keys: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    left = 0
    for name, fill, letter in keys:
        yield (
            f'<rect x="{left}" y="2" width="16" height="16" fill="{fill}"/>'
            f'<text x="{left + 8}" y="14" text-anchor="middle" fill="#ffffff">{letter}</text>'
            f'<text x="{left + 20}" y="14" fill="currentColor">{_text(name)}</text>'
        )
        left += 32 + 7 * len(name)


def _text(text: str) -> str:
    return escape(visible(text))
