from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from securesystemslib.signer._crypto_signer import CryptoSigner

from govern.attest.digest import Digest
from govern.attest.public_key import PublicKey, signer_of
from govern.attest.rejection import Reason, Rejected
from govern.attest.remote_signing import RemoteSigner
from govern.attest.signer import Signature, SigningError
from govern.attest.signing import FileSigner, bundle_of, envelope_of, open_signer
from govern.attest.statement import Statement, Subject, build
from govern.errors import UsageError
from tests import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from securesystemslib.signer._signature import Signature as VendorSignature

# Where Debian and others keep the library.
_SOFTHSM = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
)
_KEYS: dict[str, Callable[[], FileSigner]] = {
    "p256": FileSigner.generate,
    "p384": lambda: FileSigner(ec.generate_private_key(ec.SECP384R1())),
    "p521": lambda: FileSigner(ec.generate_private_key(ec.SECP521R1())),
    "ed25519": lambda: FileSigner(ed25519.Ed25519PrivateKey.generate()),
    "rsa": lambda: FileSigner(rsa.generate_private_key(65537, 2048)),
}


def _statement(data: bytes = b"hello") -> Statement:
    subject = Subject("blob", {"sha256": Digest.of(data).hex})
    return build([subject], "https://example.com/p", {"ok": True})


@pytest.mark.parametrize("kind", _KEYS)
def test_a_signature_verifies_under_its_key_alone(kind: str) -> None:
    signer = _KEYS[kind]()
    envelope = envelope_of(_statement().data, signer, FileSigner.generate())
    first, second = envelope.signatures
    assert signer.public_key.verifies(first.value, envelope.pae)
    assert not signer.public_key.verifies(second.value, envelope.pae)
    assert not signer.public_key.verifies(first.value, envelope.pae + b" ")
    assert signer_of(first.value, envelope.pae, [FileSigner.generate().public_key]) is None


@pytest.mark.server("cosign")
@pytest.mark.parametrize("kind", _KEYS)
def test_cosign_accepts_what_we_sign(
    kind: str, tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    signer = _KEYS[kind]()
    (tmp_path / "key.pub").write_bytes(signer.public_key.pem)
    (tmp_path / "blob").write_bytes(b"hello")
    (tmp_path / "b.json").write_bytes(bundle_of(_statement().data, signer))
    command = [
        str(require_tool("cosign")), "verify-blob-attestation", "--key", "key.pub",
        "--insecure-ignore-tlog", "--type", "https://example.com/p", "--bundle", "b.json", "blob",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=_home(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    (tmp_path / "blob").write_bytes(b"other")
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=_home(tmp_path)
    )
    assert done.returncode != 0


def _home(path: Path) -> dict[str, str]:
    return {"HOME": str(path), "PATH": "/usr/bin:/bin"}


@pytest.mark.server("openssl")
def test_openssl_accepts_what_we_sign(tmp_path: Path) -> None:
    signer = FileSigner.generate()
    signed = b"bytes"
    (tmp_path / "key.pub").write_bytes(signer.public_key.pem)
    (tmp_path / "sig").write_bytes(signer.sign(signed).value)
    (tmp_path / "data").write_bytes(signed)
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pub", "-signature", "sig", "data"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "Verified OK"


def test_a_file_key_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "key.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"open sesame"),
        )
    )
    signer = open_signer(str(path), secret=lambda _: "open sesame")
    assert signer.public_key == PublicKey.of(key.public_key())
    assert open_signer(f"file:{path}", secret=lambda _: "open sesame")
    with pytest.raises(UsageError) as caught:
        open_signer(str(path), secret=lambda _: "open barley")
    assert "barley" not in caught.value.diagnostics()


def test_the_passphrase_is_asked_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    encryption = serialization.BestAvailableEncryption(b"word")
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    )
    monkeypatch.delenv("GOVERN_KEY_PASSWORD", raising=False)
    with pytest.raises(UsageError, match="needs a passphrase"):
        open_signer(str(path))
    monkeypatch.setenv("GOVERN_KEY_PASSWORD", "word")
    assert open_signer(str(path)).sign(b"x").value


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAA==\n", b"\x00\xff"])
def test_what_is_no_key_is_a_usage_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        open_signer(str(path))
    with pytest.raises(UsageError):
        open_signer(str(tmp_path / "absent"))


def test_weak_keys_are_refused() -> None:
    with pytest.raises(Rejected) as caught:
        PublicKey.of(ec.generate_private_key(ec.SECP192R1()).public_key())
    assert caught.value.reason is Reason.KEY_INVALID


