from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govern.errors import PolicyError
from govern.policies.loader import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.model import JsonObject

    Tree = Callable[[str, Mapping[str, str]], str]
    RuleText = Callable[..., str]


def test_folders_are_bundle_roots(tree: Tree, rule_text: RuleText) -> None:
    source = tree(
        "own",
        {
            "b/two.rego": rule_text("B2", package="org.two"),
            "a/one.rego": rule_text("A1", package="org.one"),
            "a/one_test.rego": "package org.one_test\ntest_x if true",
            "lib/pods.rego": "package govern.lib.pods\ndeny := 1",
            "helpers.rego": "package org.helpers\nx := 1",
            "data.json": '{"top": 1}',
            "a/b/data.yaml": "hostNetwork: yes\nwhen: 2026-01-01",
            "a/b/c/data.yml": "[1, 2]",
            "a/other.json": '{"ignored": true}',
            "testdata/denied.rego": "not even Rego",
            ".git/x.rego": "not even Rego",
        },
    )
    policies = load([source])
    assert [rule.id for rule in policies.rules] == ["A1", "B2"]
    assert [module.package for module in policies.modules] == [
        "govern.lib.pods",
        "org.helpers",
        "org.one",
        "org.two",
    ]
    assert policies.data == {
        "top": 1,
        "a": {"b": {"hostNetwork": True, "when": "2026-01-01", "c": [1, 2]}},
    }
    assert policies.sources == (source,)


def test_the_revision_is_the_content(tree: Tree, rule_text: RuleText, tmp_path: Path) -> None:
    files = {"a.rego": rule_text(), "lib.rego": "package org.lib\nx := 1", "data.json": '{"k": 1}'}
    one, other = load([tree("one", files)]), load([tree("else/where", files)])
    assert one.revision == other.revision
    assert len(one.revision) == 64
    shutil.copytree(tmp_path / "one", tmp_path / "moved")
    (tmp_path / "moved" / "lib.rego").rename(tmp_path / "moved" / "renamed.rego")
    assert load([str(tmp_path / "moved")]).revision == one.revision
    for name, changed in {
        "a.rego": rule_text(body='deny contains "yes" if input.document.bad'),
        "lib.rego": "package org.lib\nx := 2",
        "data.json": '{"k": 2}',
    }.items():
        assert load([tree(name, files | {name: changed})]).revision != one.revision


