"""The EvaluationLog, read by Gemara's own models."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gemara.v1 as oracle
import pydantic
import pytest
from gemara.v1._models import AssessmentLog

from govern.errors import NothingEvaluated
from govern.evidence.reports.gemara import aggregate, gemara_files, result_of
from govern.evidence.reports.model import ControlState, State

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport
    from tests.evidence.reports.conftest import Ran

_NO_RESULT = {"pass": 0, "fail": 0, "undecided": 0, "warn": 0, "waived": 0}


def _written(report: EvidenceReport) -> str:
    return gemara_files(report)["evaluation-log.json"]


def _control(state: State, **counts: int) -> ControlState:
    return ControlState(
        reference="f:1", title="", state=state, reason="", coverage="",
        counts={**_NO_RESULT, **counts},
    )  # fmt: skip


def test_gemara_reads_the_log(story: EvidenceReport) -> None:
    read = oracle.loads(_written(story))
    assert isinstance(read, oracle.EvaluationLog)
    assert len(read.evaluations) == sum(len(one.controls) for one in story.frameworks)
    for evaluation in read.evaluations:
        for assessment in evaluation.assessment_logs:  # which the model leaves untyped
            AssessmentLog.model_validate(assessment)
    broken = json.loads(_written(story))
    broken["evaluations"][0]["result"] = "compliant"
    with pytest.raises(pydantic.ValidationError):  # it would notice
        oracle.loads(json.dumps(broken))


def test_what_its_schema_asks_beyond_the_models_holds(story: EvidenceReport) -> None:
    """The hidden constraints of evaluationlog.cue and evidence.cue."""
    log = json.loads(_written(story))
    declared = [one["id"] for one in log["metadata"]["mapping-references"]]
    assert len(set(declared)) == len(declared)
    items: dict[str, Any] = {}
    for evaluation in log["evaluations"]:
        assert evaluation["control"]["reference-id"] in declared
        assert evaluation["assessment-logs"]
        for one in evaluation["assessment-logs"]:
            assert one["requirement"]["reference-id"] == evaluation["control"]["reference-id"]
            unexecuted = one["result"] in {"Not Run", "Unknown", "Not Applicable"}
            assert unexecuted or one["start"] <= one["end"]
            for item in one.get("evidence", ()):
                assert items.setdefault(item["id"], item) == item
                assert item["source"]["reference-id"] in declared
    assert items


def test_it_says_no_more_than_the_report(story: EvidenceReport, told: Ran) -> None:
    log = json.loads(_written(story))
    results = {one["name"].split(" ")[0]: one for one in log["evaluations"]}
    controls = [one for framework in story.frameworks for one in framework.controls]
    states = {one.state for one in controls}
    assert {State.NOT_SATISFIED, State.SATISFIED, State.NOT_TESTED} <= states
    for one in controls:
        said = results[one.reference]["result"]
        assert (said == "Passed") == (one.state is State.SATISFIED), one.reference
        assert (said == "Not Run") == (one.state is State.NOT_TESTED), one.reference
        if one.state is State.NOT_SATISFIED:
            assert "recommendation" in results[one.reference]["assessment-logs"][0]
    assert log["result"] == "Failed"
    for evaluation in log["evaluations"]:
        for item in evaluation["assessment-logs"][0].get("evidence", ()):
            data = (told.folder / "bundle" / item["source"]["coordinate"]).read_bytes()
            assert item["source"]["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize(
    ("control", "result"),
    [
        (_control(State.SATISFIED, **{"pass": 3}), "Passed"),
        (_control(State.NOT_SATISFIED, fail=1, undecided=1, warn=1), "Failed"),
        (_control(State.NOT_SATISFIED, undecided=1, warn=1), "Unknown"),
        (_control(State.NOT_SATISFIED, warn=1, **{"pass": 3}), "Needs Review"),
        (_control(State.WAIVED, waived=1, **{"pass": 3}), "Needs Review"),
        (_control(State.STALE, **{"pass": 3}), "Needs Review"),
        (_control(State.NOT_TESTED), "Not Run"),
        (_control(State.NOT_APPLICABLE), "Not Applicable"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.state.value,
)
def test_results(control: ControlState, result: str) -> None:
    assert result_of(control) == result


@pytest.mark.parametrize(
    ("results", "whole"),
    [
        (["Passed", "Failed", "Unknown"], "Failed"),
        (["Passed", "Unknown", "Needs Review"], "Unknown"),
        (["Passed", "Needs Review"], "Needs Review"),
        (["Passed", "Not Run"], "Needs Review"),
        (["Passed", "Not Run", "Failed"], "Failed"),
        (["Not Run", "Not Applicable"], "Not Run"),
        (["Passed", "Not Applicable"], "Passed"),
        (["Not Applicable"], "Not Applicable"),
    ],
    ids=str,
)
def test_a_whole_log_is_no_better_than_what_is_in_it(results: list[str], whole: str) -> None:
    assert aggregate(results) == whole


def test_without_controls_there_is_no_log(story: EvidenceReport) -> None:
    with pytest.raises(NothingEvaluated):
        gemara_files(replace(story, frameworks=()))


def test_the_command_and_the_bundle_say_the_same(told: Ran) -> None:
    base = ("evidence", "report", "bundle", "--trust", "keys.txt", "--format", "gemara")
    assert "gemara/evaluation-log.json" in told(*base, "-o", "gemara")
    written = json.loads((told.folder / "gemara/evaluation-log.json").read_text())
    inside = json.loads((told.folder / "bundle/gemara/evaluation-log.json").read_text())
    assert written["evaluations"] == inside["evaluations"]
    told("evidence", "verify", "bundle", "--trust", "keys.txt")
