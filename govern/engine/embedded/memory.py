"""Bounds what this process may still take, for the processes that evaluate policies."""

from __future__ import annotations

import resource


def limit_growth(growth: int) -> None:
    """Let this process grow by so many bytes of address space, and no further.

    Where the system cannot say how large a process is, there is no limit.
    """
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - pathlib is not loaded here
            pages = int(file.read().split()[0])
    except OSError:
        return  # the deadline still holds
    limit = pages * resource.getpagesize() + growth
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def keep_no_core() -> None:
    """Write no core file when this process crashes: it would hold the inputs."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
