from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from govern.model import JsonValue, Kind, Match, Module, Reads, Rule, Severity
from govern.model.json import resolve
from govern.policies.dialects.places import placed
from govern.policies.dialects.reads import reads_of
from govern.policies.findings import Finding

KEYS = st.sampled_from(["spec", "name", "containers", "a", "0", "*", "x/y"])
DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.sampled_from(["api", "nginx:1", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


def rule(reads: tuple[Reads, ...]) -> Rule:
    return Rule(
        id="conftest:main/deny",
        title="t",
        severity=Severity.HIGH,
        match=Match(kind=Kind.KUBERNETES),
        package="main",
        entrypoints={},
        dialect="conftest",
        reads=reads,
    )


@given(
    st.dictionaries(KEYS, DOCUMENTS, max_size=4),
    st.lists(st.lists(KEYS, min_size=1, max_size=4).map(tuple), max_size=4).map(tuple),
    st.sampled_from(["api is bad", "the image nginx:1 of spec", "", "%d * ["]),
    DOCUMENTS,
)
def test_a_place_is_always_one_of_the_document(
    content: dict[str, JsonValue],
    paths: tuple[tuple[str, ...], ...],
    message: str,
    details: JsonValue,
) -> None:
    finding = Finding("deny", message, details={"path": details, "_loc": details})
    found = placed(finding, rule((Reads(paths, ("%s is bad",)),)), content, "a.yaml")
    resolve(content, found.pointer)


@given(st.text(alphabet='deny(){}[]:=.,\n "xinput_*`', max_size=80))
def test_any_text_can_be_surveyed(text: str) -> None:
    module = Module(
        "a.rego", f"package main\n\ndeny contains x if {{\n{text}\n}}\n", package="main"
    )
    for one in reads_of((module,), "deny", ("input",)):
        assert all(one.paths)


def test_many_rules_are_surveyed_once() -> None:
    body = "\n".join(
        f"deny_{n} contains msg if {{\n\tc := input.spec.containers[_]\n\thelper_{n}(c.image)\n"
        f'\tmsg := sprintf("no {n}: %s", [c.name])\n}}\n\nhelper_{n}(x) if x == "{n}"\n'
        for n in range(300)
    )
    module = Module("a.rego", f"package main\n\n{body}", package="main")
    started = time.process_time()
    found = [reads_of((module,), f"deny_{n}", ("input",)) for n in range(300)]
    assert time.process_time() - started < 10
    assert found[7][0].paths == (
        ("spec", "containers", "*"),
        ("spec", "containers", "*", "image"),
        ("spec", "containers", "*", "name"),
    )
