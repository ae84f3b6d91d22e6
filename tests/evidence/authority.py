"""A time-stamp authority of `openssl ts`, with a root of its own, served over HTTP."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.http_server import Handler, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
[tls]
extendedKeyUsage = critical,serverAuth
keyUsage = critical,digitalSignature
[leaf]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


@dataclass(frozen=True)
class Authority:
    """Keys and configuration of one authority, in a folder."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Authority:
        folder.mkdir()
        (folder / "serial").write_text("01")
        config = _CONFIG.format(folder=folder)
        (folder / "ts.cnf").write_text(config)
        made = cls(folder)
        made._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "root.key", "-out", "root.pem", "-days", "2", "-subj", "/CN=root",
        )  # fmt: skip
        made._openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=authority",
        )  # fmt: skip
        made._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-out", "tsa.pem", "-days", "2", "-extfile", "ts.cnf", "-extensions", "leaf",
            "-CAcreateserial",
        )  # fmt: skip
        return made

    @property
    def root(self) -> str:
        return (self.folder / "root.pem").read_text()

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        self._openssl(
            "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "reply",
        )  # fmt: skip
        return (self.folder / "reply").read_bytes()

    def stamp(self, data: bytes, digest: str = "sha256") -> bytes:
        """Stamp bytes by openssl's own request."""
        (self.folder / "data").write_bytes(data)
        self._openssl("ts", "-query", "-data", "data", f"-{digest}", "-cert", "-out", "asked")
        return self.answer((self.folder / "asked").read_bytes())

    def stamp_with_tls_key(self, data: bytes) -> bytes:
        """Make what a stolen key of a TLS server can make, whose certificate has the same root."""
        self._openssl(
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-out", "tls.pem", "-days", "2", "-extfile", "ts.cnf", "-extensions", "tls",
            "-CAcreateserial",
        )  # fmt: skip
        self.stamp(data)
        self._openssl("ts", "-reply", "-in", "reply", "-token_out", "-out", "token")
        self._openssl(
            "cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "content"
        )
        self._openssl(
            "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", "content",
            "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", "tls.pem",
            "-inkey", "tsa.key", "-md", "sha256", "-out", "forged",
        )  # fmt: skip
        token = (self.folder / "forged").read_bytes()
        body = b"\x30\x03\x02\x01\x00" + token  # PKIStatusInfo: granted
        return b"\x30\x82" + len(body).to_bytes(2) + body

    def verify(self, data: Path, response: Path) -> bool:
        """Ask openssl whether a response holds, by its own verifier."""
        done = subprocess.run(
            [
                "openssl", "ts", "-verify", "-data", str(data), "-in", str(response),
                "-CAfile", str(self.folder / "root.pem"),
            ],
            check=False, capture_output=True,
        )  # fmt: skip
        return done.returncode == 0

    def _openssl(self, *args: str) -> None:
        subprocess.run(["openssl", *args], cwd=self.folder, check=True, capture_output=True)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve on a free port; return the URL."""
        authority = self

        class Answering(Handler):
            def serve(self) -> None:
                query = self.received()
                fits = self.headers["Content-Type"] == "application/timestamp-query"
                data = authority.answer(query) if fits and self.path == "/" else b""
                kind = {"Content-Type": "application/timestamp-reply"}
                self.reply(data, 200 if data else 404, kind)

        with served(Answering) as url:
            yield f"{url}/"
