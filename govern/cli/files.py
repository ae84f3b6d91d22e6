"""Files that a command line names, read and written with errors that name them."""

from __future__ import annotations

import sys
from pathlib import Path

from govern.errors import UsageError


def read_file(path: str, limit: int | None = None) -> bytes:
    """Return a file's bytes.

    Raises:
        UsageError: it cannot be read, or has more than `limit` bytes.
    """
    data = read_start(path, -1 if limit is None else limit + 1)
    if limit is not None and len(data) > limit:
        raise UsageError(f"is larger than {limit} bytes", path=path)
    return data


def read_start(path: str, most: int = -1, *, or_stdin: bool = False) -> bytes:
    """Return the first `most` bytes of a file, or all.

    Args:
        path: The file.
        most: How many; -1 for all.
        or_stdin: Whether `-` is standard input.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        if or_stdin and path == "-":
            return sys.stdin.buffer.read(most)
        with Path(path).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise UsageError("cannot be read", path=path, cause=error.strerror) from error


def text_of(path: str) -> str:
    """Return a file's text.

    Raises:
        UsageError: it cannot be read, or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8")  # which takes line ends of any system
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read", path=path, cause=str(error)) from error


def write_file(path: str, data: bytes) -> None:
    """Write a file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise UsageError("cannot be written", path=path, cause=error.strerror) from error
