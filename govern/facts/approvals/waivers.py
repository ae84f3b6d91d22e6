"""Signed waivers: the owner signs what is accepted, somebody else signs that it may be.

Each signature is a statement of the same waiver; its digest is the statement's subject. A waiver
counts when its owner signed it, somebody else approved it, and nobody took either back.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import Fields
from govern.facts.approvals.folder import read_folder
from govern.facts.approvals.request import instant_in, texts_in
from govern.facts.approvals.signed import verify_by_person
from govern.facts.approvals.statements import revocation_in
from govern.model import Waiver

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.statement import Statement
    from govern.attest.trust import TrustRoot
    from govern.facts.approvals.folder import Folder, SignedFile
    from govern.facts.approvals.people import Directory

OWNER, APPROVER = "owner", "approver"


@dataclass(frozen=True, slots=True)
class SignedWaiver:
    """A waiver as it lies in the folder; `why_not` says why it does not count, empty if it does."""

    waiver: Waiver
    why_not: str = ""


def read_signed_waivers(
    folder: str, directory: Directory, at: datetime, root: TrustRoot | None = None
) -> tuple[SignedWaiver, ...]:
    """Return every signed waiver of a folder, sorted by id, whether it counts or not.

    Raises:
        UsageError: there is no such folder.
    """
    found = read_folder(folder)
    taken_back = _revoked(found, directory, at, root)
    by_digest: dict[str, list[tuple[SignedFile, str, str]]] = defaultdict(list)
    faults: dict[str, str] = {}
    for file in found.waivers:
        digest = file.statement.subjects[0].digests.get("sha256", "")
        try:
            role = _role_in(file.statement, digest)
            _, signed_by = verify_by_person(file.data, directory, at, root)
        except Rejected as error:
            faults[digest] = f"{file.path}: {error.message}"
            by_digest.setdefault(digest, [])
            continue
        by_digest[digest].append((file, role, signed_by.person))
    files = {one.statement.subjects[0].digests.get("sha256", ""): one for one in found.waivers}
    made = [
        _signed(files[digest], signatures, faults.get(digest, ""), taken_back)
        for digest, signatures in by_digest.items()
    ]
    return tuple(sorted((one for one in made if one), key=lambda one: one.waiver.id))


def digest_of(waiver: bytes) -> str:
    """Return the digest (hex) of a waiver's canonical JSON."""
    return hashlib.sha256(waiver).hexdigest()


def _signed(
    file: SignedFile,
    signatures: list[tuple[SignedFile, str, str]],
    fault: str,
    taken_back: frozenset[str],
) -> SignedWaiver | None:
    try:
        waiver = _waiver(Fields(file.statement.predicate, "waiver").object("waiver"), file)
    except Rejected:
        return None  # its digest did not fit either, and no signature stands behind it
    live = [(role, person) for one, role, person in signatures if one.sha256 not in taken_back]
    owned = any(role == OWNER and person == waiver.owner for role, person in live)
    approvers = sorted(
        {person for role, person in live if role == APPROVER and person != waiver.owner}
    )
    signed = Waiver(
        **{
            **{name: getattr(waiver, name) for name in Waiver.__slots__},
            "approved_by": tuple(approvers),
        }
    )
    if len(live) < len(signatures):
        return SignedWaiver(signed, "it was taken back")
    if not owned:
        return SignedWaiver(signed, fault or f"its owner {waiver.owner} has not signed it")
    if not approvers:
        return SignedWaiver(signed, fault or "nobody but its owner has approved it")
    return SignedWaiver(signed)


def _role_in(statement: Statement, digest: str) -> str:
    fields = Fields(statement.predicate, "waiver")
    body = json.dumps(
        fields.object("waiver").content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    if digest_of(body.encode()) != digest:
        raise Rejected(Reason.SUBJECT_MISMATCH, "the subject is not the waiver it holds")
    role = fields.text("role")
    if role not in (OWNER, APPROVER):
        raise Rejected(Reason.MALFORMED, f"{role!r} is neither owner nor approver")
    return role


def _waiver(fields: Fields, file: SignedFile) -> Waiver:
    return Waiver(
        id=fields.text("id"),
        rules=texts_in(fields, "rules"),
        resource=fields.text("resource"),
        path=fields.text("path"),
        pointer=fields.text("pointer"),
        fingerprint=fields.text("fingerprint"),
        owner=fields.text("owner"),
        reason=fields.text("reason"),
        compensating_control=fields.text("compensating_control"),
        ticket=fields.text("ticket"),
        expires=instant_in(fields, "expires"),
        file=file.path,
        signed=file.statement.subjects[0].digests.get("sha256", ""),
    )


def _revoked(
    folder: Folder, directory: Directory, at: datetime, root: TrustRoot | None
) -> frozenset[str]:
    """Return what was taken back. Anybody in the directory may: it only makes things stricter."""
    found = set()
    for file in folder.revocations:
        try:
            revocation = revocation_in(file.statement)
            verify_by_person(file.data, directory, min(at, revocation.effective_at), root)
        except Rejected:
            continue  # reported where approvals are gathered
        if revocation.effective_at <= at:
            found.add(revocation.target)
    return frozenset(found)
