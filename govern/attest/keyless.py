"""The adapter to sigstore-python, and the only module that imports it (1.5 s).

It verifies against a trusted root given as bytes: no TUF, no network, no home folder; only
`sign_keyless`, `sign_file_keyless` and `fetch_public_good_root`, asked for by name, use the
network. Parts of the library are private, so its version is pinned; everything it raises becomes a
`Rejected`.

The steps are run one by one first, because the library tells its failures apart only in prose, and
then once more by the library itself, whose word is final.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import decode_timestamp_response
from sigstore._internal.sct import verify_sct
from sigstore._internal.timestamp import TimestampSource, TimestampVerificationResult
from sigstore._internal.trust import KeyringPurpose
from sigstore._utils import KeyID
from sigstore.dsse import Statement as VendorStatement
from sigstore.hashes import Hashed
from sigstore.models import Bundle, ClientTrustConfig, TransparencyLogEntry, TrustedRoot
from sigstore.oidc import IdentityToken
from sigstore.sign import SigningContext
from sigstore.verify import Verifier
from sigstore_models.common.v1 import HashAlgorithm
from sigstore_models.rekor.v1 import TransparencyLogEntry as RawEntry
from sigstore_models.trustroot.v1 import TrustedRoot as RawRoot

from govern.attest.claims import SignerClaims, TimeSource
from govern.attest.dsse import Envelope
from govern.attest.public_key import PublicKey
from govern.attest.rejection import Reason, Rejected
from govern.attest.signer import SigningError
from govern.attest.statement import Statement
from govern.attest.strict_json import decode_base64, parse_object
from govern.errors import Error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sigstore._internal.trust import RekorKeyring
    from sigstore.sign import Signer
    from sigstore.verify.policy import VerificationPolicy

    from govern.attest.bundle import SignedBundle
    from govern.attest.digest import Digest

_Times = list[TimestampVerificationResult]
_INTOTO = ("intoto", "0.0.2")


@dataclass(frozen=True, slots=True)
class Proven:
    """What the certificate, the log and the clocks prove together."""

    signer: SignerClaims
    times: tuple[tuple[TimeSource, datetime], ...]
    log_kind: str


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """A log entry whose proof holds: its kind, its body, and when it was logged, if signed."""

    kind: str
    version: str
    body: bytes
    time: datetime | None


class _Verifier(Verifier):
    """Adds Rekor's `intoto/0.0.2` entries, which npm and slsa-github-generator used."""

    def _establish_time(self, bundle: Bundle) -> _Times:
        if _kind_of(bundle) != _INTOTO:
            return super()._establish_time(bundle)
        entry = bundle.log_entry._inner  # noqa: SLF001 - the library has no public way
        times: _Times = []
        if bundle.verification_material.timestamp_verification_data:
            times += self._verify_timestamp_authority(bundle)
        if entry.integrated_time and entry.inclusion_promise:
            when = datetime.fromtimestamp(entry.integrated_time, UTC)
            times.append(TimestampVerificationResult(TimestampSource.TRANSPARENCY_SERVICE, when))
        return times

    def verify_dsse(self, bundle: Bundle, policy: VerificationPolicy) -> tuple[str, bytes]:
        if _kind_of(bundle) != _INTOTO:
            return super().verify_dsse(bundle, policy)
        self._verify_common_signing_cert(bundle, policy)
        envelope = bundle._dsse_envelope  # noqa: SLF001 - as above
        if envelope is None:
            raise Rejected(Reason.LOG_INCONSISTENT, "the log entry is about a DSSE envelope")
        kind, payload = envelope._inner.payload_type, envelope._inner.payload  # noqa: SLF001 - as above
        _require_intoto_body(bundle, kind, payload, envelope.signature)
        return kind, payload


class _Policy:
    """The library's policy protocol, answered by our own check of the certificate."""

    def __init__(self, check: Callable[[x509.Certificate], SignerClaims]) -> None:
        self._check = check

    def verify(self, cert: x509.Certificate) -> None:
        self._check(cert)


def verify_keyless(
    bundle: SignedBundle,
    subject: Digest,
    root: bytes,
    check: Callable[[x509.Certificate], SignerClaims],
) -> Proven:
    """Verify a bundle with a certificate, and return who signed it when.

    Args:
        bundle: The bundle, parsed.
        subject: Digest of the artefact, for a plain signature; must then be sha256.
        root: The trusted root's JSON.
        check: Returns whom a certificate names, or rejects it.

    Raises:
        Rejected: anything that does not hold.
    """
    verifier = _verifier(root)
    with _as(Reason.MALFORMED, "the bundle is not well formed"):
        parsed = Bundle.from_json(bundle.data)
    certificate = parsed.signing_certificate
    times = _times(verifier, parsed)
    signer = _check_certificate(verifier, certificate, times, check)
    with _as(Reason.LOG_UNTRUSTED, "the log entry does not hold"):
        parsed.log_entry._verify(_rekor(verifier))  # noqa: SLF001 - the library has no public way
    _require_signature(bundle, subject, certificate)
    with _as(Reason.LOG_INCONSISTENT, "the log entry is not about this signature"):
        if isinstance(bundle.content, Envelope):
            signed = verifier.verify_dsse(parsed, _Policy(check))
            if signed != (bundle.content.payload_type, bundle.content.payload):
                raise Rejected(Reason.MALFORMED, "two readers read the envelope differently")
        else:
            hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=subject.raw)
            verifier.verify_artifact(hashed, parsed, _Policy(check))
    return Proven(
        signer,
        tuple((_source(one), one.time) for one in times),
        "/".join(_kind_of(parsed)),
    )


