"""Copies of inputs without the secrets that they hold: what can be kept of such an input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.documents.kubernetes.credentials import credentials_of
from govern.documents.redaction.scrubber import TOKEN, Scrubber
from govern.documents.terraform_plan.redacted import redacted
from govern.documents.text import decode
from govern.errors import InputError
from govern.evidence.inputs import kubernetes_objects
from govern.evidence.materials.values import as_json
from govern.model import Kind

if TYPE_CHECKING:
    from govern.model import InputRecord


def copy_without_secrets(record: InputRecord, data: bytes) -> bytes | None:
    """Return a copy of an input with `(sensitive)` in place of every secret that is recognised.

    None when there is no way to make one: the input cannot be read, or the copy would still hold
    a secret. Lines move; what the copy is good for is to be decided on again.
    """
    try:
        if record.kind == Kind.TERRAFORM_PLAN:
            plan = read_json(decode(data, record.path), record.path, Limits())
            return as_json(redacted(plan)) if isinstance(plan, dict) else None
        if record.kind == Kind.KUBERNETES:
            return _kubernetes(record.path, data)
    except InputError:  # what cannot be read is withheld whole, and the record says so
        return None
    return None


def _kubernetes(path: str, data: bytes) -> bytes | None:
    secrets = {one for content in kubernetes_objects(path, data) for one in credentials_of(content)}
    copy = Scrubber(secrets).scrub(decode(data, path)).encode()
    left = {one for content in kubernetes_objects(path, copy) for one in credentials_of(content)}
    return copy if all(TOKEN in one for one in left) else None
