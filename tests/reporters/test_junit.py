"""JUnit XML against the published XML Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring

from govern.decision import FailOn
from govern.model import Enforcement, InputRecord, Outcome, Severity
from govern.reporters import reporter_for
from tests.builders import a_fingerprint, a_report, a_result, a_waiver, skipped
from tests.samples import everything, hostile

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from govern.model import Report, Result

XS = "{http://www.w3.org/2001/XMLSchema}"


class Schema:
    """What junit-10.xsd says of elements: their children, attributes, and which must be there.

    It reads the published file. It knows the few constructs that the file uses, and no others.
    """

    def __init__(self, path: Path) -> None:
        self._elements = {item.get("name", ""): item for item in ET.parse(path).getroot()}  # noqa: S314 - our own file

    def problems(self, element: ET.Element) -> list[str]:
        """Return what is wrong with an element and everything in it."""
        declared = self._elements.get(element.tag)
        if declared is None:
            return [f"<{element.tag}> is unknown"]
        attributes = {item.get("name"): item.get("use") for item in declared.iter(f"{XS}attribute")}
        children = {item.get("ref") for item in declared.iter(f"{XS}element")}
        mixed = declared.get("type") == "xs:string" or declared.find(f"{XS}complexType[@mixed]")
        found = [f"<{element.tag}> has no {name}" for name, use in attributes.items()
                 if use == "required" and name not in element.attrib]  # fmt: skip
        found += [f"{element.tag}@{name} is unknown" for name in element.keys() - attributes.keys()]
        if mixed is None and (element.text or "").strip():
            found.append(f"<{element.tag}> holds text")
        for child in element:
            if child.tag not in children:
                found.append(f"<{child.tag}> is not allowed in <{element.tag}>")
            found += self.problems(child)
        return found


@pytest.fixture(scope="module")
def schema(root: Path) -> Schema:
    return Schema(root / "tests" / "assets" / "schemas" / "junit-10.xsd")


def tree_of(report: Report) -> ET.Element:
    tree = fromstring(reporter_for("junit").render(report))
    assert isinstance(tree, ET.Element)
    return tree


def cases_of(*results: Result, **report: Any) -> list[ET.Element]:
    return list(tree_of(a_report(results, **report))[0].iter("testcase"))


@pytest.mark.parametrize("report", [everything(), hostile(), a_report(inputs=())])
def test_a_report_fits_the_published_schema(schema: Schema, report: Report) -> None:
    assert schema.problems(tree_of(report)) == []


def test_the_schema_would_find_mistakes(schema: Schema) -> None:
    broken = fromstring(
        '<testsuites><testsuite name="x" tests="1" errors="0" colour="red">text'
        "<testcase><oops/></testcase></testsuite></testsuites>"
    )
    assert schema.problems(broken) == [
        "<testsuite> has no failures",
        "testsuite@colour is unknown",
        "<testsuite> holds text",
        "<testcase> has no name",
        "<oops> is not allowed in <testcase>",
        "<oops> is unknown",
    ]


@pytest.mark.parametrize(
    ("result", "options", "tag"),
    [
        (a_result(), {}, "failure"),
        (a_result(severity=Severity.LOW), {"fail_on": FailOn.HIGH}, "system-out"),
        (a_result(outcome=Outcome.WARN), {}, "system-out"),
        (a_result(outcome=Outcome.WARN), {"fail_on": FailOn.WARN}, "failure"),
        (a_result(outcome=Outcome.UNDECIDED), {}, "error"),
        (a_result(outcome=Outcome.UNDECIDED, enforcement=Enforcement.WARN), {}, "system-out"),
        (a_result(), {"waivers": [a_waiver()]}, "skipped"),
        (a_result(outcome=Outcome.NOT_APPLICABLE), {}, "skipped"),
        (a_result(outcome=Outcome.PASS), {}, None),
    ],
)
def test_a_case_is_as_red_as_the_decision(
    result: Result, options: dict[str, Any], tag: str | None
) -> None:
    (case,) = cases_of(result, **options)
    assert [child.tag for child in case] == ([tag] if tag else [])


def test_findings_of_one_rule_on_one_resource_are_one_case() -> None:
    results = [a_result(message="first"), a_result(message="second"), a_result("K021")]
    cases = cases_of(*results)
    assert len(cases) == 2
    failure = cases[0].find("failure")
    assert failure is not None
    assert failure.get("message") == "first (and 1 more)"
    assert "second" in (failure.text or "")


def test_the_numbers_are_those_of_the_cases() -> None:
    tree = tree_of(everything())
    for suite in tree:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert suite.get("errors") == str(len(suite.findall("testcase/error")))
        assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))
    assert tree.get("failures") == "3"
    assert tree.get("errors") == "2"
    assert tree.get("tests") == str(len(list(tree.iter("testcase"))))


def test_every_input_has_a_suite_even_without_results() -> None:
    quiet = InputRecord("quiet.yaml", "kubernetes", a_fingerprint("q"))
    report = a_report([a_result()], inputs=[quiet], skipped=skipped("notes.txt"))
    names = [suite.get("name") for suite in tree_of(report)]
    assert names == ["quiet.yaml", "deploy/api.yaml", "(skipped files)", "(decision)"]


def test_an_empty_run_is_not_green() -> None:
    tree = tree_of(a_report(inputs=()))
    (error,) = tree.iter("error")
    assert error.get("message") == "nothing was evaluated, because no input was found"
    assert tree.get("errors") == "1"
