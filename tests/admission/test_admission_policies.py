"""ValidatingAdmissionPolicies say what the Rego says, on every sample, in a real API server."""

from __future__ import annotations

import copy
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from govern.admission.registration.admission_policies import Scope, admission_policies
from govern.admission.registration.expressions import EXPRESSIONS
from govern.cli.main import cli
from govern.engine.factory import open_engine
from govern.engine.interface import Question, Value
from govern.model import Enforcement
from govern.policies.assembly import PolicySettings, assemble
from tests import surroundings
from tests.admission.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from govern.policies.policy_set import PolicySet

Object = dict[str, Any]

_PLACES = {
    "Pod": "/api/v1/namespaces/{}/pods",
    "PodTemplate": "/api/v1/namespaces/{}/podtemplates",
    "ReplicationController": "/api/v1/namespaces/{}/replicationcontrollers",
    "DaemonSet": "/apis/apps/v1/namespaces/{}/daemonsets",
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
    "ReplicaSet": "/apis/apps/v1/namespaces/{}/replicasets",
    "StatefulSet": "/apis/apps/v1/namespaces/{}/statefulsets",
    "Job": "/apis/batch/v1/namespaces/{}/jobs",
    "CronJob": "/apis/batch/v1/namespaces/{}/cronjobs",
}
_FREE = "nobody-judges-here"
_PRIVILEGED = {
    "containers": [{"name": "c", "image": "c:1", "securityContext": {"privileged": True}}]
}


def _objects() -> list[tuple[str, Object]]:
    """Every object of the rules' samples and of the published Pod Security fixtures."""
    files: list[Path] = []
    for folder in sorted((surroundings.ROOT / "policies/rego/kubernetes").glob("*/")):
        files += sorted(folder.glob("*.y*ml"))
    if (corpus := surroundings.corpus_root()) is not None:
        for level in ("baseline", "restricted"):
            newest = max((corpus / "kubernetes/pss" / level).glob("v1.*"), key=_minor)
            files += sorted(newest.rglob("*.y*ml"))
    found = []
    for path in files:
        for number, value in enumerate(yaml.safe_load_all(path.read_text(encoding="utf-8"))):
            if isinstance(value, dict) and value.get("kind") in _PLACES:
                found.append((f"{path.parent.name}/{path.name}#{number}", value))
    return found


def _minor(path: Path) -> int:
    return int(path.name.rpartition(".")[2])


