from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from govern.attest.person_signing import PersonKey, sign_as_person
from govern.attest.rejection import Reason, Rejected
from govern.attest.signing import FileSigner
from govern.errors import UsageError
from govern.facts.approvals.people import read_people
from govern.facts.approvals.signed import verify_by_person
from govern.model.predicates import SSH_NAMESPACE
from tests.facts.approvals.world import NOW, World

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.server("ssh-keygen")


def _people(path: Path, people: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"schema": "govern.people/v1", "people": people}))
    return path


def _statement(world: World) -> bytes:
    return json.dumps(world.answer(world.request(), "owner")).encode()


class _Authority:
    """A certificate authority of an organisation, and one certificate of it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "acme")])
        self.certificate = self._build(self._name, self._key.public_key(), None)

    def issue(self, key: FileSigner, mail: str) -> bytes:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "person")])
        return self._build(name, key.public_key.key, mail)

    def _build(self, name: x509.Name, key: Any, mail: str | None) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - dt.timedelta(days=1))
            .not_valid_after(NOW + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(mail is None, None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False
            )
        )
        if mail is None:
            usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True).add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key), critical=False
            )
        else:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.RFC822Name(mail)]), critical=False
            ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)
        made = builder.sign(self._key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM)


def test_a_key_file_signs_for_its_person(world: World, tmp_path: Path) -> None:
    signer = FileSigner.generate()
    (tmp_path / "key.pem").write_bytes(signer.private_pem)
    data = sign_as_person(_statement(world), PersonKey(str(tmp_path / "key.pem")), SSH_NAMESPACE)
    key = {"pem": signer.public_key.pem.decode()}
    path = _people(tmp_path / "people.yaml", {"grace": {"roles": ["owner"], "keys": [key]}})
    _, by = verify_by_person(data, read_people(str(path)), NOW)
    assert (by.person, by.method) == ("grace", "key")
    lines = read_people(str(path)).allowed_signers(SSH_NAMESPACE)
    assert lines.startswith('grace namespaces="govern-approval" ecdsa-sha2-nistp256 ')
    with pytest.raises(Rejected) as caught:
        verify_by_person(data, read_people(str(world.people)), NOW)
    assert caught.value.reason is Reason.SIGNATURE_INVALID


def test_a_certificate_signs_for_whom_it_names(world: World, tmp_path: Path) -> None:
    authority, other, signer = _Authority(), _Authority(), FileSigner.generate()
    (tmp_path / "key.pem").write_bytes(signer.private_pem)
    (tmp_path / "cert.pem").write_bytes(authority.issue(signer, "grace@acme.test"))
    key = PersonKey(str(tmp_path / "key.pem"), str(tmp_path / "cert.pem"))
    data = sign_as_person(_statement(world), key, SSH_NAMESPACE)

    def verified(ca: _Authority, mail: str, days: int = 0) -> str:
        entry = {"authority": ca.certificate.decode(), "identity": mail}
        path = _people(tmp_path / "p.yaml", {"grace": {"roles": ["owner"], "keys": [entry]}})
        at = NOW + dt.timedelta(days=days)
        try:
            return verify_by_person(data, read_people(str(path)), at)[1].method
        except Rejected as error:
            return error.reason.value

    assert verified(authority, "grace@acme.test") == "x509"
    assert verified(authority, "ada@acme.test") == "identity_mismatch"
    assert verified(other, "grace@acme.test") == "certificate_untrusted"
    assert verified(authority, "grace@acme.test", days=3) == "certificate_expired"


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ({"a b": {}}, "no id of a person"),
        ({"ada": {"role": []}}, "unknown key `role`"),
        ({"ada": {"keys": ["nonsense"]}}, "not an SSH public key"),
        ({"ada": {"keys": [{"pem": "x"}]}}, "not a public key in PEM"),
        ({"ada": {"keys": [{"identity": "x"}]}}, "a key is an SSH key"),
        ({"ada": {"accounts": ["bitbucket:x"]}}, "is not github:NAME or gitlab:NAME"),
        ({"ada": {"until": "soon"}}, "is not a date or a time"),
        ({"ada": {"accounts": ["github:x"]}, "bob": {"accounts": ["github:x"]}}, "as ada"),
        ({}, "`people` must be a mapping"),
    ],
)
def test_a_wrong_directory_is_refused_with_its_line(
    tmp_path: Path, people: dict[str, Any], words: str
) -> None:
    path = _people(tmp_path / "people.yaml", people)
    with pytest.raises(UsageError, match=words) as caught:
        read_people(str(path))
    assert (caught.value.path, caught.value.line) == (str(path), 1)


def test_one_key_is_of_one_person(world: World, tmp_path: Path) -> None:
    same = {"roles": ["owner"], "keys": [world.public("grace")]}
    path = _people(tmp_path / "people.yaml", {"grace": same, "hopper": same})
    with pytest.raises(UsageError, match="hopper has the same key or account as grace"):
        read_people(str(path))
