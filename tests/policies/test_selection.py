from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import pytest

from govern.model import Document, Kind, Location, Match, Resource, Rule, Severity, Source
from govern.policies.selection import (
    Request,
    RunContext,
    Selector,
    applicable,
    input_of,
    matched_resources,
)

if TYPE_CHECKING:
    from govern.model import JsonObject


class NoPositions:
    """Nothing here asks where content stands."""

    def locate(self, pointers: object) -> dict[str, Location]:
        raise AssertionError(pointers)


def document(
    kind: Kind = Kind.KUBERNETES, *resources: Resource, content: JsonObject | None = None
) -> Document:
    return Document(
        source=Source.of("a.yaml", b"x"),
        kind=kind,
        name="a",
        content=content or {"a": 1},
        resources=resources or (Resource("Deployment", "api", "x", api_version="apps/v1"),),
        positions=NoPositions(),
        index=3,
        format="yaml",
    )


def rule(match: Match, rule_id: str = "X1") -> Rule:
    return Rule(
        id=rule_id, title="t", severity=Severity.LOW, match=match, package="a", entrypoints={}
    )


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (Match(Kind.KUBERNETES), True),
        (Match(Kind.SBOM), False),
        (Match(Kind.KUBERNETES, ("Deployment",)), True),
        (Match(Kind.KUBERNETES, ("deployment",)), False),
        (Match(Kind.KUBERNETES, ("Pod", "apps/v1/Deployment")), True),
        (Match(Kind.KUBERNETES, ("apps/*/Deployment",)), True),
        (Match(Kind.KUBERNETES, ("apps/v2/Deployment",)), False),
        (Match(Kind.KUBERNETES, ("*Set",)), False),
        (Match(Kind.KUBERNETES, operations=("DELETE",)), False),
        (Match(Kind.KUBERNETES, operations=("CREATE",)), True),
    ],
)
def test_applicable(match: Match, expected: bool) -> None:
    assert applicable(rule(match), document()) is expected


def test_operations_default_to_create_and_update() -> None:
    one = rule(Match(Kind.KUBERNETES))
    assert applicable(one, document(), "UPDATE")
    assert not applicable(one, document(), "DELETE")
    assert applicable(rule(Match(Kind.KUBERNETES, operations=("DELETE",))), document(), "DELETE")


def test_matched_resources() -> None:
    bucket = Resource("aws_s3_bucket", "x", "aws_s3_bucket.x")
    key = Resource("aws_kms_key", "y", "aws_kms_key.y")
    plan = document(Kind.TERRAFORM_PLAN, bucket, key)
    assert matched_resources(rule(Match(Kind.TERRAFORM_PLAN, ("aws_s3_*",))), plan) == (bucket,)
    assert matched_resources(rule(Match(Kind.TERRAFORM_PLAN)), plan) == (bucket, key)


def test_the_selector_agrees_with_applicable() -> None:
    rules = [
        rule(Match(kind, resources, scope=scope), f"R{index}")
        for index, (kind, resources, scope) in enumerate(
            (kind, resources, scope)
            for kind in Kind
            for resources in ((), ("Deployment",), ("Pod",))
            for scope in ("document", "set")
        )
    ]
    selector = Selector(rules)
    pod = document(Kind.KUBERNETES, Resource("Pod", "p", "p", api_version="v1"))
    for one in (document(), pod, document(Kind.SBOM), document()):
        for scope in ("document", "set"):
            expected = tuple(
                rule for rule in rules if rule.match.scope == scope and applicable(rule, one)
            )
            assert selector.rules_for(one, scope=scope) == expected
    assert selector.rules_for(document(), "DELETE") == ()


def test_the_input_of_a_ci_run() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    context = RunContext(at=at, environment="prod")
    source = Source.of("a.yaml", b"x")
    assert orjson.loads(input_of(document(), context)) == {
        "document": {"a": 1},
        "kind": "kubernetes",
        "source": {"path": "a.yaml", "sha256": source.sha256, "format": "yaml", "index": 3},
        "facts": {},
        "request": None,
        "context": {
            "environment": "prod",
            "now_ns": 1767323045678901000,
            "namespace": None,
            "tier": None,
        },
    }


def test_the_input_of_an_admission_review() -> None:
    request = Request(operation="UPDATE", user={"username": "u"}, old_object={"b": 2}, dry_run=True)
    context = RunContext(at=datetime(2026, 1, 1, tzinfo=UTC), namespace={"kind": "Namespace"})
    value = orjson.loads(input_of(document(), context, request=request, facts={"f": 1}))
    assert value["facts"] == {"f": 1}
    assert value["context"]["namespace"] == {"kind": "Namespace"}
    assert value["request"] == {
        "operation": "UPDATE",
        "user": {"username": "u"},
        "old_object": {"b": 2},
        "dry_run": True,
        "subresource": "",
    }


def test_integers_beyond_64_bits_stay_exact() -> None:
    number = 2**70
    context = RunContext(at=datetime(2026, 1, 1, tzinfo=UTC))
    text = input_of(document(content={"n": number}), context)
    assert json.loads(text)["document"]["n"] == number
