"""A cheap first look at a Source: enough to tell what it is, without parsing all of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from govern.documents.text import decode

if TYPE_CHECKING:
    from govern.model import Source

_YAML_KEY = re.compile(r"^[\"']?([A-Za-z_$@][\w.$@/-]*)[\"']?[ \t]*:(?:[ \t\r\n]|\Z)", re.MULTILINE)
_SPACE = re.compile(r"[ \t\r\n]*")
_scan_string = json.decoder.scanstring  # type: ignore[attr-defined]  # C code, public by use
_scan_value = json.JSONDecoder(object_pairs_hook=len).raw_decode  # objects are not kept


@dataclass(frozen=True)
class Probe:
    """What can be told of a Source at a glance.

    Attributes:
        source: The bytes.
        siblings: Relative paths of the files beside the source (an empty tuple for stdin).
    """

    source: Source
    siblings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file name, as written."""
        return self.source.path.rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """The last suffix of the name, in lower case, with its dot; empty when there is none."""
        stem, dot, end = self.name.rpartition(".")
        return f".{end.lower()}" if stem and dot else ""

    @cached_property
    def text(self) -> str:
        """The whole text; raises InputError when the bytes are not text."""
        return decode(self.source.data, self.source.path)

    @cached_property
    def is_json(self) -> bool:
        """Whether the first character that is not white space opens a JSON object or array."""
        return self.text[_end_of_space(self.text, 0) :][:1] in {"{", "["}

    @cached_property
    def is_xml(self) -> bool:
        """Whether the first character that is not white space is `<`."""
        return self.text[_end_of_space(self.text, 0) :][:1] == "<"

    @cached_property
    def top_level_keys(self) -> frozenset[str]:
        """Keys of the top-level object: of JSON exactly, of YAML as the unindented keys.

        Of broken JSON, the keys up to the break. Of a YAML stream, the keys of all documents.
        """
        if self.is_json:
            return frozenset(_json_keys(self.text))
        return frozenset(_YAML_KEY.findall(self.text))


def _end_of_space(text: str, index: int) -> int:
    match = _SPACE.match(text, index)
    return match.end() if match else index


def _json_keys(text: str) -> list[str]:
    keys: list[str] = []
    index = _end_of_space(text, 0)
    if text[index : index + 1] != "{":
        return keys
    index += 1
    try:
        while text[(index := _end_of_space(text, index)) : index + 1] == '"':
            key, index = _scan_string(text, index + 1, True)
            keys.append(key)
            index = _end_of_space(text, index)
            if text[index : index + 1] != ":":
                break
            _, index = _scan_value(text, _end_of_space(text, index + 1))
            index = _end_of_space(text, index)
            if text[index : index + 1] != ",":
                break
            index += 1
    except (ValueError, RecursionError):
        return keys  # the parser will say what is wrong; the keys so far tell the kind
    return keys
