"""`# METADATA` comment blocks of native rules → Rule (docs/reference/writing-rules.md)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.model import Enforcement, FailurePolicy, Kind, Match, Rule, Severity
from govern.policies.annotation import Annotation, read_annotation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonObject, Module
    from govern.policies.rego_text import CommentBlock

VERBS = ("deny", "warn", "undecided")
OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT")

_ID = re.compile(r"[A-Z][A-Z0-9]*(?:[-_.][A-Z0-9]+)*")
_CONTROL = re.compile(r"[a-z0-9][a-z0-9.-]*:\S.*")
_RULE_KEYS = {
    "id": True,
    "severity": True,
    "match": True,
    "controls": False,
    "remediation": False,
    "parameters": False,
    "effective_on": False,
    "enforcement": False,
    "failure_policy": False,
    "help_uri": False,
}
_MATCH_KEYS = {"kind": True, "resources": False, "operations": False, "scope": False}
_PARAMETER_KEYS = {"default": True, "description": True}
# The keys of OPA's own annotations (openpolicyagent.org/docs/policy-language#annotations).
_TOP_KEYS = {
    "scope": False,
    "title": True,
    "description": False,
    "related_resources": False,
    "authors": False,
    "organizations": False,
    "schemas": False,
    "entrypoint": False,
    "custom": True,
}


def declares_rule(block: CommentBlock, path: str) -> Annotation | None:
    """Return the annotation when it declares a native rule (it has `custom.id`), else None.

    Raises:
        PolicyError: the block is not YAML, or a rule is declared elsewhere than above `package`.
    """
    annotation = read_annotation(block.yaml, path, block.line + 1)
    custom = annotation.value.get("custom")
    if not isinstance(custom, dict) or "id" not in custom:
        return None
    if not block.above.startswith("package"):
        raise PolicyError(
            "a rule's METADATA stands above something else than `package`",
            path=path,
            line=block.line,
            hint="one rule a file: put the block with `custom.id` directly above `package`",
        )
    return annotation


def rule_of(annotation: Annotation, module: Module, entrypoints: Mapping[str, str]) -> Rule:
    """Return the Rule that an annotation declares.

    Raises:
        PolicyError: a key is unknown, missing or wrong; the error names the line.
    """
    top = annotation.mapping((), _TOP_KEYS)
    custom = annotation.mapping(("custom",), _RULE_KEYS)
    if top.get("scope", "package") != "package":
        annotation.fail(("scope",), "a rule is a package, so its scope is `package`")
    return Rule(
        id=annotation.text(("custom", "id"), _ID, "capitals and digits, such as `ORG042`"),
        title=annotation.text(("title",)),
        severity=annotation.choice(("custom", "severity"), Severity),
        match=_match(annotation),
        package=module.package,
        entrypoints=entrypoints,
        description=annotation.text(("description",)) if "description" in top else "",
        remediation=annotation.text(("custom", "remediation")) if "remediation" in custom else "",
        controls=annotation.texts(("custom", "controls"), _CONTROL, "`catalogue:control`"),
        parameters=_parameters(annotation) if "parameters" in custom else {},
        effective_on=annotation.instant(("custom", "effective_on")),
        enforcement=annotation.choice(("custom", "enforcement"), Enforcement)
        if "enforcement" in custom
        else Enforcement.DENY,
        failure_policy=annotation.choice(("custom", "failure_policy"), FailurePolicy)
        if "failure_policy" in custom
        else FailurePolicy.FAIL,
        file=module.path,
        help_uri=annotation.text(("custom", "help_uri")) if "help_uri" in custom else "",
    )


def _match(annotation: Annotation) -> Match:
    at = ("custom", "match")
    match = annotation.mapping(at, _MATCH_KEYS)
    scope = match.get("scope", "document")
    if scope not in {"document", "set"}:
        annotation.fail((*at, "scope"), "`scope` is `document` or `set`")
    operations = annotation.texts((*at, "operations"))
    for operation in operations:
        if operation not in OPERATIONS:
            annotation.fail((*at, "operations"), f"`operations` are among {', '.join(OPERATIONS)}")
    return Match(
        kind=annotation.choice((*at, "kind"), Kind),
        resources=annotation.texts((*at, "resources")),
        operations=operations,
        scope=str(scope),
    )


def _parameters(annotation: Annotation) -> dict[str, JsonObject]:
    """Read `{group: {name: {default, description}}}` into `{group: {name: default}}`."""
    at = ("custom", "parameters")
    found: dict[str, JsonObject] = {}
    for group, names in annotation.named(at).items():
        if not isinstance(names, dict):
            annotation.fail(
                (*at, group), "a parameter group maps names to `{default, description}`"
            )
        found[group] = {
            name: annotation.mapping((*at, group, name), _PARAMETER_KEYS)["default"]
            for name in annotation.named((*at, group))
        }
    return found
