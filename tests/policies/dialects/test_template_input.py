from __future__ import annotations

import pytest

from govern.policies.dialects.template_input import written_out

REVIEW, PARAMETERS = "data.r.review", "data.p"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("input.review.object.spec", "input.document.spec"),
        ("input.review.objects", "data.r.review.objects"),
        ("input.review.oldObject", "data.r.review.oldObject"),
        ('input.review["object"].spec', 'data.r.review["object"].spec'),
        ("f(input.review)", "f(data.r.review)"),
        ("input.parameters.x[_]", "data.p.x[_]"),
        ("# input is told\nx := 1", "# input is told\nx := 1"),
        ('x := "input.foo"', 'x := "input.foo"'),
        ("x := y.input.z", "x := y.input.z"),
        ("input.review\n\t.object", "data.r.review\n\t.object"),
    ],
)
def test_parts_of_input_are_named(text: str, expected: str) -> None:
    assert written_out(text, "t", REVIEW, PARAMETERS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "f(input)",
        "f(input) { input.review }",
        "some input",
        "input[x]",
        'input["review"]',
        "input.extra",
        "import input.review",
        "import input.parameters as settings",
        "x := data.lib.y with input as {}",
        'x := $"{input.review.kind}"',
    ],
)
def test_what_reads_input_in_other_ways_has_to_be_shown_it(text: str) -> None:
    assert written_out(text, "t", REVIEW, PARAMETERS) is None
