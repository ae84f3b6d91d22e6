"""Questions to a real OPA, and its answers."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, TypeAlias

from govern.closing import Closing
from govern.engine.interface import Failure, FailureKind, Undefined, Value
from govern.engine.opa.child import PrivateServer
from govern.engine.opa.client import OpaServer, Refused, TimedOut, Unavailable
from govern.engine.opa.upload import Upload
from govern.errors import EngineError, Error
from govern.policies.rego_names import prefixed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.engine.interface import Answer, Question
    from govern.engine.opa.client import Reason
    from govern.engine.settings import EngineSettings
    from govern.model import JsonObject, Module

_Answers: TypeAlias = "tuple[Answer, ...]"

_MOST_LOST = 3  # questions in a row without an answer, after which the server is given up
_MOST_LATE = 3  # rules of one question for which OPA may take too long
_LOST = frozenset({FailureKind.UNAVAILABLE, FailureKind.TIMEOUT})
_TOGETHER = "govern_ask"
_FEW = 4  # rules that are sooner asked one by one than in a module, which OPA must compile
_PART = re.compile(r'([A-Za-z_]\w*)|\["((?:[^"\\]|\\.)*)"\]')
_FILE = re.compile(r"m(\d{5})\.rego$")


class OpaEngine(Closing):
    """A real OPA as engine (govern.engine.interface.Engine).

    Without a URL in the settings, a private server is started and stopped. With one, policies and
    data are put on that server below a name of their own, and removed on close.
    """

    name = "opa"

    def __init__(
        self, modules: Sequence[Module], data: JsonObject, settings: EngineSettings
    ) -> None:
        """Make a server ready.

        Raises:
            PolicyError: OPA refuses a module.
            EngineError: no server can be started or used.
        """
        self._modules = tuple(modules)
        self._deadline = settings.deadline
        self._child: PrivateServer | None = None
        self._upload: Upload | None = None
        self._extra: dict[tuple[str, ...], str] = {}
        self._lost = 0
        if settings.opa_url:
            self._server = OpaServer(settings.opa_url, settings)
        else:
            self._child = PrivateServer(modules, data, settings)
            self._server = self._child.server
        try:
            if settings.opa_url:
                self._upload = Upload(self._server, modules, data)
            self.version = self._server.version()
        except (Unavailable, TimedOut, Refused) as error:
            self.close()
            raise EngineError("the OPA server cannot be used", cause=error.message) from error
        except BaseException:
            self.close()
            raise

    def evaluate(self, questions: Iterable[Question]) -> Iterator[_Answers]:
        """Yield the answers to each question, in order."""
        for question in questions:
            yield self._answers(question)

    def query(self, text: str, input_json: bytes) -> Answer:
        """Evaluate any query and return its value, as `opa eval` would show it."""
        if self._upload:
            text = prefixed(text, self._upload.prefix, "<query>")
        try:
            return self._query(text, input_json)
        except Error as error:
            return self._failure(error)

    def close(self) -> None:
        """Remove what was put on the server, or stop it; harmless when that is done."""
        if self._upload:
            self._upload.remove()
            self._upload = None
        self._server.close()
        if self._child:
            self._child.close()

    def _answers(self, question: Question) -> _Answers:
        if self._lost >= _MOST_LOST:
            failure = Failure(FailureKind.UNAVAILABLE, "OPA was given up: it did not answer before")
            return tuple(failure for _ in question.rules)
        try:
            found = self._ask_together(question)
        except (Refused, TimedOut):  # perhaps of one rule only: the others have answers
            found = self._ask_apart(question)
        except Unavailable as error:
            found = tuple(self._failure(error) for _ in question.rules)
        is_lost = bool(found) and all(
            isinstance(one, Failure) and one.kind in _LOST for one in found
        )
        self._lost = self._lost + 1 if is_lost else 0
        return found

    def _ask_apart(self, question: Question) -> _Answers:
        """Ask rule by rule; a server that is late again and again is not asked for the rest."""
        found: list[Answer] = []
        late = 0
        for rule in question.rules:
            if late >= _MOST_LATE:
                found.append(Failure(FailureKind.TIMEOUT, "not asked: OPA was late with others"))
                continue
            found.append(self._ask(rule, question.input_json))
            late += isinstance(found[-1], Failure) and found[-1].kind is FailureKind.TIMEOUT
        return tuple(found)

    def _ask_together(self, question: Question) -> _Answers:
        """Ask for all rules in one request, by a module that names them."""
        if len(question.rules) < _FEW:
            return tuple(self._ask(rule, question.input_json) for rule in question.rules)
        package = self._extra.get(question.rules) or self._add(question.rules)
        root = (self._upload.prefix,) if self._upload else ()
        found = self._server.ask((*root, package), question.input_json).get("result", {})
        if not isinstance(found, dict):
            raise Unavailable("the server's answer is no answer of OPA")
        return tuple(
            Value(found[f"r{index}"]) if f"r{index}" in found else Undefined()
            for index in range(len(question.rules))
        )

    def _add(self, rules: tuple[str, ...]) -> str:
        package = f"{_TOGETHER}_{hashlib.sha256(repr(rules).encode()).hexdigest()[:16]}"
        lines = [f"package {package}", ""]
        lines += [f"r{index} := {rule}" for index, rule in enumerate(rules)]
        text = "\n".join(lines) + "\n"
        if self._upload:
            text = prefixed(text, self._upload.prefix, package)
            self._upload.add(package, text)
        else:
            self._server.put_policy(package, text)
        self._extra[rules] = package
        return package

    def _ask(self, rule: str, input_json: bytes) -> Answer:
        """Ask for one rule."""
        root = (self._upload.prefix,) if self._upload else ()
        try:
            found = self._server.ask((*root, *_split(rule)), input_json)
        except Error as error:
            return self._failure(error)
        return Value(found["result"]) if "result" in found else Undefined()

    def _query(self, text: str, input_json: bytes) -> Answer:
        try:
            rows = self._server.query(f"govern_value__ = {text}", input_json)
        except Refused:  # several statements, or one that is no value
            rows = self._server.query(text, input_json)
            if not rows:
                return Undefined()
            return Value([{"expressions": [True], "bindings": row} for row in rows])
        if not rows:
            return Undefined()
        values = [row.pop("govern_value__") for row in rows]
        if len(rows) == 1 and not rows[0]:
            return Value(values[0])
        return Value(
            [
                {"expressions": [value], "bindings": row}
                for value, row in zip(values, rows, strict=True)
            ]
        )

    def _failure(self, error: Error) -> Failure:
        if isinstance(error, Refused):
            return self._refusal(error.reasons[0])
        if isinstance(error, TimedOut):
            return Failure(
                FailureKind.TIMEOUT, f"no answer within {self._deadline:g} s for each megabyte"
            )
        message = f"{error.message}: {error.cause}" if error.cause else error.message
        return Failure(FailureKind.UNAVAILABLE, message)

    def _refusal(self, reason: Reason) -> Failure:
        path = reason.path
        found = _FILE.search(path or "")
        if found:
            path = self._modules[int(found[1])].path
        return Failure(FailureKind.EVALUATION, reason.message, path, reason.line)


def _split(rule: str) -> tuple[str, ...]:
    """Return the parts of a rule path, without `data`."""
    return tuple(plain or quoted for plain, quoted in _PART.findall(rule))[1:]
