"""Copies values without secrets: the steps of which redacted.py makes a whole plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.redaction.scrubber import TOKEN
from govern.documents.terraform_plan.sensitivity import marked

if TYPE_CHECKING:
    from govern.documents.terraform_plan.redaction import PlanRedactor
    from govern.model import JsonObject, JsonValue

# Written in code or set by Terraform, never taken from a value; so they stay as they are.
_NAMES = frozenset(
    {"mode", "type", "name", "provider_name", "provider_config_key", "actions", "action_reason"}
)
_ADDRESSES = frozenset({"address", "module_address", "previous_address"})
_SHORT_KEY = 8  # a map's key below this length is a word, such as `name`, and not a secret


def hidden(value: JsonValue) -> JsonValue:
    """Return `value` with a token for every leaf, and in its shape, which readers rely on.

    The names in a list of blocks stay, since a schema gives them; those of a map may tell.
    """
    if isinstance(value, list):
        return [_hidden_block(item) if isinstance(item, dict) else hidden(item) for item in value]
    if isinstance(value, dict):
        return {TOKEN: TOKEN} if value else {}
    return None if value is None else TOKEN


def _hidden_block(block: JsonObject) -> JsonObject:
    return {key: hidden(item) for key, item in block.items()}


def mask(value: JsonValue, marks: JsonValue) -> JsonValue:
    """Return `value` with what `marks` marks hidden; where shapes differ, all of the part."""
    if value is None or not marks:
        return value
    if isinstance(marks, dict) and isinstance(value, dict):
        return {key: mask(item, marks.get(key)) for key, item in value.items()}
    if isinstance(marks, list) and isinstance(value, list) and len(marks) == len(value):
        return [mask(item, inner) for item, inner in zip(value, marks, strict=True)]
    return hidden(value) if marked(marks) else value


class Cleaner:
    """Copies values of one plan, searching them for the plan's secrets."""

    def __init__(self, redactor: PlanRedactor) -> None:
        self._redactor = redactor
        self._seen: dict[str, str] = {}  # plans repeat themselves; each text is searched once

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        if text not in self._seen:
            self._seen[text] = self._redactor.scrub(text)
        return self._seen[text]

    def address(self, address: str) -> str:
        """Return an address without secrets in its keys."""
        return self._redactor.scrub_address(address)

    def free(self, value: JsonValue) -> JsonValue:
        """Return a copy of any value, all of it searched, including the keys of maps."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return self._mapping(value)
        if isinstance(value, list):
            return [self.free(item) for item in value]
        if value is None or isinstance(value, bool):
            return value
        return value if self.text(str(value)) == str(value) else TOKEN

    def _mapping(self, value: JsonObject) -> JsonObject:
        copy: JsonObject = {}
        for key, item in value.items():
            shown = key if len(key) < _SHORT_KEY else self.text(key)
            while shown in copy:
                shown += "*"  # two keys that differ in their secrets alone
            copy[shown] = self.free(item)
        return copy

    def item(self, item: JsonObject, **handled: JsonValue) -> JsonObject:
        """Copy an addressed item: names as they are, `handled` as given, the rest searched."""
        copy: JsonObject = {}
        for key, value in item.items():
            if key in handled:
                copy[key] = handled[key]
            elif key in _NAMES:
                copy[key] = value
            elif key in _ADDRESSES and isinstance(value, str):
                copy[key] = self.address(value)
            else:
                copy[key] = self.free(value)
        return copy
