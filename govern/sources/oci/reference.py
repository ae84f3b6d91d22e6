"""Names of things in a registry: `registry.example:5000/team/app:1.2@sha256:…`.

Grammar: OCI Distribution Specification 1.1 section "Pulling manifests", and the reference grammar
of the Docker distribution project for what stands before the first slash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from govern.errors import InputError

DOCKER_HUB = "docker.io"
_HUB_ALIASES = {"docker.io", "index.docker.io", "registry-1.docker.io", "www.docker.io"}
_HUB_API = "registry-1.docker.io"
_MOST_CHARACTERS = 255  # of a name, by the specification
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")
_DIGEST = re.compile(r"(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})\Z")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """A tag or digest in a repository; `latest` where neither is given.

    Attributes:
        registry: Host, with its port where it is not 443; `docker.io` for every name of the Hub.
        repository: Path within the registry; `library/` is filled in for the Hub.
        tag: The tag as written.
        digest: `sha256:…` or `sha512:…`; it decides where both are given.
    """

    registry: str
    repository: str
    tag: str | None = None
    digest: str | None = None

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Return the reference in `text`, as container runtimes read it.

        Raises:
            InputError: it breaks the grammar.
        """
        rest, at, digest = text.partition("@")
        host, slash, path = rest.partition("/")
        if not (slash and ("." in host or ":" in host or host == "localhost")):
            host, path = DOCKER_HUB, rest
        name, colon, tag = path.rpartition(":")
        if not colon or "/" in tag:
            name, tag = path, ""
        if host.lower() in _HUB_ALIASES:
            host = DOCKER_HUB
            name = name if "/" in name else f"library/{name}"
        valid = (
            _HOST.match(host)
            and _REPOSITORY.match(name)
            and len(name) <= _MOST_CHARACTERS
            and (_TAG.match(tag) or not (colon and tag))
            and (_DIGEST.match(digest) or not at)
        )
        if not valid or path.endswith(":"):
            raise InputError(
                "not a reference to an image or artefact",
                path=text[: 2 * _MOST_CHARACTERS],
                hint="write REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@sha256:DIGEST",
            )
        if not tag and not digest:
            tag = "latest"
        return cls(host.lower(), name, tag or None, digest or None)

    @property
    def api_host(self) -> str:
        """The host to ask: the Hub's API has another name than the Hub."""
        return _HUB_API if self.registry == DOCKER_HUB else self.registry

    @property
    def name(self) -> str:
        """Registry and repository."""
        return f"{self.registry}/{self.repository}"

    @property
    def target(self) -> str:
        """What to ask for: the digest, else the tag."""
        return self.digest or self.tag or "latest"

    def at(self, digest: str) -> Reference:
        """Return the same reference pinned to a digest; the tag stays, for people."""
        return replace(self, digest=digest)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}{f'@{self.digest}' if self.digest else ''}"


def is_digest(text: str) -> bool:
    """Return whether `text` is a digest that this client can recompute."""
    return bool(_DIGEST.match(text))


def is_tag(text: str) -> bool:
    """Return whether `text` may be a tag."""
    return bool(_TAG.match(text))
