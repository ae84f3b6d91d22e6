"""`rego.metadata.rule()` and `rego.metadata.chain()`: what METADATA comments say, as constants.

Which block counts for what, and what it is as a value, follows OPA's ast/annotations.go.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.syntax import line, nodes
from govern.policies.annotation import read_annotation
from govern.policies.rego_text import metadata_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.engine.embedded.rewrite.survey import Definition, Path, Survey
    from govern.model import JsonObject, JsonValue
    from govern.policies.annotation import Annotation

CALLS = frozenset({("rego", "metadata", "chain"), ("rego", "metadata", "rule")})
_AS_THEY_ARE = ("title", "entrypoint", "description", "organizations", "custom", "labels")
_UNKNOWN = ("compile", "schemas")


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of comments: what it says, and the path of what it is about."""

    value: JsonObject
    path: Path
    definition: Definition | None  # what it stands above; None for a package

    @property
    def link(self) -> JsonObject:
        """The block as a part of a chain."""
        return {"path": [*self.path[1:]], "annotations": self.value}


def fill_in_annotations(surveys: Sequence[Survey]) -> None:
    """Note at each survey the constant for each of its calls of CALLS.

    Raises:
        PolicyError: a block is no YAML, or says what is not known here.
    """
    calling = [one for one in surveys if any(call.name in CALLS for call in one.calls)]
    if not calling:
        return
    blocks = [block for found in surveys for block in _blocks(found)]
    for found in calling:
        names = {id(call.node): call.name[-1] for call in found.calls if call.name in CALLS}
        for rule, definition in zip(found.tree.ast["rules"], found.definitions, strict=True):
            for name, node in nodes(rule):
                if name == "Call" and id(node) in names:
                    value = _value(names[id(node)], definition, found, blocks)
                    found.constants[id(node)] = json.dumps(value)


def _value(name: str, rule: Definition, found: Survey, blocks: Iterable[_Block]) -> JsonValue:
    own = [one for one in blocks if one.definition is rule and one.value["scope"] == "rule"]
    if name == "rule":
        return own[0].value if own else {}
    package = ("data", *found.tree.package)
    around: dict[str, list[_Block]] = defaultdict(list)
    for block in blocks:
        around[str(block.value["scope"])].append(block)
    chain = [
        *reversed(own),
        *(one for one in around["document"] if one.path == rule.path),
        *(one for one in around["package"] if one.path == package),
        *sorted(
            (one for one in around["subpackages"] if one.path == package[: len(one.path)]),
            key=lambda one: -len(one.path),
        ),
    ]
    head: list[JsonValue] = [] if own else [{"path": [*rule.path[1:]]}]
    return [*head, *(one.link for one in chain)]


def _blocks(found: Survey) -> Iterator[_Block]:
    """Yield a module's blocks; each is about what begins next below it."""
    starts: list[tuple[int, Definition | None]] = [(line(found.tree.ast["package"]["refr"]), None)]
    starts += [(one.line, one) for one in found.definitions]
    for comment in metadata_blocks(found.tree.source.decode()):
        below = min((one for one in starts if one[0] > comment.line), key=_line, default=None)
        if below is None:
            continue
        definition = below[1]
        read = read_annotation(comment.yaml, found.tree.path, comment.line + 1)
        path = definition.path if definition else ("data", *found.tree.package)
        yield _Block(_read(read, definition), path, definition)


def _line(start: tuple[int, Definition | None]) -> int:
    return start[0]


def _read(read: Annotation, definition: Definition | None) -> JsonObject:
    value = read.value
    for key in _UNKNOWN:
        if key in value:
            read.fail((key,), f"`{key}` cannot be told to a rule here; run this with --engine opa")
    scope = "rule" if definition else "package"
    if definition and value.get("entrypoint"):
        scope = "document"
    found: JsonObject = {"scope": value.get("scope") or scope}
    found |= {key: value[key] for key in _AS_THEY_ARE if value.get(key)}
    for key, shape in (("related_resources", _resource), ("authors", _author)):
        many = value.get(key)
        if isinstance(many, list) and many:
            found[key] = [shape(one) for one in many]
    return found


def _resource(value: JsonValue) -> JsonValue:
    return {"ref": value} if isinstance(value, str) else value


def _author(value: JsonValue) -> JsonValue:
    """Return name and e-mail of `Name <e-mail>`."""
    if not isinstance(value, str):
        return value
    words = value.split()
    email = words[-1][1:-1] if words and words[-1][:1] + words[-1][-1:] == "<>" else ""
    name = " ".join(words[:-1] if email or words[-1:] == ["<>"] else words)
    return {key: part for key, part in (("name", name), ("email", email)) if part}
