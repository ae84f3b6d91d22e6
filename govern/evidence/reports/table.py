"""One table of a report: what every form is written from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MOST_LINKS = 50  # entries of the log in one cell
Cell: TypeAlias = "str | int | tuple[int, ...]"


class Form(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    CODE = "code"
    STATE = "state"  # one word that is emphasised
    ENTRIES = "entries"  # numbers of entries of the log, which lead to the decision


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    form: Form = Form.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """One table; the first column names the row.

    Attributes:
        id: Of its section and file, such as `findings`.
    """

    id: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def plain(cell: Cell) -> str | int:
    """Return a cell for forms without links; of many entries, the last ones (JSON has all)."""
    if not isinstance(cell, tuple):
        return cell
    shown = ", ".join(str(one) for one in cell[-MOST_LINKS:])
    more = len(cell) - MOST_LINKS
    return f"{shown} and {more} before" if more > 0 else shown
