"""Gives the keys that signed approvals and waivers the names of people, for whoever reads a report.

Whether a signature holds was for the verification to say; here it is only told whose it is.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from govern.attest.rejection import Rejected
from govern.attest.ssh_signature import key_in, parse_allowed_signers
from govern.evidence.verify.entry import BY_PERSON
from govern.evidence.verify.kinds import BY_PEOPLE

if TYPE_CHECKING:
    from govern.attest.ssh_signature import AllowedSigner
    from govern.evidence.verify.entry import Entry


@dataclass(frozen=True, slots=True)
class Signers:
    """People and their keys."""

    people: tuple[AllowedSigner, ...]

    @classmethod
    def parse(cls, text: str) -> Signers:
        """Read lines of an allowed-signers file; other lines of a trust file are passed over.

        Raises:
            VerificationError: a line is neither.
        """
        lines = [line for line in text.splitlines() if "namespaces=" in line]
        return cls(tuple(parse_allowed_signers("\n".join(lines), "allowed signers")))

    def name(self, record: bytes, entry: Entry) -> str:
        """Return who signed what people sign: a name, or what is known of the key."""
        if entry.kind not in BY_PEOPLE:
            return ""
        if entry.media_type != BY_PERSON:
            return self._of_bundle(record)
        try:
            blob = key_in(b64decode(json.loads(record)["signatures"][0]["sig"]))
        except (Rejected, ValueError, KeyError, IndexError, TypeError):
            return "an unreadable key"
        return next((one.principals[0] for one in self.people if one.key == blob), _print(blob))

    @staticmethod
    def _of_bundle(record: bytes) -> str:
        material = json.loads(record).get("verificationMaterial", {})
        if "certificate" in material:
            from cryptography import x509  # noqa: PLC0415 - few approve with certificates

            der = b64decode(material["certificate"]["rawBytes"])
            subject = x509.load_der_x509_certificate(der).subject.rfc4514_string()
            # Anybody can make a certificate with any name; the decision judged whose this one is.
            return f"{subject or 'nobody'}, says a certificate"
        return f"key {material.get('publicKey', {}).get('hint', 'of no name')}"


def _print(blob: bytes) -> str:
    """Return a key as `ssh-keygen -l` names it."""
    return "SHA256:" + b64encode(sha256(blob).digest()).decode().rstrip("=")
