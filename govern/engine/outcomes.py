"""Answers → Results: what each rule says of each resource, where, in words fit to be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govern.documents.snippets import Snippets
from govern.engine.interface import Failure, Undefined, Value
from govern.model import JsonValue, Location, Outcome, Resource, Result
from govern.model.result import fingerprint
from govern.policies.findings import Finding, findings_of
from govern.policies.selection import matched_resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from govern.engine.interface import Answer
    from govern.model import Document, JsonObject, Rule

    Origins: TypeAlias = Callable[[Document], Mapping[str, Location]]

_OUTCOMES = {
    "deny": Outcome.FAIL,
    "warn": Outcome.WARN,
    "undecided": Outcome.UNDECIDED,
    "excepted": Outcome.NOT_APPLICABLE,  # the policy itself makes an exception (Conftest)
}
_WITHHELD = "(values withheld: the input does not mark its sensitive values)"


@dataclass(frozen=True, slots=True)
class _Said:
    """One finding of one rule, and the resource it is about."""

    rule: Rule
    outcome: Outcome
    finding: Finding
    resource: Resource


def _nowhere_else(_document: Document) -> Mapping[str, Location]:
    return {}


def results_of(
    document: Document,
    rules: Sequence[Rule],
    answers: Sequence[Answer],
    origins: Origins = _nowhere_else,
) -> Iterator[Result]:
    """Yield the Results of one Document.

    A rule that names resources gives a Result for each that matches; any other rule gives one for
    the document. Places are looked up only for what is not a pass.

    Args:
        document: The input.
        rules: The rules that were asked, in order.
        answers: One per entrypoint of each rule, in the order of `questions_for`.
        origins: Asked, once there is something to tell, where the document's resources were
            written; places by `Resource.address`.
    """
    said, passed = _sorted_out(document, rules, answers)
    yield from _told(document, said, origins)
    for rule, resource in passed:
        yield _result(rule, resource, Outcome.PASS, "", _home(document, resource))


def results_but_passes(
    document: Document,
    rules: Sequence[Rule],
    answers: Sequence[Answer],
    origins: Origins = _nowhere_else,
) -> tuple[list[Result], int]:
    """Return what `results_of` yields, but of those that pass only the number."""
    if are_quiet(answers):
        return [], _pass_count(document, rules)
    said, passed = _sorted_out(document, rules, answers)
    return list(_told(document, said, origins)), len(passed)


def _sorted_out(
    document: Document, rules: Sequence[Rule], answers: Sequence[Answer]
) -> tuple[list[_Said], list[tuple[Rule, Resource]]]:
    """Return what rules say of the document's resources, and what each has nothing to say of."""
    said: list[_Said] = []
    passed: list[tuple[Rule, Resource]] = []
    owners = _Owners(document)
    remaining = iter(answers)
    for rule in rules:
        mine = [
            _Said(rule, _OUTCOMES[finding.verb], finding, owners.of(finding.pointer))
            for finding in _placed(rule, document, _findings(rule, remaining))
        ]
        said += mine
        passed += ((rule, resource) for resource in _untouched(rule, document, mine))
    return said, passed


def _untouched(rule: Rule, document: Document, mine: list[_Said]) -> Iterator[Resource]:
    """Yield the resources that the rule looked at and has nothing to say of."""
    if not rule.match.resources:
        if not mine:
            yield document.resource
        return
    touched = {id(one.resource) for one in mine}
    if id(document.resource) not in touched:  # a finding about the whole document covers them all
        for resource in matched_resources(rule, document):
            if id(resource) not in touched:
                yield resource


def are_quiet(answers: Iterable[Answer]) -> bool:
    """Return whether no rule has anything to say, so that every Result would be a pass."""
    return all(
        isinstance(answer, Undefined) or (isinstance(answer, Value) and answer.value == [])
        for answer in answers
    )


def _pass_count(document: Document, rules: Sequence[Rule]) -> int:
    """Return how many Results `results_of` gives when no rule has anything to say."""
    if len(document.resources) == 1:  # which all of them match, or they would not be asked
        return len(rules)
    return sum(sum(1 for _ in _untouched(rule, document, [])) for rule in rules)


