"""PyPI attestations (PEP 740): a Sigstore bundle in another dress.

The parts are the same as a bundle's, so it is dressed as one and verified as one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from govern.attest.bundle import BUNDLE_V03
from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import PAYLOAD_TYPE
from govern.attest.strict_json import parse_object
from govern.attest.verify import verify

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.digest import Digest
    from govern.attest.trust import SignerPolicy, Trust


def verify_pypi(
    attestation: bytes, subject: Digest, trust: Trust, policy: SignerPolicy, now: datetime
) -> Claims:
    """Return what a PyPI attestation proves about a distribution file.

    Args:
        attestation: One attestation object, as `…/provenance` of the index lists it.
        subject: Digest of the file.
        trust: As of `verify.verify`.
        policy: As of `verify.verify`.
        now: As of `verify.verify`.

    Raises:
        Rejected: it does not hold; `reason` says why.
    """
    claims = verify(_as_bundle(attestation), subject, trust, policy, now)
    return replace(claims, bundle_sha256=hashlib.sha256(attestation).hexdigest())


def is_pypi(data: bytes) -> bool:
    """Tell whether JSON looks like a PyPI attestation rather than a Sigstore bundle.

    Raises:
        Rejected: it is no JSON object.
    """
    fields = parse_object(data, "bundle")
    return fields.has("verification_material") and not fields.has("mediaType")


def _as_bundle(attestation: bytes) -> bytes:
    fields = parse_object(attestation, "attestation")
    if fields.number("version") != 1:
        raise Rejected(Reason.UNSUPPORTED, "the attestation is not of version 1")
    material, envelope = fields.object("verification_material"), fields.object("envelope")
    entries = [entry.content for entry in material.objects("transparency_entries")]
    bundle = {
        "mediaType": BUNDLE_V03,
        "verificationMaterial": {
            "certificate": {"rawBytes": _text(material.data("certificate"))},
            "tlogEntries": entries,
        },
        "dsseEnvelope": {
            "payload": _text(envelope.data("statement")),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": _text(envelope.data("signature"))}],
        },
    }
    return json.dumps(bundle).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
