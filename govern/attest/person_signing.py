"""How people sign statements: an SSH key or agent, a key file, an HSM, a certificate, keyless.

Which of them follows from what the key is, so that nobody has to say it twice.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.dsse import Envelope, EnvelopeSignature, pae
from govern.attest.ssh import sign_ssh
from govern.attest.statement import PAYLOAD_TYPE, Statement
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# What ssh-keygen tries, too; the ones that want a touch come first.
_DEFAULT_KEYS = ("id_ed25519_sk", "id_ecdsa_sk", "id_ed25519", "id_ecdsa", "id_rsa")
TOKEN_VARIABLE = "SIGSTORE_ID_TOKEN"  # noqa: S105 - the name of the variable, not a secret


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What a person signs with.

    Attributes:
        where: A key file (SSH or PEM), a `.pub` file whose private half an agent holds, or the URI
            of an HSM, KMS or Vault; None takes the SSH key that ssh would take.
        certificate: PEM file with the X.509 certificate of that key.
        keyless: Sign with an identity token from `SIGSTORE_ID_TOKEN`; this needs the network.
    """

    where: str | None = None
    certificate: str | None = None
    keyless: bool = False


def sign_as_person(
    statement: bytes, key: PersonKey, namespace: str, environment: Mapping[str, str] = os.environ
) -> bytes:
    """Return a signed statement: a DSSE envelope for an SSH key, else a Sigstore bundle.

    Raises:
        UsageError: the key cannot be opened, or none is named and none is found.
        SigningError: nobody signed.
    """
    if key.keyless:
        from govern.attest.keyless import sign_keyless  # noqa: PLC0415 - 1.5 s

        return sign_keyless(statement, identity_token(environment))
    where = key.where or _default_key()
    if key.certificate is None and _is_ssh(where):
        return sign_with_ssh(statement, Path(where), namespace)
    from govern.attest.signing import bundle_of, open_signer  # noqa: PLC0415 - SSH needs it not

    signer = open_signer(where)
    if key.certificate is None:
        return bundle_of(statement, signer)
    from govern.attest.x509_signing import bundle_with_certificate  # noqa: PLC0415 - as above

    return bundle_with_certificate(statement, signer, _read(key.certificate))


def sign_with_ssh(statement: bytes, key: Path, namespace: str) -> bytes:
    """Return a DSSE envelope (JSON) around a statement, signed by `ssh-keygen`.

    Args:
        statement: The statement's bytes.
        key: A private key's file, or a `.pub` file whose private half an agent holds.
        namespace: What the signature is for.

    Raises:
        Rejected: not a statement.
        SigningError: ssh-keygen gave no signature.
    """
    Statement.parse(statement)
    signature = sign_ssh(pae(PAYLOAD_TYPE, statement), key, namespace)
    return Envelope(statement, PAYLOAD_TYPE, (EnvelopeSignature(signature),)).to_json()


def identity_token(environment: Mapping[str, str] = os.environ) -> str:
    """Return the token of who signs without a key.

    Raises:
        UsageError: there is none in the environment.
    """
    token = environment.get(TOKEN_VARIABLE)
    if not token:
        raise UsageError(
            "signing without a key needs an identity token",
            hint=f"put one for the audience sigstore into {TOKEN_VARIABLE}",
        )
    return token


def _default_key() -> str:
    folder = Path.home() / ".ssh"
    for name in _DEFAULT_KEYS:
        if (folder / name).is_file():
            return str(folder / name)
    raise UsageError(
        "there is no SSH key to sign with",
        cause=f"{folder} holds none of {', '.join(_DEFAULT_KEYS)}",
        hint="name one with --key; for a key in an agent, its .pub file (ssh-add -L prints it)",
    )


def _is_ssh(where: str) -> bool:
    if where.endswith(".pub"):
        return True
    path = Path(where)
    if not path.is_file():
        return False
    return b"OPENSSH PRIVATE KEY" in _read(where)[:200]


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError("cannot be read", path=path, cause=error.strerror) from error
