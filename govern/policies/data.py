"""What Rego sees as `data`: data files, merged as OPA merges them, and parameters."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.documents.yaml_reader import read_yaml
from govern.errors import InputError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from govern.model import JsonObject, JsonValue, Rule


class DataBuilder:
    """Puts data together and remembers which file each part came from."""

    def __init__(self) -> None:
        self.data: JsonObject = {}
        self._origins: dict[tuple[str, ...], str] = {}

    def add(self, value: JsonValue, at: Sequence[str], path: str) -> None:
        """Merge a file's value in at a place.

        Raises:
            PolicyError: another file has given a different value there; both are named.
        """
        for key in reversed(at):
            value = {key: value}
        if not isinstance(value, dict):
            raise PolicyError("data at the root must be a mapping", path=path)
        self._merge(self.data, value, (), path)

    def _merge(self, into: JsonObject, new: JsonObject, at: tuple[str, ...], path: str) -> None:
        for key, value in new.items():
            here = (*at, key)
            if key not in into:
                into[key] = copy.deepcopy(value)
                self._origins[here] = path
                continue
            old = into[key]
            if isinstance(old, dict) and isinstance(value, dict):
                self._merge(old, value, here, path)
            elif old != value or type(old) is not type(value):
                raise PolicyError(
                    f"two data files give different values for data.{'.'.join(here)}",
                    path=path,
                    cause=f"the other one is {self._origin(here)}",
                )

    def _origin(self, at: tuple[str, ...]) -> str:
        while at not in self._origins:
            at = at[:-1]
        return self._origins[at]


def read_data(text: str, path: str) -> JsonValue:
    """Read a data file: JSON when it is named so, otherwise YAML.

    Raises:
        PolicyError: it cannot be read as what its name says.
    """
    try:
        if path.lower().endswith(".json"):
            return read_json(text, path, Limits())
        return read_yaml(text, path, Limits())
    except InputError as error:
        raise PolicyError(
            f"the data file cannot be read: {error.message}",
            path=path,
            line=error.line,
            column=error.column,
            cause=error.cause,
        ) from error


def with_parameters(
    data: JsonObject, rules: Iterable[Rule], given: Mapping[str, Mapping[str, JsonValue]]
) -> JsonObject:
    """Return `data` with `params`: defaults that rules declare, then data files, then `given`.

    Raises:
        PolicyError: a parameter is given that no rule declares or with a value of another type
            than its default, or two rules declare different defaults.
    """
    params = _defaults(rules)
    from_files = data.get("params", {})
    if not isinstance(from_files, dict):
        raise PolicyError("data.params must be a mapping of parameter groups")
    for group, names in from_files.items():
        if not isinstance(names, dict):
            raise PolicyError(f"data.params.{group} must map names to values")
        params.setdefault(group, {}).update(names)
    for group, given_names in given.items():
        known = params.get(group)
        if known is None:
            raise PolicyError(
                f"[params.{group}] is no parameter group of the loaded rules",
                hint=f"known groups: {', '.join(sorted(params)) or 'none'}",
            )
        for name, value in given_names.items():
            _check(group, name, value, known)
            known[name] = copy.deepcopy(value)
    return {**data, "params": dict(sorted(params.items()))} if params else data


def _defaults(rules: Iterable[Rule]) -> dict[str, JsonObject]:
    params: dict[str, JsonObject] = {}
    owners: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        for group, names in rule.parameters.items():
            for name, default in names.items():
                other = owners.setdefault((group, name), rule)
                if other is not rule and other.parameters[group][name] != default:
                    raise PolicyError(
                        f"rules {other.id} and {rule.id} declare different defaults for "
                        f"params.{group}.{name}",
                        path=rule.file,
                        cause=f"the other one is {other.file}",
                    )
                params.setdefault(group, {})[name] = copy.deepcopy(default)
    return params


def _check(group: str, name: str, value: JsonValue, known: JsonObject) -> None:
    if name not in known:
        raise PolicyError(
            f"[params.{group}] has no parameter {name!r}",
            hint=f"known names: {', '.join(sorted(known)) or 'none'}",
        )
    wanted, got = _type_of(known[name]), _type_of(value)
    if wanted not in {"null", got}:
        raise PolicyError(
            f"params.{group}.{name} must be a {wanted} like its default, but a {got} is given"
        )


def _type_of(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {str: "text", list: "list", dict: "mapping"}[type(value)]
