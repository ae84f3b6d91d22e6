"""Follows inputs and findings through decisions: what held last, and since when.

The order is that of the log, not of the times that decisions were made for: those can be chosen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govern.evidence.canonical import sha256_hex
from govern.evidence.reports.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.evidence.reports.rules import KnownRule, Rules
    from govern.evidence.reports.source import Record

_CHANGE = "change"  # the path of results that are about all inputs of a run together
_ACCEPTED = "waived"
FINDINGS = frozenset({"fail", "warn", "undecided", _ACCEPTED})


@dataclass(frozen=True, slots=True)
class Current:
    """A result of the last decision about its input."""

    outcome: str
    rule_id: str
    rule: KnownRule | None
    controls: tuple[str, ...]
    record: Record
    place: str
    finding: str
    waiver: str


@dataclass(slots=True)
class _Seen:
    first: Record
    last: Record
    result: Mapping[str, Any]
    rule: KnownRule | None
    place: str
    times: int = 0
    resolved: str = ""


@dataclass(slots=True)
class Tracker:
    """Folds decisions, one after the other, into what holds at the end."""

    places: dict[str, list[Current]] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)  # rules that met nothing they are about
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _here: dict[str, set[str]] = field(default_factory=dict)  # place → findings

    def add(self, record: Record, rules: Rules) -> None:
        """Take in one decision that was about something real."""
        predicate = record.predicate
        together = _together(predicate)
        met: dict[str, list[Current]] = {one["path"]: [] for one in predicate["inputs"]}
        for result in predicate["results"]:
            if result["outcome"] == "not_applicable":
                self.idle.add(result["rule_id"])
                continue
            place = f"{_CHANGE} {together}" if result["path"] == _CHANGE else result["path"]
            met.setdefault(place, []).append(self._current(record, result, place, rules))
        for place, results in met.items():
            self._settle(record, place, {one.finding for one in results if one.finding})
            self.places[place] = results

    def current(self) -> Iterator[Current]:
        """Yield what holds at the end, by place."""
        for place in sorted(self.places):
            yield from self.places[place]

    def days(self) -> Counter[str]:
        """Return by day of the last decision: how many inputs have it."""
        return Counter(
            results[0].record.entry.time[:10] for results in self.places.values() if results
        )

    def covered(self) -> Counter[str]:
        """Return by waiver: how many findings it covers at the end."""
        return Counter(one.waiver for one in self.current() if one.waiver)

    def findings(self) -> tuple[Finding, ...]:
        """Return every finding ever met: open ones first, then by severity and rule."""
        made = [_finding(name, seen) for name, seen in self._seen.items()]
        return tuple(sorted(made, key=_pressing))

    def _current(
        self, record: Record, result: Mapping[str, Any], place: str, rules: Rules
    ) -> Current:
        rule = rules.get(result["rule_id"])
        name = ""
        if result["outcome"] in FINDINGS:
            name = _name(result, place)
            seen = self._seen.get(name)
            if seen is None:
                seen = self._seen[name] = _Seen(record, record, result, rule, place)
            if seen.last is not record or not seen.times:
                seen.times += 1
            seen.last, seen.result, seen.rule, seen.resolved = record, result, rule, ""
        controls = rule.controls if rule else tuple(result.get("controls", ()))
        waiver = result.get("waiver") or ""
        return Current(
            result["outcome"], result["rule_id"], rule, controls, record, place, name, waiver
        )

    def _settle(self, record: Record, place: str, present: set[str]) -> None:
        """Note which findings of a place are gone."""
        for name in self._here.get(place, set()) - present:
            self._seen[name].resolved = self._seen[name].resolved or record.entry.time
        self._here[place] = present | self._here.get(place, set())


def _together(predicate: Mapping[str, Any]) -> str:
    """Name a run's inputs as a whole: gates decide about the change, not about a file."""
    paths = sorted(one["path"] for one in predicate["inputs"])
    return f"of {', '.join(paths[:3])}{' …' if len(paths) > 3 else ''}".strip()


def _name(result: Mapping[str, Any], place: str) -> str:
    fingerprint = str(result["fingerprint"])
    if result["path"] != _CHANGE:
        return fingerprint
    return sha256_hex(f"{fingerprint} {place}".encode())


def _finding(name: str, seen: _Seen) -> Finding:
    result, rule = seen.result, seen.rule
    state = "waived" if result["outcome"] == _ACCEPTED else "open"
    baseline = result.get("baseline")
    return Finding(
        id=name,
        rule_id=result["rule_id"],
        title=rule.title if rule else "",
        severity=result["severity"],
        outcome=result["outcome"],
        state="resolved" if seen.resolved else state,
        resource=result["resource"],
        path=seen.place + (f":{result['line']}" if result["line"] else ""),
        message=result["message"],
        remediation=rule.remediation if rule else "",
        controls=tuple(result["controls"]),
        waiver=result["waiver"] or (f"baseline {baseline}" if baseline else ""),
        first=seen.first.index,
        first_seen=seen.first.entry.time,
        last=seen.last.index,
        last_seen=seen.last.entry.time,
        resolved=seen.resolved,
        times=seen.times,
    )


_STATES = ("open", "waived", "resolved")
_SEVERITIES = ("critical", "high", "medium", "low")


def _pressing(one: Finding) -> tuple[int, int, str, str, str]:
    severity = _SEVERITIES.index(one.severity)
    return _STATES.index(one.state), severity, one.rule_id, one.resource, one.id
