"""Why a registry could not be read, in words for programs, and the errors that carry them."""

from __future__ import annotations

from enum import StrEnum

from govern.errors import RegistryError


class Reason(StrEnum):
    """`RegistryError.reason`. Only `NOT_FOUND` says that the registry looked and has nothing."""

    NOT_FOUND = "not_found"
    UNAUTHORIZED = "unauthorized"  # 401, also after presenting credentials
    FORBIDDEN = "forbidden"  # 403
    RATE_LIMITED = "rate_limited"  # 429
    UNAVAILABLE = "unavailable"  # 5xx, or no connection
    TIMEOUT = "timeout"  # the time that was allowed is over
    TLS = "tls"  # the certificate does not hold
    REFUSED = "refused"  # we will not talk to that address
    TOO_LARGE = "too_large"  # more bytes, entries or pages than allowed
    MALFORMED = "malformed"  # an answer that breaks the specification
    DIGEST_MISMATCH = "digest_mismatch"  # other bytes than were asked for
    REJECTED = "rejected"  # any other 4xx
    CREDENTIALS = "credentials"  # a credential file or helper is broken


def malformed(path: str, cause: str) -> RegistryError:
    """Return the error for an answer that breaks the specification."""
    return RegistryError(
        "the registry's answer breaks the OCI specification",
        reason=Reason.MALFORMED,
        path=path,
        cause=cause,
    )


def too_large(path: str, cause: str) -> RegistryError:
    """Return the error for an answer that exceeds a limit."""
    return RegistryError(
        "the registry's answer exceeds a limit", reason=Reason.TOO_LARGE, path=path, cause=cause
    )
