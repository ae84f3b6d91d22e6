"""The source of facts about approvals: which request is about this change, and who said what.

Nothing is judged here beyond signatures: expired, revoked or self-given approvals are facts like
all others, and the rules say why they do not count.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.errors import Error
from govern.facts.approvals.folder import Folder, SignedFile, read_folder
from govern.facts.approvals.people import Directory, read_people
from govern.facts.approvals.signed import verify_by_person
from govern.facts.approvals.statements import Approval, approval_in, revocation_in
from govern.facts.interface import FactError, Gathered
from govern.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from govern.attest.trust import TrustRoot
    from govern.facts.approvals.request import ApprovalRequest, Scope
    from govern.facts.approvals.signed import SignedBy
    from govern.facts.interface import GatherContext
    from govern.model import Document, FactsRecord, JsonObject, JsonValue

# These say that a file was tampered with or damaged; whatever it once said cannot be left out.
_BROKEN = frozenset({Reason.MALFORMED, Reason.SIGNATURE_INVALID, Reason.SUBJECT_MISMATCH,
                     Reason.TOO_LARGE})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """One earlier use of approvals, as the log has it: index of the entry, and its time."""

    entry: int
    at: str


def _no_salt(_digest: str) -> bytes | None:
    return None


def _no_uses(_decision: str, _scope: Scope) -> tuple[Use, ...]:
    return ()


class ApprovalFacts:
    """Establishes `decision`, `approvals`, `revocations`, `people`, `promotion` and `evidence`.

    Args:
        folder: Where requests and approvals lie.
        people: The directory of people.
        scope: What is about to be done: only approvals for exactly this count.
        root: The trusted root for keyless signatures.
        salt_of: Gives the salt of a salted digest, where a log is at hand.
        uses: Gives earlier uses of the approvals of a decision in a scope, from the log.
    """

    name = "approvals"

    def __init__(
        self,
        folder: str,
        people: str,
        scope: Scope,
        *,
        root: TrustRoot | None = None,
        salt_of: Callable[[str], bytes | None] = _no_salt,
        uses: Callable[[str, Scope], Iterable[Use]] = _no_uses,
    ) -> None:
        self._folder: Folder = read_folder(folder)
        self.directory: Directory = read_people(people)
        self._scope = scope
        self._root = root
        self._salt_of = salt_of
        self._uses = uses

    def gather(self, document: Document, context: GatherContext) -> Gathered:
        """Return what is known about approvals of a change; nothing about other documents."""
        if document.kind is not Kind.CHANGE:
            return Gathered()
        people: JsonObject = {
            "directory": {"sha256": self.directory.sha256},
            "people": self.directory.facts(context.at),
        }
        request = self._request(_digests(document))
        if isinstance(request, FactError):
            return Gathered(people, (request, *self._folder.faults))
        revocations, bad = self._revocations(context.at)
        approvals, broken = self._approvals(request, context.at)
        facts: JsonObject = {
            **people,
            "decision": self._decision(request),
            "approvals": approvals,
            "revocations": revocations,
            "evidence": list(request.evidence),
        }
        if request.promotion is not None:
            taken_back = {str(one["target"]) for one in revocations if isinstance(one, dict)}
            facts["promotion"] = self._promotion(request, request.promotion, context.at, taken_back)
        return Gathered(facts, (*self._folder.faults, *bad, *broken))

    def request_in(self, facts: Iterable[FactsRecord]) -> ApprovalRequest | None:
        """Return the request that a run's facts were about, if there was one."""
        for one in facts:
            decision = one.facts.get("decision")
            wanted = decision.get("request") if isinstance(decision, dict) else None
            for request in self._folder.requests:
                if request.sha256 == wanted:
                    return request
        return None

    def files_about(self, request: ApprovalRequest) -> tuple[SignedFile, ...]:
        """Return the approvals of a request's decision, and every revocation."""
        about = [
            one
            for one in self._folder.approvals
            if one.statement.subjects[0].digests.get("sha256") == request.decision
        ]
        return (*about, *self._folder.revocations)

    def _request(self, digests: frozenset[str]) -> ApprovalRequest | FactError:
        """Return the newest request about exactly these inputs, in this scope; or why none is."""
        same = [one for one in self._folder.requests if self._matches(one, digests)]
        here = [one for one in same if one.scope == self._scope]
        scope = f"{self._scope.action} in {self._scope.environment or 'no environment'}"
        if here:
            return max(here, key=lambda one: (one.created, one.sha256))
        if same:
            words = f"approval of these inputs was asked for something else than {scope}"
            return FactError("decision", "other_scope", words)
        if self._folder.requests:
            words = "no request for approval is about exactly these inputs; a change asks anew"
            return FactError("decision", "other_artifacts", words)
        return FactError("decision", "no_request", "nobody asked for approval")

    def _matches(self, request: ApprovalRequest, digests: frozenset[str]) -> bool:
        if not request.artifacts:
            return False
        resolved = {self._plain(one.algorithm, one.hex, digests) for one in request.artifacts}
        return resolved == digests

    def _plain(self, algorithm: str, value: str, digests: frozenset[str]) -> str:
        """Return the plain digest behind one that may be salted; empty when nothing fits."""
        if algorithm == "sha256":
            return value
        salt = self._salt_of(value)
        if salt is None:
            return ""
        return next((one for one in digests if _salted(salt, one) == value), "")

    def _decision(self, request: ApprovalRequest) -> JsonObject:
        uses = self._uses(request.decision, request.scope)
        return {
            "digest": request.decision,
            "request": request.sha256,
            "shown": request.shown_sha256,
            "verdict": request.verdict,
            "policy_revision": request.policy_revision,
            "artifacts": [str(one) for one in request.artifacts],
            "scope": request.scope.value(),
            "tier": request.tier,
            "requester": request.requester,
            "authors": list(request.authors),
            "created": request.created.isoformat(),
            "expires": request.expires.isoformat(),
            "uses": [{"entry": one.entry, "at": one.at} for one in uses],
        }

    def _approvals(
        self, request: ApprovalRequest, at: datetime
    ) -> tuple[list[JsonValue], list[FactError]]:
        found: list[JsonValue] = []
        faults: list[FactError] = []
        for file in self._folder.approvals:
            try:
                approval = approval_in(file.statement)
                if approval.decision != request.decision and approval.request != request.sha256:
                    continue  # about other changes
                found.append(self._approval(file, approval, request, at))
            except Rejected as error:
                if error.reason in _BROKEN:
                    faults.append(FactError("approvals", error.reason, error.message, file.path))
                else:
                    found.append({**_said(approval_in(file.statement), file),
                                  "verified": False, "reason": error.reason.value})  # fmt: skip
        return found, faults

    def _approval(
        self, file: SignedFile, approval: Approval, request: ApprovalRequest, at: datetime
    ) -> JsonObject:
        # A veto stays when whoever gave it has left; an approval does not.
        when = at if approval.verdict == "approve" else min(at, approval.signed_at)
        signed_by = self._signer(file, approval.signed_at, when)
        said = {**_said(approval, file), "verified": True, "reason": "", "key": signed_by.key}
        if approval.observed is None:
            return {**said, "person": signed_by.person, "method": signed_by.method}
        holder = self.directory.holder(approval.observed.account)
        if holder is None or not holder.active(at):
            raise Rejected(Reason.IDENTITY_MISMATCH, "nobody in the directory has the account")
        if not _same_origin(approval, request.ci):
            raise Rejected(Reason.CLAIM_MISMATCH, "it is about another commit or run")
        return {**said, "person": holder.id, "method": "imported", "observer": signed_by.person}

    def _signer(self, file: SignedFile, signed_at: datetime, at: datetime) -> SignedBy:
        """Return who signed; the key has to count now, and when it is said to have been used."""
        _, signed_by = verify_by_person(file.data, self.directory, at, self._root)
        if signed_by.method == "ssh" and signed_at < at:
            verify_by_person(file.data, self.directory, signed_at, self._root)
        return signed_by

    def _revocations(self, at: datetime) -> tuple[list[JsonValue], list[FactError]]:
        found: list[JsonValue] = []
        faults: list[FactError] = []
        for file in self._folder.revocations:
            try:
                revocation = revocation_in(file.statement)
                # What somebody took back stays taken back when they have left.
                when = min(at, revocation.effective_at)
                _, signed_by = verify_by_person(file.data, self.directory, when, self._root)
            except Error as error:
                reason = error.reason.value if isinstance(error, Rejected) else "failed"
                faults.append(FactError("approvals", reason, error.message, file.path))
                continue
            found.append(
                {
                    "target": revocation.target,
                    "person": signed_by.person,
                    "effective_at": revocation.effective_at.isoformat(),
                    "reason": revocation.reason,
                }
            )
        return found, faults

    def _promotion(
        self,
        request: ApprovalRequest,
        promotion: JsonObject,
        at: datetime,
        taken_back: Collection[str],
    ) -> JsonObject:
        """Add whether the version to roll back to was itself approved in this scope."""
        wanted = promotion.get("rollback_to")
        approved = isinstance(wanted, str) and len(wanted) >= 12 and any(
            self._was_approved(file, wanted, request, at)
            for file in self._folder.approvals
            if file.sha256 not in taken_back
        )  # fmt: skip
        return {**promotion, "rollback_approved": approved}

    def _was_approved(
        self, file: SignedFile, wanted: str, request: ApprovalRequest, at: datetime
    ) -> bool:
        try:
            approval = approval_in(file.statement)
            signed_by = self._signer(file, approval.signed_at, at)
        except Rejected:
            return False
        return (
            approval.decision.startswith(wanted)
            and approval.decision != request.decision
            and approval.scope == request.scope
            and approval.verdict == "approve"
            and signed_by.person not in request.authors
        )


