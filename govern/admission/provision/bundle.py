"""The authorities that an API server trusts: new beside old, as long as the old ones live.

During a rotation one server shows a certificate of the old authority and the next one of the new.
A bundle that holds both lets no call fail; a bundle that is swapped does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from govern.errors import InputError

if TYPE_CHECKING:
    import datetime as dt

_MOST = 8  # authorities in a bundle; more of them is a rotation that runs away


def certificates(pem: bytes, what: str) -> list[x509.Certificate]:
    """Return the certificates in PEM text; none for empty text.

    Raises:
        InputError: it is something else; `what` names it.
    """
    if not pem.strip():
        return []
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise InputError(f"{what} holds no PEM certificates", cause=str(error)) from error


def merged(new: bytes, old: bytes, now: dt.datetime) -> bytes:
    """Return the new authorities, and after them the old ones that have not expired.

    Raises:
        InputError: either is no PEM, or nothing that is left is valid now.
    """
    found: dict[bytes, x509.Certificate] = {}
    for one in (*certificates(new, "the authority"), *certificates(old, "the old authority")):
        if one.not_valid_after_utc > now:
            found.setdefault(one.public_bytes(Encoding.DER), one)
    if not found:
        raise InputError(
            "every authority has expired", hint="renew it: `govern admission certificates`"
        )
    return b"".join(one.public_bytes(Encoding.PEM) for one in [*found.values()][:_MOST])
