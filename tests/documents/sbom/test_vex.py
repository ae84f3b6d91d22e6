from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.documents.interface import Limits
from govern.documents.sbom.openvex import is_openvex, read_openvex
from govern.documents.sbom.reader import read_sbom
from govern.documents.sbom.vex import BomLink, VexStatement, VexStatus, current, statements_of
from govern.errors import InputError
from govern.model import Source
from tests.documents.sbom.builders import cyclonedx, library, read

if TYPE_CHECKING:
    from pathlib import Path

AFFECTED, NOT_AFFECTED = VexStatus.AFFECTED, VexStatus.NOT_AFFECTED
FIXED, OPEN = VexStatus.FIXED, VexStatus.UNDER_INVESTIGATION

# What the use cases say in words ("Vulnerability Exploitability eXchange Use Cases", CISA 2022, and
# the CycloneDX VEX examples): file → vulnerability → status.
DOCUMENTED = {
    "CISA-Use-Cases/Case-1/vex-affected.json": {"CVE-2021-44228": AFFECTED},
    "CISA-Use-Cases/Case-1/vex-not_affected.json": {"CVE-2021-44228": NOT_AFFECTED},
    "CISA-Use-Cases/Case-1/vex-under_investigation.json": {"CVE-2021-44228": OPEN},
    "CISA-Use-Cases/Case-5/vex.json": {"CVE-2021-44228": OPEN},
    "CISA-Use-Cases/Case-2/vex.json": {f"CVE-2020-{n}": NOT_AFFECTED for n in range(11896, 11915)},
    "Use-Cases/Case-1/vex.json": {"CVE-2020-25649": NOT_AFFECTED},
    "Use-Cases/Case-2/vex.json": {"CVE-2020-25649": AFFECTED},
    "Use-Cases/Case-6/vex.json": {"CVE-2020-25649": NOT_AFFECTED},
    "Use-Cases/Case-7/vex.json": {"CVE-2020-25649": NOT_AFFECTED},
    "Use-Cases/Case-8/vex.json": {"CVE-2020-25649": NOT_AFFECTED},
    "Use-Cases/Case-10/vex.json": {"CVE-2020-25649": NOT_AFFECTED},
}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_published_use_case_has_its_documented_status(name: str, corpus: Path) -> None:
    path = corpus / "sbom/cyclonedx-examples/VEX" / name
    statements = statements_of(read_sbom(Source.of(name, path.read_bytes()), Limits()).sbom)
    assert {one.vulnerability: one.status for one in statements} == DOCUMENTED[name]


def test_one_document_may_give_each_vulnerability_its_own_status(corpus: Path) -> None:
    path = corpus / "sbom/cyclonedx-examples/VEX/CISA-Use-Cases/Case-3/vex.json"
    statements = statements_of(read_sbom(Source.of("vex.json", path.read_bytes()), Limits()).sbom)
    found = {one.vulnerability: one.status for one in statements}
    assert found["CVE-2020-11896"] is OPEN
    assert found["CVE-2020-11897"] is NOT_AFFECTED
    assert found["CVE-2020-11898"] is AFFECTED
    assert found["CVE-2020-11901"] is FIXED
    assert len(found) == 19


def test_a_statement_names_products_by_purl_and_bom_link() -> None:
    link = "urn:cdx:2c385cf7-e1ee-46e9-a51c-13de1ecb380a/3#acme%20app"
    purl = "pkg:npm/left-pad@1.3.0"
    bom = cyclonedx(
        metadata={"timestamp": "2026-01-01T00:00:00Z"},
        components=[library(purl=purl, **{"bom-ref": "lib"})],
        vulnerabilities=[
            {
                "id": "CVE-1",
                "references": [{"id": "GHSA-1", "source": {"name": "GitHub"}}],
                "analysis": {
                    "state": "not_affected",
                    "justification": "code_not_present",
                    "response": ["will_not_fix"],
                    "lastUpdated": "2026-02-01T00:00:00Z",
                },
                "affects": [
                    {"ref": "lib", "versions": [{"version": "1.3.0", "status": "unaffected"}]},
                    {"ref": link},
                ],
            },
            {"id": "CVE-2", "affects": [{"ref": "lib"}]},
        ],
    )
    (statement,) = statements_of(read(bom).sbom)  # CVE-2 has no analysis: nothing is said
    assert statement.aliases == ("GHSA-1",)
    assert statement.timestamp == "2026-02-01T00:00:00Z"
    assert (statement.justification, statement.response) == ("code_not_present", ("will_not_fix",))
    first, second = statement.products
    assert (first.purl, first.versions[0].status) == (purl, "unaffected")
    serial = "urn:uuid:2c385cf7-e1ee-46e9-a51c-13de1ecb380a"
    assert second.link == BomLink(serial, 3, "acme app")


@pytest.mark.parametrize(
    "text", ["lib", "urn:cdx:x", "urn:cdx:x/1", "urn:cdx:x/y#z", "urn:cdx:x/#z", "urn:cdx:x/²#z"]
)
def test_what_is_no_bom_link_is_none(text: str) -> None:
    assert BomLink.parse(text) is None


