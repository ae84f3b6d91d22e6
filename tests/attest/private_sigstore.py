"""A private Sigstore of its real servers: Fulcio, Rekor v2 (rekor-tiles) and a timestamp authority.

What they need beside themselves is small and made here: an identity provider, and a certificate
transparency log that answers `add-pre-chain` (RFC 6962, section 4.2).
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import subprocess
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from tests.attest.sigstore_in_memory import b64, der, sha256, spki
from tests.http_server import Handler, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_P256 = ec.SECP256R1()
_SHA256 = ec.ECDSA(hashes.SHA256())
# The extension that makes a certificate unusable until its SCT is in (RFC 6962, section 3.1).
_POISON = bytes.fromhex("3013060a2b06010401d6790204030101ff04020500")
_SINCE = {"start": "2024-01-01T00:00:00Z"}
_PATIENCE = 30.0  # seconds until a server answers


@dataclass
class PrivateSigstore:
    """The addresses of the servers, and the keys that a trusted root names."""

    fulcio: str
    rekor: str
    authority: str
    provider: IdentityProvider
    certificates: list[bytes]  # of Fulcio, DER
    timestampers: list[bytes]  # of the timestamp authority, DER, leaf first
    ct_key: ec.EllipticCurvePrivateKey
    rekor_key: ec.EllipticCurvePrivateKey

    def trusted_root(self) -> bytes:
        """Return what a verifier needs."""
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [_log(self.rekor_key, self.rekor)],
                "certificateAuthorities": [_authority(self.certificates, self.fulcio)],
                "ctlogs": [_log(self.ct_key, "http://127.0.0.1/ct")],
                "timestampAuthorities": [_authority(self.timestampers, self.authority)],
            }
        ).encode()

    def services(self) -> bytes:
        """Return what a signer needs: where everything is, and the root."""

        def service(url: str, version: int) -> list[dict[str, Any]]:
            return [
                {"url": url, "majorApiVersion": version, "operator": "acme", "validFor": _SINCE}
            ]

        signing = {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": service(self.fulcio, 1),
            "oidcUrls": service(self.provider.issuer, 1),
            "rekorTlogUrls": service(self.rekor, 2),
            "tsaUrls": service(f"{self.authority}/api/v1/timestamp", 1),
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaConfig": {"selector": "ANY"},
        }
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
                "trustedRoot": json.loads(self.trusted_root()),
                "signingConfig": signing,
            }
        ).encode()


class IdentityProvider:
    """An OpenID provider with one key, as far as Fulcio asks it."""

    def __init__(self) -> None:
        self.issuer = ""
        self._key = ec.generate_private_key(_P256)

    def answer(self, path: str) -> Any:
        """Return what is served at a path."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/keys",
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "response_types_supported": ["id_token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            }
        numbers = self._key.public_key().public_numbers()
        point = {
            name: _url64(value.to_bytes(32, "big"))
            for name, value in (("x", numbers.x), ("y", numbers.y))
        }
        return {"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "1", **point}]}

    def token(self, identity: str) -> str:
        """Return an identity token for the audience `sigstore`, signed (RFC 7518, section 3.4)."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "sigstore", "sub": identity, "email": identity,
            "email_verified": True, "iat": now - 5, "nbf": now - 5, "exp": now + 600,
        }  # fmt: skip
        header = {"alg": "ES256", "typ": "JWT", "kid": "1"}
        signed = ".".join(_url64(json.dumps(part).encode()) for part in (header, claims))
        r, s = decode_dss_signature(self._key.sign(signed.encode(), _SHA256))
        return f"{signed}.{_url64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@contextmanager
def running(folder: Path, tool: Callable[[str], Path]) -> Iterator[PrivateSigstore]:
    """Start all servers, and stop them again."""
    provider, ct_key, rekor_key = (
        IdentityProvider(), ec.generate_private_key(_P256), ec.generate_private_key(_P256),
    )  # fmt: skip
    certificate, ca_key = _certificate_authority()
    with ExitStack() as stack:
        provider.issuer = stack.enter_context(_served(lambda path, _: provider.answer(path)))
        ct_url = stack.enter_context(_served(lambda _, body: _sct(ct_key, ca_key, body)))
        fulcio = _fulcio(folder, tool, provider.issuer, ct_url, (certificate, ca_key, ct_key))
        rekor = _rekor(folder, tool, rekor_key)
        authority = _authority_server(tool)
        for command, log in (fulcio, rekor, authority):
            stack.enter_context(_process(command, folder / log))
        addresses = (
            f"http://127.0.0.1:{_port_in(command)}" for command, _ in (fulcio, rekor, authority)
        )
        fulcio_url, rekor_url, authority_url = addresses
        for url in (f"{fulcio_url}/healthz", f"{rekor_url}/healthz", f"{authority_url}/ping"):
            _await(url, folder)
        chain = _get(f"{authority_url}/api/v1/timestamp/certchain")
        timestampers = [_raw(one) for one in x509.load_pem_x509_certificates(chain)]
        certificates = [_raw(certificate)]
        yield PrivateSigstore(
            fulcio_url, rekor_url, authority_url, provider, certificates, timestampers, ct_key,
            rekor_key,
        )  # fmt: skip


_Server = tuple[list[str], str]  # a command, and the file that its words go to


def _fulcio(
    folder: Path, tool: Callable[[str], Path], issuer: str, ct_url: str, keys: tuple[Any, Any, Any]
) -> _Server:
    certificate, ca_key, ct_key = keys
    provider = {"IssuerURL": issuer, "ClientID": "sigstore", "Type": "email"}
    (folder / "fulcio.json").write_text(json.dumps({"OIDCIssuers": {issuer: provider}}))
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.key").write_bytes(_private(ca_key, b"word"))
    (folder / "ct.pub").write_bytes(
        ct_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    command = [
        str(tool("fulcio")), "serve", "--host", "127.0.0.1", "--port", str(_free_port()),
        "--grpc-host", "127.0.0.1", "--grpc-port", str(_free_port()),
        "--metrics-port", str(_free_port()), "--config-path", str(folder / "fulcio.json"),
        "--legacy-unix-domain-socket", f"{folder}/fulcio.sock",
        "--ca", "fileca", "--fileca-cert", str(folder / "ca.pem"),
        "--fileca-key", str(folder / "ca.key"), "--fileca-key-passwd", "word",
        "--fileca-watch=false", "--ct-log-url", ct_url,
        "--ct-log-public-key-path", str(folder / "ct.pub"),
    ]  # fmt: skip
    return command, "fulcio.log"


def _rekor(folder: Path, tool: Callable[[str], Path], key: ec.EllipticCurvePrivateKey) -> _Server:
    (folder / "rekor.key").write_bytes(_private(key))
    (folder / "log").mkdir()
    command = [
        str(tool("rekor-server")), "serve", "--hostname", "127.0.0.1",
        "--http-port", str(_free_port()), "--grpc-port", str(_free_port()),
        "--http-metrics-port", str(_free_port()), "--signer-filepath", str(folder / "rekor.key"),
        "--storage-dir", str(folder / "log"), "--checkpoint-interval", "200ms",
        "--batch-max-age", "50ms",
    ]  # fmt: skip
    return command, "rekor.log"


def _authority_server(tool: Callable[[str], Path]) -> _Server:
    command = [
        str(tool("timestamp-server")), "serve", "--host", "127.0.0.1", "--port", str(_free_port()),
        "--timestamp-signer", "memory", "--disable-ntp-monitoring",
    ]  # fmt: skip
    return command, "authority.log"


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as words, subprocess.Popen(command, stdout=words, stderr=words) as process:
        try:
            yield
        finally:
            process.kill()


@contextmanager
def _served(answer: Callable[[str, Any], Any]) -> Iterator[str]:
    """Serve JSON on a free port; `answer` is given the path and the request's JSON, or None."""

    class Answering(Handler):
        def serve(self) -> None:
            body = self.received()
            said = answer(self.path, json.loads(body) if body else None)
            self.reply(json.dumps(said).encode(), headers={"Content-Type": "application/json"})

    with served(Answering) as url:
        yield url


def _sct(
    key: ec.EllipticCurvePrivateKey, ca_key: ec.EllipticCurvePrivateKey, body: Any
) -> dict[str, Any]:
    """Answer `add-pre-chain`: a promise to log the certificate without its poison (section 3.2)."""
    precertificate = x509.load_der_x509_certificate(base64.b64decode(body["chain"][0]))
    tbs = _without_poison(precertificate.tbs_certificate_bytes)
    stamp = int(time.time() * 1000)
    signed = (
        struct.pack("!BBQH", 0, 0, stamp, 1)
        + sha256(spki(ca_key.public_key()))
        + struct.pack("!I", len(tbs))[1:]
        + tbs
        + struct.pack("!H", 0)
    )
    signature = key.sign(signed, _SHA256)
    return {
        "sct_version": 0,
        "id": b64(sha256(spki(key.public_key()))),
        "timestamp": stamp,
        "extensions": "",
        "signature": b64(b"\x04\x03" + struct.pack("!H", len(signature)) + signature),
    }


def _without_poison(tbs: bytes) -> bytes:
    """Return a TBSCertificate without the poison: extensions are its last member, `[3]`."""
    members = _members(_body(tbs))
    extensions = _members(_body(_body(members[-1])))
    kept = b"".join(one for one in extensions if one != _POISON)
    assert len(kept) == sum(map(len, extensions)) - len(_POISON)
    return der(0x30, b"".join(members[:-1]) + der(0xA3, der(0x30, kept)))


def _members(body: bytes) -> list[bytes]:
    found = []
    while body:
        size = _header(body)[0] + _header(body)[1]
        found.append(body[:size])
        body = body[size:]
    return found


def _body(value: bytes) -> bytes:
    return value[_header(value)[0] :]


def _header(value: bytes) -> tuple[int, int]:
    """Return the sizes of a DER value's header and body."""
    if value[1] < 0x80:
        return 2, value[1]
    count = value[1] & 0x7F
    return 2 + count, int.from_bytes(value[2 : 2 + count], "big")


def _certificate_authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "acme"),
         x509.NameAttribute(NameOID.COMMON_NAME, "acme ca")]
    )  # fmt: skip
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA384())
    )
    return certificate, key


