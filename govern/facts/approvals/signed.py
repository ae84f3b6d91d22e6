"""Signed bytes → the statement in them, and which person of the directory signed it.

Five ways to sign, one answer: an SSH key, a public key (file, smart card, HSM, KMS), an X.509
certificate of an own authority, or a keyless identity.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.bundle import SignedBundle
from govern.attest.digest import Digest
from govern.attest.dsse import Envelope
from govern.attest.rejection import Reason, Rejected
from govern.attest.ssh_envelope import verify_ssh_envelope
from govern.attest.ssh_signature import key_in
from govern.attest.statement import Statement
from govern.attest.strict_json import parse_object
from govern.attest.trust import SignerPolicy, Trust, TrustRoot
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from datetime import datetime

    from govern.facts.approvals.people import Directory

MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed, how (`ssh`, `key`, `x509`, `keyless`), and with which key (hex sha256)."""

    person: str
    method: str
    key: str


def statement_in(data: bytes) -> Statement:
    """Return the statement in signed bytes; nothing is verified.

    Raises:
        Rejected: there is none.
    """
    envelope = _envelope(data)
    return Statement.parse(envelope.payload, envelope.payload_type)


def verify_by_person(
    data: bytes, directory: Directory, when: datetime, root: TrustRoot | None = None
) -> tuple[Statement, SignedBy]:
    """Return the statement in signed bytes, and the person who signed it.

    Args:
        data: A DSSE envelope with an SSH signature, or a Sigstore bundle.
        directory: Who has which keys.
        when: The instant at which key and person have to count.
        root: The trusted root for keyless signatures.

    Raises:
        Rejected: it does not hold, or nobody in the directory signed it.
    """
    fields = parse_object(data, "signed statement")
    if not fields.has("mediaType"):
        statement, signed_by = _by_ssh(Envelope.of(fields), directory, when)
    else:
        material = fields.object("verificationMaterial")
        if material.has("publicKey"):
            statement, signed_by = _by_key(_envelope(data), directory)
        elif material.objects("tlogEntries", optional=True):
            statement, signed_by = _keyless(data, directory, when, root)
        else:
            statement, signed_by = _certified(data, directory, when)
    if not directory.people[signed_by.person].active(when):
        raise Rejected(Reason.REVOKED, f"{signed_by.person} no longer signs for anything")
    return statement, signed_by


def _by_ssh(envelope: Envelope, directory: Directory, when: datetime) -> tuple[Statement, SignedBy]:
    blob = key_in(envelope.signatures[0].value)
    person = _owner(directory, blob)
    allowed = directory.people[person].ssh if person else ()
    # A stranger's signature is verified as well, so that the reason given is the right one.
    statement, claims = verify_ssh_envelope(
        envelope, namespace=SSH_NAMESPACE, principal=person, allowed=allowed, when=when
    )
    return statement, SignedBy(person, "ssh", claims.fingerprint)


def _by_key(envelope: Envelope, directory: Directory) -> tuple[Statement, SignedBy]:
    if len(envelope.signatures) != 1:
        raise Rejected(Reason.UNSUPPORTED, "the envelope has more than one signature")
    signature = envelope.signatures[0].value
    for person in directory.people.values():
        for key in person.keys:
            if key.verifies(signature, envelope.pae):
                statement = Statement.parse(envelope.payload, envelope.payload_type)
                return statement, SignedBy(person.id, "key", key.fingerprint)
    raise Rejected(Reason.SIGNATURE_INVALID, "no key of the directory signed this")


def _certified(data: bytes, directory: Directory, when: datetime) -> tuple[Statement, SignedBy]:
    from govern.attest.x509_signing import verify_certified  # noqa: PLC0415 - few have certificates

    failure = Rejected(Reason.CERTIFICATE_UNTRUSTED, "nobody in the directory has a certificate")
    for person in directory.people.values():
        for one in person.certified:
            try:
                statement, names, key = verify_certified(data, [one.authority], when)
            except Rejected as error:  # another person's authority may be the right one
                failure = error
                continue
            if one.identity in names:
                return statement, SignedBy(person.id, "x509", key)
            failure = Rejected(
                Reason.IDENTITY_MISMATCH, "the certificate names nobody in the directory"
            )
    raise failure


def _keyless(
    data: bytes, directory: Directory, when: datetime, root: TrustRoot | None
) -> tuple[Statement, SignedBy]:
    identities = tuple(one for person in directory.people.values() for one in person.keyless)
    if not identities:
        raise Rejected(Reason.IDENTITY_MISMATCH, "nobody in the directory has an identity")
    from govern.attest.verify import verify  # noqa: PLC0415 - few sign without keys

    statement = statement_in(data)
    digest = Digest("sha256", statement.subjects[0].digests.get("sha256", ""))
    claims = verify(data, digest, Trust(root), SignerPolicy(identities), when)
    return statement, SignedBy(claims.signer.name, "keyless", claims.signer.fingerprint)


def _owner(directory: Directory, blob: bytes) -> str:
    return next(
        (
            one.id
            for one in directory.people.values()
            if any(allowed.key == blob for allowed in one.ssh)
        ),
        "",
    )


def _envelope(data: bytes) -> Envelope:
    if len(data) > MAX_BYTES:
        raise Rejected(Reason.TOO_LARGE, f"the signed statement has over {MAX_BYTES} bytes")
    fields = parse_object(data, "signed statement")
    if not fields.has("mediaType"):
        return Envelope.of(fields)
    content = SignedBundle.parse(data).content
    if not isinstance(content, Envelope):
        raise Rejected(Reason.WRONG_PREDICATE_TYPE, "a plain signature, where a statement belongs")
    return content


def identity_of(data: bytes) -> str:
    """Return the identity of signed bytes: their own digest (hex)."""
    return hashlib.sha256(data).hexdigest()
