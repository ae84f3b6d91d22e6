"""Which word counts for a finding: by vulnerability, product, time, and only from who may speak."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from govern.documents.sbom.vex import VexStatement
from govern.facts.artefact import Artefact, artefact_of_sbom, digest_in_purl
from govern.facts.vex import SignedVex, answer_to, purl_matches, vex_of
from govern.facts.vulnerabilities.model import Finding
from tests.documents.sbom.builders import SERIAL, cyclonedx, library, parse
from tests.facts.reports_by import openvex, says
from tests.facts.scan_reports import DIGEST, WERKZEUG

AT = datetime(2026, 6, 1, tzinfo=UTC)
FINDING = Finding(
    id="GHSA-gq9m-qvpx-68hc",
    aliases=("CVE-2019-14806",),
    severity="high",
    version="0.11",
    purl=WERKZEUG,
)
IMAGE = Artefact(digests=frozenset({DIGEST}), purls=frozenset({"pkg:generic/app@1?arch=amd64"}))
ELSEWHERE = "sha256:" + "ef" * 32


def by(document: dict[str, Any], subjects: frozenset[str] | None = None) -> SignedVex:
    signer: dict[str, Any] = {"issuer": "key", "identity": "00", "name": "security"}
    return SignedVex(vex_of(document, "vex.json"), subjects, signer, "vex.json")


def status(*documents: SignedVex, artefact: Artefact = IMAGE, at: datetime = AT) -> Any:
    answer = answer_to(FINDING, artefact, documents, at)
    return answer["status"] if answer else None


def test_an_answer_says_who_gave_it_and_why() -> None:
    answer = answer_to(FINDING, IMAGE, [by(openvex(says(impact_statement="never called")))], AT)
    assert answer == {
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "detail": "never called",
        "timestamp": "2026-01-01T00:00:00Z",
        "signer": {"issuer": "key", "identity": "00", "name": "security"},
        "source": "vex.json",
    }


def test_nobody_answered() -> None:
    assert status() is None
    assert status(by(openvex(says(name="CVE-2019-14807")))) is None


@pytest.mark.parametrize(
    ("product", "covered"),
    [
        ({"@id": WERKZEUG}, True),
        ({"@id": "pkg:pypi/Werkzeug@0.11"}, True),  # PyPI names know no case
        ({"@id": "pkg:pypi/werkzeug"}, True),
        ({"@id": "pkg:pypi/werkzeug@0.12"}, False),
        ({"@id": "pkg:pypi/werkzeug-extra@0.11"}, False),
        ({"@id": "pkg:pypi/werkzeug@0.11?arch=x"}, False),
        ({"@id": "pkg:npm/werkzeug@0.11"}, False),
        ({"@id": "werkzeug"}, False),
        ({"@id": "https://acme.example/app", "identifiers": {"purl": WERKZEUG}}, True),
        # The package as product, and something inside of it as the part that matters
        ({"@id": WERKZEUG, "subcomponents": [{"@id": "pkg:pypi/x"}]}, False),
        # The artefact as product
        ({"@id": f"pkg:oci/app@{DIGEST.replace(':', '%3A')}"}, True),
        ({"@id": f"pkg:oci/app@{DIGEST}", "subcomponents": [{"@id": WERKZEUG}]}, True),
        ({"@id": f"pkg:oci/app@{DIGEST}", "subcomponents": [{"@id": "pkg:pypi/x"}]}, False),
        ({"@id": f"pkg:oci/app@{ELSEWHERE}"}, False),
        ({"@id": "app", "hashes": {"sha-256": DIGEST.removeprefix("sha256:").upper()}}, True),
        ({"@id": "app", "hashes": {"sha-256": ELSEWHERE.removeprefix("sha256:")}}, False),
        ({"@id": "pkg:generic/app@1"}, True),
        # A purl that fits does not heal a digest that does not
        ({"@id": "pkg:generic/app@1", "hashes": {"sha256": "ef" * 32}}, False),
        ({"@id": "pkg:generic/app@2"}, False),
    ],
)  # fmt: skip
def test_products(product: dict[str, Any], covered: bool) -> None:
    expected = "not_affected" if covered else None
    assert status(by(openvex(says("not_affected", product)))) == expected


def test_an_attested_vex_counts_only_for_its_subject() -> None:
    document = openvex(says())
    assert status(by(document, frozenset({DIGEST}))) == "not_affected"
    assert status(by(document, frozenset({ELSEWHERE}))) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("not_affected", 2), ("affected", 3), "affected"),
        (("affected", 2), ("fixed", 3), "fixed"),
        (("not_affected", 2), ("affected", 2), "affected"),
        (("fixed", 2), ("under_investigation", 2), "under_investigation"),
    ],
)
def test_the_latest_word_counts_and_then_the_worse(
    first: tuple[str, int], second: tuple[str, int], expected: str
) -> None:
    one, two = (
        by(openvex(says(word, timestamp=f"2026-0{month}-01T00:00:00Z")))
        for word, month in (first, second)
    )
    assert status(one, two) == status(two, one) == expected


def test_what_was_said_later_does_not_count_yet() -> None:
    document = by(openvex(says(timestamp="2026-06-01T00:00:01Z")))
    assert status(document) is None
    assert status(document, at=datetime(2026, 7, 1, tzinfo=UTC)) == "not_affected"


def _cyclonedx(ref: str, *versions: dict[str, str], **analysis: Any) -> SignedVex:
    return by(
        cyclonedx(
            metadata={"timestamp": "2026-01-01T00:00:00Z"},
            components=[library("werkzeug", purl=WERKZEUG, **{"bom-ref": "own"})],
            vulnerabilities=[
                {
                    "id": "CVE-2019-14806",
                    "analysis": {"state": "not_affected", **analysis},
                    "affects": [{"ref": ref, **({"versions": list(versions)} if versions else {})}],
                }
            ],
        )
    )


def test_cyclonedx_names_products_by_ref_and_by_bom_link() -> None:
    bom = cyclonedx(
        serialNumber=SERIAL,
        metadata={"component": library("app", **{"bom-ref": "app"})},
        components=[library("werkzeug", purl=WERKZEUG, **{"bom-ref": "w"})],
    )
    described = artefact_of_sbom(parse(bom))
    link = SERIAL.replace("urn:uuid:", "urn:cdx:")
    assert status(_cyclonedx("own")) == "not_affected"
    for reference, expected in (
        ("1#w", "not_affected"),
        ("1#app", "not_affected"),
        ("2#w", None),  # another revision of the SBOM
        ("1#x", None),
    ):
        assert status(_cyclonedx(f"{link}/{reference}"), artefact=described) == expected
        assert status(_cyclonedx(f"{link}/{reference}")) is None  # another SBOM


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ({"version": "0.11", "status": "unaffected"}, "not_affected"),
        ({"version": "0.11", "status": "affected"}, "affected"),
        ({"version": "0.11", "status": "unknown"}, "under_investigation"),
        ({"version": "0.12", "status": "unaffected"}, None),
        ({"range": "vers:pypi/<1", "status": "unaffected"}, None),
    ],
)
def test_versions_that_cyclonedx_names(version: dict[str, str], expected: str | None) -> None:
    assert status(_cyclonedx("own", version)) == expected


def test_what_an_sbom_describes() -> None:
    main = library(
        "app",
        purl=f"pkg:oci/app@{DIGEST}?repository_url=x",
        hashes=[{"alg": "SHA-256", "content": "EF" * 32}, {"alg": "SHA-1", "content": "a" * 40}],
    )
    document = parse(cyclonedx(metadata={"component": main}))
    assert artefact_of_sbom(document).digests == {
        DIGEST, ELSEWHERE, f"sha256:{document.source.sha256}",
    }  # fmt: skip


@pytest.mark.parametrize(
    "purl", ["pkg:oci/app", "pkg:oci/app@1", "pkg:oci/app@sha256:ab", f"pkg:generic/app@{DIGEST}"]
)
def test_what_is_no_digest(purl: str) -> None:
    assert digest_in_purl(purl) is None


def test_what_is_no_purl_matches_nothing() -> None:
    assert not purl_matches("werkzeug", WERKZEUG)
    assert not purl_matches(WERKZEUG, "werkzeug")
    assert not purl_matches("pkg:pypi/a#x", "pkg:pypi/a#y")
    assert isinstance(vex_of(openvex(says()), "v")[0], VexStatement)
