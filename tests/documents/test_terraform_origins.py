from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.terraform_plan.addresses import module_path, without_keys
from govern.documents.terraform_plan.hcl import resource_blocks
from govern.documents.terraform_plan.origins import origins
from govern.errors import UsageError
from tests.documents.terraform_plans import change, plan, read

if TYPE_CHECKING:
    from pathlib import Path

TRICKY = r"""
# resource "commented" "hash" {
// resource "commented" "slashes" {
/* resource "commented" "block" {
*/ resource "aws_a" "after_comment" {
  text = "resource \"in\" \"string\" { ${lookup(var.m, "}", "{ \" ")} $${not}"
  loop = "%{ if true }x}%{ endif }"
  url  = "https://example.com//path" # } not code
  nested {
    resource "not" "top_level" {
    }
  }
  script = <<-EOT
    resource "in" "heredoc" {
    }}} ${var.x}
      EOT
  policy = jsonencode({ a = [{ b = "}" }] })
}
data "aws_ami" "one" { owners = ["self"] }
resource aws_bare bare {}
locals {
  resource = "aws_x"
  a = <<EOF
EOFX
EOF
}
  resource   "aws_b"	"indented"   {
}
"""


def found(text: str) -> list[tuple[str, str, str]]:
    return [(block.keyword, block.type, block.name) for block in resource_blocks(text)]


def test_only_blocks_at_the_top_level_of_code_are_found() -> None:
    assert found(TRICKY) == [
        ("resource", "aws_a", "after_comment"),
        ("data", "aws_ami", "one"),
        ("resource", "aws_bare", "bare"),
        ("resource", "aws_b", "indented"),
    ]


def test_a_block_spans_its_header() -> None:
    headers = [TRICKY[block.start : block.end] for block in resource_blocks(TRICKY)]
    assert headers[0] == 'resource "aws_a" "after_comment"'
    assert headers[3] == 'resource   "aws_b"	"indented"'


@pytest.mark.parametrize(
    "text",
    [
        'resource "a" "b',
        'resource "a" "b" {\n x = "unclosed\n',
        'x = <<EOT\nresource "a" "b" {}\n',
        '/* resource "a" "b" {}',
        'x = "${"${"${',
        "}}}",
        "",
    ],
)
def test_what_is_not_closed_ends_quietly(text: str) -> None:
    assert found(text) in ([], [("resource", "a", "b")])


def test_code_after_a_string_that_is_not_closed_is_still_read() -> None:
    assert found('x = "unclosed\nresource "a" "b" {}') == [("resource", "a", "b")]


STRAY = st.lists(
    st.sampled_from(
        ['"', "{", "}", "${", "%{", "\\", "\n", "#", "//", "/*", "*/", "<<EOT\n", "EOT\n", "a", " "]
    )
).map("".join)


@given(STRAY)
def test_any_text_ends(text: str) -> None:
    for block in resource_blocks(text + 'resource "a" "b" {'):
        assert block.end > block.start


@given(STRAY.map(lambda text: re.sub(r'["\\\n*]', "", text)))
def test_strings_comments_and_heredocs_hide_what_they_hold(text: str) -> None:
    plain = text.replace("{", "(").replace("$", "").replace("%", "")
    after = '\nresource "a" "b" {}\n'
    assert found(f'x = "{plain}"' + after) == [("resource", "a", "b")]
    assert found(f"# {text}" + after) == [("resource", "a", "b")]
    assert found(f"/* {text} */" + after) == [("resource", "a", "b")]
    assert found(f"x = <<END\n{text}\nEND" + after) == [("resource", "a", "b")]


@pytest.mark.parametrize(
    ("address", "bare", "path"),
    [
        ("aws_a.b", "aws_a.b", ()),
        ("module.m", "module.m", ("m",)),
        ('module.m["a.b]\\"c"].module.n[0]', "module.m.module.n", ("m", "n")),
        ("module.module.module.x", "module.module.module.x", ("module", "x")),
        ("", "", ()),
    ],
)
def test_addresses_are_taken_apart(address: str, bare: str, path: tuple[str, ...]) -> None:
    assert without_keys(address) == bare
    assert module_path(address) == path


