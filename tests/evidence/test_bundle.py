from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import jsonschema
import pytest

from govern.attest.signing import FileSigner, bundle_of
from govern.errors import Error, UsageError, VerificationError
from govern.evidence.bundle import Period, export
from govern.evidence.canonical import canonical
from govern.evidence.log.log import Addition
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.recorder import Recorder, RecordSettings
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.merkle import Frontier, leaf_hash
from govern.evidence.verify.trust import Trust
from govern.model import InputRecord
from tests.builders import AT, a_report, a_result, a_rule
from tests.evidence.logs import KEY, ORIGIN, OTHER_KEY
from tests.evidence.resealing import seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.evidence.log.key import CheckpointKey

_SIGNER = FileSigner.generate()
_OTHER = FileSigner.generate()


def _trust(signer: FileSigner = _SIGNER, log: CheckpointKey = KEY) -> Trust:
    return Trust.parse(signer.public_key.pem.decode() + log.public.text())


_TRUST = _trust()


def _record(folder: Path, count: int, signer: FileSigner | None = _SIGNER) -> SqliteStore:
    """Record decisions one hour apart, with a gap after the third one."""
    store = SqliteStore(str(folder / "log"), ORIGIN)
    from govern.evidence.log.log import Log

    log = Log(store, KEY)
    recorder = Recorder(log, RecordSettings(also=("vsa",)), signer)
    for number in range(count):
        path = folder / f"cm{number}.yaml"
        path.write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{number}}}\n")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        report = a_report(
            [a_result()],
            rules=[a_rule()],
            inputs=[InputRecord(str(path), "kubernetes", digest, 1, "yaml")],
        )
        at = AT + timedelta(hours=number)
        recorder.record(report, at, {}, at)
        if number == 2:
            time = "2026-11-21T14:30:00Z"
            log.append([Addition(Entry(kind=EntryKind.GAP, time=time, reason="disk", lost=1))])
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    """Entries: 0 d, 1 v, 2 d, 3 v, 4 d, 5 v, 6 gap, 7 d, 8 v, 9 d, 10 v, 11 d, 12 v."""
    return _record(tmp_path_factory.mktemp("log"), 6)


_MIDDLE = Period(datetime(2026, 11, 21, 13, tzinfo=UTC), datetime(2026, 11, 21, 17, tzinfo=UTC))


@pytest.fixture
def bundle(store: SqliteStore, tmp_path: Path) -> Path:
    """Entries 2 to 10: neither the start nor the end of the log."""
    place = tmp_path / "bundle"
    export(store, str(place), period=_MIDDLE, signer=_SIGNER, log_key=KEY.public)
    return place


def _broken(bundle: Path, trust: Trust | None = _TRUST) -> VerificationError:
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(bundle), trust)
    return caught.value


def test_a_bundle_that_was_left_alone_holds(bundle: Path, root: Path) -> None:
    found = verify_bundle(str(bundle), _TRUST)
    assert (found.first, found.last, found.trusted) == (2, 11, True)
    assert found.counts == {
        "files": 23,
        "entries": 9,
        "left_out": 0,
        "decisions": 4,
        "requests": 0,
        "approvals": 0,
        "revocations": 0,
        "observations": 0,
        "waivers": 0,
        "uses": 0,
        "anchors": 0,
        "signed": 8,
        "unsigned": 0,
        "gaps": 1,
        "inputs": 4,
        "policies": 0,
        "redacted": 0,
        "attached": 0,
    }
    assert found.decisions == {"denied": 4}
    manifest = json.loads((bundle / "manifest.sigstore.json").read_bytes())
    schema = json.loads((root / "evidence/schemas/govern.bundle.v0.1.schema.json").read_text())
    statement = json.loads(base64.b64decode(manifest["dsseEnvelope"]["payload"]))
    jsonschema.Draft202012Validator(schema).validate(statement)


