"""Rules, waivers and results as JSON, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from govern.errors import VerificationError
from govern.model import (
    Enforcement,
    Kind,
    Location,
    Match,
    Outcome,
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
    match = value["match"]
    return Rule(
        **{
            **value,
            "severity": Severity(value["severity"]),
            "enforcement": Enforcement(value["enforcement"]),
            "controls": tuple(value["controls"]),
            "effective_on": _instant(value["effective_on"]),
            "match": Match(
                Kind(match["kind"]),
                tuple(match["resources"]),
                tuple(match["operations"]),
                match["scope"],
            ),
        }
    )


def waiver_of(value: dict[str, Any]) -> Waiver:
    """Return a waiver out of its JSON."""
    expires = datetime.fromisoformat(value["expires"])
    return Waiver(**{**value, "rules": tuple(value["rules"]), "expires": expires})


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
