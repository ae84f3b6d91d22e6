"""Statements that people sign with their SSH keys: SSHSIG over the envelope's PAE, inside DSSE.

`sig` holds the armored signature, so that `base64 -d` gives the file that `ssh-keygen -Y verify`
takes; the message is the pre-authentication encoding, as for every other DSSE signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.dsse import Envelope, EnvelopeSignature, pae
from govern.attest.rejection import Reason, Rejected
from govern.attest.ssh import sign_ssh, verify_ssh
from govern.attest.statement import PAYLOAD_TYPE, Statement

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from govern.attest.claims import SignerClaims
    from govern.attest.ssh import AllowedSigner

MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json"


def sign_with_ssh(statement: bytes, key: Path, namespace: str) -> bytes:
    """Return a DSSE envelope (JSON) around a statement, signed by `ssh-keygen`.

    Args:
        statement: The statement's bytes.
        key: A private key's file, or a `.pub` file whose private half an agent holds.
        namespace: What the signature is for.

    Raises:
        Rejected: not a statement.
        SigningError: ssh-keygen gave no signature.
    """
    Statement.parse(statement)
    signature = sign_ssh(pae(PAYLOAD_TYPE, statement), key, namespace)
    return Envelope(statement, PAYLOAD_TYPE, (EnvelopeSignature(signature),)).to_json()


def verify_ssh_envelope(
    envelope: Envelope,
    *,
    namespace: str,
    principal: str,
    allowed: tuple[AllowedSigner, ...],
    when: datetime,
) -> tuple[Statement, SignerClaims]:
    """Return the statement in an envelope, and who signed it.

    Raises:
        Rejected: it does not hold, or has not exactly one signature.
    """
    if len(envelope.signatures) != 1:
        raise Rejected(Reason.UNSUPPORTED, "the envelope has more than one signature")
    claims = verify_ssh(
        envelope.signatures[0].value,
        envelope.pae,
        namespace=namespace,
        principal=principal,
        allowed=allowed,
        when=when,
    )
    return Statement.parse(envelope.payload, envelope.payload_type), claims
