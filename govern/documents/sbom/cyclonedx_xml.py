"""CycloneDX XML → the shape of CycloneDX JSON of the same version.

The result is then validated against the JSON Schema of that version: an element that does not
belong, a missing one or a bad value is refused as it would be in JSON. Elements and attributes of
other namespaces are ignored, as the XML Schema allows. The sections in `names.SKIPPED`, which
govern shows to no rule, are only checked to be well-formed; what stood there is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.documents.sbom import cyclonedx_xml_names as names
from govern.documents.sbom.xml_tree import XmlPositions, read_xml
from govern.errors import InputError
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from govern.documents.interface import Limits
    from govern.documents.sbom.xml_tree import Element
    from govern.model import JsonObject, JsonValue, Position, Source

NAMESPACE = "http://cyclonedx.org/schema/bom/"
_SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,18})?(?:[eE][+-]?[0-9]{1,2})?\Z")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NO_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Converted:
    """A BOM in JSON's shape, where its members stood, and what was left out or noticed."""

    value: JsonObject
    positions: XmlPositions
    unread: dict[str, int]
    diagnostics: tuple[str, ...]


def convert(source: Source, limits: Limits) -> Converted:
    """Read CycloneDX XML.

    Raises:
        InputError: it is not well-formed, not CycloneDX, or an element stands where it cannot.
        LimitExceeded: it exceeds the limits.
    """
    root = read_xml(source, limits)
    if root.name != "bom" or not root.namespace.startswith(NAMESPACE):
        raise InputError(
            f"not CycloneDX: the root element is <{root.name}>",
            path=source.path,
            line=root.position.line,
            cause=f"its namespace is {root.namespace!r}",
            hint=f"expected <bom> in {NAMESPACE}1.x",
        )
    conversion = _Conversion(source.path, root.namespace)
    members = conversion.object(root, "", "")
    version = root.namespace.removeprefix(NAMESPACE)
    return Converted(
        {"bomFormat": "CycloneDX", "specVersion": version, **members},
        XmlPositions(source.path, conversion.marks),
        dict(conversion.unread),
        tuple(conversion.notes),
    )


