from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from govern.admission.registration.configuration import RegistrationSettings, configuration
from govern.admission.registration.coverage import webhook_rules
from govern.admission.registration.kinds import FORBIDDEN, RegisteredKind, known_kinds
from govern.cli.main import cli
from govern.errors import NothingEvaluated, PolicyError, UsageError
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.verify.entry import Entry
from govern.policies.assembly import PolicySettings, assemble
from govern.policies.source import PolicySource
from tests.admission.authority import Authority
from tests.admission.cluster import Cluster
from tests.admission.reviews import policies, rule
from tests.admission.webhook import Webhook, until

if TYPE_CHECKING:
    from pathlib import Path

    from govern.policies.policy_set import PolicySet

_DENY = 'deny contains "no"'


def rules_of(found: PolicySet, *described: RegisteredKind) -> list[dict[str, Any]]:
    return webhook_rules(found.rules, described)  # type: ignore[return-value]  # each is a mapping


def resources_of(rules: list[dict[str, Any]]) -> set[str]:
    """`group/resource operation` for everything that is registered."""
    return {
        f"{group}/{resource} {operation}"
        for one in rules
        for group in one["apiGroups"]
        for resource in one["resources"]
        for operation in one["operations"]
    }


def test_only_what_a_rule_is_about_is_registered(tmp_path: Path) -> None:
    match = "{kind: kubernetes, resources: [Role, apps/v1/Deployment]}"
    found = policies(tmp_path, one=rule("T1", _DENY, match=match))
    assert resources_of(rules_of(found)) == {
        "apps/deployments CREATE",
        "apps/deployments UPDATE",
        "rbac.authorization.k8s.io/roles CREATE",
        "rbac.authorization.k8s.io/roles UPDATE",
    }


def test_pods_are_registered_with_the_ways_around_their_creation(tmp_path: Path) -> None:
    found = policies(tmp_path, one=rule("T1", _DENY, match="{kind: kubernetes, resources: [Pod]}"))
    assert resources_of(rules_of(found)) >= {
        "/pods CREATE",
        "/pods/ephemeralcontainers UPDATE",
        "/pods/resize UPDATE",
    }


def test_operations_are_those_that_rules_want(tmp_path: Path) -> None:
    match = "{kind: kubernetes, resources: [PodExecOptions], operations: [CONNECT]}"
    found = policies(
        tmp_path,
        one=rule("T1", _DENY, match=match),
        two=rule("T2", _DENY, match="{kind: kubernetes, resources: [Role], operations: [DELETE]}"),
    )
    assert resources_of(rules_of(found)) == {
        "/pods/exec CONNECT",
        "rbac.authorization.k8s.io/roles DELETE",
    }


def test_a_rule_about_everything_never_becomes_a_star(tmp_path: Path) -> None:
    found = policies(tmp_path, one=rule("T1", _DENY))
    text = yaml.safe_dump(rules_of(found))
    assert "*" not in text
    registered = resources_of(rules_of(found))
    assert "/pods CREATE" in registered
    assert "/pods/exec CREATE" not in registered
    for word in ("leases", "events", "endpoints", "endpointslices", "tokenreviews", "nodes"):
        assert not any(one.split("/")[-1].startswith(word) for one in registered)


_TEMPLATE = """apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: {name: never}
spec:
  crd: {spec: {names: {kind: Never}}}
  targets:
    - target: admission.k8s.gatekeeper.sh
      rego: |
        package never

        violation[{"msg": "no"}] { true }
"""


def constrained(folder: Path, **match: Any) -> PolicySet:
    """A Gatekeeper template with one constraint."""
    folder.mkdir(exist_ok=True)
    (folder / "template.yaml").write_text(_TEMPLATE, encoding="utf-8")
    constraint = {
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": "Never",
        "metadata": {"name": "one"},
        "spec": {"match": match},
    }
    (folder / "constraint.yaml").write_text(yaml.safe_dump(constraint), encoding="utf-8")
    source = PolicySource(str(folder), dialect="gatekeeper")
    return assemble(PolicySettings(sources=(source,), builtin=False))


def kinds(groups: list[str], *named: str) -> list[dict[str, list[str]]]:
    return [{"apiGroups": groups, "kinds": [*named]}]


