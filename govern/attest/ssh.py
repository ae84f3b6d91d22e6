"""SSH signatures are made by `ssh-keygen`, which reaches keys in files and agents."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from govern.attest.signer import SigningError
from govern.attest.ssh_signature import (
    ARMOR,
    AllowedSigner,
    key_in,
    parse_allowed_signers,
    verify_ssh,
)
from govern.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["AllowedSigner", "key_in", "parse_allowed_signers", "sign_ssh", "verify_ssh"]


def sign_ssh(message: bytes, key: Path, namespace: str) -> bytes:
    """Return an armored signature by `ssh-keygen`; with a `.pub` file the agent signs.

    Raises:
        UsageError: ssh-keygen is not installed.
        SigningError: it did not sign.
    """
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", namespace],
            input=message, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UsageError("ssh-keygen is not installed", hint="install OpenSSH") from error
    except subprocess.TimeoutExpired as error:
        raise SigningError("ssh-keygen gave no signature within two minutes") from error
    if done.returncode != 0 or not ARMOR.fullmatch(done.stdout):
        raise SigningError(
            "ssh-keygen gave no signature",
            path=str(key),
            cause=done.stderr.decode("utf-8", "replace").strip()[:300],
        )
    return done.stdout
