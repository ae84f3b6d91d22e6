"""`govern policy test`, as its users run it; held against the real `opa test`."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]

POLICY = """package org.tags

deny contains "no owner" if not input.tags.owner

deny contains msg if {
	input.tags.owner == "nobody"
	msg := "nobody owns nothing"
}
"""
TESTS = """package org.tags_test

import data.org.tags

test_an_owner_is_needed if {
	count(tags.deny) == 1 with input as {"tags": {}}
}

test_input_is_undefined_unless_given if not input

test_the_limit_is_data if data.limits.most == 3

todo_test_more if false
"""
WRONG = """package org.wrong_test

test_undefined if data.org.nothing

test_number if {
	true
}

test_number if {
	true
}

test_value := 7

test_broken if {
	print("about to break")
	to_number("x") == 1
}

test_table[name] if some name in ["a"]
"""


@pytest.fixture(autouse=True)
def _tools_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{surroundings.tools_folder()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/tags.rego").write_text(POLICY)
    (tmp_path / "policies/tags_test.rego").write_text(TESTS)
    (tmp_path / "policies/limits").mkdir()
    (tmp_path / "policies/limits/data.yaml").write_text("most: 3\n")
    return tmp_path / "policies"


ENGINES = ["embedded", pytest.param("opa", marks=pytest.mark.server("opa"))]


@pytest.mark.parametrize("engine", ENGINES)
def test_passing_tests_pass(govern: Govern, policies: Path, engine: str) -> None:
    ran = govern("policy", "test", "policies", "--engine", engine)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("3 passed, 0 failed, 0 errored, 1 skipped (")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_does_not_pass_is_told_apart(govern: Govern, policies: Path, engine: str) -> None:
    (policies / "wrong_test.rego").write_text(WRONG)
    ran = govern("policy", "test", "policies", "--engine", engine, "--output", "json")
    report = json.loads(ran.out)
    assert ran.code == 4
    assert [report[key] for key in ("passed", "failed", "errored", "skipped")] == [5, 2, 2, 1]
    told = {
        one["test"].rpartition(".")[2]: (one["outcome"], one["line"]) for one in report["failures"]
    }
    assert told == {
        "test_undefined": ("failed", 3),
        "test_value": ("failed", 13),
        "test_broken": ("errored", 15),
        "test_table": ("errored", 20),
    }


def test_tests_of_one_name_are_each_run(govern: Govern, policies: Path) -> None:
    (policies / "twice_test.rego").write_text(
        "package twice_test\n\ntest_x if true\n\ntest_x if false\n\ntest_x if 1 == 1\n"
    )
    ran = govern("policy", "test", "policies", "--run", "twice", "-v")
    lines = [line.split()[:2] for line in ran.out.splitlines() if "twice" in line]
    assert ran.code == 1
    assert lines == [
        ["PASS", "data.twice_test.test_x"],
        ["FAIL", "data.twice_test.test_x#01"],
        ["PASS", "data.twice_test.test_x#02"],
    ]


def test_nothing_to_run_is_no_success(govern: Govern, policies: Path) -> None:
    assert govern("policy", "test", "policies", "--run", "nobody").code == 3
    assert govern("policy", "test", "policies", "--run", "todo_").code == 3
    assert govern("policy", "test", "policies", "--run", "(").code == 2
    (policies / "tags_test.rego").unlink()
    assert govern("policy", "test", "policies").code == 3
    (policies / "bad_test.rego").write_text("package bad_test\n\ntest_x if nosuch(1)\n")
    ran = govern("policy", "test", "policies")
    assert (ran.code, "bad_test.rego:3" in ran.err) == (2, True)


def test_prints_are_shown_when_asked_for(govern: Govern, policies: Path) -> None:
    (policies / "wrong_test.rego").write_text(WRONG)
    assert "about to break" in govern("policy", "test", "policies", "-v").out
    assert "about to break" not in govern("policy", "test", "policies").out


def test_a_test_that_never_ends_does_not_stop_the_others(govern: Govern, policies: Path) -> None:
    (policies / "long_test.rego").write_text(
        "package long_test\n\ntest_long if sum(numbers.range(1, 1000000000)) == 0\n"
    )
    ran = govern("policy", "test", "policies", "--deadline", "1")
    assert ran.code == 4
    assert "3 passed, 0 failed, 1 errored, 1 skipped" in ran.out


@pytest.mark.parametrize("engine", ENGINES)
def test_coverage_names_the_lines_that_no_test_reaches(
    govern: Govern, policies: Path, engine: str
) -> None:
    ran = govern("policy", "test", "policies", "--engine", engine, "--threshold", "90")
    assert ran.code == 1
    assert "not covered: policies/tags.rego:" in ran.out
    assert "is below 90 %" in ran.err
    ran = govern(
        *("policy", "test", "policies", "--engine", engine, "--coverage", "--output", "json")
    )
    assert ran.code == 0
    (file,) = json.loads(ran.out)["coverage"]["files"]
    assert 7 in file["not_covered"]
    assert 3 in file["covered"]


def test_tests_may_stand_apart_from_the_policies(govern: Govern, policies: Path) -> None:
    (policies.parent / "tests").mkdir()
    (policies / "tags_test.rego").rename(policies.parent / "tests/tags_test.rego")
    assert govern("policy", "test", "policies", "tests").code == 0
    assert govern("policy", "test", "policies", "tests/tags_test.rego").code == 0


def test_the_shipped_library_can_be_used_in_tests(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "one_test.rego").write_text(
        "package one_test\n\nimport data.govern.lib.testing\n\n"
        'test_it if testing.kubernetes({}, {}).kind == "kubernetes"\n'
    )
    assert govern("policy", "test", "one_test.rego").code in {0, 2}


@pytest.mark.server("opa")
def test_the_library_gives_what_opa_test_gives(
    govern: Govern, root: Path, require_tool: Callable[[str], Path]
) -> None:
    library = str(root / "policies" / "rego")
    done = subprocess.run(
        [require_tool("opa"), "test", "--bundle", library, "--format=json"],
        capture_output=True,
        check=False,
        timeout=250,
    )
    theirs = json.loads(done.stdout)
    ran = govern("policy", "test", library, "--output", "json")
    ours = json.loads(ran.out)
    assert (ran.code, done.returncode) == (0, 0)
    assert ours["passed"] == len(theirs) > 900
    assert ours["failures"] == []
