"""One finding of the lint."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: an error is wrong for certain, a note is worth a thought."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for an error down to 1 for a note."""
        return {"error": 3, "warning": 2, "note": 1}[self.value]


# What there is to find, with its level; docs/policy-tools.md explains each.
LEVELS = {
    "load": Level.ERROR,
    "syntax": Level.ERROR,
    "engine-refuses": Level.ERROR,
    "sprintf-arguments": Level.ERROR,
    "sprintf-verb": Level.WARNING,
    "regex-invalid": Level.ERROR,
    "regex-unicode": Level.WARNING,
    "never-matches": Level.WARNING,
    "unknown-input": Level.WARNING,
    "missing-metadata": Level.WARNING,
    "not-undefined": Level.NOTE,
}


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """One finding; `code` is a key of LEVELS."""

    path: str
    line: int
    code: str
    message: str

    @property
    def level(self) -> Level:
        """How bad it is."""
        return LEVELS[self.code]
