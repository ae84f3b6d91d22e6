from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from govern.engine.factory import open_engine
from govern.engine.interface import Question, Value
from govern.engine.settings import EngineSettings
from govern.policies.inputs import RunContext, input_of
from tests.facts.approvals.world import NOW, World, change
from tests.rego.harness import library, policies_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Judge = Callable[..., list[tuple[str, ...]]]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.make(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """Return, for each set of facts, what A001 says of them: messages, sorted."""
    rule = library().rule("A001")
    params = {group: dict(names) for group, names in rule.parameters.items()}
    with open_engine(policies_for(rule, params), EngineSettings(workers=1)) as engine:

        def said(*facts: Any, tier: str = "high", verb: str = "deny", document: Any = None) -> Any:
            context = RunContext(at=NOW, environment="prod", tier=tier)
            questions = [
                Question(
                    input_of(document or change(), context, facts=one), (rule.entrypoints[verb],)
                )
                for one in facts
            ]
            found = []
            for (answer,) in engine.evaluate(questions):
                assert isinstance(answer, Value), answer
                assert isinstance(answer.value, list)
                found.append(tuple(sorted(str(one["msg"]) for one in answer.value)))  # type: ignore[index,call-overload]  # a rule's own form
            return found

        yield said
