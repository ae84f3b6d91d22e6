from __future__ import annotations

from typing import Any

import pytest

from govern.errors import InputError
from tests.documents.sbom.builders import cyclonedx, package, parse, read, spdx

GLIBC = package(
    "glibc",
    versionInfo="2.11.1",
    supplier="Person: Jane Doe (jane.doe@example.com)",
    originator="Organization: Acme (Europe) Ltd",
    licenseConcluded="(LGPL-2.0-only OR LicenseRef-3)",
    licenseDeclared="NOASSERTION",
    copyrightText="NONE",
    primaryPackagePurpose="OPERATING_SYSTEM",
    checksums=[{"algorithm": "SHA256", "checksumValue": "AB" * 32}],
    externalRefs=[
        {
            "referenceCategory": "SECURITY",
            "referenceType": "cpe23Type",
            "referenceLocator": "cpe:2.3:a:gnu:glibc:2.11.1:*:*:*:*:*:*:*",
        },
        {
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": "pkg:deb/debian/glibc@2.11.1",
        },
    ],
)


def relation(one: str, relation: str, other: str) -> dict[str, str]:
    return {
        "spdxElementId": f"SPDXRef-{one}",
        "relationshipType": relation,
        "relatedSpdxElement": f"SPDXRef-{other}",
    }


def test_a_package_is_a_component() -> None:
    (found,) = read(spdx(packages=[GLIBC])).sbom.components
    assert (found.type, found.name, found.version) == ("operating-system", "glibc", "2.11.1")
    assert found.ref == "SPDXRef-glibc"
    assert found.purl == "pkg:deb/debian/glibc@2.11.1"
    assert (found.cpe or "").startswith("cpe:2.3:a:gnu")
    assert found.copyright is None
    assert found.supplier is not None
    assert found.supplier.name == "Jane Doe"
    assert found.supplier.contacts[0].email == "jane.doe@example.com"
    assert found.manufacturer is not None
    assert found.manufacturer.name == "Acme (Europe) Ltd"
    assert [(one.alg, one.content) for one in found.hashes] == [("SHA-256", "ab" * 32)]
    (statement,) = found.licenses
    assert statement.acknowledgement == "concluded"
    assert statement.any_of == (("LGPL-2.0-only",), ("LicenseRef-3",))


def test_a_package_that_states_no_purpose_counts_as_a_library() -> None:
    (found,) = read(spdx(packages=[package("a")])).sbom.components
    assert found.type == "library"
    assert found.licenses == ()
    assert found.supplier is None


@pytest.mark.parametrize("way", ["documentDescribes", "DESCRIBES", "DESCRIBED_BY"])
def test_the_one_described_package_is_the_main_component(way: str) -> None:
    members: dict[str, Any] = {"documentDescribes": ["SPDXRef-app"]}
    if way == "DESCRIBES":
        members = {"relationships": [relation("DOCUMENT", way, "app")]}
    elif way == "DESCRIBED_BY":
        members = {"relationships": [relation("app", way, "DOCUMENT")]}
    sbom = read(spdx(packages=[package("lib"), package("app")], **members)).sbom
    assert sbom.metadata.component is not None
    assert sbom.metadata.component.name == "app"
    assert [one.name for one in sbom.components] == ["lib"]


def test_where_several_packages_are_described_all_are_components() -> None:
    packages = [package("a"), package("b")]
    sbom = read(spdx(packages=packages, documentDescribes=["SPDXRef-a", "SPDXRef-b"])).sbom
    assert sbom.metadata.component is None
    assert [one.name for one in sbom.components] == ["a", "b"]


def test_relationships_are_dependencies_and_parents() -> None:
    sbom = read(
        spdx(
            packages=[package("a"), package("b"), package("c"), package("d")],
            relationships=[
                relation("a", "DEPENDS_ON", "b"),
                relation("c", "DEV_DEPENDENCY_OF", "a"),
                relation("a", "CONTAINS", "d"),
                relation("a", "DEPENDS_ON", "b"),
                {
                    "spdxElementId": "SPDXRef-d",
                    "relationshipType": "DEPENDS_ON",
                    "relatedSpdxElement": "NONE",
                },
            ],
        )
    ).sbom
    assert [(one.ref, one.depends_on) for one in sbom.dependencies] == [
        ("SPDXRef-a", ("SPDXRef-b", "SPDXRef-c")),
        ("SPDXRef-d", ()),
    ]
    assert [one.parent for one in sbom.components] == [None, None, None, "SPDXRef-a"]
    assert sbom.completeness.without["relationship"] == 0