def test_the_whole_log_and_its_ends_hold(store: SqliteStore, tmp_path: Path) -> None:
    for name, period in {
        "whole": Period(),
        "start": Period(until=datetime(2026, 11, 21, 14, tzinfo=UTC)),
        "end": Period(since=datetime(2026, 11, 21, 16, tzinfo=UTC)),
    }.items():
        place = str(tmp_path / name)
        done = export(store, place, period=period, signer=_SIGNER, log_key=KEY.public)
        found = verify_bundle(place, _TRUST)
        assert (found.first, found.last) == (done.first, done.last)


# ---------------------------------------------------------------- tampering from outside


def test_one_flipped_bit_in_any_file_names_that_file(bundle: Path) -> None:
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    assert len(files) == 23 + 4
    for path in files:
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            changed = bytearray(whole)
            changed[place] ^= 1
            path.write_bytes(changed)
            assert _broken(bundle).path == path.relative_to(bundle).as_posix()
        path.write_bytes(whole)
    assert verify_bundle(str(bundle), _TRUST).trusted


def test_any_missing_file_is_named(bundle: Path) -> None:
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.unlink()
        assert _broken(bundle).path == path.relative_to(bundle).as_posix()
        path.write_bytes(whole)


def test_any_file_cut_short_or_made_longer_is_named(bundle: Path) -> None:
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for changed in (b"", whole[:-1], whole + b"\n"):
            path.write_bytes(changed)
            assert _broken(bundle).path == path.relative_to(bundle).as_posix()
        path.write_bytes(whole)


def test_a_file_that_does_not_belong_is_named(bundle: Path) -> None:
    shutil.copy(bundle / "decisions/00000002.sigstore.json", bundle / "decisions/copy.json")
    assert _broken(bundle).path == "decisions/copy.json"


def test_swapped_files_are_named(bundle: Path) -> None:
    one, two = (
        bundle / "decisions/00000002.sigstore.json",
        bundle / "decisions/00000004.sigstore.json",
    )
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    assert _broken(bundle).path == "decisions/00000002.sigstore.json"


def test_a_link_is_no_file(bundle: Path) -> None:
    (bundle / "README.txt").unlink()
    (bundle / "README.txt").symlink_to("/etc/passwd")
    assert _broken(bundle).path == "README.txt"


def test_another_bundle_signed_by_somebody_else(store: SqliteStore, tmp_path: Path) -> None:
    place = tmp_path / "forged"
    export(store, str(place), period=_MIDDLE, signer=_OTHER, log_key=KEY.public)
    assert _broken(place).path == "manifest.sigstore.json"


def test_the_keys_inside_prove_nothing(store: SqliteStore, tmp_path: Path) -> None:
    place = tmp_path / "bundle"
    export(store, str(place), period=_MIDDLE, signer=_SIGNER, log_key=KEY.public)
    assert not verify_bundle(str(place)).trusted


# ---------------------------------------------------------------- tampering by whoever exports
# From here on the forger holds the key that signs bundles, and signs what was changed. What gives
# the forgery away is the log, whose key is another one.


def _lines(bundle: Path) -> list[str]:
    return (bundle / "log/entries.jsonl").read_text().splitlines(keepends=True)


def _drop_decision(bundle: Path) -> None:
    lines = _lines(bundle)
    (bundle / "log/entries.jsonl").write_text("".join(lines[:2] + lines[4:]))
    for name in ("decisions/00000004.sigstore.json", "summaries/00000005.vsa.sigstore.json"):
        (bundle / name).unlink()
    (bundle / "log/proofs/00000004.tlog-proof").unlink()


def _drop_last(bundle: Path) -> None:
    (bundle / "log/entries.jsonl").write_text("".join(_lines(bundle)[:-2]))
    for path in [*bundle.glob("*/0000009*"), *bundle.glob("*/00000010*")]:
        path.unlink()
    (bundle / "decisions/00000009.sigstore.json").unlink()
    (bundle / "log/proofs/00000009.tlog-proof").unlink()


def _drop_record(bundle: Path) -> None:
    (bundle / "decisions/00000004.sigstore.json").unlink()


def _drop_input(bundle: Path) -> None:
    min((bundle / "inputs/sha256").iterdir()).unlink()


def _swap_input(bundle: Path) -> None:
    one, two, *_ = sorted((bundle / "inputs/sha256").iterdir())
    one.write_bytes(two.read_bytes())


