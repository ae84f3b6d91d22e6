"""The types of statements that govern makes, as evidence writes and verifies them."""

from __future__ import annotations

from govern.model.predicates import (
    ANCHOR,
    APPROVAL,
    DECISION,
    EVIDENCE_BUNDLE,
    OBSERVATION,
    REQUEST,
    REVOCATION,
    SVR,
    USE,
    VERIFIER,
    VSA,
    WAIVER,
)

__all__ = [
    "ANCHOR",
    "APPROVAL",
    "DECISION",
    "EVIDENCE_BUNDLE",
    "OBSERVATION",
    "REQUEST",
    "REVOCATION",
    "SVR",
    "USE",
    "VERIFIER",
    "VSA",
    "WAIVER",
]
