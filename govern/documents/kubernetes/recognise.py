"""Whether a text holds Kubernetes objects; what kubectl would apply must never pass unseen.

A look at the unindented keys settles nearly every file. Where it says no, a manifest could still
be there (keys in flow style, with escapes, behind anchors, in a later document), so that a file of
a kind that kubectl applies is then read through before it is called something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from govern.documents.interface import Limits
from govern.documents.kubernetes.objects import is_object
from govern.documents.kubernetes.stream import json_parts, read_stream
from govern.documents.yaml_events import YamlText
from govern.documents.yaml_reader import read_yaml, split_stream
from govern.documents.yaml_schema import TAG_PREFIX
from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.probe import Probe
    from govern.model import JsonValue

_DEEPEST = Limits().max_depth
_OBJECT_KEYS = frozenset({"apiVersion", "kind"})
_MANIFEST_SUFFIXES = frozenset({".yaml", ".yml", ".json", ""})  # "" for standard input
_YAML_SUFFIXES = frozenset({".yaml", ".yml"})
_KUSTOMIZATIONS = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
_CHART_KEYS = frozenset({"apiVersion", "name", "version"})
_KUSTOMIZE_GROUP = "kustomize.config.k8s.io/"
_KUSTOMIZATION = "a kustomization, not rendered (see --render kustomize)"
_REVIEW_GROUP = "admission.k8s.io/"


def holds_objects(probe: Probe) -> bool:
    """Return whether the text is to be read as Kubernetes manifests.

    Raises:
        InputError: it cannot be read far enough to tell.
    """
    if probe.is_xml:
        return False
    evident = probe.top_level_keys >= _OBJECT_KEYS
    if probe.suffix not in _MANIFEST_SUFFIXES:
        # Markdown, say, with a manifest as its example: only what reads as a whole is one.
        return evident and _reads(probe)
    if evident:
        return _never_stored(probe) is None and not _is_template(probe)
    if probe.is_json:  # its first value is known not to be an object
        return len(json_parts(probe.text)) > 1 and any(map(is_object, _values(probe)))
    try:
        return not _is_template(probe) and _may_hide_an_object(probe) and _has_object(probe)
    except InputError:
        if probe.suffix in _YAML_SUFFIXES:
            raise
        return False  # it never said that it is YAML


def why_no_objects(probe: Probe) -> str | None:
    """Return what a text is that Kubernetes tools read but never store; None if it is not that."""
    if probe.name in _KUSTOMIZATIONS:
        return _KUSTOMIZATION
    if probe.name == "Chart.yaml" and probe.top_level_keys >= _CHART_KEYS:
        return "the head of a Helm chart, not rendered (see --render helm)"
    if _is_template(probe):
        return "a template, no YAML before it is rendered (Helm charts: see --render helm)"
    return _never_stored(probe)


def _never_stored(probe: Probe) -> str | None:
    """Name a file that is one review or kustomization and nothing besides."""
    if _KUSTOMIZE_GROUP not in probe.text and _REVIEW_GROUP not in probe.text:
        return None
    try:
        values = list(_values(probe))
    except InputError:
        return None  # its parser will say what is wrong
    if len(values) != 1 or not isinstance(values[0], dict):
        return None
    version, kind = str(values[0].get("apiVersion")), values[0].get("kind")
    if version.startswith(_REVIEW_GROUP) and kind == "AdmissionReview":
        return "an AdmissionReview, which the webhook answers; not a manifest"
    return _KUSTOMIZATION if version.startswith(_KUSTOMIZE_GROUP) else None


def _is_template(probe: Probe) -> bool:
    """Return whether the text is a Helm template: no YAML, and no object that kubectl could apply.

    `{{` alone says nothing: it stands in many a manifest, in the strings of a ConfigMap.
    """
    if probe.suffix not in _MANIFEST_SUFFIXES or "{{" not in probe.text:
        return False
    if probe.is_json:  # as which kubectl would read it, too
        return probe.text.lstrip().startswith("{{")
    return not _reads(probe) and not _has_object(probe, lenient=True)


def _values(probe: Probe) -> Iterator[JsonValue]:
    for value, _ in read_stream(probe.text, probe.source.path, Limits()):
        yield value


def _reads(probe: Probe) -> bool:
    try:
        for _ in _values(probe):
            pass
    except InputError:
        return False
    return True


def _has_object(probe: Probe, *, lenient: bool = False) -> bool:
    """Return whether any document is an object; if `lenient`, pass over unreadable ones."""
    for chunk in split_stream(probe.text):
        try:
            value = read_yaml(chunk.text, probe.source.path, Limits(), first_line=chunk.first_line)
        except InputError:
            if not lenient:
                raise
            continue
        if is_object(value):
            return True
    return False


def _may_hide_an_object(probe: Probe) -> bool:
    """Return whether the words `apiVersion` and `kind` are among the scalars, however written."""
    missing = set(_OBJECT_KEYS)
    for chunk in split_stream(probe.text):
        depth = 0
        text = YamlText(chunk.text, probe.source.path, chunk.first_line)
        for event in text.events():
            if isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:  # libyaml's time grows with the square of the depth
                    raise text.fault(
                        f"nested deeper than {_DEEPEST} levels",
                        event.start_mark,
                        kind=LimitExceeded,
                    )
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
            elif isinstance(event, ScalarEvent):
                missing.discard(event.value)
                if not missing or event.tag == TAG_PREFIX + "binary":
                    return True
    return False