def _drop_proof(bundle: Path) -> None:
    (bundle / "log/proofs/00000004.tlog-proof").unlink()


def _swap_proofs(bundle: Path) -> None:
    shutil.copy(
        bundle / "log/proofs/00000002.tlog-proof", bundle / "log/proofs/00000004.tlog-proof"
    )


def _duplicate_line(bundle: Path) -> None:
    lines = _lines(bundle)
    (bundle / "log/entries.jsonl").write_text("".join([*lines, lines[4]]))


def _reorder_lines(bundle: Path) -> None:
    lines = _lines(bundle)
    lines[4], lines[1] = lines[1], lines[4]
    (bundle / "log/entries.jsonl").write_text("".join(lines))


def _hide_gap(bundle: Path) -> None:
    lines = [line for line in _lines(bundle) if '"gap"' not in line]
    (bundle / "log/entries.jsonl").write_text("".join(lines))


def _edit_gap(bundle: Path) -> None:
    text = (bundle / "log/entries.jsonl").read_text()
    (bundle / "log/entries.jsonl").write_text(text.replace('"lost":1', '"lost":0'))


def _rewrite_decision(bundle: Path) -> None:
    """Turn a denial into an allowance, signed with the right key; only the log contradicts."""
    path = bundle / "decisions/00000004.sigstore.json"
    old = json.loads(path.read_bytes())
    statement = json.loads(base64.b64decode(old["dsseEnvelope"]["payload"]))
    statement["predicate"]["decision"] = "allowed"
    path.write_bytes(bundle_of(canonical(statement), _SIGNER))


def _rewrite_decision_and_entry(bundle: Path) -> None:
    _rewrite_decision(bundle)
    digest = hashlib.sha256((bundle / "decisions/00000004.sigstore.json").read_bytes()).hexdigest()
    lines = _lines(bundle)
    entry = json.loads(lines[2])
    lines[2] = canonical({**entry, "sha256": digest}).decode() + "\n"
    (bundle / "log/entries.jsonl").write_text("".join(lines))


def _other_edge(bundle: Path) -> None:
    value = json.loads((bundle / "log/range.json").read_text())
    value["left"][0] = base64.b64encode(b"\0" * 32).decode()
    (bundle / "log/range.json").write_text(json.dumps(value))


def _other_range(bundle: Path) -> None:
    value = json.loads((bundle / "log/range.json").read_text())
    value["from"] = 4
    (bundle / "log/range.json").write_text(json.dumps(value))


def _other_log_key(bundle: Path) -> None:
    head = (bundle / "log/checkpoint").read_text().splitlines()
    root = base64.b64decode(head[2])
    (bundle / "log/checkpoint").write_text(OTHER_KEY.sign(int(head[1]), root).text())


def _stranger(bundle: Path) -> None:
    shutil.copy(
        bundle / "decisions/00000004.sigstore.json", bundle / "decisions/00000099.sigstore.json"
    )


@pytest.mark.parametrize(
    ("tamper", "path"),
    [
        (_drop_decision, "log/entries.jsonl"),
        (_drop_last, "log/entries.jsonl"),
        (_drop_record, "decisions/00000004.sigstore.json"),
        (_drop_input, "inputs/sha256/"),
        (_swap_input, "inputs/sha256/"),
        (_drop_proof, "log/proofs/00000004.tlog-proof"),
        (_swap_proofs, "log/proofs/00000004.tlog-proof"),
        (_duplicate_line, "log/entries.jsonl"),
        (_reorder_lines, "log/entries.jsonl"),
        (_hide_gap, "log/entries.jsonl"),
        (_edit_gap, "log/entries.jsonl"),
        (_rewrite_decision, "decisions/00000004.sigstore.json"),
        (_rewrite_decision_and_entry, "log/entries.jsonl"),
        (_other_edge, "log/entries.jsonl"),
        (_other_range, "log/range.json"),
        (_other_log_key, "log/checkpoint"),
        (_stranger, "decisions/00000099.sigstore.json"),
    ],
)
def test_what_the_exporter_changes_and_signs_is_found_by_the_log(
    bundle: Path, tamper: Callable[[Path], None], path: str
) -> None:
    seal(bundle, _SIGNER)
    assert verify_bundle(str(bundle), _TRUST).trusted  # sealing alone breaks nothing
    tamper(bundle)
    seal(bundle, _SIGNER)
    assert path in (_broken(bundle).path or "")


