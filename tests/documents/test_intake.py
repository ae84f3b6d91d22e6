from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.documents.intake import Intake, Unreadable
from govern.documents.interface import Limits
from govern.errors import UsageError
from govern.model import Document, Kind

if TYPE_CHECKING:
    from pathlib import Path

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(tmp_path: Path, **files: str) -> None:
    for name, text in files.items():
        (tmp_path / name.replace("_", ".")).write_text(text)


def names(items: list[Document | Unreadable]) -> list[str]:
    return [item.name if isinstance(item, Document) else f"!{item.path}" for item in items]


def test_every_file_is_read_skipped_or_invalid(tmp_path: Path) -> None:
    put(
        tmp_path,
        a_yaml=POD % "a" + "---\n" + POD % "b",
        broken_yaml="apiVersion: v1\nkind: [",
        notes_md="# Just notes\n",
        weights_bin="x",
    )
    intake = Intake((".",))
    items = list(intake)
    assert [item.index for item in items if isinstance(item, Document)] == [0, 1]
    assert names(items)[2] == "!broken.yaml"
    assert [(one.path, one.kind, one.documents) for one in intake.inputs] == [
        ("a.yaml", "kubernetes", 2),
        ("broken.yaml", "invalid", 0),
    ]
    assert {skip.path for skip in intake.skipped} == {"notes.md", "weights.bin"}
    assert all(skip.reason for skip in intake.skipped)


def test_what_was_named_must_be_recognised(tmp_path: Path) -> None:
    put(tmp_path, notes_md="# Just notes\n")
    (item,) = Intake(("notes.md",))
    assert isinstance(item, Unreadable)
    assert "--kind" in (item.error.hint or "")


def test_a_kind_that_is_said_is_believed_or_refused(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=POD % "a")
    (item,) = Intake(("a.yaml",), kind=Kind.TERRAFORM_PLAN)
    assert isinstance(item, Unreadable)


def test_a_document_before_a_break_is_still_read(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=POD % "a" + "---\n" + POD % "b" + "kind: Pod\n")
    intake = Intake(("a.yaml",))
    assert [type(item) for item in intake] == [Document, Unreadable]
    assert {(one.kind, one.documents) for one in intake.inputs} == {
        ("invalid", 0),
        ("kubernetes", 1),
    }


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=POD % "a")
    assert len(list(Intake(("a.yaml", ".", "./a.yaml")))) == 1


def test_a_model_card_takes_its_weights_off_the_skipped(tmp_path: Path) -> None:
    put(
        tmp_path,
        README_md="---\nlicense: mit\nlibrary_name: sklearn\n---\n# Model card\n",
        model_safetensors="",
    )
    header = b"{}      "
    (tmp_path / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    intake = Intake((".",))
    (card,) = intake
    assert isinstance(card, Document)
    assert card.kind is Kind.MODEL_CARD
    assert intake.skipped == ()


def test_limits_hold_for_each_kind(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=POD % ("a" * 200))
    (item,) = Intake(("a.yaml",), limits=Limits(max_bytes=100))
    assert isinstance(item, Unreadable)
    assert "limit" in item.error.message


def test_progress_counts_files(tmp_path: Path) -> None:
    put(tmp_path, a_yaml=POD % "a", b_yaml=POD % "b")
    seen: list[tuple[int, int]] = []
    list(Intake((".",), progress=lambda done, total: seen.append((done, total))))
    assert seen == [(0, 2), (1, 2)]


def test_a_missing_path_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        list(Intake(("nowhere",)))
