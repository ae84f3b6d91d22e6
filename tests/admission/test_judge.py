from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from govern.admission.exchange import Exchange
from govern.admission.fallback import Fallback
from govern.admission.judge import Judge, JudgeSettings, Lane
from govern.engine.factory import inline_engine
from govern.model import Waiver
from govern.policies.assembly import PolicySettings, assemble
from tests.admission.reviews import DENY_NAMED_BAD, POD, body, pod, policies, rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.policies.policy_set import PolicySet

_AT = datetime(2026, 11, 21, tzinfo=UTC)


def exchange(found: PolicySet, settings: JudgeSettings | None = None) -> Exchange:
    judge = Judge(found, inline_engine(found), settings)
    return Exchange(judge, found.revision, lambda: _AT)


@pytest.fixture
def answers(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Answer a review by some rules."""

    def ask(
        data: bytes,
        lane: Lane = Lane.ENFORCE,
        settings: JudgeSettings | None = None,
        **rules: str,
    ) -> dict[str, Any]:
        reply = exchange(policies(tmp_path / "rules", **rules), settings).reply(data, lane)
        assert reply.status == 200
        value = orjson.loads(reply.body)
        assert value["apiVersion"] == "admission.k8s.io/v1"
        assert value["kind"] == "AdmissionReview"
        response: dict[str, Any] = value["response"]
        assert response["uid"] == orjson.loads(data)["request"]["uid"]
        return response

    return ask


def test_what_no_rule_denies_is_allowed(answers: Callable[..., dict[str, Any]]) -> None:
    response = answers(body(), bad=rule("T1", DENY_NAMED_BAD))
    assert response["allowed"] is True
    assert "status" not in response
    assert response["auditAnnotations"]["verdict"] == "allowed"


def test_a_denial_says_rule_field_reason_and_decision(
    answers: Callable[..., dict[str, Any]],
) -> None:
    fixed = rule("T1", DENY_NAMED_BAD, remediation="Choose another name.")
    response = answers(body(pod(name="bad")), bad=fixed)
    assert response["allowed"] is False
    assert response["status"]["code"] == 403
    assert response["status"]["message"] == (
        "Pod bad in namespace payments is denied by rule T1.\n"
        "- [T1, high] bad name (at metadata.name). Fix: Choose another name.\n"
        "Explain a rule: govern explain T1\n"
        f"Decision: {response['auditAnnotations']['decision-id']}"
    )


def test_a_kind_that_no_rule_names_is_allowed(answers: Callable[..., dict[str, Any]]) -> None:
    only = rule("T1", 'deny contains "no"', match="{kind: kubernetes, resources: [Service]}")
    response = answers(body(), only=only)
    assert response["allowed"] is True
    assert "verdict" not in response["auditAnnotations"]


def test_rules_see_operation_user_and_both_objects(
    answers: Callable[..., dict[str, Any]],
) -> None:
    text = """
        deny contains msg if {
            input.request.old_object.metadata.labels.app != input.document.metadata.labels.app
            msg := sprintf("%s by %s", [input.request.operation, input.request.user.username])
        }
    """
    changed = pod(labels={"app": "other"})
    data = body(changed, "UPDATE", oldObject=POD)
    assert "UPDATE by jo" in answers(data, one=rule("T1", text))["status"]["message"]


def test_a_deletion_is_asked_of_rules_that_want_deletions(
    answers: Callable[..., dict[str, Any]],
) -> None:
    usual = rule("T1", 'deny contains "never"')
    wants = "{kind: kubernetes, operations: [DELETE]}"
    about = rule("T2", "deny contains input.document.metadata.name", match=wants)
    response = answers(body(operation="DELETE"), usual=usual, about=about)
    assert "[T2, high] api" in response["status"]["message"]
    assert "T1" not in response["status"]["message"]


def test_a_connection_is_judged_by_its_options(answers: Callable[..., dict[str, Any]]) -> None:
    options = {"apiVersion": "v1", "kind": "PodExecOptions", "command": ["sh"], "stdin": True}
    match = "{kind: kubernetes, resources: [PodExecOptions], operations: [CONNECT]}"
    text = 'deny contains "no shells" if input.request.subresource == "exec"'
    data = body(options, "CONNECT", subResource="exec", name="api", namespace="payments")
    response = answers(data, one=rule("T1", text, match=match))
    assert "PodExecOptions/exec api in namespace payments" in response["status"]["message"]


def test_warnings_warn_and_dry_runs_are_silent(answers: Callable[..., dict[str, Any]]) -> None:
    rules = {
        "warns": rule("T1", 'warn contains "mind this"'),
        "soft": rule("T2", 'deny contains "not yet"', enforcement="warn"),
        "silent": rule("T3", 'deny contains "unheard"', enforcement="dryrun"),
    }
    enforced = answers(body(), **rules)
    assert enforced["warnings"] == ["T1: mind this"]
    audited = answers(body(), Lane.AUDIT, **rules)
    assert audited["allowed"] is True
    assert audited["warnings"] == ["T2: not yet"]


def test_audit_only_denies_nothing_and_says_what_it_would(
    answers: Callable[..., dict[str, Any]],
) -> None:
    settings = JudgeSettings(audit_only=True)
    one = rule("T1", DENY_NAMED_BAD)
    data = body(pod(name="bad"))
    assert answers(data, Lane.ENFORCE, settings, one=one)["allowed"] is True
    watched = answers(data, Lane.AUDIT, settings, one=one)
    assert watched["allowed"] is True
    assert watched["warnings"] == ["T1 (not enforced): bad name"]


_FAILS = "deny contains msg if { msg := to_number(input.document.metadata.name) }"


@pytest.mark.parametrize(("policy", "allowed"), [("fail", False), ("ignore", True)])
def test_what_is_undecided_goes_by_the_rule_s_failure_policy(
    answers: Callable[..., dict[str, Any]], policy: str, allowed: bool
) -> None:
    response = answers(body(), one=rule("T1", _FAILS, failure_policy=policy))
    assert response["allowed"] is allowed
    told = response["warnings"][0] if allowed else response["status"]["message"]
    assert "not decided" in told
    assert response["auditAnnotations"]["verdict"] == "undecided"


def test_a_waiver_lets_pass_what_it_covers(answers: Callable[..., dict[str, Any]]) -> None:
    waiver = Waiver(
        id="W1",
        rules=("T1",),
        resource="v1/Pod/payments/bad",
        reason="migration",
        owner="jo",
        expires=_AT + timedelta(days=1),
    )
    settings = JudgeSettings(waivers=(waiver,))
    one = rule("T1", DENY_NAMED_BAD)
    assert answers(body(pod(name="bad")), Lane.ENFORCE, settings, one=one)["allowed"] is True


def test_secrets_of_neither_object_are_told(answers: Callable[..., dict[str, Any]]) -> None:
    old = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "payments"}}
    data = body(
        {**old, "stringData": {"password": "hunter2hunter2"}},
        "UPDATE",
        oldObject={**old, "stringData": {"password": "correcthorse"}},
    )
    text = """
        deny contains input.document.stringData.password
        deny contains input.request.old_object.stringData.password
    """
    message = answers(data, one=rule("T1", text))["status"]["message"]
    assert "hunter2" not in message
    assert "correcthorse" not in message
    assert message.count("(sensitive)") == 2


def test_the_same_object_gets_the_same_judgement_id(
    answers: Callable[..., dict[str, Any]],
) -> None:
    one = rule("T1", DENY_NAMED_BAD)
    ids = {answers(body(), one=one)["auditAnnotations"]["decision-id"] for _ in range(2)}
    assert len(ids) == 1


def test_without_a_judge_each_rule_s_failure_policy_answers(tmp_path: Path) -> None:
    closed = rule("T1", DENY_NAMED_BAD)
    opened = rule("T2", DENY_NAMED_BAD, failure_policy="ignore")
    denying = Fallback(policies(tmp_path / "a", a=closed, b=opened), JudgeSettings())
    reply = denying.reply(body(), Lane.ENFORCE, "no answer within 1 s")
    message = orjson.loads(reply.body)["response"]["status"]["message"]
    assert "not decided, and so denied: " in message
    assert "no answer within 1 s" in message
    allowing = Fallback(policies(tmp_path / "b", b=opened), JudgeSettings())
    response = orjson.loads(allowing.reply(body(), Lane.ENFORCE, "late").body)["response"]
    assert response["allowed"] is True
    assert "late" in response["warnings"][0]


def test_the_library_s_denial_is_one_that_a_developer_can_act_on() -> None:
    spec = {"containers": [{"name": "c", "image": "registry.example/api:latest"}]}
    judged = exchange(assemble(PolicySettings())).reply(body(pod() | {"spec": spec}), Lane.ENFORCE)
    message = orjson.loads(judged.body)["response"]["status"]["message"]
    assert "K020" in message
    assert "spec.containers[0].image" in message
    assert "Fix: " in message
