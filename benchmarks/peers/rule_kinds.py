"""The kinds of simple rules that are compared: each in Rego, as a Kyverno pattern, as a breach."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Manifest: TypeAlias = dict[str, Any]

_POD = ("spec", "template", "spec")
_EACH = f"some container in {{root}}.{'.'.join(_POD)}.containers"


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of a Deployment.

    Attributes:
        title: What is right.
        rego: Expressions that hold together when the rule is broken; `{root}` is the object.
        pattern: What Kyverno holds the object against.
        breach: Breaks this rule, and no other of the table, in a Deployment that keeps them all.
    """

    title: str
    rego: tuple[str, ...]
    pattern: Manifest
    breach: Callable[[Manifest], None]


def metadata_entry(field: str, name: str, *, template: bool = False) -> Said:
    """Demand a label or an annotation, of the Deployment or of its Pods."""
    path = (*(_POD[:2] if template else ()), "metadata", field)

    def breach(manifest: Manifest) -> None:
        del at(manifest, path)[name]

    condition = f"not {{root}}{_reference((*path, name))}"
    owner = "Pods have" if template else "Deployments have"
    return Said(f"{owner} {name} in {field}", (condition,), _nested(path, {name: "?*"}), breach)


def forbidden_option(name: str) -> Said:
    """Forbid an option of Pods that is off unless it is set."""

    def breach(manifest: Manifest) -> None:
        at(manifest, _POD)[name] = True

    condition = f"{{root}}{_reference((*_POD, name))} == true"
    pattern = _nested(_POD, {f"=({name})": False})
    return Said(f"Pods do not set {name}", (condition,), pattern, breach)


def pod_field(path: tuple[str, ...], wanted: str | bool) -> Said:
    """Demand one value of a field of Pods."""
    whole = (*_POD, *path)

    def breach(manifest: Manifest) -> None:
        del at(manifest, whole[:-1])[whole[-1]]

    condition = f"not {{root}}{_reference(whole)} == {json.dumps(wanted)}"
    return Said(f"Pods set {path[-1]}", (condition,), _nested(whole, wanted), breach)


def container_field(path: tuple[str, ...], wanted: str | bool, wrong: str | bool) -> Said:
    """Demand one value of a field of every container."""

    def breach(manifest: Manifest) -> None:
        at(_container(manifest), path[:-1])[path[-1]] = wrong

    condition = f"not container{_reference(path)} == {json.dumps(wanted)}"
    pattern = _containers(_nested(path, wanted))
    return Said(f"Containers set {path[-1]}", (_EACH, condition), pattern, breach)


def container_has(path: tuple[str, ...]) -> Said:
    """Demand that every container has a field."""

    def breach(manifest: Manifest) -> None:
        del at(_container(manifest), path[:-1])[path[-1]]

    condition = f"not container{_reference(path)}"
    pattern = _containers(_nested(path, "?*"))
    return Said(f"Containers have {'.'.join(path)}", (_EACH, condition), pattern, breach)


def image(title: str, broken_if: str, pattern: str, wrong: str) -> Said:
    """Demand something of every container's image."""

    def breach(manifest: Manifest) -> None:
        _container(manifest)["image"] = wrong

    return Said(title, (_EACH, broken_if), _containers({"image": pattern}), breach)


def forbidden_volume(kind: str, source: Manifest) -> Said:
    """Forbid one kind of volumes."""

    def breach(manifest: Manifest) -> None:
        at(manifest, _POD)["volumes"].append({"name": "extra", kind: source})

    conditions = (f"some volume in {{root}}.{'.'.join(_POD)}.volumes", f"volume.{kind}")
    pattern = _nested(_POD, {"=(volumes)": [{f"X({kind})": "null"}]})
    return Said(f"Volumes are not of kind {kind}", conditions, pattern, breach)


def forbidden_port(port: int) -> Said:
    """Forbid a port of containers."""

    def breach(manifest: Manifest) -> None:
        _container(manifest)["ports"].append({"containerPort": port})

    conditions = (_EACH, "some port in container.ports", f"port.containerPort == {port}")
    pattern = _containers({"=(ports)": [{"containerPort": f"!{port}"}]})
    return Said(f"Containers do not listen on {port}", conditions, pattern, breach)


def forbidden_variable(name: str) -> Said:
    """Forbid an environment variable."""

    def breach(manifest: Manifest) -> None:
        _container(manifest)["env"].append({"name": name, "value": "some value"})

    conditions = (_EACH, "some variable in container.env", f'variable.name == "{name}"')
    pattern = _containers({"=(env)": [{"name": f"!{name}"}]})
    return Said(f"Containers do not have {name} in their environment", conditions, pattern, breach)


def at_least(path: tuple[str, ...], number: int) -> Said:
    """Demand a number that is at least so much."""
    return _bounded(path, f">= {number}", number - 1)


def at_most(path: tuple[str, ...], number: int) -> Said:
    """Demand a number that is at most so much."""
    return _bounded(path, f"<= {number}", number + 1)


def _bounded(path: tuple[str, ...], bound: str, wrong: int) -> Said:
    def breach(manifest: Manifest) -> None:
        at(manifest, path[:-1])[path[-1]] = wrong

    condition = f"not {{root}}{_reference(path)} {bound}"
    pattern = _nested(path, bound.replace(" ", ""))
    return Said(f"{path[-1]} is {bound}", (condition,), pattern, breach)


def at(value: Manifest, path: tuple[str, ...]) -> Any:
    """Return what is at a path of keys."""
    for key in path:
        value = value[key]
    return value


def _container(manifest: Manifest) -> Manifest:
    first: Manifest = at(manifest, _POD)["containers"][0]
    return first


def _containers(pattern: Manifest) -> Manifest:
    return _nested(_POD, {"containers": [pattern]})


def _nested(path: tuple[str, ...], value: Any) -> Manifest:
    for key in reversed(path):
        value = {key: value}
    nested: Manifest = value
    return nested


def _reference(path: tuple[str, ...]) -> str:
    """Return the keys as Rego refers to them."""
    return "".join(f".{key}" if key.isidentifier() else f'["{key}"]' for key in path)
