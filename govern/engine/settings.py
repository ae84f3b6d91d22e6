"""How an engine is to run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_WORKERS = 4
_MEGABYTE = 1 << 20


def time_for(deadline: float, size: int) -> float:
    """Return the seconds for an input of `size` bytes: what a plan of 90 MB holds takes its time.

    The deadline is for up to a megabyte, and for each megabyte of what is larger.
    """
    return deadline * max(1.0, size / _MEGABYTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """How an engine is to run.

    Attributes:
        name: `embedded`, or `opa` for a real OPA server.
        deadline: Seconds of wall time for one document of up to a megabyte; larger ones get as much
            for each megabyte (`time_for`).
        load_deadline: Seconds of wall time for parsing one policy file.
        memory: MiB that one worker may grow by.
        workers: Worker processes at most; None for one on each core, at most four.
        opa_url: The OPA server to use; None starts a private one.
        opa_token: Bearer token for that server.
        opa_ca: File with the certificates of the authorities to trust, instead of the system's.
        opa_cert: File with a client certificate, and its key unless `opa_key` has it.
        opa_key: File with the client certificate's key.
        on_print: Takes each line that a policy prints; None drops them.
    """

    name: str = "embedded"
    deadline: float = 5.0
    load_deadline: float = 10.0
    memory: int = 1024
    workers: int | None = None
    opa_url: str | None = None
    opa_token: str | None = field(default=None, repr=False)
    opa_ca: str | None = None
    opa_cert: str | None = None
    opa_key: str | None = None
    on_print: Callable[[str], None] | None = None

    @property
    def worker_count(self) -> int:
        """The number of workers, with the default worked out for this machine."""
        if self.workers is not None:
            return max(1, self.workers)
        try:
            cores = len(os.sched_getaffinity(0))
        except AttributeError:  # not on this system
            cores = os.cpu_count() or 1
        return min(cores, _MOST_WORKERS)
