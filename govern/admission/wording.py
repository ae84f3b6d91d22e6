"""Judgement → what a person reads. A developer must be able to act on the message alone.

The API server shows a denial as `admission webhook "…" denied the request: ` and this message.
Warnings become HTTP headers: no control characters, at most 256 characters each and 4,096 in all
(k8s.io/apiserver/pkg/endpoints/request and k8s.io/apimachinery/pkg/util/net, warnings).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.model import Enforcement, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.admission.judge import Judgement
    from govern.model import Result

_MOST_FINDINGS = 10
_MOST_RULES = 12  # ids that one line spells out
_LONGEST_FINDING = 600
_MOST_WARNINGS = 15  # and one that says how many more there are
_LONGEST_WARNING = 250


def denial(judgement: Judgement) -> str:
    """Return why it was denied: each finding with its rule, field, reason and remedy."""
    found, missing = judgement.denials, judgement.unanswered
    lines = [f"{_what(judgement)} is denied by {_rules([*found, *missing])}."]
    lines += [_finding(result) for result in found[:_MOST_FINDINGS]]
    if len(found) > _MOST_FINDINGS:
        more = len(found) - _MOST_FINDINGS
        lines.append(f"- and {more} more; `govern check` on the manifest shows them all")
    lines += _undecided(missing)
    lines.append(f"Explain a rule: govern explain {(*found, *missing)[0].rule_id}")
    lines.append(f"Decision: {judgement.id}")
    return "\n".join(lines)


def warnings(judgement: Judgement) -> tuple[str, ...]:
    """Return the warnings: what warns, what was not decided, and what would be denied."""
    told = [_shortened(one) for one in dict.fromkeys(_warnings(judgement))]
    if len(told) <= _MOST_WARNINGS:
        return tuple(told)
    return (*told[:_MOST_WARNINGS], f"and {len(told) - _MOST_WARNINGS} more warnings")


def shown(text: str, longest: int) -> str:
    """Return text without control characters, of at most so many characters."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def _what(judgement: Judgement) -> str:
    review = judgement.review
    kind = "/".join(part for part in (review.kind, review.subresource) if part)
    name = review.name or "(generated name)"
    place = f" in namespace {review.namespace}" if review.namespace else ""
    return shown(f"{kind} {name}{place}", 400)


def _rules(results: Iterable[Result]) -> str:
    ids = list(dict.fromkeys(result.rule_id for result in results))
    return (
        f"rule {ids[0]}" if len(ids) == 1 else f"{len(ids)} rules ({', '.join(ids[:_MOST_RULES])})"
    )


def _finding(result: Result) -> str:
    where = f" (at {_place(result)})" if result.location.pointer else ""
    fix = f" Fix: {result.remediation}" if result.remediation else ""
    reason = result.message.rstrip(".")
    text = f"- [{result.rule_id}, {result.severity}] {reason}{where}.{fix}"
    return shown(text, _LONGEST_FINDING)


def _place(result: Result) -> str:
    """Return which field it is, and of what when it is not of the object itself."""
    path = result.location.path
    of = f" of {path}" if path.startswith("oci://") else ""
    return field_of(result.location.pointer) + of


def _undecided(results: Iterable[Result]) -> Iterator[str]:
    """Yield a line for each reason, with the rules that it kept from an answer."""
    by_reason: dict[str, list[str]] = {}
    for result in results:
        by_reason.setdefault(result.message, []).append(result.rule_id)
    for reason, rules in list(by_reason.items())[:_MOST_FINDINGS]:
        listed = ", ".join(rules[:_MOST_RULES]) + (", …" if len(rules) > _MOST_RULES else "")
        yield shown(f"- [{listed}] not decided, and so denied: {reason}", _LONGEST_FINDING)


def field_of(pointer: str) -> str:
    """Return a JSON pointer as kubectl writes fields: `spec.containers[0].image`."""
    parts: list[str] = []
    for raw in pointer.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        if key.isdecimal():
            parts.append(f"[{key}]")
        elif key.replace("_", "a").replace("-", "a").isalnum():
            parts.append(f".{key}")
        else:
            parts.append(f"[{key!r}]")
    return "".join(parts).removeprefix(".")


def _warnings(judgement: Judgement) -> Iterator[str]:
    results = judgement.decision.results if judgement.decision else ()
    for result in results:
        if result.enforcement is Enforcement.DRYRUN:
            continue  # counted and recorded, shown to nobody
        if result.outcome is Outcome.WARN and not (result.blocking and not judgement.allowed):
            yield f"{result.rule_id}: {result.message}"
        elif result.outcome is Outcome.FAIL and judgement.allowed:
            yield f"{result.rule_id} (not enforced): {result.message}"
        elif result.outcome is Outcome.UNDECIDED and judgement.allowed:
            yield f"{result.rule_id} was not decided: {result.message}"


def _shortened(text: str) -> str:
    return shown(text, _LONGEST_WARNING)
