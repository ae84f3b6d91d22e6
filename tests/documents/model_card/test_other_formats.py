"""Model Card Toolkit, CycloneDX ML-BOM, MLflow, SageMaker, Kitfile and plain Markdown tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from govern.documents.interface import Limits
from govern.errors import InputError
from tests.documents.model_card.cards import (
    at,
    codes,
    confidence,
    notes,
    pickled,
    place_of,
    read,
    read_all,
    read_card,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path


def lines(value: Any) -> str:
    return json.dumps(value, indent=1)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


# ── Model Card Toolkit ────────────────────────────────────────────────────────────────────────


def test_toolkit_cards_of_both_versions_mean_the_same(tmp_path: Path) -> None:
    old = {
        "schema_version": "0.0.1",
        "model_details": {
            "name": "cats", "version": {"name": "v1", "date": "2020-08-28"}, "license": "mit",
            "owners": [{"name": "Team", "contact": "t@example.com"}],
        },
        "model_parameters": {"data": {"train": {"link": "https://d", "sensitive": True}}},
        "quantitative_analysis": {"performance_metrics": [
            {"type": "acc", "value": 0.9, "slice": "cat",
             "confidence_interval": {"lower_bound": 0.8, "upper_bound": 1}}]},
        "considerations": {"users": ["All"], "limitations": ["Dogs"]},
    }  # fmt: skip
    new = json.loads(json.dumps(old))
    new["schema_version"] = "0.0.2"
    del new["model_details"]["license"]
    new["model_details"]["licenses"] = [{"identifier": "mit"}]
    new["model_parameters"]["data"] = [
        {"name": "train", "link": "https://d", "sensitive": {"sensitive_data": ["faces"]}}
    ]
    metric = new["quantitative_analysis"]["performance_metrics"][0]
    metric["value"] = "0.9"
    metric["confidence_interval"] = {"lower_bound": "0.8", "upper_bound": "1"}
    new["considerations"] = {
        "users": [{"description": "All"}], "limitations": [{"description": "Dogs"}],
    }  # fmt: skip
    write(tmp_path, {"old.json": lines(old), "new.json": lines(new)})
    first, second = read(tmp_path / "old.json"), read(tmp_path / "new.json")
    for card, version in ((first, "0.0.1"), (second, "0.0.2")):
        assert card.format == "mct"
        assert at(card, "/source/format_version") == version
        assert card.resource.address == "cats@v1"
        assert at(card, "/model/released") == "2020-08-28"
        assert at(card, "/licenses/0/id") == "mit"
        assert at(card, "/parties/contact") == "t@example.com"
        assert (at(card, "/datasets/0/role"), at(card, "/datasets/0/pii")) == ("train", "yes")
        assert at(card, "/metrics/0/value") == 0.9
        assert at(card, "/metrics/0/slice") == {"name": None, "value": "cat"}
        assert at(card, "/metrics/0/ci") == {"low": 0.8, "high": 1}
        assert (at(card, "/use/users"), at(card, "/use/limitations")) == (["All"], ["Dogs"])
        assert codes(card) == []
    assert place_of(second, "/use/limitations/0") == ("new.json", line_of(lines(new), "Dogs"))


def test_a_path_in_a_toolkit_card_is_looked_into(tmp_path: Path) -> None:
    card = {"schema_version": "9", "model_details": {"path": "./w/m.bin", "licenses": [{}]}}
    write(tmp_path, {"card.json": json.dumps(card), "w/m.bin": pickled(4), "other.bin": pickled(4)})
    found = read(tmp_path / "card.json")
    assert [(one["path"], one["format"]) for one in at(found, "/artifacts")] == [
        ("w/m.bin", "pickle")
    ]
    assert (found.name, codes(found)) == ("card", ["unknown-version"])


@pytest.mark.parametrize(("name", "text"), [
    ("card.json", "[]"), ("card.json", '"x"'), ("card.json", "{"), ("card.json", '{"a":1,"a":2}'),
    ("card.yaml", "- a"), ("card.yaml", "a: &a [*a]"), ("card.yaml", "a: 1\n---\nb: 2\n"),
])  # fmt: skip
def test_what_is_no_object_is_refused(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text})
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    assert caught.value.line


# ── CycloneDX ML-BOM ──────────────────────────────────────────────────────────────────────────


def model(name: str, **members: Any) -> dict[str, Any]:
    return {"type": "machine-learning-model", "name": name, **members}


def bom(*components: dict[str, Any], version: str = "1.6", **members: Any) -> str:
    return lines({"bomFormat": "CycloneDX", "specVersion": version, "components": list(components),
                  **members})  # fmt: skip


def test_every_model_of_a_bom_is_a_card(tmp_path: Path) -> None:
    text = bom(
        {"type": "library", "name": "lib", "components": [model("nested", version="3")]},
        model("twin"),
        model("twin"),
        metadata={"component": model("main", group="acme")},
    )
    write(tmp_path, {"bom.json": text})
    cards = read_all(tmp_path / "bom.json")
    assert [card.resource.address for card in cards] == ["acme/main", "nested@3", "twin", "twin#2"]
    assert [card.index for card in cards] == [0, 1, 2, 3]
    assert [place_of(card, "/licenses")[1] for card in cards][1:] == [9, 16, 20]


def test_a_full_model_card_of_a_bom(tmp_path: Path) -> None:
    component = model(
        "m",
        group="org",
        purl="pkg:huggingface/org/m@abc123?x=y",
        version="1.2",
        publisher="Org",
        authors=[{"name": "Ann", "email": "ann@org.example"}],
        licenses=[{"expression": "MIT OR Apache-2.0"}],
        hashes=[{"alg": "SHA-1", "content": "00"}, {"alg": "SHA-256", "content": "AB" * 32}],
        externalReferences=[{"type": "distribution", "url": "https://x/m.gguf"}],
        pedigree={"ancestors": [{"group": "org", "name": "base", "version": "7", "type": "data"}]},
        properties=[
            {"name": "govern:risk_tier", "value": "high"},
            {"name": "govern:governance.review.next", "value": "2027-01-01"},
            {"name": "govern:cost", "value": "4711"},
            {"name": "govern:licenses.7.raw", "value": "x"},
            {"name": "govern:governance", "value": "y"},
            {"name": "other:owner", "value": "nobody"},
        ],
        modelCard={
            "modelParameters": {
                "task": "classification",
                "datasets": [
                    {"ref": "data-1"},
                    {"ref": "gone"},
                    {"type": "dataset", "name": "d2", "sensitiveData": ["PII"],
                     "contents": {"url": "https://d2"}, "classification": "internal",
                     "governance": {"owners": [{"organization": {"name": "DataCo"}}]}},
                ],
            },
            "quantitativeAnalysis": {"performanceMetrics": [
                {"type": "acc", "value": "0.91", "slice": "women"},
                {"type": "f1", "value": "90%"}]},
            "considerations": {
                "technicalLimitations": ["[More Information Needed]", "Slow."],
                "fairnessAssessments": [{"groupAtRisk": "g", "harms": "h"}],
                "environmentalConsiderations": {"energyConsumptions": [
                    {"activity": "training", "activityEnergyCost": {"value": 2, "unit": "kWh"},
                     "co2CostEquivalent": {"value": 0.5, "unit": "tCO2eq"}},
                    {"activity": "other", "activityEnergyCost": {"value": 3, "unit": "kWh"},
                     "co2CostEquivalent": {"value": 0.1, "unit": "tCO2eq"}}]},
            },
            "properties": [{"name": "govern:owner", "value": "risk-team"}],
        },
    )  # fmt: skip
    data = {"type": "data", "name": "d1", "bom-ref": "data-1", "data": [{"type": "dataset"}]}
    write(tmp_path, {"bom.json": bom(component, data)})
    card = read(tmp_path / "bom.json")
    assert at(card, "/model/id") == "org/m"
    assert (at(card, "/model/revision"), at(card, "/model/version")) == ("abc123", "1.2")
    assert at(card, "/licenses/0/class") == "permissive"
    assert [owner["name"] for owner in at(card, "/parties/owners")] == ["Ann", "risk-team"]
    assert at(card, "/artifacts/0/sha256") == "ab" * 32
    assert at(card, "/artifacts/0/uri") == "https://x/m.gguf"
    assert at(card, "/lineage/base_models/0")["id"] == "org/base"
    assert [one["name"] for one in at(card, "/datasets")] == ["d1", "gone", "d2"]
    assert at(card, "/datasets/2/pii") == "yes"
    assert at(card, "/datasets/2/governance") == {"owners": "DataCo"}
    assert at(card, "/metrics/0/value") == 0.91
    assert at(card, "/metrics/0/slice/value") == "women"
    assert at(card, "/metrics/1/unit") == "percent"
    assert at(card, "/use/limitations") == ["Slow."]
    assert (at(card, "/compute/energy_kwh"), at(card, "/compute/co2_kg")) == (5, 600)
    assert confidence(card, "/compute/co2_kg") == "derived"
    assert at(card, "/governance/risk_tier") == "high"
    assert at(card, "/governance/review/next") == "2027-01-01"
    assert at(card, "/governance/tags") == {
        "cost": "4711", "licenses.7.raw": "x", "governance": "y",
    }  # fmt: skip
    assert codes(card) == ["missing-reference", "placeholder"]
    assert at(card, "/raw/modelCard/modelParameters/task") == "classification"


@pytest.mark.parametrize(
    "text",
    [
        bom(model("m"), version="1.4"),
        bom(model("m"), version="2.0"),
        bom({"type": "library", "name": "x"}),
        lines({"bomFormat": "x"}),
    ],
)
def test_boms_that_describe_no_model_are_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"bom.json": text})
    with pytest.raises(InputError):
        read_all(tmp_path / "bom.json")


def test_a_deeply_nested_bom_is_walked_without_recursion(tmp_path: Path) -> None:
    nested = model("deep")
    for _ in range(40):
        nested = {"type": "library", "name": "x", "components": [nested]}
    write(tmp_path, {"bom.json": json.dumps(json.loads(bom(nested)))})
    assert [card.name for card in read_all(tmp_path / "bom.json", Limits())] == ["deep"]


# ── MLflow ────────────────────────────────────────────────────────────────────────────────────

MLMODEL = """artifact_path: model
flavors:
  python_function:
    loader_module: mlflow.sklearn
    model_path: model.pkl
    python_version: 3.10.10
  sklearn:
    pickled_model: model.pkl
    serialization_format: cloudpickle
    sklearn_version: 1.2.0