@dataclass(slots=True)
class _Conversion:
    """One walk over the tree; `marks` gathers where each member stood, by JSON pointer."""

    path: str
    namespace: str
    marks: dict[str, Position] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def value(self, element: Element, parent: str, pointer: str) -> JsonValue:
        """Return what an element says; `parent` is the name of the element around it."""
        self.marks[pointer] = element.position
        name, place = element.name, f"{parent}/{element.name}"
        if (several := self._array(element, place, pointer)) is not None:
            return several
        if (special := self._special(element, parent, pointer)) is not None:
            return special
        is_object = place in names.OBJECTS or name in names.OBJECTS or name in names.TEXT_MEMBERS
        if is_object or self._children(element):
            return self.object(element, parent, pointer)
        return self._typed(place, _words(element))

    def _array(self, element: Element, place: str, pointer: str) -> list[JsonValue] | None:
        """Return what a list holds; None for an element that is no list."""
        name = element.name
        if item := names.REFERENCE_LISTS.get(place):
            return [child.attributes.get("ref", "") for child in self._held(element, (item,))]
        held = names.LISTS.get(place) or names.LISTS.get(name)
        if not held or (name == "tools" and self._children(element, besides="tool")):
            return None
        children = enumerate(self._held(element, held))
        return [self.value(child, name, f"{pointer}/{at}") for at, child in children]

    def _special(self, element: Element, parent: str, pointer: str) -> JsonObject | None:
        """Return an element that JSON writes in a shape of its own; None for all others."""
        place = f"{parent}/{element.name}"
        if parent == "licenses":
            return self._license(element, pointer)
        if parent == "dependencies":
            return self._dependency(element)
        if place in names.ATTACHMENTS:
            return _attachment(element)
        if place == "data/classification":  # of a service, until 1.4
            return {"flow": element.attributes.get("flow", ""), "classification": _words(element)}
        return {"ref": _words(element)} if place == "datasets/ref" else None

    def object(self, element: Element, parent: str, pointer: str) -> JsonObject:
        """Return an element's attributes and children as members."""
        self.marks[pointer] = element.position
        name, members = element.name, self._attributes(element)
        for child in self._children(element):
            place = f"{name}/{child.name}"
            if section := names.SKIPPED.get(place):
                self.unread[section] += len(child.children) or 1 if name == "bom" else 1
                continue
            key = names.RENAMED.get(place, child.name)
            there = pointer + pointer_of([key])
            if place in names.REPEATED or f"{parent}/{place}" in names.REPEATED:
                several = members.setdefault(key, [])
                if isinstance(several, list):
                    several.append(self.value(child, name, f"{there}/{len(several)}"))
                continue
            if key in members:
                raise self._misplaced(child, f"<{child.name}> appears twice in <{name}>")
            members[key] = self.value(child, name, there)
            if child.name == "classification" and "flow" in child.attributes:
                members["flow"] = child.attributes["flow"]
        if text_member := names.TEXT_MEMBERS.get(name):
            members[text_member] = _words(element)
        elif _words(element):
            raise self._misplaced(element, f"<{name}> holds text beside its elements")
        return members

    def _attributes(self, element: Element) -> JsonObject:
        wanted = ("bom-ref", *names.ATTRIBUTES.get(element.name, ()))
        return {
            names.RENAMED.get(f"{element.name}/{key}", key): self._typed(
                f"{element.name}/{key}", element.attributes[key]
            )
            for key in wanted
            if key in element.attributes
        }

    def _license(self, element: Element, pointer: str) -> JsonObject:
        if element.name == "license":
            inside = f"{pointer}/license"
            return {"license": self.object(element, "licenses", inside)}
        return self.object(element, "licenses", pointer)

    def _dependency(self, element: Element) -> JsonObject:
        """`<dependency ref><dependency ref/><provides ref/></dependency>` → three members."""
        members: JsonObject = {}
        if "ref" in element.attributes:
            members["ref"] = element.attributes["ref"]
        kept = self._held(element, ("dependency", "provides"))
        for key, name in (("dependsOn", "dependency"), ("provides", "provides")):
            if refs := [child.attributes.get("ref", "") for child in kept if child.name == name]:
                members[key] = [*refs]
        return members

    def _typed(self, place: str, words: str) -> JsonValue:
        """Return the value in JSON's type; what does not parse stays text, for the schema."""
        if place in names.INTEGERS and _INTEGER.match(words):
            return int(words)
        if place in names.NUMBERS and _NUMBER.match(words):
            return float(words) if not _INTEGER.match(words) else int(words)
        if place in names.BOOLEANS:
            return _BOOLEANS.get(words, words)
        if place in names.TIMES and _NO_ZONE.match(words):
            self.notes.append(f"{place} has no time zone; read as UTC")
            return words + "Z"
        return words

    def _children(self, element: Element, besides: str = "") -> list[Element]:
        """Return the children in the BOM's own namespace; count an XML signature as unread."""
        for child in element.children:
            if child.namespace == _SIGNATURES and element.name == "bom":
                self.unread["signature"] = 1
        own = (child for child in element.children if child.namespace == self.namespace)
        return [child for child in own if child.name != besides]

    def _held(self, element: Element, held: tuple[str, ...]) -> list[Element]:
        """Return the children of a list.

        Raises:
            InputError: one of them is none of the elements that the list may hold.
        """
        children = self._children(element)
        for child in children:
            if child.name not in held:
                raise self._misplaced(child, f"<{child.name}> cannot stand in <{element.name}>")
        return children

    def _misplaced(self, element: Element, cause: str) -> InputError:
        version = self.namespace.removeprefix(NAMESPACE)
        return InputError(
            f"not valid CycloneDX {version}: <{element.name}>",
            path=self.path,
            line=element.position.line,
            column=element.position.column,
            cause=cause,
            hint=f"correct it, or have the tool that wrote it write valid CycloneDX {version}",
        )


def _words(element: Element) -> str:
    return element.text.strip()


def _attachment(element: Element) -> JsonObject:
    members: JsonObject = {"content": element.text}
    for key, attribute in (("contentType", "content-type"), ("encoding", "encoding")):
        if attribute in element.attributes:
            members[key] = element.attributes[attribute]
    return members
