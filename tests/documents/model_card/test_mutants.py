"""Whatever stands at whatever place of a card, it is read into a valid document or refused."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govern.documents.interface import Limits, ParseContext
from govern.documents.model_card import PARSER
from govern.errors import InputError
from govern.model import Source
from tests.documents.model_card.cards import check, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import Document

_PARTY = {"name": "a", "contact": "b"}
MCT: dict[str, Any] = {
    "schema_version": "0.0.2",
    "model_details": {
        "name": "m", "overview": "o", "owners": [_PARTY], "licenses": [{"identifier": "mit"}],
        "version": {"name": "1", "date": "2026-01-01"}, "path": "m.bin", "license": "mit",
    },
    "model_parameters": {"data": [{"name": "d", "sensitive": {"sensitive_data": ["x"]}}],
                         "input_format": "f", "model_architecture": "a"},
    "quantitative_analysis": {"performance_metrics": [
        {"type": "t", "value": "1", "slice": "s",
         "confidence_interval": {"lower_bound": "0", "upper_bound": "1"}}]},
    "considerations": {"users": [{"description": "u"}], "limitations": ["l"],
                       "ethical_considerations": [{"name": "n", "mitigation_strategy": "m"}]},
}  # fmt: skip
SAGEMAKER: dict[str, Any] = {
    "model_overview": {"model_name": "m", "model_owner": "o", "model_artifact": ["s3://x"]},
    "intended_uses": {"purpose_of_model": "p", "risk_rating": "High"},
    "training_details": {"training_job_details": {
        "training_datasets": ["d"], "training_metrics": [{"name": "n", "value": 1}]}},
    "evaluation_details": [{"name": "e", "datasets": ["d"], "metric_groups": [
        {"metric_data": [{"name": "n", "type": "number", "value": 1}]}]}],
    "additional_information": {"custom_details": {"license": "mit"}},
}  # fmt: skip
BOM: dict[str, Any] = {
    "bomFormat": "CycloneDX", "specVersion": "1.6",
    "metadata": {"component": {"type": "application", "name": "app"}},
    "components": [{
        "type": "machine-learning-model", "name": "m", "group": "g", "version": "1",
        "purl": "pkg:huggingface/g/m@1", "supplier": {"name": "s", "contact": [{"email": "e"}]},
        "licenses": [{"license": {"id": "MIT"}}], "hashes": [{"alg": "SHA-256", "content": "ab"}],
        "externalReferences": [{"type": "distribution", "url": "u"}],
        "pedigree": {"ancestors": [{"name": "b"}]},
        "properties": [{"name": "govern:risk_tier", "value": "high"}],
        "modelCard": {
            "modelParameters": {"task": "t", "datasets": [{"ref": "d"}, {"name": "x",
                "governance": {"owners": [{"contact": {"name": "c"}}]}}], "inputs": [
                {"format": "f"}]},
            "quantitativeAnalysis": {"performanceMetrics": [{"type": "t", "value": "1",
                "confidenceInterval": {"lowerBound": "0", "upperBound": "1"}}]},
            "considerations": {"users": ["u"], "fairnessAssessments": [{"groupAtRisk": "g"}],
                "ethicalConsiderations": [{"name": "n"}], "environmentalConsiderations": {
                "energyConsumptions": [{"activityEnergyCost": {"value": 1, "unit": "kWh"}}]}},
        },
    }],
}  # fmt: skip
GOVERN: dict[str, Any] = {
    "schema": "govern.model/v1",
    "model": {"id": "m", "task": ["t"], "inputs": [{"modality": "text"}], "parameters": 3},
    "parties": {"owners": [_PARTY], "contact": "c"},
    "licenses": [{"raw": "mit", "name": "n", "url": "u"}],
    "artifacts": [{"path": "p", "signed": {"verified": True}, "unsafe": {"globals": ["a"]}}],
    "metrics": [{"name": "n", "value": 1, "ci": {"low": 0, "high": 1}, "slice": {"value": "v"}}],
    "governance": {"risk_tier": "high", "eu_ai_act": {"annex_iv": {"p1": {"status": "s"}}},
                   "tags": {"a": "b"}, "review": {"next": "2026-01-01"}},
    "team": "t", "owner": "o", "datasets": [{"name": "d", "pii": "yes", "governance": {}}],
}  # fmt: skip
KITFILE: dict[str, Any] = {
    "manifestVersion": "1.0", "package": {"name": "p", "version": "1", "authors": ["a"]},
    "model": {"name": "m", "path": "m.bin", "license": "mit", "parts": [{"path": "q"}],
              "parameters": {"govern": {"owner": "o"}}},
    "datasets": [{"name": "d", "license": "mit"}], "prompts": [{"path": "p.md"}],
}  # fmt: skip
MLMODEL: dict[str, Any] = {
    "flavors": {"sklearn": {"pickled_model": "model.pkl"}, "python_function": {"data": "d"}},
    "metadata": {"name": "m", "govern.owner": "o", "govern": {"risk_tier": "low"}},
    "signature": {"inputs": '[{"name": "n"}]', "outputs": None}, "run_id": "r",
    "mlflow_version": "2.1", "model_uuid": "u", "prompts": ["prompts:/a/1"],
}  # fmt: skip
MLFLOW_VERSION: dict[str, Any] = {
    "schema": "govern.mlflow/v1", "registry": "https://mlflow.example",
    "model": {"name": "m", "description": "## Limitations\nNone.", "tags": {"govern.owner": "o"}},
    "version": {"name": "m", "version": "1", "description": "d", "source": "s", "run_id": "r",
                "tags": {"govern.risk_tier": "high", "other": "x"}},
    "run": {"run_id": "r", "params": {"a": "1"}, "tags": {"mlflow.source.git.commit": "c"},
            "metrics": [{"key": "auc", "value": 0.9, "dataset_name": "d", "dataset_digest": "x"}],
            "datasets": [{"name": "d", "digest": "x", "context": "training"}]},
    "logged_model": {"model_id": "m-1", "params": {}, "metrics": [{"key": "auc", "value": 1}]},
    "files": [{"path": "a", "size": 1, "sha256": "0"}],
}  # fmt: skip
FRONT: dict[str, Any] = {
    "license": "other", "license_name": "n", "license_link": "l", "language": ["en"],
    "base_model": ["a/b"], "base_model_relation": "merge", "datasets": ["d"],
    "co2_eq_emissions": {"emissions": 1, "hardware_used": "h"}, "pipeline_tag": "t",
    "x-govern": {"owner": "o", "metrics": [{"name": "n", "unit": "percent"}], "team": "t"},
    "model-index": [{"name": "n", "results": [{"task": {"type": "t"}, "dataset": {"type": "d",
        "name": "n"}, "metrics": [{"type": "n", "value": 1}], "source": {"url": "u"}}]}],
}  # fmt: skip

_JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
    | st.sampled_from(["TODO", "mit", "true", "1e999", "a@b", "2026-01-01", "-", "../x", "/x"]),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text("abname/~.", max_size=4), below)
    ),
    max_leaves=6,
)


def mutants(sample: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    places = [pointer for pointer in pointers(sample, depth=20) if pointer]
    return st.tuples(st.sampled_from(places), _JUNK).map(lambda pair: replaced(sample, *pair))


def replaced(sample: dict[str, Any], pointer: str, junk: object) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(sample)
    holder: Any = changed
    *way, last = (key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])
    for key in way:
        holder = holder[int(key)] if isinstance(holder, list) else holder[key]
    if isinstance(holder, list):
        holder[int(last)] = junk
    else:
        holder[last] = junk
    return changed


def documents(name: str, text: str) -> Iterator[Document]:
    context = ParseContext(
        Limits(), lambda _: None, lambda: (), lambda _: "0" * 64, lambda _name, _count: b""
    )
    try:
        yield from PARSER.parse(Source.of(name, text.encode()), context)
    except InputError as error:
        assert error.path == name  # noqa: PT017 - a refusal is one of two right outcomes
        assert error.line  # noqa: PT017 - as above


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("mct.json", MCT),
        ("sagemaker.json", SAGEMAKER),
        ("bom.json", BOM),
        ("mlflow-version.json", MLFLOW_VERSION),
        ("card.json", GOVERN),
        ("Kitfile", KITFILE),
        ("MLmodel", MLMODEL),
        ("README.md", FRONT),
    ],
)
def test_mutants_are_read_or_refused(name: str, sample: dict[str, Any]) -> None:
    @given(mutants(sample))
    @settings(max_examples=120, deadline=None)
    def run(mutant: dict[str, Any]) -> None:
        text = json.dumps(mutant)
        if name == "README.md":
            text = f"---\n{text}\n---\n# Title\n"
        for document in documents(name, text):
            check(document)

    run()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300))
def test_any_markdown_is_read_or_refused(text: str) -> None:
    for document in documents("README.md", text):
        check(document)
