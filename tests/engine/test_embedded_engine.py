from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, cast

import pytest

from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.factory import EngineSettings, open_engine
from govern.engine.interface import Failure, FailureKind, Question, Undefined, Value
from govern.errors import EngineError, InputError, PolicyError, UsageError
from govern.model import Module
from govern.policies.policy_set import PolicySet

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from govern.engine.interface import Answer

    Build = Callable[..., EmbeddedEngine]
    Ask = Callable[..., Question]

POLICY = """package p
deny contains {"msg": "big", "path": ["n"]} if input.n > data.cfg.limit
warn contains "odd" if input.n % 2 == 1
complete := input.n
nothing if input.missing
marker := "<undefined>"
default fallback := 7
wrong contains 1 if to_number(input.text) == 1
clash := 1 if input.n > 0
clash := 2 if input.n > 1
shown contains 1 if print("n is", input.n)
a.b.c := 5
"""


def test_values_of_every_shape(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY)
    question = ask("deny", "warn", "complete", "nothing", "marker", "fallback", "a.b.c", n=5)
    assert list(engine.evaluate([question])) == [
        (
            Value([{"msg": "big", "path": ["n"]}]),
            Value(["odd"]),
            Value(5),
            Undefined(),
            Value("<undefined>"),
            Value(7),
            Value(5),
        )
    ]
    assert engine.name == "regorus"
    assert engine.version[0].isdigit()


def test_an_error_concerns_its_rule_alone(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY)
    questions = [
        ask("wrong", "clash", "complete", n=2, text="x"),
        ask("wrong", "clash", "complete", n=1, text="1"),
    ]
    first, second = engine.evaluate(questions)
    assert first == (
        Failure(FailureKind.EVALUATION, "invalid number: 'x'", "p.rego", 8),
        Failure(FailureKind.EVALUATION, "rule conflicts with rule at p.rego:9:1", "p.rego", 10),
        Value(2),
    )
    assert second == (Value([1]), Value(1), Value(1))


def test_answers_keep_the_order_of_many_questions(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY, workers=2)
    questions = [ask("complete", "deny", n=n) for n in range(300)]
    answers = list(engine.evaluate(questions))
    assert [answer[0] for answer in answers] == [Value(n) for n in range(300)]
    values = [answer[1] for answer in answers]
    assert [isinstance(value, Value) and bool(value.value) for value in values] == [
        n > 3 for n in range(300)
    ]


def test_questions_are_taken_as_room_allows(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY, workers=2)
    taken = 0

    def questions() -> Iterator[Question]:
        nonlocal taken
        for n in range(1000):
            taken += 1
            yield ask("complete", n=n)

    most = max(taken - index for index, _ in enumerate(engine.evaluate(questions())))
    assert most < 50


def test_inputs_larger_than_any_pipe(embedded: Build, ask: Ask) -> None:
    engine = embedded("package p\nsize := count(input.text)\necho := input.text")
    texts = ["x" * size for size in (10, 3_000_000, 20, 5_000_000)]
    answers = list(engine.evaluate(ask("size", "echo", text=text) for text in texts))
    assert answers == [(Value(len(text)), Value(text)) for text in texts]


def test_no_question_and_no_rule(embedded: Build) -> None:
    engine = embedded(POLICY)
    assert list(engine.evaluate([])) == []
    assert list(engine.evaluate([Question(b"{}", ())])) == [()]


def test_an_unknown_rule_is_undefined(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY)
    assert list(engine.evaluate([ask("absent", n=1)])) == [(Undefined(),)]


def test_an_empty_input_leaves_input_undefined_for_its_own_question_only(
    embedded: Build,
) -> None:
    text = "package a\n\nis_undefined := true if not input\n\nis_null := true if input == null\n"
    rules = ("data.a.is_undefined", "data.a.is_null")
    questions = [Question(body, rules) for body in (b"null", b"", b"null", b"", b"false")]
    expected = [
        (Undefined(), Value(True)),
        (Value(True), Undefined()),
        (Undefined(), Value(True)),
        (Value(True), Undefined()),
        (Value(True), Undefined()),
    ]
    assert list(embedded(text).evaluate(questions)) == expected


