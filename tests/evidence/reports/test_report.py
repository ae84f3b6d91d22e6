from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import jsonschema
import pytest

from govern.assets import assets_root
from govern.errors import NothingEvaluated, UsageError
from govern.evidence.bundle import Period
from govern.evidence.reports.building import build
from govern.evidence.reports.csv_files import csv_files, guarded
from govern.evidence.reports.html_page import html_page
from govern.evidence.reports.json_v1 import json_text
from govern.evidence.reports.model import EvidenceReport, State
from govern.evidence.reports.source import bundle_evidence

if TYPE_CHECKING:
    from tests.evidence.reports.conftest import Ran


def _control(report: EvidenceReport, reference: str) -> State:
    found = [one for f in report.frameworks for one in f.controls if one.reference == reference]
    return found[0].state


def test_the_last_decision_about_an_input_counts(story: EvidenceReport) -> None:
    by_place = {(one.rule_id, one.path.partition(":")[0]): one for one in story.findings}
    assert by_place["K020", "a.yaml"].state == "resolved"
    assert by_place["K020", "a.yaml"].resolved == story.decisions[2].time
    assert by_place["K020", "b.yaml"].state == "waived"
    assert by_place["K014", "a.yaml"].state == "open"
    assert by_place["K014", "a.yaml"].times == 2


def test_the_states_of_controls(story: EvidenceReport) -> None:
    assert _control(story, "pss:restricted") is State.NOT_SATISFIED
    assert _control(story, "pss:baseline") is State.NOT_SATISFIED
    assert _control(story, "cis-k8s:5.2.3") is State.SATISFIED
    assert _control(story, "cis-k8s:5.1.2") is State.NOT_TESTED
    assert _control(story, "iso-42001:A.6.2.5") is State.NOT_TESTED
    waived = [one for f in story.frameworks for one in f.controls if one.state is State.WAIVED]
    assert waived
    assert all(set(one.rules) & {"K020", "K021"} for one in waived)
    future = [one for f in story.frameworks for one in f.controls if "in force from" in one.reason]
    assert {one.state for one in future} == {State.NOT_APPLICABLE}


def test_every_control_says_how_much_is_covered_and_none_is_called_compliant(
    story: EvidenceReport,
) -> None:
    for framework in story.frameworks:
        for one in framework.controls:
            assert one.coverage
            if one.state is State.SATISFIED:
                assert "a person must judge the rest" in one.coverage
    assert "compliant" not in json_text(story).lower()


def test_old_evidence_is_stale(told: Ran) -> None:
    with bundle_evidence(str(told.folder / "bundle"), Period(), (), "") as evidence:
        now = build(evidence)
        later = build(evidence, as_of=now.as_of + timedelta(days=91))
        still = build(evidence, as_of=now.as_of + timedelta(days=91), fresh_days=92)
    assert _control(later, "cis-k8s:5.2.3") is State.STALE
    assert _control(still, "cis-k8s:5.2.3") is State.SATISFIED
    assert _control(later, "pss:restricted") is State.NOT_SATISFIED


def test_the_waivers_that_are_left_are_a_debt(story: EvidenceReport) -> None:
    old, live = story.waivers
    assert (old.id, old.state, old.covers) == ("W-old", "expired", 0)
    assert live.state == "live"
    assert live.covers == live.suppressed > 0
    assert not live.signed
    assert live.days_left > 0


def test_a_framework_is_chosen_by_its_name_or_alias(told: Ran) -> None:
    with bundle_evidence(str(told.folder / "bundle"), Period(), (), "") as evidence:
        report = build(evidence, names=["SR-11-7", "soc2"])
        assert [one.id for one in report.frameworks] == ["us-model-risk", "soc2"]
        with pytest.raises(UsageError, match="no framework 'soc3'"):
            build(evidence, names=["soc3"])


def test_an_empty_period_is_no_report(told: Ran, story: EvidenceReport) -> None:
    late = Period(since=story.as_of + timedelta(days=1))
    with (
        bundle_evidence(str(told.folder / "bundle"), late, (), "") as evidence,
        pytest.raises(NothingEvaluated),
    ):
        build(evidence)


def test_json_is_as_its_schema_says(story: EvidenceReport) -> None:
    path = assets_root() / "evidence" / "schemas" / "govern.evidence-report.v1.schema.json"
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json_text(story)), schema)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_whole_alone(story: EvidenceReport) -> None:
    text = html_page(story)
    page = _Page()
    page.feed(text)
    assert not {"link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert [attrs for tag, attrs in page.tags if tag == "script"] == [{}]
    assert not any("style" in attrs or "src" in attrs for _, attrs in page.tags)
    assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {str(attrs["href"]) for tag, attrs in page.tags if tag == "a"}
    assert {link.removeprefix("#") for link in links} <= set(map(str, ids))
    charts = re.findall(r"<svg.*?</svg>", text)
    assert len(charts) == 2
    assert all("<title>" in one for one in charts)


def test_what_strangers_wrote_stays_text(story: EvidenceReport) -> None:
    text = html_page(story)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert(1)" not in text


def test_no_cell_is_a_formula(story: EvidenceReport) -> None:
    rows = list(csv.reader(io.StringIO(csv_files(story)["waivers.csv"], newline="")))
    assert rows[2][0] == "'=W-1+cmd|' /C calc'!A0"
    for text in ("=1", "+1", "-1", "@a", " =1", "\t=1", "\r\n=1"):
        assert str(guarded(text)).startswith("'"), text
    assert guarded("plain") == "plain"
    assert guarded(-3) == -3


def test_the_command_verifies_before_it_writes(told: Ran) -> None:
    out = told("evidence", "report", "bundle.tar.gz", "--trust", "keys.txt", "-o", "r.html")
    assert out == "r.html\n"
    told("evidence", "report", "bundle", "-o", "r2.html", expect=4)
    changed = told.folder / "changed"
    shutil.copytree(told.folder / "bundle", changed, dirs_exist_ok=True)
    record = next(changed.glob("decisions/*"))
    record.write_bytes(record.read_bytes().replace(b"a", b"b", 1))
    said = told("evidence", "report", "changed", "--trust", "keys.txt", "-o", "r3.html", expect=5)
    assert f"decisions/{record.name}" in said
    assert not (told.folder / "r3.html").exists()


def test_log_and_bundle_say_the_same(told: Ran) -> None:
    told("evidence", "report", "bundle", "--trust", "keys.txt", "-o", "bundle.json")
    told("evidence", "report", "-o", "log.json")
    one, other = (json.loads((told.folder / f"{n}.json").read_text()) for n in ("bundle", "log"))
    for key in ("source", "seal", "sealed", "checked", "log"):
        del one[key], other[key]
    assert one == other


def test_a_report_is_made_again_byte_by_byte(told: Ran) -> None:
    for number in (1, 2):
        told("evidence", "report", "bundle", "--trust", "keys.txt", "-o", f"same{number}.html")
    first, second = ((told.folder / f"same{n}.html").read_bytes() for n in (1, 2))
    assert first == second


def test_a_name_that_tells_no_format_is_refused(told: Ran) -> None:
    said = told("evidence", "report", "bundle", "--trust", "keys.txt", "-o", "x.doc", expect=2)
    assert "--format" in said
