"""Build the wheel and the sdist so that anybody can build them again, with a bill of materials.

    python -m tools.release.dist [--output dist] [--key release.pem | --keyless]

Built is what is committed, never what merely lies in the folder. Times are those of the commit.
With a key, or as an identity, each file is signed, and the bill is attested about the wheel.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cyclonedx.model.component import ComponentType
from packageurl import PackageURL

from govern.attest.artefact_signing import ReleaseKey, statement_about
from govern.attest.digest import Digest
from govern.attest.strict_json import parse_object
from govern.errors import Error
from tools.release.bill import PREDICATE, main_component, python_components, render
from tools.release.resolution import ReleaseError, read_lock, resolve, wheel_metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUMS = "SHA256SUMS"


def build(root: Path, output: Path) -> list[Path]:
    """Build the commit that is checked out in `root`; return wheel, sdist, bill and checksums.

    Raises:
        ReleaseError: there is no commit, or a build failed.
    """
    epoch = commit_time(root)
    with TemporaryDirectory(prefix="govern-dist-") as folder:
        source, built = Path(folder, "source"), Path(folder, "built")
        _export(root, source)
        _run_build(source, built, epoch)
        [wheel], [sdist] = built.glob("*.whl"), built.glob("*.tar.gz")
        bill = built / f"{wheel.name.split('-py3')[0]}.cdx.json"
        bill.write_bytes(wheel_bill(wheel, root / "requirements" / "core.txt", epoch))
        files = [wheel, sdist, bill]
        (built / _SUMS).write_text("".join(f"{_sha256(one)}  {one.name}\n" for one in files))
        output.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copyfile(one, output / one.name)) for one in (*files, built / _SUMS)]


def commit_time(root: Path) -> int:
    """Return the time of the commit, in seconds since 1970; SOURCE_DATE_EPOCH goes before it.

    Raises:
        ReleaseError: this is no git checkout.
    """
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(said)
    return int(_git(root, "log", "-1", "--format=%ct"))


def wheel_bill(wheel: Path, lock: Path, epoch: int) -> bytes:
    """Return the bill of a wheel: what it needs without extras, at the locked versions.

    Raises:
        ReleaseError: something that it needs is not locked, or not installed as locked.
    """
    metadata = wheel_metadata(wheel)
    direct, parts = resolve(metadata, (), read_lock(lock))
    name, version = str(metadata["Name"]), str(metadata["Version"])
    purl = PackageURL("pypi", None, name, version)
    main = main_component(purl, ComponentType.APPLICATION, version, _sha256(wheel))
    needs = {f"pypi:{one.name}": [f"pypi:{need}" for need in one.needs] for one in parts}
    needs["self"] = [f"pypi:{one}" for one in direct]
    return render(main, python_components(parts), needs, epoch=epoch, version=version)


def sign(files: Sequence[Path], key: ReleaseKey) -> list[Path]:
    """Sign each file, and attest the bill about the wheel; return the bundles beside them."""
    bundles = []
    for one in files:
        bundles.append(one.with_name(one.name + ".sigstore.json"))
        bundles[-1].write_bytes(key.sign_file(one.read_bytes()) + b"\n")
    wheel, bill = (
        next(one for one in files if one.match(form)) for form in ("*.whl", "*.cdx.json")
    )
    said = parse_object(bill.read_bytes(), "bill").content
    statement = statement_about(wheel.name, Digest.of(wheel.read_bytes()), PREDICATE, said)
    bundles.append(wheel.with_name(wheel.name + ".sbom.sigstore.json"))
    bundles[-1].write_bytes(key.sign_statement(statement) + b"\n")
    return bundles


def _export(root: Path, target: Path) -> None:
    archive = _git_bytes(root, "archive", "--format=tar", "HEAD")
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        opened.extractall(target, filter="data")


def _run_build(source: Path, built: Path, epoch: int) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built), str(source)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ReleaseError(f"the build failed:\n{(done.stdout + done.stderr)[-2000:]}")


def _git(root: Path, *arguments: str) -> str:
    return _git_bytes(root, *arguments).decode().strip()


def _git_bytes(root: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    if done.returncode != 0:
        raise ReleaseError(f"git {arguments[0]} failed in {root}: {done.stderr.decode().strip()}")
    return done.stdout


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, and sign when a key or --keyless is given."""
    parser = argparse.ArgumentParser(description="Build wheel, sdist and bill of materials.")
    parser.add_argument("--output", type=Path, default=Path("dist"))
    parser.add_argument("--key", help="sign with this key (docs/reference/sign.md)")
    parser.add_argument("--keyless", action="store_true", help="sign as SIGSTORE_ID_TOKEN says")
    asked = parser.parse_args(arguments)
    root = Path(__file__).resolve().parents[2]
    try:
        files = build(root, asked.output)
        if asked.key or asked.keyless:
            files += sign(files, ReleaseKey(asked.key, asked.keyless))
    except (ReleaseError, Error) as error:
        print(f"dist: {error}", file=sys.stderr)
        return 4
    for one in files:
        print(f"{_sha256(one)}  {one}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
