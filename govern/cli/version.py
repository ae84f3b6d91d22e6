"""What `govern --version --json` says: everything that a decision may depend on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import govern
from govern.assets import assets_root
from govern.policies.assembly import PolicySettings, assemble

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue

_ENGINE = "gordon-to-regorus"
_OPTIONAL = ("opa-python-client", "sigstore", "securesystemslib", "kubernetes", "uvicorn")
_SCHEMA = ".schema.json"


def versions() -> JsonObject:
    """Return versions of govern, its engine, the shipped policies and the schemas it writes.

    `policies` are those that ship, under the standard profile: what a configuration adds is named
    by the `policy.revision` of each report.

    Raises:
        Error: the installation is broken.
    """
    policies = assemble(PolicySettings())
    return {
        "govern": govern.__version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.machine()}",
        "engines": {"regorus": _version_of(_ENGINE)},
        "policies": {"revision": policies.revision, "rules": len(policies.rules)},
        "schemas": _schemas(),
        "optional": {name: _version_of(name) for name in _OPTIONAL},
    }


def _version_of(distribution: str) -> str | None:
    """Return a distribution's version; None when it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _schemas() -> list[JsonValue]:
    folder = assets_root() / "evidence" / "schemas"
    names = (one.name.removesuffix(_SCHEMA) for one in sorted(folder.glob(f"*{_SCHEMA}")))
    return ["/v".join(name.rsplit(".v", 1)) for name in names]  # govern.waiver.v0.1: a dot in v0.1
