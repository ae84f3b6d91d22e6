"""The files of a bundle: a folder, or an archive that is read where it lies."""

from __future__ import annotations

import gzip
import hashlib
import re
import tarfile
import tempfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from govern.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_FILES = 2_000_000
_MOST_BYTES = 16 * 1024**3  # of an archive, unpacked
_MOST_RATIO = 200  # of an archive's size, unpacked, to its size; a bundle's is about 10
_SMALL = 256 * 1024 * 1024  # what any archive may unpack to
_MOST_READ = 256 * 1024 * 1024  # of one file that is read as a whole
_CHUNK = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*", re.ASCII)


class Files:
    """Regular files by relative `/` path; one class for each way they are kept.

    Attributes:
        names: All of them.
    """

    names: frozenset[str]

    def read(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            VerificationError: it is missing, or too large to be what it should be.
        """
        return b"".join(self._chunks(name, _MOST_READ))

    def text(self, name: str) -> str:
        """Return a file's text, as `read` does; it must be UTF-8."""
        try:
            return self.read(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise VerificationError("the file is not UTF-8 text", path=name) from error

    def sha256(self, name: str) -> str:
        """Return a file's digest (hex), reading it piece by piece."""
        digest = hashlib.sha256()
        for chunk in self._chunks(name, _MOST_BYTES):
            digest.update(chunk)
        return digest.hexdigest()

    def _chunks(self, name: str, most: int) -> Iterator[bytes]:
        if name not in self.names:
            raise VerificationError("the file is missing", path=name)
        for chunk in self._pieces(name):
            most -= len(chunk)
            if most < 0:
                raise VerificationError("the file is too large", path=name)
            yield chunk

    def _pieces(self, name: str) -> Iterator[bytes]:
        raise NotImplementedError


class _Folder(Files):
    def __init__(self, root: Path) -> None:
        self._root = root
        self.names = _distinct(_walk(root))

    def _pieces(self, name: str) -> Iterator[bytes]:
        with (self._root / name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


class _Archive(Files):
    """A tar file, unzipped into one temporary file and read by place.

    Creating each small file anew would take longer than verifying it.
    """

    def __init__(self, path: str, plain: IO[bytes]) -> None:
        self._plain = plain
        self._places: dict[str, tuple[int, int]] = {}
        with tarfile.open(fileobj=plain, mode="r:") as tar:
            tops = {self._add(member) for member in tar}
            end = tar.offset
        if len(tops) != 1:
            raise VerificationError("the archive must hold one folder", path=path)
        self.names = _distinct(self._places)
        plain.seek(end)
        while chunk := plain.read(_CHUNK):
            if chunk.strip(b"\0"):  # other readers of archives may go on where this one stops
                raise VerificationError("the archive goes on behind its end", path=path)

    def _add(self, member: tarfile.TarInfo) -> str:
        """Note where a file is; return the top folder of its name."""
        parts = PurePosixPath(member.name).parts
        plain = member.isreg() and len(parts) >= 2 and member.name == "/".join(parts)
        if not plain or ".." in parts or member.name.startswith("/"):
            raise VerificationError("the archive holds more than plain files", path=member.name)
        name = "/".join(parts[1:])
        if name in self._places:
            raise VerificationError("the file is twice in the archive", path=name)
        if len(self._places) >= _MOST_FILES:
            raise VerificationError(f"the archive has more than {_MOST_FILES} files", path=name)
        self._places[name] = (member.offset_data, member.size)
        return parts[0]

    def _pieces(self, name: str) -> Iterator[bytes]:
        start, left = self._places[name]
        while left > 0:
            self._plain.seek(start)
            chunk = self._plain.read(min(left, _CHUNK))
            if not chunk:
                raise VerificationError("the file is cut off", path=name)
            start, left = start + len(chunk), left - len(chunk)
            yield chunk


@contextmanager
def open_files(path: str) -> Iterator[Files]:
    """Open a bundle for reading.

    Raises:
        UsageError: there is none.
        VerificationError: it is no whole archive, or holds links, devices, or names that lead
            out of it.
    """
    place = Path(path)
    if place.is_dir():
        yield _Folder(place)
    elif not place.is_file():
        raise UsageError("there is no such evidence bundle", path=path)
    else:
        with tempfile.TemporaryFile(prefix="govern-evidence-") as plain:
            yield _opened(path, plain)


def _opened(path: str, plain: IO[bytes]) -> Files:
    try:
        left = min(_MOST_BYTES, max(_SMALL, _MOST_RATIO * Path(path).stat().st_size))
        with gzip.open(path) as packed:
            while chunk := packed.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise VerificationError("the archive is too large", path=path)
                plain.write(chunk)
        plain.seek(0)
        return _Archive(path, plain)
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        raise VerificationError(
            "not a whole .tar.gz archive", path=path, cause=str(error)
        ) from error


def _distinct(names: Iterable[str]) -> frozenset[str]:
    """Return the names of a bundle's files; no two of them are one file on any system.

    Raises:
        VerificationError: a name is not of the letters that ours are of, or differs from another
            in case alone.
    """
    met: dict[str, str] = {}
    for name in names:
        if not _NAME.fullmatch(name):
            raise VerificationError("no file of a bundle has such a name", path=name)
        if met.setdefault(name.lower(), name) != name:
            raise VerificationError(f"the name differs from {met[name.lower()]} in case", path=name)
    return frozenset(met.values())


def _walk(root: Path) -> Iterator[str]:
    for count, path in enumerate(sorted(root.rglob("*"))):
        name = path.relative_to(root).as_posix()
        if count > _MOST_FILES:
            raise VerificationError(f"the bundle has more than {_MOST_FILES} files")
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise VerificationError("only plain files belong in a bundle", path=name)
        if path.is_file():
            yield name
