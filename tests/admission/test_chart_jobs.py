"""What the chart's Jobs run, with the rights that the chart gives them, against a real API server.

There are no nodes here, so nobody starts the pods: each container's own arguments are run as its
ServiceAccount. So the rights are shown to be enough, and to be no more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.admission import chart
from tests.admission.chart import Object, one, render
from tests.admission.cluster import Cluster
from tests.admission.reviews import policies, rule
from tests.admission.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.server("helm", "kube-apiserver", "kubectl")

_NAMESPACE = "govern-system"
_RIGHTS = {"ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"}
_PLACE = ("-n", _NAMESPACE)


@pytest.fixture(scope="module")
def objects() -> list[Object]:
    return render("audit.enabled=true", "server.namespaces=true")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, objects: list[Object]) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as found:
        found.kubectl("create", "namespace", _NAMESPACE)
        items = [each for each in objects if each["kind"] in _RIGHTS]
        found.apply({"apiVersion": "v1", "kind": "List", "items": items})
        yield found


def as_pod(
    cluster: Cluster, folder: Path, template: Object, container: Object, *more: str
) -> subprocess.CompletedProcess[str]:
    """Run a container's arguments as the ServiceAccount of its pod."""
    account = template["spec"]["serviceAccountName"]
    token = cluster.kubectl("create", "token", account, *_PLACE).stdout.strip()
    config = json.loads(cluster.kubeconfig().read_text())
    config["users"][0]["user"] = {"token": token}
    path = folder / f"{account}.json"
    path.write_text(json.dumps(config))
    return subprocess.run(
        [sys.executable, "-m", "govern", *container["args"], *more],
        env={**os.environ, "KUBECONFIG": str(path)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def template_of(objects: list[Object], kind: str, name: str) -> Object:
    spec = one(objects, kind, name)["spec"]
    found: Object = (spec["jobTemplate"]["spec"] if kind == "CronJob" else spec)["template"]
    return found


def test_certificates_are_made_and_renewed_with_the_job_s_rights(
    cluster: Cluster, objects: list[Object], tmp_path: Path
) -> None:
    setup = template_of(objects, "Job", "govern-setup")
    made = as_pod(cluster, tmp_path, setup, setup["spec"]["initContainers"][0])
    assert made.returncode == 0, made.stderr
    assert "renewed authority and certificate" in made.stderr
    cron = template_of(objects, "CronJob", "govern-certificates")
    again = as_pod(cluster, tmp_path, cron, cron["spec"]["containers"][0])
    assert again.returncode == 0, again.stderr
    assert "renewed nothing" in again.stderr
    cluster.kubectl("delete", "secret", "govern-tls", *_PLACE)
    renewed = as_pod(cluster, tmp_path, cron, cron["spec"]["containers"][0])
    assert renewed.returncode == 0, renewed.stderr
    cluster.kubectl("delete", "secret", "govern-tls", "govern-tls-ca", *_PLACE)


def test_the_webhook_is_registered_and_taken_away_with_the_job_s_rights(
    cluster: Cluster, objects: list[Object], tmp_path: Path
) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", 'deny contains "no"', match="{kind: kubernetes}"))
    with Webhook(tmp_path / "webhook", "--no-builtin", "-p", str(folder)) as webhook:
        secret = ("secret", "generic", "govern-tls", f"--from-file=ca.crt={webhook.authority.file}")
        cluster.kubectl("create", *secret, *_PLACE)
        setup = template_of(objects, "Job", "govern-setup")
        # Nobody resolves the Service's name here; everything else is the Job's own.
        url = f"https://127.0.0.1:{webhook.port}"
        for said in ("created", "unchanged"):
            done = as_pod(cluster, tmp_path, setup, setup["spec"]["containers"][0], "--url", url)
            assert done.returncode == 0, done.stderr
            assert f"{said} validatingwebhookconfiguration govern" in done.stderr
    assert cluster.get("validatingwebhookconfiguration", "govern")["webhooks"]
    hook = template_of(objects, "Job", "govern-unregister")
    gone = as_pod(cluster, tmp_path, hook, hook["spec"]["containers"][0])
    assert gone.returncode == 0, gone.stderr
    left = cluster.kubectl("get", "validatingwebhookconfiguration", "govern", check=False)
    assert "NotFound" in left.stderr


def test_the_audit_reads_what_its_rights_let_it_read(
    cluster: Cluster, objects: list[Object], tmp_path: Path
) -> None:
    cron = template_of(objects, "CronJob", "govern-audit")
    done = as_pod(cluster, tmp_path, cron, cron["spec"]["containers"][0], "-o", "json")
    found: dict[str, Any] = json.loads(done.stdout)
    refused = {
        each["resource"]["name"]
        for each in found["report"]["results"]
        if each["rule_id"] == "govern:input"
    }
    assert not refused, sorted(refused)


@pytest.mark.parametrize(
    ("account", "verb", "what", "may"),
    [
        ("govern", "list", "namespaces", True),
        ("govern", "watch", "namespaces", True),
        ("govern", "watch", "configmaps", False),
        ("govern", "get", "secrets", False),
        ("govern", "list", "pods", False),
        ("govern", "update", "validatingwebhookconfigurations/govern", False),
        ("govern-setup", "update", "validatingwebhookconfigurations/govern", True),
        ("govern-setup", "delete", "validatingwebhookconfigurations/another", False),
        ("govern-setup", "get", "secrets/govern-tls", True),
        ("govern-setup", "get", "secrets/another", False),
        ("govern-setup", "list", "secrets", False),
        ("govern-audit", "list", "deployments.apps", True),
        ("govern-audit", "get", "secrets", False),
        ("govern-audit", "delete", "pods", False),
    ],
)
def test_rights_end_where_they_should(
    cluster: Cluster, account: str, verb: str, what: str, may: bool
) -> None:
    who = f"system:serviceaccount:{_NAMESPACE}:{account}"
    asked = cluster.kubectl("auth", "can-i", verb, what, "--as", who, *_PLACE, check=False)
    assert asked.stdout.strip() == ("yes" if may else "no"), asked.stderr


def test_what_serves_has_no_right_unless_it_is_asked_for() -> None:
    unasked = render()
    bound = [each for each in unasked if each["kind"].endswith("RoleBinding")]
    subjects = {subject["name"] for each in bound for subject in each["subjects"]}
    assert subjects == {"govern-setup"}
    assert chart.serving(unasked)["automountServiceAccountToken"] is False
