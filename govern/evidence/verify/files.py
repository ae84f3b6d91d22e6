"""The files of a bundle: a folder, or an archive that is unpacked with care."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tarfile
import tempfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from govern.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FILES = 2_000_000
_MOST_BYTES = 16 * 1024**3  # of an archive, unpacked
_CHUNK = 1024 * 1024


class Files:
    """The regular files below a folder, by relative `/` path."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.names = frozenset(_walk(root))

    def read(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            VerificationError: it is missing.
        """
        if name not in self.names:
            raise VerificationError("the file is missing", path=name)
        return (self._root / name).read_bytes()

    def text(self, name: str) -> str:
        """Return a file's text, as `read` does; it must be UTF-8."""
        try:
            return self.read(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise VerificationError("the file is not UTF-8 text", path=name) from error

    def sha256(self, name: str) -> str:
        """Return a file's digest (hex), reading it piece by piece."""
        if name not in self.names:
            raise VerificationError("the file is missing", path=name)
        with (self._root / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_files(path: str) -> Iterator[Files]:
    """Open a bundle for reading.

    Raises:
        UsageError: there is none.
        VerificationError: it holds links, devices, or names that lead out of it.
    """
    place = Path(path)
    if place.is_dir():
        yield Files(place)
        return
    if not place.is_file():
        raise UsageError("there is no such evidence bundle", path=path)
    with tempfile.TemporaryDirectory(prefix="govern-evidence-") as folder:
        yield Files(_unpack(place, Path(folder)))


def _walk(root: Path) -> Iterator[str]:
    for count, path in enumerate(sorted(root.rglob("*"))):
        name = path.relative_to(root).as_posix()
        if count > _MOST_FILES:
            raise VerificationError(f"the bundle has more than {_MOST_FILES} files")
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise VerificationError("only plain files belong in a bundle", path=name)
        if path.is_file():
            yield name


def _unpack(archive: Path, folder: Path) -> Path:
    """Unpack and return the one folder that everything is in."""
    left, tops = _MOST_BYTES, set()
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                target = _target(folder, member)
                left -= member.size
                if left < 0:
                    raise VerificationError("the archive is too large", path=str(archive))
                tops.add(PurePosixPath(member.name).parts[0])
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101 - _target lets only files through
                target.parent.mkdir(parents=True, exist_ok=True)
                with source, target.open("xb") as file:
                    shutil.copyfileobj(source, file, _CHUNK)
    except FileExistsError as error:
        name = Path(error.filename).relative_to(folder).as_posix()
        raise VerificationError("the file is twice in the archive", path=name) from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        raise VerificationError(
            "not a whole .tar.gz archive", path=str(archive), cause=str(error)
        ) from error
    if len(tops) != 1:
        raise VerificationError("the archive must hold one folder", path=str(archive))
    return folder / tops.pop()


def _target(folder: Path, member: tarfile.TarInfo) -> Path:
    parts = PurePosixPath(member.name).parts
    if not member.isreg() or len(parts) < 2 or ".." in parts or member.name.startswith("/"):
        raise VerificationError("the archive holds more than plain files", path=member.name)
    return folder.joinpath(*parts)
