"""The report as CSV: one file for each table. No cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from govern.evidence.reports.table import plain
from govern.evidence.reports.tables import tables
from govern.model.unseen import visible

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport
    from govern.evidence.reports.table import Cell, Table

# What makes spreadsheets calculate, also after white space that they strip.
_STARTS = ("=", "+", "-", "@")


def csv_files(report: EvidenceReport) -> dict[str, str]:
    """Return file name → content; `controls.csv` is the matrix of controls."""
    return {f"{one.id}.csv": csv_text(one) for one in tables(report)}


def csv_text(table: Table) -> str:
    """Return one table (RFC 4180, CRLF)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[guarded(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def guarded(cell: Cell) -> str | int:
    """Return a cell; a text that a spreadsheet might calculate gets an apostrophe in front."""
    value = plain(cell)
    if isinstance(value, int):
        return value
    shown = visible(value)
    return f"'{shown}" if shown.lstrip().startswith(_STARTS) else shown
