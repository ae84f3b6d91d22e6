"""Statements that people sign with their SSH keys: SSHSIG over the envelope's PAE, inside DSSE.

`sig` holds the armored signature, so that `base64 -d` gives the file that `ssh-keygen -Y verify`
takes; the message is the pre-authentication encoding, as for every other DSSE signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.attest.ssh_signature import verify_ssh
from govern.attest.statement import Statement

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.claims import SignerClaims
    from govern.attest.dsse import Envelope
    from govern.attest.ssh_signature import AllowedSigner

MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json"


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
