"""What of a plan is sensitive: by Terraform's own marks, by declaration, and by name.

Marks are trees beside the values (`after_sensitive` beside `after`): `true` for "all of this", an
object or array to go deeper, anything falsy for "nothing here". Variables carry no mark of their
own; the configuration declares which of them are sensitive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.documents.redaction.spellings import leaves
from govern.documents.terraform_plan.unmarked import unmarked_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

_SIDES = ("before", "after")


@dataclass(slots=True)
class Secrets:
    """Strings and numbers that must not be shown."""

    strings: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def add(self, value: JsonValue) -> None:
        """Take in every string and number inside `value`."""
        for leaf in leaves(value):
            if isinstance(leaf, str):
                self.strings.add(leaf)
            else:
                self.numbers.add(str(leaf))


def objects(value: JsonValue) -> list[JsonObject]:
    """Return the objects among a list's items; none when it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def members(value: JsonValue) -> Iterator[tuple[str, JsonObject]]:
    """Yield the members of an object that are objects themselves."""
    if isinstance(value, dict):
        yield from ((key, item) for key, item in value.items() if isinstance(item, dict))


def at(value: JsonValue, *keys: str) -> JsonValue:
    """Return what lies below these keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def resource_changes(plan: JsonObject) -> Iterator[JsonObject]:
    """Yield every resource change of a plan: to be made, seen as drift, or deferred."""
    yield from objects(plan.get("resource_changes"))
    yield from objects(plan.get("resource_drift"))
    for deferred in objects(plan.get("deferred_changes")):
        change = deferred.get("resource_change")
        if isinstance(change, dict):
            yield change


def lacks_marks(plan: JsonObject) -> bool:
    """Tell whether a plan holds values without saying which of them are sensitive.

    So it is with Terraform before 0.15, and with plans that were cut down by other tools.
    """
    changes = [at(item, "change") for item in resource_changes(plan)]
    changes += [change for _, change in members(plan.get("output_changes"))]
    for change in changes:
        if not isinstance(change, dict):
            continue
        for side in _SIDES:
            if change.get(side) not in (None, {}, []) and f"{side}_sensitive" not in change:
                return True
    return any(
        action.get("config_values") and "config_sensitive" not in action
        for action in objects(plan.get("action_invocations"))
    )


def marked(mask: JsonValue) -> bool:
    """Tell whether anything is marked in a tree of marks."""
    if isinstance(mask, dict):
        return any(map(marked, mask.values()))
    if isinstance(mask, list):
        return any(map(marked, mask))
    return bool(mask)


def marked_values(value: JsonValue, mask: JsonValue) -> Iterator[JsonValue]:
    """Yield the parts of `value` that `mask` marks; where shapes differ, all of the part."""
    if isinstance(mask, dict) and isinstance(value, dict):
        for key, inner in mask.items():
            if inner and key in value:
                yield from marked_values(value[key], inner)
    elif isinstance(mask, list) and isinstance(value, list) and len(mask) == len(value):
        for item, inner in zip(value, mask, strict=True):
            if inner:
                yield from marked_values(item, inner)
    elif marked(mask):
        yield value


def secrets_of(plan: JsonObject) -> Secrets:
    """Return everything sensitive in a plan; sections that it lacks are passed over."""
    found = Secrets()
    for value in _sensitive(plan):
        found.add(value)
    return found


def _sensitive(plan: JsonObject) -> Iterator[JsonValue]:
    seen: set[str] = set()  # plans repeat themselves; each text is looked at once
    for item in resource_changes(plan):
        yield from _changed(item.get("change"), seen)
    for _, change in members(plan.get("output_changes")):
        yield from _changed(change, seen)
    for action in objects(plan.get("action_invocations")):
        yield from marked_values(action.get("config_values"), action.get("config_sensitive"))
        yield from unmarked_credentials(action.get("config_values"), seen)
    yield from _state(plan.get("planned_values"))
    yield from _state(at(plan, "prior_state", "values"))
    yield from sensitive_variables(plan).values()
    yield from _configured(plan.get("configuration"), seen)
    for name in sensitive_outputs(plan):
        yield at(plan, "output_changes", name, "before")
        yield at(plan, "output_changes", name, "after")


def _changed(change: JsonValue, seen: set[str]) -> Iterator[JsonValue]:
    for side in _SIDES:
        yield from marked_values(at(change, side), at(change, f"{side}_sensitive"))
        yield from unmarked_credentials(at(change, side), seen)


def _state(state: JsonValue) -> Iterator[JsonValue]:
    for _, output in members(at(state, "outputs")):
        if output.get("sensitive"):
            yield output.get("value")
    waiting = [at(state, "root_module")]
    while waiting:
        module = waiting.pop()
        for resource in objects(at(module, "resources")):
            yield from marked_values(resource.get("values"), resource.get("sensitive_values"))
        waiting.extend(objects(at(module, "child_modules")))


def is_sensitive(declared: JsonValue) -> bool:
    """Tell whether a variable or output is declared as one to keep (`sensitive`, `ephemeral`)."""
    return bool(at(declared, "sensitive") or at(declared, "ephemeral"))


def sensitive_variables(plan: JsonObject) -> dict[str, JsonValue]:
    """Return the root variables that must not be shown: declared so, or declared nowhere."""
    declared = at(plan, "configuration", "root_module", "variables")
    return {
        name: variable.get("value")
        for name, variable in members(plan.get("variables"))
        if at(declared, name) is None or is_sensitive(at(declared, name))
    }


def sensitive_outputs(plan: JsonObject) -> frozenset[str]:
    """Return the names of the root outputs that are declared as sensitive."""
    outputs = members(at(plan, "configuration", "root_module", "outputs"))
    return frozenset(name for name, output in outputs if is_sensitive(output))


def _configured(configuration: JsonValue, seen: set[str]) -> Iterator[JsonValue]:
    for _, provider in members(at(configuration, "provider_config")):
        yield from unmarked_credentials(provider.get("expressions"), seen)
    waiting = [at(configuration, "root_module")]
    while waiting:
        module = waiting.pop()
        for _, variable in members(at(module, "variables")):
            if is_sensitive(variable):
                yield variable.get("default")
        for _, output in members(at(module, "outputs")):
            if is_sensitive(output):
                yield at(output, "expression", "constant_value")
        for _, call in members(at(module, "module_calls")):
            callee = call.get("module")
            for name, variable in members(at(callee, "variables")):
                if is_sensitive(variable):
                    yield at(call, "expressions", name, "constant_value")
            waiting.append(callee)
