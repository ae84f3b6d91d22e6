"""One YAML document → JSON, typed as its reader types it, and never past the limits.

Values are built from libyaml's events without recursion, so no nesting can exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from govern.documents.yaml_events import YamlText
from govern.documents.yaml_positions import YamlPositions
from govern.documents.yaml_schema import TAG_PREFIX, TYPINGS, Schema, Typing, key_name
from govern.documents.yaml_size import Measure
from govern.documents.yaml_stream import Chunk, split_stream
from govern.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yaml.events import CollectionStartEvent, Event

    from govern.documents.interface import Limits
    from govern.documents.yaml_events import Mark
    from govern.documents.yaml_schema import Scalar
    from govern.errors import Error
    from govern.model import JsonValue

__all__ = ["Chunk", "Schema", "YamlPositions", "read_yaml", "split_stream"]

_OPEN = object()  # stands for the value of an anchor whose node is not complete
_STANDARD_TAGS = {
    TAG_PREFIX + t: t for t in ("int", "float", "bool", "null", "binary", "timestamp")
}
_TEXT_TAG = TAG_PREFIX + "str"
# White space other than YAML's own counts as nothing to kubectl, and as text to YAML.
_NO_MARKER = re.compile(r"(?<![^\n])---(?:[^ \t\r\n]|[ \t]+[^\S \t\r\n]|[^\n]*[\x85\u2028\u2029])")
_BYTE_ORDER_MARK = re.compile("(?<![^\n\r\x85\u2028\u2029])\ufeff")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_COLLECTION_TAGS = {None, TAG_PREFIX + "map", TAG_PREFIX + "seq"}


def read_yaml(
    text: str, path: str, limits: Limits, *, first_line: int = 1, schema: Schema = Schema.KUBECTL
) -> JsonValue:
    """Return the value of one YAML document; of an empty one, None.

    `first_line` is the line of `path` that `text` starts on. Equal aliases share one object, so
    the value must not be changed. Refused, since tools disagree on them or JSON cannot say them:
    duplicate keys, custom tags, keys that are not scalars, `<<` after a key that it sets again,
    and under KUBECTL null keys, infinities and NaN (CORE leaves those two as text).

    Raises:
        InputError: the text is not such a document; the error has its line and column.
        LimitExceeded: it is larger or deeper than the limits allow, aliases expanded.
    """
    source = YamlText(text, path, first_line)
    if len(text) > limits.max_bytes:
        message = f"the YAML document is larger than {limits.max_bytes} characters"
        raise source.fault(message, None, kind=LimitExceeded)
    if schema is Schema.KUBECTL:
        source = _as_kubectl_hands_it_on(source)
    return _Builder(source, limits, TYPINGS[schema]).build()


def _as_kubectl_hands_it_on(source: YamlText) -> YamlText:
    """Return the text as go-yaml gets it from kubectl, or refuse one that kubectl would cut up.

    kubectl (k8s.io/apimachinery/pkg/util/yaml) takes a line that begins with `---` for a separator
    before YAML is parsed, also where YAML sees a key such as `---#`: a way to hide an object.
    It ends every line with a line feed, also the last, and removes one carriage return before it.
    """
    if "---" in source.text and (bad := _NO_MARKER.search(source.text)):
        raise source.fault(
            "a line that begins with `---` but is no document marker",
            bad.start(),
            cause="kubectl would begin a new document here, or refuse the file",
            hint="put `---` on a line of its own, or indent the line",
        )
    if "\ufeff" in source.text and (mark := _BYTE_ORDER_MARK.search(source.text)):
        raise source.fault("a byte order mark that is not the file's first", mark.start())
    if "\r" in source.text and (lone := _LONE_RETURN.search(source.text)):
        raise source.fault("a carriage return without a line feed", lone.start())
    if source.text.endswith("\n"):
        return source
    return YamlText(source.text + "\n", source.path, source.first_line)


@dataclass(slots=True)
class _Frame:
    """A collection that is being filled."""

    value: dict[str, JsonValue] | list[JsonValue]
    anchor: str | None
    in_key_place: bool  # of a mapping: whether the next node is a key
    key: str = ""
    at_merge: bool = False  # of a mapping: whether the key is `<<`
    key_mark: Mark | None = None
    merged: set[str] | None = None  # keys that `<<` brought; each may be set once more
    has_merge: bool = False
    has_converted_key: bool = False  # such as 1 or true


class _Builder:
    """Turns the events of one document into a value."""

    def __init__(self, source: YamlText, limits: Limits, typing: Typing) -> None:
        self._source = source
        self._limits = limits
        self._most_nodes = limits.max_nodes
        self._typing = typing
        self._words, self._starts = typing.words, typing.starts
        self._root: list[JsonValue] = []  # holds the document's value, once that is complete
        self._top = _Frame(self._root, None, in_key_place=False)
        self._stack: list[_Frame] = []  # the frames around `_top`
        self._anchors: dict[str, object] = {}
        self._measure = Measure()
        self._nodes = 0
        self._aliased_characters = 0
        self._texts: dict[str, str] = {}  # one object for equal keys: most recur
        self._converted: set[int] = set()  # ids of mappings in which has_converted_key was set

    def build(self) -> JsonValue:
        """Return the value of the whole document."""
        handlers: Mapping[type[Event], Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._start,
            SequenceStartEvent: self._start,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._second_document,
            DocumentEndEvent: _ignore,
            StreamEndEvent: _ignore,
        }
        for event in self._source.events():
            handlers[type(event)](event)
        return self._root[0] if self._root else None

    def _scalar(self, event: ScalarEvent) -> None:
        """Take the most frequent event, on a short way when it is a plain text."""
        text: str = event.value
        is_text = event.tag is None and (
            not event.implicit[0] or (text[:1] not in self._starts and text not in self._words)
        )
        frame = self._top
        if not frame.in_key_place:
            value = text if is_text else self._typed(event)
            if event.anchor is not None:
                self._anchors[event.anchor] = value
            self._put(value, event)
        elif is_text and event.anchor is None and text != "<<" and text not in frame.value:
            frame.key = self._texts.setdefault(text, text)
            frame.key_mark = event.start_mark
            frame.in_key_place = False
        else:
            self._key(frame, event)

    def _typed(self, event: ScalarEvent) -> Scalar:
        text: str = event.value
        if event.tag is None:
            if not event.implicit[0]:
                return text
            typed = self._typing.plain
        elif event.tag == _TEXT_TAG:
            return text
        elif event.tag in _STANDARD_TAGS:
            typed = partial(self._typing.tagged, _STANDARD_TAGS[event.tag])
        else:
            raise self._custom_tag(event)
        try:
            return typed(text)
        except ValueError as error:
            raise self._source.fault(
                "a value that Kubernetes would refuse", event.start_mark, cause=str(error)
            ) from None

    def _key(self, frame: _Frame, event: ScalarEvent) -> None:
        key = self._key_text(frame, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = self._typed(event)
        frame.in_key_place = False
        frame.key_mark = event.start_mark
        if key is None:
            if frame.has_merge:
                raise self._twice("<<", event.start_mark)
            frame.at_merge = frame.has_merge = True
            return
        if key in frame.value:
            if not frame.merged or key not in frame.merged:
                raise self._twice(key, event.start_mark)
            frame.merged.discard(key)
        frame.key = self._texts.setdefault(key, key)

    def _key_text(self, frame: _Frame, event: ScalarEvent) -> str | None:
        """Return the member name that a key scalar stands for; None for a merge key."""
        if event.tag is not None and event.tag != _TEXT_TAG:
            raise self._source.fault("a key with a tag", event.start_mark)
        plain = event.implicit[0] and event.tag is None
        try:
            name, converted = key_name(self._typing, event.value, plain=plain)
        except ValueError as error:
            raise self._source.fault(
                "a key that Kubernetes would refuse", event.start_mark, cause=str(error)
            ) from None
        frame.has_converted_key |= converted
        return name

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if len(self._stack) >= self._limits.max_depth:
            raise self._too_deep(event.start_mark)
        if event.tag not in _COLLECTION_TAGS:
            raise self._custom_tag(event)
        if self._top.in_key_place:
            raise self._source.fault("a key that is a mapping or a list", event.start_mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = _OPEN
        mapping = type(event) is MappingStartEvent
        self._stack.append(self._top)
        self._top = _Frame({} if mapping else [], event.anchor, mapping)

    def _end(self, event: MappingEndEvent | SequenceEndEvent) -> None:
        frame, self._top = self._top, self._stack.pop()
        if frame.has_converted_key:
            if frame.has_merge:
                raise self._converted_and_merged(event.start_mark)
            self._converted.add(id(frame.value))
        if frame.anchor is not None:
            self._anchors[frame.anchor] = frame.value
        self._put(frame.value, event)

    def _alias(self, event: AliasEvent) -> None:
        mark = event.start_mark
        if self._top.in_key_place:
            raise self._source.fault("an alias in the place of a key", mark)
        if event.anchor not in self._anchors:
            raise self._source.fault(f"the alias *{event.anchor} has no anchor before it", mark)
        value = self._anchors[event.anchor]
        if value is _OPEN:
            raise self._source.fault(f"the anchor &{event.anchor} contains itself", mark)
        value = cast("JsonValue", value)
        size = self._measure.of(value)
        if len(self._stack) + size.height > self._limits.max_depth:
            raise self._too_deep(mark)
        self._nodes += size.nodes - 1
        self._aliased_characters += size.characters
        if self._aliased_characters > self._limits.max_bytes:
            message = f"aliases expand to more than {self._limits.max_bytes} characters"
            raise self._source.fault(message, mark, kind=LimitExceeded)
        self._put(value, event)

    def _put(self, value: JsonValue, event: Event) -> None:
        """Put a complete value in its place."""
        self._nodes += 1
        if self._nodes > self._most_nodes:
            message = f"more than {self._most_nodes} values, aliases expanded"
            raise self._source.fault(message, event.start_mark, kind=LimitExceeded)
        frame = self._top
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        if frame.at_merge:
            self._merge(frame, frame.value, value)
            frame.at_merge = False
        else:
            frame.value[frame.key] = value
        frame.in_key_place = True

    def _merge(self, frame: _Frame, into: dict[str, JsonValue], value: JsonValue) -> None:
        """Apply a `<<` key as go-yaml v2 does: of a list, earlier mappings win.

        go-yaml v2 lets `<<` overwrite keys written before it, go-yaml v3 and the merge
        specification do not, so that case is refused.
        """
        merged = frame.merged = set[str]()
        for source in reversed(value) if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                raise self._source.fault("`<<` needs a mapping or a list of them", frame.key_mark)
            if id(source) in self._converted:
                raise self._converted_and_merged(frame.key_mark)
            again = next((k for k in source if k in into and k not in merged), None)
            if again is not None:
                raise self._source.fault(
                    f"`<<` sets the key {again!r} again",
                    frame.key_mark,
                    cause="kubectl and kustomize disagree on which of the two counts",
                    hint="write `<<` before the other keys of the mapping",
                )
            into.update(source)
            merged.update(source)

    def _second_document(self, event: DocumentStartEvent) -> None:
        raise self._source.fault(
            "a second document where one was expected",
            event.start_mark,
            hint="begin it with `---` on a line of its own",
        )

    def _twice(self, key: str, mark: Mark | None) -> Error:
        return self._source.fault(
            f"the key {key!r} appears twice in one mapping",
            mark,
            hint="keep one of them; readers disagree on which of the two counts",
        )

    def _too_deep(self, mark: Mark | None) -> Error:
        message = f"nested deeper than {self._limits.max_depth} levels"
        return self._source.fault(message, mark, kind=LimitExceeded)

    def _custom_tag(self, event: ScalarEvent | CollectionStartEvent) -> Error:
        return self._source.fault(
            f"the custom tag {event.tag} has no meaning here",
            event.start_mark,
            cause="only the standard tags (!!str, !!int, …) are read",
        )

    def _converted_and_merged(self, mark: Mark | None) -> Error:
        return self._source.fault(
            "`<<` together with keys that are numbers or booleans",
            mark,
            cause='which of two keys such as 1 and "1" counts is left to chance in kubectl',
            hint="quote the keys",
        )


def _ignore(_event: Event) -> None:
    """The end of the document or stream: the value is complete."""