def test_creators_are_authors_and_tools() -> None:
    creators = ["Tool: syft-1.9.0", "Tool: plain", "Organization: Acme ()", "Person: Ada (a@b.c)"]
    created = {"created": "2026-01-01T00:00:00Z", "creators": creators}
    metadata = read(spdx(creationInfo=created)).sbom.metadata
    assert [(one.name, one.version) for one in metadata.tools] == [
        ("syft", "1.9.0"),
        ("plain", None),
    ]
    assert [(one.name, one.email) for one in metadata.authors] == [("Acme", None), ("Ada", "a@b.c")]
    assert metadata.timestamp == "2026-01-01T00:00:00Z"


def test_files_are_counted_not_listed() -> None:
    checksum = {"algorithm": "SHA1", "checksumValue": "0" * 40}
    file = {"SPDXID": "SPDXRef-f", "fileName": "./f", "checksums": [checksum]}
    sbom = read(spdx(files=[file], packages=[package("a")])).sbom
    assert sbom.unread == {"files": 1}
    assert len(sbom.components) == 1


def test_content_is_found_in_the_file() -> None:
    document = parse(spdx(packages=[package("app"), GLIBC], documentDescribes=["SPDXRef-app"]))
    lines = document.source.data.decode().splitlines()
    expected = {
        "/components/0/name": '"name": "glibc"',
        "/components/0/version": '"versionInfo"',
        "/components/0/purl": '"pkg:deb/debian/glibc@2.11.1"',
        "/components/0/licenses/0": '"licenseConcluded"',
        "/components/0/licenses/0/any_of/0": '"licenseConcluded"',
        "/components/0/hashes/0/content": '"checksumValue"',
        "/components/0/supplier": '"supplier"',
        "/metadata/component/name": '"name": "app"',
        "/metadata/timestamp": '"created"',
        "/metadata/authors": '"creators"',
        "/serial_number": '"documentNamespace"',
        "/completeness": "{",
    }
    found = document.positions.locate(expected)
    for pointer, words in expected.items():
        assert words in lines[(found[pointer].line or 0) - 1], pointer


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"creationInfo": {"creators": ["Tool: x"]}}, "/creationInfo"),
        ({"creationInfo": {"created": "yesterday", "creators": ["x"]}}, "/creationInfo/created"),
        ({"packages": [{"SPDXID": "SPDXRef-a", "name": "a"}]}, "/packages/0"),
        ({"packages": [package("a", versionInfo=1)]}, "/packages/0/versionInfo"),
        ({"packages": [package("a", licence="MIT")]}, "/packages/0/licence"),
        ({"relationships": [relation("a", "LIKES", "b")]}, "/relationships/0/relationshipType"),
        ({"unknown": 1}, "/unknown"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_pointer(
    members: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(spdx(**members))
    assert caught.value.message == f"not valid SPDX 2.3: {pointer}"
    assert caught.value.line is not None


def test_other_versions_are_refused() -> None:
    with pytest.raises(InputError, match=r"SPDX 2\.1 is not read") as caught:
        read(spdx(spdxVersion="SPDX-2.1"))
    assert caught.value.cause == "govern reads SPDX 2.2 and 2.3"
    assert read(spdx(spdxVersion="SPDX-2.2")).sbom.spec_version == "2.2"


def test_spdx_3_is_refused_with_a_reason() -> None:
    text = '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}'
    with pytest.raises(InputError, match="SPDX 3 is not read"):
        read(text)


def test_spdx_and_cyclonedx_give_the_same_component() -> None:
    license_, purl = {"license": {"id": "MIT"}}, "pkg:npm/a@1"
    theirs = {"type": "library", "name": "a", "version": "1", "purl": purl, "licenses": [license_]}
    reference = {
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": purl,
    }
    ours = package("a", versionInfo="1", licenseDeclared="MIT", externalRefs=[reference])
    (one,) = read(cyclonedx(components=[theirs])).sbom.components
    (other,) = read(spdx(packages=[ours])).sbom.components
    assert (one.type, one.name, one.version, one.purl) == (
        other.type,
        other.name,
        other.version,
        other.purl,
    )
    assert one.licenses[0].any_of == other.licenses[0].any_of
