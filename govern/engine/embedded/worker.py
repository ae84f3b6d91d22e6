"""What runs in a worker process: reads requests, evaluates, writes answers, until told to stop.

The kernel keeps the deadline: a timer whose signal nobody handles ends the process, even while
native code holds the interpreter lock. Every answer is written as soon as it is known, so that
after a sudden end the parent knows which rule was running.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import orjson

from govern.engine.embedded import wire
from govern.engine.embedded.interpreter import Fault, Interpreter
from govern.engine.embedded.memory import keep_no_core, limit_growth
from govern.engine.embedded.rewrite.prepared import Prepared, Refusal, Source
from govern.engine.embedded.shelf import Shelf
from govern.engine.settings import time_for
from govern.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    Rewriting: TypeAlias = Callable[..., tuple[str, list[str], list[Refusal]]]

MEMORY_EXIT = 71  # the exit status that says: out of memory
_MAX_ANSWER = 16 * 1024 * 1024  # characters of one rule's value
_CHUNK = 1 << 20


def run(requests: int, answers: int, errors: int, memory: int) -> NoReturn:
    """Serve until `requests` ends; never returns.

    Args:
        requests: File descriptor to read requests from.
        answers: File descriptor to write answers to.
        errors: File descriptor that takes standard error.
        memory: Bytes that this process may grow by; 0 for no limit.
    """
    status = 1
    try:
        _isolate(requests, answers, errors, memory)
        _Worker(requests, answers).serve()
        status = 0
    except MemoryError:
        status = MEMORY_EXIT
    except BrokenPipeError:
        status = 0  # the parent is gone, and with it the reason to live
    except BaseException as error:  # noqa: BLE001 - told to the parent, which reports it
        os.write(2, f"{type(error).__name__}: {error}\n".encode("utf-8", "replace"))
    finally:
        os._exit(status)  # never run what the parent registered for its own end


def _isolate(requests: int, answers: int, errors: int, memory: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(errors, 2)
    keep = sorted((requests, answers))
    # Whatever else was inherited would be held open: other workers' pipes, reports, sockets.
    for low, high in ((3, keep[0]), (keep[0] + 1, keep[1]), (keep[1] + 1, _max_fd())):
        os.closerange(low, high)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    keep_no_core()
    if memory:
        limit_growth(memory)


def _max_fd() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 65536 if soft == resource.RLIM_INFINITY else soft


class _Refused(Exception):  # noqa: N818 - a message to the parent
    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__()
        self.refusals = refusals


class _Worker:
    def __init__(self, requests: int, answers: int) -> None:
        self._requests = requests
        self._answers = answers
        os.set_blocking(answers, False)
        self._room = select.poll()
        self._room.register(answers, select.POLLOUT)
        self._shelf: Shelf
        self._deadline = self._load_deadline = 0.0
        self._arities: dict[str, int] = {}
        self._prints = False
        self._paths: dict[bytes, list[str]] = {}
        self._failing: set[str] = set()  # rules that failed once; they would fail all others

    def serve(self) -> None:
        """Answer requests until their stream ends."""
        while header := self._read(wire.REQUEST.size):
            size, operation, job = wire.REQUEST.unpack(header)
            head, _, rest = self._read(size).partition(b"\0")
            if operation == wire.LOAD:
                self._load(job, head)
            elif operation in {wire.EVALUATE, wire.TOGETHER}:
                together = operation == wire.TOGETHER
                self._evaluate(job, self._split(head), rest, together=together)
            else:
                self._query(job, head.decode(), rest)

    def _load(self, job: int, payload: bytes) -> None:
        orders = orjson.loads(payload)
        self._deadline, self._prints = orders["deadline"], orders["prints"]
        self._load_deadline = orders["load_deadline"]
        modules = [Source(*module) for module in orders["modules"]]
        try:
            if orders["prepared"]:  # what is wrong with the policies was found before
                prepared = Prepared(**orders["prepared"])
                self._shelf = Shelf(modules, prepared.texts, orders["data"], prepared.careful)
            else:
                prepared = self._prepare(job, modules)
                self._shelf = Shelf(modules, prepared.texts, orders["data"], prepared.careful)
                self._shelf.whole(loading=lambda index: self._parsing(job, index))
                self._write(wire.answer(wire.PREPARED, job, payload=orjson.dumps(prepared)))
            self._arities = prepared.arities
        except Fault as fault:
            self._refuse(job, [Refusal(fault.message, fault.path or "", fault.line or 0)])
        except _Refused as refused:
            self._refuse(job, refused.refusals)
        except PolicyError as error:
            refusal = Refusal(error.message, error.path or "", error.line or 0, error.hint or "")
            self._refuse(job, [refusal])
        else:
            Interpreter()  # where not even this starts, no rule is to blame
            self._write(wire.answer(wire.LOADED, job))
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _prepare(self, job: int, modules: list[Source]) -> Prepared:
        """Make the modules mean here what they mean to OPA, or refuse them."""
        from govern.engine.embedded.rewrite.module import prepare  # noqa: PLC0415 - seldom needed

        indexes = iter(range(len(modules)))
        scratch = Interpreter()

        def parse(path: str, text: str, version: int) -> dict[str, Any]:
            self._parsing(job, next(indexes))
            return scratch.parse(path, text, version)

        prepared, refused = prepare(modules, parse)
        if refused:
            raise _Refused(refused)
        return prepared

    def _parsing(self, job: int, index: int) -> None:
        """Say which module is next, should it never end, and give it its time."""
        self._write(wire.answer(wire.PARSING, job, index))
        signal.setitimer(signal.ITIMER_REAL, self._load_deadline)

    def _refuse(self, job: int, refusals: list[Refusal]) -> None:
        self._write(wire.answer(wire.REFUSED, job, payload=orjson.dumps(refusals)))

    def _evaluate(self, job: int, paths: list[str], input_json: bytes, *, together: bool) -> None:
        started = time.monotonic()
        deadline = time_for(self._deadline, len(input_json))
        signal.setitimer(signal.ITIMER_REAL, deadline)
        try:
            interpreter = self._shelf.for_rules(paths)
            _give(interpreter, input_json)
        except Fault as fault:
            signal.setitimer(signal.ITIMER_REAL, 0)
            for index in range(len(paths)):
                self._write(wire.answer(wire.FAULT, job, index, payload=_told(fault)))
            return
        del input_json
        if together:
            # Half of the time, so that what hangs is found out before it has cost too much.
            signal.setitimer(signal.ITIMER_REAL, deadline / 2)
            if self._answer_together(interpreter, job, paths, started):
                return
            signal.setitimer(signal.ITIMER_REAL, deadline)
            self._write(wire.answer(wire.APART, job))
        else:
            self._write(wire.answer(wire.STARTED, job))
        self._answer_apart(interpreter, job, paths, started)

    def _answer_together(
        self, interpreter: Interpreter, job: int, paths: list[str], started: float
    ) -> bool:
        """Ask all rules at once, but those that failed before; say whether that worked."""
        sound = [path for path in paths if path not in self._failing]
        try:
            text = interpreter.ask_together(sound, self._shelf.alone(sound))
        except Fault:
            interpreter.prints()  # they are said again
            return False
        if sound == paths and len(text) <= _MAX_ANSWER:
            told = {len(paths) - 1: (wire.LISTED, text.encode())}
        else:
            told = dict(enumerate(self._told_each(interpreter, paths, sound, text)))
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._tell_prints(interpreter, job)
        spent = int((time.monotonic() - started) * 1e6)
        answers = (
            wire.answer(status, job, index, spent, payload)
            for index, (status, payload) in told.items()
        )
        self._write(b"".join(answers))
        return True

    def _told_each(
        self, interpreter: Interpreter, paths: list[str], sound: list[str], text: str
    ) -> Iterator[tuple[int, bytes]]:
        """Yield what is to be told of each rule: the values in `text`, and those not asked yet."""
        values = dict(zip(sound, json.loads(text), strict=True))
        for path in paths:
            if path in values:
                yield self._told_value(json.dumps(values[path][0]) if values[path] else None)
            else:
                yield self._ask(interpreter.ask, path)

    def _answer_apart(
        self, interpreter: Interpreter, job: int, paths: list[str], started: float
    ) -> None:
        """Ask rule by rule, and tell each answer before the next rule is asked."""
        last = len(paths) - 1
        for index, path in enumerate(paths):
            status, payload = self._ask(interpreter.ask, path)
            if status == wire.FAULT:
                self._failing.add(path)
            if index == last:
                signal.setitimer(signal.ITIMER_REAL, 0)
                self._tell_prints(interpreter, job)
            spent = int((time.monotonic() - started) * 1e6)
            self._write(wire.answer(status, job, index, spent, payload))

    def _query(self, job: int, text: str, input_json: bytes) -> None:
        # Seldom needed; and before the time of the query begins.
        from govern.engine.embedded.rewrite.module import prepare_query  # noqa: PLC0415 - see above

        signal.setitimer(signal.ITIMER_REAL, time_for(self._deadline, len(input_json)))
        try:
            interpreter = self._shelf.whole()
            _give(interpreter, input_json)
        except Fault as fault:
            status, payload = wire.FAULT, _told(fault)
        else:
            self._write(wire.answer(wire.STARTED, job))
            status, payload = self._ask(partial(self._answer, prepare_query, interpreter), text)
            self._tell_prints(interpreter, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._write(wire.answer(status, job, payload=payload))

    def _answer(self, prepare_query: Rewriting, interpreter: Interpreter, text: str) -> str | None:
        try:
            query, names, refused = prepare_query(text, self._arities, interpreter.parse)
        except Fault as fault:  # it may point to what is put around the query
            last = text.count("\n") + 1
            raise Fault(fault.message, fault.path, min(fault.line or last, last)) from None
        if refused:
            first = refused[0]
            raise Fault(f"{first.message}; {first.hint}" if first.hint else first.message)
        return interpreter.query(query, names)

    def _ask(self, ask: Callable[[str], str | None], what: str) -> tuple[int, bytes]:
        try:
            value = ask(what)
        except Fault as fault:
            return wire.FAULT, _told(fault)
        return self._told_value(value)

    @staticmethod
    def _told_value(value: str | None) -> tuple[int, bytes]:
        if value is None:
            return wire.UNDEFINED, b""
        if len(value) > _MAX_ANSWER:
            return wire.FAULT, _told(Fault(f"the value is longer than {_MAX_ANSWER} characters"))
        return wire.VALUE, value.encode()

    def _tell_prints(self, interpreter: Interpreter, job: int) -> None:
        lines = interpreter.prints()
        if lines and self._prints:
            self._write(wire.answer(wire.PRINTED, job, payload=orjson.dumps(lines)))

    def _split(self, paths: bytes) -> list[str]:
        if paths not in self._paths:
            self._paths[paths] = paths.decode().split("\n")
        return self._paths[paths]

    def _read(self, size: int) -> bytes:
        """Read exactly `size` bytes; empty when the stream has ended."""
        parts = []
        while size:
            part = os.read(self._requests, min(size, _CHUNK))
            if not part:
                return b""
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._answers, rest) :]
            except BlockingIOError:
                # Waiting for a busy parent is not the policy's time.
                left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
                self._room.poll()
                signal.setitimer(signal.ITIMER_REAL, left)


def _give(interpreter: Interpreter, input_json: bytes) -> None:
    if input_json:
        interpreter.read(input_json.decode())
    else:
        interpreter.read_nothing()


def _told(fault: Fault) -> bytes:
    kind = "crash" if fault.panicked else "evaluation"
    return orjson.dumps(
        {"kind": kind, "message": fault.message, "path": fault.path, "line": fault.line}
    )
