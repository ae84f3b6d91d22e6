r"""Build the webhook's image as an OCI layout, without a daemon: the same inputs, the same digest.

    python -m tools.release.image --base oci-layout/ --wheel dist/….whl --output dist/image
    python -m tools.release.image --base gcr.io/distroless/python3-debian12@sha256:… --wheel … \
        --output dist/image --push ghcr.io/acme/govern:1.0

On the base lie two layers: the locked dependencies, and govern. Beside the layout a bill of
materials is written, to be attested about the image with `govern sign image`.
"""

from __future__ import annotations

import argparse
import copy
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from govern.errors import Error
from govern.sources.oci.manifest import OCI_MANIFEST, Platform
from tools.release.dist import commit_time
from tools.release.image_bill import Contents, image_bill
from tools.release.layers import layer_of, sha256
from tools.release.layout import Image, encode, push, read_base, write_layout
from tools.release.resolution import ReleaseError, wheel_metadata
from tools.release.wheels import compile_all, fetch, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.release.layers import Layer
    from tools.release.layout import Json

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "admission" / "image" / "requirements.txt"
EXTRAS = ("server", "verify", "sign", "cluster", "otel", "postgres")  # as requirements/lock.sh has
_PLACE = "opt/govern"
_USER = "65532:65532"  # "nonroot" of distroless; the chart demands it
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_ARCHITECTURES = {"amd64": "x86_64", "arm64": "aarch64"}
_SOURCE = "https://github.com/govern-engine/govern"
# Of Docker's own formats, which bases may have; the bytes are the same.
_AS_OCI = {"application/vnd.docker.image.rootfs.diff.tar.gzip": _LAYER}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an image is built of.

    Attributes:
        base: A Python image without govern, named by its digest or as a layout.
        base_name: How it was named.
        wheel: Of govern.
        python: The interpreter in the base, `/usr/bin/python3.11`.
        epoch: The image's time, in seconds since 1970.
        at_hand: A folder with the locked wheels, where there is no network.
    """

    base: Image
    base_name: str
    wheel: Path
    python: str
    epoch: int
    at_hand: Path | None = None

    @property
    def architecture(self) -> str:
        """As OCI names it: `amd64`, `arm64`."""
        return str(self.base.config["architecture"])


def build(recipe: Recipe) -> tuple[Image, bytes]:
    """Return the image and its bill of materials.

    Raises:
        ReleaseError: the dependencies cannot be fetched, or do not fit.
    """
    _require_same_python(recipe.python)
    with TemporaryDirectory(prefix="govern-image-") as folder:
        wheels, needed, own = (Path(folder, name) for name in ("wheels", "needed", "own"))
        for one in (wheels, needed, own):
            one.mkdir()
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        machine = _ARCHITECTURES[recipe.architecture]
        for one in fetch(LOCK, wheels, machine, version, recipe.at_hand):
            unpack(one, needed)
        unpack(recipe.wheel, own)
        for site in (needed, own):
            compile_all(site, f"/{_PLACE}")
        layers = [layer_of(site, _PLACE, recipe.epoch) for site in (needed, own)]
        image = _assembled(recipe, layers)
        bill = image_bill(
            recipe.wheel, recipe.base, image, Contents(EXTRAS, LOCK, needed), recipe.epoch
        )
        return image, bill


def _require_same_python(interpreter: str) -> None:
    """What is compiled here has to be what runs there."""
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not interpreter.endswith(here):
        raise ReleaseError(f"the base runs {interpreter}; build with that Python, not {here}")


def _assembled(recipe: Recipe, layers: Sequence[Layer]) -> Image:
    version = str(wheel_metadata(recipe.wheel)["Version"])
    created = datetime.fromtimestamp(recipe.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = copy.deepcopy(recipe.base.config)
    config["created"] = created
    inner = config.setdefault("config", {})
    kept = [one for one in inner.get("Env") or () if not one.startswith("PYTHON")]
    inner["Env"] = [*kept, f"PYTHONPATH=/{_PLACE}", "PYTHONDONTWRITEBYTECODE=1"]
    inner["User"], inner["WorkingDir"] = _USER, "/"
    inner["Entrypoint"], inner["Cmd"] = [recipe.python, "-P", "-m", "govern"], ["serve"]
    inner["Labels"] = _labels(recipe, version, created)
    config["rootfs"]["diff_ids"] += [one.diff_id for one in layers]
    config.setdefault("history", []).extend(
        {"created": created, "created_by": f"tools/release/image.py: {what}"}
        for what in ("the locked dependencies", "govern")
    )
    blobs = {one["digest"]: recipe.base.blobs[one["digest"]] for one in _layers(recipe.base)}
    blobs |= {one.digest: one.data for one in layers}
    data = encode(config)
    blobs[sha256(data)] = data
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {"mediaType": _CONFIG, "digest": sha256(data), "size": len(data)},
        "layers": [
            *_layers(recipe.base),
            *({"mediaType": _LAYER, "digest": one.digest, "size": len(one.data)} for one in layers),
        ],
        "annotations": _labels(recipe, version, created),
    }
    return Image(manifest, config, blobs)


def _layers(base: Image) -> list[Json]:
    return [
        {**one, "mediaType": _AS_OCI.get(one["mediaType"], one["mediaType"])}
        for one in base.manifest["layers"]
    ]


def _labels(recipe: Recipe, version: str, created: str) -> dict[str, str]:
    said = {
        "title": "govern",
        "description": "A validating admission webhook, and the rest of govern.",
        "licenses": "Apache-2.0",
        "source": _SOURCE,
        "version": version,
        "created": created,
        "base.name": recipe.base_name,
        "base.digest": recipe.base.digest,
    }
    return {f"org.opencontainers.image.{key}": value for key, value in said.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, write the layout and the bill, and push when asked."""
    parser = argparse.ArgumentParser(description="Build the webhook's image.")
    parser.add_argument("--base", required=True, help="an OCI layout, or HOST/REPOSITORY@sha256:…")
    parser.add_argument("--wheel", type=Path, required=True, help="of govern, from `make dist`")
    parser.add_argument("--output", type=Path, required=True, help="the OCI layout; must not exist")
    parser.add_argument("--python", default="/usr/bin/python3.11", help="interpreter in the base")
    parser.add_argument("--architecture", choices=sorted(_ARCHITECTURES), default="amd64")
    parser.add_argument("--wheels", type=Path, help="the locked wheels, instead of a network")
    parser.add_argument("--push", metavar="REFERENCE", help="also push it there")
    parser.add_argument("--plain-http", action="append", default=[], metavar="HOST")
    asked = parser.parse_args(arguments)
    if asked.output.exists():
        parser.error(f"{asked.output} exists already")
    try:
        base = read_base(asked.base, Platform("linux", asked.architecture), asked.plain_http)
        name = asked.base.partition("@")[0] if "@sha256:" in asked.base else "local"
        recipe = Recipe(base, name, asked.wheel, asked.python, commit_time(ROOT), asked.wheels)
        image, bill = build(recipe)
        write_layout(image, asked.output)
        Path(f"{asked.output}.cdx.json").write_bytes(bill)
        print(image.digest)
        if asked.push:
            print(push(image, asked.push, asked.plain_http))
    except (ReleaseError, Error, OSError) as error:
        print(f"image: {error}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