def test_a_constraint_registers_its_kinds_and_no_others(tmp_path: Path) -> None:
    found = constrained(tmp_path, kinds=kinds(["", "apps"], "Service", "Deployment"))
    assert resources_of(rules_of(found)) == {
        "/services CREATE",
        "/services UPDATE",
        "apps/deployments CREATE",
        "apps/deployments UPDATE",
    }


def test_deletions_are_registered_where_a_template_names_them(tmp_path: Path) -> None:
    found = constrained(tmp_path, kinds=kinds([""], "Service"))
    assert not any("DELETE" in one for one in resources_of(rules_of(found)))
    text = _TEMPLATE.replace("{ true }", '{ input.review.operation == "DELETE" }')
    (tmp_path / "template.yaml").write_text(text, encoding="utf-8")
    source = PolicySource(str(tmp_path), dialect="gatekeeper")
    found = assemble(PolicySettings(sources=(source,), builtin=False))
    assert "/services DELETE" in resources_of(rules_of(found))


def test_a_constraint_for_a_whole_group_stays_within_it(tmp_path: Path) -> None:
    groups = {one.split("/")[0] for one in resources_of(rules_of(constrained(
        tmp_path, kinds=kinds(["apps"], "*"),
    )))}  # fmt: skip
    assert groups == {"apps"}
    core = resources_of(rules_of(constrained(tmp_path, kinds=kinds([""], "*"))))
    assert "/pods CREATE" in core
    assert not any("exec" in one or one.startswith("apps") for one in core)


def test_a_constraint_for_everything_is_about_what_its_scope_has(tmp_path: Path) -> None:
    everywhere = resources_of(rules_of(constrained(tmp_path, kinds=kinds(["*"], "*"))))
    assert {"/pods CREATE", "/namespaces CREATE"} <= everywhere
    assert resources_of(rules_of(constrained(tmp_path))) == everywhere
    cluster = resources_of(rules_of(constrained(tmp_path, scope="Cluster")))
    assert "/namespaces CREATE" in cluster
    assert "/pods CREATE" not in cluster


@pytest.mark.parametrize(("kind", "why"), [("Lease", "may stand in"), ("Widget", "not known")])
def test_a_constraint_for_what_cannot_be_registered_is_refused(
    tmp_path: Path, kind: str, why: str
) -> None:
    with pytest.raises(PolicyError, match=why):
        rules_of(constrained(tmp_path, kinds=kinds(["*"], "Pod", kind)))


@pytest.mark.parametrize("kind", sorted(FORBIDDEN))
def test_what_the_control_plane_needs_is_refused(tmp_path: Path, kind: str) -> None:
    match = f"{{kind: kubernetes, resources: [{kind}]}}"
    found = policies(tmp_path, one=rule("T1", _DENY, match=match))
    with pytest.raises(PolicyError, match="no webhook may stand in the way"):
        rules_of(found)
    assert kind not in {one.kind for one in known_kinds()}


def test_a_kind_that_nobody_knows_must_be_described(tmp_path: Path) -> None:
    match = "{kind: kubernetes, resources: [Widget]}"
    found = policies(tmp_path, one=rule("T1", _DENY, match=match))
    with pytest.raises(PolicyError, match="plural is not known") as caught:
        rules_of(found)
    assert "--resource" in str(caught.value.hint)
    described = RegisteredKind("example.com", ("v1",), "Widget", ("widgets",))
    assert "example.com/widgets CREATE" in resources_of(rules_of(found, described))


def test_every_shipped_rule_can_be_registered() -> None:
    for profile in ("standard", "baseline", "restricted", "ml-production"):
        found = configuration(assemble(PolicySettings(profile=profile)), RegistrationSettings())
        text = yaml.safe_dump(found["webhooks"])
        assert "'*'" not in text
        assert "inferenceservices" in text


def webhooks_of(found: PolicySet, settings: RegistrationSettings) -> dict[str, dict[str, Any]]:
    webhooks: Any = configuration(found, settings)["webhooks"]
    return {one["name"].split(".")[0]: one for one in webhooks}


