from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

    Govern = Callable[..., Ran]


def test_eval_prints_the_value_as_json(govern: Govern, tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_text("package a\n\nx contains input.y\n")
    (tmp_path / "in.json").write_text('{"y": 7}')
    ran = govern("eval", "-d", "a.rego", "-i", "in.json", "data.a.x", "--compact")
    assert (ran.code, ran.out) == (0, "[7]\n")


def test_eval_of_something_undefined_prints_nothing(govern: Govern) -> None:
    ran = govern("eval", "data.nobody")
    assert (ran.code, ran.out, ran.err) == (0, "", "undefined\n")


def test_eval_says_what_is_wrong(govern: Govern, tmp_path: Path) -> None:
    assert govern("eval", "1 +").code == 4
    (tmp_path / "in.json").write_text("{")
    ran = govern("eval", "-i", "in.json", "input")
    assert (ran.code, "in.json:1" in ran.err) == (4, True)


def test_policy_list_and_show(govern: Govern) -> None:
    listed = govern("policy", "list", "--format", "json")
    ids = [rule["id"] for rule in json.loads(listed.out)]
    assert "K020" in ids
    assert ids == sorted(ids)
    shown = govern("policy", "show", "K020")
    assert "package govern.kubernetes" in shown.out
    unknown = govern("policy", "show", "K02O")
    assert (unknown.code, "did you mean" in unknown.err) == (2, True)


def test_explain_tells_what_why_and_how(govern: Govern) -> None:
    ran = govern("explain", "K020")
    assert ran.code == 0
    assert "digest" in ran.out


def test_init_writes_what_check_then_reads(govern: Govern, tmp_path: Path) -> None:
    wrote = govern("init", "--ci", "gitlab")
    assert wrote.code == 0
    assert (tmp_path / "ci/govern.gitlab-ci.yml").is_file()
    (tmp_path / "cm.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n"
        "spec: {template: {spec: {containers: []}}}\n"
    )
    ran = govern("check", "cm.yaml", "-o", "json")
    assert ran.code == 1
    failed = {r["rule_id"] for r in json.loads(ran.out)["results"] if r["outcome"] == "fail"}
    assert "ORG001" in failed
    again = govern("init")
    assert (again.code, "nothing was written" in again.err) == (2, True)
    assert govern("init", "--ci", "none", "--force").code == 0


def test_doctor_says_that_the_engine_works(govern: Govern) -> None:
    ran = govern("doctor", "--format", "json")
    rows = {row["name"]: row["ok"] for row in json.loads(ran.out)}
    assert ran.code == 0
    assert rows["engine"] is True
    assert rows["library"] is True


def test_an_unknown_command_is_a_usage_error(govern: Govern) -> None:
    assert govern("chek").code == 2
    assert govern("--version").out.startswith("govern, version")


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(govern: Govern) -> None:
    ran = govern("evidnce")
    assert (ran.code, "Did you mean 'evidence'?" in ran.err) == (2, True)


def test_versions_for_programs_name_all_that_a_decision_depends_on(
    govern: Govern, tmp_path: Path
) -> None:
    said = json.loads(govern("--version", "--json").out)
    assert json.loads(govern("--json", "--version").out) == said
    (tmp_path / "pod.yaml").write_text("{apiVersion: v1, kind: Pod, metadata: {name: p}}")
    report = json.loads(govern("check", "pod.yaml", "-c", "none", "-o", "json").out)
    policy = report["policy"]
    assert said["policies"]["revision"] == policy["revision"]
    assert said["engines"] == {policy["engine"]: policy["engine_version"]}
    assert report["schema"] in said["schemas"]
    assert said["optional"]["sigstore"] is not None
    assert govern("--json", "check").code == 2
