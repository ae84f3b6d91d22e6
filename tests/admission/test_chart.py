"""The Helm chart over a matrix of values, renders broken on purpose, and Kustomize beside it."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from govern.admission.hot_facts import Pending
from govern.admission.metrics import Metrics
from govern.admission.registration.kinds import known_kinds
from govern.attest.signing import FileSigner
from govern.cli.cluster.serving_images import images_of
from govern.cli.main import cli
from govern.errors import UsageError
from tests import surroundings
from tests.admission import chart
from tests.admission.chart import INVARIANTS, Object, flag, one, register, render, serving, tool
from tests.admission.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.server("helm")

_EVERYTHING = (
    "audit.enabled=true",
    "monitoring.serviceMonitor=true",
    "monitoring.prometheusRule=true",
    "monitoring.dashboard=true",
)
_FAIL = "registration.failurePolicy=Fail"
_VERIFYING = """[verify]
images = true
settled_hours = 12
[trust.keys.release]
file = "trust/release.pub"
[[trust.images]]
pattern = "ghcr.io/acme/*"
signers = ["release"]
"""
_MATRIX = {
    "defaults": (),
    "fail": (_FAIL, "registration.timeoutSeconds=5", "registration.spareOwned=true"),
    "audit-only": ("registration.auditOnly=true", "replicas=1"),
    "cert-manager": ("certificates.mode=certManager", *_EVERYTHING),
    "issuer": ("certificates.mode=certManager", "certificates.certManager.issuerRef.name=corp"),
    "verifying": (
        f"policies.config={_VERIFYING}",
        r"policies.trust.release\.pub=" + FileSigner.generate().public_key.pem.decode(),
        "server.args={--pending=wait,--otlp-endpoint=http://collector:4318}",
        "server.env[0].name=DOCKER_CONFIG",
        "server.env[0].value=/etc/registry",
        "server.volumes[0].name=registry",
        "server.volumes[0].configMap.name=registry",
        "server.volumeMounts[0].name=registry",
        "server.volumeMounts[0].mountPath=/etc/registry",
        "networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.name=monitoring",
    ),
    "existing": ("certificates.mode=existingSecret", "certificates.secretName=ours"),
    "everything": _EVERYTHING,
    "odd": (
        "registration.name=guard",
        "registration.excludedNamespaces={legacy,ops}",
        "registration.resources={example.com/v1/widgets=Widget}",
        "server.port=10250",
        "server.drainSeconds=40",
        "server.children=4",
        "server.namespaces=true",
        "policies.profile=baseline",
        "networkPolicy.enabled=false",
        "priorityClassName=ordinary",
        "certificates.secretName=other",
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda found: found.__name__)
@pytest.mark.parametrize("settings", _MATRIX.values(), ids=_MATRIX.keys())
def test_every_render_holds(settings: tuple[str, ...], invariant: Callable[..., None]) -> None:
    invariant(_rendered(settings))


_RENDERS: dict[tuple[str, ...], list[Object]] = {}


def _rendered(settings: tuple[str, ...]) -> list[Object]:
    if settings not in _RENDERS:
        _RENDERS[settings] = render(*settings)
    return copy.deepcopy(_RENDERS[settings])


def _change(kind: str, name: str, path: str, value: Any) -> Callable[[list[Object]], None]:
    """Set a value in an object; None as the value takes it away."""

    def changed(objects: list[Object]) -> None:
        place: Any = one(objects, kind, name)
        *ahead, last = (
            int(key) if key.isdigit() else key.replace("~", "/") for key in path.split("/")
        )
        for key in ahead:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return changed


def _argue(kind: str, name: str, old: str, new: str) -> Callable[[list[Object]], None]:
    """Replace an argument of the first container; add one for an empty old one."""

    def changed(objects: list[Object]) -> None:
        args = one(objects, kind, name)["spec"]["template"]["spec"]["containers"][0]["args"]
        if not old:
            args.append(new)
            return
        places = [number for number, found in enumerate(args) if found.startswith(old)]
        args[places[0] : places[0] + 1] = [new] if new else []

    return changed


def _add(found: Object) -> Callable[[list[Object]], None]:
    return lambda objects: objects.append(found)


_POD = "spec/template/spec"
_BROKEN = [
    (chart.r1_exact_and_never_itself,
     _argue("Job", "govern-setup", "--govern-namespace=", "--govern-namespace=elsewhere")),
    (chart.r1_exact_and_never_itself,
     _argue("Job", "govern-setup", "--service-account=", "--service-account=other")),
    (chart.r2_only_the_narrow_webhook_may_fail, _argue("Job", "govern-setup", "", "--audit-only")),
    (chart.r3_nobody_waits_long, _argue("Job", "govern-setup", "--timeout=", "--timeout=11")),
    (chart.r4_what_serves_reaches_nothing_unasked,
     _change("NetworkPolicy", "govern", "spec/egress", [{}])),
    (chart.r4_what_serves_reaches_nothing_unasked,
     _change("Deployment", "govern", f"{_POD}/automountServiceAccountToken", True)),
    (chart.r5_children_have_memory_and_no_throttle,
     _change("Deployment", "govern", f"{_POD}/containers/0/resources/limits/cpu", "1")),
    (chart.r5_children_have_memory_and_no_throttle,
     _change("Job", "govern-setup", f"{_POD}/initContainers/0/resources/limits/memory", None)),
    (chart.r6_registered_after_ready_and_gone_before_it_ends,
     _add({"kind": "ValidatingWebhookConfiguration", "metadata": {"name": "govern"}})),
    (chart.r6_registered_after_ready_and_gone_before_it_ends,
     _argue("Job", "govern-setup", "register", "manifests")),
    (chart.r6_registered_after_ready_and_gone_before_it_ends,
     _argue("Job", "govern-unregister", "--name=", "--name=another")),
    (chart.r6_registered_after_ready_and_gone_before_it_ends,
     _change("Job", "govern-unregister", "metadata/annotations/helm.sh~hook", "post-delete")),
    (chart.r6_registered_after_ready_and_gone_before_it_ends,
     _change("Deployment", "govern", f"{_POD}/containers/0/readinessProbe/httpGet/scheme", "HTTP")),
    (chart.r7_nobody_calls_a_pod_that_is_gone,
     _change("Deployment", "govern", "spec/strategy/rollingUpdate/maxUnavailable", 1)),
    (chart.r7_nobody_calls_a_pod_that_is_gone,
     _change("Deployment", "govern", f"{_POD}/terminationGracePeriodSeconds", 10)),
    (chart.r8_certificates_are_followed_and_renewed,
     _argue("Deployment", "govern", "--tls-ca=", "")),
    (chart.r8_certificates_are_followed_and_renewed,
     lambda objects: objects.remove(one(objects, "CronJob", "govern-certificates"))),
    (chart.r8_certificates_are_followed_and_renewed,
     _change("Deployment", "govern", f"{_POD}/volumes/0/secret/secretName", "govern-tls-ca")),
    (chart.r9_reports_are_asked_for,
     _add({"kind": "ClusterRole", "metadata": {"name": "govern-system-govern-audit"}})),
    (chart.r10_whoever_removes_it_may,
     _change("ClusterRole", "govern-system-govern-setup", "rules/0/verbs", ["get", "update"])),
    (chart.r10_whoever_removes_it_may,
     _change("Job", "govern-unregister", f"{_POD}/serviceAccountName", "govern")),
    (chart.r12_nobody_watches,
     _change("ClusterRole", "govern-system-govern-setup", "rules/0/verbs",
             ["get", "watch", "delete"])),
    (chart.wired, _change("Service", "govern", "spec/selector", {"app": "other"})),
    (chart.wired, _change("Service", "govern", "spec/ports/0/targetPort", "metrics")),
    (chart.wired, _change("Deployment", "govern", f"{_POD}/containers/0/image", "govern:latest")),
    (chart.rights_are_few,
     _change("ClusterRole", "govern-system-govern-setup", "rules/0/resourceNames", ["*"])),
    (chart.rights_are_few,
     _change("RoleBinding", "govern-setup", "subjects/0/name", "govern")),
]  # fmt: skip


@pytest.mark.parametrize(("invariant", "breaks"), _BROKEN, ids=range(len(_BROKEN)))
def test_a_broken_render_is_seen(
    invariant: Callable[..., None], breaks: Callable[[list[Object]], None]
) -> None:
    objects = _rendered(())
    invariant(objects)
    breaks(objects)
    with pytest.raises(AssertionError):
        invariant(objects)


@pytest.mark.parametrize(
    "setting",
    [
        "registration.timeoutSeconds=11",
        "registration.timeoutSeconds=0",
        "registration.resources={*/v1/*=Any}",
        "registration.failurePolicy=fail",
        "hostNetwork=true",
        "replicas=0",
        "image.digest=latest",
        "resources.limits.cpu=1",
        "server.drainSeconds=0",
        "policies.files.evil=x",
        r"policies.trust.a\.rego=x",
        "server.args={--audit-only}",
        "server.args={--drain=0}",
        "server.args={serve}",
        "unknown=1",
    ],
)
def test_dangerous_values_are_refused(setting: str) -> None:
    with pytest.raises(RuntimeError, match="values don't meet the specifications"):
        render(setting)


@pytest.mark.parametrize("setting", ["replicas=1", "registration.timeoutSeconds=6"])
def test_what_may_fail_must_be_reachable_and_quick(setting: str) -> None:
    with pytest.raises(RuntimeError, match="values don't meet the specifications"):
        render(_FAIL, setting)


def test_an_image_without_a_digest_is_refused() -> None:
    with pytest.raises(RuntimeError, match="a tag can be moved"):
        render("image.digest=")


def test_the_chart_passes_lint() -> None:
    helm = str(surroundings.require_tool("helm"))
    digest = f"image.digest={tool.UNCHOSEN}"
    done = subprocess.run(
        [helm, "lint", "--strict", str(tool.CHART), "--set", digest],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("profile", ["standard", "restricted"])
def test_the_chart_passes_our_own_rules(profile: str, tmp_path: Path) -> None:
    for name, settings in _MATRIX.items():
        text = yaml.safe_dump_all(_rendered(settings))
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    arguments = ["check", "--config", "none", "--profile", profile, str(tmp_path)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output


@pytest.mark.server("kustomize")
def test_the_overlays_pass_our_own_rules(tmp_path: Path) -> None:
    for folder in _OVERLAYS:
        text = yaml.safe_dump_all(_built(folder))
        (tmp_path / f"{folder.replace('/', '-')}.yaml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(cli, ["check", "--config", "none", str(tmp_path)])
    assert done.exit_code == 0, done.output


def test_the_audit_may_read_every_kind_that_rules_know_but_secrets() -> None:
    objects = render("audit.enabled=true", "audit.resources={example.com/widgets}")
    role = one(objects, "ClusterRole", "govern-system-govern-audit")
    may = {
        (group, resource)
        for found in role["rules"]
        for group in found["apiGroups"]
        for resource in found["resources"]
        if "list" in found["verbs"]
    }
    known = {
        (kind.group, resource)
        for kind in known_kinds()
        for resource in kind.resources
        if not kind.on_demand and "/" not in resource
    }
    assert known - may == {("", "secrets")}
    assert ("example.com", "widgets") in may
    assert all({"get", "list"} >= set(found["verbs"]) for found in role["rules"])
    writes = render("audit.enabled=true", "audit.args={--write-reports}")
    assert "policyreports" in str(one(writes, "ClusterRole", "govern-system-govern-audit"))


def test_policies_of_the_values_reach_what_serves_and_what_registers() -> None:
    objects = render(
        r"policies.files.a\.rego=package a", r"policies.waivers.w\.yaml=x", "policies.config=x"
    )
    for arguments in (serving(objects)["containers"][0]["args"], register(objects)):
        assert flag(arguments, "policy") == "/etc/govern/policies"
        assert flag(arguments, "config") == "/etc/govern/govern.toml"
    items = next(v for v in serving(objects)["volumes"] if v["name"] == "policies")["configMap"][
        "items"
    ]
    data = one(objects, "ConfigMap", "govern-policies")["data"]
    assert {each["key"] for each in items} == set(data)
    assert {"policies/a.rego", "waivers/w.yaml", "govern.toml"} <= {each["path"] for each in items}


def _laid_out(objects: list[Object], folder: Path) -> None:
    """Write the ConfigMap of policies as its volume shows it to what serves."""
    found = next(v for v in serving(objects)["volumes"] if v["name"] == "policies")["configMap"]
    data = one(objects, "ConfigMap", found["name"])["data"]
    for item in found["items"]:
        path = folder / item["path"]
        path.parent.mkdir(exist_ok=True)
        path.write_text(data[item["key"]], encoding="utf-8")


def test_what_serves_trusts_the_keys_of_the_values(tmp_path: Path) -> None:
    objects = _rendered(_MATRIX["verifying"])
    _laid_out(objects, tmp_path)
    options = {"offline": False, "verify_images": None}
    images = images_of(str(tmp_path / "govern.toml"), options, Pending.WAIT)
    assert images is not None
    assert images.settled_seconds == 12 * 3600
    assert images.trust.newer() is not None
    (tmp_path / "trust" / "release.pub").unlink()
    again = images_of(str(tmp_path / "govern.toml"), options, Pending.WAIT)
    assert again is not None
    with pytest.raises(UsageError):
        again.trust.newer()


def test_every_argument_is_one_of_the_commands(tmp_path: Path) -> None:
    """What the chart passes, the command line takes: each is asked for its help after its flags."""
    objects = render(
        *_EVERYTHING, "registration.auditOnly=true", "registration.spareOwned=true",
        *(each for each in _MATRIX["verifying"] if each.startswith("server.")),
    )  # fmt: skip
    seen = set()
    for owner, template in chart.pods(objects):
        for container in (
            *template["spec"].get("initContainers", ()),
            *template["spec"]["containers"],
        ):
            done = CliRunner().invoke(cli, [*container["args"], "--help"])
            assert done.exit_code == 0, (owner, done.output)
            seen.add(container["name"])
    assert seen == {"govern", "certificates", "register", "unregister", "audit"}


def _metric_names() -> set[str]:
    found = Metrics()
    summary: Object = {"lane": "enforce", "operation": "CREATE", "verdict": "allowed",
                       "evaluation_cpu": 0.1}  # fmt: skip
    found.reviewed({**summary, "allowed": True, "findings": [["K001", "fail", 1]]}, 0.1)
    found.unjudged("enforce", "timeout")
    found.malformed(400)
    text = found.text().decode()
    return set(re.findall(r"^(govern_[a-z_]+)", text, re.MULTILINE)) | set(
        re.findall(r"^# TYPE (govern_[a-z_]+)", text, re.MULTILINE)
    )


@pytest.mark.parametrize("file", ["dashboard.json", "rules.yaml"])
def test_dashboard_and_alerts_use_metrics_that_exist(file: str) -> None:
    text = (tool.CHART / "monitoring" / file).read_text(encoding="utf-8")
    found = json.loads(text) if file.endswith("json") else yaml.safe_load(text)
    used = set(re.findall(r"govern_[a-z_]+", json.dumps(found)))
    assert len(used) >= 6
    assert used <= _metric_names()


# --- Kustomize


_OVERLAYS = {
    "base": ("certificates.mode=existingSecret",),
    "overlays/self-signed": (),
    "overlays/cert-manager": ("certificates.mode=certManager",),
    "overlays/audit-only": ("registration.auditOnly=true",),
    "overlays/enforce": (_FAIL,),
}


def _built(folder: str) -> list[Object]:
    done = subprocess.run(
        [str(surroundings.require_tool("kustomize")), "build", str(tool.KUSTOMIZE / folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [found for found in yaml.safe_load_all(done.stdout) if found]


def _comparable(objects: list[Object]) -> dict[tuple[str, str], Object]:
    """By identity; the order of flags says nothing."""
    for _, template in chart.pods(objects):
        for container in template["spec"]["containers"]:
            container["args"] = sorted(container["args"])
    return {tool.identity(found): found for found in objects}


@pytest.mark.server("helm", "kustomize")
@pytest.mark.parametrize("folder", _OVERLAYS)
def test_an_overlay_is_the_chart_with_the_same_settings(folder: str) -> None:
    built = _comparable(_built(folder))
    assert built.pop(("Namespace", "govern-system"))["metadata"]["labels"] == {
        "pod-security.kubernetes.io/enforce": "restricted"
    }
    assert built == _comparable(tool.without_helm(render(*_OVERLAYS[folder])))


# --- a real API server takes all of it


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as found:
        found.apply(*(each for each in _built("base") if each["kind"] == "Namespace"))
        yield found


_FOREIGN = ("cert-manager.io/", "monitoring.coreos.com/")


@pytest.mark.server("helm", "kube-apiserver", "kubectl")
@pytest.mark.parametrize("name", _MATRIX)
def test_a_real_api_server_takes_every_object(cluster: Cluster, name: str) -> None:
    objects = [
        found for found in _rendered(_MATRIX[name]) if not found["apiVersion"].startswith(_FOREIGN)
    ]
    listed = {"apiVersion": "v1", "kind": "List", "items": objects}
    done = cluster.kubectl(
        "apply", "--dry-run=server", "--validate=strict", "-f", "-", given=listed, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "would violate PodSecurity" not in done.stderr
    assert len(done.stdout.splitlines()) == len(objects)
