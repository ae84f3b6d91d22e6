"""SLSA provenance in a verified statement → who built it, from what, and at which level.

Read are `https://slsa.dev/provenance/v0.2` and `v1` (SLSA 1.0 and 1.1). Provenance names no level
of its own: a verifier grants it to a builder that it knows. So the level here is the one that the
configuration grants to the builder, and 0 to any other; nothing in the provenance raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.sbom.fields import child, objects, text
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from govern.attest.statement import Statement
    from govern.config import BuilderSection
    from govern.model import JsonObject

V02 = "https://slsa.dev/provenance/v0.2"
V1 = "https://slsa.dev/provenance/v1"
PREDICATE_TYPES = frozenset({V02, V1})
_MOST_MATERIALS = 10_000


@dataclass(frozen=True, slots=True)
class Material:
    """Something that went into a build: where it is from, and its digests."""

    uri: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How something was built, in the words of the builder that signed.

    Attributes:
        version: `v0.2` or `v1`.
        builder: The builder's id.
        build_type: What kind of build it was.
        source: The material that the build was told to build (v0.2: `invocation.configSource`,
            else the only git material; v1: the first resolved dependency that the external
            parameters name); None where the provenance leaves it open.
        entry_point: The workflow or target, where given.
        materials: Everything that went in.
        invocation: An id of this run of the builder.
        started, finished: Times as written.
    """

    version: str
    builder: str
    build_type: str
    source: Material | None
    entry_point: str | None
    materials: tuple[Material, ...]
    invocation: str | None
    started: str | None
    finished: str | None

    def to_object(self, level: int) -> JsonObject:
        """Return it as rules see it, with the level that this builder is trusted for."""
        source = self.source
        return {
            "version": self.version,
            "builder": self.builder,
            "build_type": self.build_type,
            "level": level,
            "source": {"uri": source.uri, "digests": dict(source.digests)} if source else None,
            "entry_point": self.entry_point,
            "materials": [{"uri": one.uri, "digests": dict(one.digests)} for one in self.materials],
            "invocation": self.invocation,
            "started": self.started,
            "finished": self.finished,
        }


@dataclass(frozen=True, slots=True)
class Builder:
    """A builder that we know.

    Attributes:
        id: Its `builder.id`; without a version (`@…`) it stands for all versions.
        signers: Names of the configured signers whose signature is this builder's own.
        level: The SLSA build level that it is trusted for, 1 to 4.
    """

    id: str
    signers: frozenset[str]
    level: int


def builders_of(sections: Iterable[BuilderSection]) -> tuple[Builder, ...]:
    """Return the builders that `[[trust.builders]]` names."""
    return tuple(Builder(one.id, frozenset(one.signers), one.level) for one in sections)


def level_of(builder: str, signer: str, known: Iterable[Builder]) -> int:
    """Return the level that a builder is trusted for when this signer vouches; 0 for any other.

    The signer matters: whoever else may sign could write any builder's id.
    """
    ids = {builder, builder.rpartition("@")[0] or builder}
    return max((one.level for one in known if one.id in ids and signer in one.signers), default=0)


def provenance_of(statement: Statement, path: str) -> Provenance:
    """Read the provenance in a statement whose signature was verified.

    Raises:
        InputError: another predicate type, or the builder or build type is missing.
    """
    if statement.predicate_type == V1:
        return _v1(statement.predicate, path)
    if statement.predicate_type == V02:
        return _v02(statement.predicate, path)
    raise InputError(
        "not SLSA provenance that is read", path=path, cause=statement.predicate_type[:200]
    )


def _v1(predicate: JsonObject, path: str) -> Provenance:
    definition, run = child(predicate, "buildDefinition"), child(predicate, "runDetails")
    metadata = child(run, "metadata")
    materials = tuple(_materials(definition, "resolvedDependencies", path))
    parameters = child(definition, "externalParameters")
    return Provenance(
        version="v1",
        builder=_needed(child(run, "builder"), "id", "runDetails.builder.id", path),
        build_type=_needed(definition, "buildType", "buildDefinition.buildType", path),
        source=_source_v1(parameters, materials),
        entry_point=text(child(parameters, "workflow"), "path"),
        materials=materials,
        invocation=text(metadata, "invocationId"),
        started=text(metadata, "startedOn"),
        finished=text(metadata, "finishedOn"),
    )


def _source_v1(parameters: JsonObject, materials: tuple[Material, ...]) -> Material | None:
    """Return what the caller of the build named (GitHub: `workflow.repository`; others `source`).

    The digest is the builder's word, from the dependencies; a name without one is no source.
    """
    workflow, source = child(parameters, "workflow"), child(parameters, "source")
    named = [
        text(workflow, "repository"),
        text(source, "uri") or text(source, "repository") or text(parameters, "source"),
        text(child(parameters, "configSource"), "uri"),
    ]
    for name in filter(None, named):
        for one in materials:
            if _plain(one.uri) == _plain(name):
                return one
    return None


def _v02(predicate: JsonObject, path: str) -> Provenance:
    invocation, metadata = child(predicate, "invocation"), child(predicate, "metadata")
    materials = tuple(_materials(predicate, "materials", path))
    config = child(invocation, "configSource")
    uri = text(config, "uri")
    sources = [one for one in materials if one.uri.startswith("git")]
    only = sources[0] if len(sources) == 1 else None
    return Provenance(
        version="v0.2",
        builder=_needed(child(predicate, "builder"), "id", "builder.id", path),
        build_type=_needed(predicate, "buildType", "buildType", path),
        source=Material(uri, _digests(config)) if uri else only,
        entry_point=text(config, "entryPoint"),
        materials=materials,
        invocation=text(metadata, "buildInvocationId") or text(metadata, "buildInvocationID"),
        started=text(metadata, "buildStartedOn"),
        finished=text(metadata, "buildFinishedOn"),
    )


def _materials(holder: JsonObject, key: str, path: str) -> Iterator[Material]:
    listed = objects(holder, key)
    if len(listed) > _MOST_MATERIALS:
        raise InputError(f"provenance with more than {_MOST_MATERIALS} materials", path=path)
    for one in listed:
        if uri := text(one, "uri"):
            yield Material(uri, _digests(one))


def _digests(source: JsonObject) -> dict[str, str]:
    digests = child(source, "digest")
    return {name: value for name, value in digests.items() if isinstance(value, str)}


def _plain(uri: str) -> str:
    """Return where a git address leads, without scheme prefix, revision and `.git`."""
    bare = uri.removeprefix("git+").partition("#")[0]
    scheme, found, rest = bare.partition("://")
    host, _, where = (rest if found else scheme).partition("/")
    where = where.partition("@")[0].removesuffix("/").removesuffix(".git")
    return f"{host.rpartition('@')[2]}/{where}"  # a user's name is no part of the place


def _needed(source: JsonObject, key: str, name: str, path: str) -> str:
    value = text(source, key)
    if value is None:
        raise InputError("not valid SLSA provenance", path=path, cause=f"{name} is missing")
    return value