def test_an_entry_that_says_two_things_is_no_entry() -> None:
    twice = b'{"kind":"gap","kind":"decision","media_type":"","schema":"govern.log-entry/v1",'
    rest = b'"sha256":"%s","time":"2026-11-21T12:00:00Z"}' % (b"0" * 64)
    assert Entry.parse(twice.replace(b'"kind":"gap",', b"") + rest).kind is EntryKind.DECISION
    with pytest.raises(VerificationError, match="not an entry"):
        Entry.parse(twice + rest)


def test_a_stale_checkpoint_is_found(store: SqliteStore, bundle: Path) -> None:
    """An older, validly signed checkpoint, with everything behind it cut off."""
    with store.reading() as reader:
        (bundle / "log/checkpoint").write_text(reader.checkpoint(7) or "")
    seal(bundle, _SIGNER)
    assert _broken(bundle).path == "log/checkpoint"


def test_counts_that_do_not_fit_are_found(bundle: Path) -> None:
    seal(bundle, _SIGNER, gaps=0)
    assert "1 gaps where the manifest says 0" in str(_broken(bundle))


def test_a_split_view_is_found(bundle: Path) -> None:
    """Another history of the same length, under a checkpoint signed by the log's own key."""
    _rewrite_decision_and_entry(bundle)
    value = json.loads((bundle / "log/range.json").read_text())
    edge = Frontier(value["from"], [base64.b64decode(one) for one in value["left"]])
    for line in _lines(bundle):
        edge.append(leaf_hash(line.rstrip("\n").encode()))
    (bundle / "log/checkpoint").write_text(KEY.sign(edge.size, edge.root()).text())
    seal(bundle, _SIGNER)
    assert _broken(bundle).path == "log/checkpoint"  # the manifest still names the true root


# ---------------------------------------------------------------- unsigned records


def test_an_unsigned_record_has_to_be_accepted_aloud(tmp_path: Path) -> None:
    store = _record(tmp_path, 2, signer=None)
    place = tmp_path / "bundle"
    export(store, str(place), period=Period(), signer=_SIGNER, log_key=KEY.public)
    assert _broken(place).path == "decisions/00000000.unsigned.json"
    found = verify_bundle(str(place), _TRUST, allow_unsigned=True)
    assert (found.counts["signed"], found.counts["unsigned"]) == (0, 4)


# ---------------------------------------------------------------- archives


def _ed25519() -> FileSigner:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return FileSigner(Ed25519PrivateKey.from_private_bytes(b"s" * 32))


