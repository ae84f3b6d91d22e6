"""Which parsers read a Source: its content decides, never its name alone.

Parsers are asked in the order that the content suggests, and imported only then: a run over
manifests never loads what reads SBOMs.
"""

from __future__ import annotations

import codecs
import json
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from govern.documents.json_positions import place_of
from govern.documents.probe import Probe
from govern.errors import InputError
from govern.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.documents.interface import Parser
    from govern.model import Source

# Top-level keys that only one kind of document has. A hint saves time and decides nothing.
_HINTS = (
    (Kind.KUBERNETES, frozenset({"apiVersion", "kind"})),
    (Kind.TERRAFORM_PLAN, frozenset({"format_version", "planned_values"})),
    (Kind.TERRAFORM_PLAN, frozenset({"resource_changes"})),
    (Kind.SBOM, frozenset({"bomFormat"})),
    (Kind.SBOM, frozenset({"spdxVersion"})),
)
# Kubernetes before model cards: what kubectl would apply must not pass for a card.
_ORDER = (Kind.TERRAFORM_PLAN, Kind.SBOM, Kind.KUBERNETES, Kind.MODEL_CARD)
# Kinds that one file can be besides another: an ML-BOM is an SBOM, and a card for each model.
_ALSO = {Kind.SBOM: (Kind.MODEL_CARD,)}
_STRUCTURED = frozenset({".json", ".yaml", ".yml"})
# Strings are matched to be kept. Ends are optional, so that no unclosed one is looked for twice.
_JSON_COMMENT = re.compile(
    r'("(?:[^"\\]|\\.)*+"?)|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|,(?=\s*+[\]}])', re.DOTALL
)
_SPACE = re.compile(r"[ \t\r\n]*+")
_decode = json.JSONDecoder(object_pairs_hook=len).raw_decode  # objects are not kept
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def parsers_for(
    source: Source, siblings: tuple[str, ...], kind: Kind | None = None
) -> tuple[Parser, ...]:
    """Return the parsers that read `source`, most often one; none if nobody knows it.

    `siblings` are the relative paths beside the source. With `kind`, nobody is asked.

    Raises:
        InputError: the source is broken, so that nobody can tell what it is.
    """
    if kind is not None:
        return (_parser(kind),)
    if not source.data.strip():
        return ()
    if _is_binary(source):
        _refuse_binary_plan(source)
        return ()
    probe = Probe(source, siblings)
    for candidate in _candidates(probe):
        if _parser(candidate).recognises(probe):
            also = [_parser(other) for other in _ALSO.get(candidate, ())]
            return (_parser(candidate), *(other for other in also if other.recognises(probe)))
    _refuse_broken(probe)
    return ()


def why_not(source: Source, siblings: tuple[str, ...]) -> str:
    """Return, for a person, why `parsers_for` returned no parser."""
    if not source.data.strip():
        return "empty"
    if _is_binary(source):
        return "not a text file"
    probe = Probe(source, siblings)
    return _unapplied(probe) or _terraform_lookalike(probe) or _what_is_missing(probe)


def _unapplied(probe: Probe) -> str | None:
    from govern.documents.kubernetes.recognise import why_no_objects  # noqa: PLC0415 - reads YAML

    return why_no_objects(probe)


def _terraform_lookalike(probe: Probe) -> str | None:
    from govern.documents.terraform_plan.lookalikes import lookalike  # noqa: PLC0415 - rarely so

    fault = lookalike(probe.source.path, probe.top_level_keys) if probe.is_json else None
    return fault.message if fault else None


def _refuse_binary_plan(source: Source) -> None:
    from govern.documents.terraform_plan.lookalikes import binary_plan  # noqa: PLC0415 - as above

    if fault := binary_plan(source):
        raise fault


def _what_is_missing(probe: Probe) -> str:
    if probe.is_json or probe.suffix == ".json":
        return "JSON, but no manifest, plan, model card or SBOM"
    if probe.is_xml:
        return "XML, but no SBOM"
    if probe.suffix in _STRUCTURED:
        return "YAML, but no Kubernetes manifest: no document has apiVersion and kind"
    return "text, but no model card, and no manifest, plan or SBOM"


@cache
def _parser(kind: Kind) -> Parser:
    return cast("Parser", import_module(f"govern.documents.{kind.value}").PARSER)


def _candidates(probe: Probe) -> Iterable[Kind]:
    """Return every kind once, the likely ones first."""
    keys = probe.top_level_keys
    hinted = [kind for kind, hint in _HINTS if hint <= keys]
    return dict.fromkeys((*hinted, *_ORDER))


def _is_binary(source: Source) -> bool:
    """Return whether a file that claims no text format holds characters that no text has."""
    if Probe(source).suffix in _STRUCTURED or source.data.startswith(_MARKS):
        return False
    return _BINARY.search(source.data, 0, 4096) is not None


def _refuse_broken(probe: Probe) -> None:
    """Refuse what claims to be JSON and is none: it may be a plan cut short.

    YAML has been read to its end by now. JSON with comments is none of our inputs.
    """
    text = probe.text
    if probe.suffix != ".json" and not (probe.is_json and probe.suffix in _STRUCTURED):
        return
    fault = _json_fault(text)
    if fault is None or _unapplied(probe):
        return
    if _json_fault(_JSON_COMMENT.sub(lambda m: m[1] or " ", text)) is None:
        return
    line, column = place_of(text, fault[0])
    raise InputError(
        "not valid JSON", path=probe.source.path, line=line, column=column, cause=fault[1]
    )


def _json_fault(text: str) -> tuple[int, str] | None:
    """Return where and why a text is no JSON value, nor several in a row; None if it is."""
    at = _after_space(text, 0)
    while at < len(text):
        try:
            _, at = _decode(text, at)
        except json.JSONDecodeError as error:
            return error.pos, error.msg
        except RecursionError:
            return at, "nested too deeply to be read"
        at = _after_space(text, at)
    return None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
