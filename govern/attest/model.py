"""OpenSSF model signatures: one signed list of digests over each file of a model's folder.

The statement's predicate lists the files; its subject is the sha256 over their digests in order
(model-signing, `https://model_signing/signature/v1.0`).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from govern.attest.bundle import SignedBundle
from govern.attest.digest import Digest
from govern.attest.dsse import Envelope
from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import Statement
from govern.attest.strict_json import Fields
from govern.attest.verify import rejecting, verify
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from govern.attest.claims import Claims
    from govern.attest.trust import SignerPolicy, Trust

PREDICATE_TYPE = "https://model_signing/signature/v1.0"
_MAX_FILES = 100_000
_CHUNK = 1024 * 1024
# What the signing tool leaves out by default, besides the signature itself.
_NOT_PART = frozenset({".git", ".gitattributes", ".github", ".gitignore"})
_HASHES = frozenset({"sha256", "blake2b"})  # names that hashlib knows


def verify_model(
    bundle: bytes,
    folder: Path,
    trust: Trust,
    policy: SignerPolicy,
    now: datetime,
    left_out: frozenset[Path] = frozenset(),
) -> Claims:
    """Return what a model signature proves about a folder; each file in it is read and compared.

    Args:
        bundle: The signature, a Sigstore bundle.
        folder: The model.
        trust: As of `verify.verify`.
        policy: As of `verify.verify`; the predicate type is ours to choose.
        now: As of `verify.verify`.
        left_out: Resolved paths that are no part of the model, such as the signature.

    Raises:
        Rejected: the signature does not hold, or a file is changed, missing, or too many.
    """
    return rejecting(lambda: _verify(bundle, folder, trust, policy, now, left_out))


def _verify(
    bundle: bytes,
    folder: Path,
    trust: Trust,
    policy: SignerPolicy,
    now: datetime,
    left_out: frozenset[Path],
) -> Claims:
    subject = _subject_in(bundle)
    typed = replace(policy, predicate_types=frozenset({PREDICATE_TYPE}))
    claims = verify(bundle, subject, trust, typed, now)
    if claims.statement is None:
        raise Rejected(Reason.WRONG_PREDICATE_TYPE, "a model is signed by a statement")
    resources = _resources(claims.statement)
    _require_root(resources, subject)
    _compare(resources, folder, left_out)
    return claims


def _subject_in(bundle: bytes) -> Digest:
    """Return the digest that the statement is about; it is verified afterwards."""
    content = SignedBundle.parse(bundle).content
    if not isinstance(content, Envelope):
        raise Rejected(Reason.WRONG_PREDICATE_TYPE, "a model is signed by a statement")
    statement = Statement.parse(content.payload, content.payload_type)
    if len(statement.subjects) != 1:
        raise Rejected(Reason.MALFORMED, "a model's statement has one subject")
    return Digest("sha256", statement.subjects[0].digests.get("sha256", ""))


def _resources(statement: Statement) -> dict[str, tuple[str, str]]:
    """Return name → (algorithm, hex) in the order signed; names stay below the folder."""
    predicate = Fields(statement.predicate, "predicate")
    method = predicate.object("serialization").text("method")
    if method != "files":
        raise Rejected(Reason.UNSUPPORTED, f"models serialised by {method!r} are not compared")
    listed = statement.predicate.get("resources")
    if not isinstance(listed, list) or not listed or len(listed) > _MAX_FILES:
        raise Rejected(Reason.MALFORMED, "the statement lists no files, or too many")
    found: dict[str, tuple[str, str]] = {}
    for item in listed:
        if not isinstance(item, dict):
            raise Rejected(Reason.MALFORMED, "the statement lists something that is no file")
        one = Fields(item, "file")
        name = one.text("name")
        parts = PurePosixPath(name).parts
        if not parts or parts[0] == "/" or ".." in parts or "\\" in name or "\0" in name:
            raise Rejected(Reason.MALFORMED, "a file of the statement is outside the model")
        if str(PurePosixPath(name)) in found:
            raise Rejected(Reason.MALFORMED, "the statement lists a file twice")
        if one.text("algorithm") not in _HASHES:
            raise Rejected(Reason.UNSUPPORTED, f"{one.text('algorithm')!r} is not compared")
        found[str(PurePosixPath(name))] = (one.text("algorithm"), one.text("digest"))
    return found


def _require_root(resources: dict[str, tuple[str, str]], subject: Digest) -> None:
    whole = hashlib.sha256()
    for _, value in resources.values():
        whole.update(bytes.fromhex(value))
    if whole.hexdigest() != subject.hex:
        raise Rejected(Reason.SUBJECT_MISMATCH, "the list of files is not what the subject is of")


def _compare(
    resources: dict[str, tuple[str, str]], folder: Path, left_out: frozenset[Path]
) -> None:
    present = {path.relative_to(folder).as_posix() for path in _files(folder, left_out)}
    problems = [f"not signed: {name}" for name in sorted(present - resources.keys())]
    problems += [f"missing: {name}" for name in sorted(resources.keys() - present)]
    if not problems:  # reading gigabytes is not needed to say that files are missing
        problems = [
            f"changed: {name}"
            for name, (algorithm, value) in resources.items()
            if _digest(folder / name, algorithm) != value
        ]
    if problems:
        raise Rejected(
            Reason.FILES_DIFFER,
            "the folder is not the model that was signed",
            cause="; ".join(problems[:10]) + (" …" if len(problems) > 10 else ""),
        )


def _files(folder: Path, left_out: frozenset[Path]) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        here = Path(where)
        if here == folder:
            folders[:] = [name for name in folders if name not in _NOT_PART]
            files = [name for name in files if name not in _NOT_PART]  # noqa: PLW2901 - the top only
        folders[:] = [name for name in folders if (here / name).resolve() not in left_out]
        for name in (*folders, *files):
            path = here / name
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise Rejected(Reason.FILES_DIFFER, f"{path.name} is neither file nor folder")
        for name in files:
            if (here / name).resolve() not in left_out:
                yield here / name


def _digest(path: Path, algorithm: str) -> str:
    hasher = hashlib.new(algorithm)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                hasher.update(chunk)
    except OSError as error:
        raise InputError("cannot be read", path=str(path), cause=error.strerror) from error
    return hasher.hexdigest()
