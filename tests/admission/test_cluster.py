"""The webhook under a real API server: what it sends, what it takes, and what people then see."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.admission.cluster import Cluster, hook, registered
from tests.admission.reviews import SLOW, policies, rule
from tests.admission.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.server("kube-apiserver", "kubectl")

_RULES = {
    "named": rule("T1", """
        deny contains {"msg": "bad name", "path": ["metadata", "name"]} if {
            startswith(input.document.metadata.name, "bad")
        }
    """),
    "warns": rule("T2", """
        warn contains "odd name" if startswith(input.document.metadata.name, "odd")
    """),
    "slow": rule("T3", SLOW),
    "kept": rule("T5", """
        deny contains "kept" if {
            input.request.operation == "DELETE"
            input.document.metadata.labels.keep == "yes"
        }
    """, match="{kind: kubernetes, resources: [Pod], operations: [DELETE]}"),
    "debug": rule("T6", """
        deny contains "no debugging here" if count(input.document.spec.ephemeralContainers) > 0
    """, match="{kind: kubernetes, resources: [Pod]}"),
    "exec": rule("T7", 'deny contains sprintf("no %s", [input.request.subresource])',
                 match="{kind: kubernetes, resources: [PodExecOptions], operations: [CONNECT]}"),
    "scale": rule("T8", """
        deny contains "too many" if input.document.spec.replicas > 5
    """, match="{kind: kubernetes, resources: [Scale]}"),
    "immutable": rule("T9", """
        deny contains "team is fixed" if {
            input.request.old_object.metadata.labels.team != input.document.metadata.labels.team
        }
    """, match="{kind: kubernetes, operations: [UPDATE]}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def webhook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webhook]:
    folder = tmp_path_factory.mktemp("policies")
    policies(folder, **_RULES)
    with Webhook(tmp_path_factory.mktemp("webhook"), "--no-builtin", "-p", str(folder)) as one:
        yield one


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, webhook: Webhook) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster")) as one:
        one.kubectl("create", "namespace", "t")
        configuration = hook(
            webhook,
            resources=("pods", "pods/ephemeralcontainers", "pods/exec", "deployments/scale"),
            operations=("CREATE", "UPDATE", "DELETE", "CONNECT"),
            groups=("", "apps"),
        )
        registered(one, configuration, pod("bad"))
        yield one


def pod(name: str, **labels: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "t", "labels": labels},
        "spec": {"containers": [{"name": "c", "image": "registry.invalid/c:1"}]},
    }


def create(cluster: Cluster, found: dict[str, Any], *arguments: str) -> str:
    """Try to create an object; return what kubectl says."""
    done = cluster.kubectl("create", "-f", "-", *arguments, given=found, check=False)
    return done.stdout + done.stderr


def exists(cluster: Cluster, name: str) -> bool:
    return cluster.kubectl("get", "pod", name, "-n", "t", check=False).returncode == 0


def test_a_denial_reaches_the_developer_in_our_words(cluster: Cluster) -> None:
    said = create(cluster, pod("bad-one"))
    assert 'admission webhook "enforce.govern-test.example" denied the request:' in said
    assert "Pod bad-one in namespace t is denied by rule T1.\n- [T1, high] bad name" in said
    assert "(at metadata.name)" in said
    assert not exists(cluster, "bad-one")


def test_what_is_allowed_is_stored_and_warnings_are_shown(cluster: Cluster) -> None:
    assert "Warning: T2: odd name" in create(cluster, pod("odd-one"))
    assert exists(cluster, "odd-one")


def test_a_dry_run_is_judged_and_stores_nothing(cluster: Cluster) -> None:
    assert "denied by rule T1" in create(cluster, pod("bad-dry"), "--dry-run=server")
    assert "created" in create(cluster, pod("good-dry"), "--dry-run=server")
    assert not exists(cluster, "good-dry")


def test_a_deletion_is_judged_by_the_object_that_is_to_go(cluster: Cluster) -> None:
    create(cluster, pod("stays", keep="yes"))
    create(cluster, pod("goes", keep="no"))
    refused = cluster.kubectl("delete", "pod", "stays", "-n", "t", "--wait=false", check=False)
    assert "[T5, high] kept" in refused.stderr
    cluster.kubectl("delete", "pod", "goes", "-n", "t", "--wait=false")


def test_an_update_is_judged_with_the_object_before_it(cluster: Cluster) -> None:
    create(cluster, pod("moves", team="a"))
    changed = cluster.kubectl(
        "label", "pod", "moves", "-n", "t", "--overwrite", "team=b", check=False
    )
    assert "[T9, high] team is fixed" in changed.stderr
    cluster.kubectl("label", "pod", "moves", "-n", "t", "other=b")


def test_ephemeral_containers_are_judged(cluster: Cluster) -> None:
    create(cluster, pod("debugged"))
    path = "/api/v1/namespaces/t/pods/debugged"
    current = json.loads(cluster.request("GET", path)[2])
    current["spec"]["ephemeralContainers"] = [{"name": "e", "image": "registry.invalid/e:1"}]
    status, _, told = cluster.request("PUT", f"{path}/ephemeralcontainers", current)
    assert status == 403
    assert b"Pod/ephemeralcontainers debugged in namespace t" in told
    assert b"no debugging here" in told


def test_connections_are_judged(cluster: Cluster) -> None:
    create(cluster, pod("entered"))
    status, _, told = cluster.request(
        "POST", "/api/v1/namespaces/t/pods/entered/exec?command=sh&stdin=true"
    )
    assert status == 403
    assert b"[T7, high] no exec" in told


def test_scaling_is_judged(cluster: Cluster) -> None:
    labels = {"app": "s"}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "s", "namespace": "t"},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod("s")["spec"]},
        },
    }
    create(cluster, deployment)
    refused = cluster.kubectl("scale", "deployment/s", "-n", "t", "--replicas=6", check=False)
    assert "[T8, high] too many" in refused.stderr
    cluster.kubectl("scale", "deployment/s", "-n", "t", "--replicas=5")


def test_a_policy_that_never_ends_is_answered_by_its_failure_policy_in_time(
    cluster: Cluster,
) -> None:
    started = time.monotonic()
    said = create(cluster, pod("slow", slow="yes"))
    assert "no answer within" in said
    assert "not decided, and so denied" in said
    assert "context deadline exceeded" not in said  # the API server's own words
    assert time.monotonic() - started < 4


def test_an_object_as_large_as_the_api_server_takes_is_judged(cluster: Cluster) -> None:
    large = pod("large")
    large["metadata"]["annotations"] = {"filler": "x" * 250_000}
    large["spec"]["containers"][0]["env"] = [
        {"name": f"V{i}", "value": "y" * 1000} for i in range(1200)
    ]
    status, _, told = cluster.request("POST", "/api/v1/namespaces/t/pods", large)
    assert status == 201, told
    large["metadata"]["name"] = "bad-large"
    assert cluster.request("POST", "/api/v1/namespaces/t/pods", large)[0] == 403


def test_warnings_that_exceed_the_api_server_s_room_still_arrive(cluster: Cluster) -> None:
    status, headers, _ = cluster.request("POST", "/api/v1/namespaces/t/pods", pod("odd-header"))
    assert status == 201
    assert headers["Warning"].startswith('299 - "T2: odd name"')


def test_a_namespace_and_the_configuration_can_always_be_deleted(
    cluster: Cluster, webhook: Webhook
) -> None:
    cluster.kubectl("create", "namespace", "doomed")
    cluster.kubectl("delete", "namespace", "doomed", "--wait=false")
    cluster.apply(hook(webhook, name="second"))
    cluster.kubectl("delete", "validatingwebhookconfiguration", "second")


@pytest.mark.parametrize(("policy", "stored"), [("Fail", False), ("Ignore", True)])
def test_a_server_that_is_gone_leaves_it_to_the_webhook_s_failure_policy(
    cluster: Cluster, tmp_path: Path, policy: str, stored: bool
) -> None:
    name = f"gone-{policy.lower()}"
    with own_webhook(cluster, tmp_path, name, policy=policy):
        pass  # it was asked, and is gone now
    said = create(cluster, pod(name, only=name))
    assert exists(cluster, name) is stored
    assert ("failed calling webhook" in said) is not stored


@pytest.mark.parametrize(
    ("leaf", "words"),
    [({"address": "127.0.0.2"}, "127.0.0.2"), ({"days": -1.0}, "certificate has expired")],
    ids=["another name", "expired"],
)
def test_a_certificate_that_the_api_server_does_not_trust_is_said_by_it(
    cluster: Cluster, tmp_path: Path, leaf: dict[str, Any], words: str
) -> None:
    with own_webhook(cluster, tmp_path, "distrusted") as webhook:
        newer = webhook.authority.issue("newer", **leaf)
        shutil.copy(newer.key, webhook.leaf.key)
        shutil.copy(newer.certificate, webhook.leaf.certificate)
        webhook.wait_for("new certificate")
        # The API server goes on over connections that it has; new ones see the new certificate.
        webhook.terminate()
        webhook.wait()
        arguments = ("--no-builtin", "-p", str(tmp_path / "policies"))
        with Webhook(tmp_path, *arguments, leaf=webhook.leaf, port=webhook.port):
            said = create(cluster, pod("distrusted", only="distrusted"))
    assert "failed calling webhook" in said
    assert words in said


@contextlib.contextmanager
def own_webhook(
    cluster: Cluster, folder: Path, name: str, *, policy: str = "Fail"
) -> Iterator[Webhook]:
    """Register a further webhook for Pods with a label of their own; it denies `doomed` ones."""
    text = 'deny contains "doomed" if input.document.metadata.name == "doomed"'
    policies(folder / "policies", one=rule("T1", text))
    arguments = ("--no-builtin", "-p", str(folder / "policies"))
    with Webhook(folder, *arguments) as webhook:
        configuration = hook(webhook, policy=policy, name=name)
        configuration["webhooks"][0]["objectSelector"] = {"matchLabels": {"only": name}}
        registered(cluster, configuration, pod("doomed", only=name))
        yield webhook
