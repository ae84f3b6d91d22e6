"""The other forms, each read by somebody else's library."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import openpyxl
import pypdf
import pytest
import trestle.oscal.assessment_results as trestle_results
import trestle.oscal.poam as trestle_poam

from govern.assets import assets_root
from govern.evidence.reports.oscal import control_id, oscal_files
from govern.evidence.reports.pdf import pdf
from govern.evidence.reports.workbook import workbook
from tests.surroundings import require_corpus

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport
    from tests.evidence.reports.conftest import Ran


def _oscal(report: EvidenceReport) -> tuple[Any, Any]:
    files = oscal_files(report)
    return json.loads(files["assessment-results.json"]), json.loads(files["poam.json"])


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("assessment-results.json", "assessment-results.schema.json"),
        ("poam.json", "poam.schema.json"),
    ],
)
def test_oscal_is_as_the_official_schemas_say(
    story: EvidenceReport, name: str, schema: str
) -> None:
    official = json.loads((require_corpus() / "schemas/oscal" / schema).read_text())
    valid = jsonschema_rs.validator_for(official, validate_formats=True)
    document = json.loads(oscal_files(story)[name])
    assert [one.message for one in valid.iter_errors(document)] == []
    document[next(iter(document))]["uuid"] = "none"
    assert list(valid.iter_errors(document))  # it would notice


def test_trestle_reads_the_oscal(story: EvidenceReport) -> None:
    results, plan = _oscal(story)
    read = trestle_results.AssessmentResults.parse_obj(results["assessment-results"])
    assert len(read.results) == len(story.frameworks)
    items = trestle_poam.PlanOfActionAndMilestones.parse_obj(plan["plan-of-action-and-milestones"])
    assert len(items.poam_items) == sum(one.state != "resolved" for one in story.findings)


def test_oscal_says_no_more_than_the_report(story: EvidenceReport) -> None:
    results, plan = _oscal(story)
    states = {
        one["target"]["target-id"]: one["target"]["status"]["state"]
        for part in results["assessment-results"]["results"]
        for one in part.get("findings", ())
    }
    for framework in story.frameworks:
        for one in framework.controls:
            said = states.get(control_id(one.reference))
            expected = {"satisfied": "satisfied", "not-tested": None, "not-applicable": None}
            assert said == expected.get(one.state.value, "not-satisfied"), one.reference
    risks = plan["plan-of-action-and-milestones"]["risks"]
    accepted = [one for one in risks if one["status"] == "deviation-approved"]
    assert {one["deadline"][:10] for one in accepted} == {"2026-12-25"}


def test_the_same_evidence_gives_the_same_bytes(story: EvidenceReport) -> None:
    assert oscal_files(story) == oscal_files(replace(story))
    assert workbook(story) == workbook(replace(story))
    assert pdf(story) == pdf(replace(story))


def test_official_ids_of_controls() -> None:
    assert control_id("nist-800-53:CM-3") == "cm-3"
    assert control_id("nist-800-53:SI-7(15)") == "si-7.15"
    assert control_id("cis-k8s:5.1.1") == "cis-k8s_5.1.1"


def test_the_workbook_holds_every_table_and_no_formula(story: EvidenceReport) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(story)))
    assert {"cover", "controls", "findings", "waivers", "decisions"} <= set(book.sheetnames)
    assert book["decisions"].max_row == len(story.decisions) + 1
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type in {"s", "n", "inlineStr"} for cell in cells)
    assert "=W-1+cmd|' /C calc'!A0" in {cell.value for cell in cells}


def test_the_pdf_is_tagged_for_everybody_and_takes_nothing_for_markup(
    story: EvidenceReport,
) -> None:
    document = pypdf.PdfReader(io.BytesIO(pdf(story)))
    root: Any = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    text = "".join(page.extract_text() for page in document.pages).replace("\u200b", "")
    plain = "".join(text.split())
    assert '#import"/etc/passwd"$x$waitsforthevendor' in plain
    assert "<script>alert(1)</script>" in plain


def test_the_command_writes_each_form(told: Ran) -> None:
    base = ("evidence", "report", "bundle", "--trust", "keys.txt")
    told(*base, "-o", "f.pdf")
    told(*base, "-o", "f.xlsx")
    told(*base, "--format", "oscal", "-o", "oscal")
    assert (told.folder / "f.pdf").read_bytes().startswith(b"%PDF")
    assert (told.folder / "f.xlsx").read_bytes().startswith(b"PK")
    assert (told.folder / "oscal/assessment-results.json").is_file()


def test_a_report_says_what_changed_since_the_one_before(told: Ran) -> None:
    base = ("evidence", "report", "bundle", "--trust", "keys.txt", "--before", "before.tar.gz")
    for name in ("c.html", "c.json", "c.pdf", "c.xlsx"):
        told(*base, "-o", name)
    told(*base, "--format", "csv", "-o", "c")
    found = json.loads((told.folder / "c.json").read_text())
    schema = assets_root() / "evidence/schemas/govern.evidence-report.v1.schema.json"
    assert jsonschema_rs.is_valid(json.loads(schema.read_text()), found)
    assert found["before"].startswith("before.tar.gz, as of ")
    rows = {(one["kind"], one["name"]): one for one in found["changes"]}
    (gone,) = [one for (kind, name), one in rows.items() if name.startswith("K020 a.yaml")]
    assert (gone["kind"], gone["before"], gone["after"]) == ("finding", "there", "")
    assert rows[("decisions", "denied")]["after"] == "2"
    said = json.loads(told("evidence", "diff", "before.tar.gz", "bundle", "--trust", "keys.txt",
                           "-o", "json"))  # fmt: skip
    controls = [name for kind, name in rows if kind == "control"]
    assert controls == [one["reference"] for one in said["controls"]] != []
    page = (told.folder / "c.html").read_text()
    assert '<h2 id="changes">What changed</h2>' in page
    assert "K020 a.yaml" in page
    text = "".join(one.extract_text() for one in pypdf.PdfReader(told.folder / "c.pdf").pages)
    assert "What changed" in text
    assert "changes" in openpyxl.load_workbook(told.folder / "c.xlsx").sheetnames
    assert (told.folder / "c/changes.csv").read_text().startswith("What,Name,Before,After,Because")
    told(*base[:3], "--before", "before.tar.gz", "-o", "c.html", expect=4)


def test_without_a_report_before_nothing_is_said_of_changes(told: Ran) -> None:
    told("evidence", "report", "bundle", "--trust", "keys.txt", "-o", "d.html")
    assert "What changed" not in (told.folder / "d.html").read_text()


def test_what_changed_between_two_bundles(told: Ran) -> None:
    both = ("evidence", "diff", "before.tar.gz", "bundle.tar.gz", "--trust", "keys.txt")
    said = told(*both)
    assert "denied: 1 decisions, then 2" in said
    assert "- K020 high a.yaml" in said
    found = json.loads(told(*both, "-o", "json"))
    assert {one["rule_id"] for one in found["gone"]} >= {"K020"}
    assert found["appeared"] == []
    assert found["waivers_added"] == []
    schemas = assets_root() / "evidence" / "schemas"
    schema = json.loads((schemas / "govern.evidence-diff.v1.schema.json").read_text())
    assert [one.message for one in jsonschema_rs.validator_for(schema).iter_errors(found)] == []
    changed = {one["reference"]: (one["before"], one["after"]) for one in found["controls"]}
    assert set(changed.values()) == {("not-satisfied", "waived")}
    same = told("evidence", "diff", "bundle", "bundle.tar.gz", "--trust", "keys.txt")
    assert "nothing else changed" in same
