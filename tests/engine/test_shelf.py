from __future__ import annotations

import json

import pytest

from govern.engine.embedded.rewrite.prepared import Source
from govern.engine.embedded.shelf import Shelf

MODULES = {
    "a": "package rules.a\n\ndeny contains data.lib.one.x\n",
    "b": 'package rules.b # "data.lib.two"\n\ndeny contains "data.lib.two"\n',
    "one": "package lib.one\n\nx := data.lib.shared.y\n",
    "two": "package lib.two\n\nx := 2\n",
    "shared": "package lib.shared\n\ny := data.cfg.n\n",
    "more": "package lib.shared\n\nz := 1\n",
}


def shelf(**more: str) -> Shelf:
    modules = MODULES | more
    sources = [Source(f"{name}.rego", text, 1) for name, text in modules.items()]
    return Shelf(sources, list(modules.values()), json.dumps({"cfg": {"n": 7}}))


def loaded(one: Shelf, *rules: str) -> set[str]:
    one.for_rules(rules)
    names = [source.path.removesuffix(".rego") for source in one.modules]
    return {names[index] for index in one._sets[rules]}


def test_rules_get_what_they_refer_to_however_indirectly() -> None:
    assert loaded(shelf(), "data.rules.a.deny") == {"a", "one", "shared", "more"}


def test_words_in_texts_and_comments_refer_to_nothing() -> None:
    assert loaded(shelf(), "data.rules.b.deny") == {"b"}


@pytest.mark.parametrize(
    "body",
    ['data["lib"].two.x', "data[input.k]", "walk(data)", "object.get(data, input.k, 0)"],
)
def test_whoever_may_refer_to_anything_gets_everything(body: str) -> None:
    one = shelf(c=f"package rules.c\n\ndeny contains {body}\n")
    assert loaded(one, "data.rules.c.deny") == {*MODULES, "c"}


def test_a_path_above_packages_brings_all_below_it() -> None:
    one = shelf(c="package rules.c\n\ndeny contains data.lib[input.k]\n")
    assert loaded(one, "data.rules.c.deny") == {"c", "one", "two", "shared", "more"}


def test_a_field_called_data_is_no_reference() -> None:
    one = shelf(c="package rules.c\n\ndeny contains input.data.lib.two\n")
    assert loaded(one, "data.rules.c.deny") == {"c"}


def test_interpreters_are_shared_between_equal_sets_and_answer_alike() -> None:
    one = shelf()
    part, whole = one.for_rules(["data.rules.a.deny"]), one.whole()
    assert part is one.for_rules(["data.rules.a.deny"])
    for interpreter in (part, whole):
        interpreter.read("{}")
        assert json.loads(interpreter.ask("data.rules.a.deny") or "") == [7]
        text = interpreter.ask_together(["data.rules.a.deny", "data.nobody.x"])
        assert json.loads(text) == [[[7]], []]


def test_rules_that_share_a_module_are_not_alone() -> None:
    one = shelf(
        c="package rules.c\n\ndeny contains data.lib.shared.z\n\nwarn contains 1\n",
        d="package rules.d\n\ndeny contains input.x\n",
    )
    a, b, c, d = (f"data.rules.{name}.deny" for name in "abcd")
    assert one.alone((a, b, c, d)) == {b, d}
    assert one.alone((a, b, d)) == {a, b, d}
    assert one.alone((c, "data.rules.c.warn", d)) == {d}


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ("input.data", True),
        ('"data" # of data', True),
        ("`data`", True),
        ("data.cfg.n", True),
        ("walk(data)", False),
        ("data[input.k]", False),
    ],
)
def test_values_are_listed_by_a_rule_unless_code_could_see_it_in_data(
    body: str, *, listed: bool
) -> None:
    interpreter = shelf(c=f"package rules.c\n\ndeny contains {body}\n").for_rules(
        ("data.rules.c.deny",)
    )
    interpreter.read('{"data": 1, "k": "cfg"}')
    interpreter.ask_together(["data.rules.c.deny"])
    assert bool(interpreter._lists) is listed
