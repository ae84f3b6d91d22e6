"""Why something signed was not accepted: one code for each reason."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from govern.errors import Error, VerificationError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class Reason(StrEnum):
    """What was wrong; stable words for reports, rules and tests."""

    MALFORMED = "malformed"  # not what it claims to be: JSON, base64, DER, missing fields
    TOO_LARGE = "too_large"  # larger or more numerous than the limits allow
    UNSUPPORTED = "unsupported"  # a version, algorithm or log entry that we do not verify
    WRONG_PAYLOAD_TYPE = "wrong_payload_type"  # the DSSE payload is not an in-toto statement
    WRONG_STATEMENT_TYPE = "wrong_statement_type"  # `_type` is no in-toto Statement version
    WRONG_PREDICATE_TYPE = "wrong_predicate_type"  # a statement of another kind than was asked for
    SUBJECT_MISMATCH = "subject_mismatch"  # signed, but about something else
    CONTENT_NEEDED = "content_needed"  # the algorithm signs bytes, and only a digest is known
    SIGNATURE_INVALID = "signature_invalid"  # does not verify under any key it may have
    KEYLESS_REQUIRED = "keyless_required"  # signed with a key where an identity is wanted
    KEY_REQUIRED = "key_required"  # signed by an identity where a key is wanted
    KEY_INVALID = "key_invalid"  # a configured key cannot be used
    IDENTITY_MISMATCH = "identity_mismatch"
    ISSUER_MISMATCH = "issuer_mismatch"
    CLAIM_MISMATCH = "claim_mismatch"  # a CI claim of the certificate differs
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"  # no chain to a CA of the trust root
    CERTIFICATE_EXPIRED = "certificate_expired"  # not valid at the time of signing
    SCT_INVALID = "sct_invalid"  # no certificate-transparency log vouches for the certificate
    LOG_MISSING = "log_missing"  # no transparency-log entry where one is wanted
    LOG_UNTRUSTED = "log_untrusted"  # the entry's proof or its log is not one we trust
    LOG_INCONSISTENT = "log_inconsistent"  # the entry is about other material
    TIME_MISSING = "time_missing"  # nothing trusted says when it was signed
    TIME_IN_FUTURE = "time_in_future"
    TOO_OLD = "too_old"
    REVOKED = "revoked"
    TRUST_ROOT_MISSING = "trust_root_missing"
    TRUST_ROOT_INVALID = "trust_root_invalid"
    NAMESPACE_MISMATCH = "namespace_mismatch"  # an SSH signature for another purpose
    THRESHOLD_NOT_MET = "threshold_not_met"
    FILES_DIFFER = "files_differ"  # a model folder is not what was signed


class Rejected(VerificationError):  # noqa: N818 - says what happened to what was signed
    """A signature, attestation or trust root does not hold, with the reason as a code."""

    def __init__(
        self,
        reason: Reason,
        message: str,
        *,
        path: str | None = None,
        cause: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(_plain(message), path=path, cause=cause and _plain(cause), hint=hint)
        self.reason = reason


def rejecting(work: Callable[[], _T]) -> _T:
    """Run a verification; whatever unexpected it raises becomes a rejection."""
    try:
        return work()
    except Error:
        raise
    except Exception as error:
        raise Rejected(
            Reason.MALFORMED,
            "it cannot be verified",
            cause=f"{type(error).__name__}: {str(error)[:200]}",
        ) from error


def _plain(text: str) -> str:
    """Return text for a terminal: what was rejected may hold escape sequences."""
    return "".join(one if one.isprintable() else "?" for one in text)
