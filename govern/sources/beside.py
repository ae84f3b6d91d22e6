"""The files beside a Source: sidecars, weights, evaluation results. Never outside its folder."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import InputError

if TYPE_CHECKING:
    from typing import BinaryIO

_NEVER_ENTERED = frozenset({".git", ".cache"})  # version control and download caches


@dataclass(frozen=True, slots=True)
class Beside:
    """Reads files in and below one folder. A Source without a folder (stdin) has none.

    Attributes:
        folder: The folder, or None.
        max_bytes: Bound on a file that is read whole.
        max_files: Bound on how many files are listed.
        max_depth: How many folders deep the list goes.
    """

    folder: Path | None
    max_bytes: int
    max_files: int = 10_000
    max_depth: int = 4

    def names(self) -> tuple[str, ...]:
        """Return the names directly in the folder, sorted."""
        if self.folder is None:
            return ()
        try:
            return tuple(sorted(entry.name for entry in os.scandir(self.folder)))
        except OSError:
            return ()  # a folder that may not be listed has nothing to offer beside the source

    def list(self) -> tuple[tuple[str, int], ...]:
        """Return (relative path, bytes) of the files in and below the folder, sorted.

        Raises:
            InputError: there are more than `max_files` files.
        """
        if self.folder is None:
            return ()
        found: list[tuple[str, int]] = []
        for root, folders, files in os.walk(self.folder):
            depth = len(Path(root).relative_to(self.folder).parts)
            folders[:] = sorted(
                name
                for name in folders
                if depth < self.max_depth and name not in {".git", ".cache"}
            )
            for name in files:
                path = Path(root) / name
                if path.is_file() and self._inside(path):
                    found.append((path.relative_to(self.folder).as_posix(), path.stat().st_size))
            if len(found) > self.max_files:
                raise InputError(
                    f"more than {self.max_files} files beside the document", path=str(self.folder)
                )
        return tuple(sorted(found))

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, or None when there is none.

        Raises:
            InputError: the file cannot be read or is larger than `max_bytes`.
        """
        path = self._path(name)
        if path is None:
            return None
        if path.stat().st_size > self.max_bytes:
            raise InputError(f"larger than the limit of {self.max_bytes} bytes", path=str(path))
        return self.head(name, self.max_bytes)

    def head(self, name: str, count: int) -> bytes:
        """Return the first `count` bytes of a file.

        Raises:
            InputError: the file is missing or cannot be read.
        """
        path = self._required(name)
        try:
            with path.open("rb") as file:
                return file.read(count)
        except OSError as error:
            raise InputError("cannot be read", path=str(path), cause=error.strerror) from error

    def digest(self, name: str) -> str:
        """Return the sha256 (hex) of a file, without holding it in memory.

        Raises:
            InputError: the file is missing or cannot be read.
        """
        path = self._required(name)
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise InputError("cannot be read", path=str(path), cause=error.strerror) from error

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading at any place; the caller closes it.

        Raises:
            InputError: the file is missing or cannot be read.
        """
        path = self._required(name)
        try:
            return path.open("rb")
        except OSError as error:
            raise InputError("cannot be read", path=str(path), cause=error.strerror) from error

    def _path(self, name: str) -> Path | None:
        if self.folder is None:
            return None
        path = self.folder / name
        return path if self._inside(path) and path.is_file() else None

    def _required(self, name: str) -> Path:
        path = self._path(name)
        if path is None:
            raise InputError("there is no such file beside the document", path=name)
        return path

    def _inside(self, path: Path) -> bool:
        """Tell whether a path, links followed, stays in the folder."""
        assert self.folder is not None  # noqa: S101 - callers checked
        return path.resolve().is_relative_to(self.folder.resolve())
