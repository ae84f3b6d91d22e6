from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.errors import PolicyError
from govern.model import Enforcement, Kind, Match, Rule, Severity
from govern.policies.loader import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Tree = Callable[[str, Mapping[str, str]], str]
    RuleText = Callable[..., str]


def test_everything_that_can_be_declared(tree: Tree) -> None:
    text = """# METADATA
# title: Container images are pinned by digest
# description: |
#   A tag can be moved after review;
#   a digest cannot.
# related_resources:
# - https://example.com/why
# custom:
#   id: ORG042
#   severity: critical
#   match:
#     kind: kubernetes
#     resources: [workloads, "apps/v1/Deployment"]
#     operations: [CREATE, DELETE]
#     scope: set
#   controls: [nist-800-53:SI-7, "nist-ai-rmf:GOVERN 6.1"]
#   remediation: Replace the tag with the digest.
#   parameters:
#     images:
#       allowed: {default: ["a"], description: What may be used.}
#       owner: {default: null, description: Whoever answers.}
#   effective_on: 2027-01-31
#   enforcement: warn
#   help_uri: https://example.com/org042
package org.images

deny contains "no" if input.document.bad

warn contains "hm" if input.document.odd

undecided contains "?" if not input.document.known
"""
    policies = load([tree("own", {"images.rego": text})])
    assert policies.rules == (
        Rule(
            id="ORG042",
            title="Container images are pinned by digest",
            severity=Severity.CRITICAL,
            match=Match(
                Kind.KUBERNETES, ("workloads", "apps/v1/Deployment"), ("CREATE", "DELETE"), "set"
            ),
            package="org.images",
            entrypoints={
                "deny": "data.org.images.deny",
                "warn": "data.org.images.warn",
                "undecided": "data.org.images.undecided",
            },
            description="A tag can be moved after review;\na digest cannot.",
            remediation="Replace the tag with the digest.",
            controls=("nist-800-53:SI-7", "nist-ai-rmf:GOVERN 6.1"),
            parameters={"images": {"allowed": ["a"], "owner": None}},
            effective_on=datetime(2027, 1, 31, tzinfo=UTC),
            enforcement=Enforcement.WARN,
            file=policies.rules[0].file,
            help_uri="https://example.com/org042",
        ),
    )
    assert policies.rules[0].file.endswith("own/images.rego")
    assert policies.data == {"params": {"images": {"allowed": ["a"], "owner": None}}}


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        ({"custom": "colour: red"}, 7, "unknown key `custom.colour`"),
        ({"custom": "controls: SI-7"}, 7, "must be a list of texts"),
        ({"custom": "controls: [SI-7]"}, 7, "`catalogue:control`"),
        ({"custom": "controls: [3]"}, 7, "must be a list of texts"),
        ({"custom": "enforcement: block"}, 7, "one of deny, warn, dryrun"),
        ({"custom": "effective_on: soon"}, 7, "2027-01-31T00:00:00Z"),
        ({"custom": "effective_on: {}"}, 7, "must be text"),
        ({"custom": "severity: low"}, 7, "twice"),
        ({"custom": "remediation: ''"}, 7, "must be text"),
        ({"custom": "parameters: {a: {b: {default: 1}}}"}, 7, "a.b.description` is missing"),
        ({"custom": "parameters: {a: {b: {description: x}}}"}, 7, "a.b.default` is missing"),
        ({"custom": "parameters: {a-b: {}}"}, 7, "is no name"),
        ({"custom": "parameters: {a: 1}"}, 7, "maps names to"),
        ({"rule_id": "org 1"}, 4, "capitals and digits"),
        ({"rule_id": "42"}, 4, "must be text"),
        ({"severity": "blocker"}, 5, "one of critical, high, medium, low"),
        ({"match": "{}"}, 6, "`custom.match.kind` is missing"),
        ({"match": "kubernetes"}, 6, "must be a mapping"),
        ({"match": "{kind: helm}"}, 6, "one of kubernetes, terraform_plan"),
        ({"match": "{kind: sbom, scope: all}"}, 6, "`document` or `set`"),
        ({"match": "{kind: sbom, operations: [PATCH]}"}, 6, "CREATE, UPDATE, DELETE, CONNECT"),
        ({"match": "{kind: sbom, names: [x]}"}, 6, "unknown key `custom.match.names`"),
        ({"title": "''"}, 2, "must be text"),
        ({"title": "x\n# level: 3"}, 3, "unknown key `level`"),
        ({"title": "x\n# scope: rule"}, 3, "its scope is `package`"),
        ({"title": "[x"}, 3, "METADATA"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tree: Tree, rule_text: RuleText, change: dict[str, str], line: int, words: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load([tree("own", {"a.rego": rule_text(**change)})])
    assert caught.value.path is not None
    assert caught.value.path.endswith("own/a.rego")
    assert words in caught.value.diagnostics()
    assert caught.value.line == line


@pytest.mark.parametrize("key", ["severity", "match", "id"])
def test_required_keys(tree: Tree, rule_text: RuleText, key: str) -> None:
    lines = [line for line in rule_text().splitlines() if not line.startswith(f"#   {key}:")]
    with pytest.raises(PolicyError, match=r"missing|declares the rule"):
        load([tree("own", {"a.rego": "\n".join(lines)})])


def test_an_alias_bomb_is_refused(tree: Tree, rule_text: RuleText) -> None:
    bomb = "\n".join(
        ["x0: &x0 [1, 1]"]
        + [f"x{i}: &x{i} [" + ", ".join([f"*x{i - 1}"] * 9) + "]" for i in range(1, 9)]
    )
    with pytest.raises(PolicyError, match="METADATA"):
        load([tree("own", {"a.rego": rule_text(custom=bomb)})])


def test_a_rule_is_declared_above_package_only(tree: Tree, rule_text: RuleText) -> None:
    block, code = rule_text().split("package org.example\n")
    with pytest.raises(PolicyError, match="stands above something else") as caught:
        load([tree("own", {"a.rego": "package org.example\n" + block + code.lstrip()})])
    assert caught.value.line == 2
