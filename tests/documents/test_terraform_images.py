from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.documents.terraform_plan.images import images

if TYPE_CHECKING:
    from govern.model import JsonObject


def plan(kind: str, after: Any, sensitive: Any = None, mode: str = "managed") -> JsonObject:
    change = {"actions": ["create"], "after": after, "after_sensitive": sensitive}
    return {"resource_changes": [{"address": "x", "mode": mode, "type": kind, "change": change}]}


def test_images_are_found_once_and_in_order() -> None:
    containers = [{"image": "a:1"}, {"image": "b:1"}, {"image": "a:1"}, {"image": ""}, {}]
    after = {"container_definitions": json.dumps(containers)}
    assert images(plan("aws_ecs_task_definition", after)) == ["a:1", "b:1"]


def test_a_manifest_is_looked_into_at_any_depth() -> None:
    inner = {"initContainers": [{"image": "a:1"}], "containers": [{"image": "b:1", "name": "c"}]}
    manifest = {"metadata": {"labels": {"image": "no:1"}}, "spec": {"jobTemplate": {"spec": inner}}}
    found = images(plan("kubernetes_manifest", {"manifest": manifest}))
    assert sorted(found) == ["a:1", "b:1"]


def _containers(sensitive: Any) -> JsonObject:
    return plan(
        "azurerm_container_group",
        {"container": [{"image": "a:1"}, {"image": "b:1"}]},
        sensitive,
    )


@pytest.mark.parametrize(
    ("sensitive", "found"),
    [
        ({}, ["a:1", "b:1"]),
        ({"container": [{}, {"environment_variables": True}]}, ["a:1", "b:1"]),
        ({"container": [{"image": True}, {}]}, ["b:1"]),
        ({"container": [{"image": True}]}, ["b:1"]),
        ({"container": [True, False]}, ["b:1"]),
        ({"container": True}, []),
        (True, []),
    ],
)
def test_what_is_marked_as_sensitive_is_left_out(sensitive: Any, found: list[str]) -> None:
    assert images(_containers(sensitive)) == found


def test_a_text_that_is_sensitive_is_not_read() -> None:
    after = {"container_definitions": json.dumps([{"image": "a:1"}])}
    found = images(plan("aws_ecs_task_definition", after, {"container_definitions": True}))
    assert found == []


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "1", '{"image": "a:1"}', "[1, null]"])
def test_no_text_breaks_it(text: str) -> None:
    assert images(plan("aws_ecs_task_definition", {"container_definitions": text})) == []


def test_data_sources_and_what_goes_away_do_not_count() -> None:
    assert images(plan("aws_lambda_function", {"image_uri": "a:1"}, mode="data")) == []
    assert images(plan("aws_lambda_function", None)) == []
    assert images(plan("aws_instance", {"image_uri": "a:1"})) == []