@pytest.mark.parametrize(
    "text", [b"{", b'{"a": "\\ud800"}', b"[" * 100_000 + b"]" * 100_000, b"1e999", b'{"a":1}x']
)
def test_an_input_that_is_no_json_fails_its_own_question_only(
    embedded: Build, ask: Ask, text: bytes
) -> None:
    engine = embedded(POLICY)
    bad = Question(text, ("data.p.complete", "data.p.warn"))
    before, middle, after = engine.evaluate([ask("complete", n=1), bad, ask("complete", n=2)])
    assert (before, after) == ((Value(1),), (Value(2),))
    assert all(isinstance(answer, Failure) for answer in middle)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("input.n + 1", Value(6)),
        ("data.p.deny", Value([{"msg": "big", "path": ["n"]}])),
        ("data.p.absent", Undefined()),
        ("input.n > 9", Value(False)),
        ("x := input.n", Value([{"expressions": [True], "bindings": {"x": 5}}])),
        (
            "some x in [1, 2]",
            Value([{"expressions": [True], "bindings": {"x": x}} for x in (1, 2)]),
        ),
    ],
)
def test_queries(embedded: Build, query: str, expected: Answer) -> None:
    assert embedded(POLICY).query(query, b'{"n": 5}') == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("data", Value({"cfg": {"limit": 3}, "p": {"x": "1"}})),
        ("count(data)", Value(2)),
        ("[k | data[k]]", Value(["cfg", "p"])),
        ("[k | some k, _ in data]", Value(["cfg", "p"])),
        ("{p | walk(data, [p, 3])}", Value([["cfg", "limit"]])),
        ("count(data) with data as {}", Value(0)),
        ("count(data) with data.cfg as 3", Value(2)),
        ('data["p"].x', Value("1")),
    ],
)
def test_data_holds_no_package_of_our_own(embedded: Build, query: str, expected: Answer) -> None:
    engine = embedded('package p\nx := sprintf("%d", [count("a")])')
    assert engine.query(query, b"") == expected


def test_a_wrong_query_is_a_failure(embedded: Build) -> None:
    answer = embedded(POLICY).query("1 +", b"{}")
    assert isinstance(answer, Failure)
    assert answer.line == 1


def test_prints_reach_whoever_asked(embedded: Build, ask: Ask) -> None:
    lines: list[str] = []
    engine = embedded(POLICY, on_print=lines.append)
    list(engine.evaluate([ask("shown", n=5)]))
    assert lines == ["p.rego:11: n is 5"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("package p\nx := ", 2), ("package p\n\nx contains y if { not z }", 3), ("x := 1", 1)],
)
def test_a_broken_module_is_refused_with_its_place(text: str, line: int) -> None:
    with pytest.raises(PolicyError) as caught:
        EmbeddedEngine([Module("bad.rego", text)], {}, EngineSettings())
    assert (caught.value.path, caught.value.line) == ("bad.rego", line)


def test_rego_versions_live_side_by_side() -> None:
    modules = [
        Module("v0.rego", 'package a\ndeny[msg] { input.x; msg := "v0" }', 0, "a"),
        Module("v1.rego", 'package b\ndeny contains "v1" if input.x', 1, "b"),
    ]
    with EmbeddedEngine(modules, {}, EngineSettings()) as engine:
        question = Question(b'{"x": 1}', ("data.a.deny", "data.b.deny"))
        assert list(engine.evaluate([question])) == [(Value(["v0"]), Value(["v1"]))]


def test_giving_up_half_way_leaves_a_usable_engine(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY)

    def broken() -> Iterator[Question]:
        yield ask("complete", n=1)
        raise InputError("the third file is broken")

    with pytest.raises(InputError, match="third file"):
        list(engine.evaluate(broken()))
    answers = engine.evaluate(ask("complete", n=n) for n in range(100))
    assert next(answers) == (Value(0),)
    cast("Generator[object, None, None]", answers).close()
    assert list(engine.evaluate([ask("complete", n=9)])) == [(Value(9),)]


def test_one_evaluation_at_a_time(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY)
    answers = engine.evaluate([ask("complete", n=1), ask("complete", n=2)])
    next(answers)
    with pytest.raises(EngineError, match="already evaluating"):
        engine.query("1", b"{}")
    assert list(answers) == [(Value(2),)]


def test_a_process_with_threads_does_not_fork(ask: Ask) -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        with EmbeddedEngine(
            [Module("p.rego", POLICY)], {"cfg": {"limit": 3}}, EngineSettings()
        ) as e:
            assert list(e.evaluate([ask("warn", n=1)])) == [(Value(["odd"]),)]
    finally:
        over.set()
        thread.join()


