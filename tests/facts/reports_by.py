"""Signed and unsigned report files for tests, as people would hand them in."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from govern.attest.bundle import BUNDLE_V03
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import Subject, build
from govern.attest.trust import SignerPolicy, Trust, TrustedKey
from govern.attest.trust_store import ReportRule
from govern.facts.reports.given import GivenFile
from govern.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

OURS, THEIRS = FileSigner.generate(), FileSigner.generate()


def rule(*, unsigned: bool = False) -> ReportRule:
    """Accept what OURS signed, without a log."""
    policy = SignerPolicy((TrustedKey(OURS.public_key, "security"),), require_log=False)
    return ReportRule(policy, Trust(), unsigned)


def plain(value: Any, path: str = "scan.json") -> GivenFile:
    return GivenFile(Source.of(path, json.dumps(value).encode()))


def signature_over(data: bytes, signer: FileSigner = OURS) -> bytes:
    """As `cosign sign-blob --bundle` writes it, without a log."""
    signature = base64.b64encode(signer.sign(data).value).decode()
    bundle = {
        "mediaType": BUNDLE_V03,
        "verificationMaterial": {"publicKey": {"hint": ""}, "tlogEntries": []},
        "messageSignature": {"signature": signature},
    }
    return json.dumps(bundle).encode()


def signed(value: Any, path: str = "vex.json", signer: FileSigner = OURS) -> GivenFile:
    """A plain file with its signature beside it."""
    data = json.dumps(value).encode()
    return GivenFile(Source.of(path, data), signature_over(data, signer))


def attested(
    predicate: Any,
    predicate_type: str,
    digests: Iterable[str],
    path: str = "att.json",
    signer: FileSigner = OURS,
) -> GivenFile:
    """A bundle around a statement about `digests` (`sha256:<hex>`)."""
    subjects = [Subject("x", {"sha256": one.removeprefix("sha256:")}) for one in digests]
    statement = build(subjects, predicate_type, predicate)
    return GivenFile(Source.of(path, bundle_of(statement.data, signer)))


def openvex(*statements: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://acme.example/vex-1",
        "author": "Acme",
        "timestamp": "2026-01-01T00:00:00Z",
        "version": 1,
        "statements": list(statements),
        **members,
    }


def says(
    status: str = "not_affected",
    *products: dict[str, Any],
    name: str = "CVE-2019-14806",
    **members: Any,
) -> dict[str, Any]:
    more = {
        "not_affected": {"justification": "vulnerable_code_not_in_execute_path"},
        "affected": {"action_statement": "update"},
    }.get(status, {})
    listed = list(products) or [{"@id": "pkg:pypi/werkzeug@0.11"}]
    return {
        "vulnerability": {"name": name}, "products": listed, "status": status, **more, **members
    }  # fmt: skip
