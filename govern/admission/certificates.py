"""TLS certificates that are swapped while connections live.

New handshakes get the new certificate, connections that exist keep theirs. A pair that does not
fit together, as one sees it halfway through a rotation, is left for the next look.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from govern.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFiles:
    """Where the certificates are.

    Attributes:
        certificate: The server's certificate and what leads to its authority, PEM.
        key: Its private key, PEM.
        authority: The authority's certificate, for its expiry alone; None when it is elsewhere.
        clients: Authorities whose clients may connect; None lets everybody.
    """

    certificate: Path
    key: Path
    authority: Path | None = None
    clients: Path | None = None


class Certificates:
    """A TLS context that follows its files.

    Only HTTP/1.1 is offered: API servers keep HTTP/2 connections to webhooks that are gone.
    """

    def __init__(self, files: CertificateFiles) -> None:
        """Read the files.

        Raises:
            UsageError: a file cannot be read, or certificate and key do not belong together.
        """
        self._files = files
        try:
            self._seen = self._digest()
            self.context = self._fresh()
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise UsageError(
                "the TLS certificate or its key cannot be used",
                path=str(files.certificate),
                cause=str(error),
                hint="give a PEM certificate chain and the key that belongs to it",
            ) from error

    def refresh(self) -> bool:
        """Take new files into use; return whether there were any that could be.

        Raises:
            UsageError: there are new files, and they cannot be used; the old ones stay.
        """
        try:
            seen = self._digest()
            if seen == self._seen:
                return False
            self._fresh()  # a pair that does not fit must not touch the context in use
            self.context.load_cert_chain(self._files.certificate, self._files.key)
        except (OSError, ValueError) as error:
            raise UsageError(
                "the new TLS certificate cannot be used; the old one stays",
                path=str(self._files.certificate),
                cause=str(error),
            ) from error
        self._seen = seen
        return True

    def expiries(self) -> dict[str, datetime]:
        """Return when the leaf and, where it is known, the authority expire."""
        found = {"leaf": _first(self._files.certificate).not_valid_after_utc}
        if self._files.authority:
            found["ca"] = _first(self._files.authority).not_valid_after_utc
        return found

    def leaf(self) -> bytes:
        """Return the certificate that handshakes should show, as DER."""
        return _first(self._files.certificate).public_bytes(Encoding.DER)

    def _fresh(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(self._files.certificate, self._files.key)
        if self._files.clients:
            context.load_verify_locations(self._files.clients)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def _digest(self) -> str:
        """Return the identity of what the files hold; times lie when links are swapped."""
        digest = hashlib.sha256()
        for path in (self._files.certificate, self._files.key):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def _first(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(path.read_bytes())[0]
