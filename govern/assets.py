"""The one function that finds shipped files, in a wheel and in a checkout alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from govern.errors import AssetsMissing


@cache
def assets_root() -> Path:
    """Return the folder that holds `policies/rego`, `evidence` and `admission`.

    A wheel carries them under `govern/_data`; an editable install or a checkout has them beside
    the package. `govern/_data` is looked at first, because only a wheel has it.

    Raises:
        AssetsMissing: neither place holds them (a broken installation).
    """
    package = Path(__file__).resolve().parent
    for root in (package / "_data", package.parent):
        if (root / "policies" / "rego").is_dir():
            return root
    raise AssetsMissing(
        "the policy library that ships with govern was not found",
        path=str(package),
        hint="reinstall govern-engine",
    )
