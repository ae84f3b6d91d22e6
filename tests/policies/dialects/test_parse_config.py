from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.errors import PolicyError
from govern.policies.loader import load
from govern.policies.source import PolicySource
from tests.policies.dialects.checking import checked, said, write
from tests.policies.dialects.peers import by_conftest

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """package main

wanted := parse_config("yaml", `
limits:
  replicas: 3
`)

more := parse_config_file("settings/more.yaml")

all := parse_combined_config_files(["settings/more.yaml", "settings/else.json"])

deny contains msg if {
	input.spec.replicas > wanted.limits.replicas # parse_config("yaml", "no call")
	msg := sprintf("over %d, says %s; %v", [wanted.limits.replicas, more.by, count(all)])
}

warn contains msg if {
	values := parse_config("json", input.metadata.annotations.settings)
	msg := sprintf("%s %d", [values.name, parse_config("toml", "number = 4").number])
}
"""
SETTINGS = {"settings/more.yaml": "by: me\n", "settings/else.json": '{"x": [1]}'}
INPUT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  annotations: {settings: '{"name": "n"}'}
spec: {replicas: 5}
"""


@pytest.mark.server("conftest")
def test_the_same_as_conftest(tmp_path: Path) -> None:
    policies = write(tmp_path / "policy", {"a.rego": POLICY, **SETTINGS})
    inputs = write(tmp_path / "in", {"a.yaml": INPUT})
    wanted = by_conftest(policies, inputs)
    assert len(wanted) == 2
    assert said(checked(policies, inputs)) == wanted


def test_what_is_read_is_part_of_the_revision(tmp_path: Path) -> None:
    policies = write(tmp_path / "policy", {"a.rego": POLICY, **SETTINGS})
    before = load([str(policies)])
    own = next(module for module in before.modules if module.package == "main")
    assert own.text.count("\n") == POLICY.count("\n")
    write(policies, {"settings/more.yaml": "by: you\n"})
    assert load([str(policies)]).revision != before.revision


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('parse_config("hcl2", "a = 1")', "'hcl2' is none of json, yaml and toml"),
        ('parse_config("toml", input.x)', "only text that is written down"),
        ("parse_config(input.x, input.y)", "must be the name of a parser"),
        ('parse_config("json", "{")', "its text is no json"),
        ("parse_config_file(input.path)", "must be a path"),
        ('parse_config_file("gone.yaml")', "cannot be read"),
        ('parse_combined_config_files("a.yaml")', "must be a list of paths"),
        ('parse_config("json", "1"', "does not end"),
    ],
)
def test_what_cannot_be_worked_out(tmp_path: Path, call: str, words: str) -> None:
    policy = f"package main\n\ndeny contains msg if {{\n\tmsg := {call}\n}}\n"
    policies = write(tmp_path / "policy", {"a.rego": policy})
    with pytest.raises(PolicyError) as caught:
        load([PolicySource(str(policies), dialect="conftest")])
    assert words in caught.value.diagnostics()
