from __future__ import annotations

from typing import Any

import pytest

from govern.documents.sbom.reader import sbom_of
from govern.errors import InputError, LimitExceeded
from tests.documents.sbom.builders import SERIAL, cyclonedx, library, parse, read

CARD = {
    "modelParameters": {"task": "text-generation", "datasets": [{"ref": "data"}]},
    "considerations": {"technicalLimitations": ["English only"]},
}


def test_nested_components_are_listed_after_their_parent() -> None:
    inner = library("inner", **{"bom-ref": "inner", "components": [library("innermost")]})
    outer = library("outer", **{"bom-ref": "outer", "components": [inner, library("second")]})
    main = library("app", **{"bom-ref": "app", "components": [library("bundled")]})
    bom = cyclonedx(components=[outer, library("last")], metadata={"component": main})
    found = [(one.name, one.parent) for one in read(bom).sbom.components]
    assert found == [
        ("outer", None),
        ("inner", "outer"),
        ("innermost", "inner"),
        ("second", "outer"),
        ("last", None),
        ("bundled", "app"),
    ]


def test_a_nested_component_is_found_where_it_stands() -> None:
    inner = library("inner", licenses=[{"license": {"id": "MIT"}}])
    document = parse(cyclonedx(components=[library("outer", components=[inner])]))
    lines = document.source.data.decode().splitlines()
    pointers = ["/components/1/name", "/components/1/licenses/0/id", "/completeness/without"]
    found = document.positions.locate(pointers)
    assert '"name": "inner"' in lines[(found[pointers[0]].line or 0) - 1]
    assert '"id": "MIT"' in lines[(found[pointers[1]].line or 0) - 1]
    assert found[pointers[2]].line == 1
    assert found[pointers[0]].pointer == pointers[0]


def test_the_model_card_stands_as_it_was_written() -> None:
    model = {"type": "machine-learning-model", "name": "m", "modelCard": CARD}
    document = parse(cyclonedx("1.5", components=[model], metadata={"component": model}))
    content: Any = document.content
    assert content["components"][0]["model_card"] == CARD
    assert content["metadata"]["component"]["model_card"] == CARD
    pointer = "/components/0/model_card/modelParameters/datasets/0/ref"
    line = document.positions.locate([pointer])[pointer].line or 0
    assert '"ref": "data"' in document.source.data.decode().splitlines()[line - 1]


def test_resources_name_the_bom_and_each_component() -> None:
    purl = "pkg:npm/left-pad@1.3.0"
    bom = cyclonedx(
        serialNumber=SERIAL,
        metadata={"component": {"type": "application", "name": "shop", "version": "2"}},
        components=[library(version="1.3.0", purl=purl), library("b", **{"bom-ref": "ref-b"})],
    )
    document = parse(bom)
    own, first, second = document.resources
    assert (own.kind, own.name, own.address, own.pointer) == ("sbom", "shop@2", SERIAL, "")
    assert (first.kind, first.name, first.address) == ("library", "left-pad@1.3.0", purl)
    assert (first.pointer, second.pointer) == ("/components/0", "/components/1")
    assert second.address == "ref-b"


def test_a_bom_without_names_is_known_by_its_path() -> None:
    document = parse(cyclonedx(), path="a/bom.json")
    assert document.name == "a/bom.json"
    assert document.resource.address == "a/bom.json"


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        ([{"vendor": "v", "name": "n", "version": "1"}], ("n", "1", "v")),
        (
            {"components": [{"type": "application", "name": "n", "version": "1", "group": "v"}]},
            ("n", "1", "v"),
        ),
        ({"services": [{"name": "n", "provider": {"name": "v"}}]}, ("n", None, "v")),
    ],
)
def test_tools_are_read_in_every_form(tools: Any, expected: tuple[str, str, str]) -> None:
    (tool,) = read(cyclonedx(metadata={"tools": tools})).sbom.metadata.tools
    assert (tool.name, tool.version, tool.vendor) == expected


def test_what_the_model_has_no_place_for_is_counted() -> None:
    evidence = {"copyright": [{"text": "(c)"}]}
    bom = cyclonedx(
        components=[library(evidence=evidence), library("b", evidence=evidence)],
        formulation=[{}, {"bom-ref": "f"}],
    )
    assert read(bom).sbom.unread == {"formulation": 2, "components.evidence": 2}


