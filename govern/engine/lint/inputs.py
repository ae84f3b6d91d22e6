"""Fields of `input` that the host never gives, so that what asks for them is undefined."""

from __future__ import annotations

import difflib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from govern.assets import assets_root
from govern.engine.embedded.rewrite.syntax import ground_path, join, kind, line, nodes
from govern.engine.lint.finding import LintFinding
from govern.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.engine.embedded.rewrite.syntax import Tree

_REFERENCES = frozenset({"RefDot", "RefBrack"})
# What govern.policies.inputs builds; None where anything may follow.
_INPUT: Mapping[str, Any] = {
    "document": None,
    "kind": {},
    "source": {"path": {}, "sha256": {}, "format": {}, "index": {}},
    "facts": None,
    "request": {"operation": {}, "user": None, "old_object": None, "dry_run": {},
                "subresource": {}},
    "context": {"environment": {}, "now_ns": {}, "namespace": None, "tier": {}},
}  # fmt: skip
_SCHEMAS = {Kind.SBOM: "govern.sbom.v1.schema.json"}


def check_inputs(tree: Tree, document: Kind | None) -> Iterator[LintFinding]:
    """Yield what a rule's module reads of `input` that is never there.

    Args:
        tree: The module.
        document: The kind of document that its rule matches, where that is known.
    """
    seen: set[tuple[int, str]] = set()
    inside: set[int] = set()
    for name, node in nodes(tree.ast["rules"]):
        if name not in _REFERENCES:
            continue
        if name in _REFERENCES and kind(node["refr"]) in _REFERENCES:
            inside.add(id(node["refr"][kind(node["refr"])]))
        if id(node) in inside:
            continue  # a part of a longer reference
        _, names, _ = ground_path({name: node})
        if names[:1] != ["input"]:
            continue
        wrong = _unknown(names[1:], document)
        where = line(node)
        if wrong and (where, wrong) not in seen:
            seen.add((where, wrong))
            yield LintFinding(tree.path, where, "unknown-input", wrong)


def _unknown(names: list[str], document: Kind | None) -> str:
    """Return what is wrong with a path below `input`; empty when nothing is known to be."""
    known: Any = _INPUT
    for at, name in enumerate(names):
        if not name or known is None:
            return ""
        if name not in known:
            return _message(["input", *names[: at + 1]], known)
        known = known[name]
        if at == 0 and name == "document" and document in _SCHEMAS:
            return _unknown_in_schema(names[1:], _schema(_SCHEMAS[document]))
    return ""


def _unknown_in_schema(names: list[str], schema: Mapping[str, Any]) -> str:
    at: Any = schema
    for index, name in enumerate(names):
        while "$ref" in at:
            at = schema["$defs"][at["$ref"].rpartition("/")[2]]
        properties = at.get("properties")
        if not name or properties is None or at.get("additionalProperties") is not False:
            return ""
        if name not in properties:
            return _message(["input", "document", *names[: index + 1]], properties)
        at = properties[name]
    return ""


@cache
def _schema(name: str) -> dict[str, Any]:
    path = assets_root() / "evidence" / "schemas" / name
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _message(names: list[str], known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(names[-1], known, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(known)}"
    return f"{join(names)} is never there{hint if known else ''}"
