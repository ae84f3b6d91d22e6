"""Several sources' facts → one object; where two contradict each other, neither is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.facts.interface import FactError, Gathered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.facts.interface import AttestedInput
    from govern.model import JsonObject, JsonValue


def merged(parts: Iterable[Gathered]) -> JsonObject:
    """Return `input.facts`: what sources gathered, joined, and `errors` where there are any."""
    return joined(parts).to_object()


def joined(parts: Iterable[Gathered]) -> Gathered:
    """Return several parts as one: objects joined key by key, lists without repetitions.

    A key for which two parts give different values is left out, with an error that names it.
    """
    facts: JsonObject = {}
    errors: list[FactError] = []
    contested: set[tuple[str, ...]] = set()
    inputs: list[AttestedInput] = []
    for part in parts:
        errors += part.errors
        inputs += part.inputs
        _join(facts, part.facts, (), contested)
    for path in sorted(contested):
        _remove(facts, path)
        errors.append(_contradiction(path, "two sources say different things of it"))
    return Gathered(facts, tuple(dict.fromkeys(errors)), tuple(inputs))


def agreed(members: Iterable[JsonObject]) -> JsonObject:
    """Return the facts about all members of a set of documents, for rules with `scope: set`.

    What is known of one image or file must be the same for all members that speak of it: they may
    lie in namespaces with different trust. Otherwise it is left out, with an error.
    """
    facts: JsonObject = {}
    errors: list[JsonValue] = []
    contested: set[tuple[str, ...]] = set()
    for member in members:
        for key, value in member.items():
            if key == "errors" and isinstance(value, list):
                errors += [item for item in value if item not in errors]
                continue
            have = facts.setdefault(key, {} if isinstance(value, dict) else value)
            if isinstance(have, dict) and isinstance(value, dict):
                for name, item in value.items():
                    if have.setdefault(name, item) != item:
                        contested.add((key, name))
            elif have != value:
                contested.add((key,))
    for path in sorted(contested):
        _remove(facts, path)
        errors.append(_contradiction(path, "it differs between the documents").to_object())
    return {**facts, "errors": errors} if errors else facts


def _contradiction(path: tuple[str, ...], why: str) -> FactError:
    message = f"{why}, so neither is believed"
    return FactError(path[0], "contradiction", message, "/".join(path[1:]))


def _join(
    into: JsonObject, more: JsonObject, path: tuple[str, ...], contested: set[tuple[str, ...]]
) -> None:
    for key, value in more.items():
        if key not in into:
            into[key] = _copied(value)
            continue
        have = into[key]
        if isinstance(have, dict) and isinstance(value, dict):
            _join(have, value, (*path, key), contested)
        elif isinstance(have, list) and isinstance(value, list):
            have += [item for item in value if item not in have]
        elif have != value or type(have) is not type(value):
            contested.add((*path, key))


def _copied(value: JsonValue) -> JsonValue:
    """Return containers of our own, so that joining never changes what a source keeps."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return list(value) if isinstance(value, list) else value


def _remove(facts: JsonObject, path: tuple[str, ...]) -> None:
    for key in path[:-1]:
        inner = facts.get(key)
        if not isinstance(inner, dict):  # what it lay in is gone already
            return
        facts = inner
    facts.pop(path[-1], None)