def _names() -> list[str]:
    return [rule.lower() for rule in EXPRESSIONS]


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    return assemble(PolicySettings())


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, policies: PolicySet) -> Iterator[Cluster]:
    """One namespace for each rule, in which its policy alone is bound."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as found:
        for name in (*_names(), _FREE):
            found.kubectl("create", "namespace", name)
        made: list[Object] = []
        for rule in EXPRESSIONS:
            scope = Scope(included=(rule.lower(),), prefix=rule.lower())
            generated = admission_policies(policies, scope)
            at = generated.covered.index(rule)
            policy, binding = copy.deepcopy(generated.objects[2 * at : 2 * at + 2])
            # A profile may only warn of a rule; here each has to show what it denies.
            binding["spec"] = {**binding["spec"], "validationActions": ["Deny"]}  # type: ignore[dict-item]  # a mapping
            made += [policy, binding]
        found.kubectl("apply", "-f", "-", given={"apiVersion": "v1", "kind": "List", "items": made})
        _wait(found)
        yield found


def _wait(cluster: Cluster) -> None:
    """Wait until every policy denies what it must."""
    worst = json.loads(json.dumps(_PRIVILEGED))
    sysctl = {"name": "kernel.msgmax", "value": "1"}
    context = {"runAsUser": 0, "seccompProfile": {"type": "Unconfined"}, "sysctls": [sysctl]}
    volume = {"name": "v", "hostPath": {"path": "/"}}
    worst |= {"hostNetwork": True, "volumes": [volume], "securityContext": context}
    container = worst["containers"][0]
    container["ports"] = [{"containerPort": 80, "hostPort": 80}]
    container["securityContext"] |= {"capabilities": {"add": ["SYS_ADMIN"]}}
    for name in _names():
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "w"}, "spec": worst}
        deadline = time.monotonic() + 30
        while _posted(cluster, name, pod)[0] != 403:
            assert time.monotonic() < deadline, (name, _posted(cluster, name, pod))
            time.sleep(0.1)


def _posted(cluster: Cluster, namespace: str, value: Object) -> tuple[int, str]:
    sent = copy.deepcopy(value)
    sent["metadata"] = {**(sent.get("metadata") or {}), "namespace": namespace}
    path = _PLACES[value["kind"]].format(namespace)
    status, _, body = cluster.request("POST", f"{path}?dryRun=All", sent)
    return status, body.decode("utf-8", "replace")


@pytest.mark.server("kube-apiserver", "kubectl")
def test_policies_deny_what_the_rego_denies_and_nothing_else(
    cluster: Cluster, policies: PolicySet
) -> None:
    """Every object that the API server stores at all, under each policy alone."""
    judged: dict[str, list[bool]] = {rule: [] for rule in EXPRESSIONS}
    differ = []
    rules = [policies.rule(rule) for rule in EXPRESSIONS]
    with open_engine(policies) as engine:
        for name, value in _objects():
            if _posted(cluster, _FREE, value)[0] != 201:
                continue  # no valid object: nobody can be asked about it
            for rule in rules:
                denied = _denied_by_rego(engine, rule, value)
                status, said = _posted(cluster, rule.id.lower(), value)
                assert status in {201, 403}, said
                judged[rule.id].append(denied)
                if (status == 403) is not denied:
                    differ.append((rule.id, name, denied, said[:300]))
    assert not differ
    for rule_id, verdicts in judged.items():
        assert len(verdicts) > 100, f"{rule_id}: only {len(verdicts)} objects"
        assert True in verdicts, f"{rule_id}: no object was denied"
        assert False in verdicts, f"{rule_id}: no object was allowed"


def _denied_by_rego(engine: Any, rule: Any, value: Object) -> bool:
    asked = {"document": value, "context": {}, "facts": {}, "source": {"path": "x"}}
    question = Question(json.dumps(asked).encode(), (rule.entrypoints["deny"],))
    ((answer,),) = engine.evaluate([question])
    assert isinstance(answer, Value)
    return bool(answer.value)


@pytest.mark.server("kube-apiserver", "kubectl")
def test_nobody_is_locked_out(cluster: Cluster) -> None:
    """R11: the system's namespaces are spared, and what cannot be evaluated passes."""
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": _PRIVILEGED}
    assert _posted(cluster, "k003", pod)[0] == 403
    assert _posted(cluster, "kube-system", pod)[0] == 201
    for one in cluster.get("validatingadmissionpolicies")["items"]:
        assert one["spec"]["failurePolicy"] == "Ignore"


def test_each_is_guarded_and_bound(policies: PolicySet) -> None:
    """R11, for everything that is generated."""
    found = admission_policies(policies, Scope(excluded=("legacy",)))
    assert set(found.covered) == set(EXPRESSIONS)
    pairs = list(zip(found.objects[::2], found.objects[1::2], strict=True))
    assert len(pairs) >= 8
    for rule_id, (policy, binding) in zip(found.covered, pairs, strict=True):
        spec: Any = policy["spec"]
        bound: Any = binding["spec"]
        assert spec["failurePolicy"] == "Ignore"
        assert bound["policyName"] == policy["metadata"]["name"]  # type: ignore[index, call-overload]  # a mapping
        denies = policies.rule(rule_id).enforcement is Enforcement.DENY
        assert bound["validationActions"] == ["Deny" if denies else "Warn", "Audit"]
        for selector in (spec["matchConstraints"], bound["matchResources"]):
            (spared,) = selector["namespaceSelector"]["matchExpressions"]
            assert {"kube-system", "kube-node-lease", "legacy"} <= set(spared["values"])
        assert "*" not in yaml.safe_dump(spec["matchConstraints"])


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["admission", "vap", "--config", "none", *arguments])
    return done.exit_code, done.stdout


def test_rules_that_are_left_out_have_a_reason() -> None:
    code, said = run("--list")
    assert code == 0
    assert "K003  expressed" in said
    assert "K020  not expressed: no expression is known" in said


def test_audit_only_denies_nothing() -> None:
    code, said = run("--audit-only", "--profile", "baseline")
    assert code == 0
    bindings = [one for one in yaml.safe_load_all(said) if one["kind"].endswith("Binding")]
    assert bindings
    assert all(one["spec"]["validationActions"] == ["Warn", "Audit"] for one in bindings)
