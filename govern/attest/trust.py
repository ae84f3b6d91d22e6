"""Whom we trust: roots, identities, keys, what is revoked, and what a signature must satisfy."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from govern.attest.rejection import Reason, Rejected
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from govern.attest.public_key import PublicKey

_MAX_ROOT_BYTES = 4 * 1024 * 1024
CLOCK_SKEW = timedelta(minutes=5)  # how far another clock may be ahead of ours
# Texts that no honest pattern matches all of; one that does matches everybody.
_ANYBODY = ("x", "a@b", "https://one.example/a/b@c", "~ \x00 ~")


@dataclass(frozen=True, slots=True)
class TrustRoot:
    """A Sigstore trusted root (certificate authorities, logs) as bytes, known by its sha256."""

    name: str
    data: bytes = field(repr=False)
    sha256: str

    @classmethod
    def read(cls, path: Path, *, name: str = "", sha256: str | None = None) -> TrustRoot:
        """Return the root in a file, and check its digest when one is pinned.

        Raises:
            UsageError: the file cannot be read.
            Rejected: it is not the file that was pinned, or it is too large.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UsageError(
                "the trusted root cannot be read", path=str(path), cause=error.strerror
            ) from error
        found = hashlib.sha256(data).hexdigest()
        if len(data) > _MAX_ROOT_BYTES:
            raise Rejected(Reason.TOO_LARGE, "the trusted root is too large", path=str(path))
        if sha256 is not None and found != sha256.lower():
            raise Rejected(
                Reason.TRUST_ROOT_INVALID,
                "the trusted root is not the pinned one",
                path=str(path),
                cause=f"its sha256 is {found}",
                hint="look at what changed (`govern trust show`), then pin the new digest",
            )
        return cls(name or path.name, data, found)


@dataclass(frozen=True, slots=True)
class KeylessIdentity:
    """Somebody known by a certificate's identity, as one issuer vouches for it.

    Attributes:
        issuer: The OIDC issuer, exactly. There is no pattern for issuers on purpose.
        identity: The identity, exactly; or None when `pattern` is given.
        pattern: A regular expression that has to match the whole identity.
        name: The name in our configuration.
        ci: Claims the certificate must carry, exactly, such as `source_repository_uri`.

    Raises:
        UsageError: the issuer is missing, or identity and pattern are both or neither given.
    """

    issuer: str
    identity: str | None = None
    pattern: str | None = None
    name: str = ""
    ci: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^\s*]+", self.issuer):
            raise UsageError(
                "an identity needs its issuer, written exactly",
                cause=f"issuer = {self.issuer!r}",
                hint="for example https://token.actions.githubusercontent.com",
            )
        if (not self.identity) == (not self.pattern):
            raise UsageError("an identity is given exactly, or by a pattern, and not by both")
        if self.pattern and all(self._compiled().fullmatch(one) for one in _ANYBODY):
            raise UsageError(
                "this pattern matches every identity",
                cause=self.pattern,
                hint="write the part that is yours, such as https://github\\.com/acme/.*",
            )

    def matches(self, identity: str) -> bool:
        """Tell whether this is the identity; patterns have to match it from end to end."""
        if self.pattern:
            return self._compiled().fullmatch(identity) is not None
        return identity == self.identity

    def _compiled(self) -> re.Pattern[str]:
        try:
            return re.compile(self.pattern or "")
        except re.error as error:
            raise UsageError(
                "the pattern of an identity is no regular expression", cause=str(error)
            ) from error


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that was configured."""

    key: PublicKey
    name: str = ""


TrustedSigner: TypeAlias = "KeylessIdentity | TrustedKey"


@dataclass(frozen=True, slots=True)
class Revoked:
    """What is no longer trusted, whoever else vouches for it.

    Attributes:
        identities: Certificate identities and SSH principals.
        fingerprints: Hex sha256 of keys.
        digests: Subjects, as `sha256:<hex>`.
    """

    identities: frozenset[str] = frozenset()
    fingerprints: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trust:
    """What verification rests on; `root` is None where only keys without a log are used."""

    root: TrustRoot | None = None
    revoked: Revoked = Revoked()


@dataclass(frozen=True, slots=True)
class SignerPolicy:
    """What one signature has to satisfy.

    Attributes:
        signers: Who may sign; any one of them.
        predicate_types: What a statement must be; empty: any type, and plain signatures too.
        require_log: Whether a signature by a key needs a transparency-log entry. Without one,
            nobody trusted says when it was made. Keyless signatures always need it.
        max_age: How long ago it may have been signed; needs a trusted time.
        skew: How far another clock may be ahead of `now`.
    """

    signers: tuple[TrustedSigner, ...]
    predicate_types: frozenset[str] = frozenset()
    require_log: bool = True
    max_age: timedelta | None = None
    skew: timedelta = CLOCK_SKEW

    @property
    def identities(self) -> tuple[KeylessIdentity, ...]:
        """The signers known by identity."""
        return tuple(one for one in self.signers if isinstance(one, KeylessIdentity))

    @property
    def keys(self) -> tuple[TrustedKey, ...]:
        """The signers known by key."""
        return tuple(one for one in self.signers if isinstance(one, TrustedKey))
