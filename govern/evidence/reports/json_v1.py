"""The report as JSON (`govern.evidence-report/v1`), the whole model."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from govern import __version__
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport

SCHEMA = "govern.evidence-report/v1"


def json_text(report: EvidenceReport) -> str:
    """Return the report; every key is there, in a fixed order."""
    value = {"schema": SCHEMA, "tool": {"name": "govern", "version": __version__}, **plain(report)}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def plain(value: Any) -> Any:
    """Return a value of the model as JSON says it."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    return value
