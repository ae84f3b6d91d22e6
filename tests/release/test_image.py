"""The webhook's image: built twice, pushed, signed, verified by others, unpacked and run."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from govern.attest.signing import FileSigner
from tests.admission.reviews import POD, body
from tests.admission.webhook import Webhook
from tests.release.python_base import PYTHON, write_base
from tests.sources.oci.debian_registry import debian_registry
from tests.surroundings import ROOT, missing, require_tool
from tools.release.image import LOCK
from tools.release.wheels import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("image"),
    pytest.mark.skipif(sys.platform != "linux", reason="the image is for Linux"),
]
_BOM = "https://cyclonedx.org/bom"
# As a container runtime does: the root is read-only, and belongs to somebody else.
_CONTAINER = """set -e
root=$1 folder=$2
shift 2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/$folder"
mount --bind "$folder" "$root/$folder"
mount -o remount,bind,ro "$root"
exec env -i "$@"
"""


def _run(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=600, **options
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@dataclass(frozen=True)
class Built:
    """An image as an OCI layout, its bill beside it, and what it was built of."""

    layout: Path
    digest: str
    ingredients: tuple[str, ...]

    def blob(self, digest: str) -> bytes:
        return (self.layout / "blobs" / "sha256" / digest.removeprefix("sha256:")).read_bytes()

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.blob(self.digest))
        return found

    @property
    def config(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.blob(self.manifest["config"]["digest"]))
        return found


def _build(output: Path, ingredients: tuple[str, ...], *more: str, **options: Any) -> str:
    command = [sys.executable, "-m", "tools.release.image", *ingredients, "--output", str(output)]
    done = _run(*command, *more, cwd=ROOT, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("image")
    made = _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder),
                cwd=ROOT)  # fmt: skip
    assert made.returncode == 0, made.stderr
    [wheel] = folder.glob("*.whl")
    (folder / "wheels").mkdir()
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    fetch(LOCK, folder / "wheels", "x86_64", python)
    write_base(folder / "base")
    ingredients = (
        "--base", str(folder / "base"), "--python", PYTHON, "--wheel", str(wheel),
        "--wheels", str(folder / "wheels"),
    )  # fmt: skip
    out = _build(folder / "layout", ingredients, umask=0o022)
    return Built(folder / "layout", out.strip(), ingredients)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with debian_registry(
        require_tool("docker-registry"), tmp_path_factory.mktemp("registry")
    ) as running:
        yield running


@pytest.fixture(scope="module")
def pushed(built: Built, host: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The reference of the image, built once more in other surroundings and pushed from there."""
    output = tmp_path_factory.mktemp("another") / "a folder" / "again"
    output.parent.mkdir()
    environment = {**os.environ, "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}
    more = ("--push", f"{host}/govern:1", "--plain-http", host)
    out = _build(output, built.ingredients, *more, umask=0o077, env=environment)
    assert Path(f"{output}.cdx.json").read_bytes() == Path(f"{built.layout}.cdx.json").read_bytes()
    return out.splitlines()[-1]


@pytest.mark.server("docker-registry", "crane")
def test_another_folder_umask_and_time_zone_give_the_same_digest(built: Built, pushed: str) -> None:
    assert pushed.partition("@")[2] == built.digest
    checked = _run(str(require_tool("crane")), "validate", "--insecure", "--remote", pushed)
    assert checked.returncode == 0, checked.stderr


def test_it_runs_as_nobody_and_says_what_it_is(built: Built) -> None:
    inner = built.config["config"]
    assert inner["User"] == "65532:65532"
    assert inner["Entrypoint"] == [PYTHON, "-P", "-m", "govern"]
    assert "PYTHONHOME=/nowhere" not in inner["Env"]  # what a base says about Python is dropped
    assert inner["Labels"] == built.manifest["annotations"]
    assert inner["Labels"]["org.opencontainers.image.base.digest"].startswith("sha256:")
    assert len(built.config["rootfs"]["diff_ids"]) == len(built.manifest["layers"]) == 3
    for layer in built.manifest["layers"][1:]:
        with tarfile.open(fileobj=io.BytesIO(built.blob(layer["digest"]))) as archive:
            for one in archive:
                assert (one.uid, one.gid, one.mode & 0o7022) == (0, 0, 0), one.name
                assert one.isfile() or one.isdir(), one.name
                assert one.name.startswith("opt/govern") or one.name == "opt"


def test_its_bill_names_govern_its_needs_and_the_base(built: Built) -> None:
    bill = Path(f"{built.layout}.cdx.json")
    found = {one["name"]: one for one in json.loads(bill.read_bytes())["components"]}
    assert {"govern-engine", "sigstore", "kubernetes", "uvicorn", "click"} <= found.keys()
    assert not {"pytest", "ruff", "build"} & found.keys()
    if shutil.which("dpkg-query"):
        assert found["libc6"]["purl"].startswith("pkg:deb/debian/libc6@")
    done = _run(sys.executable, "-m", "govern", "sbom", "check", str(bill), "--require", "ntia")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.server("docker-registry", "cosign")
def test_it_is_signed_attested_and_verified(
    built: Built, pushed: str, host: str, tmp_path: Path
) -> None:
    signer = FileSigner.generate()
    (tmp_path / "key.pem").write_bytes(signer.private_pem)
    (tmp_path / "key.pub").write_bytes(signer.public_key.pem)
    govern = (sys.executable, "-m", "govern")
    sign = (*govern, "sign", "image", pushed, "--plain-http", host, "--key", "key.pem")
    for more in ((), ("--predicate", f"{built.layout}.cdx.json", "--type", _BOM)):
        done = _run(*sign, *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    verify = (*govern, "verify", "image", pushed, "--plain-http", host, "--key", "key.pub")
    done = _run(*verify, "--no-log", "--type", _BOM, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    [bom] = json.loads(done.stdout)["fact"]["sboms"]
    bill = json.loads(Path(f"{built.layout}.cdx.json").read_bytes())
    assert bom["components"] == len(bill["components"])
    lenient = ("--allow-insecure-registry", "--insecure-ignore-tlog", "--key", "key.pub")
    home = {**os.environ, "HOME": str(tmp_path)}
    cosign = str(require_tool("cosign"))
    for command in (("verify",), ("verify-attestation", "--type", _BOM)):
        done = _run(cosign, *command, *lenient, pushed, cwd=tmp_path, env=home)
        assert done.returncode == 0, done.stderr
    (tmp_path / "other.pub").write_bytes(FileSigner.generate().public_key.pem)
    done = _run(*verify[:-1], "other.pub", "--no-log", cwd=tmp_path)
    assert done.returncode == 5


@pytest.fixture
def container(built: Built, tmp_path: Path) -> tuple[str, ...]:
    """The command that runs the image's entry point in its own root, with one folder of ours."""
    namespace = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if shutil.which("unshare") is None or _run(*namespace, "true").returncode != 0:
        pytest.skip("this system lets us make no mount namespace to run an image in")
    root = tmp_path / "root"
    for layer in built.manifest["layers"]:
        with tarfile.open(fileobj=io.BytesIO(built.blob(layer["digest"]))) as archive:
            archive.extractall(root, filter="tar")
    (tmp_path / "shared").mkdir()
    inner, chroot = built.config["config"], shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin")
    if chroot is None:
        missing("needs chroot, of coreutils")
    user = [f"--userspec={inner['User']}"] if os.geteuid() == 0 else []
    return (
        *namespace, "sh", "-c", _CONTAINER, "sh", str(root), str(tmp_path / "shared"),
        *inner["Env"], chroot, *user, str(root), *inner["Entrypoint"],
    )  # fmt: skip


def test_it_starts_in_a_root_of_its_own_and_judges(
    container: tuple[str, ...], tmp_path: Path
) -> None:
    said = json.loads(_run(*container, "--version", "--json").stdout)
    assert {name for name, found in said["optional"].items() if found} == {
        "sigstore", "securesystemslib", "kubernetes", "uvicorn",
    }  # fmt: skip
    shutil.copytree(ROOT / "examples" / "payments-denied", tmp_path / "shared" / "in")
    done = _run(*container, "check", "-q", "-c", "none", str(tmp_path / "shared" / "in"))
    assert done.returncode == 1, done.stderr
    assert "K020" in done.stdout


def test_its_entry_point_serves_the_webhook(container: tuple[str, ...], tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.chmod(0o755)
    webhook = Webhook(shared, program=container)
    for one in shared.rglob("*"):
        one.chmod(0o755 if one.is_dir() else 0o644)
    with webhook as running:
        unpinned = {"containers": [{"name": "c", "image": "registry.example/api:latest"}]}
        denied = running.ask(body({**POD, "spec": unpinned})).response
        assert denied["allowed"] is False
        assert "K020" in denied["status"]["message"]
        running.terminate()
        assert running.wait() == 0
