"""The pages about what went on in spite of policy, repairs, what ends, and models."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from govern.evidence.bundle import Period
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.reports.building import build
from govern.evidence.reports.bypasses import bypass, taken_away
from govern.evidence.reports.controls import Clock
from govern.evidence.reports.model import ApprovalRow, DecisionRow, Finding, Gap, WaiverRow
from govern.evidence.reports.source import Record, log_evidence
from govern.evidence.reports.times import due, repairs
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Govern = Callable[..., Any]

_NOW = datetime(2026, 12, 1, tzinfo=UTC)
_POD = """apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: a, image: "nginx:latest"}]}
"""


def _finding(first: str, resolved: str = "", **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "id": first, "rule_id": "K020", "title": "", "severity": "high", "outcome": "fail",
        "state": "resolved" if resolved else "open", "resource": "", "path": "a.yaml",
        "message": "", "remediation": "", "controls": (), "waiver": "", "first": 0,
        "first_seen": first, "last": 0, "last_seen": first, "resolved": resolved, "times": 1,
    }  # fmt: skip
    return Finding(**{**values, **changes})


def test_the_time_to_repair_is_told_by_severity() -> None:
    found = [
        _finding("2026-11-01T00:00:00Z", "2026-11-01T10:00:00Z"),
        _finding("2026-11-01T00:00:00Z", "2026-11-01T20:00:00Z"),
        _finding("2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z"),
        _finding("2026-11-30T00:00:00Z"),
        _finding("2026-11-29T00:00:00Z"),
        _finding("2026-11-01T00:00:00Z", state="waived"),
        _finding("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z", severity="low"),
    ]
    by_severity = {one.severity: one for one in repairs(found, _NOW)}
    high = by_severity["high"]
    assert (high.repaired, high.mean_hours, high.median_hours, high.longest_hours) == (
        3,
        26,
        20,
        48,
    )
    assert (high.left, high.oldest_hours) == (2, 48)
    low = by_severity["low"]
    assert (low.repaired, low.mean_hours, low.left, low.oldest_hours) == (1, 0, 0, None)
    assert by_severity["critical"].mean_hours is None


def _waiver(name: str, state: str, expires: str) -> WaiverRow:
    return WaiverRow(
        id=name, state=state, rules=("K020",), resource="", owner="ada", reason="",
        compensating_control="", ticket="", expires=expires, days_left=0, covers=3, suppressed=0,
        decisions=0, signed=True, approved_by=(),
    )  # fmt: skip


def _approval(state: str, expires: str) -> ApprovalRow:
    return ApprovalRow(
        index=1, signed_at="", person="grace", role="owner", verdict="approve", how="signature",
        environment="prod", action="deploy", decision="d" * 64, shown="", expires=expires,
        reason="", state=state, file="",
    )  # fmt: skip


def test_what_ends_is_listed_next_first_and_what_has_ended_is_not() -> None:
    waivers = [
        _waiver("W-1", "live", "2026-12-31T00:00:00Z"),
        _waiver("W-2", "revoked", "2026-12-31T00:00:00Z"),
        _waiver("W-3", "expired", "2026-11-01T00:00:00Z"),
    ]
    approvals = [
        _approval("unused", "2026-12-04T00:00:00Z"),
        _approval("used", "2026-12-05T00:00:00Z"),
    ]
    evidence = Counter({"2026-11-20": 4, "2026-08-01": 1})
    rows = due(waivers, approvals, (), evidence, Clock(_NOW, 90))
    assert [(one.on[:10], one.kind, one.days_left) for one in rows] == [
        ("2026-12-04", "approval", 3),
        ("2026-12-31", "waiver", 30),
        ("2027-02-18", "evidence", 79),
    ]
    assert rows[1].then == "3 findings are denied again"
    assert rows[1].who == "ada"


def _decided(decision: str, mode: str, admission: dict[str, Any] | None = None) -> Any:
    entry = Entry(
        kind=EntryKind.DECISION, time="2026-11-21T12:00:00Z", sha256="0" * 64, media_type=SIGNED
    )
    results = [
        {"resource": "v1/Pod/a", "outcome": "fail"},
        {"resource": "v1/Pod/b", "outcome": "pass"},
        {"resource": "", "outcome": "undecided"},
    ]
    predicate: dict[str, Any] = {"decision": decision, "mode": mode, "results": results}
    if admission is not None:
        predicate["admission"] = admission
    row = DecisionRow(
        index=7, time=entry.time, verdict=decision, mode=mode, reason="", inputs=("a.yaml",),
        findings=2, waived=0, revision="", engine="", tool="", profile="", run="42", file="",
        sha256="", file_sha256="", signed=True,
    )  # fmt: skip
    return bypass(Record(7, entry, "", predicate=predicate), row)


@pytest.mark.parametrize(
    ("decision", "mode", "admission", "how"),
    [
        ("denied", "warn", None, "told, and not binding"),
        ("denied", "enforce", None, None),
        ("denied", "audit", None, None),  # of what runs already: nothing was to be stopped
        ("allowed", "warn", None, None),
        ("undecided", "warn", None, None),  # such a check still fails
        ("denied", "enforce", {"allowed": False}, None),
        ("denied", "audit", {"allowed": True}, "admitted: the mode is audit"),
        ("denied", "warn", {"allowed": True}, "admitted: the mode is warn"),
        ("undecided", "enforce", {"allowed": True}, "admitted by the rule's failure policy"),
        ("undecided", "enforce", {"allowed": False}, None),
    ],
)
def test_what_went_on_in_spite_of_policy(
    decision: str, mode: str, admission: dict[str, Any] | None, how: str | None
) -> None:
    found = _decided(decision, mode, admission)
    assert (found.how if found else None) == how
    if found:
        assert found.what == ("v1/Pod/a",)


def test_a_break_glass_is_a_bypass_and_another_gap_is_none() -> None:
    gap = Gap(index=3, time="2026-11-21T12:00:00Z", reason="break-glass: it was deleted", lost=None)
    found = taken_away(gap)
    assert found is not None
    assert (found.index, found.how) == (3, "break-glass: it was deleted")
    assert taken_away(replace(gap, reason="disk is full")) is None


@pytest.mark.server("ssh-keygen")
def test_the_register_of_models_joins_card_decision_and_approvals(
    office: Path, govern: Govern, root: Path
) -> None:
    shutil.copytree(root / "examples/fraud-model", office / "model")
    ran = govern("check", "model", "-q")
    assert ran.code == 0, ran.out
    ask = ("--environment", "prod", "--tier", "low", "--author", "ada", "--requester", "ci")
    assert govern("request", "last", *ask).code == 0
    (file,) = (office / "approvals").glob("*/request-*.json")
    assert govern("approve", str(file), "--role", "owner", "--key", "grace", "--yes").code == 0
    gate = ("--environment", "prod", "--require-approval", "low")
    assert govern("check", "model", "-q", *gate).code in (0, 1)
    (office / "pod.yaml").write_text(_POD)
    assert govern("check", "pod.yaml", "-q", "--mode", "warn").code == 0
    store = SqliteStore(str(office / "evidence.db"))
    with log_evidence(store, Period(), (), "") as evidence:
        report = build(evidence)
    store.close()
    (model,) = report.models
    assert (model.path, model.name, model.tier) == ("model/README.md", "acme/fraud-score", "high")
    assert (model.owners, model.next_review, model.kept) == (
        ("Fraud Modelling",),
        "2027-04-30",
        True,
    )
    assert len(model.approved_by) == 1
    assert model.approved_by[0].endswith("(owner)")
    assert [one.how for one in report.bypasses] == ["told, and not binding"]
    assert report.bypasses[0].what == ("v1/Pod/shop/a",)
    assert {"model review", "evidence"} <= {one.kind for one in report.due}
