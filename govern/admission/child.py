"""A process that judges reviews, one at a time, until its socket closes or it is killed."""

from __future__ import annotations

import contextlib
import pickle
import signal
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from govern.admission import wire
from govern.admission.exchange import Exchange, Reply
from govern.admission.judge import Judge, JudgeSettings, Lane
from govern.admission.known import NOTHING, Known
from govern.admission.recorded import recording
from govern.engine.embedded.inline import InlineEngine
from govern.engine.embedded.memory import keep_no_core, limit_growth
from govern.errors import Error

if TYPE_CHECKING:
    from govern.policies.policy_set import PolicySet

_LANES = {wire.ENFORCE: Lane.ENFORCE, wire.AUDIT: Lane.AUDIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a child works by.

    Attributes:
        policies: The rules, modules and data.
        prepared: The modules as the embedded engine loads them (`EmbeddedEngine.prepared`).
        judge: Waivers, threshold and context.
        memory: MiB that the child may grow by; 0 for any.
    """

    policies: PolicySet
    prepared: dict[str, Any]
    judge: JudgeSettings
    memory: int = 512


def run(descriptor: int) -> None:
    """Serve the socket at this file descriptor until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when to stop
    keep_no_core()
    with socket.socket(fileno=descriptor) as connection, contextlib.suppress(BrokenPipeError):
        _Child(connection).serve()


class _Child:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._engine: InlineEngine
        self._exchange: Exchange

    def serve(self) -> None:
        known = NOTHING
        while header := wire.read_exactly(self._connection, wire.REQUEST.size):
            kind, size = wire.REQUEST.unpack(header)
            payload = wire.read_exactly(self._connection, size)
            if kind in _LANES:
                self._tell(self._exchange.reply(payload, _LANES[kind], known))
                known = NOTHING
            elif kind == wire.FACTS:
                known = Known.from_bytes(payload)
            elif kind == wire.LOAD:
                self._load(payload)
            else:
                orders = orjson.loads(payload)
                self._engine.apart, self._engine.broken = orders["apart"], orders["broken"]

    def _load(self, payload: bytes) -> None:
        orders: Orders = pickle.loads(payload)  # noqa: S301 - from the parent, over a private socket
        if orders.memory:
            limit_growth(orders.memory << 20)
        policies = orders.policies
        try:
            self._engine = InlineEngine(
                policies.modules, policies.data, orders.prepared, on_rule=self._asking
            )
        except Error as error:
            self._connection.sendall(wire.answer(wire.REFUSED, error.diagnostics().encode()))
            return
        judge = Judge(policies, self._engine, orders.judge)
        kept = recording(policies, self._engine.name, self._engine.version, orders.judge.keeping)
        self._exchange = Exchange(judge, policies.revision, recording=kept)
        self._connection.sendall(wire.answer(wire.LOADED, self._engine.version.encode()))

    def _asking(self, rule: str) -> None:
        if self._engine.apart:
            self._connection.sendall(wire.answer(wire.ASKING, rule.encode()))

    def _tell(self, reply: Reply) -> None:
        told = {**reply.summary, "record": reply.record} if reply.record else reply.summary
        summary = orjson.dumps(told) if told else b""
        self._connection.sendall(wire.answer(reply.status, reply.body, summary))
