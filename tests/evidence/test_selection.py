"""Bundles of some decisions: what is selected, and that nothing that is left out can be denied."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.attest.signing import FileSigner
from govern.errors import UsageError, VerificationError
from govern.evidence.bundle import Period, export
from govern.evidence.canonical import canonical
from govern.evidence.log.log import Addition, Log
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.predicates import REQUEST
from govern.evidence.recorder import Recorder, RecordSettings
from govern.evidence.replay.replay import replay
from govern.evidence.reports.attached import attached
from govern.evidence.reports.building import build
from govern.evidence.reports.source import bundle_evidence
from govern.evidence.verify import layout
from govern.evidence.verify.bundle import verify_bundle
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.selection import Selection
from govern.evidence.verify.trust import Trust
from govern.model import InputRecord, Location
from tests.builders import AT, a_report, a_resource, a_result
from tests.evidence.logs import KEY, ORIGIN
from tests.evidence.resealing import seal, write_manifest

if TYPE_CHECKING:
    from pathlib import Path

_SIGNER = FileSigner.generate()
_API, _WEB = "apps/v1/Deployment/payments/api", "apps/v1/Deployment/shop/web"


def _trust() -> Trust:
    return Trust.parse(_SIGNER.public_key.pem.decode() + KEY.public.text())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    """Entries: 0 api, 1 its VSA, 2 web, 3 its VSA, 4 gap, 5 api (soc2 only), 6 its VSA,

    7 request about 0, 8 request about 2.
    """
    folder = tmp_path_factory.mktemp("log")
    store = SqliteStore(str(folder / "log"), ORIGIN)
    log = Log(store, KEY)
    recorder = Recorder(log, RecordSettings(also=("vsa",)), _SIGNER)
    cases = (
        ("api.yaml", _API, ("nist-800-53:SI-7",)),
        ("web.yaml", _WEB, ("nist-800-53:SI-7", "soc2:CC8.1")),
        ("api.yaml", _API, ("soc2:CC8.1",)),
    )
    for number, (name, address, controls) in enumerate(cases):
        path = folder / name
        path.write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{number}}}\n")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        result = a_result(
            resource=a_resource(address), controls=controls, location=Location(str(path), 1)
        )
        inputs = [InputRecord(str(path), "kubernetes", digest, 1, "yaml")]
        at = AT + timedelta(hours=number)
        recorder.record(a_report([result], inputs=inputs), at, {}, at)
        if number == 1:
            time = "2026-11-21T13:30:00Z"
            log.append([Addition(Entry(kind=EntryKind.GAP, time=time, reason="disk", lost=1))])
    for index in (0, 2):
        log.append([recorder.own_record(EntryKind.REQUEST, _about(store, index), AT)])
    return store


def _about(store: SqliteStore, index: int) -> bytes:
    return canonical(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "decision", "digest": {"sha256": _statement(store, index)}}],
            "predicateType": REQUEST,
            "predicate": {"decision": {"sha256": _statement(store, index)}},
        }
    )


def _statement(store: SqliteStore, index: int) -> str:
    with store.reading() as reader:
        ((_, line),) = reader.entries(index, index + 1)
        record = json.loads(reader.payload(Entry.parse(line).sha256) or b"")
    return hashlib.sha256(base64.b64decode(record["dsseEnvelope"]["payload"])).hexdigest()


def _exported(store: SqliteStore, place: Path, selection: Selection, **more: Any) -> Path:
    export(
        store, str(place), period=Period(), signer=_SIGNER, log_key=KEY.public,
        selection=selection, **more,
    )  # fmt: skip
    return place


def _digest(store: SqliteStore, index: int) -> str:
    with store.reading() as reader:
        ((_, line),) = reader.entries(index, index + 1)
        record = json.loads(reader.payload(Entry.parse(line).sha256) or b"")
    said = json.loads(base64.b64decode(record["dsseEnvelope"]["payload"]))
    return str(said["predicate"]["inputs"][0]["digest"]["sha256"])


def _there(bundle: Path) -> set[int]:
    folders = ("decisions", "summaries", "requests")
    return {int(one.name[:8]) for folder in folders for one in (bundle / folder).glob("*")}


@pytest.mark.parametrize(
    ("selection", "there"),
    [
        (Selection(frameworks=("soc2",)), {2, 3, 5, 6, 8}),
        (Selection(frameworks=("soc2", "nist-800-53")), {0, 1, 2, 3, 5, 6, 7, 8}),
        (Selection(subjects=(_API,)), {0, 1, 5, 6, 7}),
        (Selection(subjects=("*/shop/*",)), {2, 3, 8}),
        (Selection(subjects=("*web.yaml",)), {2, 3, 8}),
        (Selection(("nist-800-53",), (_API,)), {0, 1, 7}),
    ],
)
def test_what_is_selected_is_there_with_what_belongs_to_it(
    store: SqliteStore, tmp_path: Path, root: Path, selection: Selection, there: set[int]
) -> None:
    place = _exported(store, tmp_path / "some", selection)
    assert _there(place) == there
    found = verify_bundle(str(place), _trust())
    assert found.selection == selection
    assert (found.counts["entries"], found.counts["gaps"]) == (9, 1)
    assert found.counts["left_out"] == 8 - len(there) == sum(found.left_out.values())
    manifest = json.loads((place / "manifest.sigstore.json").read_bytes())
    statement = json.loads(base64.b64decode(manifest["dsseEnvelope"]["payload"]))
    schema = json.loads((root / "evidence/schemas/govern.bundle.v0.1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(statement)
    assert selection.text() in (place / "README.txt").read_text()


def test_a_digest_selects_what_was_decided_about_these_bytes(
    store: SqliteStore, tmp_path: Path
) -> None:
    digest = _digest(store, 2)
    for name, text in (("plain", digest), ("named", f"sha256:{digest}")):
        place = _exported(store, tmp_path / name, Selection(subjects=(text,)))
        assert _there(place) == {2, 3, 8}


def test_a_record_that_does_not_say_what_it_is_about_is_named(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "log"), ORIGIN)
    log = Log(store, KEY)
    recorder = Recorder(log, RecordSettings(), _SIGNER)
    path = tmp_path / "api.yaml"
    path.write_text("kind: ConfigMap\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    found = [a_result(resource=a_resource(_API), location=Location(str(path), 1))]
    inputs = [InputRecord(str(path), "kubernetes", digest, 1, "yaml")]
    recorder.record(a_report(found, inputs=inputs), AT, {}, AT)
    said = {**json.loads(_about(store, 0)), "predicate": {}}
    log.append([recorder.own_record(EntryKind.REQUEST, canonical(said), AT)])
    with pytest.raises(VerificationError, match="lacks something") as refused:
        _exported(store, tmp_path / "out", Selection(subjects=(_API,)))
    assert refused.value.path == "entry 1"


def test_nothing_selected_is_said(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no decision of the period is about framework pss"):
        _exported(store, tmp_path / "none", Selection(frameworks=("pss",)))
    assert not (tmp_path / "none").exists()


def test_reports_and_replays_of_a_selection_are_of_what_is_there(
    store: SqliteStore, tmp_path: Path
) -> None:
    place = _exported(store, tmp_path / "some", Selection(frameworks=("soc2",)))
    with bundle_evidence(str(place), Period(), (), "") as evidence:
        report = build(evidence)
    assert [one.index for one in report.decisions] == [2, 5]
    assert [one.id for one in report.frameworks] == ["soc2"]
    assert "only decisions about framework soc2" in report.limits[0]
    assert [one.index for one in replay(str(place))] == [2, 5]


# ---------------------------------------------------------------- whoever exports cheats


def _manifest(bundle: Path) -> Any:
    made = json.loads((bundle / "manifest.sigstore.json").read_bytes())
    return json.loads(base64.b64decode(made["dsseEnvelope"]["payload"]))


def test_a_record_cannot_be_left_out_without_saying_so(store: SqliteStore, tmp_path: Path) -> None:
    place = _exported(store, tmp_path / "all", Selection())
    for name in ("decisions/00000002.sigstore.json", "log/proofs/00000002.tlog-proof"):
        (place / name).unlink()
    seal(place, _SIGNER, decisions=2, signed=7)
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), _trust())
    assert caught.value.path == "decisions/00000002.sigstore.json"


def test_what_is_left_out_is_counted(store: SqliteStore, tmp_path: Path) -> None:
    place = _exported(store, tmp_path / "some", Selection(subjects=(_API,)))
    seal(place, _SIGNER, left_out=1)
    with pytest.raises(VerificationError, match="3 left_out where the manifest says 1"):
        verify_bundle(str(place), _trust())


def test_what_was_not_selected_does_not_belong(store: SqliteStore, tmp_path: Path) -> None:
    place = _exported(store, tmp_path / "all", Selection())
    statement = _manifest(place)
    statement["predicate"]["selection"] = {"frameworks": [], "subjects": [_API]}
    write_manifest(place, statement, _SIGNER)
    with pytest.raises(VerificationError, match="not one of the decisions that were selected"):
        verify_bundle(str(place), _trust())


@pytest.mark.parametrize(
    "said", ["all", [], {"frameworks": ["soc2"]}, {"frameworks": [1], "subjects": []}]
)
def test_a_selection_that_is_none_is_refused(
    store: SqliteStore, tmp_path: Path, said: object
) -> None:
    place = _exported(store, tmp_path / "all", Selection())
    statement = _manifest(place)
    statement["predicate"]["selection"] = said
    write_manifest(place, statement, _SIGNER)
    with pytest.raises(VerificationError, match="the selection cannot be read"):
        verify_bundle(str(place), _trust())


@pytest.mark.parametrize("kind", [EntryKind.REVOCATION, EntryKind.ANCHOR, EntryKind.GAP])
def test_what_changes_the_weight_of_others_is_never_left_out(kind: EntryKind) -> None:
    assert not Selection(subjects=("x",)).may_leave_out(kind)
    assert not Selection().may_leave_out(EntryKind.DECISION)


def test_a_record_of_another_entry_is_found_in_a_selection(
    store: SqliteStore, tmp_path: Path
) -> None:
    place = _exported(store, tmp_path / "some", Selection(subjects=(_API,)))
    record = place / "decisions/00000005.sigstore.json"
    (place / "decisions/00000002.sigstore.json").write_bytes(record.read_bytes())
    seal(place, _SIGNER)
    with pytest.raises(VerificationError, match="not the record of entry 2"):
        verify_bundle(str(place), _trust())


# ---------------------------------------------------------------- what is attached


def test_the_report_inside_says_what_the_records_say(store: SqliteStore, tmp_path: Path) -> None:
    place = _exported(store, tmp_path / "all", Selection(), attach=attached)
    again = _exported(store, tmp_path / "again", Selection(), attach=attached)
    files = {one.relative_to(place) for one in place.rglob("*") if one.is_file()}
    assert all((place / one).read_bytes() == (again / one).read_bytes() for one in files)
    found = verify_bundle(str(place), _trust())
    assert found.counts["attached"] == len(
        [one for part in layout.ATTACHED for one in (place / part).iterdir()]
    )
    inside = json.loads((place / "report/report.json").read_text())
    with bundle_evidence(str(place), Period(), (), "") as evidence:
        from govern.evidence.reports.json_v1 import json_text

        outside = json.loads(json_text(build(evidence)))
    for key in ("source", "seal", "sealed", "checked"):
        del inside[key], outside[key]
    assert inside == outside


def test_what_is_attached_is_under_the_seal(store: SqliteStore, tmp_path: Path) -> None:
    place = _exported(store, tmp_path / "all", Selection(), attach=attached)
    page = place / "report/index.html"
    page.write_text(page.read_text().replace("not-satisfied", "satisfied"))
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), _trust())
    assert caught.value.path == "report/index.html"


@pytest.mark.parametrize("name", ["notes.txt", "reports/index.html", "log/more.jsonl", "trust/x"])
def test_a_signed_file_that_nothing_accounts_for_is_refused(
    store: SqliteStore, tmp_path: Path, name: str
) -> None:
    place = _exported(store, tmp_path / "all", Selection())
    (place / name).parent.mkdir(exist_ok=True)
    (place / name).write_text("look here instead")
    seal(place, _SIGNER)
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), _trust())
    assert caught.value.path == name


@pytest.mark.parametrize(
    "name", ["report/Index.html", "report/a b.html", "report/a\\b", "README.TXT"]
)
def test_names_that_are_one_file_elsewhere_are_refused(
    store: SqliteStore, tmp_path: Path, name: str
) -> None:
    place = _exported(store, tmp_path / "all", Selection(), attach=attached)
    (place / name).write_text("the other page")
    seal(place, _SIGNER)
    with pytest.raises(VerificationError) as caught:
        verify_bundle(str(place), _trust())
    assert caught.value.path is not None
    assert caught.value.path.lower() == name.lower()
