from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from license_expression import (  # type: ignore[import-untyped]  # it ships no types
    ExpressionError,
    get_spdx_licensing,
)

from govern.documents.sbom.licenses import from_expression, from_id, from_name, parse
from tests.documents.sbom.builders import cyclonedx, library, read

ELSEWHERE = "DocumentRef-x:LicenseRef-y"


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("MIT", [["MIT"]]),
        ("MIT OR Apache-2.0", [["MIT"], ["Apache-2.0"]]),
        ("MIT AND Apache-2.0", [["Apache-2.0", "MIT"]]),
        ("MIT OR Apache-2.0 AND ISC", [["MIT"], ["Apache-2.0", "ISC"]]),
        ("(MIT OR Apache-2.0) AND ISC", [["ISC", "MIT"], ["Apache-2.0", "ISC"]]),
        ("((MIT))", [["MIT"]]),
        ("mit or apache-2.0", [["MIT"], ["Apache-2.0"]]),
        ("GPL-2.0+", [["GPL-2.0+"]]),
        ("gpl-2.0-ONLY with LLVM-exception", [["GPL-2.0-only WITH LLVM-exception"]]),
        ("EPL-2.0+", [["EPL-2.0+"]]),
        ("LicenseRef-a OR DocumentRef-x:LicenseRef-y", [["LicenseRef-a"], [ELSEWHERE]]),
        ("MIT AND MIT", [["MIT"]]),
        ("MIT OR MIT", [["MIT"]]),
    ],
)  # fmt: skip
def test_an_expression_becomes_its_alternatives(text: str, alternatives: list[list[str]]) -> None:
    assert [list(choice) for choice in parse(text)] == alternatives


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("MIT OR", "a licence is missing at the end"),
        ("OR MIT", "a licence is missing before 'OR'"),
        ("(MIT", "a parenthesis is not closed"),
        ("MIT)", "unexpected ')'"),
        ("MIT Apache-2.0", "unexpected 'Apache-2.0'"),
        ("MIT/Apache-2.0", "unexpected character '/'"),
        ("GPL-2.0-only WITH", "an exception is missing at the end"),
        ("GPL-2.0-only WITH (x)", "an exception is missing before '('"),
        ("a:b", "'a:b' is not a licence identifier"),
        ("(" * 60 + "MIT" + ")" * 60, "parentheses nested deeper than 50"),
        ("M" * 10_001, "longer than 10000 characters"),
        (" AND ".join(f"(A{n} OR B{n})" for n in range(9)), "more than 256 alternatives"),
    ],
)
def test_what_breaks_the_grammar_is_kept_with_its_problem(text: str, cause: str) -> None:
    statement = from_expression(text)
    assert statement is not None
    assert statement.problem == cause
    assert statement.expression == text
    assert statement.any_of == ()


@pytest.mark.parametrize("text", ["NOASSERTION", "NONE", "", "  "])
def test_a_placeholder_states_nothing(text: str) -> None:
    assert from_expression(text) is None
    assert from_name(text) is None


def test_the_statement_says_whether_all_is_on_the_spdx_list() -> None:
    known, own, name = (
        from_expression("MIT OR ISC"),
        from_expression("MIT OR Acme-1"),
        from_name("x"),
    )
    assert known is not None
    assert own is not None
    assert name is not None
    assert (known.spdx, own.spdx, name.spdx, from_id("mit").spdx) == (True, False, False, True)
    assert own.operands == ("MIT", "Acme-1")
    assert from_id("mit").any_of == (("MIT",),)
    assert name.any_of == (("x",),)


def test_a_broken_expression_is_a_diagnostic() -> None:
    bom = cyclonedx(components=[library(version="1", licenses=[{"expression": "MIT/ISC"}])])
    assert read(bom).diagnostics == (
        "left-pad@1: the licence expression 'MIT/ISC' is not understood: unexpected character '/'",
    )


def test_a_hostile_expression_is_refused_quickly() -> None:
    started = time.perf_counter()
    for text in ("(" * 9_999, "A " * 4_999, "MIT OR " * 1_400 + "MIT", "+" * 9_999):
        from_expression(text)
    assert time.perf_counter() - started < 1


_ids = st.sampled_from(["MIT", "Apache-2.0", "ISC", "BSD-3-Clause", "GPL-2.0-only", "MPL-2.0"])
_expressions = st.recursive(
    _ids,
    lambda inner: st.builds(
        "{}{} {} {}{}".format,
        st.just("("),
        inner,
        st.sampled_from(["AND", "OR"]),
        inner,
        st.just(")"),
    ),
    max_leaves=6,
)


@given(_expressions, st.sets(_ids))
def test_the_alternatives_decide_as_the_expression_does(text: str, allowed: set[str]) -> None:
    by_words = text
    for word in ["MIT", "Apache-2.0", "ISC", "BSD-3-Clause", "GPL-2.0-only", "MPL-2.0"]:
        by_words = by_words.replace(word, str(word in allowed))
    meant = eval(by_words.replace("AND", "and").replace("OR", "or"))  # noqa: S307 - True, False, and, or
    assert any(set(choice) <= allowed for choice in parse(text)) == meant


@settings(deadline=None)  # the library reads its licence list on first use
@given(_expressions)
def test_the_operands_agree_with_the_license_expression_library(text: str) -> None:
    statement = from_expression(text)
    assert statement is not None
    assert set(statement.operands) == set(get_spdx_licensing().license_keys(text))


@settings(deadline=None)  # as above
@given(st.text("()ANDORWITMmit-2.0+ :/", max_size=30))
def test_no_text_escapes_as_anything_but_a_statement(text: str) -> None:
    statement = from_expression(text)
    if statement is None:
        return
    assert bool(statement.problem) != bool(statement.any_of)
    if statement.problem is None and statement.spdx:
        try:
            get_spdx_licensing().parse(text, strict=True)
        except ExpressionError:  # pragma: no cover - would be a difference worth knowing
            pytest.fail(f"license-expression refuses {text!r}")
