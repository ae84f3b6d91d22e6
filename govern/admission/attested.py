"""What is attested about a review's images → Documents, kept for the next review of them.

Parsing an SBOM takes longer than judging a Pod, and the replicas of a workload bring the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.intake import Intake, Unreadable
from govern.errors import LimitExceeded
from govern.facts.timed_cache import TimedCache
from govern.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.facts.interface import AttestedInput

_MOST_BYTES = 2 * 1024 * 1024  # of one review; reading and judging more takes too long
_KEPT_BYTES = 8 * 1024 * 1024  # as received; about ten times as many in memory
_KEPT_SECONDS = 600.0


class AttestedDocuments:
    """Reads what is attested about images; one for each process that judges."""

    def __init__(self) -> None:
        self._kept: TimedCache[tuple[Document | Unreadable, ...]] = TimedCache(
            _KEPT_SECONDS, _KEPT_BYTES, _size
        )

    def of(
        self, inputs: Iterable[AttestedInput]
    ) -> Iterator[tuple[AttestedInput, tuple[Document | Unreadable, ...]]]:
        """Yield each input once with what it holds, as `govern check` reads it."""
        total = 0
        for one in {given.source.path: given for given in inputs}.values():
            total += len(one.source.data)
            if total > _MOST_BYTES:
                yield one, (Unreadable(one.source.path, _too_large()),)
            else:
                yield one, self._read(one)

    def _read(self, one: AttestedInput) -> tuple[Document | Unreadable, ...]:
        key = (one.source.path, one.source.sha256, one.kind)
        return self._kept.get(key, lambda: tuple(Intake(()).read(one.source, one.kind)))


def _too_large() -> LimitExceeded:
    return LimitExceeded(
        f"the SBOMs of the images have more than {_MOST_BYTES} bytes together",
        hint="`govern check --verify` and `govern audit` judge larger ones",
    )


def _size(documents: tuple[Document | Unreadable, ...]) -> int:
    return 1000 + sum(len(one.source.data) for one in documents if isinstance(one, Document))
