"""Rules → ValidatingAdmissionPolicies: what the API server can judge by itself, without a webhook.

Such a policy has no escape of its own, so that a mistake in one can lock a control plane up: these
go on when they cannot be evaluated (failurePolicy Ignore), and leave the system's namespaces out.
Waivers and exceptions are unknown to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.admission.registration.configuration import SYSTEM_NAMESPACES
from govern.admission.registration.expressions import EXPRESSIONS, RESOURCES, VARIABLES
from govern.model import Enforcement, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonObject, JsonValue, Rule
    from govern.policies.policy_set import PolicySet

_VERSION = "admissionregistration.k8s.io/v1"
_NAME_LABEL = "kubernetes.io/metadata.name"
_OLDEST = 37  # minor version of Kubernetes whose Pod Security Standards the expressions follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where the policies hold.

    Attributes:
        prefix: Of the objects' names.
        excluded: Namespaces that are left out beside the system's.
        included: The only namespaces that they hold in; empty for all but the excluded.
        audit_only: Warn and note, whatever a rule says of itself.
    """

    prefix: str = "govern"
    excluded: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    audit_only: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """What could be expressed.

    Attributes:
        objects: Policies, each followed by its binding.
        covered: Ids of the rules that they stand for.
        left: Rule id → why there is no policy for it.
    """

    objects: tuple[JsonObject, ...]
    covered: tuple[str, ...]
    left: Mapping[str, str]


def admission_policies(policies: PolicySet, scope: Scope) -> Generated:
    """Return a policy and a binding for each rule that CEL says exactly."""
    objects: list[JsonObject] = []
    covered: list[str] = []
    left: dict[str, str] = {}
    for rule in policies.rules:
        if rule.match.kind is not Kind.KUBERNETES:
            continue
        if (why := _why_not(rule, policies)) is not None:
            left[rule.id] = why
            continue
        name = f"{scope.prefix}-{rule.id.lower()}.govern-engine.github.io"
        objects += [_policy(name, rule, policies, scope), _binding(name, rule, scope)]
        covered.append(rule.id)
    return Generated(tuple(objects), tuple(covered), left)


def _why_not(rule: Rule, policies: PolicySet) -> str | None:
    expression = EXPRESSIONS.get(rule.id)
    if expression is None:
        return "no expression is known that is proven to say the same as its Rego"
    if expression.package != rule.package:
        return f"this is not the rule {expression.package} of the library"
    if rule.enforcement is Enforcement.DRYRUN:
        return "it runs dry"
    version = str(_parameter(policies, "version") or "latest")
    if rule.package.rpartition(".")[2].startswith("pss_") and not _is_newest(version):
        return f"the expressions follow Kubernetes 1.{_OLDEST}, and pss.version is {version}"
    return None


def _is_newest(version: str) -> bool:
    minor = version.rpartition(".")[2]
    return version == "latest" or (minor.isdecimal() and int(minor) >= _OLDEST)


def _parameter(policies: PolicySet, name: str) -> JsonValue:
    params = policies.data.get("params")
    group = params.get("pss") if isinstance(params, dict) else None
    return group.get(name) if isinstance(group, dict) else None


def _policy(name: str, rule: Rule, policies: PolicySet, scope: Scope) -> JsonObject:
    expression = EXPRESSIONS[rule.id]
    strict = _parameter(policies, "level") == "restricted"
    cel = (expression.cel_restricted if strict else None) or expression.cel
    return {
        "apiVersion": _VERSION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name, **_labels(rule)},
        "spec": {
            "failurePolicy": "Ignore",
            "matchConstraints": {
                "matchPolicy": "Equivalent",
                "namespaceSelector": _namespaces(scope),
                "resourceRules": [
                    {
                        "apiGroups": [group],
                        "apiVersions": [version],
                        "operations": ["CREATE", "UPDATE"],
                        "resources": [*resources],
                        "scope": "Namespaced",
                    }
                    for group, version, resources in RESOURCES
                ],
            },
            "matchConditions": [
                {"name": "not-nodes", "expression": "!('system:nodes' in request.userInfo.groups)"}
            ],
            "variables": [{"name": key, "expression": text} for key, text in VARIABLES.items()],
            "validations": [
                {
                    "expression": cel,
                    "message": f"[{rule.id}, {rule.severity.value}] {expression.message}",
                    "reason": "Forbidden",
                }
            ],
        },
    }


def _binding(name: str, rule: Rule, scope: Scope) -> JsonObject:
    denies = rule.enforcement is Enforcement.DENY and not scope.audit_only
    return {
        "apiVersion": _VERSION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name, **_labels(rule)},
        "spec": {
            "policyName": name,
            "validationActions": ["Deny", "Audit"] if denies else ["Warn", "Audit"],
            "matchResources": {"namespaceSelector": _namespaces(scope)},
        },
    }


def _labels(rule: Rule) -> JsonObject:
    return {
        "labels": {"app.kubernetes.io/name": "govern"},
        "annotations": {"govern-engine.github.io/rule": f"{rule.id} {rule.title}"},
    }


def _namespaces(scope: Scope) -> JsonObject:
    out: list[JsonValue] = [*sorted({*SYSTEM_NAMESPACES, *scope.excluded})]
    expressions: list[JsonValue] = [{"key": _NAME_LABEL, "operator": "NotIn", "values": out}]
    if scope.included:
        expressions.append(
            {"key": _NAME_LABEL, "operator": "In", "values": [*sorted(scope.included)]}
        )
    return {"matchExpressions": expressions}