class _HashesTwice:
    """A signer as a KMS behaves that hashes what was hashed already."""

    def __init__(self) -> None:
        self._inner = FileSigner.generate()

    @property
    def public_key(self) -> PublicKey:
        return self._inner.public_key

    def sign(self, pae: bytes) -> Signature:
        return self._inner.sign(Digest.of(pae).raw)


def test_a_signature_that_its_own_key_does_not_verify_is_never_handed_out() -> None:
    with pytest.raises(Rejected) as caught:
        bundle_of(_statement().data, _HashesTwice())
    assert caught.value.reason is Reason.SIGNATURE_INVALID


def test_only_statements_are_signed() -> None:
    with pytest.raises(Rejected):
        bundle_of(b'{"_type":"x"}', FileSigner.generate())


def test_a_kms_key_needs_its_public_half() -> None:
    with pytest.raises(UsageError, match="public half"):
        open_signer("awskms:alias/x")


class _Broken(CryptoSigner):
    """A vendor's signer that fails, and says more than it should."""

    def sign(self, payload: bytes) -> VendorSignature:
        raise RuntimeError("PIN 1234 was wrong")


def test_a_vendor_signs_and_its_errors_hold_no_secret() -> None:
    inner = FileSigner.generate()
    key = serialization.load_pem_private_key(inner.private_pem, None)
    signer = RemoteSigner(inner.public_key, CryptoSigner(key))
    assert bundle_of(_statement().data, signer)
    with pytest.raises(SigningError) as caught:
        RemoteSigner(inner.public_key, _Broken(key)).sign(b"x")
    assert "1234" not in caught.value.diagnostics()


def test_an_address_that_is_wrong_is_an_error() -> None:
    with pytest.raises(UsageError):
        open_signer("hsm:first")
    with pytest.raises(SigningError):
        open_signer("hv:no-version", public_key=FileSigner.generate().public_key.pem)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SoftHSM token with an ECDSA key (id 01) and an RSA key (id 02); returns its folder."""
    surroundings.require_tool("softhsm2-util")
    library = next((path for path in _SOFTHSM if path.is_file()), None) or surroundings.missing(
        "needs libsofthsm2.so; install the Debian package softhsm2"
    )
    (tmp_path / "tokens").mkdir()
    (tmp_path / "conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    monkeypatch.setenv("PYKCS11LIB", str(library))
    monkeypatch.setenv("PYTHON_PKCS11_MODULE", str(library))
    util, tool = (surroundings.require_tool(name) for name in ("softhsm2-util", "pkcs11-tool"))
    keys = [str(tool), "--module", str(library), "--login", "--pin", "1234",
            "--token-label", "govern", "--keypairgen"]  # fmt: skip
    for command in (
        [str(util), "--init-token", "--free", "--label", "govern", "--pin", "1234",
         "--so-pin", "4321"],
        [*keys, "--key-type", "EC:prime256v1", "--id", "01"],
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    return tmp_path


@pytest.mark.server("softhsm2-util", "pkcs11-tool", "openssl", "cosign")
def test_what_a_pkcs11_token_signs_others_verify(
    token: Path, require_tool: Callable[[str], Path]
) -> None:
    signer = open_signer("hsm:1?label=govern", secret=lambda _: "1234")
    data = signer.sign(b"bytes").value
    (token / "key.pub").write_bytes(signer.public_key.pem)
    (token / "sig").write_bytes(data)
    (token / "data").write_bytes(b"bytes")
    openssl = ["openssl", "dgst", "-sha256", "-verify", "key.pub", "-signature", "sig", "data"]
    done = subprocess.run(openssl, cwd=token, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "Verified OK"
    (token / "blob").write_bytes(b"hello")
    (token / "b.json").write_bytes(bundle_of(_statement().data, signer))
    cosign = [
        str(require_tool("cosign")), "verify-blob-attestation", "--key", "key.pub",
        "--insecure-ignore-tlog", "--type", "https://example.com/p", "--bundle", "b.json", "blob",
    ]  # fmt: skip
    done = subprocess.run(
        cosign, cwd=token, capture_output=True, text=True, check=False, env=_home(token)
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.server("softhsm2-util", "pkcs11-tool")
@pytest.mark.parametrize(
    ("where", "pin"), [("hsm:1?label=govern", "9999"), ("hsm:7?label=govern", "1234"),
                       ("hsm:1?label=other", "1234")],
)  # fmt: skip
def test_a_pkcs11_token_that_does_not_sign_says_no_pin(token: Path, where: str, pin: str) -> None:
    assert token.is_dir()
    with pytest.raises(SigningError) as caught:
        open_signer(where, secret=lambda _: pin).sign(b"x")
    assert pin not in caught.value.diagnostics()
