"""A bundle's archive: a gzipped tar (OPA, "Bundle File Format"), read with limits."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from typing import TYPE_CHECKING

from govern.errors import LimitExceeded, PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 64 * 1024 * 1024  # of all files together, unpacked
MAX_FILES = 10_000
_CHUNK = 1 << 16


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of files by name; the same files give the same bytes on every machine."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(f"/{name}")
            entry.size = len(files[name])
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(files[name]))
    return gzip.compress(plain.getvalue(), mtime=0)


def unpack(data: bytes, path: str) -> dict[str, bytes]:
    """Return the files of an archive by name, without a leading slash, sorted.

    Raises:
        PolicyError: it is no such archive, or holds links, devices, names that lead elsewhere or
            one name twice.
        LimitExceeded: it is larger than allowed.
    """
    plain = _decompressed(data, path)
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            for entry in archive:
                if entry.isdir():
                    continue
                name = _name(entry, path)
                if name in files:
                    raise PolicyError(f"the bundle has {name} twice", path=path)
                if len(files) >= MAX_FILES:
                    raise LimitExceeded(f"the bundle has more than {MAX_FILES} files", path=path)
                content = archive.extractfile(entry)
                files[name] = content.read() if content else b""
    except tarfile.TarError as error:
        raise PolicyError("not a policy bundle", path=path, cause=str(error)) from error
    return dict(sorted(files.items()))


def _decompressed(data: bytes, path: str) -> bytes:
    engine = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    found = io.BytesIO()
    try:
        for at in range(0, len(data), _CHUNK):
            part = data[at : at + _CHUNK]
            while part:
                found.write(engine.decompress(part, MAX_BYTES))
                if found.tell() > MAX_BYTES:
                    raise LimitExceeded(
                        f"the bundle unpacks to more than {MAX_BYTES} bytes", path=path
                    )
                part = engine.unconsumed_tail
    except zlib.error as error:
        raise PolicyError(
            "not a policy bundle: it is not gzipped", path=path, cause=str(error)
        ) from error
    if not engine.eof or engine.unused_data:
        raise PolicyError("not a policy bundle: it is cut short, or followed by more", path=path)
    return found.getvalue()


def _name(entry: tarfile.TarInfo, path: str) -> str:
    if not entry.isreg():
        raise PolicyError(f"the bundle has {entry.name!r}, which is no plain file", path=path)
    name = entry.name.removeprefix("./").lstrip("/")
    parts = name.split("/")
    if not name or "\\" in name or "\0" in name or any(one in {"", ".", ".."} for one in parts):
        raise PolicyError(f"the bundle has the name {entry.name!r}", path=path)
    return name
