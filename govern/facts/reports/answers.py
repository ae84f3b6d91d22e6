"""What allowed signers say of the vulnerabilities that an SBOM lists itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.sbom.fields import objects, text
from govern.facts.vex import WORSE, answer_to
from govern.facts.vulnerabilities.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from govern.facts.artefact import Artefact
    from govern.facts.vex import SignedVex
    from govern.model import JsonObject


def answers_to_own(
    content: JsonObject, artefact: Artefact, documents: Sequence[SignedVex], at: datetime
) -> JsonObject:
    """Return vulnerability id → answer, for those that are answered in every affected component.

    Of several components' answers the worst is given; `content` is a `govern.sbom/v1`.
    """
    if not documents:
        return {}
    versions = {
        ref: text(one, "version")
        for one in objects(content, "components")
        if (ref := text(one, "ref"))
    }
    found: JsonObject = {}
    for entry in objects(content, "vulnerabilities"):
        name = text(entry, "id")
        if name is None:
            continue
        aliases = tuple(one for alias in objects(entry, "aliases") if (one := text(alias, "id")))
        refs: list[str | None] = [text(one, "ref") for one in objects(entry, "affects")]
        answers = [
            answer_to(
                Finding(
                    id=name,
                    severity="unknown",
                    aliases=aliases,
                    purl=artefact.refs.get(ref or ""),
                    version=versions.get(ref or ""),
                ),
                artefact,
                documents,
                at,
            )
            for ref in refs or [None]
        ]
        given = [answer for answer in answers if answer is not None]
        if len(given) == len(answers):
            found[name] = max(given, key=_badness)
    return found


def _badness(answer: JsonObject) -> int:
    return [status.value for status in WORSE].index(str(answer["status"]))
