"""Checks the shape of a plan's sections and fills what is optional, so that rules can rely on it.

Members that are unknown here are kept: HashiCorp's rule for readers is to ignore what they do not
know and to refuse an unknown major version only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.errors import InputError
    from govern.model import JsonObject, JsonValue

_LIGHT = ("address", "module_address", "previous_address", "mode", "type", "name", "provider_name")
_ITEM_DEFAULTS: JsonObject = {"module_address": "", "provider_name": "", "index": None}


class Shape:
    """Checks values of one plan; `refuse` turns a pointer and a complaint into an error."""

    def __init__(self, refuse: Callable[[str, str], InputError]) -> None:
        self._refuse = refuse

    def changes(self, value: JsonValue, *path: str | int) -> list[JsonValue]:
        """Return a list of resource changes, each complete.

        Raises:
            InputError: something is not what the format says.
        """
        items = self.listing(value, *path)
        for index, item in enumerate(items):
            self.change_item(item, *path, index)
        return items

    def change_item(self, item: JsonValue, *path: str | int) -> JsonObject:
        """Return one resource change with every member that rules rely on."""
        if not isinstance(item, dict):
            raise self._refuse(pointer_of(path), "a resource change must be an object")
        for key in ("address", "mode", "type", "name"):
            if not isinstance(item.get(key), str) or not item[key]:
                raise self._refuse(pointer_of((*path, key)), f"`{key}` must be a text")
        for key, default in _ITEM_DEFAULTS.items():
            if item.get(key) is None:
                item[key] = default
        self.change(item.get("change"), *path, "change")
        return item

    def change(self, change: JsonValue, *path: str | int) -> JsonObject:
        """Return the change of a resource or output with actions, both sides and the unknowns."""
        if not isinstance(change, dict):
            raise self._refuse(pointer_of(path), "`change` must be an object")
        actions = change.get("actions")
        if not isinstance(actions, list) or not all(isinstance(one, str) for one in actions):
            raise self._refuse(pointer_of((*path, "actions")), "`actions` must be a list of texts")
        for key in ("before", "after"):
            change.setdefault(key, None)
        if change.get("after_unknown") is None:
            change["after_unknown"] = {}
        return change

    def deferred(self, value: JsonValue) -> list[JsonValue]:
        """Return the deferred changes; each holds a complete `resource_change`."""
        items = self.listing(value, "deferred_changes")
        for index, item in enumerate(items):
            inner = item.get("resource_change") if isinstance(item, dict) else None
            self.change_item(inner, "deferred_changes", index, "resource_change")
        return items

    def drift(self, value: JsonValue) -> list[JsonValue]:
        """Return what changed outside of Terraform: addresses and actions, no values."""
        items = self.changes(value, "resource_drift")
        return [
            {
                **{key: item[key] for key in _LIGHT if key in item},
                "change": {"actions": item["change"]["actions"]},
            }
            for item in items
            if isinstance(item, dict) and isinstance(item["change"], dict)
        ]

    def outputs(self, value: JsonValue) -> JsonObject:
        """Return the changes of outputs by name."""
        outputs = self.mapping(value, "output_changes")
        for name, change in outputs.items():
            self.change(change, "output_changes", name)
        return outputs

    def mapping(self, value: JsonValue, *path: str | int) -> JsonObject:
        """Return an object; an absent one is empty."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._refuse(pointer_of(path), f"`{path[-1]}` must be an object")
        return value

    def listing(self, value: JsonValue, *path: str | int) -> list[JsonValue]:
        """Return a list; an absent one is empty."""
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._refuse(pointer_of(path), f"`{path[-1]}` must be a list")
        return value
