"""One file that somebody hands in as a report: what it says, and who vouches for it.

Three forms: a Sigstore bundle around a statement; a plain file with its signature beside it
(`FILE.sigstore.json`, as `cosign sign-blob --bundle` writes it); a plain file alone. A signature
that is there and does not hold is an error, never the same as none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.attestation import verify_attestation
from govern.attest.digest import Digest
from govern.attest.rejection import Reason, Rejected
from govern.attest.verify import verify
from govern.documents.json_reader import read_json
from govern.documents.text import decode
from govern.errors import LimitExceeded, UsageError
from govern.facts.signatures import signer_fact
from govern.model import Source

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.statement import Statement
    from govern.attest.trust_store import ReportRule
    from govern.documents.interface import Limits
    from govern.model import JsonObject, JsonValue

SIGNATURE_SUFFIXES = (".sigstore.json", ".sigstore")
_BUNDLE_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was found, with the signature beside it, if there is one."""

    source: Source
    signature: bytes | None = field(default=None, repr=False)

    @classmethod
    def read(cls, path: str, limits: Limits) -> GivenFile:
        """Read a file, and the signature beside it.

        Raises:
            UsageError: it cannot be read.
            LimitExceeded: it is larger than the limits allow.
        """
        data = _bytes(path, limits)
        for suffix in SIGNATURE_SUFFIXES:
            if Path(path + suffix).is_file():
                return cls(Source.of(path, data), _bytes(path + suffix, limits))
        return cls(Source.of(path, data))


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened and, where it is signed, verified.

    Attributes:
        source: The file.
        value: What it says: the predicate of a statement, or the plain file's JSON.
        statement: The signed statement; None for a plain file.
        claims: What the signature proves; None when there is none.
        subjects: Digests that the statement is about; None for a plain file.
    """

    source: Source
    value: JsonValue = field(repr=False)
    statement: Statement | None = None
    claims: Claims | None = None
    subjects: frozenset[str] | None = None

    @property
    def origin(self) -> JsonObject:
        """Where it came from and who vouches for it, as rules see it; `signer` null: nobody."""
        claims = self.claims
        return {
            "path": self.source.path,
            "sha256": self.source.sha256,
            "signer": signer_fact(claims.signer) if claims else None,
            "signed_at": claims.time.isoformat() if claims and claims.time else None,
        }


def open_given(file: GivenFile, rule: ReportRule | None, at: datetime, limits: Limits) -> Opened:
    """Open a file and verify whatever signature it has.

    Args:
        file: The file.
        rule: Who may sign reports; None when the configuration names nobody.
        at: The instant that is decided for.
        limits: Bounds on the file.

    Raises:
        Rejected: there is a signature, and it does not hold or nobody is allowed to make it.
        InputError: it is not JSON.
    """
    source = file.source
    value = read_json(decode(source.data, source.path), source.path, limits)
    if is_bundle(value):
        trusted = _required(rule, source.path)
        claims, subjects = verify_attestation(source.data, trusted.trust, trusted.policy, at)
        if claims.statement is None:
            raise AssertionError("a verified attestation has a statement")
        return Opened(source, claims.statement.predicate, claims.statement, claims, subjects)
    if file.signature is not None:
        trusted = _required(rule, source.path)
        subject = Digest("sha256", source.sha256)
        claims = verify(
            file.signature, subject, trusted.trust, trusted.policy, at, content=source.data
        )
        return Opened(source, value, None, claims)
    return Opened(source, value)


def is_bundle(value: JsonValue) -> bool:
    """Tell whether a JSON value calls itself a Sigstore bundle."""
    media_type = value.get("mediaType") if isinstance(value, dict) else None
    return isinstance(media_type, str) and media_type.startswith(_BUNDLE_MEDIA_TYPE)


def _required(rule: ReportRule | None, path: str) -> ReportRule:
    if rule is None or not rule.policy.signers:
        raise Rejected(
            Reason.IDENTITY_MISMATCH,
            "it is signed, and nobody is allowed to sign reports",
            path=path,
            hint="name the signers in [trust.reports] of govern.toml",
        )
    return rule


def _bytes(path: str, limits: Limits) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise UsageError("the report cannot be read", path=path, cause=error.strerror) from error
    if len(data) > limits.max_bytes:
        raise LimitExceeded(f"is larger than {limits.max_bytes} bytes", path=path)
    return data
