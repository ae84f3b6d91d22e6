"""A registered version as a folder: every file of it, and one file with what the registry says."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from govern.errors import LimitExceeded, RegistryError, UsageError
from govern.sources.mlflow import CARD, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from govern.sources.mlflow.names import VersionName
    from govern.sources.mlflow.registry import ModelRegistry, Registered

# What paths can be to blame for, and not this machine: a file named as a folder is, for example.
_ITS_OWN = frozenset(
    {errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL}
)
_DOWNLOAD = "/model-versions/get-artifact"


@dataclass(frozen=True, slots=True)
class VersionFolder:
    """A version that was looked at.

    Attributes:
        registered: What the registry said of it.
        card: The path of the file that says it, and the digests of all others.
    """

    registered: Registered
    card: str


@contextmanager
def version_folder(
    registry: ModelRegistry, name: VersionName, parent: Path, *, most: int, keep: bool = False
) -> Iterator[VersionFolder]:
    """Fetch a version below a folder, and take it away again afterwards.

    The place is the same each time (`PARENT/MODEL/VERSION`), so that rules of trust can name it.

    Args:
        registry: Where the version is.
        name: Which one.
        parent: The folder; made when it is not there.
        most: Bytes of all files together.
        keep: Leave the files there.

    Raises:
        UsageError: there is no such version.
        RegistryError: the registry gives no answer, or another process looks at the version.
        LimitExceeded: the files are larger.
    """
    registered = registry.look(name)
    size = sum(registered.files.values())
    if size > most:
        raise LimitExceeded(
            f"the files of {name} have {size} bytes, and {most} are the most",
            hint="allow more with --most-bytes, and see that there is room",
        )
    place = parent / quote(name.model, safe=" ") / name.version
    with _alone(place):
        try:
            yield VersionFolder(registered, _written(registry, registered, place, most))
        finally:
            if not keep:
                shutil.rmtree(place, ignore_errors=True)


def _written(registry: ModelRegistry, registered: Registered, place: Path, most: int) -> str:
    shutil.rmtree(place, ignore_errors=True)
    try:
        place.mkdir(parents=True)
        return _fetched(registry, registered, place, most)
    except OSError as error:
        if error.errno in _ITS_OWN:
            raise RegistryError(
                f"the files of {registered.name} cannot lie in one folder",
                reason="path",
                path=registry.origin,
                cause=f"{error.filename}: {error.strerror}",
            ) from error
        raise UsageError(
            "the files of the version cannot be written",
            path=error.filename or str(place),
            cause=error.strerror,
            hint="name another folder with --folder",
        ) from error


def _fetched(registry: ModelRegistry, registered: Registered, place: Path, most: int) -> str:
    name, listed, room = registered.name, [], most
    for path, size in registered.files.items():
        target = place / path
        if path.casefold() == CARD:
            raise RegistryError(
                f"a file of {name} has a name that govern needs", reason="path", cause=path
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        query = {"name": name.model, "version": name.version, "path": path}
        sha256 = registry.client.download(_DOWNLOAD, query, target, room)
        got = target.stat().st_size
        if got != size:
            raise RegistryError(
                f"a file of {name} changed while it was fetched",
                reason="changed",
                path=path,
                cause=f"{size} bytes were listed, and {got} came",
            )
        room -= got
        listed.append({"path": path, "size": size, "sha256": sha256})
    says = {
        "schema": SCHEMA,
        "registry": registry.origin,
        **registered.said,
        "files": listed,
    }
    card = place / CARD
    # One value a line, so that a finding can name the line; the same bytes for the same version.
    card.write_text(json.dumps(says, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return card.as_posix()


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold a lock beside the folder: two runs must not write the same files."""
    lock = place.with_name(f".{place.name}.lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(
            "the folder for the version's files cannot be made",
            path=str(place),
            cause=error.strerror,
            hint="name another one with --folder",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise RegistryError(
            "another process looks at this version just now",
            reason="busy",
            path=str(place),
            hint="wait for it, or name another folder with --folder",
        ) from None
    try:
        yield
    finally:
        os.close(handle)
