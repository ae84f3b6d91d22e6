"""A real S3 server with object lock: versitygw over a folder, on a free port."""

from __future__ import annotations

import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from tests.surroundings import free_port, require_tool

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS, SECRET = "AKIAGOVERNTESTS", "Zq7-the-secret-of-the-test-store"
_SECONDS = 20.0


@dataclass(frozen=True)
class ObjectStore:
    """A running server."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 finds its credentials in."""
        return {
            "AWS_ACCESS_KEY_ID": ACCESS,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }

    def client(self) -> Any:
        """Return a client of the test's own, as an intruder with the same credentials has one."""
        return boto3.client(
            "s3", endpoint_url=self.url, region_name="us-east-1", aws_access_key_id=ACCESS,
            aws_secret_access_key=SECRET, config=Config(s3={"addressing_style": "path"}),
        )  # fmt: skip

    def new_bucket(self, name: str, *, lock: bool = True) -> str:
        """Make a bucket; return its address."""
        self.client().create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
        return f"s3://{name}"


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Start a server; skip, or fail, where versitygw is not built."""
    program = require_tool("versitygw")
    with tempfile.TemporaryDirectory(prefix="govern-s3-", dir="/tmp") as folder:
        data, old, side = (Path(folder, name) for name in ("data", "versions", "metadata"))
        for one in (data, old, side):
            one.mkdir()
        port = free_port()
        server = subprocess.Popen(
            [
                program, "--port", f"127.0.0.1:{port}", "--health", "/health", "--quiet",
                "posix", "--sidecar", str(side), "--versioning-dir", str(old), str(data),
            ],
            env={"ROOT_ACCESS_KEY_ID": ACCESS, "ROOT_SECRET_ACCESS_KEY": SECRET},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/health", server)
            yield ObjectStore(url)
        finally:
            server.terminate()
            server.wait(_SECONDS)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own server
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)
