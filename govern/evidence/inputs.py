"""What a record says of each input: its digest, salted where the input may hold secrets.

A digest of a file with a short secret lets anybody try out secrets. So inputs that may hold one
are named by sha256(salt + sha256 of the bytes); the salt stays in the log's own file, and whoever
has both file and salt can still show that it was this input.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.interface import Limits, ParseContext
from govern.documents.kubernetes.credentials import credentials_of
from govern.documents.kubernetes.parser import KubernetesParser
from govern.errors import InputError
from govern.evidence.verify.sealed import SALT_BYTES, salted_digest
from govern.model import Kind, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from govern.model import InputRecord, JsonObject

_MOST_KEPT = 16 * 1024 * 1024  # bytes of one input that are kept beside the log


@dataclass(frozen=True, slots=True)
class InputEvidence:
    """One input as a record names it.

    Attributes:
        digest: `sha256`, or `salted_sha256`, to hex.
        salt: The salt; empty for a plain digest. Never part of a record.
        data: The bytes to keep; None when they are not kept.
        withheld: Why the bytes are not kept; empty when they are.
    """

    record: InputRecord
    digest: tuple[str, str]
    salt: bytes = b""
    data: bytes | None = None
    withheld: str = ""


def evidence_of_inputs(
    records: Sequence[InputRecord],
    *,
    keep: bool = True,
    redactable: bool = False,
    new_salt: Callable[[int], bytes] = os.urandom,
    held: Mapping[str, bytes] | None = None,
) -> tuple[InputEvidence, ...]:
    """Return what to record of the inputs of a run, reading them once more for their bytes.

    Args:
        records: The inputs.
        keep: Whether bytes are kept at all.
        redactable: Salt every digest: by a plain one, what is blacked out could be tried out.
        new_salt: Draws a salt.
        held: Bytes of inputs that cannot be read again, by path: standard input, what was rendered.
    """
    held = held or {}
    found = [_one(record, keep, new_salt, held.get(record.path)) for record in records]
    if not redactable:
        return tuple(found)
    salts = {one.record.sha256: new_salt(SALT_BYTES) for one in found}
    return tuple(_salted(one, salts[one.record.sha256]) for one in found)


def _salted(one: InputEvidence, salt: bytes) -> InputEvidence:
    if one.salt:
        return one
    digest = ("salted_sha256", salted_digest(salt, one.record.sha256))
    return replace(one, digest=digest, salt=salt)


def _one(
    record: InputRecord, keep: bool, new_salt: Callable[[int], bytes], held: bytes | None
) -> InputEvidence:
    data = held if held is not None and len(held) <= _MOST_KEPT else read_again(record)
    reason = _may_hold_secrets(record, data)
    if reason:
        salt = new_salt(SALT_BYTES)
        digest = salted_digest(salt, record.sha256)
        return InputEvidence(record, ("salted_sha256", digest), salt, withheld=reason)
    plain = ("sha256", record.sha256)
    if data is None:
        return InputEvidence(record, plain, withheld="it could not be read a second time")
    if not keep:
        return InputEvidence(record, plain, withheld="keep_inputs is off")
    return InputEvidence(record, plain, data=data)


def read_again(record: InputRecord) -> bytes | None:
    """Return the bytes of a file that did not change since, and None for anything else."""
    path = Path(record.path)
    try:
        if not path.is_file() or path.stat().st_size > _MOST_KEPT:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == record.sha256 else None


def _may_hold_secrets(record: InputRecord, data: bytes | None) -> str:
    """Return why an input is not to be named by its plain digest; empty when it may be."""
    if not record.sha256:
        return "it could not be read at all"
    if record.kind == Kind.TERRAFORM_PLAN:
        return "a plan holds the values of its resources"
    if record.kind == Kind.KUBERNETES:
        return _credentials(record, data)
    known = record.kind in {Kind.MODEL_CARD, Kind.SBOM} and record.documents
    return "" if known else "what it holds is not known"


def _credentials(record: InputRecord, data: bytes | None) -> str:
    if data is None:
        return "whether it holds secrets could not be seen a second time"
    try:
        if any(credentials_of(content) for content in kubernetes_objects(record.path, data)):
            return "it holds credentials"
    except InputError:
        return "whether it holds secrets cannot be told"
    return ""


def kubernetes_objects(path: str, data: bytes) -> Iterator[JsonObject]:
    """Yield the objects in a Kubernetes input.

    Raises:
        InputError: it cannot be read.
    """
    for document in KubernetesParser().parse(Source.of(path, data), _ALONE):
        yield document.content


_ALONE = ParseContext(
    limits=Limits(),
    read_beside=lambda _name: None,
    list_beside=tuple,
    digest_beside=lambda _name: "",
    head_beside=lambda _name, _count: b"",
)
