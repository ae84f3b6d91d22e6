"""What people signed, in a bundle: whether somebody whom the verifier names signed it then.

Who may approve what, and whether that was enough, is in the decision that relied on it. Here it is
shown that the approval is what that person signed, and that it was signed for this purpose.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from govern.attest.dsse import Envelope
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Rejected
from govern.attest.ssh_envelope import verify_ssh_envelope
from govern.attest.ssh_signature import key_in
from govern.attest.statement import Statement
from govern.attest.strict_json import parse_object
from govern.attest.trust import CLOCK_SKEW
from govern.errors import VerificationError
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from govern.attest.ssh_signature import AllowedSigner
    from govern.evidence.verify.entry import Entry
    from govern.evidence.verify.trust import Trust


def verify_by_person(data: bytes, trust: Trust, path: str) -> Statement:
    """Return the statement that a person signed.

    An SSH key or another public key has to be in the trust file under the person's name, valid when
    the statement says that it was signed. A certificate has to be of the key that signed; whose it
    is was for the decision to judge, at the time.

    Raises:
        VerificationError: nobody whom the trust file names signed it, or it was changed.
    """
    try:
        return _verified(data, trust)
    except (Rejected, ValueError, TypeError) as error:
        words = error.message if isinstance(error, Rejected) else "it cannot be read"
        raise VerificationError(words, path=path, cause=None) from error


def _verified(data: bytes, trust: Trust) -> Statement:
    fields = parse_object(data, "signed statement")
    if fields.has("payload"):
        envelope = Envelope.of(fields)
        blob = key_in(envelope.signatures[0].value)
        principal = next((_name(one) for one in trust.people if one.key == blob), "")
        when = _signed_at(Statement.parse(envelope.payload, envelope.payload_type))
        statement, _ = verify_ssh_envelope(
            envelope, namespace=SSH_NAMESPACE, principal=principal, allowed=trust.people, when=when
        )
        return statement
    envelope = Envelope.of(fields.object("dsseEnvelope"))
    keys = [_public_key(one) for one in trust.people]
    material = fields.object("verificationMaterial")
    if material.has("certificate"):
        der = material.object("certificate").data("rawBytes")
        keys = [PublicKey.of(x509.load_der_x509_certificate(der).public_key())]
    signature = envelope.signatures[0].value
    if len(envelope.signatures) != 1 or not any(
        key.verifies(signature, envelope.pae) for key in keys if key
    ):
        raise VerificationError("signed by nobody whom the trust file names")
    return Statement.parse(envelope.payload, envelope.payload_type)


def require_signed_before(statement: Statement, entry: Entry, path: str) -> None:
    """Refuse what says that it was signed after it was written into the log.

    Raises:
        VerificationError: as said, or it says no time.
    """
    try:
        signed = _signed_at(statement)
        late = signed > entry.at + CLOCK_SKEW
    except (TypeError, ValueError) as error:
        raise VerificationError("it does not say when it was signed", path=path) from error
    if late:
        raise VerificationError(
            f"signed at {signed.isoformat()}, says it, and it was in the log at {entry.time}",
            path=path,
        )


def _signed_at(statement: Statement) -> datetime:
    predicate: Any = statement.predicate
    return datetime.fromisoformat(predicate.get("signed_at") or predicate.get("effective_at"))


def _name(signer: AllowedSigner) -> str:
    return signer.principals[0]


def _public_key(signer: AllowedSigner) -> PublicKey | None:
    kind = signer.key[4 : 4 + int.from_bytes(signer.key[:4], "big")]
    if kind.startswith(b"sk-"):
        return None  # such a key signs nothing but SSH signatures
    return PublicKey.of(load_ssh_public_key(kind + b" " + b64encode(signer.key)))