@pytest.fixture
def both(tmp_path: Path) -> PolicySet:
    return policies(
        tmp_path,
        hard=rule("T1", _DENY, match="{kind: kubernetes, resources: [Pod]}"),
        soft=rule("T2", _DENY, match="{kind: kubernetes, resources: [Role]}", enforcement="dryrun"),
    )


@pytest.mark.parametrize("fail", [False, True])
def test_what_only_watches_is_never_in_a_webhook_that_can_deny(both: PolicySet, fail: bool) -> None:
    found = webhooks_of(both, RegistrationSettings(fail=fail))
    assert found["enforce"]["failurePolicy"] == ("Fail" if fail else "Ignore")
    assert found["audit"]["failurePolicy"] == "Ignore"
    assert found["audit"]["timeoutSeconds"] <= 2
    assert resources_of(found["enforce"]["rules"]) & resources_of(found["audit"]["rules"]) == set()


def test_system_namespaces_and_its_own_are_never_asked_about(both: PolicySet) -> None:
    settings = RegistrationSettings(namespace="policies", excluded=("legacy",))
    for webhook in webhooks_of(both, settings).values():
        (expression,) = webhook["namespaceSelector"]["matchExpressions"]
        assert expression["key"] == "kubernetes.io/metadata.name"
        assert expression["operator"] == "NotIn"
        assert set(expression["values"]) == {
            "kube-system", "kube-public", "kube-node-lease", "policies", "legacy",
        }  # fmt: skip
        conditions = {one["name"]: one["expression"] for one in webhook["matchConditions"]}
        assert "system:serviceaccount:policies:govern" in conditions["not-govern"]
        assert "system:nodes" in conditions["not-nodes"]
        assert webhook["sideEffects"] == "NoneOnDryRun"
        assert webhook["timeoutSeconds"] <= 3


def test_pods_of_controllers_are_spared_when_that_is_asked_for_and_safe(tmp_path: Path) -> None:
    match = "{kind: kubernetes, resources: [workloads]}"
    found = policies(tmp_path, one=rule("T1", _DENY, match=match))

    def names(settings: RegistrationSettings) -> list[str]:
        return [one["name"] for one in webhooks_of(found, settings)["enforce"]["matchConditions"]]

    assert names(RegistrationSettings()) == ["not-govern", "not-nodes"]
    assert names(RegistrationSettings(spare_owned=True))[2:] == ["not-owned"]


def test_pods_are_not_spared_where_their_owners_are_not_judged_alike(tmp_path: Path) -> None:
    asked = RegistrationSettings(spare_owned=True)
    found = policies(tmp_path, one=rule("T1", _DENY, match="{kind: kubernetes, resources: [Pod]}"))
    with pytest.raises(UsageError, match="T1 is about Pods, and not about DaemonSet"):
        configuration(found, asked)
    everything = kinds(["*"], "*")
    by_label = constrained(
        tmp_path / "g", kinds=everything, labelSelector={"matchLabels": {"a": "b"}}
    )
    with pytest.raises(UsageError, match="owners with other labels or names"):
        configuration(by_label, asked)


@pytest.mark.server("kube-apiserver", "kubectl")
def test_only_what_a_controller_sends_is_spared_by_a_real_api_server(tmp_path: Path) -> None:
    policies(tmp_path / "p", one=rule("T1", _DENY, match="{kind: kubernetes}"))
    ours = ("--no-builtin", "-p", str(tmp_path / "p"))
    with Cluster(tmp_path / "cluster") as cluster, Webhook(tmp_path / "webhook", *ours) as webhook:
        code, text = run(
            "manifests", *ours, "--config", "none", "--ca", str(webhook.authority.file), "--fail",
            "--spare-owned", "--url", f"https://127.0.0.1:{webhook.port}",
        )  # fmt: skip
        assert code == 0
        cluster.kubectl("create", "namespace", "t")
        cluster.apply(yaml.safe_load(text))
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": "p",
                "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r",
                                     "uid": "1", "controller": True}],
            },
            "spec": {"containers": [{"name": "c", "image": "c"}]},
        }  # fmt: skip
        create = ("create", "-f", "-", "--dry-run=server", "-n", "t")

        def said(*who: str) -> str:
            groups = ("--as-group=system:masters",) if who else ()
            return cluster.kubectl(*create, *who, *groups, given=pod, check=False).stderr

        until(lambda: "T1" in said(), "the API server asks")
        assert "T1" in said("--as=system:serviceaccount:t:replicaset-controller")
        assert said("--as=system:serviceaccount:kube-system:replicaset-controller") == ""


