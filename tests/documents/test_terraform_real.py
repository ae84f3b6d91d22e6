"""A plan that OpenTofu itself makes, with secrets in every place that it copies them to."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from govern.documents.interface import Limits
from govern.documents.terraform_plan.origins import origins
from govern.documents.terraform_plan.reading import read_plan
from govern.documents.terraform_plan.redacted import redacted
from govern.model import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.model import JsonValue

MAIN = """
variable "password" {
  sensitive = true
  default   = "CANARY-password <&>"
}
variable "pin" {
  sensitive = true
  default   = 48213
}
variable "login" {
  sensitive = true
  default   = { user = "CANARY-user", keys = ["CANARY-key-1", "a\\"q\\n  CANARY-line"] }
}
resource "terraform_data" "marked" {
  input = { password = var.password, all = jsonencode(var.login), pin = var.pin }
}
resource "terraform_data" "copied" {
  for_each = nonsensitive(toset([var.password, "plain"]))
  input = [
    nonsensitive("before ${var.password} after"),
    nonsensitive(base64encode("user=x;password=${var.password};")),
    nonsensitive(jsonencode(jsonencode(var.login))),
    nonsensitive(urlencode(var.login.keys[1])),
    nonsensitive(var.pin),
  ]
}
resource "terraform_data" "unknown" {
  input = terraform_data.marked.id
}
module "inner" {
  source = "./modules/inner"
  count  = 2
  token  = "CANARY-token"
}
output "password" {
  value     = var.password
  sensitive = true
}
output "copied" {
  value = nonsensitive(var.password)
}
check "told" {
  assert {
    condition     = nonsensitive(var.pin) == 1
    error_message = "bad: ${nonsensitive(var.password)}"
  }
}
"""
INNER = """
variable "token" { sensitive = true }
resource "terraform_data" "inner" {
  input = "token-${var.token}"
}
"""


@pytest.fixture(scope="module")
def made(
    require_tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, bytes]:
    """The source folder, and the plan in JSON; made offline by the built-in provider."""
    tofu = require_tool("tofu")
    folder = tmp_path_factory.mktemp("source")
    (folder / "main.tf").write_text(MAIN)
    (folder / "modules/inner").mkdir(parents=True)
    (folder / "modules/inner/main.tf").write_text(INNER)

    def run(*arguments: str) -> bytes:
        done = subprocess.run([tofu, *arguments], cwd=folder, capture_output=True, check=True)
        return done.stdout

    run("init", "-input=false", "-backend=false")
    run("plan", "-input=false", "-out=tfplan")
    return folder, run("show", "-json", "tfplan")


def scalars(value: JsonValue) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in scalars(item)]
    if isinstance(value, list):
        return [text for item in value for text in scalars(item)]
    return [str(value)]


def test_no_secret_is_left_in_what_leaves(made: tuple[Path, bytes]) -> None:
    _, data = made
    document = read_plan(Source.of("plan.json", data), Limits())
    assert not document.redactor.withholds_values
    for plan in (json.loads(data), document.content):
        before, after = "\n".join(scalars(plan)), scalars(redacted(plan))
        assert "CANARY" in before
        for trace in ("CANARY", "Q0FOQVJZ", "NBTkFSWS", "DQU5BUl", "48213"):
            assert not [text for text in after if trace in text]
        assert "plain" in after
    raw = data.decode()
    assert "CANARY" not in document.redactor.scrub(raw)
    assert "CANARY" not in repr(document)


def test_resources_stand_in_their_files(made: tuple[Path, bytes]) -> None:
    folder, data = made
    document = read_plan(Source.of("plan.json", data), Limits())
    places = origins(str(folder), document)
    found = {
        resource.name: (place.path, place.line)
        for resource in document.resources[1:]
        for place in [places[resource.address]]
    }
    main, inner = f"{folder}/main.tf", f"{folder}/modules/inner/main.tf"

    def line(text: str, word: str) -> int:
        return text[: text.index(f'"{word}" {{')].count("\n") + 1

    assert found == {
        "marked": (main, line(MAIN, "marked")),
        "copied": (main, line(MAIN, "copied")),
        "unknown": (main, line(MAIN, "unknown")),
        "inner": (inner, line(INNER, "inner")),
    }


def test_what_is_unknown_is_marked_and_absent(made: tuple[Path, bytes]) -> None:
    _, data = made
    document = read_plan(Source.of("plan.json", data), Limits())
    changes = document.content["resource_changes"]
    assert isinstance(changes, list)
    (change,) = [
        item["change"] for item in changes if isinstance(item, dict) and item["name"] == "unknown"
    ]
    assert isinstance(change, dict)
    assert change["after_unknown"] == {"id": True, "input": True, "output": True}
    assert change["after"] == {"triggers_replace": None}