metadata:
  name: churn
  license: apache-2.0
  govern.owner: crm-team
  govern.card_sha256: abc
  govern: {risk_tier: medium}
mlflow_version: 2.10
model_uuid: 8370150f4e07495794c3b80bcaf07e52
run_id: 14cdf02f
prompts: ["prompts:/qa/3"]
signature:
  inputs: '[{"name": "age", "type": "long"},
    {"type": "tensor", "tensor-spec": {"dtype": "float64"}}]'
  outputs: '[{"type": "long"}]'
"""


def test_an_mlmodel_with_its_files(tmp_path: Path) -> None:
    write(tmp_path, {"MLmodel": MLMODEL, "model.pkl": pickled(4), "conda.yaml": "name: x\n"})
    card = read(tmp_path / "MLmodel")
    assert (card.format, at(card, "/source/format_version")) == ("mlflow", "2.10")
    assert (card.name, at(card, "/model/library")) == ("churn", "sklearn")
    assert at(card, "/lineage/run_id") == "14cdf02f"
    assert at(card, "/licenses/0/id") == "apache-2.0"
    assert at(card, "/parties/owners/0/name") == "crm-team"
    assert at(card, "/governance/risk_tier") == "medium"
    assert at(card, "/governance/tags") == {"card_sha256": "abc"}
    assert at(card, "/model/inputs") == [
        {"modality": "age", "format": "long", "max": None},
        {"modality": None, "format": "tensor(float64)", "max": None},
    ]
    assert at(card, "/safety/prompts") == [{"name": "qa", "version": "3", "sha256": None}]
    (weights,) = at(card, "/artifacts")
    assert (weights["path"], weights["format"]) == ("model.pkl", "pickle")
    assert codes(card) == []
    assert place_of(card, "/governance/risk_tier") == ("MLmodel", 16)


def test_an_mlmodel_without_its_files(tmp_path: Path) -> None:
    write(tmp_path / "m", {"MLmodel": MLMODEL.replace("  name: churn\n", "")})
    card = read(tmp_path / "m" / "MLmodel")
    assert card.name == "8370150f4e07495794c3b80bcaf07e52"
    assert [one["unsafe"]["format"] for one in at(card, "/artifacts")] == [True]
    assert {note["msg"] for note in notes(card, "missing-file")} == {
        "the flavor names model.pkl, which is not beside the MLmodel"
    }


def test_a_signature_that_is_no_json_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"MLmodel": MLMODEL.replace('\'[{"type": "long"}]\'', "'[{'")})
    with pytest.raises(InputError) as caught:
        read(tmp_path / "MLmodel")
    assert caught.value.line == 24


# ── SageMaker ─────────────────────────────────────────────────────────────────────────────────

SAGEMAKER: dict[str, Any] = {
    "model_overview": {
        "model_description": "Scores loans.", "model_owner": "lending", "model_creator": "ds",
        "problem_type": "Binary Classification", "algorithm_type": "xgboost", "model_version": 2,
        "model_artifact": ["s3://bucket/model.tar.gz"],
    },
    "intended_uses": {
        "purpose_of_model": "Credit.", "intended_uses": "Pre-scoring.", "risk_rating": "High",
        "factors_affecting_model_efficiency": "Drift.",
    },
    "training_details": {"training_job_details": {
        "training_arn": "arn:job", "training_datasets": ["s3://b/train"],
        "training_metrics": [{"name": "loss", "value": 0.2}]}},
    "evaluation_details": [{
        "name": "eval", "datasets": ["s3://b/test"],
        "metric_groups": [{"name": "g", "metric_data": [
            {"name": "auc", "type": "number", "value": 0.8},
            {"name": "curve", "type": "linear_graph", "value": [[1, 2]]}]}]}],
    "additional_information": {
        "caveats_and_recommendations": "Not for firms.", "ethical_considerations": "Bias.",
        "custom_details": {"license": "proprietary", "govern.team": "Lending", "note": "x"}},
}  # fmt: skip


def test_a_sagemaker_card(tmp_path: Path) -> None:
    write(tmp_path, {"loans.json": lines(SAGEMAKER)})
    card = read(tmp_path / "loans.json")
    assert card.resource.address == "loans@2"
    assert at(card, "/governance/risk_tier") == "high"
    assert at(card, "/use/intended") == ["Credit.", "Pre-scoring."]
    assert at(card, "/use/limitations") == ["Drift.", "Not for firms."]
    assert at(card, "/licenses/0/id") == "proprietary"
    assert at(card, "/parties/owners") == [{"name": "lending", "contact": None, "team": "Lending"}]
    assert [(one["name"], one["role"]) for one in at(card, "/datasets")] == [
        ("s3://b/train", "train"),
        ("s3://b/test", "eval"),
    ]
    assert [(m["name"], m["value"]) for m in at(card, "/metrics")] == [
        ("loss", 0.2),
        ("auc", 0.8),
        ("curve", None),
    ]
    assert at(card, "/metrics/1/dataset/id") == "s3://b/test"
    assert at(card, "/artifacts/0/uri") == "s3://bucket/model.tar.gz"
    assert at(card, "/artifacts/0/pinned") is False
    assert codes(card) == []


def test_an_api_answer_has_the_card_as_a_text(tmp_path: Path) -> None:
    answer = {
        "ModelCardName": "loans", "ModelCardVersion": 4, "ModelCardStatus": "PendingReview",
        "Content": json.dumps(SAGEMAKER),
    }  # fmt: skip
    write(tmp_path, {"answer.json": lines(answer)})
    card = read(tmp_path / "answer.json")
    assert card.resource.address == "loans@4"
    assert at(card, "/governance/status") == "review"
    assert place_of(card, "/use/limitations/0") == ("answer.json", 5)
    assert at(card, "/provenance")["/use/intended/0"]["from"] == (
        "answer.json#/Content/intended_uses/purpose_of_model"
    )
    assert at(card, "/raw/Content/model_overview/model_owner") == "lending"


@pytest.mark.parametrize("content", ["{", "[1]", 7])
def test_content_that_is_no_card_is_refused(tmp_path: Path, content: object) -> None:
    write(tmp_path, {"answer.json": lines({"ModelCardName": "x", "Content": content})})
    with pytest.raises(InputError) as caught:
        read(tmp_path / "answer.json")
    assert caught.value.line == 3


# ── Kitfile ───────────────────────────────────────────────────────────────────────────────────

KITFILE = """manifestVersion: 1.0
package:
  name: forecast
  version: 1.2.3
  authors: [Ann]
  license: MIT
