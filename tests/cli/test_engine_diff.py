from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Self

import pytest

from govern.engine.both import BothEngines
from govern.engine.interface import Failure, FailureKind, Question, Undefined, Value
from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from govern.engine.interface import Answer
    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

RULE = """# METADATA
# title: One
# description: One.
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: kubernetes}
#   controls: [nist-800-53:CM-8]
#   remediation: None.
package org.one

"""
MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {size: 5}}\n"


class Fixed:
    """An engine with one answer to everything, whose document's name it does not like."""

    version = "1"

    def __init__(self, name: str, answer: Answer) -> None:
        self.name = name
        self.answer = answer
        self.closed = False

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        for question in questions:
            yield tuple(self.answer for _ in question.rules)

    def query(self, text: str, input_json: bytes) -> Answer:
        return self.answer

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


QUESTION = Question(
    json.dumps({"document": {"a": 1}, "source": {"path": "a.yaml", "index": 2}}).encode(),
    ("data.a.deny",),
)


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        (Value([]), Value([]), (11, 0, 0, 0)),
        (Value([]), Value(["x"]), (0, 11, 0, 0)),
        (Value([]), Undefined(), (0, 11, 0, 0)),
        (Value([]), Failure(FailureKind.EVALUATION, "no"), (0, 11, 0, 0)),
        (Failure(FailureKind.EVALUATION, "a"), Failure(FailureKind.EVALUATION, "b"), (11, 0, 0, 0)),
        (
            Failure(FailureKind.EVALUATION, "too wide; run this with --engine opa"),
            Value([]),
            (0, 0, 11, 0),
        ),
        (Failure(FailureKind.TIMEOUT, "late"), Value([]), (0, 0, 0, 11)),
    ],
)
def test_answers_are_counted(one: Answer, other: Answer, counts: tuple[int, ...]) -> None:
    both = BothEngines(Fixed("one", one), Fixed("other", other), mutations=10)
    assert list(both.evaluate([QUESTION])) == [(one,)]
    tally = both.tally
    assert (tally.same, tally.different, tally.declined, tally.lost) == counts
    assert [found.mutation for found in both.found] == (list(range(11)) if counts[1] else [])
    assert all((found.path, found.index) == ("a.yaml", 2) for found in both.found)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    surroundings.require_tool("opa")
    monkeypatch.setenv("PATH", f"{surroundings.tools_folder()}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("tools")
def test_engines_that_agree(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(MANIFEST)
    (tmp_path / "one.rego").write_text(
        RULE + 'deny contains "big" if input.document.metadata.labels.size > 3\n'
    )
    ran = govern(
        *("doctor", "--engine-diff", "app.yaml", "--no-builtin", "-p", "one.rego"),
        *("--mutations", "30", "--format", "json"),
    )
    report = json.loads(ran.out)
    assert ran.code == 0
    assert (report["same"], report["different"], report["lost"]) == (31, 0, 0)


@pytest.mark.usefixtures("tools")
def test_what_the_engines_say_otherwise_is_shown(govern: Govern, tmp_path: Path) -> None:
    """OPA's index passes over a rule whose `input` is undefined before the builtin fails."""
    (tmp_path / "app.yaml").write_text(MANIFEST)
    (tmp_path / "one.rego").write_text(
        RULE + "deny contains y if {\n"
        "\tx := to_number(input.document.metadata.name)\n"
        "\ty := input.document.nothing\n\tx == y\n}\n"
    )
    args = ("doctor", "--engine-diff", "app.yaml", "--no-builtin", "-p", "one.rego")
    ran = govern(*args)
    assert ran.code == 1
    assert ran.out.startswith('data.org.one.deny  app.yaml\n  regorus: {"error": ')
    assert '\n  opa: {"value": []}\n' in ran.out
    same = [govern(*args, "--mutations", "25", "--seed", "3").out for _ in range(2)]
    assert same[0] == same[1]
    assert " of seed 3\n" in same[0]


@pytest.mark.usefixtures("tools")
def test_nothing_to_compare_is_no_success(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(MANIFEST)
    (tmp_path / "one.rego").write_text(
        RULE.replace("kubernetes", "sbom") + 'deny contains "x" if true\n'
    )
    args = ("doctor", "--engine-diff", "--no-builtin", "-p", "one.rego")
    assert govern(*args, "app.yaml").code == 3
    assert govern(*args).code == 2
    assert govern("doctor", "app.yaml").code == 2
    (tmp_path / "bad.yaml").write_text("kind: [\n")
    assert govern(*args, "bad.yaml").code == 4
