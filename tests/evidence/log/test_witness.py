from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from govern.errors import UsageError, VerificationError
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.witness import Request, Witness
from govern.evidence.verify.cosignature import WitnessKey, is_witness_key
from govern.evidence.verify.notes import Checkpoint
from tests.evidence.logs import KEY, OTHER_KEY, a_log, an_addition, key_pem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.evidence.log.log import Log

_OWN = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"w" * 32), "auditor.example")
_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _ask(witness: Witness, log: Log, old: int) -> Checkpoint:
    return witness.cosign(Request.parse(log.growth(old)), KEY.public, _AT)


def test_a_log_that_grows_is_cosigned_again_and_again(tmp_path: Path) -> None:
    log, witness = a_log(tmp_path / "log", 1), Witness(_OWN, str(tmp_path / "seen"))
    old = 0
    for count in (1, 1, 2, 5, 8):
        log.append([an_addition(100 + old + number) for number in range(count)])
        head = Checkpoint.parse(_ask(witness, log, old).text())
        head.require(KEY.public)
        assert _OWN.witness_key.require(head) == _AT
        old = head.size
    assert old == 18
    assert _ask(witness, log, old).size == 18  # nothing new is nothing wrong


def test_what_is_signed_is_what_the_specification_says(tmp_path: Path) -> None:
    head = _ask(Witness(_OWN, str(tmp_path / "seen")), a_log(tmp_path / "log", 3), 0)
    name, key_id, signature = head.signatures[-1]
    assert (name, key_id) == ("auditor.example", _OWN.witness_key.key_id)
    message = f"cosignature/v1\ntime {int(_AT.timestamp())}\n{head.body}".encode()
    _OWN._private.public_key().verify(signature[8:], message)
    assert int.from_bytes(signature[:8]) == int(_AT.timestamp())


def test_a_split_view_is_refused(tmp_path: Path) -> None:
    witness = Witness(_OWN, str(tmp_path / "seen"))
    log = a_log(tmp_path / "log", 4)
    _ask(witness, log, 0)
    other = a_log(tmp_path / "other")
    for number in (0, 1, 2, 9):
        other.append([an_addition(number)])
    with pytest.raises(VerificationError, match="a split view"):
        _ask(witness, other, 4)
    other.append([an_addition(10)])
    with pytest.raises(VerificationError, match="did not only grow"):
        _ask(witness, other, 4)
    log.append([an_addition(5)])
    assert _ask(witness, log, 4).size == 5


def test_a_rollback_is_refused(tmp_path: Path) -> None:
    witness = Witness(_OWN, str(tmp_path / "seen"))
    _ask(witness, a_log(tmp_path / "log", 4), 0)
    with pytest.raises(VerificationError, match="rolled back"):
        _ask(witness, a_log(tmp_path / "short", 3), 0)


def test_a_request_from_elsewhere_is_refused(tmp_path: Path) -> None:
    witness = Witness(_OWN, str(tmp_path / "seen"))
    log = a_log(tmp_path / "log", 4)
    with pytest.raises(UsageError, match="0 were cosigned last"):
        _ask(witness, log, 2)
    request = Request.parse(log.growth(0))
    with pytest.raises(VerificationError, match="not signed by the trusted key"):
        witness.cosign(request, OTHER_KEY.public, _AT)
    assert witness.last("example.com/payments") is None


@pytest.mark.parametrize("text", ["", "old x\n\n", "old 1\nAAAA\n\n", "old 1\n%\n\nnote"])
def test_what_is_no_request_is_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        Request.parse(text)


def test_a_key_is_read_as_it_is_written() -> None:
    key = _OWN.witness_key
    assert WitnessKey.parse(key.text()) == key
    assert is_witness_key(key.text())
    assert not is_witness_key(KEY.public.text())
    for text in ("", KEY.public.text(), key.text().replace("auditor", "other")):
        with pytest.raises(VerificationError):
            WitnessKey.parse(text)


def test_a_bundle_needs_the_witness_that_the_verifier_names(
    project: Path, govern: Callable[..., Any]
) -> None:
    (project / "witness.pem").write_bytes(key_pem(_OWN))
    assert govern("check", "pod.yaml", "-q").code == 1
    keys = govern("log", "key").out
    (project / "keys.txt").write_text(keys + "\n" + _OWN.witness_key.text() + "\n")
    (project / "request").write_text(govern("log", "growth", "0").out)
    witness = ("--key", "witness.pem", "--name", "auditor.example", "--state", "seen")
    vkey = keys.strip().splitlines()[-1]
    ran = govern("log", "witness", "request", "--log-vkey", vkey, *witness)
    assert ran.code == 0, ran.err
    assert _OWN.witness_key.text() in ran.err
    (project / "head").write_text(ran.out)
    assert govern("evidence", "export", "-o", "plain").code == 0
    ran = govern("evidence", "verify", "plain", "--trust", "keys.txt")
    assert (ran.code, "not cosigned by auditor.example" in ran.err) == (5, True)
    assert govern("evidence", "export", "-o", "b", "--checkpoint", "head").code == 0
    assert govern("evidence", "verify", "b", "--trust", "keys.txt").code == 0
    cosigned = (project / "b/log/checkpoint").read_text()
    assert cosigned == (project / "head").read_text()