model:
  name: forecast-net
  path: ./models/model.onnx
  framework: ONNX
  version: 1.10
  license: Apache-2.0
  parts:
  - {name: lora, path: lora.safetensors, type: lora weights}
datasets:
- {name: sales, path: data/sales.csv, license: CC-BY-4.0, description: Shop sales.}
prompts:
- {path: system.prompt.md}
code:
- {path: src/}
"""


def test_a_kitfile_with_its_files(tmp_path: Path) -> None:
    onnx = b"\x08\x07\x12\x07pytorch\x1a\x032.1"
    write(tmp_path, {"Kitfile": KITFILE, "models/model.onnx": onnx, "system.prompt.md": "Be kind."})
    card = read(tmp_path / "Kitfile")
    assert (card.format, card.resource.address) == ("kitfile", "forecast@1.10")
    assert [one["id"] for one in at(card, "/licenses")] == ["apache-2.0"]
    assert at(card, "/datasets/0")["license"] == "CC-BY-4.0"
    assert [(one["path"], one["format"], one["pinned"]) for one in at(card, "/artifacts")] == [
        ("models/model.onnx", "onnx", True),
        ("lora.safetensors", "safetensors", False),
    ]
    assert len(at(card, "/safety/prompts/0/sha256")) == 64
    assert place_of(card, "/licenses/0/id") == ("Kitfile", 12)


def test_a_kitfile_upon_another_kit(tmp_path: Path) -> None:
    reference = f"registry.example:5000/team/base@sha256:{'a' * 64}"
    write(tmp_path, {"Kitfile": KITFILE.replace("./models/model.onnx", reference)})
    card = read(tmp_path / "Kitfile")
    assert at(card, "/lineage/base_models/0")["id"] == reference
    assert at(card, "/lineage/base_models/0")["revision"] == f"sha256:{'a' * 64}"


# ── Markdown tables ───────────────────────────────────────────────────────────────────────────


def test_attribute_tables_are_declared_and_labels_are_prose(tmp_path: Path) -> None:
    text = """# Tiny

