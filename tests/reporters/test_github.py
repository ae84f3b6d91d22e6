"""Annotations: as many as GitHub shows, the most pressing ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.model import Enforcement, Location, Outcome, Severity
from govern.reporters import reporter_for
from tests.builders import a_report, a_result, a_waiver, skipped

if TYPE_CHECKING:
    from typing import Any


def lines_of(*results: Any, **report: Any) -> list[str]:
    return reporter_for("github").render(a_report(results, **report)).splitlines()


def test_an_annotation_names_the_span() -> None:
    assert lines_of(a_result())[0] == (
        "::error file=deploy/api.yaml,line=24,endLine=24,col=16,endColumn=26,"
        "title=K020 (high)%3A Container images are pinned by digest::"
        'container "api" uses the image nginx:1.25, which has no digest'
        "%0AResource: apps/v1/Deployment/payments/api"
        "%0AFix: Replace the tag with the image's sha256 digest."
    )


def test_columns_are_told_within_one_line_only() -> None:
    line = lines_of(a_result(location=Location("a.yaml", 3, 5, 9, 2)))[0]
    assert line.startswith("::error file=a.yaml,line=3,endLine=9,title=")


def test_a_place_that_is_unknown_is_not_made_up() -> None:
    line = lines_of(a_result(location=Location("a.yaml")))[0]
    assert line.startswith("::error file=a.yaml,title=")


def test_the_source_of_a_plan_is_annotated() -> None:
    result = a_result(location=Location("plan.json", 9), origin=Location("main.tf", 12))
    line = lines_of(result)[0]
    assert line.startswith("::error file=main.tf,line=12,title=")
    assert "%0AInput: plan.json:9%0A" in line


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "error"),
        ({"outcome": Outcome.WARN}, "warning"),
        ({"outcome": Outcome.UNDECIDED}, "error"),
        ({"enforcement": Enforcement.DRYRUN}, "notice"),
    ],
)
def test_the_level_follows_the_decision(changes: dict[str, Any], level: str) -> None:
    outcome = changes.pop("outcome", Outcome.FAIL)
    assert lines_of(a_result("K020", outcome, **changes))[0].startswith(f"::{level} ")


def test_what_is_waived_is_not_annotated() -> None:
    lines = lines_of(a_result(), waivers=[a_waiver()])
    assert not any(line.startswith("::") for line in lines)
    assert lines[-1] == "allowed: no open finding of severity low or above"


def test_at_most_ten_of_each_level_and_the_rest_is_said() -> None:
    results = [
        a_result(severity=Severity.LOW, location=Location(f"{number:02}.yaml", 1))
        for number in range(12)
    ]
    worst = a_result("K021", severity=Severity.CRITICAL, location=Location("z.yaml", 1))
    lines = lines_of(*results, worst)
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) == 10
    assert "K021" in errors[0]
    group = lines.index("::group::3 findings without an annotation")
    assert lines[group + 4] == "::endgroup::"
    assert lines[group + 1].startswith("fail low K020 09.yaml:1 ")
    assert "GitHub shows 10 annotations of each level" in lines[group + 5]


def test_commas_colons_and_percent_signs_cannot_end_a_property() -> None:
    line = lines_of(a_result(title="a,b::c%", location=Location("x,y:z%.yaml", 1)))[0]
    assert line.startswith(
        "::error file=x%2Cy%3Az%25.yaml,line=1,title=K020 (high)%3A a%2Cb%3A%3Ac%25::"
    )


def test_an_empty_run_is_an_error() -> None:
    lines = lines_of(inputs=())
    assert lines[0] == "::error title=govern::nothing was evaluated, because no input was found"


def test_skipped_files_stand_in_a_group() -> None:
    lines = lines_of(a_result(), skipped=skipped("a.txt", "b.txt"))
    assert "::group::2 skipped files" in lines
    assert "a.txt: not a kind of file that govern reads" in lines