def test_a_single_file_is_a_source(tree: Tree, rule_text: RuleText) -> None:
    source = tree("own", {"a.rego": rule_text()})
    assert load([f"{source}/a.rego"]).revision == load([source]).revision


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.rego": "x := 1"}, "no package"),
        ({"a.rego": "package a\ndeny contains 1 if true"}, "no METADATA"),
        ({"data.json": "[1]"}, "must be a mapping"),
        ({"data.json": '{"a": 1, "a": 2}'}, "cannot be read"),
        ({"data.yaml": "a: &a [*a]"}, "cannot be read"),
        ({"data.json": '{"a": {"b": 1}}', "a/data.yaml": "b: 2"}, "data.a.b"),
        ({"data.json": '{"a": 1}', "data.yaml": "a: true"}, "data.a"),
        ({"readme.md": "nothing"}, "neither Rego nor data"),
    ],
)
def test_wrong_sources(tree: Tree, files: dict[str, str], words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load([tree("own", files)])
    assert words in caught.value.diagnostics()
    assert caught.value.path


def test_a_missing_source() -> None:
    with pytest.raises(PolicyError, match="no such policy"):
        load(["/nowhere/at/all"])


def test_a_link_loop_ends(tree: Tree, rule_text: RuleText) -> None:
    source = tree("own", {"a.rego": rule_text()})
    (Path(source) / "loop").symlink_to(source, target_is_directory=True)
    assert len(load([source]).rules) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_file(tree: Tree, rule_text: RuleText) -> None:
    source = tree("own", {"a.rego": rule_text()})
    (Path(source) / "a.rego").chmod(0)
    with pytest.raises(PolicyError, match="cannot be read"):
        load([source])


def test_not_text(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_bytes(b"package a\n\xff\xfe\xfd")
    with pytest.raises(PolicyError, match="not UTF-8") as caught:
        load([str(tmp_path)])
    assert caught.value.line == 2


def test_the_same_id_twice_names_both_files(tree: Tree, rule_text: RuleText) -> None:
    files = {"a.rego": rule_text(package="a"), "b.rego": rule_text(package="b")}
    with pytest.raises(PolicyError, match="two rules have the id ORG001") as caught:
        load([tree("own", files)])
    assert "a.rego" in caught.value.diagnostics()
    assert "b.rego" in caught.value.diagnostics()


def test_a_package_belongs_to_one_source(tree: Tree, rule_text: RuleText) -> None:
    one = tree("one", {"a.rego": rule_text("A1")})
    other = tree("other", {"b.rego": "package org.example\nallowed := true"})
    with pytest.raises(PolicyError, match=r"org\.example") as caught:
        load([one, other])
    assert "one/a.rego" in caught.value.diagnostics()
    assert "other/b.rego" in caught.value.diagnostics()


def test_the_same_source_twice_is_one(tree: Tree, rule_text: RuleText) -> None:
    source = tree("own", {"a.rego": rule_text()})
    assert len(load([source, source]).rules) == 1


@pytest.mark.parametrize(
    "body", ["deny := true", "default deny := false", "deny if true", 'deny["x"] { true }']
)
def test_findings_are_a_set(tree: Tree, rule_text: RuleText, body: str) -> None:
    with pytest.raises(PolicyError, match="must be a set of findings") as caught:
        load([tree("own", {"a.rego": rule_text(body=body)})])
    assert caught.value.line == 9


def test_a_declared_rule_must_decide_something(tree: Tree, rule_text: RuleText) -> None:
    with pytest.raises(PolicyError, match="none of deny, warn, undecided is defined"):
        load([tree("own", {"a.rego": rule_text(body="allow := true")})])


_PARAMETERS = """parameters:
  quota:
    gpus: {default: 4, description: Most GPUs.}
    names: {default: [a], description: Names.}
    owner: {default: null, description: Owner.}"""


def test_parameters(tree: Tree, rule_text: RuleText) -> None:
    source = tree("own", {"a.rego": rule_text(custom=_PARAMETERS)})
    plain = load([source])
    assert plain.data == {"params": {"quota": {"gpus": 4, "names": ["a"], "owner": None}}}
    given = load([source], params={"quota": {"gpus": 8, "owner": "me"}})
    assert given.data == {"params": {"quota": {"gpus": 8, "names": ["a"], "owner": "me"}}}
    assert given.revision != plain.revision


def test_data_files_may_set_parameters_and_the_caller_wins(
    tree: Tree, rule_text: RuleText, tmp_path: Path
) -> None:
    source = tree("own", {"a.rego": rule_text(custom=_PARAMETERS)})
    more = tmp_path / "more.yaml"
    more.write_text("params: {quota: {gpus: 6, names: [b]}}\nother: 1")
    policies = load([source], data_files=[str(more)], params={"quota": {"names": ["c"]}})
    assert policies.data == {
        "params": {"quota": {"gpus": 6, "names": ["c"], "owner": None}},
        "other": 1,
    }


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"quotas": {"gpus": 1}}, "known groups: quota"),
        ({"quota": {"gpu": 1}}, "known names: gpus, names, owner"),
        ({"quota": {"gpus": "8"}}, "must be a number like its default, but a text"),
        ({"quota": {"gpus": True}}, "a boolean is given"),
        ({"quota": {"names": "a"}}, "must be a list"),
    ],
)
def test_wrong_parameters(
    tree: Tree, rule_text: RuleText, params: dict[str, JsonObject], words: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load([tree("own", {"a.rego": rule_text(custom=_PARAMETERS)})], params=params)
    assert words in caught.value.diagnostics()


def test_two_rules_must_agree_on_a_default(tree: Tree, rule_text: RuleText) -> None:
    one = rule_text("A1", package="a", custom=_PARAMETERS)
    same = rule_text("B1", package="b", custom=_PARAMETERS)
    assert load([tree("same", {"a.rego": one, "b.rego": same})]).data
    other = rule_text("B1", package="b", custom=_PARAMETERS.replace("4", "5"))
    with pytest.raises(
        PolicyError, match=r"A1 and B1 declare different defaults for params\.quota"
    ):
        load([tree("other", {"a.rego": one, "b.rego": other})])
