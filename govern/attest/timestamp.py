"""The adapter to rfc3161-client: time-stamp requests and tokens (RFC 3161), without any network.

A token says that an authority saw the digest of some bytes at a time. It is verified with the
certificates of authorities that the verifier names; they have to be valid at that time, not now.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client import VerificationError as VendorError

from govern.attest.rejection import Reason, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rfc3161_client import TimeStampResponse

MOST_BYTES = 256 * 1024  # of a response; a token with its chain has some 5 KB
_GRANTED = 0  # PKIStatus, RFC 3161 section 2.4.2
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


@dataclass(frozen=True, slots=True)
class TimestampRequest:
    """What is sent to an authority: DER, with a nonce that the answer must repeat."""

    der: bytes
    nonce: int | None

    @classmethod
    def over(cls, data: bytes) -> TimestampRequest:
        """Return a request for a token over the sha256 of `data`, certificates included."""
        builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
        request = builder.cert_request(cert_request=True).build()
        return cls(request.as_bytes(), request.nonce)


def read_certificates(pem: str) -> tuple[x509.Certificate, ...]:
    """Return the certificates in PEM blocks.

    Raises:
        Rejected: one cannot be read.
    """
    try:
        return tuple(x509.load_pem_x509_certificates(pem.encode())) if pem else ()
    except ValueError as error:
        raise Rejected(Reason.KEY_INVALID, "not a certificate in PEM", cause=str(error)) from error


def stated_time(response: bytes, data: bytes, nonce: int | None = None) -> datetime:
    """Return the time that a response gives for `data`, whoever signed it.

    Raises:
        Rejected: it is no granted response, or one about other bytes or to another request.
    """
    with _rejecting():
        decoded = _decoded(response)
        if nonce is not None and decoded.tst_info.nonce != nonce:
            raise Rejected(Reason.TIME_MISSING, "the time-stamp answers another request")
        return _about(decoded, data)


def verify_timestamp(
    response: bytes, data: bytes, authorities: Sequence[x509.Certificate]
) -> datetime:
    """Return the time that a trusted authority gives for `data`.

    Args:
        response: A `TimeStampResp` in DER (RFC 3161 section 2.4.2).
        data: What was time-stamped.
        authorities: Roots, or the authorities' own certificates.

    Raises:
        Rejected: it does not hold, is about other bytes, or is signed by nobody named.
    """
    with _rejecting():
        decoded = _decoded(response)
        when = _about(decoded, data)
        builder = VerifierBuilder()
        for one in dict.fromkeys(authorities):
            builder = builder.add_root_certificate(one)
        builder.build().verify_message(decoded, data)
        return when


def imprint(response: bytes) -> tuple[str, bytes]:
    """Return what a response is about: the name of a digest, and its value.

    Raises:
        Rejected: it is no granted response, or uses an unknown digest.
    """
    with _rejecting():
        return _imprint(_decoded(response))


def is_imprint(seen: tuple[str, bytes], data: bytes) -> bool:
    """Tell whether these bytes are what was time-stamped."""
    return hashlib.new(seen[0], data).digest() == seen[1]


def _decoded(response: bytes) -> TimeStampResponse:
    if len(response) > MOST_BYTES:
        raise Rejected(Reason.TOO_LARGE, f"a time-stamp has more than {MOST_BYTES} bytes")
    decoded = decode_timestamp_response(response)
    if decoded.status != _GRANTED:
        words = "; ".join(decoded.status_string) or f"status {decoded.status}"
        raise Rejected(Reason.TIME_MISSING, "the time-stamp was not granted", cause=words)
    return decoded


def _imprint(decoded: TimeStampResponse) -> tuple[str, bytes]:
    stated = decoded.tst_info.message_imprint
    name = _HASHES.get(stated.hash_algorithm.dotted_string)
    if name is None:
        raise Rejected(Reason.UNSUPPORTED, "the time-stamp uses an unknown digest")
    return name, stated.message


def _about(decoded: TimeStampResponse, data: bytes) -> datetime:
    if not is_imprint(_imprint(decoded), data):
        raise Rejected(Reason.SUBJECT_MISMATCH, "the time-stamp is of something else")
    when = decoded.tst_info.gen_time
    return when if when.tzinfo else when.replace(tzinfo=UTC)


@contextmanager
def _rejecting() -> Iterator[None]:
    try:
        yield
    except (VendorError, ValueError, TypeError, OverflowError) as error:
        words = " ".join(str(error).split())[:300]
        raise Rejected(Reason.TIME_MISSING, "the time-stamp does not hold", cause=words) from error
