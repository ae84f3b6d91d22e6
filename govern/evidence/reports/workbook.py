"""The report as a workbook: one sheet for each table, every text a text and no formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from govern.errors import UsageError
from govern.evidence.libraries import require_installed
from govern.evidence.reports.table import plain
from govern.evidence.reports.tables import facts, tables
from govern.model.unseen import visible

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport
    from govern.evidence.reports.table import Table

_MOST_CHARACTERS = 32_767  # of a cell
_MOST_ROWS = 1_048_575  # of a sheet, below its head


def workbook(report: EvidenceReport) -> bytes:
    """Return the bytes of an XLSX file.

    Raises:
        UsageError: the library is not installed, or a table has more rows than a sheet takes.
    """
    require_installed("workbooks need", "xlsx", "xlsxwriter")
    import xlsxwriter  # noqa: PLC0415 - an extra

    data = io.BytesIO()
    plainly = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, plainly) as book:
        # The moment of the evidence, so that the same evidence gives the same bytes.
        book.set_properties({"title": "Evidence report", "created": report.as_of})
        bold = book.add_format({"bold": True, "text_wrap": True})
        cover = book.add_worksheet("cover")
        lines = [*facts(report), *(("Verified", one) for one in report.checked)]
        lines += [("Limit", one) for one in report.limits]
        for row, (name, value) in enumerate(lines):
            cover.write_string(row, 0, name, bold)
            cover.write_string(row, 1, _text(value))
        for table in tables(report):
            _sheet(book.add_worksheet(table.id), table, bold)
    return data.getvalue()


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    if len(table.rows) > _MOST_ROWS:
        raise UsageError(f"the table {table.id} is too long for a workbook", hint="use csv")
    for column, head in enumerate(table.columns):
        sheet.write_string(0, column, head.name, bold)
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            value = plain(cell)
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, _text(value))
    sheet.freeze_panes(1, 0)


def _text(text: str) -> str:
    return visible(text)[:_MOST_CHARACTERS]
