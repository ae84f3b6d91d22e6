"""DSSE: an envelope around bytes with a type (Dead Simple Signing Envelope v1.0.2)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import parse_object

if TYPE_CHECKING:
    from govern.attest.strict_json import Fields
    from govern.model import JsonObject

_MAX_SIGNATURES = 64


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return what is signed: the pre-authentication encoding (DSSE, protocol.md)."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """One signature; `keyid` is a hint of whoever wrote it and never selects trust."""

    value: bytes
    keyid: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload as received, its type, and signatures over both."""

    payload: bytes
    payload_type: str
    signatures: tuple[EnvelopeSignature, ...]

    @property
    def pae(self) -> bytes:
        """What each signature covers."""
        return pae(self.payload_type, self.payload)

    @classmethod
    def parse(cls, data: bytes) -> Envelope:
        """Return the envelope in JSON `data`.

        Raises:
            Rejected: malformed, or without signatures.
        """
        return cls.of(parse_object(data, "DSSE envelope"))

    @classmethod
    def of(cls, fields: Fields) -> Envelope:
        """Return the envelope that a JSON object holds."""
        signatures = tuple(
            EnvelopeSignature(item.data("sig"), item.text("keyid", ""))
            for item in fields.objects("signatures")
        )
        if not signatures or not all(signature.value for signature in signatures):
            raise Rejected(Reason.MALFORMED, "the DSSE envelope has no signature")
        if len(signatures) > _MAX_SIGNATURES:
            raise Rejected(Reason.TOO_LARGE, f"an envelope has over {_MAX_SIGNATURES} signatures")
        return cls(fields.data("payload"), fields.text("payloadType"), signatures)

    def to_object(self) -> JsonObject:
        """Return the JSON object for this envelope."""
        return {
            "payload": base64.b64encode(self.payload).decode(),
            "payloadType": self.payload_type,
            "signatures": [_signature_object(signature) for signature in self.signatures],
        }

    def to_json(self) -> bytes:
        """Return the envelope as compact JSON."""
        return json.dumps(self.to_object(), separators=(",", ":")).encode()


def _signature_object(signature: EnvelopeSignature) -> JsonObject:
    value: JsonObject = {"sig": base64.b64encode(signature.value).decode()}
    return {**value, "keyid": signature.keyid} if signature.keyid else value
