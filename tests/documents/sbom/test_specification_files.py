"""The CycloneDX specification's own files: we agree with it on every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from govern.documents.probe import Probe
from govern.documents.sbom import PARSER
from govern.errors import InputError
from govern.model import Kind, Source
from tests.documents.sbom.builders import context
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from pathlib import Path

    from govern.model import Document


def parse_file(path: Path) -> Document:
    source = Source.of(path.name, path.read_bytes())
    assert PARSER.recognises(Probe(source))
    (document,) = PARSER.parse(source, context())
    return document


@pytest.mark.parametrize("path", corpus_params("sbom/cyclonedx-spec/*/valid-*.json"))
def test_a_valid_file_is_read(path: Path) -> None:
    document = parse_file(path)
    assert document.kind is Kind.SBOM
    assert document.content["spec_version"] == path.parent.name
    assert document.format == f"cyclonedx-{path.parent.name}"


@pytest.mark.parametrize("path", corpus_params("sbom/cyclonedx-spec/*/invalid-*.json"))
def test_an_invalid_file_is_refused_with_line_pointer_and_cause(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        parse_file(path)
    error = caught.value
    assert error.message.startswith(f"not valid CycloneDX {path.parent.name}: /")
    assert error.line is not None
    assert error.line > 1
    assert error.cause
    assert len(error.diagnostics()) < 1000


@pytest.mark.parametrize(
    "path", corpus_params("sbom/cyclonedx-examples/**/*.json", "sbom/ml-bom/*.json")
)
def test_a_published_bom_is_read(path: Path) -> None:
    document = parse_file(path)
    components = document.content["components"]
    assert isinstance(components, list)
    assert len(document.resources) == 1 + len(components)


@pytest.mark.parametrize("path", corpus_params("sbom/cyclonedx-examples/SBOM/*/*.json"))
def test_every_component_is_found_in_the_file(path: Path) -> None:
    document = parse_file(path)
    lines = path.read_text().splitlines()
    pointers = [f"{resource.pointer}/name" for resource in document.resources[1:]]
    found = document.positions.locate(pointers)
    for resource, pointer in zip(document.resources[1:], pointers, strict=True):
        line = found[pointer].line
        assert line is not None
        name = resource.name.rpartition("@")[0] or resource.name
        assert name.rpartition("/")[2] in lines[line - 1]
