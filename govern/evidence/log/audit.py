"""Checks a whole log: every entry, node, record and checkpoint, and any earlier checkpoint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import VerificationError
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.merkle import Frontier, leaf_hash
from govern.evidence.verify.notes import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from govern.evidence.log.interface import Reader
    from govern.evidence.verify.notes import LogKey


@dataclass(frozen=True, slots=True)
class Audited:
    """What a log that holds together consists of.

    Attributes:
        gaps: Entries that say that records are missing.
        signed: How many of the entries the latest signed checkpoint covers.
    """

    size: int
    root: bytes
    checkpoints: int
    gaps: int
    signed: int


def audit(
    reader: Reader,
    origin: str,
    key: LogKey | None,
    earlier: Sequence[Checkpoint] = (),
    now: datetime | None = None,
) -> Audited:
    """Check a log from its first entry to its last.

    Args:
        reader: A view of the log.
        origin: The log's name.
        key: Who must have signed the checkpoints; None checks their hashes alone.
        earlier: Checkpoints that somebody kept elsewhere.
        now: The clock, for entries that say that they are later; None has none.

    Raises:
        VerificationError: something was edited, removed, reordered, rolled back or forked; the
            message names the first entry or checkpoint that does not fit.
    """
    heads = _Heads(origin, key, [*_stored(reader), *earlier])
    nodes = _Nodes(reader)
    edge, gaps = Frontier(), 0
    heads.pass_by(edge)
    for index, line in reader.entries(0, reader.size()):
        if index != edge.size:
            raise VerificationError(f"entry {edge.size} of the log is missing")
        nodes.compare(edge.append(leaf_hash(line)))
        entry = Entry.parse(line, path=f"entry {index}")
        entry.require_past(now, path=f"entry {index}")
        gaps += entry.kind is EntryKind.GAP
        if entry.sha256:
            _require_payload(reader, index, entry.sha256)
        heads.pass_by(edge)
    nodes.require_end()
    heads.require_end(edge.size)
    return Audited(edge.size, edge.root(), heads.passed, gaps, heads.signed)


def _stored(reader: Reader) -> list[Checkpoint]:
    return [
        Checkpoint.parse(text, path=f"checkpoint {size}") for size, text in reader.checkpoints()
    ]


def _require_payload(reader: Reader, index: int, sha256: str) -> None:
    data = reader.payload(sha256)
    if data is None:
        raise VerificationError(f"the record of entry {index} is missing")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise VerificationError(f"the record of entry {index} was changed")


class _Heads:
    """Checkpoints, met one by one as the tree grows."""

    def __init__(self, origin: str, key: LogKey | None, heads: list[Checkpoint]) -> None:
        for head in heads:
            if head.origin != origin:
                raise VerificationError(f"a checkpoint is of the log {head.origin!r}")
            if key is not None:
                head.require(key, path=f"checkpoint {head.size}")
        self._origin = origin
        self._ahead = sorted(heads, key=lambda head: head.size, reverse=True)
        self.passed = 0
        self.signed = 0

    def pass_by(self, edge: Frontier) -> None:
        while self._ahead and self._ahead[-1].size == edge.size:
            if self._ahead.pop().root != edge.root():
                raise VerificationError(
                    f"the log does not fit the checkpoint over {edge.size} entries",
                    path=self._origin,
                    cause=f"one of the entries {self.signed} to {edge.size - 1} was changed, "
                    "reordered or replaced, or the log was forked",
                )
            self.passed += 1
            self.signed = edge.size

    def require_end(self, size: int) -> None:
        if self._ahead:
            wanted = self._ahead[0].size
            raise VerificationError(
                f"the log has {size} entries, and a checkpoint was made over {wanted}",
                path=self._origin,
                cause="entries were cut off, or the log was rolled back to an earlier state",
            )


class _Nodes:
    """The stored tree, met level by level beside the computed one."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._levels: list[Iterator[tuple[int, bytes]]] = []

    def compare(self, done: list[tuple[int, int, bytes]]) -> None:
        for level, index, computed in done:
            if level == len(self._levels):
                self._levels.append(self._reader.nodes(level))
            if next(self._levels[level], None) != (index, computed):
                what = f"entry {index}" if level == 0 else f"tree node {level}/{index}"
                raise VerificationError(f"{what} of the log was changed")

    def require_end(self) -> None:
        for level in range(len(self._levels) + 1):
            known = level < len(self._levels)
            left = next(self._levels[level] if known else self._reader.nodes(level), None)
            if left is not None:
                raise VerificationError(
                    f"the tree goes on at {level}/{left[0]} where the entries end",
                    cause="entries were cut off",
                )
