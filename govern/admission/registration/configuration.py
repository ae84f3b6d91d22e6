"""The ValidatingWebhookConfiguration: explicit in everything, and unable to take a cluster down.

Two webhooks, since the API server knows one failurePolicy for each: `enforce` has the rules that
can deny, `audit` those that only watch and must never be in anybody's way. Neither is asked about
system namespaces, about govern's own, or by govern and the nodes themselves.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.admission.judge import Lane, lanes_of
from govern.admission.registration.coverage import webhook_rules
from govern.admission.registration.owners import sparing_condition
from govern.errors import NothingEvaluated, UsageError

if TYPE_CHECKING:
    from govern.admission.registration.kinds import RegisteredKind
    from govern.model import JsonObject, JsonValue, Rule
    from govern.policies.policy_set import PolicySet

SYSTEM_NAMESPACES = ("kube-node-lease", "kube-public", "kube-system")
LONGEST_TIMEOUT = 10
_AUDIT_TIMEOUT = 2
_DOMAIN = "govern-engine.github.io"  # the project's own pages: nobody else can own the name
_NAME_LABEL = "kubernetes.io/metadata.name"  # set by the API server, so that nobody can lie


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationSettings:
    """How the webhook is registered.

    Attributes:
        name: Of the configuration object.
        namespace: Where govern runs; never asked about.
        service: Its Service.
        service_account: That govern runs as; its own requests are not asked about.
        port: The Service's port.
        url: Where govern listens instead of a Service, without a path; for servers outside.
        authority: The PEM certificates that the API server is to trust.
        inject_from: `namespace/name` of a cert-manager Certificate that fills them in.
        fail: Whether requests are denied while govern cannot be reached at all.
        timeout: Seconds that the API server waits for `enforce`.
        excluded: Further namespaces that are not asked about.
        kinds: Kinds of the organisation's own.
        audit_only: Every rule only watches.
        spare_owned: Leave out Pods that the API server's own controllers make from what is judged.
    """

    name: str = "govern"
    namespace: str = "govern-system"
    service: str = "govern"
    service_account: str = "govern"
    port: int = 443
    url: str | None = None
    authority: bytes = b""
    inject_from: str | None = None
    fail: bool = False
    timeout: int = 3
    excluded: tuple[str, ...] = ()
    kinds: tuple[RegisteredKind, ...] = ()
    audit_only: bool = False
    spare_owned: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.timeout <= LONGEST_TIMEOUT:
            raise UsageError(
                f"a webhook timeout of {self.timeout} s is not registered",
                cause="all webhooks together have 34 s for a request, and controllers lose their "
                "leases before that",
                hint=f"choose 1 to {LONGEST_TIMEOUT} s; 3 s is enough for policies",
            )
        if self.url is not None and not self.url.startswith("https://"):
            raise UsageError("the webhook's URL must begin with https://")


def configuration(policies: PolicySet, settings: RegistrationSettings) -> JsonObject:
    """Return the ValidatingWebhookConfiguration for these policies.

    Raises:
        NothingEvaluated: no rule is about anything in a cluster.
        PolicyError: a rule is about a kind that is unknown or must not be registered.
        UsageError: Pods of controllers are to be spared, and cannot be.
    """
    lanes = lanes_of(policies.rules, audit_only=settings.audit_only)
    webhooks: list[JsonValue] = [
        _webhook(lane, rules, lanes[lane], settings)
        for lane in (Lane.ENFORCE, Lane.AUDIT)
        if (rules := webhook_rules(lanes[lane], settings.kinds))
    ]
    if not webhooks:
        raise NothingEvaluated(
            "no rule is about anything in a cluster", hint="choose other policies or a profile"
        )
    annotations: JsonObject = {f"{_DOMAIN}/policy-revision": policies.revision}
    if settings.inject_from:
        annotations["cert-manager.io/inject-ca-from"] = settings.inject_from
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {
            "name": settings.name,
            "labels": {"app.kubernetes.io/name": "govern"},
            "annotations": annotations,
        },
        "webhooks": webhooks,
    }


def _webhook(
    lane: Lane, rules: list[JsonValue], asked: tuple[Rule, ...], settings: RegistrationSettings
) -> JsonObject:
    enforces = lane is Lane.ENFORCE
    return {
        "name": f"{lane.value}.{settings.name}.{_DOMAIN}",
        "admissionReviewVersions": ["v1"],
        "clientConfig": _client(lane, settings),
        "failurePolicy": "Fail" if enforces and settings.fail else "Ignore",
        "matchConditions": _conditions(asked, settings),
        "matchPolicy": "Equivalent",
        "namespaceSelector": {
            "matchExpressions": [
                {"key": _NAME_LABEL, "operator": "NotIn", "values": _excluded(settings)}
            ]
        },
        "objectSelector": {},
        "rules": rules,
        "sideEffects": "NoneOnDryRun",
        "timeoutSeconds": settings.timeout if enforces else min(settings.timeout, _AUDIT_TIMEOUT),
    }


def _excluded(settings: RegistrationSettings) -> list[JsonValue]:
    return [*sorted({*SYSTEM_NAMESPACES, settings.namespace, *settings.excluded})]


def _client(lane: Lane, settings: RegistrationSettings) -> JsonObject:
    path = f"/{lane.value}"
    client: JsonObject = {}
    if settings.url is not None:
        client["url"] = settings.url.rstrip("/") + path
    else:
        client["service"] = {
            "name": settings.service,
            "namespace": settings.namespace,
            "path": path,
            "port": settings.port,
        }
    if settings.authority:
        client["caBundle"] = base64.b64encode(settings.authority).decode()
    return client


def _conditions(asked: tuple[Rule, ...], settings: RegistrationSettings) -> list[JsonValue]:
    """Return CEL that spares govern and the kubelets, which must be able to work without us."""
    account = f"system:serviceaccount:{settings.namespace}:{settings.service_account}"
    return [
        {"name": "not-govern", "expression": f"request.userInfo.username != '{account}'"},
        {"name": "not-nodes", "expression": "!('system:nodes' in request.userInfo.groups)"},
        *([sparing_condition(asked)] if settings.spare_owned else []),
    ]
