"""A Sigstore made in memory: CA, certificate transparency, Rekor v1. It mints what tests need.

Everything is as the real one does it (RFC 6962 SCTs, C2SP checkpoints, signed entry timestamps), so
that the real verifiers accept it; and each part can be made wrong on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from govern.attest.dsse import pae

ISSUER = "https://token.actions.githubusercontent.com"
IDENTITY = "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main"
IN_TOTO = "application/vnd.in-toto+json"
_FULCIO = "1.3.6.1.4.1.57264.1."
_SCT_LIST = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_P256 = ec.SECP256R1()
_SHA256 = ec.ECDSA(hashes.SHA256())


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def spki(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def der(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


@dataclass(frozen=True)
class Who:
    """A certificate's content; `claims` maps the last number of Fulcio's OIDs to values."""

    identity: str = IDENTITY
    issuer: str = ISSUER
    claims: dict[int, str] = field(default_factory=dict)
    minutes: int = 10
    before: timedelta = timedelta()  # how long before signing it was issued


class SigstoreInMemory:
    """A private Sigstore; two of them do not trust each other."""

    def __init__(self, start: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> None:
        self.start = start
        self.ca, self.ct, self.rekor = (
            ec.generate_private_key(curve) for curve in (ec.SECP384R1(), _P256, _P256)
        )
        self.root = self._make_root()
        self.log_id = sha256(spki(self.rekor.public_key()))
        self._index = 0

    def trusted_root(self) -> bytes:
        since = {"start": self.start.strftime("%Y-%m-%dT%H:%M:%SZ")}
        authority = {
            "subject": {"organization": "acme", "commonName": "ca"},
            "uri": "https://fulcio.acme.test",
            "certChain": {
                "certificates": [
                    {"rawBytes": b64(self.root.public_bytes(serialization.Encoding.DER))}
                ]
            },
            "validFor": since,
        }
        root = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [_log(self.rekor, "https://rekor.acme.test", since)],
            "certificateAuthorities": [authority],
            "ctlogs": [_log(self.ct, "https://ct.acme.test", since)],
            "timestampAuthorities": [],
        }
        return json.dumps(root).encode()

    def issue(self, key: ec.EllipticCurvePublicKey, who: Who, when: datetime) -> x509.Certificate:
        """Return a certificate with an embedded SCT (RFC 6962 §3.2 and §3.3)."""
        serial = x509.random_serial_number()
        issued = when - who.before
        before = self._leaf(key, who, issued, serial).sign(self.ca, hashes.SHA384())
        stamp = int(issued.timestamp() * 1000)
        tbs = before.tbs_certificate_bytes
        signed = (
            struct.pack("!BBQH", 0, 0, stamp, 1)
            + sha256(spki(self.ca.public_key()))
            + struct.pack("!I", len(tbs))[1:]
            + tbs
            + struct.pack("!H", 0)
        )
        signature = self.ct.sign(signed, _SHA256)
        sct = (
            b"\0"
            + sha256(spki(self.ct.public_key()))
            + struct.pack("!QH", stamp, 0)
            + b"\x04\x03"
            + struct.pack("!H", len(signature))
            + signature
        )
        listed = struct.pack("!H", len(sct) + 2) + struct.pack("!H", len(sct)) + sct
        return (
            self._leaf(key, who, issued, serial)
            .add_extension(x509.UnrecognizedExtension(_SCT_LIST, der(4, listed)), critical=False)
            .sign(self.ca, hashes.SHA384())
        )

    def log(self, body: dict[str, Any], when: datetime) -> dict[str, Any]:
        """Return a Rekor v1 entry in a tree of its own, with checkpoint and promise."""
        raw = rfc8785.dumps(body)
        index, self._index = self._index, self._index + 1
        time = int(when.timestamp())
        root = sha256(b"\0" + raw)
        note = f"rekor.acme.test - 1\n1\n{b64(root)}\n"
        signature = b64(self.log_id[:4] + self.rekor.sign(note.encode(), _SHA256))
        promise = rfc8785.dumps(
            {
                "body": b64(raw),
                "integratedTime": time,
                "logID": self.log_id.hex(),
                "logIndex": index,
            }
        )
        return {
            "logIndex": str(index),
            "logId": {"keyId": b64(self.log_id)},
            "kindVersion": {"kind": body["kind"], "version": body["apiVersion"]},
            "integratedTime": str(time),
            "inclusionPromise": {"signedEntryTimestamp": b64(self.rekor.sign(promise, _SHA256))},
            "inclusionProof": {
                "logIndex": "0",
                "rootHash": b64(root),
                "treeSize": "1",
                "hashes": [],
                "checkpoint": {"envelope": f"{note}\n\u2014 rekor.acme.test {signature}\n"},
            },
            "canonicalizedBody": b64(raw),
        }

    def sign_blob(
        self, data: bytes, when: datetime, who: Who = Who(), log: SigstoreInMemory | None = None
    ) -> dict[str, Any]:
        """Return a keyless bundle over an artefact."""
        key = ec.generate_private_key(_P256)
        certificate = self.issue(key.public_key(), who, when)
        signature = key.sign(data, _SHA256)
        body = record_body(sha256(data).hex(), signature, pem(certificate))
        return _bundle(
            {"certificate": {"rawBytes": _der_of(certificate)}},
            (log or self).log(body, when),
            messageSignature={
                "messageDigest": {"algorithm": "SHA2_256", "digest": b64(sha256(data))},
                "signature": b64(signature),
            },
        )

    def sign_statement(
        self, statement: bytes, when: datetime, who: Who = Who(), kind: str = IN_TOTO
    ) -> dict[str, Any]:
        """Return a keyless bundle around a DSSE envelope."""
        key = ec.generate_private_key(_P256)
        certificate = self.issue(key.public_key(), who, when)
        signature = key.sign(pae(kind, statement), _SHA256)
        body = envelope_body(statement, signature, pem(certificate))
        return _bundle(
            {"certificate": {"rawBytes": _der_of(certificate)}},
            self.log(body, when),
            dsseEnvelope=_envelope(statement, kind, signature),
        )

    def sign_with_key(
        self, statement: bytes, key: ec.EllipticCurvePrivateKey, when: datetime
    ) -> dict[str, Any]:
        """Return a key-based bundle around a DSSE envelope, logged."""
        signature = key.sign(pae(IN_TOTO, statement), _SHA256)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return _bundle(
            {"publicKey": {"hint": "anything"}},
            self.log(envelope_body(statement, signature, public), when),
            dsseEnvelope=_envelope(statement, IN_TOTO, signature),
        )

    def sign_as_npm_did(
        self, statement: bytes, when: datetime, change: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return a keyless bundle with an `intoto/0.0.2` entry; `change` spoils its content."""
        key = ec.generate_private_key(_P256)
        certificate = self.issue(key.public_key(), Who(), when)
        signature = key.sign(pae(IN_TOTO, statement), _SHA256)
        logged = {"publicKey": b64(pem(certificate)), "sig": b64(b64(signature).encode())}
        content = {
            "envelope": {"payloadType": IN_TOTO, "signatures": [logged]},
            "payloadHash": {"algorithm": "sha256", "value": sha256(statement).hex()},
            **(change or {}),
        }
        body = {"apiVersion": "0.0.2", "kind": "intoto", "spec": {"content": content}}
        return _bundle(
            {"certificate": {"rawBytes": _der_of(certificate)}},
            self.log(body, when),
            dsseEnvelope=_envelope(statement, IN_TOTO, signature),
        )

    def sign_blob_with_key(
        self, data: bytes, key: ec.EllipticCurvePrivateKey, when: datetime, version: str
    ) -> dict[str, Any]:
        """Return a key-based bundle over an artefact, with a `hashedrekord` of a version."""
        signature, public = key.sign(data, _SHA256), key.public_key()
        if version == "0.0.1":
            as_pem = public.public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            body = record_body(sha256(data).hex(), signature, as_pem)
        else:
            body = record_body_v2(data, signature, spki(public))
        return _bundle(
            {"publicKey": {"hint": ""}},
            self.log(body, when),
            messageSignature={"signature": b64(signature)},
        )

    def _make_root(self) -> x509.Certificate:
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "acme"),
                x509.NameAttribute(NameOID.COMMON_NAME, "ca"),
            ]
        )
        public = self.ca.public_key()
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.start)
            .not_valid_after(self.start + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signing=False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.ca, hashes.SHA384())
        )

    def _leaf(
        self, key: ec.EllipticCurvePublicKey, who: Who, issued: datetime, serial: int
    ) -> x509.CertificateBuilder:
        is_mail = "@" in who.identity and "://" not in who.identity
        name = (x509.RFC822Name if is_mail else x509.UniformResourceIdentifier)(who.identity)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.ca.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.root.subject)
            .public_key(key)
            .serial_number(serial)
            .not_valid_before(issued)
            .not_valid_after(issued + timedelta(minutes=who.minutes))
            .add_extension(_usage(signing=True), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(authority, critical=False)
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
        )
        for number, value in {1: who.issuer, 8: who.issuer, **who.claims}.items():
            raw = value.encode() if number < 8 else der(0x0C, value.encode())
            oid = ObjectIdentifier(f"{_FULCIO}{number}")
            builder = builder.add_extension(x509.UnrecognizedExtension(oid, raw), critical=False)
        return builder