def test_the_factory() -> None:
    policies = PolicySet(
        (), (Module("p.rego", "package p\nx := data.k", package="p"),), {"k": 4}, ""
    )
    with open_engine(policies) as engine:
        assert engine.query("data.p.x", b"{}") == Value(4)
    with pytest.raises(UsageError, match="no engine named"):
        open_engine(policies, EngineSettings(name="magic"))


_CHILD = """
import sys, time
from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.settings import EngineSettings
from govern.engine.interface import Question
from govern.model import Module
text = "package p\\nn := numbers.range(1, 9000)\\nslow if count([1 | n[_]; n[_]]) == 1"
engine = EmbeddedEngine([Module("p.rego", text)], {}, EngineSettings(deadline=20))
print("ready", *[seat.process.pid for seat in engine._schedule._seats.values()], flush=True)
list(engine.evaluate([Question(b"{}", ("data.p.slow",))]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_parent(number: signal.Signals) -> None:
    """An idle worker sees its pipe end; a busy one is ended by its own timer at the latest."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD.replace("deadline=20", "deadline=2")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with child:
        assert child.stdout is not None
        pids = [int(pid) for pid in child.stdout.readline().split()[1:]]
        time.sleep(0.2)
        child.send_signal(number)
        child.wait(timeout=10)
    assert pids
    until = time.monotonic() + 5
    while any(_runs(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in pids if _runs(pid)]


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - not a stored file
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_engine_works_with_standard_streams_closed() -> None:
    code = """
import os
for descriptor in (0, 1, 2):
    os.close(descriptor)
from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.settings import EngineSettings
from govern.model import Module
with EmbeddedEngine([Module("p.rego", "package p\\nx := 33")], {}, EngineSettings()) as engine:
    os._exit(engine.query("data.p.x", b"{}").value)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 33


def test_memory_stays_flat(embedded: Build, ask: Ask) -> None:
    engine = embedded(POLICY)
    text = "x" * 10_000

    def resident() -> int:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - not a stored file
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    for _ in engine.evaluate(ask("complete", n=n, text=text) for n in range(200)):
        pass
    before = resident()
    for _ in engine.evaluate(ask("complete", n=n, text=text) for n in range(3000)):
        pass
    assert resident() - before < 5_000_000


def test_a_comprehension_of_several_lines_before_an_alternative(embedded: Build) -> None:
    engine = embedded("""package p
f(values) := min({value |
	some value in values # each of them
	value > 1
	not value == 2
}) if {
	count(values) > 1
} else := [value |
	some value in values
	value > 0
] if {
	count(values) == 1
} else := "none"

r := [f([1, 2, 3, 4]), f([7]), f([]), f([1, 1])]
line := 1 / input.zero
""")
    assert engine.query("data.p.r", b"{}") == Value([3, [7], "none", "none"])
    failure = engine.query("data.p.line", b'{"zero": 0}')
    assert isinstance(failure, Failure)
    assert failure.line == 16


def test_alternatives_of_a_function_in_the_old_version(ask: Ask) -> None:
    text = """package p

tag(image) = found {
  found := split(image, "@")[1]
} else = found {
  parts := split(image, ":")
  found := parts[count(parts) - 1]
  count(parts) > 1
} else = "latest" {
  true
}

tags = [tag(image) | image := input.images[_]]
"""
    modules = [Module("p.rego", text, 0, "p")]
    with EmbeddedEngine(modules, {}, EngineSettings(workers=1)) as engine:
        (answers,) = engine.evaluate([ask("tags", images=["a@b", "a:c", "a"])])
    assert answers == (Value(["b", "c", "latest"]),)


def test_objects_of_several_members_are_moved_whole(embedded: Build) -> None:
    engine = embedded("""package p
f(x) := {"a": x, "b": {"c": [x]}} if { # {
	x > 1
} else := { # { not here {
	"a": 0, "b": 1
} if {
	x == 1
} else := {"none": true, "x": x}

r := [f(2), f(1), f(0)]
absent if not g({"a": 1, "b": input.x})
g(x) := x.b
""")
    assert engine.query("data.p.r", b"{}") == Value(
        [{"a": 2, "b": {"c": [2]}}, {"a": 0, "b": 1}, {"none": True, "x": 0}]
    )
    assert engine.query("data.p.absent", b'{"x": false}') == Value(value=True)
    assert engine.query("data.p.absent", b'{"x": 1}') == Undefined()
