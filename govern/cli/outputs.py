"""`--output FORMAT[=PATH]`: where each report goes."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govern.errors import UsageError
from govern.reporters import FORMATS, TextOptions, reporter_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.model import Report


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write; to standard output when `path` is None."""

    format: str
    path: str | None


class OutputType(click.ParamType[Output]):
    """Parses `FORMAT` or `FORMAT=PATH`."""

    name = "FORMAT[=PATH]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Output:
        """Return the Output that the words stand for."""
        if isinstance(value, Output):
            return value
        format_name, _, path = str(value).partition("=")
        if format_name not in FORMATS:
            self.fail(f"{format_name!r} is none of {', '.join(FORMATS)}", param, ctx)
        return Output(format_name, path or None)


def check_outputs(outputs: Sequence[Output]) -> None:
    """Refuse two reports for standard output, and places that cannot be written, before the work.

    Raises:
        UsageError: as said.
    """
    if sum(output.path is None for output in outputs) > 1:
        raise UsageError(
            "two reports cannot share standard output",
            hint="give all but one a path: --output json=report.json",
        )
    for output in outputs:
        folder = Path(output.path).parent if output.path else Path()
        if not folder.is_dir():
            raise UsageError("the folder for a report does not exist", path=output.path)


def write(outputs: Sequence[Output], report: Report, options: TextOptions) -> None:
    """Render and write every report.

    Raises:
        UsageError: a file cannot be written.
    """
    for output in outputs:
        text = reporter_for(output.format, options).render(report)
        if output.path is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            replace_file(Path(output.path), text)


def replace_bytes(path: Path, data: bytes) -> None:
    """Write a file of bytes as `replace_file` does.

    Raises:
        UsageError: the file cannot be written.
    """
    replace_file(path, data.decode("latin-1"), encoding="latin-1")


def replace_file(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file whole or not at all; a device or a pipe is written to, never replaced.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding=encoding, newline="")
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
                file.write(text)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError("cannot be written", path=str(path), cause=error.strerror) from error
