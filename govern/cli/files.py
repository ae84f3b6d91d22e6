"""Files that a command line names, read and written with errors that name them."""

from __future__ import annotations

from pathlib import Path

from govern.errors import UsageError


def read_file(path: str, limit: int) -> bytes:
    """Return a file's bytes.

    Raises:
        UsageError: it cannot be read, or has more than `limit` bytes.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UsageError("cannot be read", path=path, cause=error.strerror) from error
    if len(data) > limit:
        raise UsageError(f"is larger than {limit} bytes", path=path)
    return data


def write_file(path: str, data: bytes) -> None:
    """Write a file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise UsageError("cannot be written", path=path, cause=error.strerror) from error
