"""What loading a weight file would import: pickles as they are, compressed, and inside of zips.

Everything is read in place and in memory: no archive is ever unpacked to a disk.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

import orjson

from govern.documents.model_card.pickle_globals import UNKNOWN, Budget, pickle_globals
from govern.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, BinaryIO

_MAX_INFLATED = 64 * 1024 * 1024  # bytes of a compressed pickle that are looked at
_MAX_ENTRIES = 20_000  # entries of a zip; sharded checkpoints have some thousands
_MAX_READ = 32 * 1024 * 1024  # bytes read at once, such as a zip's directory
_MAX_RATIO = 200  # of a zip's entry; zlib reaches 1032, numbers stay below 20
_SMALL = 16 * 1024 * 1024  # bytes of an entry that may be of any ratio
_MAX_CONFIG = 16 * 1024 * 1024  # bytes of a Keras config.json
_MAX_HEADER = 1024 * 1024  # bytes of an npy header
_MEMORY = 128 * 1024 * 1024  # bytes that xz may take for its dictionary
_PICKLE_NAMES = (".pkl", ".pickle", ".joblib")
_PARCELS = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x04\x22\x4d\x18")
_TENSOR = re.compile(r".+/data/[0-9]+")
_NPY = b"\x93NUMPY"
_UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError,
    OverflowError, zlib.error, lzma.LZMAError, LimitExceeded,
)  # fmt: skip


def file_globals(file: BinaryIO, form: str | None) -> list[str] | None:
    """Return the sorted names that loading a file of a format would import.

    Args:
        file: The file, open at its start.
        form: The file's format by content, as of `weight_format`.

    Returns:
        Names with UNKNOWN among them when some cannot be told; None when the format is none that
        is looked into.
    """
    try:
        if form == "pickle":
            return sorted(pickle_globals(file))
        if form == "numpy-pickle":
            return sorted(_npy_globals(file))
        if form in {"torch-zip", "numpy-zip", "keras", "archive"}:
            return _container_globals(file, form)
    except _UNREADABLE:
        return [UNKNOWN]  # a loader that is less strict may still read it
    return None


class _Bounded(io.RawIOBase):
    """A file of which no call reads more than `_MAX_READ` bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        if size > _MAX_READ:
            raise LimitExceeded("a part of the archive is larger than any real one")
        data = self._file.read(_MAX_READ + 1 if size < 0 else size)
        if len(data) > _MAX_READ:
            raise LimitExceeded("a part of the archive is larger than any real one")
        return data


def _container_globals(file: BinaryIO, form: str) -> list[str] | None:
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"PK"):
        with zipfile.ZipFile(_Bounded(file)) as archive:
            return _zip_globals(archive, form)
    inflated = _inflated(file, head)
    if inflated is None:
        return [UNKNOWN]  # lz4, 7z and others that the standard library cannot read
    if inflated[257:262] == b"ustar":
        return None
    return sorted(pickle_globals(io.BytesIO(inflated)))


def _inflated(file: BinaryIO, head: bytes) -> bytes | None:
    """Return the first bytes of a compressed file; None when it is compressed in another way."""
    if head.startswith(b"\x1f\x8b") or (head[:1] == b"\x78" and _is_zlib(head)):
        return _first_bytes(file, zlib.decompressobj(wbits=47))
    if head.startswith(b"BZh"):
        return _first_bytes(file, bz2.BZ2Decompressor())
    if head.startswith((b"\xfd7zXZ", b"\x5d\x00\x00")):
        return _first_bytes(file, lzma.LZMADecompressor(memlimit=_MEMORY))
    return None


def _is_zlib(head: bytes) -> bool:
    return int.from_bytes(head[:2], "big") % 31 == 0


