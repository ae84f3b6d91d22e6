"""Where a value of a card was read, so that a finding about it can name the file and the line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govern.model import Location, Position
from govern.model.json import keys_of, pointer_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.model.document import Positions


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a file.

    Attributes:
        file: The file, relative to the folder of the source.
        positions: Positions of that file's text.
        pointer: Where the value stands, in the terms of `positions`.
        name: What provenance calls the place, when the pointer says too little to a person.
    """

    file: str
    positions: Positions
    pointer: str = ""
    name: str = ""

    @property
    def origin(self) -> str:
        """The place in one word for `provenance.from`: `README.md#/license`."""
        fragment = self.name or self.pointer
        return f"{self.file}#{fragment}" if fragment else self.file

    def at(self, *keys: str | int) -> Place:
        """Return the place of a value below this one."""
        return replace(self, pointer=self.pointer + pointer_of(keys))


class TextPositions:
    """Positions in a text that has no structure: pointers are `/line/column/end_column`.

    Whatever follows those three numbers is ignored, so that parts of a value stand where it does.
    """

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer; the empty pointer is the start of the text."""
        return {pointer: self._at(pointer) for pointer in pointers}

    def _at(self, pointer: str) -> Location:
        numbers = keys_of(pointer)[:3]
        if len(numbers) < 3 or not all(number.isdigit() for number in numbers):
            return Location.at(self._path, Position(1, 1), pointer)
        line, column, end = (int(number) for number in numbers)
        return Location.at(self._path, Position(line, column, line, end), pointer)


def span(line: int, column: int, end_column: int) -> str:
    """Return the TextPositions pointer of a span in one line, all 1-based."""
    return pointer_of((line, column, max(column, end_column)))
