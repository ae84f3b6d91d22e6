"""Hugging Face model folders: front matter, results, weights, configs and code."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from govern.errors import InputError, LimitExceeded
from tests.documents.model_card.cards import (
    at,
    codes,
    confidence,
    notes,
    pickled,
    place_of,
    read,
    read_card,
    safetensors,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from govern.model import Document

CARD = """---
license: apache-2.0
language: [en, no]
library_name: transformers
pipeline_tag: text-classification
base_model: org/base@0123abc
base_model_relation: finetune
datasets:
- org/reviews
co2_eq_emissions:
  emissions: 1500
  hardware_used: 8xA100
model_version: 1.10
model-index:
- name: sentiment
  results:
  - task:
      type: text-classification
    dataset:
      type: org/reviews
      name: Reviews
      split: test
    metrics:
    - type: accuracy
      value: 0.970
      verified: true
    - type: f1
      value: 20.0 \u00b1 1.2
    - type: recall
      value: 91.5%
    - type: precision
      value: 0.9
      unit: fraction
    source:
      name: Board
      url: https://board.example
---
# Sentiment

## Model Details

- **Developed by:** Acme NLP
- **Model type:** encoder
- **License:** [More Information Needed]

## Uses

### Direct Use

Classify product reviews in English.

### Out-of-Scope Use

Medical advice.

## Bias, Risks, and Limitations

Fails on sarcasm.

### Recommendations

Keep a person in the loop.

## Training Details

[More Information Needed]

## Model Card Contact

