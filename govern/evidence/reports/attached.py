"""The report that lies in a bundle: for whoever opens it without `govern`.

It is signed with the bundle, and says nothing that the bundle does not show: `govern evidence
report BUNDLE` writes the same again out of the records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.reports.building import build
from govern.evidence.reports.csv_files import csv_files
from govern.evidence.reports.gemara import gemara_files
from govern.evidence.reports.html_page import html_page
from govern.evidence.reports.json_v1 import json_text
from govern.evidence.reports.oscal import oscal_files
from govern.evidence.reports.source import stretch_evidence

if TYPE_CHECKING:
    from govern.evidence.bundle import Stretch


def attached(stretch: Stretch) -> dict[str, bytes]:
    """Return the files of `report/`, `oscal/` and `gemara/` in a bundle: name → content.

    Raises:
        UsageError: there is no framework of a name that was selected.
        VerificationError: a record cannot be read.
    """
    report = build(stretch_evidence(stretch))
    files = {
        "report/index.html": html_page(report),
        "report/report.json": json_text(report),
        **{f"report/{name}": text for name, text in csv_files(report).items()},
    }
    if report.frameworks:
        files |= {f"oscal/{name}": text for name, text in oscal_files(report).items()}
        files |= {f"gemara/{name}": text for name, text in gemara_files(report).items()}
    return {name: text.encode() for name, text in files.items()}
