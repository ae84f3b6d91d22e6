"""Where in the document a finding of another dialect is: from what it says, or what it read."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from govern.model.json import keys_of, pointer_of, resolve
from govern.policies.dialects.reads import ANY
from govern.policies.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.model import JsonObject, JsonValue, Reads, Rule
    from govern.policies.findings import Finding

    Keys: TypeAlias = "tuple[str | int, ...]"

_MAX_PLACES = 2000
_MIN_TEXT = 4  # characters of a text that tell which definition a message is from
_VERB = re.compile(r"%[-+# 0-9.]*[a-zA-Z]")
_MIN_WORD = 2  # characters; a shorter value is found in too many messages
# `spec.containers[0].image` and `/spec/containers/0/image`
_STEP = re.compile(r"""[./]?([^./\[\]"']+)|\[["']?([^\]"']+)["']?\]""")
# What rules read to name the object, and not because something is wrong there.
_IDENTITY = frozenset(
    {("kind",), ("apiVersion",), ("metadata",), ("metadata", "name"), ("metadata", "namespace")}
)


def placed(finding: Finding, rule: Rule, content: JsonObject, path: str) -> Finding:
    """Return the finding with the best place that is known; unchanged when there is none.

    `content` is the document's, and `path` its source's.

    In order: `_loc` (a line of the file), `path` or `details.path`, a value that the rule reads
    and the message quotes, what all paths that the rule reads have in common.
    """
    line = _line(finding.details, path)
    pointer = finding.pointer or _member(finding.details, content, rule.match.scope)
    base = keys_of(pointer)
    try:
        document = resolve(content, pointer)
    except KeyError:
        return finding
    said = _said(finding.details) or ()
    while said and not _holds(document, said):
        said = said[:-1]  # what is missing is shown where it should be
    if said:
        return replace(finding, pointer=pointer_of((*base, *said)), line=line)
    read = _read(document, rule.reads, finding.message)
    if read:
        return replace(finding, pointer=pointer_of((*base, *read)), line=line)
    return replace(finding, pointer=pointer, line=line)


def _member(details: JsonObject, content: JsonObject, scope: str) -> str:
    """Return the document of a set that conftest's `_loc` names by its file."""
    place, members = details.get("_loc"), content.get("documents")
    file = place.get("file") if isinstance(place, dict) else None
    if scope != "document" and isinstance(file, str) and isinstance(members, list):
        for index, member in enumerate(members):
            if isinstance(member, dict) and member.get("path") == file:
                return pointer_of(("documents", index, "document"))
    return ""


def _line(details: JsonObject, path: str) -> int | None:
    """Return the line that conftest's `_loc` gives; only a number counts, as there."""
    place = details.get("_loc")
    if not isinstance(place, dict):
        return None
    line, file = place.get("line"), place.get("file", path)
    if not isinstance(file, str) or PurePath(file).name != PurePath(path).name:
        return None  # a line of another file
    return line if isinstance(line, int) and not isinstance(line, bool) and line > 0 else None


def _said(details: JsonObject) -> Keys | None:
    """Return the path that the details name, as a list of keys or as text."""
    inner = details.get("details")
    for holder in (details, inner if isinstance(inner, dict) else {}):
        path = holder.get("path")
        if isinstance(path, list) and all(isinstance(key, str | int) for key in path):
            return tuple(key for key in path if isinstance(key, str | int))
        if isinstance(path, str) and path:
            return tuple(plain or quoted for plain, quoted in _STEP.findall(path))
    return None


def _holds(document: JsonValue, keys: Keys) -> bool:
    try:
        resolve(document, pointer_of(keys))
    except KeyError:
        return False
    return True


def _read(document: JsonValue, reads: Sequence[Reads], message: str) -> Keys:
    """Return the place among those that the rule reads which the message speaks of."""
    patterns = dict.fromkeys(path for one in _saying(reads, message) for path in one.paths)
    quoted: list[Keys] = []
    whole: list[Keys] = []
    parents: list[Keys] = []  # what is missing is shown where it should be
    for pattern in patterns:
        if pattern in _IDENTITY:
            continue
        found, parent = _expanded(document, pattern)
        by_key = pattern[-1] == ANY
        quoted += [place for place in found if _is_quoted(document, place, message, by_key=by_key)]
        # What goes over all members of something looks at it, and not at the one that is there.
        whole += [place[:-1] if by_key else place for place in found][: _MAX_PLACES - len(whole)]
        parents += [parent] if parent else []
    if not quoted:
        return _in_common([*whole, *parents]) or _in_common(whole or parents)
    best = max(quoted, key=lambda place: (len(_text(document, place)), len(place)))
    return _beside(document, best, patterns) if best[-1] == "name" else best


def _beside(document: JsonValue, name: Keys, patterns: Iterable[tuple[str, ...]]) -> Keys:
    """Return what else is read of the thing with this name, or where it should be."""
    thing = name[:-1]
    places = []
    for pattern in patterns:
        rest, start = pattern[len(thing) :], pattern[: len(thing)]
        if (
            rest
            and rest != ("name",)
            and all(mine in {ANY, str(key)} for mine, key in zip(start, thing, strict=True))
        ):
            found, parent = _expanded(resolve(document, pointer_of(thing)), rest)
            places += [(*thing, *place) for place in (found or [parent])]
    there = _in_common(places)
    return there if len(there) > len(thing) else name


def _saying(reads: Sequence[Reads], message: str) -> Sequence[Reads]:
    """Return the definitions whose texts the message is made of; all, when that is unknown."""
    scores = [max((_made_of(text, message) for text in one.texts), default=0) for one in reads]
    best = max(scores, default=0)
    return [one for one, score in zip(reads, scores, strict=True) if score == best]


def _made_of(text: str, message: str) -> int:
    """Return how much of a message is a text of the rule, the verbs of `sprintf` left open."""
    parts = _VERB.split(text.replace('\\"', '"').replace("%%", "%"))
    size = sum(map(len, parts))
    return size if size >= _MIN_TEXT and matches(f"*{'*'.join(parts)}*", message) else 0


def _in_common(places: Sequence[Keys]) -> Keys:
    """Return the keys that all places begin with."""
    if not places:
        return ()
    shortest, longest = min(places, key=_sortable), max(places, key=_sortable)
    pairs = zip(shortest, longest, strict=False)
    return tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _sortable(place: Keys) -> list[tuple[bool, str | int]]:
    return [(isinstance(key, int), key) for key in place]


def _expanded(document: JsonValue, pattern: tuple[str, ...]) -> tuple[list[Keys], Keys]:
    """Return the places that a path with `*` stands for, or of one that ends early its parent."""
    open_ends: list[tuple[Keys, JsonValue]] = [((), document)]
    for key in pattern:
        following: list[tuple[Keys, JsonValue]] = []
        for place, value in open_ends:
            if key == ANY:
                following += [((*place, name), child) for name, child in _children(value)]
            elif isinstance(value, dict) and key in value:
                following.append(((*place, key), value[key]))
        if not following:
            return [], _in_common([place for place, _ in open_ends])
        open_ends = following[:_MAX_PLACES]
    return [place for place, _ in open_ends], ()


def _children(value: JsonValue) -> list[tuple[str | int, JsonValue]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _text(document: JsonValue, place: Keys) -> str:
    value = resolve(document, pointer_of(place))
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _is_quoted(document: JsonValue, place: Keys, message: str, *, by_key: bool) -> bool:
    words = [_text(document, place), str(place[-1]) if by_key else ""]
    return any(
        len(text) >= _MIN_WORD and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", message)
        for text in words
    )