def verify_entry(root: bytes, entry: bytes) -> LoggedEntry:
    """Verify one log entry by itself: inclusion proof, checkpoint, and promise if there is one.

    Raises:
        Rejected: it does not hold, or no log of the root wrote it.
    """
    verifier = _verifier(root)
    with _as(Reason.LOG_UNTRUSTED, "the log entry does not hold"):
        raw = RawEntry.from_json(entry)
        TransparencyLogEntry(raw)._verify(_rekor(verifier))  # noqa: SLF001 - as above
        promised = raw.inclusion_promise and raw.integrated_time
        time = datetime.fromtimestamp(raw.integrated_time or 0, UTC) if promised else None
        kind = raw.kind_version
        return LoggedEntry(kind.kind, kind.version, raw.canonicalized_body, time)


def verify_timestamps(
    root: bytes, timestamps: Sequence[bytes], signature: bytes
) -> tuple[datetime, ...]:
    """Return the times that trusted timestamp authorities give for a signature (RFC 3161).

    Raises:
        Rejected: a response is malformed.
    """
    verifier = _verifier(root)
    with _as(Reason.TIME_MISSING, "a timestamp does not hold"):
        results = [
            verifier._verify_signed_timestamp(decode_timestamp_response(one), signature)  # noqa: SLF001 - as above
            for one in timestamps
        ]
    return tuple(one.time for one in results if one is not None)


def verify_promise(root: bytes, log_id: str, promise: bytes, signed: bytes) -> None:
    """Verify a signed entry timestamp on its own, as cosign's older signatures carry it.

    Raises:
        Rejected: no log of the root signed it.
    """
    keyring = _rekor(_verifier(root))
    with _as(Reason.LOG_UNTRUSTED, "the log's promise does not hold"):
        keyring.verify(key_id=KeyID(bytes.fromhex(log_id)), signature=promise, data=signed)


def verify_certificate(
    root: bytes,
    certificate: x509.Certificate,
    when: datetime,
    check: Callable[[x509.Certificate], SignerClaims],
) -> SignerClaims:
    """Verify a certificate's chain at a time, its SCT, its use and its identity.

    Raises:
        Rejected: any of them does not hold.
    """
    time = TimestampVerificationResult(TimestampSource.TRANSPARENCY_SERVICE, when)
    return _check_certificate(_verifier(root), certificate, [time], check)


def sign_keyless(statement: bytes, token: str, services: bytes | None = None) -> bytes:
    """Return a bundle around a statement, signed by the identity in an OIDC token.

    Asks a certificate authority and a transparency log over the network.

    Args:
        statement: The statement's bytes.
        token: An identity token for the audience `sigstore`; it appears in no message.
        services: A client trust configuration (JSON): where CA and log are, and how they are
            verified. None: the public-good ones, found over TUF.

    Raises:
        Rejected: not a statement.
        SigningError: the token, the authority or the log did not do.
    """
    Statement.parse(statement)
    return _signed(lambda signer: signer.sign_dsse(VendorStatement(statement)), token, services)


def sign_file_keyless(content: bytes, token: str, services: bytes | None = None) -> bytes:
    """Return a bundle with a plain signature over a file's bytes; otherwise as `sign_keyless`."""
    return _signed(lambda signer: signer.sign_artifact(content), token, services)


def _signed(sign: Callable[[Signer], Bundle], token: str, services: bytes | None) -> bytes:
    try:
        config = (
            ClientTrustConfig.from_json(services.decode())
            if services is not None
            else ClientTrustConfig.production()
        )
        context = SigningContext.from_trust_config(config)
        with context.signer(IdentityToken(token)) as signer:
            return sign(signer).to_json().encode()
    except Exception as error:  # noqa: BLE001 - OIDC, HTTP, TUF and the library's own
        # Only the kind of the error: the library quotes requests, and with them the token.
        raise SigningError(
            "nothing was signed",
            cause=type(error).__name__,
            hint="check that the token is fresh and for the audience sigstore",
        ) from None


def fetch_public_good_root() -> bytes:
    """Return today's public-good trusted root, over TUF; the one function here that uses a network.

    Raises:
        Error: it cannot be fetched.
    """
    try:
        return ClientTrustConfig.production().trusted_root._inner.to_json().encode()  # noqa: SLF001 - as above
    except Exception as error:
        raise Error(
            "the public-good trusted root cannot be fetched",
            cause=" ".join(str(error).split())[:300],
            hint="this needs the network; verification itself never does",
        ) from error


