"""Files and folders → Sources, in a fixed order, with a reason for everything left out."""

from __future__ import annotations

import fnmatch
import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.errors import InputError, LimitExceeded, UsageError
from govern.model import Skipped, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO

# Read when met on a walk. Everything else is listed as skipped, without opening it; a file that
# the user names is always read.
_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".md", ".markdown", ".xml", ".cdx", ".spdx"})
_NAMES = frozenset({"MLmodel", "Kitfile"})
_CHUNK = 1 << 16  # bytes to ask for when a file turns out to be longer than it said
_UNREAD = "not a kind of file that govern reads"
# What people expect to be read, and what they can do instead.
_INSTEAD = {
    ".tf": "Terraform source; govern reads plans: terraform show -json PLANFILE > plan.json",
    ".tfplan": "a plan in Terraform's own binary form: terraform show -json PLANFILE > plan.json",
}
# Folders that hold other people's or generated files.
_FOREIGN_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, before it is read.

    Attributes:
        path: As shown to people, relative to where they stand.
        explicit: The user named this very file.
    """

    path: str
    explicit: bool = False


@dataclass(slots=True)
class Walk:
    """Finds files below the paths that a user names; iterate it once.

    Attributes:
        exclude: Patterns over shown paths; `*` crosses folders, as in .gitignore's `**`.
        skipped: Filled while iterating: what was left out, and why.
    """

    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    skipped: list[Skipped] = field(default_factory=list)
    _folders: set[tuple[int, int]] = field(default_factory=set)

    def __iter__(self) -> Iterator[Found]:
        """Yield what was named, in that order; folders in the order of their sorted names.

        Raises:
            UsageError: a named path does not exist.
        """
        for path in self.paths:
            shown = _shown(path)
            try:
                is_folder = stat.S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116 - one call, one error
            except OSError as error:
                raise UsageError(
                    "there is no such input",
                    path=shown,
                    cause=error.strerror,
                    hint="name files or folders that exist, or `-` for standard input",
                ) from error
            if is_folder:
                yield from self._folder(path)
            else:
                yield Found(shown, explicit=True)

    def _folder(self, folder: str) -> Iterator[Found]:
        try:
            status = os.stat(folder)  # noqa: PTH116 - follows links on purpose, to see loops
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._skip(folder, f"the folder cannot be read: {error.strerror}")
            return
        if (status.st_dev, status.st_ino) in self._folders:
            self._skip(folder, "this folder was already read through another path")
            return
        self._folders.add((status.st_dev, status.st_ino))
        for entry in entries:
            if self._excluded(entry.path):
                self._skip(entry.path, "excluded by the configuration")
            elif entry.is_dir():
                yield from self._entered(entry)
            else:
                yield from self._file(entry)

    def _entered(self, entry: os.DirEntry[str]) -> Iterator[Found]:
        if entry.name.startswith("."):
            self._skip(entry.path, "hidden folder")
        elif entry.name in _FOREIGN_FOLDERS:
            self._skip(entry.path, "holds installed or generated files")
        else:
            yield from self._folder(entry.path)

    def _file(self, entry: os.DirEntry[str]) -> Iterator[Found]:
        try:
            # The folder itself tells of most files; what it does not, the file has to.
            regular = entry.is_file() or stat.S_ISREG(entry.stat().st_mode)
        except OSError as error:
            self._skip(entry.path, f"cannot be looked at: {error.strerror}")
            return
        if not regular:
            self._skip(entry.path, "not a regular file")
        elif entry.name in _NAMES or _suffix(entry.name) in _SUFFIXES:
            yield Found(_shown(entry.path))
        else:
            self._skip(entry.path, _INSTEAD.get(_suffix(entry.name), _UNREAD))

    def _excluded(self, path: str) -> bool:
        shown = _shown(path)
        return any(fnmatch.fnmatchcase(shown, pattern) for pattern in self.exclude)

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append(Skipped(_shown(path), reason))


def read(found: Found, max_bytes: int) -> Source:
    """Read one file whole.

    Raises:
        LimitExceeded: the file is larger than `max_bytes`.
        InputError: the file cannot be read, or is not a regular file.
    """
    try:
        with open(found.path, "rb", buffering=0, opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError("not a regular file", path=found.path)
            data = _read_past(file, max_bytes, status.st_size)
    except OSError as error:
        raise InputError(
            "the file cannot be read", path=found.path, cause=error.strerror
        ) from error
    if len(data) > max_bytes:
        raise too_large(found.path, max_bytes)
    return Source.of(found.path, data, explicit=found.explicit)


def _read_past(file: FileIO, most: int, size: int) -> bytes:
    """Read to the end, or past `most` bytes; what the system says of the size is only a guess."""
    parts = [file.read(min(size, most) + 1)]
    while sum(map(len, parts)) <= most and (part := file.read(_CHUNK)):
        parts.append(part)
    return b"".join(parts)


def too_large(path: str, max_bytes: int) -> LimitExceeded:
    """Return the error for an input over the limit."""
    return LimitExceeded(
        f"larger than the limit of {max_bytes / 2**20:.0f} MiB",
        path=path,
        hint="raise limits.max_bytes (limits.max_plan_bytes for plans) in govern.toml",
    )


def _open_without_waiting(path: str, flags: int) -> int:
    # A named pipe would block for ever; it is refused after fstat.
    return os.open(path, flags | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))


def _suffix(name: str) -> str:
    stem, _, end = name.rpartition(".")
    return f".{end.lower()}" if stem else ""


def _shown(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")
