"""Bounds on what is read from registries, and the account of what a piece of work has used."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from govern.errors import RegistryError
from govern.sources.oci.reasons import Reason, too_large


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds; the defaults suit an admission webhook that must answer within ten seconds."""

    manifest_bytes: int = 4 * 1024 * 1024  # what the specification asks registries to accept
    blob_bytes: int = 32 * 1024 * 1024  # one blob that is held in memory
    total_bytes: int = 256 * 1024 * 1024  # of all answers in one piece of work
    seconds: float = 30.0  # of one piece of work, all requests and retries together
    connect_seconds: float = 5.0
    index_entries: int = 1000  # of one index or list of referrers
    referrers: int = 64  # artefacts fetched for one subject
    pages: int = 16  # of one list
    retries: int = 2  # of a request that met 429, 5xx or a broken connection
    connections: int = 8  # at once to one host


@dataclass(slots=True)
class Budget:
    """What one piece of work may still use; shared by its threads.

    Attributes:
        limits: The bounds.
        what: What the work is about, for messages.
    """

    limits: Limits
    what: str = ""
    _ends: float = field(init=False)
    _bytes: int = field(init=False, default=0)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.limits.seconds

    def remaining(self) -> float:
        """Return the seconds that are left.

        Raises:
            RegistryError: none are.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.timeout()
        return left

    def timeout(self) -> RegistryError:
        """Return the error for work that took too long."""
        return RegistryError(
            f"the registry did not answer within {self.limits.seconds:g} s",
            reason=Reason.TIMEOUT,
            path=self.what or None,
            hint="try again, or allow more time",
        )

    def spend(self, count: int) -> None:
        """Count bytes that were received.

        Raises:
            RegistryError: more than allowed.
        """
        with self._lock:
            self._bytes += count
            over = self._bytes > self.limits.total_bytes
        if over:
            raise too_large(self.what, f"more than {self.limits.total_bytes} bytes in all")
