"""Cards that others published: every one is read, and what was checked by hand stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from govern.documents.model_card import PARSER
from govern.documents.probe import Probe
from govern.model import Source
from tests.documents.model_card.cards import at, codes, confidence, place, read, read_all
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

_NO_CARDS = {
    "sample_datasetcard_simple.md",  # a data set's card
    "sample_datasetcard_template.md",  # a template
    "sample_template.md",
    "sample_no_metadata.md",  # nothing but a title
    "sample_invalid_card_data.md",  # front matter that is a list: refused when it is named
}
_CARDS = ("model-cards/markdown/*.md", "model-cards/huggingface/*.md",
          "model-cards/model-card-toolkit/testdata-*.json")  # fmt: skip
_BOMS = ("sbom/cyclonedx-spec/1.[56]/valid-machine-learning-*.json", "sbom/ml-bom/*.json")


@pytest.mark.parametrize("path", corpus_params(*_CARDS, *_BOMS))
def test_every_published_card_is_read(path: Path) -> None:
    probe = Probe(Source.of(path.as_posix(), path.read_bytes()), (path.name,))
    assert PARSER.recognises(probe) is (path.name not in _NO_CARDS)
    if path.name not in _NO_CARDS:
        for document in read_all(path):  # checks schema and places
            assert document.content == read_all(path)[document.index].content


@pytest.mark.parametrize(
    "path",
    corpus_params(
        "model-cards/*/*.schema.json",
        "model-cards/croissant/*",
        "sbom/cyclonedx-examples/**/*.json",
    ),
)
def test_nothing_else_is_taken_for_a_card(path: Path) -> None:
    assert not PARSER.recognises(Probe(Source.of(path.as_posix(), path.read_bytes())))


def card(corpus: Path, name: str) -> Any:
    return read(corpus / "model-cards" / name)


def test_cats_vs_dogs_of_both_schema_versions(corpus: Path) -> None:
    for version in ("0_0_1", "0_0_2"):
        found = card(corpus, f"model-card-toolkit/testdata-cats_vs_dogs_v{version}.json")
        metrics = [(m["value"], m["slice"]) for m in at(found, "/metrics")]
        assert metrics == [
            (0.9781249761581421, None),
            (0.9932885766029358, {"name": None, "value": "cat"}),
            (0.9649122953414917, {"name": None, "value": "Dog"}),
        ]
        assert at(found, "/metrics/1/ci") == {"low": 0.9832885766, "high": 1.0032885766}
        assert {m["unit"] for m in at(found, "/metrics")} == {None}
        assert at(found, "/licenses/0/id") == "apache-2.0"
        assert at(found, "/parties/owners/0/contact") == "model-cards@google.com"
        assert at(found, "/model/version") == "v1.0"
        assert at(found, "/model/released") is None  # 08/28/2020 may be read in two ways
        assert codes(found) == ["unreadable-value"]
        assert [one["role"] for one in at(found, "/datasets")] == ["train", "eval"]


def test_musicgen_weights_are_not_for_business(corpus: Path) -> None:
    found = card(corpus, "markdown/facebookresearch-audiocraft-MUSICGEN_MODEL_CARD.md")
    assert [(one["raw"], one["class"]) for one in at(found, "/licenses")] == [
        ("MIT", "permissive"),
        ("CC-BY-NC 4.0", "noncommercial"),
    ]
    assert confidence(found, "/licenses") == "prose"
    assert place(found, "/licenses").line == 17
    assert at(found, "/parties/provider") == "The FAIR team of Meta AI."
    assert len(at(found, "/use/limitations")) == 5
    assert at(found, "/use/limitations/0") == "The model is not able to generate realistic vocals."
    assert at(found, "/model/version") is None  # a sentence, not a version


def test_whisper_declares_no_licence(corpus: Path) -> None:
    found = card(corpus, "markdown/openai-whisper-model-card.md")
    assert (found.name, found.format) == ("Whisper", "markdown")
    assert at(found, "/licenses") == []
    assert confidence(found, "/licenses") == "absent"
    assert len(at(found, "/use/limitations")) == 4
    assert at(found, "/sections/limitations/title") == "Performance and Limitations"
    assert place(found, "/use/limitations/0").line == 58


def test_clip_states_what_is_out_of_scope(corpus: Path) -> None:
    found = card(corpus, "markdown/openai-CLIP-model-card.md")
    assert at(found, "/use/out_of_scope/0").startswith("Any deployed use case of the model")
    assert place(found, "/use/out_of_scope").line == 46
    assert at(found, "/parties/contact") == "Please use this Google Form"
    assert {risk["category"] for risk in at(found, "/risks")} == {"bias"}
    assert at(found, "/licenses") == []


def test_dinov2_follows_the_template(corpus: Path) -> None:
    found = card(corpus, "markdown/facebookresearch-dinov2-MODEL_CARD.md")
    assert at(found, "/licenses/0/id") == "apache-2.0"
    assert at(found, "/parties/provider") == "Meta AI"
    assert at(found, "/model/model_type") == "Vision Transformer"
    assert at(found, "/datasets/0/name") == "LVD-142M (see paper)"
    assert at(found, "/compute/co2_kg") == 7000
    assert at(found, "/compute/hours") is None  # 22,000 for ViT-g, 4,500 for …
    assert at(found, "/compute/hardware") == "Nvidia A100"
    assert at(found, "/risks/0/mitigation").startswith("We expect fine-tuning")


def test_glide_and_guided_diffusion_state_limitations(corpus: Path) -> None:
    for name, count in (("glide-text2im", 5), ("guided-diffusion", 3)):
        found = card(corpus, f"markdown/openai-{name}-model-card.md")
        assert found.name == f"openai-{name}-model-card"
        assert len(at(found, "/use/limitations")) == count
        assert confidence(found, "/use/intended") == "prose"


def test_point_e_has_an_evaluated_use(corpus: Path) -> None:
    found = card(corpus, "markdown/openai-point-e-model-card.md")
    assert found.name == "Point-E"
    assert at(found, "/use/intended/0").startswith("We release these models to help advance")
    assert at(found, "/sections/model-date/text") == "December 2022"


def test_docker_cards_are_tables(corpus: Path) -> None:
    granite = card(corpus, "markdown/docker-model-cards-granite-4.0-h-tiny.md")
    assert at(granite, "/licenses/0/id") == "apache-2.0"
    assert confidence(granite, "/licenses") == "declared"
    assert at(granite, "/model/architecture") == "granitehybrid"
    assert len(at(granite, "/model/languages")) == 12
    metrics = {m["name"]: m["value"] for m in at(granite, "/metrics")}
    assert (len(metrics), metrics["MMLU (5-shot)"], metrics["AttaQ"]) == (27, 68.65, 86.61)
    llama = card(corpus, "markdown/docker-model-cards-llama3.3.md")
    assert at(llama, "/licenses/0/id") == "llama3.3"
    assert at(llama, "/licenses/0/class") == "use-restricted"
    assert "user-threshold" in at(llama, "/licenses/0/conditions")
    assert len(at(llama, "/use/intended")) == 6


def test_hugging_face_samples(corpus: Path) -> None:
    index = card(corpus, "huggingface/sample_simple_model_index.md")
    assert [(m["name"], m["value"], m["dataset"]["split"]) for m in at(index, "/metrics")] == [
        ("accuracy", 0.9, None),
        ("f1", 0.66, "test"),
    ]
    assert at(index, "/metrics/1/dataset/revision") == "5503434ddd753f426f4b38109466949a1217c2bb"
    assert place(index, "/metrics/1/value").line == 35
    invalid = card(corpus, "huggingface/sample_invalid_model_index.md")
    assert codes(invalid) == ["incomplete-result"]
    assert at(invalid, "/metrics/0/value") == 0.9
    windows = card(corpus, "huggingface/sample_windows_line_breaks.md")
    assert at(windows, "/licenses/0/id") == "mit"
    assert place(windows, "/licenses").line == 2


def test_boms_of_the_specification(corpus: Path) -> None:
    for version in ("1.5", "1.6"):
        found = read(
            corpus / f"sbom/cyclonedx-spec/{version}/valid-machine-learning-{version}.json"
        )
        assert found.resource.address == "CompVis/stable-diffusion@1.4"
        publisher = "Acme Inc" if version == "1.6" else None
        assert at(found, "/parties/provider") == publisher
        assert at(found, "/metrics/0/value") is None  # a sentence stands there
        assert at(found, "/metrics/0/raw") == "The value of the performance metric"
        assert at(found, "/datasets/0/classification") == "public"
    env = read(
        corpus / "sbom/cyclonedx-spec/1.6/valid-machine-learning-considerations-env-1.6.json"
    )
    assert (at(env, "/compute/energy_kwh"), at(env, "/compute/co2_kg")) == (0.4, 31220)
    assert at(env, "/parties/provider") == "Hugging Face"
    models = read_all(corpus / "sbom/ml-bom/k8s-aibom-vllm.json")
    assert [one.resource.address for one in models] == [
        "meta-llama/Llama-3.1-8B-Instruct",
        "meta-llama/Llama-3.1-8B-Instruct#2",
    ]
