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
from govern.attest.trust import CLOCK_SKEW
from govern.facts.approvals.folder import read_folder
from govern.facts.approvals.request import instant_in, texts_in
from govern.facts.approvals.signed import verify_by_person
from govern.facts.approvals.statements import revocation_in
from govern.model import Waiver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.attest.statement import Statement
    from govern.attest.trust import TrustRoot
    from govern.facts.approvals.folder import Folder, SignedFile
    from govern.facts.approvals.people import Directory

OWNER, APPROVER = "owner", "approver"


@dataclass(frozen=True, slots=True)
class SignedWaiver:
    """A waiver as it lies in the folder.

    Attributes:
        why_not: Why it does not count; empty if it does.
        files: What people signed of it, and what they took back of that.
    """

    waiver: Waiver
    why_not: str = ""
    files: tuple[SignedFile, ...] = ()


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
            role = _role_in(file.statement, digest, at)
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
    taken_back: Mapping[str, SignedFile],
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
    files = [one for one, _, _ in signatures]
    files += [taken_back[one.sha256] for one in files if one.sha256 in taken_back]
    why_not = ""
    if len(live) < len(signatures):
        why_not = "it was taken back"
    elif not owned:
        why_not = fault or f"its owner {waiver.owner} has not signed it"
    elif not approvers:
        why_not = fault or "nobody but its owner has approved it"
    return SignedWaiver(signed, why_not, tuple(files))


def _role_in(statement: Statement, digest: str, at: datetime) -> str:
    fields = Fields(statement.predicate, "waiver")
    body = json.dumps(
        fields.object("waiver").content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    if digest_of(body.encode()) != digest:
        raise Rejected(Reason.SUBJECT_MISMATCH, "the subject is not the waiver it holds")
    role = fields.text("role")
    if role not in (OWNER, APPROVER):
        raise Rejected(Reason.MALFORMED, f"{role!r} is neither owner nor approver")
    signed_at = instant_in(fields, "signed_at")
    if signed_at > at + CLOCK_SKEW:
        raise Rejected(Reason.TIME_IN_FUTURE, f"signed in the future, {signed_at.isoformat()}")
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
) -> dict[str, SignedFile]:
    """Return what was taken back, by digest, and by which file.

    Anybody in the directory may: it only makes things stricter.
    """
    found: dict[str, SignedFile] = {}
    for file in folder.revocations:
        try:
            revocation = revocation_in(file.statement)
            verify_by_person(file.data, directory, min(at, revocation.effective_at), root)
        except Rejected:
            continue  # reported where approvals are gathered
        if revocation.effective_at <= at:
            found.setdefault(revocation.target, file)
    return found
