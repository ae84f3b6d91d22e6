"""Checkpoints of a log in a folder, for volumes that keep what was once written (WORM).

What keeps them is the volume; this only writes each file once, and never over another one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import UsageError, VerificationError
from govern.evidence.locked_checkpoints import StoredObject

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONCE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_READ_ONLY = 0o444


class CheckpointFolder:
    """A folder with a file for each checkpoint.

    Args:
        path: The folder, which has to be there: a volume that is not mounted is not made up for.

    Raises:
        UsageError: it is none.
    """

    prefix = ""

    def __init__(self, path: str) -> None:
        self._top = Path(path)
        if not self._top.is_dir():
            raise UsageError("not a folder", path=path)

    def address(self, key: str = "") -> str:
        """Return the path of a file here."""
        return str(self._top / key)

    def keep(self, key: str, data: bytes) -> None:
        """Write a file once, so that it is on disk, and read it back.

        Raises:
            UsageError: it cannot be written.
            VerificationError: there is another one of this name, or not what was written comes
                back.
        """
        place = self._place(key)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_once(place, data)
            kept = place.read_bytes()
        except OSError as error:
            path, cause = str(place), error.strerror
            raise UsageError("cannot be written", path=path, cause=cause) from error
        if kept != data:
            raise VerificationError(
                "there is another checkpoint of the log over as many entries",
                path=str(place),
                cause="the log was forked, or rolled back and continued",
            )

    def versions(self, folder: str) -> Iterator[StoredObject]:
        """Yield every file of a folder.

        Raises:
            UsageError: one cannot be read.
        """
        try:
            for place in sorted(self._place(folder).iterdir()):
                if place.is_file():
                    yield StoredObject(f"{folder}{place.name}", "", place.read_bytes())
        except FileNotFoundError:
            return  # which is for the caller to judge
        except OSError as error:
            path, cause = self.address(folder), error.strerror
            raise UsageError("cannot be read", path=path, cause=cause) from error

    def _place(self, key: str) -> Path:
        """Return the path of a key, which begins with the log's name."""
        if key.startswith("/") or ".." in key.split("/"):
            raise UsageError(f"{key!r} is no name of a file below the folder", path=str(self._top))
        return self._top / key


def _write_once(place: Path, data: bytes) -> None:
    try:
        file = os.open(place, _ONCE, _READ_ONLY)
    except FileExistsError:
        return  # which is read back, and compared
    try:
        with open(file, "wb") as stream:  # noqa: PTH123 - a descriptor, which it closes
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        place.unlink(missing_ok=True)  # half a checkpoint would forbid the whole one
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
