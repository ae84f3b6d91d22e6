"""The benchmark beside peers: it times nothing that was not shown to be the same."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.peers.contest import Contender, Step, UnequalError, climb, contest
from benchmarks.peers.rule_table import TABLE, rules
from benchmarks.peers.workloads import expected, manifest, write_manifests
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.contest import Findings

FOUND = frozenset({("a", "R001")})


def read(output: str) -> Findings:
    return frozenset((name, rule) for name, rule in map(str.split, output.splitlines()))


SAYS = Contender("says", ("sh", "-c", "echo a R001; exit 1"), read)


def test_who_finds_the_same_is_timed_in_turns(tmp_path: Path) -> None:
    other = replace(SAYS, name="other")
    scores = contest((SAYS, other), FOUND, rounds=3, folder=tmp_path)
    assert [(score.name, len(score.runs)) for score in scores] == [("says", 3), ("other", 3)]
    assert all(0 < score.wall < 30 and score.cpu >= 0 for score in scores)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 1", r"finds 0 things instead of 1.*missing: \[\('a', 'R001'\)\]"),
        ("echo a R001; echo b R002; exit 1", r"only there: \[\('b', 'R002'\)\]"),
        ("echo a R001; echo broken >&2; exit 2", "ends with 2 instead of 1: broken"),
    ],
)
def test_who_finds_something_else_ends_the_run(tmp_path: Path, script: str, told: str) -> None:
    wrong = Contender("wrong", ("sh", "-c", script), read)
    with pytest.raises(UnequalError, match=told):
        contest((SAYS, wrong), FOUND, rounds=1, folder=tmp_path)


def test_who_would_take_minutes_is_left_out_and_told(tmp_path: Path) -> None:
    slow = Contender("slow", ("sh", "-c", "sleep 0.2; echo a R001; exit 1"), read)
    steps = [Step(1, (SAYS, slow), FOUND), Step(1000, (SAYS, slow), FOUND)]
    first, second = climb(steps, rounds=1, folder=tmp_path)
    assert [len(score.runs) for score in first] == [1, 1]
    assert [len(score.runs) for score in second] == [1, 0]
    assert second[1].why_not.startswith("not run: about 2")


def test_every_breach_changes_a_manifest_in_its_own_way() -> None:
    broken = [repr(manifest((said,))) for said in TABLE]
    assert len(TABLE) == 50
    assert len({repr(manifest()), *broken}) == len(TABLE) + 1


def test_what_is_expected_names_every_rule_that_says_the_same(tmp_path: Path) -> None:
    size = write_manifests(tmp_path / "m", 20)
    assert size == sum(path.stat().st_size for path in (tmp_path / "m").iterdir())
    assert expected(20, rules(60)) == {
        ("service-00000009", "R001"),
        ("service-00000009", "R051"),
        ("service-00000019", "R002"),
        ("service-00000019", "R052"),
    }


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.server("conftest", "opa", "gator", "checkov", "cosign", "docker-registry", "h2load")
def test_all_programs_find_the_same_and_the_page_is_whole(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers", "--quick", "--write", str(page)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding="utf-8")
    for row in ("govern", "conftest", "opa exec", "gator", "checkov", "cosign", "govern serve"):
        assert f"| {row} |" in text
    assert "Not run" not in text
    written = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    assert headings(text) == headings(written)


def headings(page: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith("## ")]
