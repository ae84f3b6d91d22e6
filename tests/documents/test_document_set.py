from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.documents.document_set import document_set
from govern.documents.intake import Intake
from govern.model import Document
from govern.model.json import resolve

if TYPE_CHECKING:
    from pathlib import Path

ONE = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: one\n"
TWO = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: two\nstringData: {p: hunter2hunter2}\n"


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.yaml").write_text(ONE)
    (tmp_path / "two.yaml").write_text("# a comment\n" + TWO)
    return document_set([item for item in Intake((".",)) if isinstance(item, Document)])


def test_the_content_holds_every_document_with_its_path(whole: Document) -> None:
    assert resolve(whole.content, "/documents/1/path") == "two.yaml"
    assert resolve(whole.content, "/documents/1/document/metadata/name") == "two"


def test_a_place_is_in_the_file_of_its_own_document(whole: Document) -> None:
    pointer = "/documents/1/document/metadata/name"
    place = whole.positions.locate([pointer, "/documents/0/document/kind", "", "/documents"])
    assert (place[pointer].path, place[pointer].line) == ("two.yaml", 5)
    assert place[pointer].pointer == "/metadata/name"
    assert place["/documents/0/document/kind"].path == "one.yaml"
    assert place[""].line == 1
    assert place["/documents"].line == 1


def test_resources_are_those_of_the_documents(whole: Document) -> None:
    assert [resource.kind for resource in whole.resources] == ["set", "Pod", "Secret"]
    assert whole.resources[2].pointer == "/documents/1/document"


def test_secrets_of_every_document_are_hidden(whole: Document) -> None:
    assert "hunter2" not in whole.redactor.scrub("it is hunter2hunter2")