@lru_cache(maxsize=8)
def _verifier(root: bytes) -> _Verifier:
    with _as(Reason.TRUST_ROOT_INVALID, "the trusted root cannot be used"):
        return _Verifier(trusted_root=TrustedRoot(RawRoot.from_json(root)))


def _rekor(verifier: _Verifier) -> RekorKeyring:
    return verifier._trusted_root.rekor_keyring(KeyringPurpose.VERIFY)  # noqa: SLF001 - as above


def _times(verifier: _Verifier, bundle: Bundle) -> _Times:
    with _as(Reason.TIME_MISSING, "nothing trusted says when it was signed"):
        times = verifier._establish_time(bundle)  # noqa: SLF001 - as above
    if not times:
        raise Rejected(Reason.TIME_MISSING, "nothing trusted says when it was signed")
    return times


def _check_certificate(
    verifier: _Verifier,
    certificate: x509.Certificate,
    times: _Times,
    check: Callable[[x509.Certificate], SignerClaims],
) -> SignerClaims:
    chain: list[x509.Certificate] = []
    for one in times:
        if not certificate.not_valid_before_utc <= one.time <= certificate.not_valid_after_utc:
            raise Rejected(
                Reason.CERTIFICATE_EXPIRED,
                f"the certificate was not valid when it signed, {one.time.isoformat()}",
            )
        with _as(Reason.CERTIFICATE_UNTRUSTED, "no trusted authority issued the certificate"):
            chain = verifier._verify_chain_at_time(certificate, one)  # noqa: SLF001 - as above
    with _as(Reason.SCT_INVALID, "no trusted log knows the certificate"):
        keyring = verifier._trusted_root.ct_keyring(KeyringPurpose.VERIFY)  # noqa: SLF001 - as above
        verify_sct(certificate, chain, keyring)
    with _as(Reason.CERTIFICATE_UNTRUSTED, "the certificate is not for signing"):
        extensions = certificate.extensions
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if not usage.digital_signature or ExtendedKeyUsageOID.CODE_SIGNING not in purposes:
        raise Rejected(Reason.CERTIFICATE_UNTRUSTED, "the certificate is not for signing")
    return check(certificate)


def _require_signature(
    bundle: SignedBundle, subject: Digest, certificate: x509.Certificate
) -> None:
    key = PublicKey.of(certificate.public_key())
    if not isinstance(key.key, ec.EllipticCurvePublicKey):
        raise Rejected(Reason.UNSUPPORTED, "the certificate's key is not ECDSA")
    if isinstance(bundle.content, Envelope):
        valid = key.verifies(bundle.signature, bundle.content.pae)
    elif subject.algorithm == "sha256":
        valid = key.verifies_digest(bundle.signature, subject)
    else:
        raise Rejected(Reason.UNSUPPORTED, "keyless signatures are compared by sha256 only")
    if not valid:
        raise Rejected(Reason.SIGNATURE_INVALID, "the certificate's key did not sign this")


def _require_intoto_body(bundle: Bundle, kind: str, payload: bytes, signature: bytes) -> None:
    """Check that an `intoto/0.0.2` entry is about this envelope (Rekor's intoto_v0_0_2_schema)."""
    body = parse_object(bundle.log_entry._inner.canonicalized_body, "log entry")  # noqa: SLF001 - as above
    content = body.object("spec").object("content")
    logged = content.object("envelope")
    signatures = logged.objects("signatures")
    expected = {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()}
    holds = (
        (body.text("kind"), body.text("apiVersion")) == _INTOTO
        and content.object("payloadHash").content == expected
        and logged.text("payloadType") == kind
        and len(signatures) == 1
        # This version of the entry encodes the signature twice.
        and decode_base64(signatures[0].data("sig").decode("ascii"), "signature") == signature
        and x509.load_pem_x509_certificate(signatures[0].data("publicKey"))
        == bundle.signing_certificate
    )
    if not holds:
        raise Rejected(Reason.LOG_INCONSISTENT, "the log entry is about another envelope")


def _kind_of(bundle: Bundle) -> tuple[str, str]:
    kind = bundle.log_entry._inner.kind_version  # noqa: SLF001 - as above
    return kind.kind, kind.version


def _source(result: TimestampVerificationResult) -> TimeSource:
    if result.source is TimestampSource.TRANSPARENCY_SERVICE:
        return TimeSource.LOG
    return TimeSource.TIMESTAMP_AUTHORITY


@contextmanager
def _as(reason: Reason, message: str) -> Iterator[None]:
    try:
        yield
    except Rejected:
        raise
    except Exception as error:
        words = " ".join(str(error).split())[:300]
        raise Rejected(reason, message, cause=words or type(error).__name__) from error
