"""`govern reject`: sign that a decision must not take effect."""

from __future__ import annotations

from govern.cli.approvals.answering import answer_command

_ABOUT = "Sign a rejection of exactly what REQUEST shows; one is enough, until it is revoked."
_EPILOG = """\b
Examples:
  govern reject 9c41aa02 --role model-risk --reason "no evaluation on the new data"

\b
Exit codes: 0 signed, 2 usage or configuration, 4 nobody signed.
"""

command = answer_command("reject", _ABOUT, _EPILOG)
