"""Turns a validator's error into one pointer and one plain cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import ValidationError

# Instead of messages that would begin with pages of the document itself.
_PLAIN = {
    "UniqueItems": "two of its elements are equal",
    "OneOfMultipleValid": "it fits several alternatives of which only one may apply",
    "OneOfNotValid": "it fits none of the alternatives",
    "AnyOf": "it fits none of the alternatives",
}
_MOST_SHOWN = 200  # characters of a cause


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a document breaks its schema, and why."""

    pointer: str
    cause: str


def explain(error: ValidationError) -> Fault:
    """Return the pointer and cause of the most telling error below `error`.

    Of a choice (`oneOf`, `anyOf`) that fails in every branch, the branch counts that fits the
    value the furthest: the error deepest in the document tells what the author meant.
    """
    error = _most_telling(error)
    path = list(error.instance_path)
    unexpected = getattr(error.kind, "unexpected", None)
    if isinstance(unexpected, list) and unexpected:
        path.append(unexpected[0])
        return Fault(pointer_of(path), f"{unexpected[0]!r} is not known here")
    plain = _PLAIN.get(type(error.kind).__name__)
    return Fault(pointer_of(path), plain or _shortened(error.message))


def _most_telling(error: ValidationError) -> ValidationError:
    best = error
    while (branches := list(_branches(best))) and any(branches):
        best = max(
            (max(branch, key=_depth) for branch in branches if branch),
            key=lambda found: (_depth(found), found.kind.name != "required"),
        )
    return best


def _branches(error: ValidationError) -> Iterator[list[ValidationError]]:
    context = getattr(error.kind, "context", None)
    if isinstance(context, list):
        yield from context


def _depth(error: ValidationError) -> int:
    """How deep the error lies; a choice counts as deep as its own deepest branch."""
    inner = [_depth(found) for branch in _branches(error) for found in branch]
    return max([len(error.instance_path), *inner])


def _shortened(message: str) -> str:
    return message if len(message) <= _MOST_SHOWN else f"{message[:_MOST_SHOWN]}…"
