"""The log: append, prove, and say where it stands."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.errors import UsageError, VerificationError
from govern.evidence.log import tree
from govern.evidence.verify.merkle import leaf_hash
from govern.evidence.verify.notes import Checkpoint, Proof

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govern.evidence.log.interface import Reader, Store, Writer
    from govern.evidence.log.key import CheckpointKey
    from govern.evidence.verify.entry import Entry


@dataclass(frozen=True, slots=True)
class Addition:
    """An entry, and what is kept beside it.

    Attributes:
        payloads: Bytes by sha256 (hex): the record, and inputs that hold no secrets.
        salts: Salts by salted digest (hex); they never leave the log's own file.
    """

    entry: Entry
    payloads: Mapping[str, bytes] = field(default_factory=dict)
    salts: Mapping[str, bytes] = field(default_factory=dict)


class Log:
    """An append-only log in a store.

    Args:
        store: Where it is kept.
        key: Signs a checkpoint after each append. Without one the log grows unsigned: its tree is
            still checked, but nothing ties it to anybody.
    """

    def __init__(self, store: Store, key: CheckpointKey | None = None) -> None:
        if key is not None and key.public.name != store.origin:
            raise UsageError(f"the key is for {key.public.name!r}, the log is {store.origin!r}")
        self.store = store
        self._key = key

    def append(self, additions: Sequence[Addition]) -> range:
        """Append entries; when this returns, they are on disk. Return their indexes.

        Raises:
            VerificationError: the log no longer fits its own last checkpoint.
        """
        lines = [(addition, addition.entry.line()) for addition in additions]
        with self.store.writing() as writer:
            start = writer.size()
            edge = tree.frontier(writer, start)
            _require_head(writer, start, edge.root())
            for index, (addition, line) in enumerate(lines, start):
                writer.add_entry(index, line)
                writer.add_nodes(edge.append(leaf_hash(line)))
                for digest, data in addition.payloads.items():
                    writer.add_payload(digest, data)
                for salted, salt in addition.salts.items():
                    writer.add_salt(salted, salt)
            if self._key is not None and lines:
                writer.add_checkpoint(edge.size, self._key.sign(edge.size, edge.root()).text())
        return range(start, start + len(lines))

    def checkpoint(self) -> Checkpoint:
        """Return the signed head over all entries, signing it now when that was not done.

        Raises:
            UsageError: it was not signed, and there is no key.
        """
        with self.store.writing() as writer:
            size = writer.size()
            text = writer.checkpoint(size)
            if text is None:
                if self._key is None:
                    raise UsageError(
                        "the log has no signed checkpoint over all its entries",
                        hint="name the log's key: --log-key FILE, or log_key in [evidence]",
                    )
                root = tree.frontier(writer, size).root()
                text = self._key.sign(size, root).text()
                writer.add_checkpoint(size, text)
        return Checkpoint.parse(text)

    def proof(self, index: int) -> Proof:
        """Return the proof that an entry is in the log as of its head.

        Raises:
            UsageError: there is no such entry, or no checkpoint.
        """
        head = self.checkpoint()
        with self.store.reading() as reader:
            return proof_of(reader, index, head)

    def growth(self, old: int) -> str:
        """Return the proof that the log only grew since it had `old` entries.

        It has the form of a request to a witness (https://c2sp.org/tlog-witness): the old size,
        the hashes, and the head.

        Raises:
            UsageError: the log is smaller, or has no checkpoint.
        """
        head = self.checkpoint()
        if not 0 <= old <= head.size:
            raise UsageError(f"the log has {head.size} entries, not {old}")
        with self.store.reading() as reader:
            hashes = tree.consistency(reader, old, head.size)
        lines = "".join(f"{b64encode(one).decode()}\n" for one in hashes)
        return f"old {old}\n{lines}\n{head.text()}"


def proof_of(reader: Reader, index: int, head: Checkpoint) -> Proof:
    """Return the proof of one entry against a checkpoint.

    Raises:
        UsageError: the checkpoint does not cover the entry.
    """
    if not 0 <= index < head.size:
        raise UsageError(f"there is no entry {index}; the log has {head.size}")
    return Proof(index, tuple(tree.inclusion(reader, index, head.size)), head)


def _require_head(writer: Writer, size: int, root: bytes) -> None:
    """Refuse to grow a log that is shorter than, or other than, its last checkpoint says."""
    text = writer.checkpoint()
    if text is None:
        return
    head = Checkpoint.parse(text)
    if head.size > size or (head.size == size and head.root != root):
        raise VerificationError(
            f"the log has {size} entries that do not fit its checkpoint over {head.size}",
            hint="entries were removed or changed; run `govern log verify`",
        )
