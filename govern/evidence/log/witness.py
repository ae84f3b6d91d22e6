"""A witness of logs that somebody else keeps: it sees no data, and cannot be shown two histories.

It remembers the last checkpoint that it cosigned of each log, and cosigns another one only with a
proof that the log only grew (https://c2sp.org/tlog-witness). So whoever trusts it knows that
everybody is shown the same log.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.errors import UsageError, VerificationError
from govern.evidence.verify.merkle import EMPTY_ROOT, extends
from govern.evidence.verify.notes import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from govern.evidence.log.key import CheckpointKey
    from govern.evidence.verify.notes import LogKey

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_MOST_HASHES = 63
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks of a witness: `govern log growth` prints it.

    Attributes:
        old: How many entries the log had when the witness last cosigned it.
        proof: That the log only grew since.
        head: The checkpoint to be cosigned.
    """

    old: int
    proof: tuple[bytes, ...]
    head: Checkpoint

    @classmethod
    def parse(cls, text: str, *, path: str | None = None) -> Request:
        """Read a request.

        Raises:
            VerificationError: it is none.
        """
        top, _, note = text.partition("\n\n")
        first, *lines = top.split("\n")
        found = _OLD.fullmatch(first)
        try:
            proof = tuple(b64decode(line, validate=True) for line in lines)
        except ValueError:
            found, proof = None, ()
        whole = len(proof) <= _MOST_HASHES and all(len(one) == _HASH_BYTES for one in proof)
        if found is None or not whole:
            raise VerificationError("not a request to a witness", path=path)
        return cls(int(found[1]), proof, Checkpoint.parse(note, path=path))


class Witness:
    """Cosigns checkpoints.

    Args:
        key: Its own key, under its own name.
        folder: Where it remembers what it cosigned: one file for each log.
    """

    def __init__(self, key: CheckpointKey, folder: str) -> None:
        self._key = key
        self._folder = Path(folder)

    def last(self, origin: str) -> Checkpoint | None:
        """Return the last checkpoint of a log that was cosigned; None for a log that is new."""
        place = self._place(origin)
        if not place.exists():
            return None
        return Checkpoint.parse(place.read_text(encoding="utf-8"), path=str(place))

    def cosign(self, request: Request, log: LogKey, at: datetime) -> Checkpoint:
        """Return the checkpoint with a cosignature; it is remembered first, on disk.

        Args:
            request: What the log asks.
            log: The key that must have signed the checkpoint.
            at: Now.

        Raises:
            UsageError: the request starts from another size than the one that was cosigned last.
            VerificationError: the log shows another history than before (a split view), was rolled
                back, or the proof or a signature does not hold.
        """
        head = request.head
        head.require(log)
        with self._alone():
            return self._cosigned(request, at)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out: two at once could cosign two histories."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / "lock").open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise UsageError(
                "what was cosigned cannot be remembered, so nothing is",
                path=str(self._folder),
                cause=error.strerror,
            ) from error

    def _cosigned(self, request: Request, at: datetime) -> Checkpoint:
        head = request.head
        last = self.last(head.origin)
        size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
        if head.size < size:
            raise VerificationError(
                f"the log was rolled back: it has {head.size} entries, and had {size}"
            )
        if head.size == size and head.root != root:
            raise VerificationError(
                f"a split view: the log shows two histories of {size} entries",
                hint="keep both checkpoints; together they prove it",
            )
        if request.old != size:
            raise UsageError(
                f"the request starts from {request.old} entries, and {size} were cosigned last",
                hint=f"ask for it with: govern log growth {size}",
            )
        if not extends(size, root, head.size, head.root, request.proof):
            raise VerificationError(
                f"the log did not only grow since it had {size} entries",
                cause="an entry was changed, removed or reordered, or this is another log",
            )
        signed = self._key.cosign(head, int(at.timestamp()))
        self._remember(signed)
        return signed

    def _place(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"

    def _remember(self, head: Checkpoint) -> None:
        place = self._place(head.origin)
        fresh = place.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(head.text())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
