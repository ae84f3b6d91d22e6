from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from govern.attest.claims import Claims, SignerClaims, SignerKind
from govern.attest.digest import Digest
from govern.attest.statement import Statement, Subject, build
from govern.config import BuilderSection
from govern.errors import InputError
from govern.facts.provenance import V02, V1, builders_of, level_of, provenance_of
from govern.facts.reports.attested import Contents
from tests.documents.sbom.builders import cyclonedx, library
from tests.facts.reports_by import openvex, says
from tests.facts.scan_reports import DIGEST, WERKZEUG, trivy, trivy_vulnerability

AT = datetime(2026, 6, 1, tzinfo=UTC)
GENERATOR = (
    "https://github.com/slsa-framework/slsa-github-generator/"
    ".github/workflows/generator_container_slsa3.yml"
)
COMMIT = {"sha1": "a" * 40}
SOURCE = "git+https://github.com/acme/app@refs/heads/main"


def statement(kind: str, predicate: dict[str, Any]) -> Statement:
    return build([Subject("app", {"sha256": DIGEST.removeprefix("sha256:")})], kind, predicate)


def v02(**changes: Any) -> Statement:
    return statement(
        V02,
        {
            "builder": {"id": f"{GENERATOR}@refs/tags/v2.0.0"},
            "buildType": "https://github.com/slsa-framework/slsa-github-generator/container@v1",
            "invocation": {
                "configSource": {
                    "uri": SOURCE,
                    "digest": COMMIT,
                    "entryPoint": ".github/workflows/release.yml",
                }
            },
            "metadata": {"buildInvocationID": "1-1", "buildStartedOn": "2026-05-01T00:00:00Z"},
            "materials": [{"uri": SOURCE, "digest": COMMIT}],
            **changes,
        },
    )


def v1(parameters: dict[str, Any], **definition: Any) -> Statement:
    return statement(
        V1,
        {
            "buildDefinition": {
                "buildType": "https://actions.github.io/buildtypes/workflow/v1",
                "externalParameters": parameters,
                "resolvedDependencies": [
                    {"uri": "git+https://github.com/acme/lib@refs/heads/main", "digest": {}},
                    {"uri": SOURCE, "digest": {"gitCommit": "a" * 40}},
                ],
                **definition,
            },
            "runDetails": {
                "builder": {"id": "https://github.com/actions/runner/github-hosted"},
                "metadata": {"invocationId": "https://github.com/acme/app/actions/runs/1"},
            },
        },
    )


def test_provenance_v02() -> None:
    found = provenance_of(v02(), "x")
    assert (found.version, found.builder) == ("v0.2", f"{GENERATOR}@refs/tags/v2.0.0")
    assert found.source is not None
    assert (found.source.uri, found.source.digests) == (SOURCE, COMMIT)
    assert found.entry_point == ".github/workflows/release.yml"
    assert (found.invocation, found.started) == ("1-1", "2026-05-01T00:00:00Z")
    assert found.to_object(3)["level"] == 3


def test_v02_without_a_config_source_has_the_only_git_material_as_source() -> None:
    one = provenance_of(v02(invocation={}), "x")
    assert one.source is not None
    assert one.source.uri == SOURCE
    two = [{"uri": SOURCE}, {"uri": "git+https://github.com/acme/lib"}]
    assert provenance_of(v02(invocation={}, materials=two), "x").source is None


@pytest.mark.parametrize(
    ("parameters", "known"),
    [
        ({"workflow": {"repository": "https://github.com/acme/app", "path": "p.yml"}}, True),
        ({"source": {"uri": "git+https://github.com/acme/app.git#refs/heads/main"}}, True),
        ({"source": "ssh://git@github.com/acme/app"}, True),
        ({"configSource": {"uri": "https://github.com/acme/app"}}, True),
        ({"workflow": {"repository": "https://github.com/acme/other"}}, False),
        ({"source": "ssh://git@github.com/acme/other"}, False),
        ({"workflow": {"repository": "https://github.com.evil.example/acme/app"}}, False),
        ({}, False),
    ],
)
def test_provenance_v1_takes_the_source_from_the_builders_dependencies(
    parameters: dict[str, Any], known: bool
) -> None:
    found = provenance_of(v1(parameters), "x")
    assert found.builder == "https://github.com/actions/runner/github-hosted"
    assert found.invocation == "https://github.com/acme/app/actions/runs/1"
    assert len(found.materials) == 2
    assert (found.source.uri if found.source else None) == (SOURCE if known else None)


