"""Bundles and requests made to deceive: each of these was thought of, and is refused."""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from govern.attest.signing import FileSigner
from govern.errors import UsageError, VerificationError
from govern.evidence.bundle import Period, export
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.witness import Request, Witness
from govern.evidence.verify.anchor import Anchored, AnchorKind
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.entry import Entry
from govern.evidence.verify.files import open_files
from govern.evidence.verify.notes import Checkpoint, LogKey
from govern.evidence.verify.trust import Trust
from tests.evidence.logs import KEY, OTHER_KEY, a_log, an_addition
from tests.evidence.resealing import seal, write_manifest
from tests.evidence.test_kinds import records

if TYPE_CHECKING:
    from pathlib import Path

    from govern.evidence.log.log import Log

_SIGNER = FileSigner.generate()
_TRUST = Trust.parse(_SIGNER.public_key.pem.decode() + KEY.public.text())


def _bundle(folder: Path, log: Log, since: datetime | None = None) -> Path:
    place = folder / "bundle"
    export(log.store, str(place), period=Period(since), signer=_SIGNER, log_key=KEY.public)
    return place


def _log(folder: Path, hours: int) -> Log:
    """One decision an hour from noon on."""
    log = a_log(folder / "log")
    for hour in range(hours):
        log.append([records(_SIGNER, f"2026-11-21T{12 + hour}:00:00Z")])
    return log


# ---------------------------------------------------------------- checkpoints kept elsewhere


def test_a_bundle_is_held_against_the_head_of_the_one_before(tmp_path: Path) -> None:
    log = _log(tmp_path, 2)
    early = log.checkpoint()
    log.append([records(_SIGNER, "2026-11-21T14:00:00Z")])
    late = log.checkpoint()
    place = _bundle(tmp_path, log, datetime(2026, 11, 21, 13, tzinfo=UTC))
    verify_bundle(str(place), _TRUST, earlier=[("early", early), ("late", late)])
    other = KEY.sign(2, b"x" * 32)  # the log's key signs another history: a split view
    with pytest.raises(VerificationError, match="does not fit this head over 2") as caught:
        verify_bundle(str(place), _TRUST, earlier=[("other", other)])
    assert caught.value.path == "other"
    forged = OTHER_KEY.sign(2, early.root)
    with pytest.raises(VerificationError, match="not signed by the trusted key"):
        verify_bundle(str(place), _TRUST, earlier=[("forged", forged)])
    for size, words in ((0, "begins with entry 1"), (9, "ends with entry 2")):
        head = KEY.sign(size, b"x" * 32)
        with pytest.raises(UsageError, match=words):
            verify_bundle(str(place), _TRUST, earlier=[("away", head)])


def test_a_head_before_the_bundle_is_not_said_to_fit() -> None:
    anchored = Anchored(KEY.sign(4, b"x" * 32), AnchorKind.GIT, "commit abc")
    assert "NOT compared" in anchored.text(5)
    assert "NOT compared" not in anchored.text(4)


# ---------------------------------------------------------------- keys


def test_a_log_whose_key_was_changed_is_verified_by_the_key_of_its_time(tmp_path: Path) -> None:
    both = Trust(_TRUST.signers, (OTHER_KEY.public, KEY.public))
    place = _bundle(tmp_path, _log(tmp_path, 2))
    verify_bundle(str(place), both)
    with pytest.raises(VerificationError, match="not signed by the trusted key"):
        verify_bundle(str(place), Trust(_TRUST.signers, (OTHER_KEY.public,)))


def test_a_signature_under_the_id_of_another_key_is_no_signature() -> None:
    head = OTHER_KEY.sign(2, b"x" * 32)
    ((name, _, signature),) = head.signatures
    posed = Checkpoint(
        head.origin, head.size, head.root, head.body, ((name, KEY.public.key_id, signature),)
    )
    with pytest.raises(VerificationError, match="the checkpoint's signature does not hold"):
        _TRUST.require_log(posed, "log/checkpoint")


def test_a_witness_key_is_no_log_key_and_the_reverse() -> None:
    vkey = CheckpointKey(Ed25519PrivateKey.generate(), "a.example").witness_key.text()
    with pytest.raises(VerificationError, match="not an Ed25519 key of a log"):
        LogKey.parse(vkey)
    for broken in (vkey[:-4], vkey.replace("+", ""), f"{vkey}AAAA", vkey.replace("a.example", "b")):
        with pytest.raises(VerificationError):
            Trust.parse(f"{_SIGNER.public_key.pem.decode()}{KEY.public.text()}\n{broken}")


# ---------------------------------------------------------------- entries and edges


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b":", b": ", 1),
        lambda line: line.replace(b",", b",\r", 1),
        lambda line: b"{" + line[1:-1].replace(b'"kind":"decision",', b"") + b',"kind":"decision"}',
        lambda line: line.replace(b"decision", b"\\u0064ecision", 1),
    ],
    ids=["space", "carriage return", "order", "escape"],
)
def test_an_entry_has_one_text(change: Any) -> None:
    line = an_addition(1).entry.line()
    assert Entry.parse(line).line() == line
    assert change(line) != line
    with pytest.raises(VerificationError, match="not an entry"):
        Entry.parse(change(line))


