"""Checkpoints of a log in a bucket or folder: where they lie, and whether none is missing.

Each lies in an object of its own, `PREFIX/ORIGIN/SIZE.checkpoint`. All versions of an object count,
since one that is locked stays there when another is written, or the object deleted, over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from govern.errors import UsageError, VerificationError
from govern.evidence.verify.notes import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from govern.evidence.object_lock import LockedBucket
    from govern.evidence.verify.anchor import Anchored, LockedAt
    from govern.evidence.verify.notes import LogKey

_FILE = re.compile(r"[0-9]{20}\.checkpoint")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One version of an object; a file has but one, without a name."""

    key: str
    version: str
    data: bytes


class Place(Protocol):
    """What holds objects: a bucket, or a folder."""

    @property
    def prefix(self) -> str:
        """What all keys begin with; empty, or ends in a slash."""
        ...

    def address(self, key: str = "") -> str:
        """Return where an object is, for people."""
        ...

    def versions(self, folder: str) -> Iterator[StoredObject]:
        """Yield every version of every object below a folder."""
        ...


def key_of(place: Place, head: Checkpoint) -> str:
    """Return the key of the object that holds a checkpoint."""
    return f"{_folder(place, head.origin)}{head.size:020}.checkpoint"


def stored_checkpoints(
    place: Place, origin: str, key: LogKey | None
) -> list[tuple[StoredObject, Checkpoint]]:
    """Return every checkpoint of a log that a place holds, in each version.

    Args:
        place: Where they lie.
        origin: The log's name.
        key: Who must have signed them; None leaves that open.

    Raises:
        UsageError: there is none.
        VerificationError: there is something else, or a checkpoint of another log or key.
        ObjectStoreError: the store gives no answer, or refuses.
    """
    folder = _folder(place, origin)
    found = []
    for one in place.versions(folder):
        if _FILE.fullmatch(one.key.removeprefix(folder)):  # others are of logs below this name
            where = place.address(one.key)
            head = Checkpoint.parse(one.data.decode("utf-8", "replace"), path=where)
            if head.origin != origin:
                raise VerificationError(
                    f"the checkpoint is of the log {head.origin!r}, not {origin!r}", path=where
                )
            if key is not None:
                head.require(key, path=where)
            found.append((one, head))
    if not found:
        raise UsageError(f"no checkpoint of {origin} is here", path=place.address(folder))
    return found


def require_stored(
    bucket: LockedBucket,
    stored: Iterable[StoredObject],
    anchors: Sequence[Anchored],
    now: datetime,
) -> None:
    """Demand that each object that an anchor names is in the bucket, locked as the anchor says.

    Anchors in other buckets, and those whose lock has ended, are passed over.

    Raises:
        VerificationError: one is not.
        ObjectStoreError: the store gives no answer, or refuses.
    """
    there = {(one.key, one.version): one for one in stored}
    for anchored in anchors:
        named = anchored.locked
        if named is None or named.bucket != bucket.bucket or named.until <= now:
            continue
        if not named.key.startswith(_folder(bucket, anchored.head.origin)):
            continue
        found = there.get((named.key, named.version))
        _require_one(bucket, named, found, anchored.head.text().encode())


def _require_one(
    bucket: LockedBucket, named: LockedAt, found: StoredObject | None, note: bytes
) -> None:
    where = f"{bucket.address(named.key)} ({named.version})"
    if found is None:
        raise VerificationError(
            "an anchor of the log names this object, and it is not there", path=where,
            hint=f"see whether {bucket.endpoint} is the store: the anchor names {named.endpoint}",
        )  # fmt: skip
    if found.data != note:
        raise VerificationError("not the checkpoint that an anchor says it is", path=where)
    lock = bucket.lock_of(found)
    if lock is None or not lock.holds(named.mode, named.until):
        raise VerificationError("no longer locked as an anchor of the log says", path=where)


def _folder(place: Place, origin: str) -> str:
    return f"{place.prefix}{origin}/"
