"""Constraints: what they are for, their parameters, and what a violation does."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import jsonschema_rs

from govern.model import ConstraintMatch, Enforcement, LabelRequirement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue
    from govern.policies.dialects.objects import Keys, PolicyObject
    from govern.policies.dialects.templates import Template

_MATCH = ("spec", "match")
_MATCH_KEYS = frozenset(
    {
        "source", "kinds", "scope", "namespaces", "excludedNamespaces",
        "labelSelector", "namespaceSelector", "name",
    }
)  # fmt: skip
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_SCOPES = ("*", "Cluster", "Namespaced")
_SOURCES = ("All", "Original", "Generated")
_STRICTEST = (Enforcement.DENY, Enforcement.WARN, Enforcement.DRYRUN)
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_GLOB = re.compile(r"\*?[^*]*\*?")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint.

    Attributes:
        enforcement: What a violation does; None when it is not enforced where govern decides.
        points: Where it is enforced, if only somewhere.
    """

    kind: str
    name: str
    match: ConstraintMatch
    parameters: JsonObject = field(repr=False)
    enforcement: Enforcement | None
    points: tuple[str, ...]
    source: PolicyObject = field(repr=False)


def constraint_of(source: PolicyObject, template: Template, point: str) -> Constraint:
    """Return the constraint that an object is.

    Args:
        source: The object.
        template: The template of its kind.
        point: The enforcement point that govern decides for, among scoped actions.

    Raises:
        PolicyError: Gatekeeper would refuse it.
    """
    if not _NAME.fullmatch(source.name):
        source.fail(("metadata", "name"), "a constraint needs a name in lower case, as DNS has it")
    enforcement, points = _enforcement(source, point)
    return Constraint(
        source.kind,
        source.name,
        _match(source),
        _parameters(source, template),
        enforcement,
        points,
        source,
    )


def _parameters(source: PolicyObject, template: Template) -> JsonObject:
    """Return the parameters with the schema's defaults, checked against it."""
    at = ("spec", "parameters")
    given = source.at(at)
    if given is None:
        return {}
    parameters = _with_defaults(copy.deepcopy(given), template.schema)
    try:
        validator = jsonschema_rs.Draft7Validator(_plain_mapping(template.schema))
    except (jsonschema_rs.ValidationError, ValueError) as error:
        template.source.fail(
            ("spec", "crd", "spec", "validation", "openAPIV3Schema"),
            f"the schema of its parameters is none: {str(error).splitlines()[0]}",
        )
    for wrong in validator.iter_errors(parameters):
        path = tuple(wrong.instance_path)
        source.fail((*at, *path), f"its parameters are not as its template wants: {wrong.message}")
    return parameters if isinstance(parameters, dict) else source.mapping(at)


def _with_defaults(value: JsonValue, schema: JsonValue) -> JsonValue:
    """Fill in defaults as the API server does: where the object that has them is there."""
    if not isinstance(schema, dict):
        return value
    properties = schema.get("properties")
    if isinstance(value, dict):
        for name, inner in properties.items() if isinstance(properties, dict) else ():
            if isinstance(inner, dict):
                if name not in value and "default" in inner:
                    value[name] = copy.deepcopy(inner["default"])
                if name in value:
                    value[name] = _with_defaults(value[name], inner)
    elif isinstance(value, list):
        return [_with_defaults(one, schema.get("items")) for one in value]
    return value


def _plain_mapping(schema: JsonObject) -> JsonObject:
    plain = _plain(schema)
    return plain if isinstance(plain, dict) else {}


def _plain(schema: JsonValue) -> JsonValue:
    """Return an OpenAPI v3 schema in the words of JSON Schema: `nullable` has no meaning there."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value) for key, value in schema.items() if key != "format"}
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        plain["type"] = [schema["type"], "null"]
    return plain


def _enforcement(source: PolicyObject, point: str) -> tuple[Enforcement | None, tuple[str, ...]]:
    action = source.text(("spec", "enforcementAction"), Enforcement.DENY.value)
    if action != "scoped":
        return _action(source, ("spec", "enforcementAction"), action), ()
    at: Keys = ("spec", "scopedEnforcementActions")
    actions, points = [], []
    for index, _ in enumerate(source.items(at)):
        here = (*at, index)
        said = _action(source, (*here, "action"), source.text((*here, "action")))
        for number, _ in enumerate(source.items((*here, "enforcementPoints"))):
            name = source.text((*here, "enforcementPoints", number, "name"))
            points.append(name)
            if name in {point, "*"}:
                actions.append(said)
    found = next((one for one in _STRICTEST if one in actions), None)
    return found, tuple(dict.fromkeys(points))


def _action(source: PolicyObject, at: Keys, action: str) -> Enforcement:
    if action not in [one.value for one in Enforcement]:
        source.fail(at, f"the action {action!r} is none of deny, warn, dryrun and scoped")
    return Enforcement(action)


def _match(source: PolicyObject) -> ConstraintMatch:
    for key in source.mapping(_MATCH):
        if key not in _MATCH_KEYS:
            source.fail((*_MATCH, key), f"`{key}` is no key of `match`")
    return ConstraintMatch(
        tuple(_kinds(source)),
        _one_of(source, "scope", _SCOPES),
        _globs(source, "namespaces"),
        _globs(source, "excludedNamespaces"),
        _selector(source, (*_MATCH, "labelSelector")),
        _selector(source, (*_MATCH, "namespaceSelector")),
        _glob(source, (*_MATCH, "name"), source.text((*_MATCH, "name"), "")),
        _one_of(source, "source", _SOURCES),
    )


def _kinds(source: PolicyObject) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    at = (*_MATCH, "kinds")
    for index, _ in enumerate(source.items(at)):
        source.mapping((*at, index))
        yield source.texts((*at, index, "apiGroups")), source.texts((*at, index, "kinds"))


def _one_of(source: PolicyObject, key: str, allowed: tuple[str, ...]) -> str:
    value = source.text((*_MATCH, key), allowed[0])
    if value not in allowed:
        source.fail((*_MATCH, key), f"`{key}` is one of {', '.join(allowed)}")
    return value


def _globs(source: PolicyObject, key: str) -> tuple[str, ...]:
    at = (*_MATCH, key)
    return tuple(_glob(source, at, one) for one in source.texts(at))


def _glob(source: PolicyObject, at: Keys, text: str) -> str:
    if not _GLOB.fullmatch(text):
        source.fail(at, f"{text!r} has a `*` elsewhere than at its start or end")
    return text


def _selector(source: PolicyObject, at: Keys) -> tuple[LabelRequirement, ...] | None:
    """Return a label selector as requirements (apimachinery, LabelSelectorAsSelector)."""
    if source.at(at) is None:
        return None
    for key in source.mapping(at):
        if key not in {"matchLabels", "matchExpressions"}:
            source.fail((*at, key), f"`{key}` is no key of a label selector")
    found = [
        LabelRequirement(key, "In", (source.text((*at, "matchLabels", key)),))
        for key in source.mapping((*at, "matchLabels"))
    ]
    for index, _ in enumerate(source.items((*at, "matchExpressions"))):
        here = (*at, "matchExpressions", index)
        operator, values = source.text((*here, "operator")), source.texts((*here, "values"))
        if operator not in _OPERATORS:
            source.fail((*here, "operator"), f"`operator` is one of {', '.join(_OPERATORS)}")
        if bool(values) != (operator in {"In", "NotIn"}):
            source.fail(here, f"`{operator}` with {'' if values else 'no '}values")
        found.append(LabelRequirement(source.text((*here, "key")), operator, values))
    return tuple(found)