def _said(approval: Approval, file: SignedFile) -> dict[str, JsonValue]:
    return {
        "id": file.sha256,
        "person": "",
        "method": "",
        "verdict": approval.verdict,
        "role": approval.role,
        "decision_digest": approval.decision,
        "request": approval.request,
        "shown": approval.shown,
        "artifacts": list(approval.artifacts),
        "scope": approval.scope.value(),
        "signed_at": approval.signed_at.isoformat(),
        "not_before": approval.not_before.isoformat(),
        "expires": approval.expires.isoformat(),
        "nonce": approval.nonce,
        "file": file.path.rpartition("/")[2],
    }


def _same_origin(approval: Approval, ci: Mapping[str, JsonValue]) -> bool:
    observed = approval.observed
    if observed is None:
        return True
    if observed.commit:
        return observed.commit in (ci.get("GITHUB_SHA"), ci.get("CI_COMMIT_SHA"))
    return bool(observed.run) and observed.run == ci.get("GITHUB_RUN_ID")


def _digests(document: Document) -> frozenset[str]:
    inputs = document.content.get("inputs")
    listed = inputs if isinstance(inputs, list) else []
    return frozenset(str(one["sha256"]) for one in listed if isinstance(one, dict))


def _salted(salt: bytes, sha256: str) -> str:
    return hashlib.sha256(salt + bytes.fromhex(sha256)).hexdigest()
