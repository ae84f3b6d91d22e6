"""The rules of skipping: loud without a tool, a failure where everything must run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_missing_tool_skips_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOVERN_REQUIRE_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"needs no-such-tool; run `make tools`"):
        surroundings.require_tool("no-such-tool")


def test_a_missing_tool_fails_where_it_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVERN_REQUIRE_SERVERS", "1")
    with pytest.raises(pytest.fail.Exception, match="forbids skipping"):
        surroundings.require_tool("no-such-tool")


def test_the_pinned_build_of_a_tool_is_preferred(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "sh"
    tool.write_text("#!/bin/true\n")
    tool.chmod(0o755)
    monkeypatch.setenv("GOVERN_TOOLS", str(tmp_path))
    assert surroundings.require_tool("sh") == tool


def test_ci_installs_every_debian_package_that_tests_ask_for() -> None:
    lines = (surroundings.ROOT / "tools/debian-packages.txt").read_text(encoding="utf-8")
    listed = dict(line.split() for line in lines.splitlines() if not line.startswith("#"))
    assert {name: listed.get(name) for name in surroundings.DEBIAN} == surroundings.DEBIAN


def test_every_tool_that_tests_ask_for_is_built_or_installed() -> None:
    asked = {
        name
        for file in sorted((surroundings.ROOT / "tests").rglob("test_*.py"))
        for names in re.findall(r"(?:mark\.server|require_tool)\(([^()]*)\)", file.read_text())
        for name in re.findall(r'"([\w.-]+)"', names)
    }
    script = (surroundings.ROOT / "tools/install.sh").read_text(encoding="utf-8")
    needed = re.search(r'^needed="(.*)"$', script, re.MULTILINE)
    assert needed is not None
    known = {*needed[1].split(), *surroundings.DEBIAN, "no-such-tool", "sh"}
    assert {"opa", "skopeo", "tofu"} <= asked
    assert asked - known == set()


def test_an_absent_corpus_is_a_skip_even_where_servers_must_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOVERN_REQUIRE_SERVERS", "1")
    monkeypatch.setenv("GOVERN_CORPUS", str(tmp_path / "absent"))
    with pytest.raises(pytest.skip.Exception, match="GOVERN_CORPUS"):
        surroundings.require_corpus()


def test_a_corpus_pattern_that_matches_nothing_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOVERN_CORPUS", str(tmp_path))
    with pytest.raises(FileNotFoundError):
        surroundings.corpus_params("*.yaml")


def test_golden_files_are_compared(
    golden: Callable[[str, str], None], request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--update-golden"):
        pytest.skip("golden files are being written")
    with pytest.raises(pytest.fail.Exception, match="no golden file"):
        golden("house/absent.txt", "anything\n")