@pytest.mark.parametrize(
    "broken",
    [
        v02(builder={}),
        v02(buildType=" "),
        v1({}, buildType=None),
        statement(V1, {"buildDefinition": {"buildType": "x"}}),
        statement("https://slsa.dev/provenance/v0.1", {"recipe": {}}),
        v02(materials=[{"uri": "x"}] * 10_001),
    ],
)
def test_what_is_no_provenance_is_an_error(broken: Statement) -> None:
    with pytest.raises(InputError) as caught:
        provenance_of(broken, "image")
    assert caught.value.path == "image"


def test_a_level_is_granted_to_a_builder_that_signs_itself() -> None:
    known = builders_of([BuilderSection(id=GENERATOR, signers=("generator",), level=3)])
    assert level_of(f"{GENERATOR}@refs/tags/v2.0.0", "generator", known) == 3
    assert level_of(GENERATOR, "generator", known) == 3
    assert level_of(f"{GENERATOR}@refs/tags/v2.0.0", "release", known) == 0
    assert level_of(f"{GENERATOR}.evil", "generator", known) == 0
    assert level_of("", "", known) == 0
    pinned = builders_of([BuilderSection(id=f"{GENERATOR}@v2", signers=("generator",), level=3)])
    assert level_of(f"{GENERATOR}@v1", "generator", pinned) == 0


# ------------------------------------------------------------------ all that is attested


def claims(one: Statement, name: str = "release") -> Claims:
    signer = SignerClaims(SignerKind.KEY, "ab", name)
    return Claims(signer, Digest.parse(DIGEST), "00" * 32, one, AT)


def test_what_is_attested_about_an_image() -> None:
    bom = cyclonedx(
        serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        components=[library("werkzeug", version="0.11", purl=WERKZEUG)],
    )
    scan = {
        "scanner": {"uri": "trivy", "result": trivy(trivy_vulnerability())},
        "metadata": {"scanFinishedOn": "2026-05-01T00:00:00Z"},
    }
    known = builders_of([BuilderSection(id=GENERATOR, signers=("release",), level=3)])
    attested = [
        claims(statement("https://cosign.sigstore.dev/attestation/vuln/v1", scan)),
        claims(statement("https://openvex.dev/ns/v0.2.0", openvex(says("fixed")))),
        claims(statement("https://cyclonedx.org/bom/v1.6", bom)),
        claims(v02()),
    ]
    found = Contents(known).read("app:1", DIGEST, attested, AT)
    facts: Any = found.facts
    assert found.errors == ()
    assert set(facts) == {"sboms", "vulnerabilities", "provenance"}
    assert facts["sboms"][0]["components"] == 1
    assert facts["vulnerabilities"][0]["scanned_at"] == "2026-05-01T00:00:00Z"
    (finding,) = facts["vulnerabilities"][0]["findings"]
    assert finding["answer"]["status"] == "fixed"  # though VEX came after the scan
    assert (facts["provenance"][0]["level"], facts["provenance"][0]["version"]) == (3, "v0.2")
    for entries in facts.values():
        assert entries[0]["origin"]["signer"] == {
            "issuer": "key", "identity": "ab", "name": "release",
        }  # fmt: skip


def test_an_attestation_that_cannot_be_read_leaves_a_reason_and_the_others() -> None:
    broken = claims(statement("https://cyclonedx.org/bom", {"bomFormat": "CycloneDX"}))
    found = Contents().read("app:1", DIGEST, [broken, claims(v02())], AT)
    assert set(found.facts) == {"provenance"}
    (error,) = found.errors
    assert (error.fact, error.reason, error.about) == ("images", "unreadable", "app:1")


def test_a_scan_that_cannot_be_read_is_told_as_a_scan() -> None:
    broken = claims(statement("https://in-toto.io/attestation/vulns/v0.2", {"scanner": {}}))
    found = Contents().read("app:1", DIGEST, [broken], AT)
    assert found.facts == {}
    assert [(one.fact, one.reason) for one in found.errors] == [("vulnerabilities", "unreadable")]


def test_other_statements_are_left_alone() -> None:
    other = claims(statement("https://example.com/p", {}))
    found = Contents().read("app:1", DIGEST, [other], AT)
    assert (found.facts, found.errors) == ({}, ())
    assert "https://example.com/p" not in Contents().predicate_types
