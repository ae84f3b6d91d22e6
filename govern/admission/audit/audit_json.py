"""The audit for programs: `govern.audit/v1`, described by the schema of that name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.model import Outcome
from govern.reporters.json_text import json_text
from govern.reporters.json_v1 import report_value

if TYPE_CHECKING:
    from govern.admission.audit.audit import Audit
    from govern.reporters.json_text import Reportable

SCHEMA = "govern.audit/v1"


def audit_json(audit: Audit) -> str:
    """Return the audit as indented JSON; the same objects and policies give the same bytes.

    Its `report` is a `govern.report/v1` whose results are the findings alone: what passed is
    counted there, and by namespace here.
    """
    return json_text(
        {
            "schema": SCHEMA,
            "source": audit.source,
            "objects": sum(audit.objects.values()),
            "incomplete": audit.incomplete,
            "not_served": list(audit.missing),
            "namespaces": [_namespace(audit, name) for name in namespaces_of(audit)],
            "report": report_value(audit.report),
        }
    )


def namespaces_of(audit: Audit) -> list[str]:
    """Return every namespace that the audit tells of; the empty one is for what is in none."""
    return sorted({*audit.objects, *audit.outcomes})


def _namespace(audit: Audit, name: str) -> Reportable:
    counts = audit.outcomes.get(name, {})
    return {
        "namespace": name,
        "objects": audit.objects.get(name, 0),
        "summary": {outcome.value: counts.get(outcome, 0) for outcome in Outcome},
    }
