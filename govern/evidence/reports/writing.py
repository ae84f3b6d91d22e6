"""The forms of a report, and writing them into files."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport


class Format(StrEnum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    OSCAL = "oscal"
    GEMARA = "gemara"


_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".pdf": Format.PDF,
    ".csv": Format.CSV,
    ".xlsx": Format.XLSX,
    ".json": Format.JSON,
}
# These are several files, or may become so, and go into a folder.
_FOLDERS = frozenset({Format.CSV, Format.OSCAL, Format.GEMARA})
# The function that makes each form: report → content, or file name → content. One form is written,
# so the libraries of one are loaded.
_MAKERS = {
    Format.HTML: ("html_page", "html_page"),
    Format.CSV: ("csv_files", "csv_files"),
    Format.JSON: ("json_v1", "json_text"),
    Format.PDF: ("pdf", "pdf"),
    Format.XLSX: ("workbook", "workbook"),
    Format.OSCAL: ("oscal", "oscal_files"),
    Format.GEMARA: ("gemara", "gemara_files"),
}


def format_of(output: str, said: str | None) -> Format:
    """Return the format that was named, or that a file's name ends in.

    Raises:
        UsageError: neither tells.
    """
    if said:
        return Format(said)
    found = _SUFFIXES.get(Path(output).suffix.lower())
    if found is None:
        raise UsageError(
            f"the name {output!r} does not tell the format",
            hint=f"use --format {'|'.join(Format)}",
        )
    return found


def write(report: EvidenceReport, output: str, form: Format) -> list[str]:
    """Write a report; return the paths of its files.

    CSV, OSCAL and Gemara are files in a folder; a name that ends in `.csv` is the matrix of
    controls alone.

    Raises:
        UsageError: it cannot be written, or a library is not installed.
    """
    place = Path(output)
    module, function = _MAKERS[form]
    made = getattr(import_module(f"govern.evidence.reports.{module}"), function)(report)
    if form is Format.CSV and place.suffix.lower() == ".csv":
        named = {place: made["controls.csv"]}
    elif form in _FOLDERS:
        named = {place / name: data for name, data in made.items()}
    else:
        named = {place: made}
    try:
        for path, data in named.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
    except OSError as error:
        raise UsageError("cannot be written", path=output, cause=error.strerror) from error
    return [str(path) for path in named]
