from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from govern.attest.rejection import Reason, Rejected
from govern.attest.signer import SigningError
from govern.attest.ssh import parse_allowed_signers, sign_ssh, verify_ssh
from govern.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.server("ssh-keygen")

_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_SPACE = "govern-approval"
_KINDS = ["ed25519", "ecdsa", "rsa"]


@pytest.fixture(scope="module", params=_KINDS)
def key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ssh") / "key"
    command = ["ssh-keygen", "-q", "-t", request.param, "-N", "", "-C", "ann", "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


def _public(key: Path) -> str:
    return key.with_suffix(".pub").read_text()


def _reason(signature: bytes, allowed: str, *, message: bytes = b"yes", who: str = "ann@acme.test",
            namespace: str = _SPACE) -> Reason:  # fmt: skip
    with pytest.raises(Rejected) as caught:
        verify_ssh(
            signature, message, namespace=namespace, principal=who,
            allowed=parse_allowed_signers(allowed), when=_NOW,
        )  # fmt: skip
    return caught.value.reason


def test_ssh_keygen_and_we_agree(key: Path, tmp_path: Path) -> None:
    signature = sign_ssh(b"yes", key, _SPACE)
    allowed = f'ann@acme.test,*@ops.test namespaces="{_SPACE}" {_public(key)}'
    (tmp_path / "allowed").write_text(allowed)
    (tmp_path / "sig").write_bytes(signature)
    cases = [
        ("ann@acme.test", _SPACE, b"yes"), ("bob@ops.test", _SPACE, b"yes"),
        ("bob@acme.test", _SPACE, b"yes"), ("ann@acme.test", "git", b"yes"),
        ("ann@acme.test", _SPACE, b"no"),
    ]  # fmt: skip
    verdicts = []
    for who, namespace, message in cases:
        command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", who, "-n", namespace,
                   "-s", "sig"]  # fmt: skip
        done = subprocess.run(
            command, cwd=tmp_path, input=message, capture_output=True, check=False
        )
        try:
            verify_ssh(
                signature, message, namespace=namespace, principal=who,
                allowed=parse_allowed_signers(allowed), when=_NOW,
            )  # fmt: skip
            ours = True
        except Rejected:
            ours = False
        assert ours == (done.returncode == 0), (who, namespace, message, done.stderr)
        verdicts.append(ours)
    assert verdicts == [True, True, False, False, False]


def test_each_fault_has_its_reason(key: Path) -> None:
    signature, public = sign_ssh(b"yes", key, _SPACE), _public(key)
    allowed = f"ann@acme.test {public}"
    late = f'ann@acme.test valid-before="20260101Z" {public}'
    early = f'ann@acme.test valid-after="20270101" {public}'
    elsewhere = f'ann@acme.test namespaces="git" {public}'
    assert _reason(signature, allowed, message=b"no") is Reason.SIGNATURE_INVALID
    assert _reason(signature, allowed, namespace="git") is Reason.NAMESPACE_MISMATCH
    assert _reason(signature, allowed, who="bob") is Reason.IDENTITY_MISMATCH
    assert _reason(signature, f"!ann@*,* {public}") is Reason.IDENTITY_MISMATCH
    assert _reason(signature, "") is Reason.IDENTITY_MISMATCH
    for line in (late, early, elsewhere):
        assert _reason(signature, line) is Reason.CERTIFICATE_EXPIRED
    assert _reason(b"junk", allowed) is Reason.MALFORMED
    assert _reason(signature.replace(b"A", b"B", 3), allowed) in set(Reason)


def test_no_changed_signature_is_accepted_and_none_crashes(key: Path) -> None:
    signature, allowed = sign_ssh(b"yes", key, _SPACE), f"ann@acme.test {_public(key)}"
    for place in range(30, len(signature) - 40, 3):
        changed = bytearray(signature)
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        assert _reason(bytes(changed), allowed) in set(Reason)


@pytest.mark.parametrize(
    "line", ["ann", "ann cert-authority ssh-ed25519 AAAA", "ann ssh-ed25519 AAAA", "a b c d e f"]
)
def test_lines_that_are_not_understood_are_an_error_with_their_number(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_allowed_signers(f"# people\n\n{line}\n")
    assert caught.value.line == 3


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SigningError):
        sign_ssh(b"x", tmp_path / "absent", _SPACE)
