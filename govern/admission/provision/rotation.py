"""What is to be renewed, and in which order: an authority is published before it is used.

Both are renewed when a third of their life is left. A new authority joins the bundle first, and
issues nothing until the next run: by then every API server trusts it, whichever pod it reaches.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from govern.admission.provision.authority import KeyPair, issue, new_authority
from govern.admission.provision.bundle import certificates, merged

_LEFT = 1 / 3  # of its life, at which a certificate is renewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """How long what is made lives."""

    authority: dt.timedelta = dt.timedelta(days=365)
    leaf: dt.timedelta = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Material:
    """What the Secrets hold.

    Attributes:
        authority: The one that issues from now on.
        bundle: Every authority that is to be trusted, the newest first.
        leaf: What the webhook shows.
    """

    authority: KeyPair
    bundle: bytes
    leaf: KeyPair


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a run came to.

    Attributes:
        material: For the Secrets.
        changes: What was renewed, in words; empty when nothing was due.
    """

    material: Material
    changes: tuple[str, ...]


def rotated(
    found: Material | None, names: tuple[str, ...], now: dt.datetime, lives: Lives
) -> Rotated:
    """Return what the Secrets are to hold now.

    Args:
        found: What they hold; None when there is nothing of use.
        names: DNS names of the Service; the first is the subject.
        now: The present instant.
        lives: How long new ones live.

    Raises:
        InputError: what they hold is no PEM.
    """
    if found is None or not _usable(found.authority, now):
        return _anew(found, names, now, lives)
    if _due(_first(found.authority), now):
        return _next_authority(found, names, now, lives)
    if _leaf_holds(found, names, now) and _issued_by(found.leaf, found.authority):
        return Rotated(found, ())
    leaf = issue(found.authority, names, now, lives.leaf)
    return Rotated(replace(found, leaf=leaf), ("certificate",))


def _anew(
    found: Material | None, names: tuple[str, ...], now: dt.datetime, lives: Lives
) -> Rotated:
    authority = new_authority(_subject(now), now, lives.authority)
    bundle = merged(authority.certificate, found.bundle if found else b"", now)
    leaf = issue(authority, names, now, lives.leaf)
    return Rotated(Material(authority, bundle, leaf), ("authority", "certificate"))


def _next_authority(
    found: Material, names: tuple[str, ...], now: dt.datetime, lives: Lives
) -> Rotated:
    authority = new_authority(_subject(now), now, lives.authority)
    bundle = merged(authority.certificate, found.bundle, now)
    kept = Material(authority, bundle, found.leaf)
    if _leaf_holds(found, names, now, due=False):
        return Rotated(kept, ("authority",))
    # The old authority issues once more: it is the one that API servers know by now.
    leaf = issue(found.authority, names, now, lives.leaf)
    return Rotated(replace(kept, leaf=leaf), ("authority", "certificate"))


def _leaf_holds(
    found: Material, names: tuple[str, ...], now: dt.datetime, *, due: bool = True
) -> bool:
    """Whether the leaf can be shown: for these names, with its key, and by a trusted authority."""
    if not _usable(found.leaf, now):
        return False
    leaf = _first(found.leaf)
    if due and _due(leaf, now):
        return False
    trusted = certificates(found.bundle, "the bundle")
    return set(names) <= _names(leaf) and any(_signed(leaf, one) for one in trusted)


def _usable(pair: KeyPair, now: dt.datetime) -> bool:
    """Whether certificate and key can be read, belong together, and have not expired."""
    try:
        certificate = _first(pair)
        key = load_pem_private_key(pair.key, None)
    except (ValueError, TypeError):
        return False
    same = key.public_key() == certificate.public_key()
    return same and certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc


def _due(one: x509.Certificate, now: dt.datetime) -> bool:
    life = one.not_valid_after_utc - one.not_valid_before_utc
    return one.not_valid_after_utc - now <= life * _LEFT


def _issued_by(leaf: KeyPair, authority: KeyPair) -> bool:
    return _signed(_first(leaf), _first(authority))


def _signed(leaf: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        leaf.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _names(leaf: x509.Certificate) -> set[str]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return set()
    return set(found.value.get_values_for_type(x509.DNSName))


def _first(pair: KeyPair) -> x509.Certificate:
    return x509.load_pem_x509_certificates(pair.certificate)[0]


def _subject(now: dt.datetime) -> str:
    # Two authorities of one name confuse those that look for an issuer by its name.
    return f"govern authority {now:%Y-%m-%dT%H:%M:%SZ}"
