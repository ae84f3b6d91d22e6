"""Files handed in: what counts, from whom, and why the rest does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.trust import SignerPolicy, Trust
from govern.attest.trust_store import ReportRule
from govern.documents.interface import Limits
from govern.errors import LimitExceeded, UsageError
from govern.facts.interface import GatherContext
from govern.facts.reports.given import GivenFile
from govern.facts.reports.source import ReportFacts, ReportFiles
from govern.model import Document, Kind, Resource, Source
from tests.documents.sbom.builders import cyclonedx, library, parse
from tests.facts.reports_by import (
    OURS,
    THEIRS,
    attested,
    openvex,
    plain,
    rule,
    says,
    signature_over,
    signed,
)
from tests.facts.scan_reports import DIGEST, WERKZEUG, grype, grype_match, trivy

if TYPE_CHECKING:
    from pathlib import Path

    from govern.facts.interface import Gathered
    from govern.model import JsonObject, JsonValue

CONTEXT = GatherContext(at=datetime(2026, 6, 1, tzinfo=UTC))
ELSEWHERE = "sha256:" + "ef" * 32
COSIGN_VULN = "https://cosign.sigstore.dev/attestation/vuln/v1"
OPENVEX = "https://openvex.dev/ns"
CYCLONEDX = "https://cyclonedx.org/bom"
BOM = cyclonedx(
    components=[library("werkzeug", version="0.11", purl=WERKZEUG, **{"bom-ref": "w"})],
    vulnerabilities=[
        {"id": "CVE-2019-14806", "ratings": [{"severity": "high"}], "affects": [{"ref": "w"}]}
    ],
)
OF_IMAGE = {**BOM, "metadata": {"component": library("app", purl=f"pkg:oci/app@{DIGEST}")}}
SCAN = grype(grype_match(), source={"type": "sbom-file", "target": "bom.json"})


class _Nowhere:
    def locate(self, _pointers: Any) -> Any:
        return {}


def pod(*references: str) -> Document:
    containers: list[JsonValue] = [
        {"name": f"c{n}", "image": one} for n, one in enumerate(references)
    ]
    content: JsonObject = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": containers},
    }
    resource = Resource("Pod", "p", "v1/Pod/p")
    return Document(
        Source.of("pod.yaml", b""), Kind.KUBERNETES, "p", content, (resource,), _Nowhere()
    )


def gather(document: Document, trusted: ReportRule | None = None, **files: Any) -> Gathered:
    return ReportFacts(ReportFiles(**files), trusted, Limits()).gather(document, CONTEXT)


def reasons(found: Gathered) -> list[tuple[str, str]]:
    return [(one.fact, one.reason) for one in found.errors]


def only_scan(found: Gathered) -> Any:
    scans: Any = found.facts["vulnerabilities"]
    assert len(scans) == 1
    return scans[0]


def answer(found: Gathered) -> Any:
    return only_scan(found)["findings"][0]["answer"]


# ------------------------------------------------------------------ scans


def test_an_unsigned_scan_counts_only_where_the_configuration_says_so() -> None:
    for trusted in (None, rule()):
        found = gather(parse(BOM), trusted, vulnerabilities=(plain(SCAN),))
        assert found.facts == {}
        assert reasons(found) == [("vulnerabilities", "unsigned")]
        assert "[trust.reports]" in found.errors[0].message
    found = gather(parse(BOM), rule(unsigned=True), vulnerabilities=(plain(SCAN),))
    scan = only_scan(found)
    assert scan["origin"]["signer"] is None
    assert scan["findings"][0]["id"] == "CVE-2019-14806"
    assert found.errors == ()


def test_a_signed_scan_says_who_signed() -> None:
    found = gather(parse(BOM), rule(), vulnerabilities=(signed(SCAN, "scan.json"),))
    scan = only_scan(found)
    signer = {"issuer": "key", "identity": OURS.public_key.fingerprint, "name": "security"}
    assert scan["origin"]["signer"] == signer


@pytest.mark.parametrize("unsigned", [False, True])
def test_a_bad_signature_is_never_the_same_as_none(unsigned: bool) -> None:
    tampered = GivenFile(signed(SCAN).source, signature_over(b"something else"))
    for file, reason in (
        (tampered, "signature_invalid"),
        (signed(SCAN, signer=THEIRS), "signature_invalid"),
        (GivenFile(plain(SCAN).source, b"{}"), "malformed"),
        (attested({}, COSIGN_VULN, [DIGEST], signer=THEIRS), "signature_invalid"),
    ):
        found = gather(parse(BOM), rule(unsigned=unsigned), vulnerabilities=(file,))
        assert found.facts == {}
        assert reasons(found) == [("vulnerabilities", reason)]


def test_a_signature_counts_for_nothing_where_nobody_may_sign() -> None:
    nobody = ReportRule(SignerPolicy(()), Trust(), unsigned=True)
    for trusted in (None, nobody):
        found = gather(parse(BOM), trusted, vulnerabilities=(signed(SCAN),))
        assert (found.facts, reasons(found)) == ({}, [("vulnerabilities", "identity_mismatch")])


def test_a_report_that_cannot_be_read_is_an_error() -> None:
    values: tuple[Any, ...] = ({}, {"matches": None, "source": {}}, openvex(says()))
    for value in values:
        found = gather(parse(BOM), rule(unsigned=True), vulnerabilities=(plain(value),))
        assert (found.facts, reasons(found)) == ({}, [("vulnerabilities", "unreadable")])


def test_an_attested_scan_has_to_be_about_this_sbom_or_what_it_describes() -> None:
    predicate = {"scanner": {"uri": "x", "result": trivy()}, "metadata": {}}
    document = parse(OF_IMAGE)
    for digest, fits in (
        (DIGEST, True),
        (f"sha256:{document.source.sha256}", True),
        (ELSEWHERE, False),
    ):
        file = attested(predicate, COSIGN_VULN, [digest])
        found = gather(document, rule(), vulnerabilities=(file,))
        assert ("vulnerabilities" in found.facts) is fits
        assert reasons(found) == ([] if fits else [("vulnerabilities", "other_subject")])


def test_a_plain_scan_of_another_image_is_not_of_this_sbom() -> None:
    scan = grype(grype_match())  # names the digest that it scanned
    assert (
        "vulnerabilities"
        in gather(parse(OF_IMAGE), rule(unsigned=True), vulnerabilities=(plain(scan),)).facts
    )
    other = {**BOM, "metadata": {"component": library("app", purl=f"pkg:oci/app@{ELSEWHERE}")}}
    found = gather(parse(other), rule(unsigned=True), vulnerabilities=(plain(scan),))
    assert (found.facts, reasons(found)) == ({}, [("vulnerabilities", "other_subject")])


def test_a_scan_applies_to_images_pinned_by_its_digest() -> None:
    pinned, other = f"registry.acme.test/app:1@{DIGEST}", f"registry.acme.test/b@{ELSEWHERE}"
    document = pod(pinned, other, "registry.acme.test/app:1")
    files = (plain(grype(grype_match())), plain(grype(source={"type": "directory"})))
    found = gather(document, rule(unsigned=True), vulnerabilities=files)
    scan = only_scan(found)
    assert scan["about"] == [pinned]
    elsewhere = gather(pod("app:1"), rule(unsigned=True), vulnerabilities=files)
    assert (elsewhere.facts, elsewhere.errors) == ({}, ())


def test_a_scan_of_a_tag_says_nothing_of_what_the_tag_stands_for_now() -> None:
    files = (plain(grype(grype_match())),)
    found = gather(pod("registry.acme.test/app:1"), rule(unsigned=True), vulnerabilities=files)
    assert (found.facts, reasons(found)) == ({}, [("vulnerabilities", "not_pinned")])


def test_an_attestation_that_does_not_hold_is_told_to_images_too() -> None:
    forged = attested({}, COSIGN_VULN, [DIGEST], signer=THEIRS)
    found = gather(pod("app:1"), rule(), attestations=(forged,))
    assert reasons(found) == [("attestations", "signature_invalid")]


# ------------------------------------------------------------------ VEX


def test_vex_of_an_allowed_signer_answers() -> None:
    document = openvex(says())
    scan = plain(SCAN)
    for vex in (signed(document), attested(document, "https://openvex.dev/ns/v0.2.0", [DIGEST])):
        found = gather(parse(OF_IMAGE), rule(unsigned=True), vulnerabilities=(scan,), vex=(vex,))
        assert answer(found)["status"] == "not_affected"
        assert answer(found)["signer"]["name"] == "security"
        assert found.facts["answers"] == {"CVE-2019-14806": answer(found)}


def test_vex_of_anybody_else_answers_nothing_whatever_is_accepted_unsigned() -> None:
    document = openvex(says())
    for vex, reason in (
        (plain(document, "vex.json"), "unsigned"),
        (signed(document, signer=THEIRS), "signature_invalid"),
        (attested(document, OPENVEX, [DIGEST], signer=THEIRS), "signature_invalid"),
    ):
        found = gather(parse(BOM), rule(unsigned=True), vulnerabilities=(plain(SCAN),), vex=(vex,))
        assert answer(found) is None
        assert "answers" not in found.facts
        assert reasons(found) == [("vex", reason)]


def test_vex_about_something_else_answers_nothing() -> None:
    vex = attested(openvex(says()), OPENVEX, [ELSEWHERE])
    found = gather(parse(OF_IMAGE), rule(unsigned=True), vulnerabilities=(plain(SCAN),), vex=(vex,))
    assert answer(found) is None


def test_an_sboms_own_list_is_answered_only_in_every_component() -> None:
    both = json.loads(json.dumps(BOM))
    both["components"].append(
        library("w2", version="0.12", purl="pkg:pypi/werkzeug@0.12", **{"bom-ref": "w2"})
    )
    both["vulnerabilities"][0]["affects"].append({"ref": "w2"})
    later = says("fixed", {"@id": "pkg:pypi/werkzeug@0.12"})
    assert "answers" not in gather(parse(both), rule(), vex=(signed(openvex(says())),)).facts
    found = gather(parse(both), rule(), vex=(signed(openvex(says(), later)),))
    answers: Any = found.facts["answers"]
    assert answers["CVE-2019-14806"]["status"] == "fixed"


# ------------------------------------------------------------------ SBOMs and attestations


def test_who_signed_an_sbom_and_for_what() -> None:
    document = parse(BOM)
    files = {"attestations": (attested(BOM, CYCLONEDX, [DIGEST]),), "deployed": DIGEST}
    found = gather(document, rule(), **files)
    sbom: Any = found.facts["sbom"]
    assert (sbom["subject"], sbom["deployed"]) == (DIGEST, DIGEST)
    assert [one["name"] for one in sbom["signatures"]] == ["security"]
    other: Any = gather(document, rule(), **{**files, "deployed": ELSEWHERE}).facts["sbom"]
    assert (other["subject"], other["deployed"]) == (DIGEST, ELSEWHERE)


def test_a_signature_over_the_file_speaks_for_what_the_sbom_describes() -> None:
    document = parse(OF_IMAGE)
    bundle = GivenFile(Source.of("bom.sigstore.json", signature_over(document.source.data)))
    sbom: Any = gather(document, rule(), attestations=(bundle,), deployed=DIGEST).facts["sbom"]
    assert (sbom["subject"], sbom["deployed"]) == (DIGEST, DIGEST)


@pytest.mark.parametrize(
    ("file", "deployed", "reason"),
    [
        (attested({**BOM, "version": 2}, CYCLONEDX, [DIGEST]), DIGEST, "unsigned"),
        (attested({**BOM, "version": 1.0}, CYCLONEDX, [DIGEST]), DIGEST, "unsigned"),
        (attested(BOM, CYCLONEDX, [DIGEST]), None, "deployed_unknown"),
        (GivenFile(Source.of("b", signature_over(b"another file"))), DIGEST, "unsigned"),
    ],
)
def test_what_says_nothing_of_an_sbom(file: GivenFile, deployed: str | None, reason: str) -> None:
    found = gather(parse(BOM), rule(), attestations=(file,), deployed=deployed)
    sbom: Any = found.facts["sbom"]
    assert set(sbom) == {"error"}
    assert ("sbom", reason) in reasons(found)


def test_a_signed_file_that_describes_no_digest_is_for_nothing() -> None:
    document = parse(BOM)
    bundle = GivenFile(Source.of("b.json", signature_over(document.source.data)))
    found = gather(document, rule(), attestations=(bundle,), deployed=DIGEST)
    assert reasons(found) == [("sbom", "subject_unknown")]


def test_an_attestation_is_used_for_what_its_predicate_type_says() -> None:
    scan = attested({"scanner": {"uri": "x", "result": SCAN}}, COSIGN_VULN, [DIGEST], "scan")
    vex = attested(openvex(says()), OPENVEX, [DIGEST], "vex")
    found = gather(parse(OF_IMAGE), rule(), attestations=(scan, vex))
    assert answer(found)["status"] == "not_affected"
    strange = attested({}, "https://example.com/p", [DIGEST])
    for file in (strange, plain(BOM)):
        assert ("attestations", "wrong_predicate_type") in reasons(
            gather(parse(BOM), rule(), attestations=(file,))
        )


def test_predicates_are_not_taken_for_each_other() -> None:
    """A statement is read as what it was signed as, wherever it is handed in."""
    found = gather(parse(OF_IMAGE), rule(), vulnerabilities=(attested(SCAN, CYCLONEDX, [DIGEST]),))
    assert (found.facts, reasons(found)) == ({}, [("vulnerabilities", "unreadable")])
    vex = attested(openvex(says()), "https://slsa.dev/provenance/v1", [DIGEST])
    found = gather(parse(OF_IMAGE), rule(unsigned=True), vulnerabilities=(plain(SCAN),), vex=(vex,))
    assert answer(found) is None
    assert reasons(found) == [("vex", "wrong_predicate_type")]


def test_files_are_found_with_the_signature_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "vex.json"
    path.write_bytes(b"{}")
    assert GivenFile.read(str(path), Limits()).signature is None
    (tmp_path / "vex.json.sigstore.json").write_bytes(b"bundle")
    assert GivenFile.read(str(path), Limits()).signature == b"bundle"
    with pytest.raises(UsageError):
        GivenFile.read(str(tmp_path / "absent"), Limits())
    with pytest.raises(LimitExceeded):
        GivenFile.read(str(path), Limits(max_bytes=1))


def test_other_documents_are_of_no_concern() -> None:
    document = pod("app:1")
    other = Document(
        document.source, Kind.MODEL_CARD, "m", {}, document.resources, document.positions
    )
    assert gather(other, None, vulnerabilities=(plain(SCAN),)).errors == ()