CONFIGURATION = {
    "root_module": {
        "module_calls": {
            "app": {
                "source": "./modules/app",
                "module": {"module_calls": {"deep": {"source": "../deep", "module": {}}}},
            },
            "shared": {"source": "../shared", "module": {}},
            "vpc": {"source": "terraform-aws-modules/vpc/aws", "module": {}},
            "gone": {"source": "./gone", "module": {}},
        }
    }
}
CHANGES = (
    change(address="aws_a.main"),
    change(address='aws_a.each["x.y[0]"]'),
    change(address="data.aws_d.main"),
    change(address="aws_a.json"),
    change(address="aws_a.listed"),
    change(address="aws_a.nowhere"),
    change(address="aws_a.main", module="module.app[0]"),
    change(address="aws_a.main", module='module.app["k"].module.deep'),
    change(address="aws_a.main", module="module.shared"),
    change(address="aws_a.main", module="module.vpc"),
    change(address="aws_a.main", module="module.gone"),
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the source in `env/`, modules below and beside it."""
    files = {
        "env/main.tf": '\n\nresource "aws_a" "main" {\n}\nresource "aws_a" "each" {}\n',
        "env/a_override.tf": 'resource "aws_a" "main" {}\n',
        "env/data.tf": '\ufeff\ndata "aws_d" "main" {}\r\n',
        "env/more.tf.json": json.dumps(
            {"resource": {"aws_a": [{"listed": {}}, {"json": [{"x": 1}]}]}}, indent=1
        ),
        "env/broken.tf.json": "{",
        "env/.hidden.tf": 'resource "aws_a" "nowhere" {}',
        "env/modules/app/app.tf": 'resource "aws_a" "main" {}\n',
        "env/modules/deep/deep.tf": '#\nresource "aws_a" "main" {}\n',
        "shared/s.tf": '#\n#\nresource "aws_a" "main" {}\n',
    }
    for name, text in files.items():
        path = tmp_path / "repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "repo/.git").mkdir()
    (tmp_path / "repo/env/latin.tf").write_bytes(b'# caf\xe9\nresource "aws_a" "nowhere" {}')
    return tmp_path / "repo"


def test_resources_are_found_in_their_modules(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)
    document = read(plan(*CHANGES, configuration=CONFIGURATION))  # type: ignore[arg-type] # plain JSON
    places = {
        address: (place.path, place.line, place.column, place.pointer)
        for address, place in origins("env", document).items()
    }
    assert places == {
        "aws_a.main": ("env/main.tf", 3, 1, "/resource_changes/0"),
        'aws_a.each["x.y[0]"]': ("env/main.tf", 5, 1, "/resource_changes/1"),
        "data.aws_d.main": ("env/data.tf", 2, 1, "/resource_changes/2"),
        "aws_a.json": ("env/more.tf.json", 8, 5, "/resource_changes/3"),
        "aws_a.listed": ("env/more.tf.json", 5, 5, "/resource_changes/4"),
        "module.app[0].aws_a.main": ("env/modules/app/app.tf", 1, 1, "/resource_changes/6"),
        'module.app["k"].module.deep.aws_a.main': (
            "env/modules/deep/deep.tf", 2, 1, "/resource_changes/7",
        ),
        "module.shared.aws_a.main": ("shared/s.tf", 3, 1, "/resource_changes/8"),
    }  # fmt: skip


def test_nothing_outside_of_the_repository_is_read(checkout: Path) -> None:
    (checkout / ".git").rmdir()
    (checkout / "env/link.tf").symlink_to(checkout / "shared/s.tf")
    document = read(
        plan(
            change(address="aws_a.main", module="module.shared"),
            change(address="aws_a.main"),
            configuration=CONFIGURATION,  # type: ignore[arg-type] # plain JSON
        )
    )
    found_places = origins(str(checkout / "env"), document)
    assert set(found_places) == {"aws_a.main"}
    assert found_places["aws_a.main"].path.endswith("env/main.tf")


def test_without_configuration_the_root_module_is_still_found(checkout: Path) -> None:
    document = read(plan(*CHANGES))
    assert set(origins(str(checkout / "env"), document)) == {
        "aws_a.main", 'aws_a.each["x.y[0]"]', "data.aws_d.main", "aws_a.json", "aws_a.listed",
    }  # fmt: skip


def test_tofu_files_come_before_tf_files(checkout: Path) -> None:
    (checkout / "env/main.tofu").write_text('resource "aws_a" "main" {}')
    document = read(plan(change(address="aws_a.main")))
    assert origins(str(checkout / "env"), document)["aws_a.main"].path.endswith("main.tofu")


def test_a_source_root_that_is_no_folder_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        origins(str(tmp_path / "none"), read(plan()))
