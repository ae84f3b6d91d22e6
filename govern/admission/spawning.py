"""Processes of ours that talk over a private socket: how they are started and ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


async def spawn(
    module: str, environment: Mapping[str, str]
) -> tuple[asyncio.subprocess.Process, socket.socket]:
    """Start `module.run(descriptor)` in a process; return it, and the socket to talk to it.

    Args:
        module: Full name; its `run` serves the socket at a file descriptor until that closes.
        environment: All of its environment.

    Raises:
        OSError: the process cannot be started.
    """
    ours, theirs = socket.socketpair()
    with theirs, contextlib.ExitStack() as unless_started:
        unless_started.enter_context(ours)
        process = await asyncio.create_subprocess_exec(
            *_command(module, theirs.fileno()),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env=dict(environment),
            start_new_session=True,  # a terminal's interrupt is for the server alone
        )
        unless_started.pop_all()
    return process, ours


def kill(process: asyncio.subprocess.Process) -> None:
    """End a process now, if it has not ended."""
    # `Process.kill` would look for an exit status, and take it from asyncio's watcher.
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


def _command(module: str, descriptor: int) -> list[str]:
    code = f"import sys; sys.path[:] = {sys.path!r}\nfrom {module} import run\nrun({descriptor})"
    return [sys.executable, "-I", "-S", "-c", code]
