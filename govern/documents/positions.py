"""Positions of a normalised document: its content stands elsewhere, under other names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.model import Location
    from govern.model.document import Positions


class MappedPositions:
    """Finds content through the places it was taken from (govern.model.document.Positions).

    A pointer is looked up by its longest mapped prefix; what is left of it is looked for below the
    prefix's own place, and where the source holds no such thing, that place is the answer.

    Args:
        entries: Content pointer → the Positions of the file it came from, and the pointer there.
            The root (the empty pointer) must be mapped, since any pointer may be asked for.
    """

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, tuple[Positions, str]]) -> None:
        if "" not in entries:
            raise ValueError("the root of the content has no place")
        self._entries = dict(entries)

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer, asking each underlying Positions once."""
        raw = {pointer: self._raw(pointer) for pointer in pointers}
        asked: dict[int, tuple[Positions, set[str]]] = {}
        for positions, pointer in raw.values():
            asked.setdefault(id(positions), (positions, set()))[1].add(pointer)
        found = {key: positions.locate(wanted) for key, (positions, wanted) in asked.items()}
        return {
            pointer: replace(found[id(positions)][there], pointer=pointer)
            for pointer, (positions, there) in raw.items()
        }

    def _raw(self, pointer: str) -> tuple[Positions, str]:
        """Return where a content pointer leads; the rest after the mapped prefix is kept."""
        prefix = pointer
        while prefix not in self._entries:
            prefix = prefix.rpartition("/")[0]
        positions, there = self._entries[prefix]
        return positions, there + pointer[len(prefix) :]
