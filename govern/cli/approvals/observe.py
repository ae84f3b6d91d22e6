"""`govern observe`: record approvals that were given on GitHub or GitLab, as observations."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from govern.cli.approvals.approving import (
    ApprovalPlace,
    Signatory,
    key_options,
    place_options,
)
from govern.cli.files import read_file

_EPILOG = """\b
Examples:
  gh api repos/acme/payments/pulls/7/reviews > reviews.json
  govern observe 9c41aa02 --kind github-reviews --payload reviews.json --role owner \\
      --key observer.pem --yes
  govern observe 9c41aa02 --kind github-reviews --role owner --key observer.pem --yes \\
      --payload 'https://api.github.com/repos/acme/payments/pulls/7/reviews?per_page=100'

The token in GITHUB_TOKEN or GITLAB_TOKEN goes along to a URL, if there is one.
\b
Exit codes: 0 signed, 2 usage or configuration, 4 nobody signed.
"""
_KINDS = ("github-reviews", "github-environment", "gitlab-approvals")


@click.command("observe", epilog=_EPILOG)
@click.argument("request")
@click.option("--kind", required=True, type=click.Choice(_KINDS), help="Which API answered.")
@click.option(
    "--payload",
    required=True,
    metavar="FILE|URL",
    help="Its answer, as received (JSON): a file, or the URL to ask.",
)
@click.option("--commit", default="", metavar="SHA", help="The merge request's head (GitLab).")
@click.option("--role", required=True, metavar="ROLE", help="The role that the accounts answer in.")
@key_options
@place_options
def command(request: str, **options: Any) -> None:
    """Sign what GitHub or GitLab says that people approved of REQUEST.

    An observation is weaker than an approval: it counts only in the tiers that A001's parameter
    `approvals.observed_tiers` names. The signer needs the role `observer`.
    """
    from govern.evidence.approvals.answering import (  # noqa: PLC0415 - loads cryptography
        Answer,
        answer_statement,
    )
    from govern.evidence.approvals.observing import seen_in  # noqa: PLC0415 - as above

    kind, payload, commit = options.pop("kind"), options.pop("payload"), options.pop("commit")
    role, place = options.pop("role"), ApprovalPlace.taken_from(options)
    signatory = Signatory.taken_from(options)
    asked, people, now = place.request(request), place.directory(), datetime.now(UTC)
    for one in seen_in(_payload(payload, kind), kind, asked, commit):
        statement = answer_statement(
            asked, Answer(verdict=one.verdict, role=role), now, one.source()
        )
        target = Path(place.folder) / asked.decision[:16] / "observation"
        signatory.sign(statement, "sign this", target, people, now)


def _payload(where: str, kind: str) -> bytes:
    if not where.startswith(("https://", "http://")):
        return read_file(where)
    from govern.evidence.approvals.fetching import fetch  # noqa: PLC0415 - loads HTTP

    names = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN"}
    tokens = {service: os.environ.get(name, "") for service, name in names.items()}
    return fetch(where, kind, tokens)
