"""`govern approve`: sign that a decision may take effect, or what another system says of it."""

from __future__ import annotations

from govern.cli.approvals.answering import answer_command

_ABOUT = """\
Sign an approval of exactly what REQUEST shows.

REQUEST is the file that `govern request` wrote, or the beginning of its digest. What was shown,
the decision, its inputs, scope and role are all part of what is signed.
"""
_EPILOG = """\b
Examples:
  govern approve approvals/3f…/request-9c….json --role owner
  govern approve 9c41aa02 --role model-risk --key ~/.ssh/id_ed25519.pub     key in an agent
  govern approve 9c41aa02 --role owner --key hsm:1?label=grace --valid 24h

\b
Exit codes: 0 signed, 2 usage or configuration, 4 nobody signed.
"""

command = answer_command("approve", _ABOUT, _EPILOG)