def _first_bytes(
    file: BinaryIO, source: zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor
) -> bytes:
    """Inflate up to _MAX_INFLATED bytes; a pickle that is cut there has no end, and is UNKNOWN.

    Raises:
        LimitExceeded: a second compressed stream follows the first.
    """
    out = bytearray()
    while not source.eof and len(out) < _MAX_INFLATED:
        data = file.read(64 * 1024)
        if not data:
            break
        out += source.decompress(data, _MAX_INFLATED - len(out))
    if source.eof and (source.unused_data or file.read(1)):
        raise LimitExceeded("more than one compressed stream")
    return bytes(out)


def _zip_globals(archive: zipfile.ZipFile, form: str) -> list[str] | None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    size = sum(entry.file_size for entry in entries)
    stored = sum(entry.compress_size for entry in entries)
    if len(entries) > _MAX_ENTRIES or (size > _SMALL and size > _MAX_RATIO * stored):
        return [UNKNOWN]  # a bomb
    names = {UNKNOWN} if _is_hostile(entries) else set()
    budget = Budget()
    for entry in entries:
        try:
            names |= _entry_globals(archive, entry, budget)
        except _UNREADABLE:
            names.add(UNKNOWN)
    known = form != "archive" and any(_tells(entry.filename) for entry in entries)
    return sorted(names) if names or known else None


def _tells(name: str) -> bool:
    """Tell whether an entry of this name, read, says what loading the archive imports."""
    return name.endswith((*_PICKLE_NAMES, ".npy")) or name == "config.json"


def _is_hostile(entries: list[zipfile.ZipInfo]) -> bool:
    """Tell whether entries leave their folder, are links, share a name, or lie over each other."""
    seen: set[str] = set()
    end = -1
    for entry in sorted(entries, key=lambda one: one.header_offset):
        parts = entry.filename.replace("\\", "/").split("/")
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if ".." in parts or not parts[0] or ":" in parts[0] or is_link or entry.filename in seen:
            return True
        if entry.header_offset < end:
            return True
        seen.add(entry.filename)
        end = entry.header_offset + 30 + entry.compress_size
    return False


def _entry_globals(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> set[str]:
    with archive.open(entry) as file:
        head = file.read(8)
        file.seek(0)
        if entry.filename == "config.json":
            return set(_keras_globals(file.read(_MAX_CONFIG + 1)))
        if head.startswith(_NPY):
            return _npy_globals(file, budget)
        if _TENSOR.fullmatch(entry.filename):
            return pickle_globals(file, certain=False, budget=budget)
        if head.startswith(_PARCELS):
            return {UNKNOWN}  # archives in archives are not opened
        marked = head[:1] == b"\x80" and head[1:2] in (b"\2", b"\3", b"\4", b"\5")
        is_pickle = marked or entry.filename.lower().endswith(_PICKLE_NAMES)
        return pickle_globals(file, certain=is_pickle, budget=budget)


def _npy_globals(file: IO[bytes], budget: Budget | None = None) -> set[str]:
    """Return what an npy file imports: objects are a pickle that follows the header.

    Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
    """
    version = file.read(8)[6:7]
    length = int.from_bytes(file.read(2 if version == b"\x01" else 4), "little")
    if length > _MAX_HEADER:
        return {UNKNOWN}
    header = file.read(length)
    has_objects = b"O" in header or b"obj" in header
    return pickle_globals(file, budget=budget) if has_objects else set()


def _keras_globals(config: bytes) -> Iterator[str]:
    """Yield what Keras imports to build a model: `module` and `class_name` of every object.

    A Lambda layer (`keras.layers.Lambda`, `__lambda__`) holds marshalled Python code.
    """
    if len(config) > _MAX_CONFIG:
        yield UNKNOWN
        return
    try:
        waiting = [orjson.loads(config)]
    except orjson.JSONDecodeError:
        yield UNKNOWN
        return
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
            if "class_name" in one:
                named, module = one["class_name"], one.get("module") or "keras.layers"
                if named == "function":  # then `config` is the function's name
                    named = one.get("config")
                known = isinstance(named, str) and isinstance(module, str)
                yield f"{module}.{named}" if known else UNKNOWN
        elif isinstance(one, list):
            waiting += one
