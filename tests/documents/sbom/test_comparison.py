from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from govern.documents.interface import Limits
from govern.documents.sbom.comparison import CHANGES, Change, compare, unversioned
from govern.documents.sbom.reader import read_sbom
from govern.model import Source
from tests.documents.sbom.builders import cyclonedx, library, package, read, spdx

if TYPE_CHECKING:
    from pathlib import Path


def changes(first: dict[str, Any], second: dict[str, Any]) -> list[Change]:
    return list(compare(read(first).sbom, read(second).sbom))


def bom(*components: dict[str, Any], **members: Any) -> dict[str, Any]:
    return cyclonedx(components=list(components), **members)


def test_a_component_keeps_its_identity_over_versions() -> None:
    old = library(purl="pkg:npm/left-pad@1.3.0", version="1.3.0")
    new = library(purl="pkg:npm/left-pad@1.4.0?arch=any#x", version="1.4.0")
    assert changes(bom(old), bom(new)) == [
        Change("version", "pkg:npm/left-pad", ("1.3.0",), ("1.4.0",))
    ]


def test_several_versions_of_one_component_are_told_apart() -> None:
    one, two, three = (
        library(purl=f"pkg:npm/left-pad@{n}", version=n) for n in ("1.0.0", "2.0.0", "3.0.0")
    )
    assert changes(bom(one, two), bom(two, three)) == [
        Change("version", "pkg:npm/left-pad", ("1.0.0",), ("3.0.0",))
    ]
    assert changes(bom(one, two), bom(one)) == [Change("removed", "pkg:npm/left-pad", ("2.0.0",))]
    assert changes(bom(one), bom(one, two, three)) == [
        Change("added", "pkg:npm/left-pad", (), (version,)) for version in ("2.0.0", "3.0.0")
    ]


def test_licences_are_compared_over_versions_and_digests_within_one() -> None:
    digest = {"alg": "SHA-256", "content": "a" * 64}
    other = {"alg": "SHA-256", "content": "b" * 64}
    mit = [{"license": {"id": "MIT"}}]
    gpl = [{"expression": "GPL-3.0-only"}]
    first = library(version="1", licenses=mit, hashes=[digest])
    assert changes(bom(first), bom(library(version="1", licenses=gpl, hashes=[other]))) == [
        Change("licenses", "library left-pad", ("MIT",), ("GPL-3.0-only",)),
        Change("hashes", "library left-pad", ("SHA-256:" + "a" * 64,), ("SHA-256:" + "b" * 64,)),
    ]
    assert [one.kind for one in changes(bom(first), bom(library(version="2", hashes=[other])))] == [
        "version",
        "licenses",
    ]


def test_a_digest_that_changes_under_one_version_is_told_of_the_described_component_too() -> None:
    def described(content: str) -> dict[str, Any]:
        hashes = [{"alg": "SHA-256", "content": content * 64}]
        return bom(metadata={"component": library("app", version="1", hashes=hashes)})

    assert [one.kind for one in changes(described("a"), described("b"))] == ["hashes"]


def test_vulnerabilities_and_what_vex_says_of_them() -> None:
    def rated(state: str | None, severity: str = "high") -> dict[str, Any]:
        analysis = {"analysis": {"state": state, "justification": "code_not_present"}}
        return {
            "id": "CVE-1",
            "ratings": [{"severity": severity}],
            "affects": [{"ref": "a"}],
            **(analysis if state else {}),
        }

    def with_(*vulnerabilities: dict[str, Any]) -> dict[str, Any]:
        return bom(library(**{"bom-ref": "a"}), vulnerabilities=list(vulnerabilities))

    assert changes(with_(), with_(rated(None))) == [
        Change("vulnerabilities", "CVE-1", (), ("high",))
    ]
    assert changes(with_(rated(None)), with_(rated("not_affected"))) == [
        Change("vulnerabilities", "CVE-1", ("high",), ("high", "not_affected"))
    ]
    assert changes(with_(rated(None)), with_(rated(None))) == []


def test_formats_may_differ() -> None:
    first = bom(library(purl="pkg:npm/left-pad@1.3.0", version="1.3.0"))
    reference = {
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": "pkg:npm/left-pad@1.3.0",
    }
    second = spdx(packages=[package("left-pad", versionInfo="1.3.0", externalRefs=[reference])])
    assert changes(first, second) == []


@pytest.mark.parametrize(
    ("purl", "expected"),
    [
        ("pkg:npm/left-pad@1.3.0", "pkg:npm/left-pad"),
        ("pkg:npm/@acme/x", "pkg:npm/@acme/x"),
        ("pkg:npm/%40acme/x@1?a=b@c#d@e", "pkg:npm/%40acme/x"),
        ("pkg:npm/@acme/x@1", "pkg:npm/@acme/x"),
        ("pkg:golang/github.com/a/b", "pkg:golang/github.com/a/b"),
        ("pkg:oci/app@sha256:ab", "pkg:oci/app"),
    ],
)
def test_a_purl_without_its_version(purl: str, expected: str) -> None:
    assert unversioned(purl) == expected


@pytest.mark.corpus
def test_a_published_bom_is_no_different_from_itself_and_wholly_from_another(corpus: Path) -> None:
    boms = [
        read_sbom(Source.of(path.name, path.read_bytes()), Limits()).sbom
        for path in sorted((corpus / "sbom/cyclonedx-examples/SBOM").glob("*/*.json"))
    ]
    assert all(compare(one, one) == () for one in boms)
    there, back = compare(boms[0], boms[1]), compare(boms[1], boms[0])
    assert {one.kind for one in there} <= set(CHANGES)
    added = [one.identity for one in there if one.kind == "added"]
    assert added == [one.identity for one in back if one.kind == "removed"]
    assert added
