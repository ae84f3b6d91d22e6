"""JUnit XML, in the form that Jenkins publishes as junit-10.xsd; a suite per input.

A test case is one rule on one resource. What blocks is a failure (or an error, when undecided);
what does not block passes, with its message in `system-out`, so that the CI system's colour is
never redder than the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from govern.model.result import Outcome, Result
from govern.reporters.escape import visible
from govern.reporters.wording import (
    OPEN_OUTCOMES,
    acceptance,
    most_pressing_first,
    outcome_word,
    provenance,
    resurfaced,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.model import Report, Skipped


class JUnitReporter:
    """Renders JUnit XML."""

    def render(self, report: Report) -> str:
        """Return the document, declared and encoded as UTF-8."""
        root = ET.Element("testsuites", {"name": "govern"})
        by_path: dict[str, list[Result]] = {record.path: [] for record in report.inputs}
        for result in report.decision.results:
            by_path.setdefault(result.location.path, []).append(result)
        for path, results in by_path.items():
            root.append(_suite(visible(path) or "(no input)", _cases(results)))
        if report.skipped:
            root.append(_suite("(skipped files)", map(_skipped, report.skipped)))
        root.append(_decision_suite(report))
        for key in ("tests", "failures", "errors"):
            root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
        ET.indent(root)
        text = ET.tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(name: str, cases: Iterable[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": name})
    suite.extend(cases)
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(sum(case.find(tag) is not None for case in suite)))
    suite.set("tests", str(len(suite)))
    return suite


def _decision_suite(report: Report) -> ET.Element:
    """Return a suite about the whole run: its one case keeps an empty run from looking green."""
    case = ET.Element("testcase", {"classname": "govern", "name": "something was evaluated"})
    if report.decision.nothing_evaluated:
        ET.SubElement(case, "error", {"message": visible(report.decision.reason)})
    suite = _suite("(decision)", (case,))
    properties = ET.Element("properties")
    suite.insert(0, properties)
    values = {
        "decision": report.decision.verdict.value,
        "reason": report.decision.reason,
        "provenance": provenance(report),
    }
    for name, value in values.items():
        ET.SubElement(properties, "property", {"name": name, "value": visible(value)})
    return suite


def _cases(results: Sequence[Result]) -> Iterable[ET.Element]:
    """Yield a case per rule and resource: readers take two cases of one name for one."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        grouped.setdefault((result.rule_id, result.resource.address), []).append(result)
    for (rule_id, address), group in grouped.items():
        name = f"{rule_id} {group[0].title}"
        case = ET.Element(
            "testcase", {"classname": visible(address) or "govern", "name": visible(name)}
        )
        _outcome(case, most_pressing_first(group))
        yield case


def _outcome(case: ET.Element, group: Sequence[Result]) -> None:
    worst = group[0]
    told = [result for result in group if result.outcome is not Outcome.PASS]
    if worst.blocking:
        blocking = [result for result in told if result.blocking]
        undecided = all(result.outcome is Outcome.UNDECIDED for result in blocking)
        more = f" (and {len(blocking) - 1} more)" if len(blocking) > 1 else ""
        attributes = {"type": worst.severity.value, "message": visible(worst.message) + more}
        element = ET.SubElement(case, "error" if undecided else "failure", attributes)
        element.text = _text(told)
    elif not told or any(result.outcome in OPEN_OUTCOMES for result in told):
        if told:
            ET.SubElement(case, "system-out").text = _text(told)
    else:
        message = acceptance(worst) or f"{outcome_word(worst.outcome)}: {worst.message}"
        ET.SubElement(case, "skipped", {"message": visible(message)})


def _text(results: Iterable[Result]) -> str:
    blocks = []
    for result in results:
        lines = [
            f"{outcome_word(result.outcome)} {result.severity.value} {where(result.location)}",
            result.message,
            f"source: {where(result.origin)}" if result.origin else "",
            f"controls: {', '.join(result.controls)}" if result.controls else "",
            f"fix: {result.remediation}" if result.remediation else "",
            resurfaced(result) or acceptance(result),
        ]
        blocks.append("\n".join(visible(line) for line in lines if line))
    return "\n\n".join(blocks)


def _skipped(item: Skipped) -> ET.Element:
    case = ET.Element("testcase", {"classname": "govern", "name": visible(item.path)})
    ET.SubElement(case, "skipped", {"message": visible(item.reason)})
    return case
