"""`make dist`: the same bytes wherever they are built, described, signed, and checked by others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from tests.surroundings import ROOT, missing, require_tool
from tools.release.resolution import ReleaseError, read_lock, resolve, wheel_metadata

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dist")]


def _run(command: list[str], cwd: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=250, **options
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _build(folder: Path, *arguments: str, umask: int, zone: str) -> Path:
    """Build the commit in a clone of its own; return the folder with what was built."""
    cloned = _run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), "checkout"], folder)
    if cloned.returncode != 0:
        missing(f"needs the git history: {cloned.stderr.strip()}")
    checkout = folder / "checkout"
    (checkout / "govern" / "never-committed.py").write_text("")
    done = _run(
        [sys.executable, "-m", "tools.release.dist", "--output", str(folder / "dist"), *arguments],
        checkout, umask=umask, env={**os.environ, "TZ": zone, "PYTHONPATH": str(checkout)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "dist"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built and signed with a key, `key.pub` in the folder above."""
    folder, signer = tmp_path_factory.mktemp("first"), FileSigner.generate()
    (folder / "key.pem").write_bytes(signer.private_pem)
    (folder / "key.pub").write_bytes(signer.public_key.pem)
    return _build(folder, "--key", str(folder / "key.pem"), umask=0o022, zone="UTC")


def test_another_folder_umask_and_time_zone_give_the_same_bytes(
    built: Path, tmp_path: Path
) -> None:
    deep = tmp_path / "a folder with spaces" / "ü"
    deep.mkdir(parents=True)
    again = _build(deep, umask=0o077, zone="Asia/Kathmandu")
    names = {one.name for one in again.iterdir()}
    assert {name.rpartition(".")[2] for name in names} == {"whl", "gz", "json", "SHA256SUMS"}
    assert all((again / name).read_bytes() == (built / name).read_bytes() for name in names)


def test_the_source_distribution_holds_what_is_committed_and_no_more(built: Path) -> None:
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
        modes = {(one.mode, one.uid, one.gid, one.mtime) for one in opened if one.isfile()}
    assert {"LICENSE", "policies/rego/kubernetes/image_digest.rego", "tests/conftest.py"} <= names
    assert "govern/never-committed.py" not in names
    assert not {name for name in names if name.startswith((".github", ".ci"))}
    assert {(mode & 0o022, uid, gid) for mode, uid, gid, _ in modes} == {(0, 0, 0)}
    assert len({time for *_, time in modes}) == 1


def test_checksums_are_of_what_was_built(built: Path) -> None:
    done = _run(["sha256sum", "--check", "--strict", "SHA256SUMS"], built)
    assert done.returncode == 0, done.stderr


def test_the_bill_names_all_that_the_wheel_needs(built: Path) -> None:
    [bill], [wheel] = built.glob("*.cdx.json"), built.glob("*.whl")
    content = json.loads(bill.read_text())
    assert content["specVersion"] == "1.6"
    lock = read_lock(ROOT / "requirements" / "core.txt")
    found = {one["name"]: one for one in content["components"]}
    for needed in ("click", "orjson", "jinja2", "markupsafe"):
        assert found[needed]["version"] == lock[needed].version
        hashes = {one["content"] for one in found[needed]["hashes"]}
        assert hashes == set(lock[needed].sha256)
    assert not {"pytest", "hatchling", "sigstore"} & found.keys()
    edges = {one["ref"]: one.get("dependsOn", []) for one in content["dependencies"]}
    assert "pypi:jinja2" in edges["self"]
    assert edges["pypi:jinja2"] == ["pypi:markupsafe"]
    direct, parts = resolve(wheel_metadata(wheel), (), lock)
    assert {one.name for one in parts} == found.keys() >= set(direct)
    command = [sys.executable, "-m", "govern", "sbom", "check", str(bill)]
    required = [f"--require={one}" for one in ("ntia", "license", "hash", "references")]
    done = _run([*command, *required], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bill_of_this_repository_is_allowed(built: Path) -> None:
    [bill] = built.glob("*.cdx.json")
    done = _run([sys.executable, "-m", "govern", "check", "-c", "none", str(bill)], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_extra_that_is_not_locked_is_refused(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    lock = read_lock(ROOT / "requirements" / "core.txt")
    with pytest.raises(ReleaseError, match="not locked"):
        resolve(wheel_metadata(wheel), ["server"], lock)
    with pytest.raises(ReleaseError, match=r"installed as .* and locked as"):
        resolve(wheel_metadata(wheel), (), {**lock, "click": lock["orjson"]})


@pytest.mark.server("cosign")
def test_what_was_signed_is_verified_by_us_and_by_cosign(built: Path, tmp_path: Path) -> None:
    key, cosign = str(built.parent / "key.pub"), str(require_tool("cosign"))
    theirs = ["--key", key, "--insecure-ignore-tlog"]
    ours = [sys.executable, "-m", "govern", "verify"]
    home = {**os.environ, "HOME": str(tmp_path)}
    files = [one for one in sorted(built.iterdir()) if "sigstore" not in one.name]
    assert len(files) == 4
    for one in files:
        bundle = f"{one}.sigstore.json"
        done = _run([cosign, "verify-blob", str(one), "--bundle", bundle, *theirs], built, env=home)
        assert done.returncode == 0, done.stderr
        done = _run([*ours, "blob", str(one), "--bundle", bundle, "--key", key, "--no-log"], ROOT)
        assert done.returncode == 0, done.stderr
    [wheel] = built.glob("*.whl")
    bill = ["--bundle", f"{wheel}.sbom.sigstore.json", "--type", "https://cyclonedx.org/bom"]
    done = _run([cosign, "verify-blob-attestation", str(wheel), *bill, *theirs], built, env=home)
    assert done.returncode == 0, done.stderr
    changed = tmp_path / wheel.name
    changed.write_bytes(wheel.read_bytes() + b" ")
    done = _run([*ours, "attestation", str(changed), *bill, "--key", key, "--no-log"], ROOT)
    assert done.returncode == 5