@pytest.mark.parametrize("left", [["AA=="], ["A" * 44], [1], "AAAA", [None]])
def test_an_edge_is_made_of_hashes(tmp_path: Path, left: object) -> None:
    place = _bundle(tmp_path, _log(tmp_path, 3), datetime(2026, 11, 21, 13, tzinfo=UTC))
    (place / "log/range.json").write_text(json.dumps({"from": 1, "left": left}))
    seal(place, _SIGNER)
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), _TRUST)
    assert caught.value.path == "log/range.json"


@pytest.mark.parametrize("said", [True, "1", 1.0, -1, None, 2**70])
def test_a_range_begins_with_a_number(tmp_path: Path, said: object) -> None:
    place = _bundle(tmp_path, _log(tmp_path, 3), datetime(2026, 11, 21, 13, tzinfo=UTC))
    value = json.loads((place / "log/range.json").read_text())
    (place / "log/range.json").write_text(json.dumps({**value, "from": said}))
    seal(place, _SIGNER)
    with pytest.raises(VerificationError):
        verify_bundle(str(place), _TRUST)


@pytest.mark.parametrize(
    "period",
    [None, [], {"since": None}, {"since": "x", "until": None}, {"since": 1, "until": None},
     {"since": "2026-01-01", "until": None}],
)  # fmt: skip
def test_a_manifest_whose_period_is_none_is_refused(tmp_path: Path, period: object) -> None:
    place = _bundle(tmp_path, _log(tmp_path, 1))
    made = json.loads((place / "manifest.sigstore.json").read_bytes())
    statement = json.loads(base64.b64decode(made["dsseEnvelope"]["payload"]))
    statement["predicate"]["period"] = period
    write_manifest(place, statement, _SIGNER)
    with pytest.raises(VerificationError, match="the period") as caught:
        verify_bundle(str(place), _TRUST)
    assert caught.value.path == "manifest.sigstore.json"


@pytest.mark.parametrize("separator", ["\x0b", "\x1c", "\u2028", "\r"])
def test_the_list_of_digests_has_one_reading(tmp_path: Path, separator: str) -> None:
    place = _bundle(tmp_path, _log(tmp_path, 1))
    sums = (place / "SHA256SUMS").read_text()
    (place / "SHA256SUMS").write_text(sums.replace("\n", separator, 1), newline="")
    made = json.loads((place / "manifest.sigstore.json").read_bytes())
    statement = json.loads(base64.b64decode(made["dsseEnvelope"]["payload"]))
    from govern.evidence.canonical import sha256_hex

    digest = sha256_hex((place / "SHA256SUMS").read_bytes())
    statement["subject"][0]["digest"]["sha256"] = digest
    write_manifest(place, statement, _SIGNER)
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), _TRUST)
    assert (caught.value.path, caught.value.line) == ("SHA256SUMS", 1)


# ---------------------------------------------------------------- archives


def _archive(path: Path, *names: str, size: int = 1) -> str:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = size
            tar.addfile(member, io.BytesIO(bytes(size)))
    path.write_bytes(gzip.compress(plain.getvalue(), 1))
    return str(path)


@pytest.mark.parametrize(
    "names",
    [
        ("evidence/a", "evidence/A"),
        ("evidence/./a",),
        ("evidence//a",),
        ("evidence/a\\b",),
        ("evidence/a b",),
        ("evidence/\u212a",),  # K, to some file systems
        ("evidence/a", "other/b"),
        ("./evidence/a",),
    ],
)
def test_names_that_readers_could_take_for_others_are_refused(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    path = _archive(tmp_path / "b.tar.gz", *names)
    with pytest.raises(VerificationError), open_files(path):
        pass


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path: Path) -> None:
    path = _archive(tmp_path / "b.tar.gz", "evidence/a", size=257 * 1024 * 1024)
    with pytest.raises(VerificationError, match="the archive is too large"), open_files(path):
        pass


# ---------------------------------------------------------------- witnesses


def test_two_witness_processes_take_turns(tmp_path: Path) -> None:
    """Otherwise both could look at the same last head, and cosign two histories of the log."""
    import fcntl

    log = a_log(tmp_path / "log", 2)
    witness = Witness(CheckpointKey(Ed25519PrivateKey.generate(), "a.example"), str(tmp_path / "w"))
    request = Request.parse(log.growth(0))
    signed: list[Checkpoint] = []
    now = datetime(2026, 11, 21, tzinfo=UTC)

    def cosign() -> None:
        signed.append(witness.cosign(request, KEY.public, now))

    (tmp_path / "w").mkdir()
    thread = threading.Thread(target=cosign)
    with (tmp_path / "w/lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert witness.last(KEY.public.name) is None
    thread.join(10)
    assert [one.size for one in signed] == [2]
