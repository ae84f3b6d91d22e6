from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
OLD = 'package acme.rules\n\ndeny_%s[msg] {\n  input.kind == "Service"\n  msg := "%s"\n}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "service.yaml").write_text(SERVICE)
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "a.rego").write_text(OLD % ("one", "one"))
    return tmp_path


def messages(ran: Ran) -> list[str]:
    report: dict[str, Any] = json.loads(ran.out)
    return [one["message"] for one in report["results"] if one["outcome"] in {"fail", "warn"}]


def test_flags_say_what_policies_are(govern: Callable[..., Ran], folder: Path) -> None:
    check = ("check", "--no-builtin", "--policy", "policy", "in", "-o", "json")
    old = ("--dialect", "conftest", "--rego-version", "v0")
    ran = govern(*check, *old, "--namespace", "acme.*")
    assert (ran.code, messages(ran)) == (1, ["one"])
    ran = govern(*check, *old, "--all-namespaces", "--combine")
    assert (ran.code, messages(ran)) == (0, [])
    ran = govern(*check, *old)
    assert ran.code == 2
    assert "no deny, violation or warn is in the namespaces main" in ran.err
    ran = govern(*check, "--dialect", "conftest", "--all-namespaces")
    assert ran.code == 2
    assert "a.rego:3" in ran.err  # v0 is no v1
    ran = govern("check", "in", "--combine")
    assert ran.code == 2
    assert "none is named" in ran.err


def test_the_file_says_it_for_each_source(govern: Callable[..., Ran], folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "new" / "b.rego").write_text('package main\n\nwarn contains "two" if input.kind\n')
    (folder / "govern.toml").write_text(
        """[policy]
builtin = false
sources = [
  "new",
  {path = "policy", dialect = "conftest", rego_version = 0, namespaces = ["acme.rules"]},
]
[rules."conftest:acme.rules/deny_one"]
severity = "low"
"""
    )
    ran = govern("check", "in", "-o", "json", "--fail-on", "medium")
    assert ran.code == 0, ran.err
    assert sorted(messages(ran)) == ["one", "two"]
    (folder / "waivers.yaml").write_text(
        """schema: govern.waivers/v1
waivers:
  - id: W-1
    rules: ["conftest:acme.rules/deny_one"]
    resource: v1/Service/shop/web
    owner: team
    reason: known
    expires: 2099-01-01
"""
    )
    ran = govern("check", "in", "-w", "waivers.yaml", "-o", "json")
    assert (ran.code, messages(ran)) == (0, ["two"])


def test_rules_of_a_template_can_be_looked_at(
    govern: Callable[..., Ran], root: Path, folder: Path
) -> None:
    shutil.copytree(root / "tests/policies/dialects/templates/tags", folder / "tags")
    options = ("--no-builtin", "--policy", "tags")
    ran = govern("policy", "list", *options)
    assert "gatekeeper:OwnTags/not-latest" in ran.out
    ran = govern("policy", "show", *options, "gatekeeper:OwnTags/not-latest")
    assert ran.code == 0
    assert "tag_of(image)" in ran.out


def test_mixed_dialects_are_refused(govern: Callable[..., Ran], root: Path, folder: Path) -> None:
    shutil.copytree(root / "tests/policies/dialects/templates/tags", folder / "policy" / "tags")
    (folder / "policy" / "b.rego").write_text('package main\n\ndeny contains "x" if input.kind\n')
    ran = govern("check", "--no-builtin", "--policy", "policy", "in")
    assert ran.code == 2
    assert "mixes dialects" in ran.err
