from __future__ import annotations

import json

import pytest

from govern.documents.probe import Probe
from govern.documents.sbom import PARSER
from govern.model import Source
from tests.documents.sbom.builders import cyclonedx, spdx, xml

SCHEMA = "http://cyclonedx.org/schema/bom-1.5.schema.json"


def recognised(text: str, path: str) -> bool:
    return PARSER.recognises(Probe(Source.of(path, text.encode())))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(cyclonedx()),
        json.dumps(spdx()),
        json.dumps({"$schema": SCHEMA, "specVersion": "1.5", "bomFormatt": "x"}),
        json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}),
        xml(""),
        '<?xml version="1.0"?><!-- made by x -->\n' + xml(""),
        '<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.4"/>',
        '{"bomFormat": "CycloneDX", "components": [',
    ],
)
def test_a_bom_is_known_by_its_content(text: str) -> None:
    assert recognised(text, "anything.txt")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "bomFormat: CycloneDX",
        '{"name": "bomFormat"}',
        '{"specVersion": "1.5"}',
        '{"@context": "https://openvex.dev/ns/v0.2.0", "statements": []}',
        '{"@graph": [], "@context": "https://schema.org"}',
        "<project xmlns='http://maven.apache.org/POM/4.0.0'/>",
        "not xml, but it names http://cyclonedx.org/schema/bom/1.4",
    ],
)
def test_a_name_alone_is_not_enough(text: str) -> None:
    assert not recognised(text, "bom.json")
