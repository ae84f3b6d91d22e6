"""`govern sign`, verified by `govern verify` and by real cosign; images in a real registry."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from govern.attest.signing import FileSigner
from govern.sources.oci.client import open_registries
from govern.sources.oci.credentials import Anonymous
from tests.facts.images.image_maker import ImageMaker
from tests.sources.oci.debian_registry import debian_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.govern_command import Ran

_KEYS: dict[str, Callable[[], FileSigner]] = {
    "p256": FileSigner.generate,
    "p384": lambda: FileSigner(ec.generate_private_key(ec.SECP384R1())),
    "ed25519": lambda: FileSigner(ed25519.Ed25519PrivateKey.generate()),
    "rsa": lambda: FileSigner(rsa.generate_private_key(65537, 2048)),
}
_BOM = "https://cyclonedx.org/bom"


@pytest.fixture
def key(tmp_path: Path) -> FileSigner:
    return _written(FileSigner.generate(), tmp_path)


def _written(signer: FileSigner, folder: Path) -> FileSigner:
    (folder / "key.pem").write_bytes(signer.private_pem)
    (folder / "key.pub").write_bytes(signer.public_key.pem)
    (folder / "app.whl").write_bytes(b"what is released")
    (folder / "bom.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6"}')
    return signer


def _cosign(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments, "--key", "key.pub", "--insecure-ignore-tlog"],
        cwd=folder, env={**os.environ, "HOME": str(folder)}, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.server("cosign")
@pytest.mark.parametrize("kind", _KEYS)
def test_cosign_verifies_a_signed_file(
    kind: str, govern: Callable[..., Ran], tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    _written(_KEYS[kind](), tmp_path)
    ran = govern("sign", "blob", "app.whl", "--key", "key.pem")
    assert (ran.code, ran.out) == (0, "signed: app.whl.sigstore.json\n")
    command = ("verify-blob", "app.whl", "--bundle", "app.whl.sigstore.json")
    ours = ("verify", "blob", "app.whl", "--bundle", "app.whl.sigstore.json", "--key", "key.pub",
            "--no-log")  # fmt: skip
    cosign = require_tool("cosign")
    assert govern(*ours).code == 0
    assert _cosign(cosign, tmp_path, *command).returncode == 0
    (tmp_path / "app.whl").write_bytes(b"what was put in its place")
    assert govern(*ours).code == 5
    assert _cosign(cosign, tmp_path, *command).returncode != 0


@pytest.mark.server("cosign")
def test_cosign_verifies_an_attestation(
    govern: Callable[..., Ran], key: FileSigner, tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    said = ("--predicate", "bom.json", "--type", _BOM, "-o", "att.json")
    assert govern("sign", "attestation", "app.whl", *said, "--key", "key.pem").code == 0
    ran = govern("verify", "attestation", "app.whl", "--bundle", "att.json", "--type", _BOM,
                 "--key", "key.pub", "--no-log", "--format", "json")  # fmt: skip
    assert ran.code == 0, ran.err
    statement = json.loads(ran.out)["statement"]
    assert statement["predicate"]["bomFormat"] == "CycloneDX"
    assert statement["subject"][0]["name"] == "app.whl"
    command = ("verify-blob-attestation", "app.whl", "--bundle", "att.json", "--type", _BOM)
    done = _cosign(require_tool("cosign"), tmp_path, *command)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def host(require_tool: Callable[[str], Path], tmp_path: Path) -> Iterator[str]:
    (tmp_path / "registry").mkdir()
    with debian_registry(require_tool("docker-registry"), tmp_path / "registry") as running:
        yield running


@pytest.mark.server("docker-registry", "cosign")
def test_an_image_is_signed_and_attested_in_its_registry(
    govern: Callable[..., Ran],
    key: FileSigner,
    host: str,
    tmp_path: Path,
    require_tool: Callable[[str], Path],
) -> None:
    with open_registries(credentials=Anonymous(), plain_hosts=frozenset({host})) as opened:
        image = ImageMaker(opened, f"{host}/app").image()
    plain, pinned = ("--plain-http", host), f"{host}/app@{image.digest}"
    by_key = ("--key", "key.pub", "--no-log")
    verify = ("verify", "image", f"{host}/app:1", *plain, *by_key)
    assert govern(*verify).code == 5
    ran = govern("sign", "image", f"{host}/app:1", *plain, "--key", "key.pem")
    assert (ran.code, ran.out) == (0, f"signed: {pinned}\n"), ran.err
    assert govern(*verify).code == 0
    assert govern(*verify, "--type", _BOM).code == 5
    said = ("--predicate", "bom.json", "--type", _BOM)
    ran = govern("sign", "image", pinned, *plain, "--key", "key.pem", *said)
    assert (ran.code, ran.out) == (0, f"attested: {pinned}\n"), ran.err
    assert govern(*verify, "--type", _BOM).code == 0
    cosign, lenient = require_tool("cosign"), "--allow-insecure-registry"
    done = _cosign(cosign, tmp_path, "verify", lenient, pinned)
    assert done.returncode == 0, done.stderr
    done = _cosign(cosign, tmp_path, "verify-attestation", lenient, "--type", _BOM, pinned)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("blob", "app.whl"), "say what to sign with"),
        (("blob", "app.whl", "--key", "key.pem", "--keyless"), "say what to sign with"),
        (("blob", "app.whl", "--keyless"), "needs an identity token"),
        (("blob", "absent", "--key", "key.pem"), "absent: cannot be read"),
        (("blob", "app.whl", "--key", "key.pub"), "the signing key cannot be used"),
        (("blob", "app.whl", "--key", "key.pem", "-o", "no/such/folder"), "cannot be written"),
        (("attestation", "app.whl", "--key", "key.pem", "--predicate", "app.whl", "--type", _BOM),
         "the predicate is not plain JSON"),
        (("image", "r.test/a:1", "--key", "key.pem", "--type", _BOM), "go together"),
    ],
)  # fmt: skip
def test_what_cannot_be_signed_is_refused(
    govern: Callable[..., Ran], key: FileSigner, arguments: tuple[str, ...], words: str
) -> None:
    ran = govern("sign", *arguments, env={"SIGSTORE_ID_TOKEN": ""})
    assert ran.code == 2
    assert words in ran.err
    assert "PRIVATE" not in ran.err
