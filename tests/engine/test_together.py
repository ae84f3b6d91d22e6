"""All rules of a document are asked at once; whatever goes wrong is still told rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.interface import Failure, FailureKind, Question, Undefined, Value
from govern.engine.settings import EngineSettings
from govern.model import Module

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """package p

fine := input.n + 1

nothing if input.n == 0

conflict := 1 if input.bad
conflict := 2 if input.bad

endless := count({1 | some i in numbers.range(1, 9000); some j in numbers.range(1, 9000)}) if {
	input.slow
}
"""
RULES = ("fine", "nothing", "conflict", "endless")


@pytest.fixture
def engine(embedded: Callable[..., EmbeddedEngine]) -> EmbeddedEngine:
    return embedded(TEXT, workers=1, deadline=0.6)


def test_a_failing_rule_fails_alone_and_again(
    engine: EmbeddedEngine, ask: Callable[..., Question]
) -> None:
    questions = [ask(*RULES, n=1, bad=True), ask(*RULES, n=2), ask(*RULES, n=0, bad=True)]
    first, second, third = engine.evaluate(questions)
    assert isinstance(first[2], Failure)
    assert first[2].line == 8
    assert (first[0], first[1], first[3]) == (Value(2), Undefined(), Undefined())
    assert second == (Value(3), Undefined(), Undefined(), Undefined())
    assert isinstance(third[2], Failure)
    assert third[:2] == (Value(1), Value(True))


def test_a_rule_that_hangs_is_told_and_the_others_answer(
    engine: EmbeddedEngine, ask: Callable[..., Question]
) -> None:
    slow, after = engine.evaluate([ask(*RULES, n=1, slow=True), ask(*RULES, n=2)])
    assert isinstance(slow[3], Failure)
    assert slow[3].kind is FailureKind.TIMEOUT
    assert slow[:3] == (Value(2), Undefined(), Undefined())
    assert after[0] == Value(3)


IMPORTS = {
    "a": "package lib.a\n\nx := [1]\n",
    "b": "package lib.b\n\nimport data.lib.a\n\nown := 1\n\nf(_) := [v | some v in a.x]\n",
    "p": "package p\n\nimport data.lib.b as c\n\nboth := [c.own, c.f(1)]\n\n"
    "shadow := [a | some a in [c.own]]\n",
}


def test_imported_names_keep_their_meaning_whatever_was_evaluated_before() -> None:
    modules = [Module(f"{name}.rego", text, package=name) for name, text in IMPORTS.items()]
    with EmbeddedEngine(modules, {}, EngineSettings(workers=1)) as engine:
        (answers,) = engine.evaluate([Question(b"{}", ("data.p.both", "data.p.shadow"))])
    assert answers == (Value([1, [1]]), Value([1]))


def test_asking_together_leaves_nothing_in_data(
    embedded: Callable[..., EmbeddedEngine], ask: Callable[..., Question]
) -> None:
    engine = embedded("package p\none := 1\ntwo := 2\nseen := count(input.text)", workers=1)
    rules = ("one", "two", "seen")
    for text in ("plain", "\U0001f600"):  # the second one is asked the careful way
        (answers,) = engine.evaluate([ask(*rules, text=text)])
        assert answers == (Value(1), Value(2), Value(len(text)))
    data = engine.query("data", b'{"text": ""}')
    assert isinstance(data, Value)
    assert isinstance(data.value, dict)
    assert data.value["p"] == {"one": 1, "two": 2, "seen": 0}
    assert "govern_lists__" not in data.value
