"""Engines over one module, and questions about it."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.interface import Question
from govern.engine.settings import EngineSettings
from govern.model import Module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DESCRIPTORS = Path("/proc/self/fd")


@pytest.fixture
def embedded() -> Iterator[Callable[..., EmbeddedEngine]]:
    """`embedded("package p …", deadline=1)` opens an engine over one module named p.rego."""
    opened: list[EmbeddedEngine] = []

    def build(text: str, **settings: object) -> EmbeddedEngine:
        module = Module("p.rego", text, package="p")
        options = EngineSettings(**({"workers": 2} | settings))  # type: ignore[arg-type]  # tests name fields
        engine = EmbeddedEngine([module], {"cfg": {"limit": 3}}, options)
        opened.append(engine)
        return engine

    yield build
    for engine in opened:
        engine.close()


@pytest.fixture
def ask() -> Callable[..., Question]:
    """`ask("deny", "warn", n=1)` asks those rules of package p over the input `{n: 1}`."""

    def build(*rules: str, **value: object) -> Question:
        return Question(orjson.dumps(value), tuple(f"data.p.{rule}" for rule in rules))

    return build


@pytest.fixture
def program(require_tool: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real `opa`, which is on PATH as well."""
    found = require_tool("opa")
    monkeypatch.setenv("PATH", f"{found.parent}{os.pathsep}{os.environ['PATH']}")
    return found


@pytest.fixture
def uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Policies are rewritten each time."""
    monkeypatch.setenv("GOVERN_NO_CACHE", "1")


def _children() -> set[str]:
    """Return the numbers of this process's children, ended ones that nobody has waited for too."""
    tasks = Path("/proc/self/task").iterdir()
    return {pid for task in tasks for pid in (task / "children").read_text("ascii").split()}


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """No child process and no descriptor outlives a test; servers of other tests may be running."""
    before, running = set(_DESCRIPTORS.iterdir()), _children()
    yield
    assert _children() <= running
    gc.collect()  # an exception keeps the connection that it is about
    left = {one: one.readlink() for one in set(_DESCRIPTORS.iterdir()) - before if one.exists()}
    assert not left