def record_body(digest: str, signature: bytes, verifier: bytes) -> dict[str, Any]:
    """Return a `hashedrekord/0.0.1` entry."""
    return {
        "apiVersion": "0.0.1",
        "kind": "hashedrekord",
        "spec": {
            "data": {"hash": {"algorithm": "sha256", "value": digest}},
            "signature": {"content": b64(signature), "publicKey": {"content": b64(verifier)}},
        },
    }


def record_body_v2(signed: bytes, signature: bytes, key: bytes) -> dict[str, Any]:
    """Return a `hashedrekord/0.0.2` entry, as Rekor v2 writes it."""
    verifier = {"publicKey": {"rawBytes": b64(key)}, "keyDetails": "PKIX_ECDSA_P256_SHA_256"}
    record = {
        "data": {"algorithm": "SHA2_256", "digest": b64(sha256(signed))},
        "signature": {"content": b64(signature), "verifier": verifier},
    }
    return {
        "apiVersion": "0.0.2",
        "kind": "hashedrekord",
        "spec": {"hashedRekordV002": record},
    }


def envelope_body(statement: bytes, signature: bytes, verifier: bytes) -> dict[str, Any]:
    """Return a `dsse/0.0.1` entry."""
    return {
        "apiVersion": "0.0.1",
        "kind": "dsse",
        "spec": {
            "envelopeHash": {"algorithm": "sha256", "value": sha256(statement).hex()},
            "payloadHash": {"algorithm": "sha256", "value": sha256(statement).hex()},
            "signatures": [{"signature": b64(signature), "verifier": b64(verifier)}],
        },
    }


def _envelope(statement: bytes, kind: str, signature: bytes) -> dict[str, Any]:
    return {
        "payload": b64(statement),
        "payloadType": kind,
        "signatures": [{"sig": b64(signature)}],
    }


def _bundle(material: dict[str, Any], entry: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {**material, "tlogEntries": [entry]},
        **content,
    }


def _der_of(certificate: x509.Certificate) -> str:
    return b64(certificate.public_bytes(serialization.Encoding.DER))


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=not signing,
        crl_sign=not signing, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _log(key: ec.EllipticCurvePrivateKey, url: str, since: dict[str, str]) -> dict[str, Any]:
    raw = spki(key.public_key())
    return {
        "baseUrl": url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": {
            "rawBytes": b64(raw),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": since,
        },
        "logId": {"keyId": b64(sha256(raw))},
    }
