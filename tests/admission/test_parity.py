from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from govern.admission.parity import Said, compare
from govern.cli.main import cli
from govern.pipeline import RunSettings
from govern.policies.assembly import PolicySettings
from tests import surroundings
from tests.admission.reviews import policies, rule

if TYPE_CHECKING:
    from pathlib import Path

_PAYMENTS = surroundings.ROOT / "examples" / "payments"
_DENIED = surroundings.ROOT / "examples" / "payments-denied"


@pytest.mark.parametrize("profile", ["standard", "restricted", "ml-production"])
def test_ci_and_the_webhook_say_the_same_of_every_example(profile: str) -> None:
    settings = RunSettings(policy=PolicySettings(profile=profile))
    found = compare([str(_PAYMENTS), str(_DENIED)], settings)
    assert len(found) >= 6
    assert [one for one in found if not one.same] == []
    assert sum(one.findings for one in found) > 5


@pytest.mark.corpus
def test_ci_and_the_webhook_say_the_same_of_published_manifests(corpus: Path) -> None:
    settings = RunSettings(policy=PolicySettings(profile="restricted"))
    found = compare([str(corpus / "kubernetes")], settings)
    assert len(found) > 500
    assert [one for one in found if not one.same][:5] == []


def test_a_rule_that_looks_at_the_request_is_a_difference(tmp_path: Path) -> None:
    text = 'deny contains "in a cluster" if input.request.operation == "CREATE"'
    policies(tmp_path, one=rule("T1", text))
    settings = RunSettings(policy=PolicySettings(sources=(str(tmp_path),), builtin=False))
    found = compare([str(_PAYMENTS / "service.yaml")], settings)
    assert {one.only_webhook for one in found} == {(Said("T1", "fail", "", "in a cluster"),)}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        cli, ["admission", "parity", "--config", "none", *arguments], standalone_mode=False
    )
    code = result.return_value if result.exception is None else result.exception.exit_code  # type: ignore[attr-defined]  # a govern Error has one
    return int(code or 0), result.output


def test_the_command_lists_objects_and_differences(tmp_path: Path) -> None:
    code, text = run(str(_PAYMENTS))
    assert code == 0
    assert "same    " in text
    policies(tmp_path, one=rule("T1", 'deny contains "x" if input.request.operation == "CREATE"'))
    own = ("--no-builtin", "-p", str(tmp_path))
    code, text = run(str(_PAYMENTS / "service.yaml"), *own)
    assert code == 1
    assert "only in the webhook: T1 fail: x" in text
    code, text = run(str(_PAYMENTS / "service.yaml"), *own, "--output", "json")
    assert code == 1
    assert json.loads(text)[0]["same"] is False


def test_no_object_is_not_the_same() -> None:
    assert run(str(surroundings.ROOT / "examples" / "gpu-cluster-plan" / "plan.json"))[0] == 3
