"""The types of statements that govern makes. Nobody else can own the host of our own."""

from __future__ import annotations

_OWN = "https://govern-engine.github.io/attestation"  # the project's own pages on GitHub

DECISION = f"{_OWN}/decision/v0.1"
EVIDENCE_BUNDLE = f"{_OWN}/bundle/v0.1"
REQUEST = f"{_OWN}/approval-request/v0.1"  # asks people for their word on a decision
APPROVAL = f"{_OWN}/approval/v0.1"  # a person's word on a decision: approve or reject
REVOCATION = f"{_OWN}/revocation/v0.1"  # takes an approval or a waiver back
OBSERVATION = f"{_OWN}/observation/v0.1"  # what another system says that a person approved
USE = f"{_OWN}/use/v0.1"  # the one time that approvals of a decision let something through
WAIVER = f"{_OWN}/waiver/v0.1"  # an accepted finding, for a time
ANCHOR = f"{_OWN}/anchor/v0.1"  # what somebody else knows of the log's head
VERIFIER = "https://govern-engine.github.io/verifier/v0.1"

VSA = "https://slsa.dev/verification_summary/v1"  # SLSA 1.2, verification_summary
SVR = "https://in-toto.io/attestation/svr/v0.2"  # in-toto attestation, simple verification result

SSH_NAMESPACE = "govern-approval"  # what people's SSH signatures are for; stops those over commits
