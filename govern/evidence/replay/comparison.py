"""What differs between a decision as it was recorded and as it is made again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_FINDINGS = ("fail", "warn", "undecided")
_Finding = tuple[str, str, str, str, str]  # rule, path, resource, outcome, pointer


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """A finding that only one of two decisions has."""

    rule_id: str
    path: str
    resource: str
    outcome: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two decisions over the same inputs.

    Attributes:
        fields: Parts of the record that differ, such as `policy.revision`; results are no part.
        appeared: Findings that are new.
        disappeared: Findings that are gone.
    """

    fields: tuple[str, ...]
    appeared: tuple[Changed, ...]
    disappeared: tuple[Changed, ...]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare the predicates of two decisions."""
    old, new = _findings(before), _findings(after)
    results = before["results"] == after["results"]
    fields = [*_fields(before, after), *([] if results or old != new else ["results"])]
    return Comparison(tuple(fields), _more(new, old, after), _more(old, new, before))


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> list[str]:
    found = []
    for key in sorted({*before, *after} - {"results"}):
        one, other = before.get(key), after.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            found += _fields(one, other, f"{prefix}{key}.")
        elif one != other:
            found.append(f"{prefix}{key}")
    return found


def _findings(predicate: Mapping[str, Any]) -> Counter[_Finding]:
    return Counter(_key(one) for one in predicate["results"] if one["outcome"] in _FINDINGS)


def _key(one: Mapping[str, Any]) -> _Finding:
    return (one["rule_id"], one["path"], one["resource"], one["outcome"], one.get("pointer", ""))


def _more(
    have: Counter[_Finding], other: Counter[_Finding], predicate: Mapping[str, Any]
) -> tuple[Changed, ...]:
    words = {_key(one): one.get("message", "") for one in predicate["results"]}
    return tuple(sorted(Changed(*key[:4], words[key]) for key in (have - other).elements()))
