"""Who we are to a registry: environment, Docker's and Podman's configuration, credential helpers.

Looked at in this order, and the first that knows the registry wins:

1. `GOVERN_REGISTRY_HOST`, `GOVERN_REGISTRY_USERNAME`, `GOVERN_REGISTRY_PASSWORD`: one registry;
2. `DOCKER_AUTH_CONFIG`: the text of a Docker configuration;
3. `REGISTRY_AUTH_FILE`, `$DOCKER_CONFIG/config.json`, `~/.docker/config.json`,
   `$XDG_RUNTIME_DIR/containers/auth.json`.

Within a configuration: `credHelpers`, then `auths`, then `credsStore`. Nothing here is ever shown.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from govern.errors import RegistryError
from govern.sources.oci.credential_helper import ask_helper
from govern.sources.oci.reasons import Reason
from govern.sources.oci.reference import DOCKER_HUB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import JsonObject, JsonValue
    from govern.sources.oci.reference import Reference

_MOST_BYTES = 1024 * 1024  # of a configuration file
_HUB_KEYS = ("https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io")
_HOST, _USER, _PASSWORD = (f"GOVERN_REGISTRY_{word}" for word in ("HOST", "USERNAME", "PASSWORD"))
_EMPTY: JsonObject = {}


@dataclass(frozen=True, slots=True)
class Credential:
    """A name and password, or an identity token to be exchanged for access tokens."""

    username: str = ""
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)


class Credentials(Protocol):
    """Finds the credential for a repository."""

    def find(self, reference: Reference) -> Credential | None:
        """Return the credential for a repository's registry, or None to be anonymous.

        Raises:
            RegistryError: a configuration or helper is broken.
        """
        ...


@dataclass(frozen=True, slots=True)
class Anonymous:
    """No credentials for anybody."""

    def find(self, reference: Reference) -> Credential | None:
        """Return None."""


@dataclass(frozen=True, slots=True)
class DockerConfig:
    """The credentials in one Docker configuration (`config.json`, `dockerconfigjson`).

    Attributes:
        content: The configuration.
        origin: What to call it in errors.
        helpers: Whether credential helpers may be run.
    """

    content: JsonObject = field(repr=False)
    origin: str
    helpers: bool = True

    @classmethod
    def parse(cls, data: bytes, origin: str, *, helpers: bool = True) -> DockerConfig:
        """Read a configuration.

        Raises:
            RegistryError: it is no JSON object.
        """
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            value = None  # the parser's words might quote a secret
        if not isinstance(value, dict) or len(data) > _MOST_BYTES:
            raise _broken(origin, "it is not a JSON object")
        return cls(value, origin, helpers)

    def find(self, reference: Reference) -> Credential | None:
        """Return what the configuration says of the registry (govern.sources.oci.Credentials)."""
        for key in _keys(reference):
            if self.helpers and (helper := _text(self._section("credHelpers"), key)):
                return _from_helper(helper, key)
            entry = self._section("auths").get(key)
            if isinstance(entry, dict) and (found := self._entry(entry)):
                return found
        store = _text(self.content, "credsStore")
        if self.helpers and store:
            return _from_helper(store, next(iter(_keys(reference))))
        return None

    def _section(self, name: str) -> JsonObject:
        value = self.content.get(name)
        if not isinstance(value, dict):
            return _EMPTY
        return {_bare(key): entry for key, entry in value.items()}

    def _entry(self, entry: JsonObject) -> Credential | None:
        token = _text(entry, "identitytoken")
        if token:
            return Credential(identity_token=token)
        username, password = _text(entry, "username"), _text(entry, "password")
        if encoded := _text(entry, "auth"):
            try:
                plain = base64.b64decode(encoded, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                raise _broken(self.origin, "an `auth` entry is not base64") from None
            username, _, password = plain.rstrip("\0\n").partition(":")
        return Credential(username, password) if username else None


@dataclass(frozen=True, slots=True)
class Chain:
    """Several sources of credentials; the first that knows the registry wins."""

    sources: tuple[Credentials, ...]

    def find(self, reference: Reference) -> Credential | None:
        """Return the first credential found (govern.sources.oci.Credentials)."""
        for source in self.sources:
            if found := source.find(reference):
                return found
        return None


@dataclass(frozen=True, slots=True)
class OneRegistry:
    """A credential for one registry alone, such as from the environment."""

    registry: str
    credential: Credential

    def find(self, reference: Reference) -> Credential | None:
        """Return the credential when it is for this registry (govern.sources.oci.Credentials)."""
        return self.credential if self.registry in set(_keys(reference)) else None


def from_environment(environ: Mapping[str, str], *, helpers: bool = True) -> Chain:
    """Return the credentials that this user has, in the order of the module's description.

    Raises:
        RegistryError: a configuration that exists cannot be read, or a variable is missing.
    """
    sources: list[Credentials] = []
    if environ.get(_USER) or environ.get(_PASSWORD):
        host, user = environ.get(_HOST), environ.get(_USER)
        if not host or not user:
            raise _broken("the environment", f"{_USER} needs {_HOST}: which registry it is for")
        sources.append(OneRegistry(host.lower(), Credential(user, environ.get(_PASSWORD, ""))))
    if text := environ.get("DOCKER_AUTH_CONFIG"):
        sources.append(DockerConfig.parse(text.encode(), "DOCKER_AUTH_CONFIG", helpers=helpers))
    sources.extend(
        DockerConfig.parse(_read(path), str(path), helpers=helpers)
        for path in _files(environ)
        if path.is_file()
    )
    return Chain(tuple(sources))


def _files(environ: Mapping[str, str]) -> Iterator[Path]:
    if chosen := environ.get("REGISTRY_AUTH_FILE"):
        yield Path(chosen)
    if folder := environ.get("DOCKER_CONFIG"):
        yield Path(folder) / "config.json"
    elif home := environ.get("HOME"):
        yield Path(home) / ".docker" / "config.json"
    if runtime := environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime) / "containers" / "auth.json"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _broken(str(path), error.strerror or type(error).__name__) from None


def _keys(reference: Reference) -> Iterator[str]:
    """Yield what a configuration may call the repository, the most specific first."""
    parts = reference.repository.split("/")
    hosts = map(_bare, _HUB_KEYS) if reference.registry == DOCKER_HUB else (reference.registry,)
    for host in dict.fromkeys(hosts):
        for count in range(len(parts), 0, -1):
            yield "/".join((host, *parts[:count]))
        yield host


def _bare(key: str) -> str:
    """Return a configuration's key without scheme, API version and trailing slash."""
    bare = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    return bare.removesuffix("/v1").removesuffix("/v2").lower()


def _text(owner: JsonObject, key: str) -> str:
    value: JsonValue = owner.get(key)
    return value if isinstance(value, str) else ""


def _from_helper(helper: str, key: str) -> Credential | None:
    host = key.partition("/")[0]
    server = _HUB_KEYS[0] if host == _bare(_HUB_KEYS[0]) else host
    found = ask_helper(helper, server)
    if found is None:
        return None
    username, secret = found
    if username == "<token>":  # the helpers' sign for an identity token
        return Credential(identity_token=secret)
    return Credential(username, secret)


def _broken(origin: str, cause: str) -> RegistryError:
    return RegistryError(
        "the registry credentials cannot be used",
        reason=Reason.CREDENTIALS,
        path=origin,
        cause=cause,
        hint="log in again with your container tool, or correct the file",
    )
