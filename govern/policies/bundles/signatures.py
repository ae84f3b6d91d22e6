"""`.signatures.json`: which files a bundle has, signed (OPA, "Signing")."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from govern.attest.jws import open_compact, sign_compact
from govern.attest.rejection import Reason, Rejected
from govern.errors import VerificationError
from govern.policies.bundles.bundle import SIGNATURES
from govern.policies.bundles.hashing import ALGORITHMS, hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govern.attest.public_key import PublicKey
    from govern.attest.signer import Signer

DEFAULT_KEY_ID = "default"  # what OPA looks for unless it is told otherwise
_ALGORITHM = "SHA-256"
_MOST_SIGNATURES = 16


def signatures_of(files: Mapping[str, bytes], signer: Signer, key_id: str, path: str) -> bytes:
    """Return the content of `.signatures.json` over files by name.

    Raises:
        UsageError: the key is of a kind that cannot sign bundles.
        SigningError: the key did not sign.
        PolicyError: a document among the files cannot be parsed.
    """
    listed = [
        {"name": name, "hash": hash_of(name, data, _ALGORITHM, path), "algorithm": _ALGORITHM}
        for name, data in sorted(files.items())
        if name != SIGNATURES
    ]
    payload = json.dumps({"files": listed, "keyid": key_id}, separators=(",", ":")).encode()
    return json.dumps({"signatures": [sign_compact(payload, signer, key_id)]}).encode()


def verify(files: Mapping[str, bytes], keys: Sequence[PublicKey], path: str) -> PublicKey:
    """Return the key that has signed every file of a bundle, and no other file.

    Raises:
        VerificationError: the bundle is not signed, no trusted key has signed it, or a file was
            changed, added or taken away since.
        PolicyError: a document among the files cannot be parsed.
    """
    if SIGNATURES not in files:
        raise VerificationError(
            "the policy bundle is not signed",
            path=path,
            hint="sign it: govern policy build --signing-key KEY",
        )
    rejected: Rejected | None = None
    for token in _tokens(files[SIGNATURES], path):
        try:
            payload, key = open_compact(token, keys)
        except Rejected as error:
            rejected = error
            continue
        _compare(_listed(payload, path), files, path)
        return key
    raise VerificationError(
        "no trusted key has signed the policy bundle",
        path=path,
        cause=f"{rejected.message}: {rejected.cause}" if rejected else None,
        hint="name the publisher's key with --policy-key, and trust no other",
    )


def _tokens(data: bytes, path: str) -> list[str]:
    value = _object(data, path)
    tokens = value.get("signatures")
    if (
        not isinstance(tokens, list)
        or not 0 < len(tokens) <= _MOST_SIGNATURES
        or not all(isinstance(token, str) for token in tokens)
    ):
        raise Rejected(Reason.MALFORMED, f"{SIGNATURES} holds no signatures", path=path)
    return tokens


def _listed(payload: bytes, path: str) -> dict[str, tuple[str, str]]:
    """Return (algorithm, hash) of each file, by name."""
    listed = _object(payload, path).get("files")
    found: dict[str, tuple[str, str]] = {}
    for one in listed if isinstance(listed, list) else []:
        entry = one if isinstance(one, dict) else {}
        name, digest, algorithm = (entry.get(key) for key in ("name", "hash", "algorithm"))
        if not isinstance(name, str) or name in found or not isinstance(digest, str):
            raise Rejected(Reason.MALFORMED, "the signed list of files is malformed", path=path)
        if algorithm not in ALGORITHMS:
            raise Rejected(
                Reason.UNSUPPORTED,
                f"{name} is signed by its {algorithm}",
                path=path,
                hint=f"accepted are {', '.join(ALGORITHMS)}",
            )
        found[name.lstrip("/")] = (algorithm, digest)
    return found


def _compare(listed: Mapping[str, tuple[str, str]], files: Mapping[str, bytes], path: str) -> None:
    present = files.keys() - {SIGNATURES}
    for name in sorted(present ^ listed.keys()):
        what = "is not signed" if name in present else "is signed, but missing"
        raise Rejected(Reason.FILES_DIFFER, f"the bundle's {name} {what}", path=path)
    for name, (algorithm, digest) in sorted(listed.items()):
        if hash_of(name, files[name], algorithm, path) != digest.lower():
            raise Rejected(
                Reason.FILES_DIFFER, f"the bundle's {name} is not what was signed", path=path
            )


def _object(data: bytes, path: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Rejected(Reason.MALFORMED, f"{SIGNATURES} is no JSON", path=path) from error
    if not isinstance(value, dict):
        raise Rejected(Reason.MALFORMED, f"{SIGNATURES} is no JSON object", path=path)
    return value
