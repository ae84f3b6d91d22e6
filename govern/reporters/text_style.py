"""Colour, width and underlining for the text report."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.model.result import Outcome, Verdict
from govern.model.rule import Severity
from govern.reporters.escape import visible

if TYPE_CHECKING:
    from govern.model import Snippet

_CODES = {
    "strong": "1",
    "faint": "2",
    Outcome.FAIL: "1;31",
    Outcome.UNDECIDED: "1;35",
    Outcome.WARN: "33",
    Outcome.WAIVED: "36",
    Outcome.PASS: "32",
    Outcome.NOT_APPLICABLE: "2",
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Verdict.ALLOWED: "1;32",
    Verdict.DENIED: "1;31",
}
_CODES[Verdict.UNDECIDED] = _CODES[Outcome.UNDECIDED]
_TAB = "    "


@dataclass(frozen=True, slots=True)
class Style:
    """Paints words in ANSI colours, or leaves them as they are."""

    color: bool

    def paint(self, text: str, role: str) -> str:
        """Return the text in the colour of a role: an outcome, severity, verdict, or weight."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.color and text else text


def cells(text: str) -> int:
    """Return how many terminal columns a text takes; wide East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def underlined(snippet: Snippet, room: int) -> tuple[str, str]:
    """Return a source line and the line of carets below it, at most `room` columns wide.

    The second is empty where nothing is to be underlined.
    """
    start, end = snippet.column - 1, snippet.end_column - 1
    before, marked, after = (
        visible(part.replace("\t", _TAB))
        for part in (snippet.text[:start], snippet.text[start:end], snippet.text[end:])
    )
    indent = len(before) - len(before.lstrip(" "))
    if cells(before) + cells(marked) > room:
        before, marked = _narrowed(before, marked, min(indent, 8), room)
    line = _fitted(before + marked + after, room).rstrip()
    carets = "^" * min(cells(marked), max(room - cells(before), 1)) if marked else ""
    return line, " " * cells(before) + carets if carets else ""


def _narrowed(before: str, marked: str, indent: int, room: int) -> tuple[str, str]:
    """Cut what stands before the value, so that the value fits as far as it can."""
    keep = max(room - cells(marked) - indent - 1, room // 4)
    return " " * indent + "…" + before.strip()[-keep:], marked


def _fitted(text: str, room: int) -> str:
    """Cut a line at `room` columns."""
    if cells(text) <= room:
        return text
    kept, used = [], 0
    for char in text:
        used += cells(char)
        if used >= room:
            break
        kept.append(char)
    return "".join(kept) + "…"
