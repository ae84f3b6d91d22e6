"""The same decision in the words of other tools: a SLSA VSA, and an in-toto SVR.

They say less than the decision's own record, and name it by digest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern import __version__
from govern.attest.statement import STATEMENT_V1
from govern.evidence.canonical import canonical
from govern.evidence.predicates import SVR, VERIFIER, VSA
from govern.evidence.record import subjects
from govern.model import Verdict
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from govern.evidence.inputs import InputEvidence
    from govern.model import Report

_ALLOWED = "GOVERN_ALLOWED"


def verification_summary(
    report: Report,
    inputs: Sequence[InputEvidence],
    at: datetime,
    record_sha256: str,
    ci: Mapping[str, str],
) -> bytes:
    """Return a VSA (slsa.dev/verification_summary/v1); anything but `allowed` is FAILED."""
    allowed = report.decision.verdict is Verdict.ALLOWED
    predicate = {
        "verifier": {"id": VERIFIER, "version": {"govern": __version__}},
        "timeVerified": rfc3339(at),
        "resourceUri": _resource_uri(inputs, ci),
        "policy": _policy(report),
        "inputAttestations": [{"uri": "decision", "digest": {"sha256": record_sha256}}],
        "verificationResult": "PASSED" if allowed else "FAILED",
        "verifiedLevels": [_ALLOWED] if allowed else ["FAILED"],
    }
    return _statement(report, inputs, VSA, predicate)


def simple_result(report: Report, inputs: Sequence[InputEvidence], at: datetime) -> bytes | None:
    """Return an SVR (in-toto.io/attestation/svr/v0.2); None unless allowed: it can only pass."""
    if report.decision.verdict is not Verdict.ALLOWED:
        return None
    profile = report.policy.profile.upper().replace("-", "_")
    named = [f"GOVERN_PROFILE_{profile}"] if profile.isidentifier() else []
    predicate = {
        "verifier": {"id": VERIFIER, "policies": [_policy(report)]},
        "timeCreated": rfc3339(at),
        "properties": [_ALLOWED, *named],
    }
    return _statement(report, inputs, SVR, predicate)


def _statement(
    report: Report,
    inputs: Sequence[InputEvidence],
    predicate_type: str,
    predicate: Mapping[str, object],
) -> bytes:
    return canonical(
        {
            "_type": STATEMENT_V1,
            "subject": subjects(report, inputs),
            "predicateType": predicate_type,
            "predicate": predicate,
        }
    )


def _policy(report: Report) -> dict[str, object]:
    revision = report.policy.revision
    return {"uri": f"govern:policy/{revision}", "digest": {"sha256": revision}}


def _resource_uri(inputs: Sequence[InputEvidence], ci: Mapping[str, str]) -> str:
    server = ci.get("GITHUB_SERVER_URL") or ci.get("CI_SERVER_URL")
    project = ci.get("GITHUB_REPOSITORY") or ci.get("CI_PROJECT_PATH")
    commit = ci.get("GITHUB_SHA") or ci.get("CI_COMMIT_SHA")
    if server and project and commit:
        return f"git+{server}/{project}@{commit}"
    return f"file:{inputs[0].record.path}" if inputs else "govern:nothing"
