"""The statement inside a record, however it was signed; others say whether the signature holds."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

from govern.errors import VerificationError
from govern.evidence.verify.entry import BY_PERSON, UNSIGNED


def payload_of(record: bytes, media_type: str, path: str) -> bytes:
    """Return the statement's bytes.

    Raises:
        VerificationError: the record holds none.
    """
    if media_type == UNSIGNED:
        return record
    try:
        value = json.loads(record)
        envelope = value if media_type == BY_PERSON else value["dsseEnvelope"]
        return b64decode(envelope["payload"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise VerificationError("the record cannot be read", path=path) from error


def predicate_of(record: bytes, media_type: str, path: str) -> Any:
    """Return the predicate of the statement.

    Raises:
        VerificationError: there is none.
    """
    payload = payload_of(record, media_type, path)
    try:
        return json.loads(payload)["predicate"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise VerificationError("the record cannot be read", path=path) from error
