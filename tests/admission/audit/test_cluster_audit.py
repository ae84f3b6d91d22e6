"""`govern audit` of a real API server: what it reads, what it says, and what it writes there."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, ClassVar

import jsonschema
import pytest
import yaml
from referencing import Registry, Resource

from tests import surroundings
from tests.admission.audit.crds import install
from tests.admission.cluster import Cluster
from tests.http_server import Handler, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.server("kube-apiserver", "kubectl")

_OPEN = {"fail", "warn", "undecided"}


def _deployment(name: str, namespace: str, image: str) -> dict[str, Any]:
    labels = {"app": name}
    container = {"name": "c", "image": image, "env": [{"name": "PASSWORD", "value": "hunter2!"}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as one:
        for name in ("payments", "quiet", "legacy"):
            one.kubectl("create", "namespace", name)
        one.apply(
            _deployment("api", "payments", "nginx:latest"),
            _deployment("old", "legacy", "nginx"),
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": "settings", "namespace": "quiet"},
            },
        )
        yield one


def _audit(
    cluster: Cluster | None, *arguments: str, kubeconfig: Path | None = None
) -> subprocess.CompletedProcess[str]:
    where = ["--kubeconfig", str(kubeconfig or cluster.kubeconfig())] if cluster else []
    kind = ["--cluster"] if cluster else []
    return subprocess.run(
        [
            sys.executable, "-m", "govern", "audit", "--config", "none", *kind, *where, *arguments,
        ],
        cwd=surroundings.ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def _found(
    cluster: Cluster | None, *arguments: str, code: int = 1, kubeconfig: Path | None = None
) -> dict[str, Any]:
    done = _audit(cluster, "-o", "json", *arguments, kubeconfig=kubeconfig)
    assert done.returncode == code, done.stderr
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def _said(report: dict[str, Any]) -> list[tuple[str, ...]]:
    """What findings say, without where the object was read from."""
    return sorted(
        (
            one["rule_id"],
            one["outcome"],
            one["resource"]["address"],
            one["location"]["pointer"].removeprefix(one["resource"].get("pointer", "")),
            one["message"],
        )
        for one in report["results"]
        if one["outcome"] in _OPEN
    )


def _dump(cluster: Cluster, path: Path) -> Path:
    """Write what a cluster holds of the kinds that an audit reads, as kubectl prints it."""
    served = cluster.kubectl("api-resources", "--verbs=list", "-o", "name").stdout.split()
    unread = {"events", "events.events.k8s.io", "leases.coordination.k8s.io", "endpoints",
              "endpointslices.discovery.k8s.io", "nodes", "componentstatuses",
              "apiservices.apiregistration.k8s.io"}  # fmt: skip
    wanted = [
        one
        for one in served
        if one not in unread and "flowcontrol" not in one and "customresourcedef" not in one
    ]
    path.write_text(cluster.kubectl("get", ",".join(wanted), "-A", "-o", "json").stdout)
    return path


def test_the_audit_says_what_check_says_of_a_dump(cluster: Cluster, tmp_path: Path) -> None:
    live = _found(cluster)
    dump = _dump(cluster, tmp_path / "dump.json")
    done = subprocess.run(
        [sys.executable, "-m", "govern", "check", "--config", "none", "-o", "json", str(dump)],
        cwd=surroundings.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    checked = json.loads(done.stdout)
    from_dump = _found(None, "--from", str(dump))
    assert len(_said(live["report"])) > 20
    assert _said(live["report"]) == _said(checked) == _said(from_dump["report"])
    assert live["report"]["summary"] == checked["summary"] == from_dump["report"]["summary"]


def test_the_json_is_what_its_schema_says(cluster: Cluster) -> None:
    folder = surroundings.ROOT / "evidence" / "schemas"
    schemas = [
        json.loads((folder / name).read_text())
        for name in ("govern.audit.v1.schema.json", "govern.report.v1.schema.json")
    ]
    registry: Registry[Any] = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in schemas
    )
    found = _found(cluster)
    jsonschema.Draft202012Validator(schemas[0], registry=registry).validate(found)
    by_name = {one["namespace"]: one for one in found["namespaces"]}
    assert by_name["quiet"]["summary"]["fail"] == 0
    assert by_name["payments"]["objects"] == 1
    assert by_name["payments"]["summary"]["fail"] > 0
    assert not found["incomplete"]
    assert "InferenceService.serving.kserve.io" in found["not_served"]
    assert all(one["outcome"] in _OPEN for one in found["report"]["results"])


def test_two_audits_give_the_same_bytes(cluster: Cluster) -> None:
    outputs = {_audit(cluster, "-o", form).stdout for _ in range(2) for form in ("json",)}
    assert len(outputs) == 1


def test_secrets_stay_inside(cluster: Cluster) -> None:
    for form in ("text", "json", "openreports"):
        done = _audit(cluster, "-v", "-o", form)
        assert "hunter2" not in done.stdout + done.stderr


def test_namespaces_can_be_chosen_and_left_out(cluster: Cluster) -> None:
    chosen = _found(cluster, "-n", "payments")
    assert [one["namespace"] for one in chosen["namespaces"]] == ["", "payments"]
    assert chosen["objects"] == 1
    without = _found(cluster, "--exclude-namespace", "payments")
    addresses = {one["resource"]["address"] for one in without["report"]["results"]}
    assert "apps/v1/Deployment/legacy/old" in addresses
    assert not {one for one in addresses if "payments" in one}


def test_what_may_not_be_listed_is_undecided(cluster: Cluster, tmp_path: Path) -> None:
    cluster.apply(
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": {"name": "reader", "namespace": "quiet"},
            "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]}],
        },
        {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "auditor", "namespace": "quiet"},
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "RoleBinding",
            "metadata": {"name": "reader", "namespace": "quiet"},
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader",
            },
            "subjects": [{"kind": "ServiceAccount", "name": "auditor", "namespace": "quiet"}],
        },
    )  # fmt: skip
    token = cluster.kubectl("create", "token", "auditor", "-n", "quiet").stdout.strip()
    config = json.loads(cluster.kubeconfig().read_text())
    config["users"][0]["user"]["token"] = token
    path = tmp_path / "kubeconfig"
    path.write_text(json.dumps(config))
    found = _found(cluster, "-n", "quiet", code=4, kubeconfig=path)
    assert found["incomplete"]
    undecided = [one for one in found["report"]["results"] if one["rule_id"] == "govern:input"]
    named = {one["resource"]["name"] for one in undecided}
    assert "deployments.apps" in named
    assert "configmaps" not in named
    about = next(one for one in undecided if one["resource"]["name"] == "deployments.apps")
    assert "forbidden" in about["message"]
    assert "grant list on deployments.apps" in about["remediation"]


class _Expiring(Handler):
    """Hands on to the API server; lists of ConfigMaps expire before their second page, once."""

    cluster: ClassVar[Cluster]
    expired: ClassVar[int] = 0

    def serve(self) -> None:
        status, _, body = self.cluster.request("GET", self.path)
        if "/configmaps?" in self.path and "continue=" in self.path and not self.expired:
            type(self).expired += 1
            status, body = 410, b'{"kind": "Status", "code": 410, "reason": "Expired"}'
        self.reply(body, status)


def test_a_list_that_expires_begins_anew_and_nothing_counts_twice(
    cluster: Cluster, tmp_path: Path
) -> None:
    settings = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"many-{number}"}}
        for number in range(50)
    ]
    cluster.apply({"apiVersion": "v1", "kind": "List", "items": settings})
    _Expiring.cluster = cluster
    with served(_Expiring) as url:
        config = json.loads(cluster.kubeconfig().read_text())
        config["clusters"][0]["cluster"] = {"server": url}
        path = tmp_path / "kubeconfig"
        path.write_text(json.dumps(config))
        found = _found(cluster, "-n", "default", kubeconfig=path, code=0)
    assert _Expiring.expired == 1
    of_maps = next(one for one in found["report"]["inputs"] if one["path"] == "v1/ConfigMap")
    assert of_maps["documents"] == 50
    assert (
        "the list of configmaps expired on the way and began anew (1 x)" in found["report"]["notes"]
    )


def test_without_the_definitions_nothing_is_written(cluster: Cluster) -> None:
    done = _audit(cluster, "--write-reports", "openreports")
    assert done.returncode == 2
    assert "CustomResourceDefinitions for Report and ClusterReport are not installed" in done.stderr


@pytest.mark.parametrize(
    ("form", "group", "version", "kinds"),
    [
        (
            "openreports",
            "openreports.io",
            "v1alpha1",
            {"Report": "Namespaced", "ClusterReport": "Cluster"},
        ),
        (
            "wgpolicyk8s",
            "wgpolicyk8s.io",
            "v1alpha2",
            {"PolicyReport": "Namespaced", "ClusterPolicyReport": "Cluster"},
        ),
    ],
)
def test_reports_are_written_when_they_change(
    cluster: Cluster, form: str, group: str, version: str, kinds: dict[str, str], tmp_path: Path
) -> None:
    cluster.kubectl("create", "namespace", f"gone-{form}")
    before = _found(cluster)
    install(cluster, group, version, kinds)
    plural = f"{next(iter(kinds)).lower()}s.{group}"
    first = _audit(cluster, "--write-reports", form)
    assert first.returncode == 1, first.stderr
    assert "0 changed, 0 unchanged, 0 removed" in first.stderr
    written = cluster.get(plural, "govern-audit", "-n", "payments")
    expected = next(one for one in before["namespaces"] if one["namespace"] == "payments")
    assert written["summary"]["fail"] == expected["summary"]["fail"] > 0
    assert written["results"][0]["resources"][0]["name"] == "api"

    # The same again writes nothing: not even a new version of the object.
    second = _audit(cluster, "--write-reports", form)
    assert "0 created, 0 changed" in second.stderr
    again = cluster.get(plural, "govern-audit", "-n", "payments")
    assert again["metadata"]["resourceVersion"] == written["metadata"]["resourceVersion"]

    # One object goes and one report is tampered with; what became stale goes too.
    path = f"/apis/{group}/{version}/namespaces/quiet/{next(iter(kinds)).lower()}s/govern-audit"
    status, _, data = cluster.request("GET", path)
    quiet = json.loads(data)
    quiet["summary"]["fail"] = 99
    assert status == 200
    assert cluster.request("PUT", path, quiet)[0] == 200
    cluster.apply(_deployment("short", f"gone-{form}", "nginx"))
    assert "1 created, 1 changed" in _audit(cluster, "--write-reports", form).stderr
    cluster.kubectl("delete", "deployment", "short", "-n", f"gone-{form}")
    # In this cluster nobody makes what every namespace has elsewhere, so it is empty now.
    removed = _audit(cluster, "--write-reports", form)
    assert "0 created, 0 changed" in removed.stderr
    assert "1 removed" in removed.stderr

    # An audit of one namespace does not touch the reports of others.
    alone = _audit(cluster, "--write-reports", form, "-n", "legacy")
    assert "0 created, 0 changed, 1 unchanged, 0 removed" in alone.stderr
    listed = cluster.get(plural, "-A")["items"]
    assert len(listed) > 2


def test_a_capped_report_says_how_much_it_left_out(cluster: Cluster) -> None:
    done = _audit(cluster, "-o", "wgpolicyk8s", "--report-limit", "2")
    reports = yaml.safe_load(done.stdout)["items"]
    of_payments = next(one for one in reports if one["metadata"].get("namespace") == "payments")
    summary = of_payments["summary"]
    open_ones = summary["fail"] + summary["warn"] + summary["error"]
    assert len(of_payments["results"]) == 2
    left = of_payments["metadata"]["annotations"]["govern-engine.github.io/results-left-out"]
    assert int(left) == open_ones - 2 > 0
    assert of_payments["results"][0]["result"] == "fail"


def test_an_audit_is_recorded_and_the_log_holds(cluster: Cluster, tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    done = _audit(
        cluster, "--record-unsigned", "--log", str(log), "--log-origin", "example.com/audit"
    )
    assert done.returncode == 1, done.stderr
    assert "recorded as entry 0" in done.stderr
    shown = subprocess.run(
        [sys.executable, "-m", "govern", "log", "verify", "--log", str(log)],
        cwd=surroundings.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr


def test_a_contradiction_is_told_at_once() -> None:
    for arguments in ([], ["--from", "x.yaml", "-n", "payments"], ["--from", "x", "--cluster"]):
        done = _audit(None, *arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
