"""x-govern, govern.yaml: merged over the card, with a diagnostic for every contradiction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.documents.model_card.cards import (
    at,
    codes,
    confidence,
    notes,
    place_of,
    read,
    read_card,
    safetensors,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

CARD = """---
license: mit
model-index:
- name: m
  results:
  - task: {type: t}
    dataset: {type: d, name: D, split: test}
    metrics:
    - {type: accuracy, value: 0.97}
x-govern:
  owner: risk-team
  contact: risk@example.com
  risk_tier: High
  review_date: 2027-01-31
  cost_centre: 4711
---
# M

## Limitations

Fails on rain.
"""


def test_x_govern_speaks_in_short_names(tmp_path: Path) -> None:
    card = read_card(tmp_path, CARD)
    assert at(card, "/parties/owners") == [{"name": "risk-team", "contact": None, "team": None}]
    assert at(card, "/parties/contact") == "risk@example.com"
    assert at(card, "/governance/risk_tier") == "high"
    assert at(card, "/governance/review/next") == "2027-01-31"
    assert at(card, "/governance/tags") == {"cost_centre": "4711"}
    assert place_of(card, "/governance/risk_tier") == ("README.md", 13)
    assert codes(card) == []


def test_a_sidecar_adds_to_lists_and_fills_fields(tmp_path: Path) -> None:
    sidecar = (
        "limitations: [Fails on snow.]\nteam: Risk\n"
        "governance: {eu_ai_act: {class: high, annex_iii: '5', annex_iv: {p1: {status: done}}}}\n"
        "metrics:\n- {name: accuracy, unit: fraction}\n"
        "- {name: accuracy, value: 0.95, slice: {name: sex, value: f}}\n"
        "safety: {red_team: {done: true, date: 2026-10-01}}\n"
    )
    card = read_card(tmp_path, CARD, {"govern.yaml": sidecar})
    assert at(card, "/use/limitations") == ["Fails on rain.", "Fails on snow."]
    assert confidence(card, "/use/limitations") == "declared"
    assert at(card, "/parties/owners/0/team") == "Risk"
    assert at(card, "/governance/eu_ai_act/annex_iv/p1/status") == "done"
    overall, slice_ = at(card, "/metrics")
    assert (overall["value"], overall["unit"], overall["slice"]) == (0.97, "fraction", None)
    assert (slice_["value"], slice_["slice"]) == (0.95, {"name": "sex", "value": "f"})
    assert at(card, "/safety/red_team") == {"done": True, "date": "2026-10-01", "report": None}
    assert place_of(card, "/governance/eu_ai_act/class") == ("govern.yaml", 3)
    assert place_of(card, "/metrics/0/value") == ("README.md", 9)
    assert place_of(card, "/metrics/0/unit") == ("govern.yaml", 5)
    assert codes(card) == []
    assert "govern.yaml" in dict(card.related)


def test_contradictions_stand_and_are_noted(tmp_path: Path) -> None:
    sidecar = (
        "license: apache-2.0\nrisk_tier: low\n"
        "metrics: [{name: accuracy, value: 0.99}]\ntags: {cost_centre: 4712}\n"
    )
    card = read_card(tmp_path, CARD, {"govern.yaml": sidecar})
    assert [one["id"] for one in at(card, "/licenses")] == ["apache-2.0"]
    assert at(card, "/governance/risk_tier") == "low"
    assert at(card, "/metrics/0/value") == 0.99
    assert at(card, "/governance/tags/cost_centre") == "4712"
    said = {note["path"]: note["msg"] for note in notes(card, "conflict")}
    assert said == {
        path: f"{card_says}, {sidecar_says}, which stands"
        for path, card_says, sidecar_says in (
            (
                "/licenses",
                'README.md#/license says ["mit"]',
                'govern.yaml#/license says ["apache-2.0"]',
            ),
            (
                "/governance/risk_tier",
                'README.md#/x-govern/risk_tier says "high"',
                'govern.yaml#/risk_tier says "low"',
            ),
            (
                "/metrics/0/value",
                "README.md#/model-index/0/results/0/metrics/0 says 0.97",
                "govern.yaml#/metrics/0 says 0.99",
            ),
            (
                "/governance/tags/cost_centre",
                'README.md#/x-govern/cost_centre says "4711"',
                'govern.yaml#/tags says "4712"',
            ),
        )
    }
    assert place_of(card, "/source/diagnostics/1") == ("govern.yaml", 2)


def test_agreement_is_no_contradiction(tmp_path: Path) -> None:
    sidecar = "license: MIT License\nrisk_tier: high\nmodel: {id: my-model, name: My model}\n"
    card = read_card(tmp_path / "folder", "---\nlicense: mit\n---\n# Title\n",
                     {"govern.yaml": sidecar})  # fmt: skip
    assert card.name == "my-model"
    assert codes(card) == []


def test_claims_about_files_never_beat_the_files(tmp_path: Path) -> None:
    sidecar = (
        "artifacts:\n"
        "- {path: m.safetensors, sha256: '00', format: gguf, signed: {verified: true}, "
        "unsafe: {format: true}}\n"
        "- {uri: 's3://b/m.pkl', sha256: 'ab', signed: {verified: true}, unsafe: {format: false}}\n"
        "- {uri: 's3://b/m.xyz', unsafe: {globals: []}}\n"
    )
    card = read_card(tmp_path, CARD, {"govern.yaml": sidecar, "m.safetensors": safetensors()})
    local, remote, other = at(card, "/artifacts")
    assert remote["unsafe"] == {"format": True, "globals": None}
    assert other["unsafe"] == {"format": None, "globals": None}
    assert (local["format"], local["unsafe"]) == ("safetensors", {"format": False, "globals": []})
    assert len(local["sha256"]) == 64
    assert not local["signed"]["verified"]
    assert not remote["signed"]["verified"]
    assert (remote["sha256"], remote["pinned"]) == ("ab", True)
    assert codes(card) == [*["ignored-claim"] * 4, "digest-mismatch", "format-mismatch"]
    assert confidence(card, "/artifacts/0/sha256") == "derived"


def test_a_digest_that_agrees_is_declared(tmp_path: Path) -> None:
    card = read_card(tmp_path / "a", CARD, {"m.safetensors": safetensors()})
    digest = at(card, "/artifacts/0/sha256")
    sidecar = f"artifacts: [{{path: m.safetensors, sha256: {digest.upper()}}}]\n"
    card = read_card(tmp_path / "b", CARD, {"govern.yaml": sidecar, "m.safetensors": safetensors()})
    assert at(card, "/artifacts/0/sha256") == digest
    assert confidence(card, "/artifacts/0") == "declared"
    assert codes(card) == []


def test_misspelt_and_unreadable_keys_are_named(tmp_path: Path) -> None:
    sidecar = (
        "limitatons: [a, b]\ngovernance: {risk_tear: high, review: 3}\nmodel: text\n"
        "parties: {owners: [{nam: x}]}\nnext_audit: {when: soon}\nrisk_tier: TODO\nstatus: fine\n"
    )
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", {"govern.yaml": sidecar})
    assert [(note["code"], note["path"]) for note in at(card, "/source/diagnostics")] == [
        ("unknown-key", "/governance/tags"),
        ("unknown-key", "/governance/risk_tear"),
        ("unreadable-value", "/governance/review"),
        ("unreadable-value", "/model"),
        ("unknown-key", "/parties/owners/nam"),
        ("unknown-key", "/governance/tags"),
        ("placeholder", "/governance/risk_tier"),
        ("unreadable-value", "/governance/status"),
    ]
    assert at(card, "/governance/risk_tier") == "unset"


def test_a_card_that_is_one_file_has_a_sidecar_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": CARD, "a.govern.yaml": "status: approved\n"})
    card = read(tmp_path / "a.md")
    assert at(card, "/governance/status") == "approved"
    assert "a.govern.yaml" in dict(card.related)


STANDALONE = """schema: govern.model/v1
model: {id: acme/credit, version: "2.0", task: tabular-classification}
licenses: [proprietary]
parties: {owners: [{name: Credit, contact: credit@acme.example, team: Lending}]}
use: {intended: Score applications., limitations: [No self-employed.]}
datasets: [{name: loans, role: train, pii: yes}]
metrics: [{name: auc, value: 0.81, unit: fraction}]
governance: {risk_tier: high, status: approved}
source: {format: huggingface}
"""


def test_a_card_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {"govern.yaml": STANDALONE, "m.gguf": b"GGUF"})
    card = read(tmp_path / "govern.yaml")
    assert (card.format, card.resource.address) == ("govern", "acme/credit@2.0")
    assert at(card, "/source/format") == "govern"
    assert at(card, "/licenses/0/class") == "custom"
    assert at(card, "/datasets/0/pii") == "yes"
    assert at(card, "/artifacts/0/path") == "m.gguf"
    assert confidence(card, "/use/limitations") == "declared"
    assert place_of(card, "/use/limitations/0") == ("govern.yaml", 5)
    assert place_of(card, "/use/out_of_scope") == ("govern.yaml", 5)  # the deepest that is there
    assert codes(card) == []


def test_a_finished_document_is_read_back_the_same(tmp_path: Path) -> None:
    first = read_card(tmp_path / "a", CARD)
    text = json.dumps({"schema": "govern.model/v1", **first.content})
    write(tmp_path / "b", {"card.json": text})
    second = read(tmp_path / "b" / "card.json")
    for key in ("model", "parties", "licenses", "use", "metrics", "governance", "risks"):
        assert second.content[key] == first.content[key]
    assert codes(second) == []
