"""Security keys, in software: what a token would sign, judged by us and by the real ssh-keygen."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

from govern.attest.rejection import Reason, Rejected
from govern.attest.ssh import parse_allowed_signers, verify_ssh

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.server("ssh-keygen")

_SPACE = b"govern-approval"
_ED, _EC = b"sk-ssh-ed25519@openssh.com", b"sk-ecdsa-sha2-nistp256@openssh.com"


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _number(value: int) -> bytes:
    return _string(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _made(kind: bytes, message: bytes, flags: int) -> tuple[str, bytes]:
    """Return a line of allowed signers and an armored signature."""
    application = b"ssh:"
    signed = b"SSHSIG" + b"".join(
        map(_string, (_SPACE, b"", b"sha512", hashlib.sha512(message).digest()))
    )
    extra = bytes([flags]) + (7).to_bytes(4, "big")
    inner = hashlib.sha256(application).digest() + extra + hashlib.sha256(signed).digest()
    if kind == _ED:
        token = ed25519.Ed25519PrivateKey.generate()
        public = token.public_key().public_bytes_raw()
        blob = _string(kind) + _string(public) + _string(application)
        value = token.sign(inner)
    else:
        other = ec.generate_private_key(ec.SECP256R1())
        point = other.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        blob = b"".join(map(_string, (kind, b"nistp256", point, application)))
        r, s = utils.decode_dss_signature(other.sign(inner, ec.ECDSA(hashes.SHA256())))
        value = _number(r) + _number(s)
    whole = b"SSHSIG\0\0\0\1" + b"".join(
        map(
            _string,
            (blob, _SPACE, b"", b"sha512", _string(kind) + _string(value) + extra),
        )
    )
    text = base64.encodebytes(whole).decode()
    armored = f"-----BEGIN SSH SIGNATURE-----\n{text}-----END SSH SIGNATURE-----\n"
    line = f"ann@acme.test {kind.decode()} {base64.b64encode(blob).decode()}\n"
    return line, armored.encode()


@pytest.mark.parametrize("flags", [1, 5, 0])
@pytest.mark.parametrize("kind", [_ED, _EC])
def test_ssh_keygen_and_we_agree_on_security_keys(kind: bytes, flags: int, tmp_path: Path) -> None:
    line, signature = _made(kind, b"yes", flags)
    (tmp_path / "allowed").write_text(line)
    (tmp_path / "sig").write_bytes(signature)
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "ann@acme.test", "-n",
               _SPACE.decode(), "-s", "sig"]  # fmt: skip
    reasons = set()
    for message in (b"yes", b"no"):
        done = subprocess.run(
            command, cwd=tmp_path, input=message, capture_output=True, check=False
        )
        try:
            verify_ssh(
                signature, message, namespace=_SPACE.decode(), principal="ann@acme.test",
                allowed=parse_allowed_signers(line), when=datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            ours = True
        except Rejected as error:
            reasons.add(error.reason)
            ours = False
        if flags & 1:
            assert ours == (done.returncode == 0) == (message == b"yes")
        else:
            assert not ours
    assert reasons == {Reason.SIGNATURE_INVALID}
