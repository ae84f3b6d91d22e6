"""A whole plan without its secrets, for evidence and for scanners that copy what they read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.redaction.scrubber import TOKEN
from govern.documents.terraform_plan.cleaner import Cleaner, mask
from govern.documents.terraform_plan.redacted_configuration import redacted_configuration
from govern.documents.terraform_plan.redaction import PlanRedactor
from govern.documents.terraform_plan.sensitivity import (
    at,
    members,
    objects,
    sensitive_outputs,
    sensitive_variables,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import JsonObject, JsonValue

_OUTLINE = ("address", "module_address", "mode", "type", "name", "provider_name")
_ABOUT = ("format_version", "terraform_version", "timestamp", "applyable", "complete", "errored")


def redacted(plan: JsonObject) -> JsonObject:
    """Return a plan (or some sections of one) with `(sensitive)` in place of every secret.

    Sections that are unknown here are left out. A plan that does not mark its sensitive values is
    reduced to addresses, types and actions. `plan` is not changed.
    """
    redactor = PlanRedactor(plan)
    if redactor.withholds_values:
        return _outline(plan)
    cleaner = Cleaner(redactor)
    sections: dict[str, Callable[[JsonValue], JsonValue]] = {
        "variables": lambda value: _variables(cleaner, value, plan),
        "planned_values": lambda value: _state(cleaner, value),
        "prior_state": lambda value: _prior_state(cleaner, value),
        "resource_changes": lambda value: _changes(cleaner, value),
        "resource_drift": lambda value: _changes(cleaner, value),
        "deferred_changes": lambda value: _deferred(cleaner, value),
        "output_changes": lambda value: _outputs(cleaner, value, plan),
        "action_invocations": lambda value: _actions(cleaner, value),
        "configuration": lambda value: redacted_configuration(cleaner, value, plan),
        **dict.fromkeys(
            (*_ABOUT, "checks", "condition_results", "relevant_attributes"), cleaner.free
        ),
    }
    return {key: sections[key](value) for key, value in plan.items() if key in sections}


def _outline(plan: JsonObject) -> JsonObject:
    return {
        **{key: plan[key] for key in _ABOUT if key in plan},
        "resource_changes": [
            {
                **{key: item[key] for key in _OUTLINE if key in item},
                "change": {"actions": at(item, "change", "actions")},
            }
            for item in objects(plan.get("resource_changes"))
        ],
        "output_changes": {
            name: {"actions": change.get("actions")}
            for name, change in members(plan.get("output_changes"))
        },
    }


def _changes(cleaner: Cleaner, value: JsonValue) -> JsonValue:
    return [_change_item(cleaner, item) for item in objects(value)]


def _change_item(cleaner: Cleaner, item: JsonObject) -> JsonObject:
    return cleaner.item(item, change=_change(cleaner, item.get("change")))


def _change(cleaner: Cleaner, change: JsonValue) -> JsonValue:
    if not isinstance(change, dict):
        return None
    sides = {
        side: cleaner.free(mask(change[side], change.get(f"{side}_sensitive")))
        for side in ("before", "after")
        if side in change
    }
    return cleaner.item(change, **sides)


def _deferred(cleaner: Cleaner, value: JsonValue) -> JsonValue:
    return [
        {"reason": item.get("reason"), "resource_change": _change_item(cleaner, change)}
        for item in objects(value)
        for change in objects([item.get("resource_change")])
    ]


def _outputs(cleaner: Cleaner, value: JsonValue, plan: JsonObject) -> JsonValue:
    secret = sensitive_outputs(plan)
    everything: JsonObject = {"before_sensitive": True, "after_sensitive": True}
    return {
        name: _change(cleaner, {**change, **everything} if name in secret else change)
        for name, change in members(value)
    }


def _actions(cleaner: Cleaner, value: JsonValue) -> JsonValue:
    return [
        cleaner.item(
            action,
            config_values=cleaner.free(
                mask(action.get("config_values"), action.get("config_sensitive"))
            ),
        )
        for action in objects(value)
    ]


def _variables(cleaner: Cleaner, value: JsonValue, plan: JsonObject) -> JsonValue:
    secret = sensitive_variables(plan)
    return {
        name: {"value": TOKEN} if name in secret else cleaner.free(variable)
        for name, variable in members(value)
    }


def _prior_state(cleaner: Cleaner, value: JsonValue) -> JsonValue:
    if not isinstance(value, dict):
        return None
    return cleaner.item(value, values=_state(cleaner, value.get("values")))


def _state(cleaner: Cleaner, value: JsonValue) -> JsonValue:
    outputs = {
        name: cleaner.free({**output, "value": mask(output.get("value"), output.get("sensitive"))})
        for name, output in members(at(value, "outputs"))
    }
    return {"outputs": outputs, "root_module": _module(cleaner, at(value, "root_module"))}


def _module(cleaner: Cleaner, module: JsonValue) -> JsonValue:
    if not isinstance(module, dict):
        return {}
    resources: JsonValue = [
        cleaner.item(
            resource,
            values=cleaner.free(mask(resource.get("values"), resource.get("sensitive_values"))),
        )
        for resource in objects(module.get("resources"))
    ]
    children: JsonValue = [
        _module(cleaner, child) for child in objects(module.get("child_modules"))
    ]
    return cleaner.item(module, resources=resources, child_modules=children)
