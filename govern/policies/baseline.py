"""Baseline files (`govern.baseline/v1`): findings accepted as they are, by fingerprint."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, NoReturn

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.errors import InputError, PolicyError
from govern.model.baseline import Baseline
from govern.model.result import Outcome, Result
from govern.policies.files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.model.json import JsonValue

SCHEMA = "govern.baseline/v1"

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_KEYS = frozenset({"fingerprint", "rule_id", "path", "resource", "pointer"})
_HINT = "write it anew with `govern check … --write-baseline FILE`"


def read_baseline(path: str) -> Baseline:
    """Read a baseline file.

    Only the fingerprints count; the other fields are for the people who review the file.

    Raises:
        PolicyError: it cannot be read, or is not a baseline; the error names the entry.
    """
    text = read_text(path)
    try:
        value = read_json(text, path, Limits())
    except InputError as error:
        raise PolicyError.as_told_by(error, _HINT) from error
    return Baseline(Counter(_fingerprints(value, path)), path)


def write_baseline(results: Iterable[Result]) -> tuple[str, int]:
    """Return the text of a baseline that accepts the findings of a run, and how many they are.

    Waived findings are left out: they have an owner and an end already. Findings that an earlier
    baseline accepted stay in. One line a finding, in a fixed order, so that a diff can be read.
    """
    entries = sorted(
        json.dumps(_entry(result))
        for result in results
        if result.outcome in {Outcome.FAIL, Outcome.WARN} or result.baseline
    )
    body = ",\n".join(f"    {entry}" for entry in entries)
    findings = f"[\n{body}\n  ]" if entries else "[]"
    return f'{{\n  "schema": "{SCHEMA}",\n  "findings": {findings}\n}}\n', len(entries)


def _entry(result: Result) -> dict[str, str]:
    # The place comes first, so that sorting the lines sorts the findings by it.
    entry = {
        "path": result.location.path,
        "rule_id": result.rule_id,
        "resource": result.resource.address,
        "pointer": result.location.pointer,
        "fingerprint": result.fingerprint,
    }
    # A file name need not be Unicode, but what is written here is read back strictly.
    return {key: text.encode(errors="replace").decode() for key, text in entry.items()}


def _fingerprints(value: JsonValue, path: str) -> list[str]:
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise PolicyError(f'not a baseline: "schema" must be "{SCHEMA}"', path=path, hint=_HINT)
    findings = value.get("findings")
    if not isinstance(findings, list) or set(value) != {"schema", "findings"}:
        raise PolicyError(
            'a baseline has a list "findings" and nothing else', path=path, hint=_HINT
        )
    return [_fingerprint(entry, index, path) for index, entry in enumerate(findings)]


def _fingerprint(entry: JsonValue, index: int, path: str) -> str:
    if not isinstance(entry, dict):
        _refuse(path, index, "it is not an object")
    for key, field in entry.items():
        if key not in _KEYS:
            _refuse(path, index, f"unknown key {key!r}")
        if not isinstance(field, str):
            _refuse(path, index, f"{key!r} is not text")
    fingerprint = entry.get("fingerprint")
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        _refuse(path, index, '"fingerprint" is not a sha256 in hex')
    return fingerprint


def _refuse(path: str, index: int, cause: str) -> NoReturn:
    raise PolicyError(
        f"entry {index + 1} of the baseline is wrong", path=path, cause=cause, hint=_HINT
    )