nlp@acme.example
"""


def test_front_matter_fills_the_declared_fields(tmp_path: Path) -> None:
    card = read_card(tmp_path / "sentiment-v1", CARD)
    model = at(card, "/model")
    assert (card.format, card.name) == ("huggingface", "sentiment")
    assert card.resource.address == "sentiment@1.10"
    assert model["version"] == "1.10"
    assert model["languages"] == ["en", "no"]
    assert (model["library"], model["task"]) == ("transformers", ["text-classification"])
    assert at(card, "/licenses/0/id") == "apache-2.0"
    assert at(card, "/lineage/base_models") == [
        {"id": "org/base", "revision": "0123abc", "relation": "finetune", "license": None}
    ]
    assert at(card, "/datasets/0/name") == "org/reviews"
    assert at(card, "/datasets/0/role") == "train"
    assert at(card, "/compute/co2_kg") == 1.5
    assert confidence(card, "/licenses") == "declared"
    assert at(card, "/provenance")["/licenses"]["from"] == "README.md#/license"


def test_metrics_are_kept_as_claimed(tmp_path: Path) -> None:
    card = read_card(tmp_path, CARD)
    found = [(m["name"], m["value"], m["raw"], m["unit"]) for m in at(card, "/metrics")]
    assert found == [
        ("accuracy", 0.97, "0.970", None),
        ("f1", None, "20.0 \u00b1 1.2", None),
        ("recall", 91.5, "91.5%", "percent"),
        ("precision", 0.9, "0.9", "fraction"),
    ]
    first = at(card, "/metrics/0")
    assert first["verified"] is True  # a claim, and kept as one
    assert first["slice"] is None
    assert first["dataset"] == {"id": "org/reviews", "split": "test", "revision": None}
    assert first["source"] == {"name": "Board", "url": "https://board.example"}
    assert at(card, "/metrics/1/verified") is None


def test_prose_fills_what_is_left_and_says_so(tmp_path: Path) -> None:
    card = read_card(tmp_path, CARD)
    assert at(card, "/use/intended") == ["Classify product reviews in English."]
    assert at(card, "/use/out_of_scope") == ["Medical advice."]
    assert at(card, "/use/limitations") == ["Fails on sarcasm."]
    assert at(card, "/parties/provider") == "Acme NLP"
    assert at(card, "/parties/contact") == "nlp@acme.example"
    assert at(card, "/risks/0") == {
        "name": "Bias, Risks, and Limitations",
        "category": "bias",
        "mitigation": "Keep a person in the loop.",
    }
    for pointer in ("/use/intended", "/use/limitations", "/parties/provider", "/risks"):
        assert confidence(card, pointer) == "prose"
    assert at(card, "/sections/training-procedure/placeholder") is True
    assert at(card, "/sections/direct-use/words") == 5
    assert [note["path"] for note in notes(card, "placeholder")] == ["/sections/training-procedure"]


def test_every_field_has_the_line_it_was_read_from(tmp_path: Path) -> None:
    card = read_card(tmp_path, CARD)
    lines = {pointer: place_of(card, pointer)[1] for pointer in (
        "", "/licenses", "/licenses/0/class", "/metrics/1", "/metrics/1/value", "/metrics/2/unit",
        "/lineage/base_models/0/revision", "/parties/provider", "/use/limitations/0",
        "/sections/training-procedure", "/governance/risk_tier", "/raw/front_matter/license",
    )}  # fmt: skip
    assert lines == {
        "": 2,
        "/licenses": 2,
        "/licenses/0/class": 2,
        "/metrics/1": 27,
        "/metrics/1/value": 28,
        "/metrics/2/unit": 29,
        "/lineage/base_models/0/revision": 6,
        "/parties/provider": 42,
        "/use/limitations/0": 58,
        "/sections/training-procedure": 64,
        "/governance/risk_tier": 2,
        "/raw/front_matter/license": 2,
    }


def test_incomplete_results_are_named_and_not_dropped(tmp_path: Path) -> None:
    card = read_card(
        tmp_path,
        "---\nmodel-index:\n- name: m\n  results:\n  - task: {type: t}\n    metrics:\n"
        "    - {type: acc, value: 0.9}\n    - {type: f1}\n  - 3\n- nothing\n---\n",
    )
    assert [m["name"] for m in at(card, "/metrics")] == ["acc", "f1"]
    assert [note["msg"] for note in notes(card, "incomplete-result")] == [
        "a result of model-index lacks dataset.type, dataset.name",
        "a metric lacks its type or value",
        "a result of model-index lacks task.type, dataset.type, dataset.name, metrics",
        "a model of model-index has no results",
    ]


@pytest.mark.parametrize(("fields", "expected"), [
    ("license: mit", [("mit", "mit", "permissive", None)]),
    ("license: [mit, cc-by-nc-4.0]",
     [("mit", "mit", "permissive", None), ("cc-by-nc-4.0", "cc-by-nc-4.0", "noncommercial", None)]),
    ("license: other\nlicense_name: acme\nlicense_link: LICENSE",
     [("other", "other", "custom", "acme")]),
    ("license: other\nlicense_name: gemma\nlicense_link: https://x",
     [("other", "gemma", "use-restricted", "gemma")]),
    ("license: unknown", [("unknown", "unknown", None, None)]),
    ("license: acme-1.0", [("acme-1.0", None, None, None)]),
    ("license: TODO", []),
    ("license:", []),
])  # fmt: skip
def test_licences(
    tmp_path: Path, fields: str, expected: list[tuple[str, str, str, str | None]]
) -> None:
    card = read_card(tmp_path, f"---\n{fields}\n---\n")
    found = [(one["raw"], one["id"], one["class"], one["name"]) for one in at(card, "/licenses")]
    assert found == expected
    assert codes(card) == (
        ["unknown-license"] if "acme-1.0" in fields else ["placeholder"] if "TODO" in fields else []
    )


def test_text_that_contradicts_the_declared_licence_is_noted(tmp_path: Path) -> None:
    card = read_card(tmp_path, "---\nlicense: mit\n---\n# M\n\n## License\n\nGPL-3.0, really.\n")
    (note,) = notes(card, "license-text-differs")
    assert note["msg"] == "the card declares mit, but its text names gpl-3.0"
    assert [one["id"] for one in at(card, "/licenses")] == ["mit"]
    assert place_of(card, "/source/diagnostics/0") == ("README.md", 6)


def test_results_in_files_of_their_own(tmp_path: Path) -> None:
    results = (
        "- dataset: {id: cais/hle, task_id: default, revision: abc}\n  value: 20.90\n"
        '  verifyToken: ey.J.x\n  date: "2025-01-15"\n  source: {url: https://x, name: Traces}\n'
        "- dataset: {id: o/gpqa, task_id: diamond}\n  value: 0.412\n- value: 3\n"
    )
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", {".eval_results/a.yaml": results})
    first, second, third = at(card, "/metrics")
    assert (first["name"], first["value"], first["raw"]) == ("cais/hle", 20.9, "20.90")
    assert first["dataset"] == {"id": "cais/hle", "split": None, "revision": "abc"}
    assert first["verified"] is None  # nobody here can check a verifyToken
    assert (second["name"], third["name"]) == ("diamond", None)
    assert place_of(card, "/metrics/1/value") == ("a.yaml", 7)
    assert codes(card) == ["incomplete-result"]
    digest = hashlib.sha256(results.encode()).hexdigest()
    assert (".eval_results/a.yaml", digest) in card.related
    assert at(card, "/raw/files")[".eval_results/a.yaml"][0]["verifyToken"] == "ey.J.x"


def test_broken_files_of_a_model_are_errors_that_name_them(tmp_path: Path) -> None:
    for name, text in {
        ".eval_results/a.yaml": "- value: [1\n",
        "config.json": '{"architectures": [}',
        "govern.yaml": "owner: a\nowner: b\n",
        "model.safetensors.index.json": "{",
    }.items():
        folder = tmp_path / name.replace("/", "-")
        with pytest.raises(InputError) as caught:
            read_card(folder, "---\nlicense: mit\n---\n", {name: text})
        assert caught.value.path == (folder / name).as_posix()
        assert caught.value.line


def artifacts(card: Document) -> dict[str, tuple[str | None, bool | None]]:
    return {one["path"]: (one["format"], one["unsafe"]["format"]) for one in at(card, "/artifacts")}


def test_weights_by_content_with_their_digests(tmp_path: Path) -> None:
    weights: dict[str, str | bytes] = {
        "model.safetensors": safetensors((4, 5)),
        "sub/old.bin": pickled(4),
        "trick.safetensors": pickled(2),
        "data.dat": pickled(4),
        "empty.pt": b"",
        "tokenizer.json": "{}",
        "vocab.txt": "a\n",
        "image.png": b"\x89PNG",
    }
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", weights)
    assert artifacts(card) == {
        "data.dat": ("pickle", True),
        "empty.pt": (None, None),
        "model.safetensors": ("safetensors", False),
        "sub/old.bin": ("pickle", True),
        "trick.safetensors": ("pickle", True),
    }
    model = next(one for one in at(card, "/artifacts") if one["path"] == "model.safetensors")
    digest = hashlib.sha256(safetensors((4, 5))).hexdigest()
    assert (model["sha256"], model["size"], model["pinned"]) == (
        digest,
        len(safetensors((4, 5))),
        True,
    )
    assert model["unsafe"]["globals"] == []
    data = next(one for one in at(card, "/artifacts") if one["path"] == "data.dat")
    assert data["unsafe"]["globals"] == []
    assert ("model.safetensors", digest) in card.related
    assert at(card, "/model/parameters") is None  # several files say nothing about the total


def test_parameters_come_from_the_tensors(tmp_path: Path) -> None:
    one = read_card(
        tmp_path / "one", "---\nlicense: mit\n---\n", {"m.safetensors": safetensors((4, 5))}
    )
    assert (at(one, "/model/parameters"), confidence(one, "/model/parameters")) == (20, "derived")
    shards = {f"m-0000{n}-of-00002.safetensors": safetensors((4, 5)) for n in (1, 2)}
    index = json.dumps(
        {"weight_map": dict(zip("ab", shards, strict=True)) | {"c": "m-3.safetensors"}}
    )
    files = {**shards, "m.safetensors.index.json": index.encode()}
    both = read_card(tmp_path / "two", "---\nlicense: mit\n---\n", files)
    assert at(both, "/model/parameters") == 40
    assert [note["msg"] for note in notes(both, "missing-file")] == [
        "m.safetensors.index.json lists m-3.safetensors, which is not there"
    ]


def test_a_git_lfs_pointer_stands_for_its_file(tmp_path: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'ab' * 32}\nsize 1234\n"
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", {"model.safetensors": pointer})
    (one,) = at(card, "/artifacts")
    assert (one["sha256"], one["size"], one["format"]) == ("ab" * 32, 1234, "safetensors")
    assert "model.safetensors" not in dict(card.related)


def test_models_below_the_folder_have_their_own_weights(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "m.gguf": b"GGUF",
        "other/README.md": "---\nlicense: mit\n---\n",
        "other/o.gguf": b"GGUF",
    }
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", files)
    assert list(artifacts(card)) == ["m.gguf"]


def test_config_files_tell_architecture_base_model_and_code(tmp_path: Path) -> None:
    config = {
        "architectures": ["AcmeForCausalLM"],
        "model_type": "acme",
        "max_position_embeddings": 4096,
        "auto_map": {
            "AutoModel": "modeling_acme.AcmeForCausalLM",
            "AutoConfig": "other/repo--configuration_acme.AcmeConfig",
        },
    }
    adapter = {"base_model_name_or_path": "org/base", "revision": None}
    card = read_card(
        tmp_path, "---\nlicense: mit\n---\n",
        {"config.json": json.dumps(config), "adapter_config.json": json.dumps(adapter),
           "modeling_acme.py": "import os\n"},
    )  # fmt: skip
    model = at(card, "/model")
    assert (model["architecture"], model["model_type"]) == ("AcmeForCausalLM", "acme")
    assert (model["context_length"], confidence(card, "/model/context_length")) == (4096, "derived")
    assert at(card, "/lineage/base_models/0/relation") == "adapter"
    local, remote = at(card, "/artifacts")
    assert (local["path"], local["unsafe"]) == (
        "modeling_acme.py",
        {"format": True, "globals": ["modeling_acme.AcmeForCausalLM"]},
    )
    assert (local["pinned"], remote["pinned"]) == (True, False)
    assert remote["uri"] == "hf://other/repo/configuration_acme.py"
    assert codes(card) == ["remote-code", "remote-code"]
    assert place_of(card, "/artifacts/0")[0] == "config.json"


def test_a_signature_beside_is_named_and_never_believed(tmp_path: Path) -> None:
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", {"m.gguf": b"GGUF", "model.sig": "{}"})
    assert at(card, "/artifacts/0/signed") == {
        "verified": False, "signer": None, "issuer": None, "bundle": "model.sig",
    }  # fmt: skip


def test_a_licence_file_is_the_text_of_another_licence(tmp_path: Path) -> None:
    card = read_card(
        tmp_path, "---\nlicense: other\nlicense_name: acme\n---\n", {"LICENSE": "All yours.\n"}
    )
    assert (at(card, "/licenses/0/url"), confidence(card, "/licenses/0/url")) == (
        "LICENSE",
        "derived",
    )
    assert "LICENSE" in dict(card.related)


def test_ids_come_from_the_index_the_folder_the_title_or_the_file(tmp_path: Path) -> None:
    titled = "---\nlicense: mit\n---\n# Model Card for Acme-7B\n"
    folder = read_card(tmp_path / "acme-7b", titled)
    assert (folder.name, confidence(folder, "/model/id")) == ("acme-7b", "derived")
    assert at(folder, "/model/name") == "Acme-7B"
    write(tmp_path, {"card.md": titled, "plain.md": "---\nlicense: mit\n---\n# Overview\n"})
    assert read(tmp_path / "card.md").name == "Acme-7B"
    assert read(tmp_path / "plain.md").name == "plain"


def test_a_card_among_others_speaks_for_no_file_beside_it(tmp_path: Path) -> None:
    write(tmp_path, {"card.md": "---\nlicense: mit\n---\n# X\n", "other.pkl": pickled(4)})
    card = read(tmp_path / "card.md")
    assert at(card, "/artifacts") == []
    assert card.related == ()


def test_croissant_files_fill_the_data_sets(tmp_path: Path) -> None:
    croissant = {
        "@context": {"cr": "http://mlcommons.org/croissant/"},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "org/reviews",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "url": "https://data.example/reviews",
        "version": "1.0.0",
        "rai:personalSensitiveInformation": ["Gender", "Age"],
        "rai:dataCollection": "web forms",
    }
    none = {**croissant, "name": "clean", "license": "cc-by-4.0",
            "rai:personalSensitiveInformation": "None"}  # fmt: skip
    card = read_card(
        tmp_path, CARD,
        {"reviews.json": json.dumps(croissant), "data/clean.json": json.dumps(none)},
    )  # fmt: skip
    reviews, clean = at(card, "/datasets")
    assert (reviews["role"], reviews["url"], reviews["pii"], reviews["sensitive"]) == (
        "train", "https://data.example/reviews", "yes", ["Gender", "Age"],
    )  # fmt: skip
    assert (clean["license"], clean["pii"], clean["provenance"]) == ("cc-by-4.0", "no", "web forms")
    assert {"reviews.json", "data/clean.json"} <= set(dict(card.related))
    assert place_of(card, "/datasets/1") == ("clean.json", 1)


def test_more_headings_than_any_card_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded):
        read_card(tmp_path, "---\nlicense: mit\n---\n" + "# Heading\n" * 2001)


@pytest.mark.parametrize(("block", "files", "code"), [
    ("model-index: 3", {}, "unreadable-value"),
    ("license: mit", {".eval_results/a.yaml": "a: 1\n"}, "unreadable-value"),
    ("license: mit", {"govern.yaml": "- a\n"}, "unreadable-value"),
    ("co2_eq_emissions: a lot", {}, "unreadable-value"),
    ("base_model: {a: b}", {}, "unknown-key"),
    ("license: mit", {"m.safetensors": b"\x08\x00\x00\x00\x00\x00\x00\x00{broken}"}, "unsafe-file"),
    ("license: mit", {"m.safetensors": b"\x00\x00\x00\x05\x00\x00\x00\x00{}"}, "unsafe-file"),
    ("license_name: acme-1", {}, "unknown-license"),
])  # fmt: skip
def test_what_cannot_be_read_is_named(
    tmp_path: Path, block: str, files: dict[str, str | bytes], code: str
) -> None:
    assert codes(read_card(tmp_path, f"---\n{block}\n---\n", files)) == [code]


def test_other_files_of_a_folder_say_nothing(tmp_path: Path) -> None:
    files = {
        "config.json": "[]",
        "x.index.json": "[1]",
        "data.json": "{}",
        "adapter_config.json": "3",
    }
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", files)
    assert codes(card) == []
    assert at(card, "/artifacts") == at(card, "/datasets") == []


def test_a_text_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded) as caught:
        read_card(tmp_path, "---\nlicense: mit\n---\n" + "words\n" * 800_000)
    assert "4 MiB" in caught.value.message
