"""The bill of materials of an image: govern, what it needs, and what the base says it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from packageurl import PackageURL

from tools.release.bill import main_component, python_components, render
from tools.release.layers import debian_packages
from tools.release.resolution import read_lock, resolve, wheel_metadata

if TYPE_CHECKING:
    from pathlib import Path

    from tools.release.layout import Image


@dataclass(frozen=True, slots=True)
class Contents:
    """What was installed: extras of govern, by which lock file, into which folder."""

    extras: tuple[str, ...]
    lock: Path
    site: Path


def image_bill(wheel: Path, base: Image, image: Image, contents: Contents, epoch: int) -> bytes:
    """Return the bill of an image: govern, all that it needs, and the packages of the base.

    Raises:
        ReleaseError: what is installed is not what is locked.
    """
    metadata = wheel_metadata(wheel)
    lock = read_lock(contents.lock)
    direct, parts = resolve(metadata, contents.extras, lock, str(contents.site))
    version = str(metadata["Version"])
    own = main_component(
        PackageURL("pypi", None, "govern-engine", version), ComponentType.APPLICATION, version,
        hashlib.sha256(wheel.read_bytes()).hexdigest(), reference="pypi:govern-engine",
    )  # fmt: skip
    purl = PackageURL(
        "oci", None, "govern", image.digest, {"arch": str(base.config["architecture"])}
    )
    main = main_component(
        purl, ComponentType.CONTAINER, version, image.digest.removeprefix("sha256:")
    )
    needs = {f"pypi:{one.name}": [f"pypi:{need}" for need in one.needs] for one in parts}
    needs["pypi:govern-engine"] = [f"pypi:{one}" for one in direct]
    debian = _debian_components(base)
    needs["self"] = ["pypi:govern-engine", *(str(one.bom_ref) for one in debian)]
    components = [own, *python_components(parts), *debian]
    return render(main, components, needs, epoch=epoch, version=version)


def _debian_components(base: Image) -> list[Component]:
    """Return the packages of the base, in the last state that its layers record."""
    found = {
        one["Package"]: one
        for layer in base.manifest["layers"]
        for one in debian_packages(base.blobs[layer["digest"]])
    }
    return [
        Component(
            type=ComponentType.LIBRARY, name=name, version=one["Version"], bom_ref=f"deb:{name}",
            purl=PackageURL("deb", "debian", name, one["Version"],
                            {"arch": one.get("Architecture", "all")}),
            supplier=OrganizationalEntity(name=one.get("Maintainer", "Debian").split(" <")[0]),
        )
        for name, one in sorted(found.items())
    ]  # fmt: skip
