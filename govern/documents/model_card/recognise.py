"""Tells by content whether a source is a model card, and of which format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.model_card.front_matter import block_of
from govern.documents.model_card.headings import (
    SUPPORTING,
    canonical_slug,
    is_card_title,
    is_distinctive,
)
from govern.documents.model_card.labels import MODEL_FIELDS, field_of, is_attribute_table
from govern.documents.model_card.markdown import read_sections, read_tables
from govern.documents.model_card.markdown_card import is_subcard
from govern.documents.model_card.ml_bom import TYPE as MODEL_TYPE
from govern.documents.model_card.shape import SCHEMA, SHAPE
from govern.documents.model_card.sidecar import NAMES as SIDECARS
from govern.documents.model_card.sidecar import SUFFIX as SIDECAR_SUFFIX
from govern.documents.model_card.weight_format import suffix_of
from govern.errors import InputError
from govern.sources.mlflow import SCHEMA as MLFLOW_SCHEMA

if TYPE_CHECKING:
    from govern.documents.probe import Probe

_MARKDOWN = frozenset({".md", ".markdown"})
_LOOKED_AT = 256 * 1024  # characters of a Markdown text that are searched for signs of a card
_KEY = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:(?:[ \t\r]|$)", re.MULTILINE)
_SCHEMA = re.compile(rf"^[\"']?schema[\"']?:[ \t]*[\"']?{SCHEMA}[\"']?[ \t]*$", re.MULTILINE)
_END = re.compile(r"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE)
# Front matter of models; and of data sets, apps and web sites, which share `license` and `tags`.
_MODEL_KEYS = frozenset(
    {
        "base_model",
        "base_model_relation",
        "co2_eq_emissions",
        "library_name",
        "model-index",
        "model_name",
        "new_version",
        "pipeline_tag",
        "quantized_by",
        "x-govern",
    }
)
_PERHAPS = frozenset({"license", "license_name", "datasets", "metrics", "widget", "inference"})
_OTHER_KEYS = frozenset(
    {
        "annotations_creators", "app_file", "categories", "colorFrom", "configs", "dataset_info",
        "date", "emoji", "layout", "multilinguality", "permalink", "pretty_name", "sdk",
        "sidebar_position", "size_categories", "slug", "source_datasets", "task_categories",
        "task_ids", "title",
    }
)  # fmt: skip
_WEIGHTS = frozenset(
    {
        ".safetensors", ".gguf", ".ggml", ".onnx", ".pt", ".pth", ".ckpt", ".keras", ".tflite",
        ".h5", ".pkl", ".joblib",
    }
)  # fmt: skip
_WEIGHT_NAMES = re.compile(
    r"(?:pytorch_model|adapter_model|consolidated|model).*\.(?:bin|safetensors\.index\.json|msgpack)"
)
_CONFIGS = frozenset(
    {"tokenizer_config.json", "tokenizer.json", "generation_config.json", "model_index.json",
     "preprocessor_config.json", "adapter_config.json"}
)  # fmt: skip
_MCT_KEYS = frozenset({"model_parameters", "quantitative_analysis", "considerations"})
_SAGEMAKER_KEYS = frozenset(
    {
        "intended_uses", "business_details", "training_details", "evaluation_details",
        "additional_information",
    }
)  # fmt: skip
_MLMODEL_KEYS = frozenset(
    {"mlflow_version", "model_uuid", "model_id", "run_id", "artifact_path", "utc_time_created"}
)
_CARDS_WITH_SIDECAR = frozenset({"readme.md", "mlmodel", "kitfile"})


def format_of(probe: Probe) -> str | None:
    """Return the reader for a source: a format of shape.FORMATS; None when it is no model card.

    Raises:
        InputError: the bytes are not text.
    """
    # By the suffix first: Markdown often begins with `[` (a badge) or `<` (a centred logo).
    if probe.suffix in _MARKDOWN:
        return _markdown_format(probe)
    if probe.is_xml:
        return None
    if probe.is_json:
        return _json_format(probe)
    return _yaml_format(probe) or (_markdown_format(probe) if not probe.suffix else None)


def fallback_format(probe: Probe) -> str:
    """Return the reader for a source that the user calls a model card.

    Raises:
        InputError: the source is XML, which no reader knows.
    """
    found = format_of(probe)
    if found is not None or probe.suffix in _MARKDOWN:
        return found or "markdown"
    if probe.is_xml:
        raise InputError(
            "XML is not read as a model card",
            path=probe.source.path,
            line=1,
            hint="write the ML-BOM as CycloneDX JSON",
        )
    keys = probe.top_level_keys
    if probe.is_json or probe.suffix == ".json":
        if "bomFormat" in keys:
            return "cyclonedx"
        return "mct" if "model_details" in keys else "govern"
    return "govern" if probe.suffix in {".yaml", ".yml"} else "markdown"


def _json_format(probe: Probe) -> str | None:
    keys = probe.top_level_keys
    if "bomFormat" in keys and f'"{MODEL_TYPE}"' in probe.text:
        return "cyclonedx"
    if "model_details" in keys and (keys & _MCT_KEYS or "schema_version" in keys):
        return "mct"
    if "model_overview" in keys and keys & _SAGEMAKER_KEYS:
        return "sagemaker"
    if "ModelCardName" in keys and "Content" in keys:
        return "sagemaker"
    if {"schema", "version", "files"} <= keys and f'"{MLFLOW_SCHEMA}"' in probe.text:
        return "mlflow-version"
    return "govern" if "schema" in keys and f'"{SCHEMA}"' in probe.text else None


def _yaml_format(probe: Probe) -> str | None:
    keys = probe.top_level_keys
    if "flavors" in keys and keys & _MLMODEL_KEYS:
        return "mlflow"
    if "manifestVersion" in keys and keys & {"model", "package"}:
        return "kitfile"
    if "schema" in keys and _SCHEMA.search(probe.text):
        return None if _is_sidecar(probe) else "govern"
    names_fields = len(keys & SHAPE.keys()) >= 2 and "apiVersion" not in keys
    if probe.name in SIDECARS and names_fields and not _is_sidecar(probe, or_of_a_file=True):
        return "govern"
    return None


def _is_sidecar(probe: Probe, *, or_of_a_file: bool = False) -> bool:
    """Return whether the file stands beside a card and is read as part of it.

    A `govern.yaml` belongs to the README.md, MLmodel or Kitfile beside it; one that does not call
    itself a card may also belong to a card in JSON or Markdown of any name.
    """
    beside = {name.lower() for name in probe.siblings if name != probe.name}
    if probe.name.endswith(SIDECAR_SUFFIX):
        stem = probe.name.removesuffix(SIDECAR_SUFFIX).lower()
        return any(name.rpartition(".")[0] == stem for name in beside)
    if probe.name not in SIDECARS:
        return False
    files = or_of_a_file and any(name.endswith((".md", ".json")) for name in beside)
    return files or bool(beside & _CARDS_WITH_SIDECAR)


def _markdown_format(probe: Probe) -> str | None:
    if is_subcard(probe.name) and any(name.lower() == "readme.md" for name in probe.siblings):
        return None  # read as a part of the card beside it
    is_readme = probe.name.lower() == "readme.md"
    opened = block_of(probe.text.removeprefix("\ufeff"))
    if opened is not None and _is_model_front_matter(opened[0][:_LOOKED_AT]):
        return "markdown"
    if is_readme and _is_model_folder(probe):
        return "markdown"
    return "markdown" if _is_card_body(probe.text[:_LOOKED_AT]) else None


def _is_model_front_matter(rest: str) -> bool:
    """Look at the keys of a block that may have no end; a broken card is still a card."""
    end = _END.search(rest)
    keys = set(_KEY.findall(rest[: end.start()] if end else rest))
    if keys & _MODEL_KEYS:
        return True
    return bool(keys & _PERHAPS) and not keys & _OTHER_KEYS


def _is_model_folder(probe: Probe) -> bool:
    names = {name.rpartition("/")[2] for name in probe.siblings}
    if any(suffix_of(name) in _WEIGHTS or _WEIGHT_NAMES.fullmatch(name) for name in names):
        return True
    if names & set(SIDECARS):
        return True
    return "config.json" in names and bool(names & _CONFIGS)


def _is_card_body(text: str) -> bool:
    """Return whether headings or an attribute table speak of a model card.

    Two headings at least, one of them hardly found elsewhere; or a table of attributes, one of
    them a model's.
    """
    sections = read_sections(text)
    witnesses: set[str] = set()
    distinctive = 0
    for section in sections:
        slug = canonical_slug(section.title)
        if is_card_title(section.title):
            witnesses.add("model-card-title")
            distinctive += 1
        elif slug is not None and (is_distinctive(section.title) or slug in SUPPORTING):
            witnesses.add(slug)
            distinctive += is_distinctive(section.title)
    if distinctive and len(witnesses) >= 2:
        return True
    for section in sections:
        for table in read_tables(section):
            if is_attribute_table(table):
                fields = {field_of(row[0].text) for row in table.rows} - {None}
                if len(fields) >= 3 and fields & MODEL_FIELDS:
                    return True
    return False
