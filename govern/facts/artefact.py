"""What a scan or VEX may be about: an image, or the thing that an SBOM describes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from govern.documents.sbom.fields import child, objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import Document, JsonObject

_SHA256 = {"sha256", "sha-256"}
_HEX_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Artefact:
    """One thing, by all the names under which others may speak of it.

    Attributes:
        digests: Its digests, `sha256:<hex>`.
        purls: Its own package URLs.
        serial_number: The serial number of its SBOM, with `version` the SBOM's revision.
        main_ref: The identifier of the described component within that SBOM.
        refs: Identifier within the SBOM → the component's package URL.
    """

    digests: frozenset[str] = frozenset()
    purls: frozenset[str] = frozenset()
    serial_number: str | None = None
    version: int | None = None
    main_ref: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)


def artefact_of_sbom(document: Document) -> Artefact:
    """Return what an SBOM describes; the SBOM's own bytes stand for it too.

    A statement about the file `bom.json` is about this very inventory, whatever it describes.
    """
    content = document.content
    main = child(child(content, "metadata"), "component")
    purl = text(main, "purl")
    digests = {f"sha256:{document.source.sha256}", *_hashes(main)}
    if purl and (digest := digest_in_purl(purl)):
        digests.add(digest)
    version = content.get("version")
    return Artefact(
        digests=frozenset(digests),
        purls=frozenset({purl} if purl else ()),
        serial_number=text(content, "serial_number"),
        version=version if isinstance(version, int) else None,
        main_ref=text(main, "ref"),
        refs={
            ref: purl
            for one in objects(content, "components")
            if (ref := text(one, "ref")) and (purl := text(one, "purl"))
        },
    )


def digest_in_purl(purl: str) -> str | None:
    """Return the digest that an OCI package URL has for its version, `sha256:<hex>`."""
    if not purl.startswith("pkg:oci/"):
        return None
    version = unquote(purl.partition("?")[0].partition("#")[0].rpartition("@")[2]).lower()
    return version if is_digest(version) else None


def is_digest(value: str) -> bool:
    """Tell whether a text is `sha256:` and 64 hex digits."""
    algorithm, _, digits = value.partition(":")
    return (
        algorithm == "sha256"
        and len(digits) == _HEX_DIGITS
        and all(one in "0123456789abcdef" for one in digits)
    )


def _hashes(component: JsonObject) -> Iterator[str]:
    for one in objects(component, "hashes"):
        algorithm, content = text(one, "alg"), text(one, "content")
        if algorithm and content and algorithm.lower() in _SHA256:
            yield f"sha256:{content.lower()}"
