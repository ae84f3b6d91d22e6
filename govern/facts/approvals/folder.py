"""The folder in which requests, approvals and revocations lie: what is in it, nothing verified.

What a file is follows from its content; names are for people. Waivers may lie beside them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.rejection import Rejected
from govern.attest.strict_json import parse_object
from govern.errors import InputError, UsageError
from govern.facts.approvals.request import ApprovalRequest, parse_request
from govern.facts.approvals.signed import MAX_BYTES, statement_in
from govern.facts.interface import FactError
from govern.model.predicates import APPROVAL, OBSERVATION, REVOCATION, WAIVER
from govern.sources.filesystem import Found, read

if TYPE_CHECKING:
    from govern.attest.statement import Statement

_MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A signed statement as it lies there; `sha256` (hex) of its bytes is its identity."""

    path: str
    data: bytes = field(repr=False)
    statement: Statement

    @property
    def sha256(self) -> str:
        """The digest of the file's bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in the folder; `faults` are files that are nothing of all that."""

    requests: tuple[ApprovalRequest, ...]
    approvals: tuple[SignedFile, ...]
    revocations: tuple[SignedFile, ...]
    waivers: tuple[SignedFile, ...]
    faults: tuple[FactError, ...]


def read_folder(path: str) -> Folder:
    """Read every `.json` file below a folder; the same bytes twice count once.

    Raises:
        UsageError: there is no such folder, or it holds far too many files.
    """
    root = Path(path)
    if not root.is_dir():
        raise UsageError(
            "there is no folder with approvals", path=path, hint="`govern request` makes it"
        )
    requests: dict[str, ApprovalRequest] = {}
    found: dict[str, dict[str, SignedFile]] = {kind: {} for kind in (APPROVAL, REVOCATION, WAIVER)}
    faults = []
    files = sorted(one for one in root.rglob("*.json") if not one.is_dir())
    if len(files) > _MOST_FILES:
        raise UsageError(f"the folder has more than {_MOST_FILES} files", path=path)
    for file in files:
        try:
            item = _read(file.as_posix())
        except (Rejected, InputError) as error:
            reason = error.reason.value if isinstance(error, Rejected) else "unreadable"
            words = error.message + (f": {error.cause}" if error.cause else "")
            faults.append(FactError("approvals", reason, words, file.as_posix()))
            continue
        if isinstance(item, ApprovalRequest):
            requests.setdefault(item.sha256, item)
        elif item.statement.predicate_type == OBSERVATION:
            found[APPROVAL].setdefault(item.sha256, item)
        elif item.statement.predicate_type in found:
            found[item.statement.predicate_type].setdefault(item.sha256, item)
    kept = {kind: tuple(files.values()) for kind, files in found.items()}
    return Folder(
        tuple(requests.values()), kept[APPROVAL], kept[REVOCATION], kept[WAIVER], tuple(faults)
    )


def _read(path: str) -> ApprovalRequest | SignedFile:
    data = read(Found(path, explicit=True), MAX_BYTES).data
    if parse_object(data, "file").has("predicateType"):  # a bare statement: nobody signed it
        return parse_request(data)
    return SignedFile(path, data, statement_in(data))
