"""The signed root of a bundle, its manifest: whether it is written plainly, and what it says."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING, Any

from govern.attest.dsse import Envelope, EnvelopeSignature
from govern.errors import VerificationError
from govern.evidence.verify import layout
from govern.evidence.verify.entry import SIGNED
from govern.evidence.verify.selection import Selection

if TYPE_CHECKING:
    from govern.attest.public_key import PublicKey


def selection_in(manifest: Any) -> Selection:
    """Return the selection that a manifest names.

    Raises:
        VerificationError: it cannot be read.
    """
    try:
        return Selection.said(manifest.get("selection"))
    except ValueError as error:
        raise VerificationError("the selection cannot be read", path=layout.MANIFEST) from error


def redaction_in(manifest: Any) -> tuple[str, ...]:
    """Return what a manifest says was asked to be blacked out, in words.

    Raises:
        VerificationError: it cannot be read.
    """
    said = manifest.get("redaction")
    if said is None:
        return ()
    try:
        fields, texts = said["fields"], said["texts"]
        plain = isinstance(fields, list) and all(isinstance(one, str) for one in fields)
    except (KeyError, TypeError) as error:
        raise VerificationError("what is blacked out cannot be read", path=layout.MANIFEST) from (
            error
        )
    if not plain or type(texts) is not int or set(said) != {"fields", "texts"}:
        raise VerificationError("what is blacked out cannot be read", path=layout.MANIFEST)
    named = [one or "whole files" for one in fields]
    return (*named, *([f"{texts} texts"] if texts else []))


def require_period(said: Any) -> None:
    """Refuse a manifest whose period is none: reports go by it.

    Raises:
        VerificationError: as said.
    """
    try:
        sides = [said[name] for name in ("since", "until")]
        naive = any(datetime.fromisoformat(one).tzinfo is None for one in sides if one is not None)
    except (KeyError, TypeError, ValueError) as error:
        raise VerificationError("the period cannot be read", path=layout.MANIFEST) from error
    if naive:
        raise VerificationError("the period has no time zone", path=layout.MANIFEST)


def is_plain(data: bytes, envelope: Envelope, key: PublicKey) -> bool:
    """Tell whether a signed manifest holds nothing beyond what is signed, and is written plainly.

    Otherwise a byte of it could be changed without anybody noticing.
    """
    value = json.loads(data)
    hint = b64encode(hashlib.sha256(key.der).digest()).decode()
    for signature in value["dsseEnvelope"]["signatures"]:
        if signature.get("keyid") == hint:
            del signature["keyid"]
    signed = Envelope(
        envelope.payload,
        envelope.payload_type,
        (EnvelopeSignature(envelope.signatures[0].value),),
    )
    expected = {
        "mediaType": SIGNED,
        "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
        "dsseEnvelope": signed.to_object(),
    }
    written = json.dumps(json.loads(data), separators=(",", ":")).encode()
    return bool(value == expected and data == written)