def statement(timestamp: str | None, status: VexStatus) -> VexStatement:
    bom = cyclonedx(
        vulnerabilities=[
            {
                "id": "CVE-1",
                "analysis": {
                    "state": {AFFECTED: "exploitable", FIXED: "resolved"}[status],
                    **({"lastUpdated": timestamp} if timestamp else {}),
                },
                "affects": [{"ref": "p"}],
            }
        ]
    )
    return statements_of(read(bom).sbom)[0]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", FIXED),
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", AFFECTED),
        ("2026-01-01T00:00:00+02:00", "2025-12-31T23:00:00Z", FIXED),
        ("2026-01-01T00:00:00Z", None, AFFECTED),
        (None, None, FIXED),
    ],
)
def test_the_latest_word_counts(first: str | None, second: str | None, expected: VexStatus) -> None:
    found = list(current([statement(first, AFFECTED), statement(second, FIXED)]))
    assert [(key, product, one.status) for key, product, one in found] == [("CVE-1", "p", expected)]


def openvex(*statements: dict[str, Any], **members: Any) -> Source:
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.com/vex-1",
        "author": "Acme",
        "timestamp": "2026-01-01T00:00:00Z",
        "version": 2,
        "statements": list(statements),
        **members,
    }
    return Source.of("vex.json", json.dumps(document, indent=1).encode())


def test_openvex_is_read() -> None:
    product = {
        "@id": "pkg:oci/app@sha256:ab",
        "identifiers": {"cpe23": "cpe:2.3:a:acme:app:1:*:*:*:*:*:*:*"},
        "hashes": {"sha-256": "AB" * 32},
        "subcomponents": [{"@id": "pkg:npm/left-pad@1.3.0"}],
    }
    source = openvex(
        {
            "vulnerability": {"name": "CVE-1", "aliases": ["GHSA-1"]},
            "products": [product],
            "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
            "impact_statement": "never called",
        },
        {
            "vulnerability": {"name": "CVE-2"},
            "products": [{"identifiers": {"purl": "pkg:npm/a@1"}}],
            "status": "affected",
            "action_statement": "update to 2",
            "timestamp": "2026-03-01T00:00:00Z",
        },
    )
    document = read_openvex(source, Limits())
    assert (document.author, document.version) == ("Acme", 2)
    first, second = document.statements
    assert (first.status, first.timestamp) == (NOT_AFFECTED, "2026-01-01T00:00:00Z")
    assert (first.aliases, first.detail) == (("GHSA-1",), "never called")
    (found,) = first.products
    assert found.purl == "pkg:oci/app@sha256:ab"
    assert found.hashes == (("sha-256", "ab" * 32),)
    assert found.subcomponents[0].id == "pkg:npm/left-pad@1.3.0"
    assert (second.status, second.action) == (AFFECTED, "update to 2")
    assert (second.timestamp, second.products[0].id) == ("2026-03-01T00:00:00Z", "pkg:npm/a@1")


def test_the_first_version_of_openvex_is_read() -> None:
    source = openvex(
        {"vulnerability": "CVE-1", "products": ["pkg:npm/a@1"], "status": "fixed"},
        **{"@context": "https://openvex.dev/ns"},
    )
    (found,) = read_openvex(source, Limits()).statements
    assert (found.vulnerability, found.products[0].purl) == ("CVE-1", "pkg:npm/a@1")


GOOD = {"vulnerability": {"name": "CVE-1"}, "status": "fixed", "products": [{"@id": "pkg:npm/a@1"}]}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"status": "maybe"}, "/statements/0/status"),
        ({"status": None}, "/statements/0/status"),
        ({"status": "not_affected"}, "/statements/0"),
        ({"status": "affected"}, "/statements/0"),
        ({"justification": "because"}, "/statements/0/justification"),
        ({"vulnerability": {}}, "/statements/0/vulnerability"),
        ({"products": [{}]}, "/statements/0/products/0"),
    ],
)
def test_a_statement_that_lacks_what_it_needs_is_refused(
    changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_openvex(openvex({**GOOD, **changes}), Limits())
    assert caught.value.message == f"not valid OpenVEX: {pointer}"
    assert (caught.value.line or 0) > 1


@pytest.mark.parametrize("members", [{"statements": {}}, {"@context": "x"}, {"statements": [3]}])
def test_a_document_that_is_no_openvex_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="not valid OpenVEX"):
        read_openvex(openvex(**members), Limits())


def test_subcomponents_are_bounded() -> None:
    product: dict[str, Any] = {"@id": "p"}
    for _ in range(20):
        product = {"@id": "p", "subcomponents": [product]}
    with pytest.raises(InputError, match="not valid OpenVEX"):
        read_openvex(openvex({**GOOD, "products": [product]}), Limits())


def test_openvex_is_known_by_its_context() -> None:
    assert is_openvex({"@context": "https://openvex.dev/ns/v0.2.0"})
    assert not is_openvex({"@context": ["https://openvex.dev/ns"]})
    assert not is_openvex([])
