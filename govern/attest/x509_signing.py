"""Statements signed by somebody with an X.509 certificate: a smart card, an organisation's own CA.

The bundle carries the certificate; it is believed when it chains to an authority that was
configured, at the time asked for. Identities are e-mail addresses (subjectAltName, rfc822Name).
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from govern.attest.bundle import BUNDLE_V03
from govern.attest.dsse import Envelope
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import envelope_of
from govern.attest.statement import Statement
from govern.attest.strict_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from govern.attest.signer import Signer


def bundle_with_certificate(statement: bytes, signer: Signer, certificate: bytes) -> bytes:
    """Return a Sigstore bundle v0.3 around a statement, with the signer's certificate (PEM).

    Raises:
        Rejected: the certificate is of another key, or cannot be read; or as `envelope_of`.
    """
    leaf = _certificate(certificate)
    if PublicKey.of(leaf.public_key()) != signer.public_key:
        raise Rejected(Reason.KEY_INVALID, "the certificate is not of the signing key")
    der = leaf.public_bytes(serialization.Encoding.DER)
    bundle = {
        "mediaType": BUNDLE_V03,
        "verificationMaterial": {
            "certificate": {"rawBytes": b64encode(der).decode()},
            "tlogEntries": [],
        },
        "dsseEnvelope": envelope_of(statement, signer).to_object(),
    }
    return json.dumps(bundle, separators=(",", ":")).encode()


def verify_certified(
    bundle: bytes, authorities: Iterable[bytes], when: datetime
) -> tuple[Statement, frozenset[str], str]:
    """Return a bundle's statement, the e-mail identities of its certificate, and its fingerprint.

    Args:
        bundle: The bundle as received.
        authorities: Certificates of the authorities that are believed, PEM.
        when: The instant at which the certificate has to be valid.

    Raises:
        Rejected: the certificate is of no such authority, expired, or did not sign this.
    """
    fields = parse_object(bundle, "bundle")
    material = fields.object("verificationMaterial").object("certificate")
    try:
        leaf = x509.load_der_x509_certificate(material.data("rawBytes"))
    except ValueError as error:
        raise Rejected(Reason.MALFORMED, "not an X.509 certificate", cause=str(error)) from error
    if not leaf.not_valid_before_utc <= when < leaf.not_valid_after_utc:
        raise Rejected(Reason.CERTIFICATE_EXPIRED, "the certificate is not valid at this time")
    store = Store([_certificate(one) for one in authorities])
    verifier = PolicyBuilder().store(store).time(when).build_client_verifier()
    try:
        verified = verifier.verify(leaf, [])
    except VerificationError as error:
        raise Rejected(
            Reason.CERTIFICATE_UNTRUSTED,
            "the certificate is of no trusted authority",
            cause=str(error),
        ) from error
    envelope = Envelope.of(fields.object("dsseEnvelope"))
    key = PublicKey.of(leaf.public_key())
    if len(envelope.signatures) != 1 or not key.verifies(
        envelope.signatures[0].value, envelope.pae
    ):
        raise Rejected(Reason.SIGNATURE_INVALID, "the certificate's key did not sign this")
    names = frozenset(
        one.value for one in verified.subjects or () if isinstance(one, x509.RFC822Name)
    )
    return Statement.parse(envelope.payload, envelope.payload_type), names, key.fingerprint


def _certificate(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise Rejected(
            Reason.KEY_INVALID, "not an X.509 certificate in PEM form", cause=str(error)
        ) from error
