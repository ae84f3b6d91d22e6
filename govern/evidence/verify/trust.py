"""Whom a verifier believes: one text file with public keys, kept apart from any bundle.

PEM blocks of public keys are those that sign records and bundles, those of certificates are of
time-stamp authorities (or their roots); lines of the form `name+id+base64` (C2SP vkeys)
are keys of logs, or of witnesses, all of whom must have cosigned; lines of an allowed-signers file
(`ann namespaces="…" ssh-ed25519 …`) are people; lines that begin with `#` are remarks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.public_key import PublicKey, signer_of
from govern.attest.ssh_signature import parse_allowed_signers
from govern.attest.trust import CLOCK_SKEW
from govern.errors import VerificationError
from govern.evidence.verify.cosignature import WitnessKey, is_witness_key
from govern.evidence.verify.notes import LogKey

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.ssh_signature import AllowedSigner
    from govern.evidence.verify.notes import Checkpoint

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----\n?", re.DOTALL)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n?", re.DOTALL)
_PERSON = re.compile(r"\s(?:ssh-|ecdsa-sha2-|sk-)[\w@.-]+\s+[A-Za-z0-9+/=]+(?:\s|$)", re.ASCII)
_MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Trust:
    """Keys that are believed; `authorities` are certificates in PEM."""

    signers: tuple[PublicKey, ...]
    logs: tuple[LogKey, ...]
    people: tuple[AllowedSigner, ...] = ()
    witnesses: tuple[WitnessKey, ...] = ()
    authorities: str = ""

    @classmethod
    def parse(cls, text: str, *, path: str | None = None) -> Trust:
        """Read a trust file.

        Raises:
            VerificationError: it holds something else, or lacks a key of either sort.
        """
        if len(text) > _MOST_CHARACTERS:
            raise VerificationError("the file of trusted keys is too large", path=path)
        signers = tuple(PublicKey.parse(block.encode()) for block in _PEM.findall(text))
        authorities = "".join(_CERTIFICATE.findall(text))
        rest = _CERTIFICATE.sub("", _PEM.sub("", text))
        lines = [line.strip() for line in rest.splitlines()]
        lines = [line for line in lines if line and not line.startswith("#")]
        persons = [line for line in lines if _PERSON.search(line)]
        keys = [line for line in lines if line not in persons]
        logs = tuple(LogKey.parse(line) for line in keys if not is_witness_key(line))
        witnesses = tuple(WitnessKey.parse(line) for line in keys if is_witness_key(line))
        people = parse_allowed_signers("\n".join(persons), path or "allowed signers")
        if not signers or not logs:
            missing = "key that signs records (PEM)" if not signers else "key of a log (vkey)"
            raise VerificationError(
                f"the file of trusted keys names no {missing}",
                path=path,
                hint="`govern log key` prints both, on the side that records",
            )
        return cls(signers, logs, people, witnesses, authorities)

    def require_signature(self, signature: bytes, data: bytes, path: str) -> PublicKey:
        """Return the trusted key that signed.

        Raises:
            VerificationError: none did.
        """
        key = signer_of(signature, data, self.signers)
        if key is None:
            raise VerificationError("the signature is of no trusted key", path=path)
        return key

    def require_checkpoint(self, head: Checkpoint, path: str, now: datetime | None = None) -> None:
        """Demand that a trusted log signed, and every witness that is named cosigned, before now.

        Raises:
            VerificationError: one did not.
        """
        self.require_log(head, path)
        for witness in self.witnesses:
            at = witness.require(head, path=path)
            if now is not None and at > now + CLOCK_SKEW:
                raise VerificationError(
                    f"{witness.name} cosigned in the future, at {at.isoformat()}", path=path
                )

    def require_log(self, head: Checkpoint, path: str) -> None:
        """Demand that a trusted log signed.

        Raises:
            VerificationError: none did.
        """
        keys = [key for key in self.logs if key.name == head.origin]
        if not keys:
            raise VerificationError(f"the log {head.origin!r} is not trusted", path=path)
        ids = {key_id for _, key_id, _ in head.signatures}
        head.require(next((key for key in keys if key.key_id in ids), keys[0]), path=path)
