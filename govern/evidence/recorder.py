"""Writes the record of a decision into the log, signed; or unsigned, and then plainly so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.canonical import require_libraries, sha256_hex
from govern.evidence.inputs import evidence_of_inputs
from govern.evidence.log.log import Addition, Log
from govern.evidence.log.opening import open_store
from govern.evidence.materials.materials import Materials, materials_of, sealed_inputs
from govern.evidence.record import Mode, decision_statement, titles_only
from govern.evidence.summaries import simple_result, verification_summary
from govern.evidence.verify.entry import SIGNED, UNSIGNED, Entry, EntryKind
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Self

    from govern.attest.signer import Signer
    from govern.evidence.inputs import InputEvidence
    from govern.evidence.log.key import CheckpointKey
    from govern.evidence.materials.tape import Tape
    from govern.model import Report
    from govern.pipeline import RunSettings

_NO_KEY = (
    "make keys, and name them in [evidence] of govern.toml as key and log_key:\n"
    "    openssl ecparam -genkey -name prime256v1 -noout -out decision.pem\n"
    "    openssl genpkey -algorithm ed25519 -out log.pem\n"
    "  or write records that are marked as unsigned: --record-unsigned"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSettings:
    """Where and how decisions are recorded.

    Attributes:
        log: Path of the log's file, or `postgresql://…`; made when it does not exist.
        origin: The log's name, such as `example.com/payments`.
        key: What signs records: a PEM file, or the URI of an HSM, KMS or Vault.
        log_key: What signs the log's checkpoints: a PEM file with an Ed25519 key.
        unsigned: Record without keys, on purpose.
        also: Further statements to write: `vsa`, `svr`.
        keep_inputs: Keep the bytes of inputs that hold no secrets.
        redactable: Seal what is kept, so that an export can black out parts of it.
    """

    log: str | None = None
    origin: str | None = None
    key: str | None = None
    log_key: str | None = None
    unsigned: bool = False
    also: tuple[str, ...] = ()
    keep_inputs: bool = True
    redactable: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a decision's record is: its index in the log, and the digest of its bytes."""

    index: int
    sha256: str
    signed: bool


class Recorder:
    """Records decisions in one log; opened before deciding, so that no decision is then lost."""

    def __init__(self, log: Log, settings: RecordSettings, signer: Signer | None) -> None:
        self._log = log
        self._settings = settings
        self._signer = signer

    @classmethod
    def open(cls, settings: RecordSettings) -> Self:
        """Open log and keys.

        Raises:
            UsageError: something is not named, or cannot be used.
            VerificationError: the file is not a log, or a damaged one.
        """
        if not settings.log or not settings.origin:
            raise UsageError(
                "there is nowhere to record the decision",
                hint="name `log` and `origin` in [evidence] of govern.toml, or --log and --origin",
            )
        require_libraries()
        signer, log_key = None, None
        if not settings.unsigned:
            signer, log_key = _keys(settings, settings.origin)
        return cls(Log(open_store(settings.log, settings.origin), log_key), settings, signer)

    def record(
        self,
        report: Report,
        at: datetime,
        ci: Mapping[str, str],
        now: datetime,
        *,
        run: tuple[Tape, RunSettings] | None = None,
        mode: Mode = Mode.ENFORCE,
    ) -> Recorded:
        """Record a decision; when this returns, it is on disk.

        Args:
            report: What was decided.
            at: The time it was decided for.
            ci: Which CI run it was.
            now: The time of the log entry.
            run: What was seen of the run, and its settings: kept, so that the decision can be made
                again; None keeps the inputs alone.
            mode: What the decision was for.
        """
        keep, redactable = self._settings.keep_inputs, self._settings.redactable
        inputs = evidence_of_inputs(
            report.inputs, keep=keep, redactable=redactable, held=run[0].held if run else None
        )
        new_kept = partial(sealed_inputs, inputs, os.urandom) if redactable else Materials
        kept = new_kept()
        if run and keep:
            kept = materials_of(run[0], report, inputs, run[1], new_kept)
        told = titles_only(report) if redactable else report
        statement = decision_statement(told, inputs, at, ci, mode=mode, materials=kept.listed())
        decision = self._addition(EntryKind.DECISION, statement, now, inputs, kept)
        additions = [decision]
        if "vsa" in self._settings.also:
            vsa = verification_summary(report, inputs, at, decision.entry.sha256, ci)
            additions.append(self._addition(EntryKind.VSA, vsa, now))
        svr = simple_result(report, inputs, at) if "svr" in self._settings.also else None
        if svr is not None:
            additions.append(self._addition(EntryKind.SVR, svr, now))
        indexes = self._log.append(additions)
        return Recorded(indexes.start, decision.entry.sha256, self._signer is not None)

    @property
    def log(self) -> Log:
        """The log that is written."""
        return self._log

    def own_record(self, kind: EntryKind, statement: bytes, now: datetime) -> Addition:
        """Return a statement of ours as an addition to the log, signed as decisions are."""
        return self._addition(kind, statement, now)

    def close(self) -> None:
        """Close the log."""
        self._log.store.close()

    def _addition(
        self,
        kind: EntryKind,
        statement: bytes,
        now: datetime,
        inputs: tuple[InputEvidence, ...] = (),
        materials: Materials | None = None,
    ) -> Addition:
        record, media_type = statement, UNSIGNED
        if self._signer is not None:
            from govern.attest.signing import bundle_of  # noqa: PLC0415 - loads cryptography

            record, media_type = bundle_of(statement, self._signer), SIGNED
        digest = sha256_hex(record)
        entry = Entry(kind=kind, time=rfc3339(now), sha256=digest, media_type=media_type)
        kept = {one.record.sha256: one.data for one in inputs if one.data is not None}
        salts = {one.digest[1]: one.salt for one in inputs if one.salt}
        if materials is None:
            return Addition(entry, {digest: record, **kept}, salts)
        kept |= materials.payloads
        return Addition(entry, {digest: record, **kept}, salts | materials.rows)


def _keys(settings: RecordSettings, origin: str) -> tuple[Signer, CheckpointKey]:
    if not settings.key or not settings.log_key:
        raise UsageError("there is no key to sign the record with", hint=_NO_KEY)
    from govern.attest.signing import open_signer  # noqa: PLC0415 - loads cryptography
    from govern.evidence.log.key import CheckpointKey  # noqa: PLC0415 - as above

    return open_signer(settings.key), CheckpointKey.load(settings.log_key, origin)
