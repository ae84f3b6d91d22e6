"""What a replay showed, for people and for programs (`govern.replay/v1`)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.evidence.replay.replay import Replayed, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govern.evidence.replay.comparison import Changed

SCHEMA = "govern.replay/v1"
_SHOWN = 20  # findings of one decision in the text


@dataclass(frozen=True, slots=True)
class Impact:
    """The decisions of a bundle, made again.

    Attributes:
        revision: Of the policies that were put in place of the recorded ones; empty for none.
        engine: The engine that was put in place; likewise.
    """

    bundle: str
    decisions: Sequence[Replayed]
    revision: str = ""
    engine: str = ""

    @property
    def states(self) -> Counter[State]:
        """How many decisions came out how."""
        return Counter(one.state for one in self.decisions)

    @property
    def turns(self) -> Counter[tuple[str, str]]:
        """How many decisions turned from what to what."""
        replayed = (one for one in self.decisions if one.replayed)
        return Counter(
            (one.recorded, one.replayed) for one in replayed if one.recorded != one.replayed
        )

    def rules(self) -> dict[str, dict[str, int]]:
        """Return by rule: findings that appeared and disappeared, and decisions concerned."""
        found: dict[str, Counter[str]] = {}
        for one in self.decisions:
            if one.comparison is None:
                continue
            touched = set()
            for word in ("appeared", "disappeared"):
                for change in getattr(one.comparison, word):
                    found.setdefault(change.rule_id, Counter())[word] += 1
                    touched.add(change.rule_id)
            for rule_id in touched:
                found[rule_id]["decisions"] += 1
        words = ("decisions", "appeared", "disappeared")
        return {rule: {word: found[rule][word] for word in words} for rule in sorted(found)}

    def as_json(self) -> str:
        """Return the whole as JSON (evidence/schemas/govern.replay.v1.schema.json)."""
        value = {
            "schema": SCHEMA,
            "bundle": self.bundle,
            "policy_revision": self.revision or None,
            "engine": self.engine or None,
            "counts": {state.value: self.states[state] for state in State},
            "turns": [
                {"from": before, "to": after, "decisions": count}
                for (before, after), count in sorted(self.turns.items())
            ],
            "rules": self.rules(),
            "decisions": [_decision(one) for one in self.decisions],
        }
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    def as_text(self) -> str:
        """Return the whole for people: what differs, then the counts."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        for one in self.decisions:
            if one.state in {State.DIFFERS, State.NOT_REPLAYED}:
                yield from _told(one)
        for rule, counts in self.rules().items():
            yield (
                f"{rule}: in {counts['decisions']} decisions, {counts['appeared']} findings more,"
                f" {counts['disappeared']} fewer"
            )
        for (before, after), count in sorted(self.turns.items()):
            yield f"{count} {before} would be {after}"
        states = ", ".join(
            f"{self.states[state]} {state.value.replace('_', ' ')}"
            for state in State
            if self.states[state]
        )
        yield f"{self.bundle}: {len(self.decisions)} decisions: {states or 'none'}"


def _told(one: Replayed) -> Iterator[str]:
    head = f"entry {one.index}, {one.time}: {one.recorded}"
    if one.state is State.NOT_REPLAYED:
        yield f"{head}; not replayed: {one.why}"
        return
    yield head + (f", now {one.replayed}" if one.replayed != one.recorded else "")
    if one.comparison is None:
        return
    changes = [
        *(("+", change) for change in one.comparison.appeared),
        *(("-", change) for change in one.comparison.disappeared),
    ]
    for sign, change in changes[:_SHOWN]:
        yield f"  {sign} {_finding(change)}"
    if len(changes) > _SHOWN:
        yield f"  and {len(changes) - _SHOWN} more"
    if one.comparison.fields and not changes:
        yield f"  differs in {', '.join(one.comparison.fields)}"


def _finding(change: Changed) -> str:
    where = f"{change.path} {change.resource}".strip()
    return f"{change.rule_id} {change.outcome} {where}: {change.message}"


def _decision(one: Replayed) -> dict[str, Any]:
    comparison = one.comparison
    return {
        "index": one.index,
        "time": one.time,
        "state": one.state.value,
        "recorded": one.recorded,
        "replayed": one.replayed or None,
        "why": one.why or None,
        "differs": list(comparison.fields) if comparison else [],
        "appeared": [_change(change) for change in comparison.appeared] if comparison else [],
        "disappeared": [_change(change) for change in comparison.disappeared] if comparison else [],
    }


def _change(change: Changed) -> dict[str, str]:
    return {
        "rule_id": change.rule_id,
        "path": change.path,
        "resource": change.resource,
        "outcome": change.outcome,
        "message": change.message,
    }
