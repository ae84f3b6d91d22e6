"""ConstraintTemplates: their Rego, with the packages that govern gives it, and their schema.

Gatekeeper gives each template a world of its own: whatever its package is called, its libraries
are its own, and of `data` it sees these and `data.inventory` alone. So does govern: everything
that is named `data.x` becomes `data.<root>.x`, where no other policy has anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.model import Module
from govern.policies.dialects.reads import reads_of
from govern.policies.dialects.template_input import written_out
from govern.policies.rego_lexer import QUIET, tokens
from govern.policies.rego_names import prefixed
from govern.policies.rego_text import heads, package_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, Reads
    from govern.policies.dialects.names import Names
    from govern.policies.dialects.objects import Keys, PolicyObject

TARGET = "admission.k8s.gatekeeper.sh"
ROOT = "govern_gatekeeper"
_DOCUMENT = ("input", "review", "object")
_BUILTINS = frozenset({"is_string", "object", "sprintf"})  # that the wrapper calls
_VERSIONS = {"v0": 0, "v1": 1}
_KIND = re.compile(r"[A-Z][A-Za-z0-9]*")
_LITERAL = re.compile(r"[|][-+1-9]{0,2}[ \t]*(?:[ \t]#.*)?\r?$")  # where a literal block starts


@dataclass(frozen=True, slots=True)
class Template:
    """One ConstraintTemplate.

    Attributes:
        kind: The kind of its constraints.
        root: The package below which everything of it is, without `data.`.
        package: The whole package of `violation`, without `data.`.
        modules: Its Rego, below `root`.
        own: The same as it was written, the module of `violation` first.
        schema: Of `spec.parameters`, as OpenAPI v3.
        reads: What each `violation` refers to in the object.
        uses_inventory: Whether it looks at `data.inventory`.
    """

    kind: str
    root: str
    package: str
    modules: tuple[Module, ...] = field(repr=False)
    own: tuple[Module, ...] = field(repr=False)
    schema: JsonObject = field(repr=False)
    reads: tuple[Reads, ...] = field(repr=False)
    uses_inventory: bool
    source: PolicyObject = field(repr=False)

    def copied(self, root: str, review: str, parameters: str) -> tuple[Module, ...] | None:
        """Return its Rego below another root, naming what it would be shown.

        None when it has to be shown: see `template_input`; or the inventory; or where the wrapper
        could not stand beside it.
        """
        hidden = _BUILTINS.intersection(head.name for head in heads(self.own[0].text))
        if self.uses_inventory or hidden:
            return None
        copies = []
        for module in self.own:
            moved = _moved(module, root)
            text = written_out(moved.text, module.path, review, parameters)
            if text is None:
                return None
            copies.append(replace(moved, text=text))
        return tuple(copies)


@dataclass(frozen=True, slots=True)
class _Code:
    """Where the Rego of a template stands, and its version."""

    at: Keys
    libs_at: Keys
    version: int


def template_of(source: PolicyObject, names: Names) -> Template:
    """Return the template that an object is.

    Raises:
        PolicyError: Gatekeeper would refuse it, it has no Rego, or asks other systems.
    """
    kind = source.text(("spec", "crd", "spec", "names", "kind"))
    if not _KIND.fullmatch(kind):
        source.fail(("spec", "crd", "spec", "names", "kind"), f"{kind!r} is no name of a kind")
    if source.name != kind.lower():
        source.fail(("metadata", "name"), f"its name must be {kind.lower()}, as its kind is {kind}")
    code = _code(source)
    root = f"{ROOT}.{names.plain(kind)}"
    text = source.text(code.at)
    main = _module(source, code.at, text, code.version)
    libraries = [
        _module(source, (*code.libs_at, index), library, code.version)
        for index, library in enumerate(source.texts(code.libs_at))
    ]
    for module, at in _with_places(main, libraries, code):
        _check(source, module, at, is_library=module is not main)
    if not any(head.name == "violation" for head in heads(main.text)):
        source.fail(code.at, "its Rego has no `violation`")
    own = [main, *libraries]
    return Template(
        kind,
        root,
        f"{root}.{main.package}",
        tuple(_moved(module, root) for module in own),
        tuple(own),
        source.mapping(("spec", "crd", "spec", "validation", "openAPIV3Schema")),
        reads_of(tuple(own), "violation", _DOCUMENT),
        any(_uses_inventory(module) for module in own),
        source,
    )


def _code(source: PolicyObject) -> _Code:
    """Return where the Rego is: the older `rego` comes first, as in Gatekeeper."""
    targets = source.items(("spec", "targets"))
    if len(targets) != 1:
        source.fail(("spec", "targets"), "exactly one target is needed")
    target: Keys = ("spec", "targets", 0)
    if source.text((*target, "target")) != TARGET:
        source.fail((*target, "target"), f"the target must be {TARGET}")
    if source.at((*target, "rego")):
        return _Code((*target, "rego"), (*target, "libs"), 0)
    code: Keys = (*target, "code")
    engines = [source.text((*code, index, "engine")) for index, _ in enumerate(source.items(code))]
    if not engines:
        source.fail(target, "it has no Rego")
    if "Rego" not in engines:
        source.fail(
            code,
            f"it is written for {', '.join(engines)} alone, which govern cannot evaluate",
            "give it a Rego twin (`engine: Rego`), or leave it to Gatekeeper",
        )
    at = (*code, engines.index("Rego"), "source")
    version = source.text((*at, "version"), "v0")
    if version not in _VERSIONS:
        source.fail((*at, "version"), f"the Rego version {version!r} is neither v0 nor v1")
    return _Code((*at, "rego"), (*at, "libs"), _VERSIONS[version])


def _module(source: PolicyObject, at: Keys, text: str, version: int) -> Module:
    found = package_of(text)
    if found is None:
        source.fail(at, "its Rego declares no package")
    line = source.line(at) or 1
    if not _LITERAL.search(source.content.split("\n")[line - 1]):
        return Module(f"{source.path}#{source.name}", text, version, package=found[0])
    # Of a literal block, lines of the Rego become those of the file.
    return Module(source.path, "\n" * line + text, version, package=found[0])


def _with_places(
    main: Module, libraries: list[Module], code: _Code
) -> Iterator[tuple[Module, Keys]]:
    yield main, code.at
    for index, module in enumerate(libraries):
        yield module, (*code.libs_at, index)


def _check(source: PolicyObject, module: Module, at: Keys, *, is_library: bool) -> None:
    """Refuse what Gatekeeper refuses, and what would ask other systems while it decides."""
    in_lib = module.package == "lib" or module.package.startswith("lib.")
    if is_library and not in_lib:
        source.fail(at, f"a library has the package {module.package}, and not one below `lib`")
    words = [one for one in tokens(module.text, module.path) if one.kind not in QUIET]
    for index, word in enumerate(words[:-2]):
        if word.kind != "word" or (index and words[index - 1].text == "."):
            continue
        mark, key = words[index + 1].text, words[index + 2].text.strip('"`')
        line = module.text.count("\n", 0, word.start) + 1
        if word.text == "external_data" and mark == "(":
            raise PolicyError(
                f"ConstraintTemplate {source.name} asks an external data provider",
                path=module.path,
                line=line,
                hint="a decision must not depend on what a server says at that time; "
                "give the rule what it needs as parameters, or leave it to Gatekeeper",
            )
        if word.text == "data" and mark in {".", "["} and key not in {"lib", "inventory"}:
            raise PolicyError(
                f"ConstraintTemplate {source.name} refers to data.{key}",
                path=module.path,
                line=line,
                hint="Gatekeeper gives templates `data.lib` and `data.inventory` alone",
            )


def _uses_inventory(module: Module) -> bool:
    words = [one.text for one in tokens(module.text, module.path) if one.kind not in QUIET]
    names = {"inventory", '"inventory"'}
    return any(
        word == "data" and words[index + 1] in {".", "["} and words[index + 2] in names
        for index, word in enumerate(words[:-2])
    )


def _moved(module: Module, root: str) -> Module:
    text = prefixed(module.text, root, module.path)
    return Module(module.path, text, module.rego_version, package=f"{root}.{module.package}")