@pytest.mark.parametrize("damage", ["cut", "flip", "none"])
def test_a_damaged_archive_is_refused(store: SqliteStore, tmp_path: Path, damage: str) -> None:
    place = tmp_path / "b.tar.gz"
    export(store, str(place), period=_MIDDLE, signer=_SIGNER, log_key=KEY.public)
    whole = bytearray(place.read_bytes())
    if damage == "cut":
        del whole[len(whole) // 2 :]
    elif damage == "flip":
        whole[len(whole) // 2] ^= 1
    else:
        whole[:] = b"this is no archive"
    place.write_bytes(whole)
    _broken(place)


@pytest.mark.parametrize("name", ["evidence/../../outside", "/etc/outside", "flat"])
def test_an_archive_cannot_write_elsewhere(tmp_path: Path, name: str) -> None:
    import io

    place = tmp_path / "b.tar.gz"
    with tarfile.open(place, "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    assert _broken(place).path == name


def test_a_name_twice_in_an_archive_is_refused(tmp_path: Path) -> None:
    import io

    place = tmp_path / "b.tar.gz"
    with tarfile.open(place, "w:gz") as tar:
        for _ in range(2):
            member = tarfile.TarInfo("evidence/README.txt")
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    assert _broken(place).path == "README.txt" or _broken(place).path == "evidence/README.txt"


@pytest.mark.parametrize("hidden", ["behind the end", "second archive", "size", "sparse"])
def test_an_archive_that_readers_could_read_differently_is_refused(
    store: SqliteStore, tmp_path: Path, hidden: str
) -> None:
    import gzip

    place = tmp_path / "b.tar.gz"
    export(store, str(place), period=_MIDDLE, signer=_SIGNER, log_key=KEY.public)
    whole = place.read_bytes()
    plain = gzip.decompress(whole)
    member = tarfile.TarInfo("evidence/more.txt")
    member.pax_headers = {"size": "9" * 30} if hidden == "size" else {"GNU.sparse.map": "x,y"}
    odd = gzip.compress(member.tobuf(tarfile.PAX_FORMAT) + plain)
    made = {"behind the end": gzip.compress(plain + b"x"), "second archive": whole + whole}
    place.write_bytes(made.get(hidden, odd))
    _broken(place)


# ---------------------------------------------------------------- what people get wrong


def test_what_cannot_be_exported_is_said(store: SqliteStore, tmp_path: Path) -> None:
    later = Period(since=datetime(2030, 1, 1, tzinfo=UTC))
    with pytest.raises(UsageError, match="no entry"):
        export(store, str(tmp_path / "b"), period=later, signer=_SIGNER, log_key=KEY.public)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="exists already"):
        export(store, str(tmp_path), period=Period(), signer=_SIGNER, log_key=KEY.public)
    with pytest.raises(Error, match="no such evidence bundle"):
        verify_bundle(str(tmp_path / "missing"), _TRUST)


@pytest.mark.parametrize("text", ["", "# nothing\n", "nonsense\n", KEY.public.text()])
def test_a_trust_file_names_both_sorts_of_keys(text: str) -> None:
    with pytest.raises(VerificationError):
        Trust.parse(text)


# ---------------------------------------------------------------- without govern


@pytest.mark.parametrize("signer", [_SIGNER, _ed25519()], ids=["p256", "ed25519"])
@pytest.mark.server("openssl")
def test_openssl_and_sha256sum_agree(
    store: SqliteStore, tmp_path: Path, signer: FileSigner
) -> None:
    place = tmp_path / "b"
    export(store, str(place), period=_MIDDLE, signer=signer, log_key=KEY.public)
    text = (place / "VERIFY.txt").read_text()
    sums = next(line for line in text.splitlines() if "sha256sum -c" in line)
    openssl = next(line for line in text.splitlines() if line.strip().startswith("openssl"))

    def run(line: str) -> int:
        return subprocess.run(line.split(), cwd=place, check=False, capture_output=True).returncode

    assert run(sums) == 0
    assert run(openssl) == 0
    (place / "manifest.pae").write_bytes((place / "manifest.pae").read_bytes() + b" ")
    assert run(openssl) != 0


@pytest.mark.server("cosign")
def test_cosign_agrees(bundle: Path, require_tool: Callable[[str], Path], tmp_path: Path) -> None:
    decision = json.loads((bundle / "decisions/00000002.sigstore.json").read_bytes())
    said = json.loads(base64.b64decode(decision["dsseEnvelope"]["payload"]))
    digest = said["subject"][0]["digest"]["sha256"]

    def run(record: str, kind: str, blob: str) -> int:
        done = subprocess.run(
            [
                str(require_tool("cosign")), "verify-blob-attestation",
                "--key", "trust/signer.pem", "--bundle", record,
                "--insecure-ignore-tlog=true",
                "--type", f"https://govern-engine.github.io/attestation/{kind}/v0.1", blob,
            ],
            cwd=bundle, check=False, capture_output=True,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        return done.returncode

    assert run("manifest.sigstore.json", "bundle", "SHA256SUMS") == 0
    assert run("decisions/00000002.sigstore.json", "decision", f"inputs/sha256/{digest}") == 0
    assert run("decisions/00000002.sigstore.json", "decision", "README.txt") != 0
