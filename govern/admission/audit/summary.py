"""The audit for people: which rules find how much, where, and the decision last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from govern.admission.audit.audit_json import namespaces_of
from govern.model import Outcome
from govern.reporters.escape import cut, inert, visible
from govern.reporters.wording import provenance, waiver_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.admission.audit.audit import Audit
    from govern.model import Result

_EXAMPLES = 3  # objects shown of one rule's findings
_MISSING = 5  # kinds shown that are not served
_WIDEST = 160  # characters of one message
_OPEN = (Outcome.FAIL, Outcome.WARN, Outcome.UNDECIDED)


def audit_text(audit: Audit, *, verbose: bool = False) -> str:
    """Return the text; nothing in it can steer a terminal.

    Args:
        audit: What was found.
        verbose: Show every finding, and all that is not served.
    """
    total = sum(audit.objects.values())
    lines = [f"{total} objects of {visible(audit.source)}", ""]
    lines += _rules(audit, verbose=verbose)
    lines += _namespaces(audit)
    lines += _notes(audit, verbose=verbose)
    decision = audit.report.decision
    lines += [_counted(audit), provenance(audit.report), ""]
    lines += [f"{decision.verdict.value}: {visible(decision.reason)}", ""]
    return inert("\n".join(lines))


def _rules(audit: Audit, *, verbose: bool) -> Iterator[str]:
    """Yield each rule with open findings, the most severe first, and some objects of each."""
    by_rule: dict[str, list[Result]] = {}
    for result in audit.report.decision.results:
        if result.outcome in _OPEN:
            by_rule.setdefault(result.rule_id, []).append(result)
    ranked = sorted(by_rule.items(), key=lambda one: (-one[1][0].severity.rank, one[0]))
    for rule, results in ranked:
        told = Counter(one.outcome for one in results)
        words = ", ".join(f"{told[one]} {one.value}" for one in _OPEN if told[one])
        severity = results[0].severity.value
        yield f"{severity:<8} {visible(rule)}  {visible(results[0].title)}: {words}"
        shown = results if verbose else results[:_EXAMPLES]
        for one in shown:
            message = "" if one.message == one.title else f": {cut(one.message, _WIDEST)}"
            yield f"    {visible(one.resource.address)}{visible(message)}"
        if len(results) > len(shown):
            yield f"    and {len(results) - len(shown)} more; --verbose lists them all"
    if ranked:
        yield ""


def _namespaces(audit: Audit) -> Iterator[str]:
    names = namespaces_of(audit)
    if not names:
        return
    width = max(len("namespace"), *(len(visible(name) or "(cluster)") for name in names))
    yield f"{'namespace':<{width}} objects  fail  warn  undecided  waived"
    for name in names:
        found = audit.outcomes.get(name, {})
        yield (
            f"{visible(name) or '(cluster)':<{width}} {audit.objects.get(name, 0):>7}"
            f" {found.get(Outcome.FAIL, 0):>5} {found.get(Outcome.WARN, 0):>5}"
            f" {found.get(Outcome.UNDECIDED, 0):>10} {found.get(Outcome.WAIVED, 0):>7}"
        )
    yield ""


def _notes(audit: Audit, *, verbose: bool) -> Iterator[str]:
    notes = [*waiver_notes(audit.report), *audit.report.notes]
    if audit.missing:
        shown = audit.missing if verbose else audit.missing[:_MISSING]
        more = len(audit.missing) - len(shown)
        rest = f" and {more} more" if more else ""
        notes.append(f"not served by this cluster, so not looked at: {', '.join(shown)}{rest}")
    if audit.report.at:
        notes.append(f"decided for {audit.report.at}")
    yield from map(visible, notes)
    if notes:
        yield ""


def _counted(audit: Audit) -> str:
    told = ", ".join(
        f"{count} {outcome.value.replace('_', ' ')}"
        for outcome, count in audit.report.decision.summary.items()
        if count
    )
    return f"results: {told or 'none'}"