def questions_for(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the rule paths to ask for, in the order in which `results_of` expects answers."""
    return tuple(path for rule in rules for path in rule.entrypoints.values())


def _findings(rule: Rule, answers: Iterator[Answer]) -> Iterator[Finding]:
    reasons: set[str] = set()  # one fault may keep several of a rule's verbs from an answer
    for verb in rule.entrypoints:
        answer = next(answers)
        if isinstance(answer, Undefined):
            continue
        if isinstance(answer, Failure):
            where = f" ({answer.path}:{answer.line})" if answer.path and answer.line else ""
            reason = f"the rule could not be evaluated: {answer.message}{where}"
            if reason in reasons:
                continue
            reasons.add(reason)
            yield Finding(
                "undecided", reason, details={"failure": answer.kind.value}, from_engine=True
            )
        else:
            yield from findings_of(verb, answer.value)


def _placed(rule: Rule, document: Document, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Give findings of other dialects, which name no place, the best that is known."""
    if rule.dialect == "native":
        return findings
    # Most runs read native rules alone, and load nothing else.
    from govern.policies.dialects.places import placed  # noqa: PLC0415 - as said

    return (
        finding
        if finding.from_engine
        else placed(finding, rule, document.content, document.source.path)
        for finding in findings
    )


def _told(document: Document, said: list[_Said], origins: Origins) -> Iterator[Result]:
    if not said:
        return
    written = origins(document)
    pointers = {_whole_pointer(one) for one in said}
    places = document.positions.locate(pointers)
    snippets = Snippets(document.source, document.redactor)
    for one in said:
        location = places[_whole_pointer(one)]
        if one.finding.line is not None:
            location = Location(location.path, one.finding.line, pointer=location.pointer)
        result = _result(one.rule, one.resource, one.outcome, _message(document, one), location)
        yield replace(
            result,
            location=_without_secrets(document, location),
            details=_details(document, one.finding),
            snippet=snippets.at(location),
            origin=written.get(one.resource.address),
        )


def _without_secrets(document: Document, location: Location) -> Location:
    """Return the location with a pointer that may be shown: a key can be a secret, too."""
    return replace(location, pointer=document.redactor.scrub(location.pointer))


def _whole_pointer(one: _Said) -> str:
    """Return where the finding points: the resource itself when the policy named no path."""
    return one.finding.pointer or one.resource.pointer


def _message(document: Document, one: _Said) -> str:
    if not document.redactor.withholds_values:
        return document.redactor.scrub(one.finding.message)
    if one.finding.from_engine:  # what an engine says of a failure may quote the input
        return f"{one.rule.title}: the rule could not be evaluated {_WITHHELD}"
    words = "cannot be told" if one.outcome is Outcome.UNDECIDED else "not so"
    return f"{one.rule.title}: {words} for {one.resource.address} {_WITHHELD}"


def _details(document: Document, finding: Finding) -> JsonObject:
    if finding.from_engine:
        return finding.details
    if document.redactor.withholds_values:
        return {}
    return {key: _scrubbed(document, value) for key, value in finding.details.items()}


def _scrubbed(document: Document, value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return document.redactor.scrub(value)
    if isinstance(value, list):
        return [_scrubbed(document, item) for item in value]
    if isinstance(value, dict):
        return {key: _scrubbed(document, item) for key, item in value.items()}
    return value


def _home(document: Document, resource: Resource) -> Location:
    return Location(document.source.path, pointer=resource.pointer)


def _result(
    rule: Rule, resource: Resource, outcome: Outcome, message: str, location: Location
) -> Result:
    return Result(
        rule_id=rule.id,
        title=rule.title,
        severity=rule.severity,
        outcome=outcome,
        message=message or rule.title,
        resource=resource,
        location=location,
        fingerprint=fingerprint(rule.id, location.path, resource, location.pointer),
        controls=rule.controls,
        remediation=rule.remediation,
        enforcement=rule.enforcement,
    )


class _Owners:
    """Finds the resource that a pointer lies in: the one with the longest matching pointer."""

    def __init__(self, document: Document) -> None:
        self._default = document.resource
        self._by_pointer = {resource.pointer: resource for resource in document.resources}

    def of(self, pointer: str) -> Resource:
        while pointer:
            if pointer in self._by_pointer:
                return self._by_pointer[pointer]
            pointer = pointer.rpartition("/")[0]
        return self._default
