"""Layers of an image: tar archives that depend on nothing but the files in them."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LEVEL = 6
_RECORDS = (
    "var/lib/dpkg/status.d/",
    "var/lib/dpkg/status",
)  # distroless has the folder, Debian the file


@dataclass(frozen=True, slots=True)
class Layer:
    """A gzipped tar archive; `diff_id` is the digest of the tar itself."""

    data: bytes = field(repr=False)
    diff_id: str

    @property
    def digest(self) -> str:
        """The digest that a manifest names."""
        return sha256(self.data)


def sha256(data: bytes) -> str:
    """Return a digest as OCI writes it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def layer_of(folder: Path, target: str, epoch: int) -> Layer:
    """Return a layer that holds all files of a folder below `target` (`opt/govern`).

    Order, owner, modes and times are ours: root owns everything, nobody else writes, and all times
    are `epoch`, in seconds since 1970.
    """
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        parents = target.split("/")
        for depth in range(1, len(parents) + 1):
            archive.addfile(_entry("/".join(parents[:depth]), tarfile.DIRTYPE, 0o755, epoch))
        for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
            name = f"{target}/{path.relative_to(folder).as_posix()}"
            if path.is_dir():
                archive.addfile(_entry(name, tarfile.DIRTYPE, 0o755, epoch))
                continue
            data = path.read_bytes()
            entry = _entry(name, tarfile.REGTYPE, 0o644, epoch)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    data = plain.getvalue()
    return Layer(gzip.compress(data, _LEVEL, mtime=0), sha256(data))


def _entry(name: str, kind: bytes, mode: int, epoch: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.mtime = kind, mode, epoch
    return entry


def debian_packages(layer: bytes) -> Iterator[dict[str, str]]:
    """Return the Debian packages that a layer's own records name: fields of each, by name."""
    with tarfile.open(fileobj=io.BytesIO(layer)) as archive:  # gzipped or not; else it says so
        for member in archive:
            name = member.name.removeprefix("./")
            if member.isfile() and name.startswith(_RECORDS) and not name.endswith(".md5sums"):
                opened = archive.extractfile(member)
                assert opened is not None  # noqa: S101 - a regular file opens
                yield from _stanzas(opened.read().decode("utf-8", "replace"))


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    for stanza in text.split("\n\n"):
        fields = {
            key: value.strip()
            for key, colon, value in (line.partition(":") for line in stanza.splitlines())
            if colon and not key.startswith(" ")
        }
        if "Package" in fields and "Version" in fields:
            yield fields
