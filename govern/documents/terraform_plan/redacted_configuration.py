"""The configuration section of a plan without its secrets.

It repeats in clear what the changes mark as sensitive: defaults of variables, constants given to
resources and modules. Declarations tell of the first; the marks of a resource's changes tell which
of its attributes must not be shown here either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from govern.documents.redaction.scrubber import TOKEN
from govern.documents.terraform_plan.addresses import module_path
from govern.documents.terraform_plan.cleaner import hidden
from govern.documents.terraform_plan.sensitivity import (
    at,
    is_sensitive,
    marked,
    members,
    objects,
    resource_changes,
)
from govern.documents.terraform_plan.unmarked import names_credential

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.terraform_plan.cleaner import Cleaner
    from govern.model import JsonObject, JsonValue

# (names of module calls, resource mode, type and name) → attributes; None stands for all of them.
_Marks: TypeAlias = "dict[tuple[tuple[str, ...], str, str, str], set[str | None]]"


def redacted_configuration(cleaner: Cleaner, value: JsonValue, plan: JsonObject) -> JsonValue:
    """Return the configuration of `plan` with `(sensitive)` in place of every secret."""
    if not isinstance(value, dict):
        return {}
    marks = _marked_attributes(plan)
    return {
        **_searched(cleaner, value, "root_module", "provider_config"),
        "provider_config": {
            key: _provider(cleaner, provider)
            for key, provider in members(value.get("provider_config"))
        },
        "root_module": _module(cleaner, value.get("root_module"), marks, ()),
    }


def _provider(cleaner: Cleaner, provider: JsonObject) -> JsonObject:
    """Copy a provider's configuration; nothing marks its secrets but their names."""
    expressions: JsonObject = {
        name: _hidden(expression) if names_credential(name) else cleaner.free(expression)
        for name, expression in _items(provider.get("expressions"))
    }
    return {**_searched(cleaner, provider, "expressions"), "expressions": expressions}


def _marked_attributes(plan: JsonObject) -> _Marks:
    marks: _Marks = {}
    for item in resource_changes(plan):
        found = {
            attribute
            for side in ("before_sensitive", "after_sensitive")
            for attribute in _attributes(at(item, "change", side))
        }
        if found:
            path = module_path(str(item.get("module_address") or ""))
            marks.setdefault(_key(path, item), set()).update(found)
    return marks


def _key(path: tuple[str, ...], item: JsonObject) -> tuple[tuple[str, ...], str, str, str]:
    return path, str(item.get("mode")), str(item.get("type")), str(item.get("name"))


def _attributes(mark: JsonValue) -> Iterator[str | None]:
    if isinstance(mark, dict):
        yield from (name for name, inner in mark.items() if marked(inner))
    elif marked(mark):
        yield None


def _module(
    cleaner: Cleaner, module: JsonValue, marks: _Marks, path: tuple[str, ...]
) -> JsonObject:
    if not isinstance(module, dict):
        return {}
    copy = _searched(cleaner, module, "variables", "outputs", "resources", "module_calls")
    if "variables" in module:
        copy["variables"] = {
            name: _declared(cleaner, variable, "default")
            for name, variable in members(module["variables"])
        }
    if "outputs" in module:
        copy["outputs"] = {
            name: _declared(cleaner, output, "expression")
            for name, output in members(module["outputs"])
        }
    if "resources" in module:
        copy["resources"] = [
            _resource(cleaner, resource, marks.get(_key(path, resource), set()))
            for resource in objects(module["resources"])
        ]
    if "module_calls" in module:
        copy["module_calls"] = {
            name: _call(cleaner, call, marks, (*path, name))
            for name, call in members(module["module_calls"])
        }
    return copy


def _declared(cleaner: Cleaner, declared: JsonObject, held_in: str) -> JsonValue:
    """Copy a variable or output; a sensitive one without what it holds."""
    if is_sensitive(declared) and held_in in declared:
        return {**_searched(cleaner, declared, held_in), held_in: TOKEN}
    return cleaner.free(declared)


def _resource(cleaner: Cleaner, resource: JsonObject, secret: set[str | None]) -> JsonObject:
    expressions: JsonObject = {
        name: (
            _hidden(expression) if name in secret or None in secret else cleaner.free(expression)
        )
        for name, expression in _items(resource.get("expressions"))
    }
    return cleaner.item(resource, expressions=expressions)


def _call(cleaner: Cleaner, call: JsonObject, marks: _Marks, path: tuple[str, ...]) -> JsonObject:
    callee = call.get("module")
    declared = at(callee, "variables")
    expressions: JsonObject = {
        name: (
            _hidden(expression) if is_sensitive(at(declared, name)) else cleaner.free(expression)
        )
        for name, expression in _items(call.get("expressions"))
    }
    copy = _searched(cleaner, call, "expressions", "module")
    return {**copy, "expressions": expressions, "module": _module(cleaner, callee, marks, path)}


def _hidden(expression: JsonValue) -> JsonValue:
    """Return an expression without its constants; blocks and references are code, and stay."""
    if isinstance(expression, list):
        return [_hidden(block) for block in expression]
    if not isinstance(expression, dict):
        return None if expression is None else TOKEN
    return {
        name: inner if name == "references" else _hidden_part(name, inner)
        for name, inner in expression.items()
    }


def _hidden_part(name: str, inner: JsonValue) -> JsonValue:
    return hidden(inner) if name == "constant_value" else _hidden(inner)


def _items(value: JsonValue) -> list[tuple[str, JsonValue]]:
    return list(value.items()) if isinstance(value, dict) else []


def _searched(cleaner: Cleaner, value: JsonObject, *without: str) -> JsonObject:
    """Copy the members that need no care of their own."""
    return {key: cleaner.free(item) for key, item in value.items() if key not in without}
