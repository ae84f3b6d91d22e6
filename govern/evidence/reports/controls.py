"""The state of each control, out of what holds at the end of the period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.reports.model import ControlState, FrameworkState, State
from govern.policies.catalogs import Catalog, Control, load_catalogs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.evidence.reports.rules import Rules
    from govern.evidence.reports.tracking import Current, Tracker

_OPEN = ("fail", "undecided", "warn")
_REST = "They test a part of what the control asks; a person must judge the rest."


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment that states are told for, and how old evidence may be then."""

    as_of: datetime
    fresh_days: int

    def old(self, time: str) -> bool:
        """Tell whether evidence of this time is stale."""
        return datetime.fromisoformat(time) < self.as_of - timedelta(days=self.fresh_days)


@dataclass(slots=True)
class _Support:
    """What speaks to one control."""

    rules: set[str] = field(default_factory=set)
    results: list[Current] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        return Counter(one.outcome for one in self.results)


def frameworks(
    names: Sequence[str], tracker: Tracker, rules: Rules, clock: Clock
) -> tuple[FrameworkState, ...]:
    """Return the state of every control of the catalogues named; of those cited, if none is.

    Raises:
        UsageError: there is no such catalogue.
    """
    support = _support(tracker, rules)
    cited = sorted({reference.partition(":")[0] for reference in support})
    found = [_named(name, support) for name in names] if names else [_of(one) for one in cited]
    return tuple(_framework(one, support, tracker.idle, clock) for one in found)


def _support(tracker: Tracker, rules: Rules) -> dict[str, _Support]:
    found: dict[str, _Support] = {}
    for rule in rules.values():
        for reference in rule.controls:
            found.setdefault(reference, _Support()).rules.add(rule.id)
    for one in tracker.current():
        for reference in one.controls:
            support = found.setdefault(reference, _Support())
            support.rules.add(one.rule_id)
            support.results.append(one)
    return found


def catalog_named(name: str) -> Catalog | None:
    """Return the catalogue of an id or alias; None where none of this name ships."""
    for catalog in load_catalogs().values():
        if name.lower() in (catalog.id, *(alias.lower() for alias in catalog.aliases)):
            return catalog
    return None


def _named(name: str, support: Iterable[str]) -> Catalog | str:
    catalog = catalog_named(name)
    if catalog is not None:
        return catalog
    if any(reference.startswith(f"{name}:") for reference in support):
        return name
    raise UsageError(
        f"there is no framework {name!r}", hint=f"one of: {', '.join(sorted(load_catalogs()))}"
    )


def _of(name: str) -> Catalog | str:
    return load_catalogs().get(name, name)


def _framework(
    catalog: Catalog | str, support: dict[str, _Support], idle: set[str], clock: Clock
) -> FrameworkState:
    if isinstance(catalog, str):  # of the user's own: only what rules cite is known of it
        cited = sorted(one for one in support if one.startswith(f"{catalog}:"))
        listed = [Control(reference=one, title="") for one in cited]
        head = FrameworkState(
            id=catalog,
            title=catalog,
            source="",
            licence="",
            note="No catalogue of this name ships with govern: only cited controls are listed.",
            controls=(),
        )
    else:
        listed = list(catalog.controls.values())
        head = FrameworkState(
            id=catalog.id,
            title=catalog.title,
            source=catalog.source,
            licence=catalog.licence,
            note=" ".join(catalog.note.split()),
            controls=(),
        )
    states = [_control(one, support.get(one.reference, _Support()), idle, clock) for one in listed]
    return replace(head, controls=tuple(states))


def _control(control: Control, support: _Support, idle: set[str], clock: Clock) -> ControlState:
    state, reason = _state(control, support, idle, clock)
    times = [one.record.entry.time for one in support.results]
    counts = support.counts()
    return ControlState(
        reference=control.reference,
        title=control.title,
        state=state,
        reason=reason,
        coverage=_coverage(support, times),
        rules=tuple(sorted(support.rules)),
        counts={outcome: counts[outcome] for outcome in ("pass", *_OPEN, "waived")},
        decisions=tuple(sorted({one.record.index for one in support.results})),
        last=max(times, default=""),
        findings=tuple(dict.fromkeys(one.finding for one in support.results if one.finding)),
    )


def _state(control: Control, support: _Support, idle: set[str], clock: Clock) -> tuple[State, str]:
    state, reason = _found(support, idle, clock)
    starts = control.effective_from
    if starts and datetime(starts.year, starts.month, starts.day, tzinfo=UTC) > clock.as_of:
        return (
            State.NOT_APPLICABLE,
            f"in force from {starts.isoformat()} on; it would be {state.value}: {reason}",
        )
    if control.superseded_by:
        reason = f"{reason}; superseded by {control.superseded_by}"
    return state, reason


def _found(support: _Support, idle: set[str], clock: Clock) -> tuple[State, str]:
    counts = support.counts()
    if any(counts[outcome] for outcome in _OPEN):
        words = {"fail": "failed", "undecided": "could not be decided", "warn": "warned"}
        said = [f"{counts[one]} {words[one]}" for one in _OPEN if counts[one]]
        return State.NOT_SATISFIED, f"{', '.join(said)} of {counts.total()} results"
    if counts["waived"]:
        return State.WAIVED, f"{counts['waived']} findings are accepted for a time"
    old = [one.record.entry.time for one in support.results if clock.old(one.record.entry.time)]
    if old:
        return State.STALE, (
            f"{len(old)} of {counts.total()} results are older than {clock.fresh_days} days,"
            f" the oldest of {min(old)[:10]}"
        )
    if counts["pass"]:
        return State.SATISFIED, f"all {counts['pass']} results pass"
    if support.rules & idle:
        return State.NOT_APPLICABLE, "its rules met nothing that they are about"
    return State.NOT_TESTED, "no rule that decided speaks to it"


def _coverage(support: _Support, times: list[str]) -> str:
    if not support.rules:
        return "No rule speaks to this control: it takes other evidence."
    rules = _count(len(support.rules), "rule speaks", "rules speak")
    if not times:
        return f"{rules} to this control, without any result in the period."
    places = len({one.place for one in support.results})
    decisions = len({one.record.index for one in support.results})
    results = _count(len(times), "result", "results")
    return (
        f"{rules} to this control: {results} on {_count(places, 'input', 'inputs')} in"
        f" {_count(decisions, 'decision', 'decisions')}, the last of {max(times)[:10]}. {_REST}"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
