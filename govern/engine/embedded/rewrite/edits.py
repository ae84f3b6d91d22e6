"""Changes to a source text, nested ones included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

Render: TypeAlias = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces `source[start:end]`; `make` gets a function that renders any part of the source."""

    start: int
    end: int
    make: Callable[[Render], bytes]


@dataclass(slots=True)
class Edits:
    """Edits of one text; of two that overlap, one contains the other."""

    source: bytes
    edits: list[Edit] = field(default_factory=list)

    def add(self, start: int, end: int, make: Callable[[Render], bytes]) -> None:
        """Add an edit."""
        self.edits.append(Edit(start, end, make))

    def result(self) -> bytes:
        """Return the text with every edit made."""
        self.edits.sort(key=lambda edit: (edit.start, -edit.end))
        return self._render(0, len(self.source), frozenset())

    def _render(self, start: int, end: int, done: frozenset[int]) -> bytes:
        """Render a part; `done` are the edits whose making this is part of."""
        pieces = []
        at = start
        for index, edit in enumerate(self.edits):
            if index in done or edit.start < at or edit.end > end:
                continue
            inside = done | {index}
            pieces.append(self.source[at : edit.start])
            pieces.append(edit.make(lambda a, b, inside=inside: self._render(a, b, inside)))  # type: ignore[misc]  # the default binds it
            at = edit.end
        pieces.append(self.source[at:end])
        return b"".join(pieces)
