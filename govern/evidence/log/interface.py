"""What a log needs of the place that keeps it; SQLite is the first, others may follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


class NoLog(UsageError):  # noqa: N818 - says what is there: nothing
    """There is no log at the place that was named; one could be made there."""


class Reader(Protocol):
    """One consistent view of a log."""

    def size(self) -> int:
        """Return how many entries there are."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """Return a stored tree node; level 0 holds leaf hashes.

        Raises:
            VerificationError: it is missing, so the log is damaged.
        """
        ...

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, hash) of one level, in order."""
        ...

    def entries(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield (index, entry) for start <= index < end, in order of index."""
        ...

    def payload(self, sha256: str) -> bytes | None:
        """Return the bytes with this digest; None when they are not kept (any more)."""
        ...

    def checkpoints(self) -> Iterator[tuple[int, str]]:
        """Yield (size, signed note) of every checkpoint, smallest first."""
        ...

    def checkpoint(self, size: int | None = None) -> str | None:
        """Return the signed note of this size, or the latest; None when there is none."""
        ...

    def salt(self, salted: str) -> bytes | None:
        """Return the salt behind a salted digest: private, never part of a bundle."""
        ...


class Writer(Reader, Protocol):
    """The one writer, inside a transaction that is durable when it ends without an exception."""

    def add_entry(self, index: int, entry: bytes) -> None:
        """Store an entry."""
        ...

    def add_nodes(self, nodes: list[tuple[int, int, bytes]]) -> None:
        """Store tree nodes as (level, index, hash)."""
        ...

    def add_payload(self, sha256: str, data: bytes) -> None:
        """Store bytes under their digest; storing them again changes nothing."""
        ...

    def add_salt(self, salted: str, salt: bytes) -> None:
        """Store the salt behind a salted digest."""
        ...

    def add_checkpoint(self, size: int, note: str) -> None:
        """Store a signed checkpoint; one of the same size stays as it is."""
        ...


class Store(Protocol):
    """Where a log is kept."""

    origin: str

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a view that writers do not change."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """Wait to be the only writer; commit durably at the end, or roll back."""
        ...

    def close(self) -> None:
        """Give back what the store holds open."""
        ...
