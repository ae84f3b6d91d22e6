"""Which distributions a wheel brings along: its requirements, at the versions that are locked."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from email.parser import HeaderParser
from importlib.metadata import Distribution, distributions
from typing import TYPE_CHECKING, cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from email.message import Message
    from pathlib import Path

_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "ISC License (ISCL)": "ISC",
}
_LONGEST_LICENCE = 100  # characters; what is longer is the licence's text, not its name


class ReleaseError(Exception):
    """What is to be released does not fit together; the message says what and why."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A line of a lock file: a version, and the sha256 of each file that may be installed."""

    version: str
    sha256: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A distribution that comes along.

    Attributes:
        name: Normalised.
        version: As locked.
        sha256: Hex digests of the files of this version.
        licence: An SPDX expression or a name; empty when its metadata says nothing.
        supplier: Who makes it, as its metadata says.
        needs: Names of the parts that it needs.
    """

    name: str
    version: str
    sha256: tuple[str, ...] = field(repr=False)
    licence: str
    supplier: str
    needs: tuple[str, ...]


def read_lock(path: Path) -> dict[str, Pinned]:
    """Return what a lock file of pip pins, by normalised name."""
    found: dict[str, Pinned] = {}
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if match := _PIN.match(line):
            pinned = Pinned(match[2], tuple(sorted(_HASH.findall(line))))
            found[canonicalize_name(match[1])] = pinned
    return found


def wheel_metadata(wheel: Path) -> Message:
    """Return the METADATA of a wheel."""
    with zipfile.ZipFile(wheel) as opened:
        [name] = [one for one in opened.namelist() if one.endswith(".dist-info/METADATA")]
        return HeaderParser().parsestr(opened.read(name).decode())


def resolve(
    metadata: Message,
    extras: Iterable[str],
    lock: Mapping[str, Pinned],
    site: str | None = None,
) -> tuple[tuple[str, ...], tuple[Part, ...]]:
    """Return what a wheel needs directly, and all parts that come along, sorted by name.

    Args:
        metadata: Of the wheel.
        extras: Its extras that are wanted.
        lock: Versions and hashes.
        site: The folder that the parts are installed in; by default this Python's own.

    Raises:
        ReleaseError: a part is not locked, or not installed at its locked version.
    """
    installed: dict[str, Distribution] = {
        canonicalize_name(one.name): one
        for one in (distributions(path=[site]) if site else distributions())
    }
    own = canonicalize_name(str(metadata["Name"]))
    queue = [(own, extra) for extra in ("", *extras)]
    seen, needs = set(queue), dict[str, set[str]]()
    while queue:
        name, extra = queue.pop()
        said = metadata.get_all("Requires-Dist", []) if name == own else installed[name].requires
        for need in _needed(said or (), extra):
            target = canonicalize_name(need.name)
            if target != own:
                _require_locked(target, installed, lock)
                needs.setdefault(name, set()).add(target)
            more = {(target, wanted) for wanted in ("", *need.extras)} - seen
            seen |= more
            queue += more
    names = sorted({name for name, _ in seen} - {own})
    parts = (
        _part(name, lock[name], installed[name], tuple(sorted(needs.get(name, ()))))
        for name in names
    )
    return tuple(sorted(needs.get(own, ()))), tuple(parts)


def _needed(said: Iterable[str], extra: str) -> Iterator[Requirement]:
    for text in said:
        need = Requirement(text)
        if need.marker is None or need.marker.evaluate({"extra": extra}):
            yield need


def _require_locked(
    name: str, installed: Mapping[str, Distribution], lock: Mapping[str, Pinned]
) -> None:
    if name not in lock:
        raise ReleaseError(f"{name} is needed, but not locked; run requirements/lock.sh")
    if name not in installed:
        raise ReleaseError(f"{name} is needed, but not installed")
    if installed[name].version != lock[name].version:
        raise ReleaseError(
            f"{name} is installed as {installed[name].version}, and locked as {lock[name].version}"
        )


def _part(name: str, pinned: Pinned, found: Distribution, needs: tuple[str, ...]) -> Part:
    said = cast("Message", found.metadata)  # its protocol lacks `get`, which every Message has
    return Part(name, pinned.version, pinned.sha256, _licence(said), _supplier(said), needs)


def _licence(said: Message) -> str:
    for key in ("License-Expression", "License"):
        text = said.get(key) or ""
        if text and len(text) <= _LONGEST_LICENCE and "\n" not in text:
            return str(text)
    names = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier", [])
        if one.startswith("License :: OSI Approved :: ")
    ]
    known = [_CLASSIFIERS.get(one, one) for one in names]
    return known[0] if len(known) == 1 else ", ".join(sorted(known))


def _supplier(said: Message) -> str:
    """Return who makes a distribution: the author's or maintainer's name, without the address."""
    for key in ("Author", "Maintainer", "Author-email", "Maintainer-email"):
        first = (said.get(key) or "").split(",")[0]
        name = re.sub(r"\s*<[^>]*>", "", first).strip().strip('"')
        if name and "@" not in name:
            return name
    return f"the authors of {said['Name']}"
