"""Baseline files: what is written can be read, and nothing else can."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import jsonschema
import pytest

from govern.decision import decide
from govern.errors import PolicyError
from govern.model import Location, Outcome, Verdict
from govern.model.baseline import Baseline
from govern.policies.baseline import read_baseline, write_baseline
from tests.builders import AT, a_result, a_waiver

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_run_accepts_its_own_baseline(tmp_path: Path) -> None:
    results = [a_result(), a_result(), a_result("K021"), a_result("K023", Outcome.WARN)]
    text, count = write_baseline(decide(results, at=AT).results)
    baseline = read_baseline(written(tmp_path / "baseline.json", text))
    decision = decide(results, at=AT, baseline=baseline)
    assert count == 4
    assert baseline.accepted[a_result().fingerprint] == 2
    assert decision.verdict is Verdict.ALLOWED
    assert decision.baseline is not None
    assert (decision.baseline.accepted, decision.baseline.gone) == (4, 0)


def test_only_findings_that_nobody_answers_for_are_written() -> None:
    results = [
        a_result(outcome=Outcome.PASS),
        a_result("K001", Outcome.UNDECIDED),
        a_result("K002", Outcome.NOT_APPLICABLE),
        a_result("K020"),
        a_result("K021"),
    ]
    decision = decide(results, at=AT, waivers=[a_waiver()])
    text, count = write_baseline(decision.results)
    assert count == 1
    assert [entry["rule_id"] for entry in json.loads(text)["findings"]] == ["K021"]


def test_what_an_earlier_baseline_accepts_stays_in() -> None:
    result = a_result()
    text, _ = write_baseline([result])
    baseline = Baseline(Counter([result.fingerprint]))
    accepted = decide([result], at=AT, baseline=baseline).results
    assert write_baseline(accepted) == (text, 1)


def test_the_text_is_the_same_for_any_order_and_has_a_line_a_finding() -> None:
    results = [a_result(f"K{number:03}") for number in range(5)]
    text, _ = write_baseline(results)
    assert write_baseline(reversed(results))[0] == text
    assert text.count("\n") == 5 + 5


def test_an_empty_baseline_can_be_written_and_read(tmp_path: Path) -> None:
    text, count = write_baseline([])
    assert count == 0
    assert not read_baseline(written(tmp_path / "baseline.json", text)).accepted


def test_a_file_name_that_is_no_unicode_does_not_spoil_the_file(tmp_path: Path) -> None:
    text, _ = write_baseline([a_result(location=Location("deploy/\udcff.yaml", 1))])
    assert read_baseline(written(tmp_path / "baseline.json", text)).accepted.values()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", '"schema" must be "govern.baseline/v1"'),
        ('{"schema": "govern.baseline/v2", "findings": []}', '"schema" must be'),
        ('{"schema": "govern.baseline/v1"}', 'a list "findings" and nothing else'),
        ('{"schema": "govern.baseline/v1", "findings": [], "x": 1}', "nothing else"),
        ('{"schema": "govern.baseline/v1", "findings": [1]}', "entry 1 of the baseline is wrong"),
        ('{"schema": "govern.baseline/v1", "findings": [{}]}', "entry 1"),
        ('{"schema": "govern.baseline/v1", "findings": [{"fingerprint": "ab"}]}', "entry 1"),
        ('{"schema": "govern.baseline/v1", "findings": [{"fingerprint": 7}]}', "entry 1"),
        ('{"schema": "govern.baseline/v1", "findings": [{"finger": "ab"}]}', "entry 1"),
        ('{"schema": "govern.baseline/v1",\n"findings": [}', "not valid JSON"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path / "baseline.json", text)
    with pytest.raises(PolicyError) as caught:
        read_baseline(path)
    assert words in caught.value.message
    assert caught.value.path == path
    assert caught.value.hint
    if words == "not valid JSON":
        assert caught.value.line == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        read_baseline(str(tmp_path / "none.json"))


def test_what_is_written_fits_the_schema(root: Path) -> None:
    path = root / "evidence" / "schemas" / "govern.baseline.v1.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text()))
    text, _ = write_baseline([a_result(), a_result("K021")])
    validator.validate(json.loads(text))
    assert not validator.is_valid(json.loads(text) | {"findings": [{"fingerprint": "ab"}]})
