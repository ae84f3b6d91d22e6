"""Webhook deliveries of MLflow: signed, fresh, and each one once.

The headers are those of mlflow/webhooks/delivery.py: the signature is the HMAC-SHA256 of
`<delivery id>.<timestamp>.<body>`, as `v1,<base64>`; the timestamp is in seconds since 1970.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.attest.rejection import Rejected
from govern.attest.strict_json import parse_object
from govern.sources.mlflow.names import VersionName, is_alias

if TYPE_CHECKING:
    from collections.abc import Mapping

ID, TIMESTAMP, SIGNATURE = "x-mlflow-delivery-id", "x-mlflow-timestamp", "x-mlflow-signature"
TOLERANCE = 300  # seconds that clocks may differ, retries included: MLflow signs but once
_MOST_SEEN = 100_000  # deliveries that are remembered
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SECONDS = re.compile(r"[0-9]{1,12}")


class Refused(Exception):  # noqa: N818 - says what happened to the delivery
    """A delivery is not taken: an HTTP status, and a sentence that tells no secret."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True)
class AliasSet:
    """An alias was set; which version it names by now is for the registry to say."""

    model: str
    alias: str


@dataclass(slots=True)
class Deliveries:
    """Tells deliveries that count from all others.

    Attributes:
        secrets: Any of them may have signed, so that one can be replaced by another.
    """

    secrets: tuple[bytes, ...] = field(repr=False)
    _seen: dict[str, float] = field(default_factory=dict)

    def take(self, headers: Mapping[str, str], body: bytes, now: float) -> AliasSet | None:
        """Return what a delivery tells; None when it tells of something else, or did already.

        Args:
            headers: By lower-case name; one that came twice is not among them.
            body: As received.
            now: Seconds since 1970.

        Raises:
            Refused: it is not signed, not fresh, or nothing that MLflow sends.
        """
        name, moment = headers.get(ID, ""), headers.get(TIMESTAMP, "")
        if not _ID.fullmatch(name) or not _SECONDS.fullmatch(moment):
            raise Refused(401, "the delivery has no id or no timestamp")
        if not self._is_signed(f"{name}.{moment}.".encode() + body, headers.get(SIGNATURE, "")):
            raise Refused(401, "the signature does not hold")
        if abs(now - int(moment)) > TOLERANCE:
            raise Refused(401, "the delivery is too old, or the clocks differ")
        told = _told(body)
        return told if self._is_new(name, now) else None

    def forget(self, headers: Mapping[str, str]) -> None:
        """Take a delivery again, since it could not be worked on."""
        self._seen.pop(headers.get(ID, ""), None)

    def _is_signed(self, signed: bytes, header: str) -> bool:
        version, _, text = header.partition(",")
        try:
            given = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return False
        # All are tried, so that the time taken does not tell which one it was.
        held = [
            hmac.compare_digest(hmac.new(one, signed, hashlib.sha256).digest(), given)
            for one in self.secrets
        ]
        return version == "v1" and any(held)

    def _is_new(self, name: str, now: float) -> bool:
        for known in [one for one, until in self._seen.items() if until < now]:
            del self._seen[known]
        if name in self._seen:
            return False
        if len(self._seen) >= _MOST_SEEN:
            raise Refused(503, "too many deliveries at once")
        self._seen[name] = now + 2 * TOLERANCE
        return True


def _told(body: bytes) -> AliasSet | None:
    try:
        said = parse_object(body, "delivery").content
    except Rejected as error:
        raise Refused(400, "the delivery is not a JSON object") from error
    if (said.get("entity"), said.get("action")) != ("model_version_alias", "created"):
        return None
    data = said.get("data")
    model, alias = (data.get("name"), data.get("alias")) if isinstance(data, dict) else (None, None)
    if not isinstance(model, str) or not isinstance(alias, str):
        raise Refused(400, "the delivery names no model and alias")
    if not VersionName.is_model(model) or not is_alias(alias):
        raise Refused(400, "the delivery names what no registry holds")
    return AliasSet(model, alias)
