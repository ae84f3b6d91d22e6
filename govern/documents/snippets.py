"""The source line to show beside a finding, fit for a terminal and without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.text import decode
from govern.model import Snippet

if TYPE_CHECKING:
    from govern.model import Location, Source
    from govern.model.document import Redactor

_WIDTH = 160  # characters of a line that are shown
_LONGEST = 20_000  # characters; a longer line is no line for people, and scrubbing it takes time
_LEAD = 40  # characters kept before the value, when a long line is cut


class Snippets:
    """Cuts Snippets out of one Source; reads its lines only once, and only when asked."""

    def __init__(self, source: Source, redactor: Redactor) -> None:
        self._source = source
        self._redactor = redactor
        self._lines: list[str] | None = None

    def at(self, location: Location) -> Snippet | None:
        """Return the line at a location, its value marked.

        None when the place is unknown, in another file or in a line too long for people, or when
        values must be withheld.
        """
        if location.line is None or location.path != self._source.path:
            return None
        if self._redactor.withholds_values:
            return None
        if self._lines is None:
            self._lines = decode(self._source.data, self._source.path).split("\n")
        if location.line > len(self._lines):
            return None
        line = self._lines[location.line - 1].rstrip("\r")
        if len(line) > _LONGEST:
            return None
        shown = self._redactor.scrub(line)
        if shown != line:
            return Snippet(shown[:_WIDTH], 1, 1)  # columns no longer fit what is shown
        return _cut(line, location)


def _cut(line: str, location: Location) -> Snippet:
    start = (location.column or 1) - 1
    same_line = location.end_line in {None, location.line}
    end = location.end_column - 1 if location.end_column and same_line else len(line)
    offset = max(0, start - _LEAD) if len(line) > _WIDTH else 0
    text = line[offset : offset + _WIDTH]
    column, end_column = start - offset + 1, min(end - offset, len(text)) + 1
    return Snippet(text, column, max(column, end_column))