def test_blank_values_say_nothing() -> None:
    supplier = {"name": " ", "url": [], "contact": [{}]}
    component = library(version="", purl="", supplier=supplier, licenses=[])
    (found,) = read(cyclonedx(components=[component])).sbom.components
    assert (found.version, found.purl, found.supplier, found.licenses) == (None, None, None, ())


def test_the_author_of_older_versions_is_an_author() -> None:
    (found,) = read(cyclonedx("1.4", components=[library(author="Ada")])).sbom.components
    assert [author.name for author in found.authors] == ["Ada"]


def test_the_severity_of_a_vulnerability_is_its_worst_rating() -> None:
    ratings = [
        {"severity": "low"},
        {"score": 9.1, "method": "CVSSv31"},
        {"score": 99, "method": "OWASP"},
    ]
    bom = cyclonedx(vulnerabilities=[{"id": "CVE-1", "ratings": ratings}])
    (found,) = read(bom).sbom.vulnerabilities
    assert [rating.severity for rating in found.ratings] == ["low", "critical", None]
    assert found.severity == "critical"


@pytest.mark.parametrize(
    ("score", "method", "severity"),
    [
        (0, "CVSSv31", "none"),
        (3.9, "CVSSv3", "low"),
        (4, "CVSSv31", "medium"),
        (8.9, "CVSSv4", "high"),
        (9, "CVSSv31", "critical"),
        (10, "CVSSv2", "high"),
        (5, "other", None),
    ],
)
def test_a_score_stands_for_a_severity_on_its_own_scale(
    score: float, method: str, severity: str | None
) -> None:
    ratings = [{"score": score, "method": method}]
    version = "1.6" if method == "CVSSv4" else "1.4"
    bom = cyclonedx(version, vulnerabilities=[{"id": "x", "ratings": ratings}])
    assert read(bom).sbom.vulnerabilities[0].severity == severity


@pytest.mark.parametrize("version", ["1.1", "1.8", "2.0", 1.6, None])
def test_an_unknown_version_is_refused_with_the_ones_that_are_read(version: Any) -> None:
    with pytest.raises(InputError, match="is not read") as caught:
        read({"bomFormat": "CycloneDX", "specVersion": version})
    assert caught.value.cause == "govern reads CycloneDX 1.2 to 1.7"
    assert caught.value.line == 3


def test_an_unknown_member_is_named() -> None:
    with pytest.raises(InputError, match="/components/0/licences") as caught:
        read(cyclonedx(components=[library(licences=[])]))
    assert caught.value.cause == "'licences' is not known here"


def test_the_first_fault_in_the_file_is_reported_and_the_others_are_counted() -> None:
    bom = {"serialNumber": "7", **cyclonedx(components=[{"type": "library"}, {"name": "b"}])}
    with pytest.raises(InputError, match=r"/serialNumber$") as caught:
        read(bom)
    assert (caught.value.line, caught.value.column) == (2, 19)
    assert (caught.value.cause or "").endswith("(and 2 more)")


def test_a_long_value_does_not_flood_the_message() -> None:
    licenses = [{"license": {"id": "x" * 100_000}}]
    with pytest.raises(InputError) as caught:
        read(cyclonedx(components=[library(licenses=licenses)]))
    assert len(caught.value.diagnostics()) < 500


@pytest.mark.parametrize("text", ["[]", "7", '"bomFormat"', "null"])
def test_a_json_text_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not an SBOM"):
        read(text)


def test_nesting_is_bounded() -> None:
    component = library()
    for _ in range(120):
        component = library(components=[component])
    with pytest.raises(LimitExceeded, match="nested deeper"):
        read(cyclonedx(components=[component]))


def test_a_bom_from_another_document_needs_no_positions() -> None:
    reading = sbom_of(cyclonedx(components=[library()]), "attestation")
    assert reading.positions is None
    with pytest.raises(InputError, match="not valid CycloneDX") as caught:
        sbom_of(cyclonedx(components=[{}]), "attestation")
    assert caught.value.line is None
