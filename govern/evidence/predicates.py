"""The types of statements that govern makes. Nobody else can own the host of our own."""

from __future__ import annotations

_OWN = "https://govern-engine.github.io/attestation"  # the project's own pages on GitHub

DECISION = f"{_OWN}/decision/v0.1"
EVIDENCE_BUNDLE = f"{_OWN}/bundle/v0.1"
VERIFIER = "https://govern-engine.github.io/verifier/v0.1"

VSA = "https://slsa.dev/verification_summary/v1"  # SLSA 1.2, verification_summary
SVR = "https://in-toto.io/attestation/svr/v0.2"  # in-toto attestation, simple verification result
