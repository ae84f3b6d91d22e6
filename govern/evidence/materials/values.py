"""Rules, waivers and results as JSON, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from govern.errors import VerificationError
from govern.model import (
    ConstraintMatch,
    Enforcement,
    Kind,
    LabelRequirement,
    Location,
    Match,
    Outcome,
    Reads,
    Resource,
    Result,
    Rule,
    Severity,
    Waiver,
)
from govern.model.baseline import Baseline


def as_json(value: object) -> bytes:
    """Return a value of the model as JSON; the same value gives the same bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def from_json(data: bytes, what: str) -> Any:
    """Read JSON that `as_json` wrote.

    Raises:
        VerificationError: it is not JSON.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise VerificationError(f"{what} cannot be read", cause=str(error)) from error


def rule_of(value: dict[str, Any]) -> Rule:
    """Return a rule out of its JSON."""
    return Rule(
        **{
            **value,
            "severity": Severity(value["severity"]),
            "enforcement": Enforcement(value["enforcement"]),
            "controls": tuple(value["controls"]),
            "effective_on": _instant(value["effective_on"]),
            "match": _match_of(value["match"]),
            "reads": tuple(
                Reads(tuple(map(tuple, one["paths"])), tuple(one["texts"]))
                for one in value.get("reads", ())
            ),
        }
    )


def _match_of(value: dict[str, Any]) -> Match:
    constraint = value.get("constraint")
    return Match(
        Kind(value["kind"]) if value["kind"] else None,
        tuple(value["resources"]),
        tuple(value["operations"]),
        value["scope"],
        _constraint_of(constraint) if constraint else None,
        inventory=value.get("inventory", False),
    )


def _constraint_of(value: dict[str, Any]) -> ConstraintMatch:
    return ConstraintMatch(
        **{
            **value,
            "kinds": tuple((tuple(groups), tuple(kinds)) for groups, kinds in value["kinds"]),
            "namespaces": tuple(value["namespaces"]),
            "excluded_namespaces": tuple(value["excluded_namespaces"]),
            "labels": _labels_of(value["labels"]),
            "namespace_labels": _labels_of(value["namespace_labels"]),
        }
    )


def _labels_of(value: list[dict[str, Any]] | None) -> tuple[LabelRequirement, ...] | None:
    if value is None:
        return None
    return tuple(LabelRequirement(**{**one, "values": tuple(one["values"])}) for one in value)


def waiver_of(value: dict[str, Any]) -> Waiver:
    """Return a waiver out of its JSON."""
    expires = datetime.fromisoformat(value["expires"])
    lists = {"rules": tuple(value["rules"]), "approved_by": tuple(value.get("approved_by", ()))}
    return Waiver(**{**value, **lists, "expires": expires})


def baseline_of(value: dict[str, Any] | None) -> Baseline | None:
    """Return a baseline out of its JSON."""
    return None if value is None else Baseline(value["accepted"], value["file"])


def result_of(value: dict[str, Any]) -> Result:
    """Return a result that another tool gave, out of its JSON."""
    return Result(
        **{
            **value,
            "severity": Severity(value["severity"]),
            "outcome": Outcome(value["outcome"]),
            "enforcement": Enforcement(value["enforcement"]),
            "controls": tuple(value["controls"]),
            "resource": Resource(
                **{**value["resource"], "actions": tuple(value["resource"]["actions"])}
            ),
            "location": Location(**value["location"]),
            "origin": None,
            "snippet": None,
            "waiver": None,
            "details": {},
        }
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
