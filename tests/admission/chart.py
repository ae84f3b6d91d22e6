"""What every render of the chart must hold, whatever its values: R1 to R10 and R12 as functions.

Each takes the rendered objects and raises AssertionError. tests/admission/test_chart.py runs them
over a matrix of values, and over renders that were broken on purpose.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import yaml
from click.testing import CliRunner

from govern.cli.main import cli
from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_spec = importlib.util.spec_from_file_location(
    "kustomize_tool", surroundings.ROOT / "tools/kustomize.py"
)
assert _spec is not None
assert _spec.loader is not None
tool: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

Object = dict[str, Any]


def render(*settings: str) -> list[Object]:
    """The chart's objects with these settings."""
    helm = str(surroundings.require_tool("helm"))
    found: list[Object] = tool.rendered(helm, *settings)
    return found


def one(objects: list[Object], kind: str, name: str) -> Object:
    """The object of a kind and name; a Job's revision is no part of it."""
    found = [
        each
        for each in objects
        if each["kind"] == kind and each["metadata"]["name"].removesuffix("-1") == name
    ]
    assert len(found) == 1, f"{kind} {name}: {len(found)}"
    return found[0]


def pods(objects: list[Object]) -> Iterator[tuple[str, Object]]:
    """Every pod template with the name of its owner."""
    for each in objects:
        spec = each.get("spec", {})
        if each["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            yield each["metadata"]["name"], spec["template"]


def containers(template: Object) -> list[Object]:
    """Every container of a pod template."""
    return [*template["spec"].get("initContainers", ()), *template["spec"]["containers"]]


def serving(objects: list[Object]) -> Object:
    """The pod specification of what serves."""
    found: Object = one(objects, "Deployment", "govern")["spec"]["template"]["spec"]
    return found


def flag(arguments: list[str], name: str) -> str:
    """The value of `--name=value`."""
    found = [each.partition("=")[2] for each in arguments if each.startswith(f"--{name}=")]
    assert len(found) == 1, f"--{name}: {found}"
    return found[0]


def register(objects: list[Object]) -> list[str]:
    """The arguments with which the webhook is registered."""
    setup = one(objects, "Job", "govern-setup")["spec"]["template"]["spec"]
    found: list[str] = setup["containers"][0]["args"]
    assert found[:2] == ["admission", "register"], found
    return found


def registered(objects: list[Object]) -> list[Object]:
    """The webhooks that those arguments lead to."""
    unasked = ("--ca-secret-name=", "--wait=", "--inject-from=", "--config=")
    rest = [each for each in register(objects)[2:] if not each.startswith(unasked)]
    done = CliRunner().invoke(
        cli, ["admission", "manifests", *rest, "--config=none", "--inject-from=a/b"]
    )
    assert done.exit_code == 0, (done.output, done.exception)
    found: list[Object] = yaml.safe_load(done.stdout)["webhooks"]
    return found


def r1_exact_and_never_itself(objects: list[Object]) -> None:
    namespace = serving_namespace(objects)
    account = serving(objects)["serviceAccountName"]
    for webhook in registered(objects):
        text = yaml.safe_dump(webhook["rules"])
        assert "*" not in text
        assert "leases" not in text
        expressions = webhook["namespaceSelector"]["matchExpressions"][0]
        assert {namespace, "kube-system", "kube-node-lease"} <= set(expressions["values"])
        spared = f"system:serviceaccount:{namespace}:{account}"
        assert spared in yaml.safe_dump(webhook["matchConditions"])


def serving_namespace(objects: list[Object]) -> str:
    found: str = one(objects, "Deployment", "govern")["metadata"]["namespace"]
    return found


def r2_only_the_narrow_webhook_may_fail(objects: list[Object]) -> None:
    asked = "--fail" in register(objects)
    watches = "--audit-only" in register(objects)
    assert watches == ("--audit-only" in serving(objects)["containers"][0]["args"])
    for webhook in registered(objects):
        enforces = webhook["name"].startswith("enforce.")
        assert not (watches and enforces)
        assert webhook["failurePolicy"] == ("Fail" if asked and enforces else "Ignore")


def r3_nobody_waits_long(objects: list[Object]) -> None:
    seconds = int(flag(register(objects), "timeout"))
    assert 1 <= seconds <= 10
    for webhook in registered(objects):
        most = seconds if webhook["name"].startswith("enforce.") else 2
        assert webhook["timeoutSeconds"] <= most


def r4_what_serves_reaches_nothing_unasked(objects: list[Object]) -> None:
    asked = _looks_at_namespaces(objects)
    for each in objects:
        if (each["kind"], each["metadata"]["name"]) == ("NetworkPolicy", "govern"):
            assert "Egress" in each["spec"]["policyTypes"]
            of_rules = [
                {port["port"] for port in rule.get("ports", ())} for rule in each["spec"]["egress"]
            ]
            assert of_rules == ([{443, 6443}] if asked else []), "egress must be asked for"
            _selects(each["spec"]["podSelector"], objects)
    assert serving(objects)["automountServiceAccountToken"] is asked


def _looks_at_namespaces(objects: list[Object]) -> bool:
    return "--namespaces=cluster" in serving(objects)["containers"][0]["args"]


def r5_children_have_memory_and_no_throttle(objects: list[Object]) -> None:
    container = serving(objects)["containers"][0]
    assert int(flag(container["args"], "children")) >= 1
    for _, template in pods(objects):
        for each in containers(template):
            assert each["resources"]["limits"].get("memory")
            assert "cpu" not in each["resources"]["limits"]


def r6_registered_after_ready_and_gone_before_it_ends(objects: list[Object]) -> None:
    kinds = {each["kind"] for each in objects}
    assert "ValidatingWebhookConfiguration" not in kinds, "it is too early for that"
    arguments = register(objects)
    assert flag(arguments, "service") == one(objects, "Service", "govern")["metadata"]["name"]
    assert int(flag(arguments, "wait")) > 0
    secrets = [v["secret"]["secretName"] for v in serving(objects)["volumes"] if "secret" in v]
    assert secrets == [flag(arguments, "ca-secret-name")]
    probe = serving(objects)["containers"][0]["readinessProbe"]["httpGet"]
    assert (probe["path"], probe["scheme"]) == ("/readyz", "HTTPS")
    hook = one(objects, "Job", "govern-unregister")
    assert hook["metadata"]["annotations"]["helm.sh/hook"] == "pre-delete"
    taken = hook["spec"]["template"]["spec"]["containers"][0]["args"]
    assert taken[:3] == ["admission", "break-glass", "--execute"]
    assert flag(taken, "name") == flag(arguments, "name")


def r7_nobody_calls_a_pod_that_is_gone(objects: list[Object]) -> None:
    spec = one(objects, "Deployment", "govern")["spec"]
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    drain = int(flag(serving(objects)["containers"][0]["args"], "drain"))
    assert drain >= 5
    assert serving(objects)["terminationGracePeriodSeconds"] > drain + 5
    assert one(objects, "PodDisruptionBudget", "govern")["spec"]["minAvailable"] >= 1


def r8_certificates_are_followed_and_renewed(objects: list[Object]) -> None:
    arguments = serving(objects)["containers"][0]["args"]
    mount = next(m for m in serving(objects)["containers"][0]["volumeMounts"] if m["name"] == "tls")
    for name, file in (("tls-cert", "tls.crt"), ("tls-key", "tls.key"), ("tls-ca", "ca.crt")):
        assert flag(arguments, name) == f"{mount['mountPath']}/{file}"
    assert "subPath" not in mount, "a mounted file by itself is never renewed"
    mounted = yaml.safe_dump([v for v in serving(objects)["volumes"] if "secret" in v])
    assert "-ca" not in mounted, "the authority's key is not for what serves"
    for each in objects:
        if each["kind"] == "Certificate":
            life, left = (int(each["spec"][key][:-1]) for key in ("duration", "renewBefore"))
            assert abs(left - life / 3) <= 1
            assert each["spec"]["privateKey"]["encoding"] == "PKCS8"
    if "initContainers" in one(objects, "Job", "govern-setup")["spec"]["template"]["spec"]:
        assert one(objects, "CronJob", "govern-certificates")


def r9_reports_are_asked_for(objects: list[Object]) -> None:
    """Nothing looks at what runs, and nothing writes reports, unless the values say so."""
    audits = [each for each in objects if each["metadata"]["name"].endswith("govern-audit")]
    jobs = [each for each in audits if each["kind"] == "CronJob"]
    assert len(jobs) <= 1
    assert bool(audits) == bool(jobs), "rights without a use"
    for job in jobs:
        inside = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
        assert not any(each.startswith("--write-reports") for each in inside["args"])
        assert job["spec"]["concurrencyPolicy"] == "Forbid"


def r10_whoever_removes_it_may(objects: list[Object]) -> None:
    """The Job that runs break-glass has the right that it needs, on that name."""
    hook = one(objects, "Job", "govern-unregister")["spec"]["template"]["spec"]
    assert hook["serviceAccountName"] == "govern-setup"
    assert hook["automountServiceAccountToken"] is True
    role = one(objects, "ClusterRole", f"{serving_namespace(objects)}-govern-setup")
    name = flag(hook["containers"][0]["args"], "name")
    assert any("delete" in each["verbs"] and each["resourceNames"] == [name]
               for each in role["rules"] if "resourceNames" in each)  # fmt: skip


def r12_nobody_watches(objects: list[Object]) -> None:
    """No role has `watch` but on Namespaces: govern keeps nothing else of a cluster in memory."""
    for each in objects:
        for rule in each.get("rules", ()) if each["kind"].endswith("Role") else ():
            if rule["resources"] != ["namespaces"] or not _looks_at_namespaces(objects):
                assert not {"watch", "*"} & set(rule["verbs"])


def _selects(selector: Object, objects: list[Object]) -> None:
    labels = one(objects, "Deployment", "govern")["spec"]["template"]["metadata"]["labels"]
    assert selector["matchLabels"].items() <= labels.items()


def wired(objects: list[Object]) -> None:
    """Selectors, ports, volumes and accounts refer to what there is."""
    deployment = one(objects, "Deployment", "govern")["spec"]
    _selects(deployment["selector"], objects)
    _selects(one(objects, "PodDisruptionBudget", "govern")["spec"]["selector"], objects)
    service = one(objects, "Service", "govern")["spec"]
    _selects({"matchLabels": service["selector"]}, objects)
    ports = {
        each["name"]: each["containerPort"] for each in serving(objects)["containers"][0]["ports"]
    }
    assert service["ports"][0]["port"] == 443
    assert ports[service["ports"][0]["targetPort"]] == int(
        flag(serving(objects)["containers"][0]["args"], "port")
    )
    accounts = {each["metadata"]["name"] for each in objects if each["kind"] == "ServiceAccount"}
    for owner, template in pods(objects):
        assert template["spec"]["serviceAccountName"] in accounts, owner
        for each in containers(template):
            repository, _, digest = each["image"].partition("@")
            assert digest.startswith("sha256:"), f"{owner} runs {repository} by no digest"


def rights_are_few(objects: list[Object]) -> None:
    """What serves has none; what sets up can touch its own registration and Secrets."""
    reading = f"{serving_namespace(objects)}-govern-namespaces"
    for each in objects:
        if each["kind"].endswith("RoleBinding") and each["roleRef"]["name"] != reading:
            assert "govern" not in {subject["name"] for subject in each["subjects"]}
        if each["metadata"]["name"] == reading and "rules" in each:
            assert _looks_at_namespaces(objects)
            assert each["rules"] == [
                {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["get", "list", "watch"]}
            ]
    role = one(objects, "ClusterRole", f"{serving_namespace(objects)}-govern-setup")
    name = flag(register(objects), "name")
    for rule in role["rules"]:
        assert rule["resources"] == ["validatingwebhookconfigurations"]
        assert rule["verbs"] == ["create"] or rule["resourceNames"] == [name]
    secret = flag(register(objects), "ca-secret-name")
    for rule in one(objects, "Role", "govern-setup")["rules"]:
        allowed = {secret, f"{secret}-ca"}
        assert rule["verbs"] == ["create"] or set(rule["resourceNames"]) <= allowed


INVARIANTS: tuple[Callable[[list[Object]], None], ...] = (
    r1_exact_and_never_itself,
    r2_only_the_narrow_webhook_may_fail,
    r3_nobody_waits_long,
    r5_children_have_memory_and_no_throttle,
    r6_registered_after_ready_and_gone_before_it_ends,
    r7_nobody_calls_a_pod_that_is_gone,
    r8_certificates_are_followed_and_renewed,
    r4_what_serves_reaches_nothing_unasked,
    r9_reports_are_asked_for,
    r10_whoever_removes_it_may,
    r12_nobody_watches,
    wired,
    rights_are_few,
)