def _log(key: ec.EllipticCurvePrivateKey, url: str) -> dict[str, Any]:
    der_key = spki(key.public_key())
    return {
        "baseUrl": url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": b64(der_key), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": _SINCE,
        },
        "logId": {"keyId": b64(sha256(der_key))},
    }  # fmt: skip


def _authority(chain: list[bytes], url: str) -> dict[str, Any]:
    return {
        "subject": {"organization": "acme", "commonName": "acme"},
        "uri": url,
        "certChain": {"certificates": [{"rawBytes": b64(one)} for one in chain]},
        "validFor": _SINCE,
    }


def _private(key: ec.EllipticCurvePrivateKey, word: bytes | None = None) -> bytes:
    encryption = (
        serialization.BestAvailableEncryption(word) if word else serialization.NoEncryption()
    )
    pkcs8 = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, encryption)


def _raw(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _port_in(command: list[str]) -> str:
    place = command.index("--http-port") if "--http-port" in command else command.index("--port")
    return command[place + 1]


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own servers
        data: bytes = answer.read()
    return data


def _await(url: str, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            _get(url)
        except OSError as error:
            if time.monotonic() > until:
                logs = "\n".join(path.read_text()[-800:] for path in sorted(folder.glob("*.log")))
                raise AssertionError(f"{url} does not answer: {error}\n{logs}") from error
            time.sleep(0.1)
        else:
            return