@pytest.mark.parametrize("seconds", [0, 11, 30])
def test_timeouts_that_cost_leader_leases_are_refused(seconds: int) -> None:
    with pytest.raises(UsageError, match="timeout"):
        RegistrationSettings(timeout=seconds)


def test_policies_about_nothing_in_a_cluster_are_refused(tmp_path: Path) -> None:
    found = policies(tmp_path, one=rule("T1", _DENY, match="{kind: terraform_plan}"))
    with pytest.raises(NothingEvaluated):
        configuration(found, RegistrationSettings())


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["admission", *arguments], standalone_mode=False)
    error = result.exception
    return getattr(error, "exit_code", 0 if error is None else 99), result.output


def test_the_command_prints_what_can_be_applied(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    code, text = run("manifests", "--config", "none", "--ca", str(authority.file))
    assert code == 0
    assert yaml.safe_load(text)["kind"] == "ValidatingWebhookConfiguration"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--ca", "absent.crt"),
        ("--ca", "{key}"),
        ("--ca", "{ca}", "--timeout", "30"),
        ("--ca", "{ca}", "--resource", "widgets"),
        ("--ca", "{ca}", "--resource", "*/v1/widgets=Widget"),
        ("--ca", "{ca}", "--url", "http://plain.example"),
    ],
)
def test_dangerous_or_incomplete_settings_are_refused(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    authority = Authority(tmp_path)
    places = {"ca": str(authority.file), "key": str(authority.issue().key)}
    code, _ = run("manifests", "--config", "none", *(one.format(**places) for one in arguments))
    assert code == 2


def test_break_glass_says_what_to_run() -> None:
    code, text = run("break-glass", "--context", "prod")
    assert code == 0
    assert text == "kubectl --context prod delete validatingwebhookconfiguration govern\n"


@pytest.mark.server("kube-apiserver", "kubectl")
def test_the_registration_works_on_a_real_api_server(tmp_path: Path) -> None:
    with Cluster(tmp_path / "cluster") as cluster, Webhook(tmp_path / "webhook") as webhook:
        code, text = run(
            "manifests", "--config", "none", "--ca", str(webhook.authority.file), "--fail",
            "--url", f"https://127.0.0.1:{webhook.port}",
        )  # fmt: skip
        assert code == 0
        cluster.apply(yaml.safe_load(text))
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "p"},
            "spec": {"hostNetwork": True, "containers": [{"name": "c", "image": "c"}]},
        }
        cluster.kubectl("create", "namespace", "t")
        create = ("create", "-f", "-", "--dry-run=server", "-n")
        until(
            lambda: "K002" in cluster.kubectl(*create, "t", given=pod, check=False).stderr,
            "the API server asks",
        )
        spared = cluster.kubectl(*create, "kube-system", given=pod, check=False)
        assert spared.returncode == 0, spared.stderr
        kubeconfig = cluster.kubeconfig()
        log = str(tmp_path / "log")
        recorded = ("--record-unsigned", "--log", log, "--log-origin", "example.com/a")
        code, _ = run("break-glass", "--execute", "--kubeconfig", str(kubeconfig), *recorded)
        assert code == 0
        left = cluster.kubectl("get", "validatingwebhookconfiguration", "govern", check=False)
        assert "NotFound" in left.stderr
        with closing(SqliteStore(log)) as store, store.reading() as reader:
            ((_, line),) = reader.entries(0, reader.size())
        gap = Entry.parse(line)
        assert gap.reason == "break-glass: validatingwebhookconfiguration govern was deleted"
        until(
            lambda: cluster.kubectl(*create, "t", given=pod, check=False).returncode == 0,
            "the webhook is out of the way",
        )
        assert run("break-glass", "--execute", "--kubeconfig", str(kubeconfig))[0] == 0
