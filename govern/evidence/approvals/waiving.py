"""Makes signed waivers: the statement that an owner signs, and that an approver signs as well."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from govern.attest.statement import STATEMENT_V1
from govern.errors import UsageError
from govern.evidence.approvals.asking import NONCE_BYTES
from govern.evidence.canonical import canonical
from govern.evidence.predicates import WAIVER
from govern.facts.approvals.waivers import digest_of
from govern.model.instant import rfc3339
from govern.model.rule import OWN_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.model import Waiver


def waiver_value(waiver: Waiver) -> dict[str, Any]:
    """Return a waiver as it is signed.

    Raises:
        UsageError: it would cover more than can be accepted, or names no end.
    """
    for rule in waiver.rules:
        if not any(one.isalnum() for one in rule) or rule.startswith(OWN_RULES):
            raise UsageError(f"a waiver cannot cover the rules {rule!r}")
    if not any(one.isalnum() for one in waiver.resource):
        raise UsageError("a waiver names what it covers", hint="--resource, as reports show it")
    return {
        "id": waiver.id,
        "rules": list(waiver.rules),
        "resource": waiver.resource,
        "path": waiver.path,
        "pointer": waiver.pointer,
        "fingerprint": waiver.fingerprint,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "compensating_control": waiver.compensating_control,
        "ticket": waiver.ticket,
        "expires": rfc3339(waiver.expires),
    }


def waiver_statement(value: Mapping[str, Any], role: str, now: datetime) -> bytes:
    """Return the statement that is signed by the owner, or by an approver."""
    return canonical(
        {
            "_type": STATEMENT_V1,
            "subject": [{"name": "waiver", "digest": {"sha256": digest_of(canonical(value))}}],
            "predicateType": WAIVER,
            "predicate": {
                "waiver": value,
                "role": role,
                "signed_at": rfc3339(now),
                "nonce": secrets.token_hex(NONCE_BYTES),
            },
        }
    )