| Attribute | Details |
|---|---|
| **Provider** | Acme |
| **License** | [Llama 3.3 Community license](https://l.example) |
| **Parameters** | 1,234,567 |
| **Input modalities** | Text, Image |
| **Context length** | many |

**Intended users:** analysts

## Benchmark performance

| Category | Metric | Tiny |
|---|---|---|
| General | MMLU | 68.65 |
| | Broken | - |

| Model | A | B |
|---|---|---|
| x | 1 | 2 |
"""
    write(tmp_path, {"tiny.md": text})
    card = read(tmp_path / "tiny.md")
    assert (card.format, card.name) == ("markdown", "Tiny")
    assert at(card, "/licenses/0/id") == "llama3.3"
    assert at(card, "/licenses/0/url") == "https://l.example"
    assert at(card, "/model/parameters") == 1234567
    assert [one["modality"] for one in at(card, "/model/inputs")] == ["Text", "Image"]
    assert at(card, "/model/context_length") is None
    assert (confidence(card, "/parties/provider"), confidence(card, "/use/users")) == (
        "declared",
        "prose",
    )
    assert [(m["name"], m["value"]) for m in at(card, "/metrics")] == [("MMLU", 68.65)]
    assert place_of(card, "/licenses/0") == ("tiny.md", 6)


def test_tables_of_slices_are_metrics_of_slices(tmp_path: Path) -> None:
    table = (
        "| Group | ROC AUC | Recall |\n|---|---|---|\n| all | 0.92 | 0.75 |\n| f | 0.9 | n/a |\n"
    )
    text = f"# X\n\n## Evaluation\n\n{table}"
    write(tmp_path, {"x.md": text})
    found = at(read(tmp_path / "x.md"), "/metrics")
    assert [(m["name"], m["value"], m["slice"]) for m in found] == [
        ("ROC AUC", 0.92, None),
        ("Recall", 0.75, None),
        ("ROC AUC", 0.9, {"name": None, "value": "f"}),
    ]
    index = (
        "---\nmodel-index:\n- results:\n  - task: {type: t}\n    dataset: {type: d, name: d}\n"
        "    metrics: [{type: roc_auc, value: 0.92}]\n---\n"
    )
    declared = at(read_card(tmp_path / "d", index + text), "/metrics")
    assert [(m["name"], m["slice"] is None) for m in declared] == [
        ("roc_auc", True),
        ("ROC AUC", False),
    ]


def test_subcards_beside_a_card_are_part_of_it(tmp_path: Path) -> None:
    subcard = (
        "Field | Response\n:---|:---\nIntended Users: | Engineers\n"
        "Technical Limitations & Mitigation: | Fails at night.\nPotential Known Risks: | TODO\n"
    )
    card = read_card(tmp_path, "---\nlicense: mit\n---\n# X\n", {"explainability.md": subcard})
    assert at(card, "/use/users") == ["Engineers"]
    assert at(card, "/use/limitations") == ["Fails at night."]
    assert confidence(card, "/use/limitations") == "declared"
    assert place_of(card, "/use/limitations/0") == ("explainability.md", 4)
    assert codes(card) == ["placeholder"]
    assert "explainability.md" in dict(card.related)


def test_xml_is_refused_with_advice(tmp_path: Path) -> None:
    write(tmp_path, {"bom.xml": "<bom/>"})
    with pytest.raises(InputError) as caught:
        read(tmp_path / "bom.xml")
    assert "JSON" in str(caught.value.hint)
