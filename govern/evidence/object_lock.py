"""Objects in S3 that nobody can delete or overwrite before a day (Object Lock): boto3's adapter.

Credentials are those that boto3 finds. A store's own words may repeat them, so none are passed on:
what an error says is the store's code and what was asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.parsers import ResponseParserError

from govern.errors import Error, UsageError, VerificationError
from govern.evidence.locked_checkpoints import StoredObject
from govern.evidence.verify.anchor import LockMode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime

SCHEME = "s3://"
_Answer = TypeVar("_Answer")
_MOST_BYTES = 100_000  # of one object; a checkpoint has some hundred
_MOST_OBJECTS = 100_000
_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 10, 30, 3
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-_:/]*")  # of a bucket, or the ARN of an access point
_AMAZON = re.compile(r"\.amazonaws\.com(\.cn)?$")
_CODE = re.compile(r"[A-Za-z0-9.]{1,64}")
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}
_ABSENT = {"NoSuchKey", "NoSuchVersion", "404"}
_UNLOCKED = {"ObjectLockConfigurationNotFoundError", "InvalidRequest", "NotImplemented"}
_FREE = {"NoSuchObjectLockConfiguration", "InvalidRequest"}
_NOBODY = (NoCredentialsError, PartialCredentialsError, ProfileNotFound)
_NEEDED = (
    "s3:GetBucketObjectLockConfiguration, s3:PutObject, s3:PutObjectRetention, s3:GetObject, "
    "s3:GetObjectVersion, s3:GetObjectRetention and s3:ListBucketVersions are what govern needs"
)
_HINTS = {
    "AccessDenied": _NEEDED,
    "InvalidAccessKeyId": "the store does not know the access key that boto3 found",
    "SignatureDoesNotMatch": "the secret does not fit the access key that boto3 found",
    "NoSuchBucket": "name a bucket that exists, and its endpoint with --endpoint-url",
}


class ObjectStoreError(Error):
    """An object store gave no answer, or refused what was asked of it."""


@dataclass(frozen=True, slots=True)
class Lock:
    """How long an object has to be kept, and who may lift that: with `compliance`, nobody."""

    mode: LockMode
    until: datetime

    def holds(self, mode: LockMode, until: datetime) -> bool:
        """Tell whether this is no weaker than such a lock."""
        return self.mode in (mode, LockMode.COMPLIANCE) and self.until >= until


class LockedBucket:
    """A folder of a bucket.

    Args:
        address: `s3://BUCKET` or `s3://BUCKET/PREFIX`.
        endpoint: The URL of a store that is not Amazon's; None leaves it to boto3, which looks at
            AWS_ENDPOINT_URL_S3 and the profile.

    Raises:
        UsageError: one of them is none.
    """

    def __init__(self, address: str, endpoint: str | None = None) -> None:
        bucket, _, prefix = address.removeprefix(SCHEME).partition("/")
        if not address.startswith(SCHEME) or not _NAME.fullmatch(bucket):
            raise UsageError("not a bucket", path=address, hint="write it as s3://BUCKET/PREFIX")
        if endpoint is not None and not _is_plain_url(endpoint):
            raise UsageError("--endpoint-url is not https://HOST:PORT, without name and password")
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._s3 = _client(address, endpoint)
        self.endpoint = _plain_url(self._s3.meta.endpoint_url)

    def address(self, key: str = "") -> str:
        """Return the address of an object here."""
        return f"{SCHEME}{self.bucket}/{key}"

    def require_lock(self) -> None:
        """Demand that the bucket has Object Lock.

        Raises:
            UsageError: it has not.
            ObjectStoreError: the store does not say.
        """
        asked = "say whether the bucket has object lock"
        ask = partial(self._s3.get_object_lock_configuration, Bucket=self.bucket)
        found = _answer(asked, self.address(), ask, _UNLOCKED) or {}
        if found.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") != "Enabled":
            raise UsageError(
                "the bucket has no object lock: what is in it can be deleted and overwritten",
                path=self.address(),
                hint="name a bucket with object lock, which is chosen when it is made",
            )

    def keep(self, key: str, data: bytes, wanted: Lock) -> tuple[StoredObject, Lock]:
        """Store an object under a lock, never over another one, and read both back.

        The same bytes may be there already, from a run that was cut off.

        Raises:
            UsageError: the bucket has no object lock.
            VerificationError: there is another object, or not what was asked for came back.
            ObjectStoreError: the store gives no answer, or refuses.
        """
        self.require_lock()
        version = self._put(key, data, wanted)
        stored = self._get(key, version)
        if stored is None:
            raise ObjectStoreError(
                "the object is not there after all", path=self.address(key),
                hint="somebody else writes or deletes it right now: try again",
            )  # fmt: skip
        if stored.data != data:
            raise self._other(key, stored_now=version is not None)
        lock = self.lock_of(stored)
        if version is None and lock is not None and lock.until < wanted.until:
            self._prolong(stored, wanted)
            lock = self.lock_of(stored)
        if lock is None or not lock.holds(wanted.mode, wanted.until) or not stored.version:
            said = f"{lock.mode} until {lock.until.isoformat()}" if lock else "no lock"
            raise VerificationError(
                "the object is not locked as it was asked for", path=self.address(key),
                cause=f"asked for {wanted.mode} until {wanted.until.isoformat()}; there is {said}",
            )  # fmt: skip
        return stored, lock

    def lock_of(self, stored: StoredObject) -> Lock | None:
        """Return the lock of one version; None when it has none."""
        asked = "say how long an object is locked"
        ask = partial(self._s3.get_object_retention, **self._named(stored))
        found = _answer(asked, self.address(stored.key), ask, _FREE) or {}
        said = found.get("Retention", {})
        mode, until = said.get("Mode", "").lower(), said.get("RetainUntilDate")
        return Lock(LockMode(mode), until) if mode in set(LockMode) and until else None

    def versions(self, folder: str) -> Iterator[StoredObject]:
        """Yield every version of every object below a folder, also of those that were deleted.

        Raises:
            ObjectStoreError: the store gives no answer, or refuses; or there are too many.
        """
        where = self.address(folder)
        listed = _answer("list its objects", where, lambda: self._list(folder)) or []
        if len(listed) > _MOST_OBJECTS:
            raise ObjectStoreError(f"there are more than {_MOST_OBJECTS} objects", path=where)
        for one in listed:
            stored = self._get(one["Key"], one["VersionId"])
            if stored is not None:  # its lock ended, and it was deleted just now
                yield stored

    def _put(self, key: str, data: bytes, wanted: Lock) -> str | None:
        """Return the version that was stored; None when there was an object already."""
        ask = partial(
            self._s3.put_object,
            Bucket=self.bucket, Key=key, Body=data, ContentType="text/plain; charset=utf-8",
            IfNoneMatch="*", ChecksumAlgorithm="SHA256",
            ObjectLockMode=wanted.mode.upper(), ObjectLockRetainUntilDate=wanted.until,
        )  # fmt: skip
        done = _answer("store an object", self.address(key), ask, _TAKEN)
        return None if done is None else done.get("VersionId", "")

    def _other(self, key: str, *, stored_now: bool) -> VerificationError:
        if stored_now:
            words, cause = "the object store does not hand out what it was given", None
        else:
            words = "there is another checkpoint of the log over as many entries"
            cause = "the log was forked, or rolled back and continued"
        return VerificationError(words, path=self.address(key), cause=cause)

    def _prolong(self, stored: StoredObject, wanted: Lock) -> None:
        until = {"Mode": wanted.mode.upper(), "RetainUntilDate": wanted.until}
        ask = partial(self._s3.put_object_retention, **self._named(stored), Retention=until)
        _answer("lock an object for longer", self.address(stored.key), ask)

    def _get(self, key: str, version: str | None) -> StoredObject | None:
        """Return one version, or else the latest; None when there is none."""

        def ask() -> StoredObject:
            chosen = {"VersionId": version} if version else {}
            found = self._s3.get_object(Bucket=self.bucket, Key=key, **chosen)
            with found["Body"] as body:
                return StoredObject(key, found.get("VersionId", ""), body.read(_MOST_BYTES))

        return _answer("hand out an object", self.address(key), ask, _ABSENT)

    def _list(self, folder: str) -> list[dict[str, Any]]:
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=folder
        )
        every = (one for page in pages for one in page.get("Versions", ()))
        return list(islice(every, _MOST_OBJECTS + 1))

    def _named(self, stored: StoredObject) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": stored.key, "VersionId": stored.version}


def _client(address: str, endpoint: str | None) -> Any:
    session = _answer("be spoken to", address, boto3.Session)
    made: Any
    try:
        made = _answer("be spoken to", address, partial(_made, session, endpoint, "auto"))
        # Only Amazon's names have one host for each bucket; an endpoint may come from a profile.
        if not _AMAZON.search(str(urlsplit(made.meta.endpoint_url).hostname)):
            made = _answer("be spoken to", address, partial(_made, session, endpoint, "path"))
    except ValueError as error:  # boto3 has no type of its own for a wrong URL
        raise UsageError("the object store's address is none", path=address) from error
    return made


def _made(session: Any, endpoint: str | None, style: str) -> Any:
    settings = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        s3={"addressing_style": style},
        user_agent_extra="govern",
    )
    return session.client("s3", endpoint_url=endpoint, config=settings)


def _answer(
    what: str, address: str, ask: Callable[[], _Answer], expected: Collection[str] = ()
) -> _Answer | None:
    """Return the answer, or None for an error code that is expected; other errors become ours."""
    try:
        return ask()
    except ClientError as error:
        said = str(error.response.get("Error", {}).get("Code", ""))
        if said in expected:
            return None
        code = said if _CODE.fullmatch(said) else "no code"
        raise ObjectStoreError(
            f"the object store refuses to {what}", path=address, cause=code,
            hint=_HINTS.get(code, "see what this code means to the store, and whose credentials"
                                  " boto3 found: AWS_PROFILE, AWS_ACCESS_KEY_ID"),
        ) from error  # fmt: skip
    except _NOBODY as error:
        raise UsageError(
            "boto3 finds no credentials for the object store", path=address,
            cause=type(error).__name__,
            hint="set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ) from error  # fmt: skip
    except (BotoCoreError, ResponseParserError) as error:
        raise ObjectStoreError(
            "the object store gave no answer", path=address, cause=type(error).__name__,
            hint="see whether it runs, and whether --endpoint-url names it",
        ) from error  # fmt: skip


def _is_plain_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("https", "http") and parts.port != 0
    except ValueError:
        return False
    return known and bool(parts.hostname) and "@" not in parts.netloc


def _plain_url(url: str) -> str:
    """Return a URL without name and password, which the environment may hold."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
