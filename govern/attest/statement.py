"""in-toto Statements: subjects by digest, and a typed predicate about them.

Statement v1 is written and read; v0.1 is only read. The bytes that were signed are kept, and
nothing is ever serialised again from the parsed form.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.attest.digest import Digest
    from govern.attest.strict_json import Fields
    from govern.model import JsonObject

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_V1 = "https://in-toto.io/Statement/v1"
STATEMENT_V01 = "https://in-toto.io/Statement/v0.1"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement is about: matched by digest only, the name is for people."""

    name: str
    digests: Mapping[str, str]  # algorithm → hex (or another encoding that the algorithm defines)


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed statement, and the bytes it was parsed from."""

    data: bytes = field(repr=False)
    type: str
    subjects: tuple[Subject, ...]
    predicate_type: str
    predicate: JsonObject = field(repr=False)

    @classmethod
    def parse(cls, data: bytes, payload_type: str = PAYLOAD_TYPE) -> Statement:
        """Return the statement in a DSSE payload (in-toto attestation spec, v1 Statement).

        Raises:
            Rejected: another payload type, not a Statement, no subject, or one without digest.
        """
        if payload_type != PAYLOAD_TYPE:
            raise Rejected(
                Reason.WRONG_PAYLOAD_TYPE, f"the payload is {payload_type!r}, not {PAYLOAD_TYPE}"
            )
        fields = parse_object(data, "statement")
        kind = fields.text("_type")
        if kind not in (STATEMENT_V1, STATEMENT_V01):
            raise Rejected(Reason.WRONG_STATEMENT_TYPE, f"{kind!r} is no in-toto Statement")
        subjects = tuple(_subject(item) for item in fields.objects("subject"))
        if not subjects:
            raise Rejected(Reason.MALFORMED, "the statement has no subject")
        predicate_type = fields.text("predicateType")
        if not predicate_type:
            raise Rejected(Reason.MALFORMED, "the statement has no predicate type")
        predicate = fields.object("predicate").content if fields.has("predicate") else {}
        return cls(data, kind, subjects, predicate_type, predicate)

    def predicate_bytes(self) -> bytes:
        """Return the predicate as it was signed, for readers of its own format.

        Raises:
            Rejected: the parser that finds it does not take the statement for JSON.
        """
        # Only whoever looks into a predicate needs a parser that leaves parts as they are.
        import msgspec  # noqa: PLC0415 - as said

        try:
            parts = msgspec.json.decode(self.data, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError as error:
            raise Rejected(
                Reason.MALFORMED, "the statement is not plain JSON", cause=str(error)
            ) from error
        return bytes(parts.get("predicate", b"{}"))

    def is_about(self, digest: Digest) -> bool:
        """Tell whether a subject has this very digest."""
        return any(subject.digests.get(digest.algorithm) == digest.hex for subject in self.subjects)

    def require(self, digest: Digest, predicate_types: Iterable[str] = ()) -> None:
        """Check subject and, if any are given, predicate type.

        Raises:
            Rejected: the statement is about something else, or says something of another kind.
        """
        wanted = frozenset(predicate_types)
        if wanted and self.predicate_type not in wanted:
            raise Rejected(
                Reason.WRONG_PREDICATE_TYPE,
                f"the statement's predicate is {self.predicate_type!r}",
                cause=f"wanted: {', '.join(sorted(wanted))}",
            )
        if not self.is_about(digest):
            raise Rejected(Reason.SUBJECT_MISMATCH, f"the statement is not about {digest}")


def build(subjects: Iterable[Subject], predicate_type: str, predicate: JsonObject) -> Statement:
    """Return a new Statement v1; its `data` is what has to be signed.

    Raises:
        Rejected: no subject, or one without digest.
    """
    content: JsonObject = {
        "_type": STATEMENT_V1,
        "subject": [{"name": one.name, "digest": dict(one.digests)} for one in subjects],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    return Statement.parse(
        json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    )


def _subject(fields: Fields) -> Subject:
    digests = fields.texts("digest")
    if not digests:
        raise Rejected(Reason.MALFORMED, "a subject of the statement has no digest")
    return Subject(fields.text("name", ""), digests)
