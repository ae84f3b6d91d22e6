"""Places in a text: positions and locations, 1-based as editors and SARIF count them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """A span of text. Lines and columns are 1-based; columns count Unicode characters.

    `end_column` is the column after the last character, as in SARIF 2.1.0 section 3.30.8.
    """

    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A span in a named file, and the JSON pointer that it stands for.

    `line` is None only where no place is known; nothing ever invents one.
    """

    path: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    pointer: str = ""

    @classmethod
    def at(cls, path: str, position: Position | None, pointer: str = "") -> Location:
        """Return the location of a position, which may be unknown."""
        if position is None:
            return cls(path, pointer=pointer)
        return cls(
            path,
            position.line,
            position.column,
            position.end_line,
            position.end_column,
            pointer,
        )
