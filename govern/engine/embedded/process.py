"""One worker process as its parent sees it: started, fed, read, and killed when need be."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

from govern.engine.embedded import wire, worker
from govern.engine.interface import FailureKind
from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 18
_TASKS = "/proc/self/task"  # one entry for each thread, native ones included

Frame = tuple[int, int, int, int, bytes]  # status, job, index, spent, payload


class WorkerDiedError(EngineError):
    """The worker has ended; `kind` and the message say why."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class WorkerProcess:
    """A running worker. `answers` and `requests` are non-blocking file descriptors."""

    def __init__(self, memory: int) -> None:
        """Start it; `memory` is the number of bytes that it may grow by, 0 for any."""
        child_in, self.requests = _pipe()
        self.answers, child_out = _pipe()
        self._errors, child_err = _pipe()
        for descriptor in (self.requests, self.answers, self._errors, child_err):
            os.set_blocking(descriptor, False)
        try:
            start = _fork if _alone() else _spawn
            self.pid = start(child_in, child_out, child_err, memory)
        except OSError as error:
            for descriptor in (self.requests, self.answers, self._errors):
                os.close(descriptor)
            raise EngineError(
                "no worker process can be started", cause=error.strerror or str(error)
            ) from error
        finally:
            for descriptor in (child_in, child_out, child_err):
                os.close(descriptor)
        self._outbox: deque[memoryview] = deque()
        self._inbox = bytearray()
        self._overdue = False

    @property
    def unsent(self) -> int:
        """How many bytes wait to be written."""
        return sum(map(len, self._outbox))

    def send(self, pieces: list[bytes]) -> None:
        """Queue a request and write what can be written now."""
        self._outbox.extend(memoryview(piece) for piece in pieces if piece)
        self.flush()

    def flush(self) -> None:
        """Write what can be written without waiting."""
        while self._outbox:
            try:
                written = os.writev(self.requests, list(self._outbox)[:64])
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._outbox.clear()  # the end of `answers` will tell
                return
            while written:
                head = self._outbox[0]
                if len(head) > written:
                    self._outbox[0] = head[written:]
                    break
                written -= len(head)
                self._outbox.popleft()

    def receive(self) -> Iterator[Frame]:
        """Yield the frames that have arrived.

        Raises:
            WorkerDiedError: the worker has ended; whatever it had written before has been yielded.
        """
        ended = False
        try:
            part = os.read(self.answers, _CHUNK)
            ended = not part
            self._inbox += part
        except BlockingIOError:
            pass
        start = 0
        size = wire.ANSWER.size
        while len(self._inbox) - start >= size:
            length, status, job, index, spent = wire.ANSWER.unpack_from(self._inbox, start)
            if len(self._inbox) - start - size < length:
                break
            payload = bytes(self._inbox[start + size : start + size + length])
            start += size + length
            yield status, job, index, spent, payload
        del self._inbox[:start]
        if ended:
            raise self._explain(self._reap())

    def stop(self, *, overdue: bool = False) -> None:
        """Kill it; when it is `overdue`, its end counts as a timeout."""
        self._overdue = overdue
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill it, collect it and close everything."""
        if self.pid:
            self.stop()
            self._reap()

    def _reap(self) -> int | None:
        """Wait for the end; return the wait status, None when somebody else has collected it."""
        pid, self.pid = self.pid, 0
        try:
            _, status = os.waitpid(pid, 0)
        except ChildProcessError:
            status = None
        self._last_words = _drain(self._errors)
        for descriptor in (self.requests, self.answers, self._errors):
            os.close(descriptor)
        return status

    def _explain(self, status: int | None) -> WorkerDiedError:
        words = self._last_words
        number = os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else 0
        code = os.WEXITSTATUS(status) if status is not None and os.WIFEXITED(status) else 0
        if self._overdue or number == signal.SIGALRM:
            return WorkerDiedError(FailureKind.TIMEOUT, "the deadline passed")
        if "memory allocation of" in words or code == worker.MEMORY_EXIT:
            return WorkerDiedError(FailureKind.MEMORY, "the memory limit was reached")
        if number == signal.SIGKILL:
            return WorkerDiedError(
                FailureKind.MEMORY,
                "the worker was killed from outside, as the system does when memory runs out",
            )
        if number in {signal.SIGSEGV, signal.SIGBUS}:
            return WorkerDiedError(
                FailureKind.CRASH, "the interpreter crashed, as deep recursion makes it do"
            )
        why = f"signal {number}" if number else f"exit status {code}"
        return WorkerDiedError(
            FailureKind.CRASH, f"the interpreter ended with {why}: {_last_line(words)}"
        )


def _pipe() -> tuple[int, int]:
    """Return a pipe away from the standard streams, whose numbers are free when they are closed."""
    ends = []
    for end in os.pipe():
        ends.append(end if end > 2 else fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3))
        if end <= 2:
            os.close(end)
    return ends[0], ends[1]


def _alone() -> bool:
    """Return whether this process has one thread, so that forking it is safe."""
    try:
        return len(os.listdir(_TASKS)) == 1  # noqa: PTH208 - a count, fast
    except OSError:
        return sys.platform != "darwin" and threading.active_count() == 1


def _fork(requests: int, answers: int, errors: int, memory: int) -> int:
    pid = os.fork()
    if pid == 0:
        worker.run(requests, answers, errors, memory)
    return pid


def _spawn(requests: int, answers: int, errors: int, memory: int) -> int:
    """Start a fresh interpreter; forking a process with threads could copy a held lock."""
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from govern.engine.embedded.worker import run\nrun(3, 4, 5, {memory})"
    )
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (requests, answers, errors)]
    try:
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-c", code],
            {"LC_ALL": "C.UTF-8"},  # nothing of ours; it needs no secrets
            file_actions=[(os.POSIX_SPAWN_DUP2, fd, 3 + at) for at, fd in enumerate(high)],
        )
    finally:
        for descriptor in high:
            os.close(descriptor)


def _drain(descriptor: int) -> str:
    try:
        return os.read(descriptor, 1 << 16).decode("utf-8", "replace")
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EIO}:
            return ""
        raise


def _last_line(words: str) -> str:
    lines = words.strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"
