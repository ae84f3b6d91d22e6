"""Who may say what: people, their keys and their roles (`govern.people/v1`, YAML).

The file is reviewed like code, and its digest goes into the record of each decision that used it.
A key belongs to one person, or one person could pass for two.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives import serialization

from govern.attest.public_key import PublicKey
from govern.attest.rejection import Rejected
from govern.attest.ssh_signature import AllowedSigner
from govern.attest.trust import KeylessIdentity
from govern.documents.interface import Limits
from govern.documents.text import decode
from govern.documents.yaml_reader import Schema, YamlPositions, read_yaml
from govern.errors import InputError, UsageError
from govern.model.json import pointer_of
from govern.sources.filesystem import Found, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import JsonObject, JsonValue

SCHEMA = "govern.people/v1"
_MAX_BYTES = 4 * 1024 * 1024
_SSH_KEY = re.compile(r"(?:ssh-|ecdsa-|sk-)[\w@.-]+ ([A-Za-z0-9+/=]+)(?: .*)?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}", re.ASCII)
_ACCOUNT = re.compile(r"(?:github|gitlab):[A-Za-z0-9._-]{1,100}", re.ASCII)
_KEYS = ("roles", "keys", "accounts", "until")
_HINT = "docs/reference/approvals.md describes the form"


@dataclass(frozen=True, slots=True)
class CertifiedIdentity:
    """Somebody known by an e-mail address in a certificate of one authority (PEM)."""

    authority: bytes
    identity: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person.

    Attributes:
        roles: What they may approve as.
        ssh: Their SSH keys, each with the time in which it counts.
        keys: Their other public keys: files, smart cards, HSMs.
        keyless: Identities as an OIDC issuer vouches for them.
        certified: Identities in certificates of an own authority.
        accounts: `github:NAME` and `gitlab:NAME`, for what was approved there.
        until: The first instant at which nothing they signed counts any more.
    """

    id: str
    roles: tuple[str, ...]
    ssh: tuple[AllowedSigner, ...] = ()
    keys: tuple[PublicKey, ...] = ()
    keyless: tuple[KeylessIdentity, ...] = ()
    certified: tuple[CertifiedIdentity, ...] = ()
    accounts: tuple[str, ...] = ()
    until: datetime | None = None

    def active(self, at: datetime) -> bool:
        """Tell whether what they sign counts at a time."""
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, by id; `data` is the file as read, and `sha256` its digest (hex)."""

    people: Mapping[str, Person]
    sha256: str
    data: bytes = field(default=b"", repr=False)

    def facts(self, at: datetime) -> JsonObject:
        """Return what rules may know: who has which roles now. Nothing of keys or accounts."""
        return {
            one.id: {"roles": [*sorted(one.roles)], "active": one.active(at)}
            for one in self.people.values()
        }

    def allowed_signers(self, namespace: str) -> str:
        """Return everybody's public keys as lines of an allowed-signers file (ssh-keygen(1))."""
        return "".join(
            f"{line}\n" for person in self.people.values() for line in _lines(person, namespace)
        )

    def holder(self, account: str) -> Person | None:
        """Return the person who has an account elsewhere."""
        return next((one for one in self.people.values() if account in one.accounts), None)


def _lines(person: Person, namespace: str) -> Iterator[str]:
    for key in person.ssh:
        kind = key.key[4 : 4 + int.from_bytes(key.key[:4], "big")].decode()
        options = [f'namespaces="{namespace}"']
        options += [f'valid-after="{_ssh_time(key.after)}"'] if key.after else []
        options += [f'valid-before="{_ssh_time(key.before)}"'] if key.before else []
        encoded = base64.b64encode(key.key).decode()
        yield f"{person.id} {','.join(options)} {kind} {encoded}"
    for one in person.keys:
        text = one.key.public_bytes(
            serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
        )
        yield f'{person.id} namespaces="{namespace}" {text.decode()}'


def _ssh_time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")


def read_people(path: str) -> Directory:
    """Read a directory of people.

    Raises:
        UsageError: it cannot be read, or something in it is wrong; the error names the line.
    """
    try:
        source = read(Found(path, explicit=True), _MAX_BYTES)
        text = decode(source.data, path)
        value = read_yaml(text, path, Limits(), schema=Schema.FAILSAFE)
    except InputError as error:
        raise UsageError(
            f"the directory of people: {error.message}",
            path=path, line=error.line, cause=error.cause, hint=_HINT,
        ) from error  # fmt: skip
    people = _Reader(text, path).people(value)
    return Directory(people, source.sha256, source.data)


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._owners: dict[object, str] = {}

    def people(self, value: JsonValue) -> dict[str, Person]:
        whole = self._mapping(value, (), ("schema", "people"))
        if whole.get("schema") != SCHEMA:
            self._refuse(("schema",), f"`schema` must be {SCHEMA}")
        entries = whole.get("people")
        if not isinstance(entries, dict) or not entries:
            self._refuse(("people",), "`people` must be a mapping of ids to people")
        return {name: self._person(name, entry) for name, entry in entries.items()}

    def _person(self, name: str, value: JsonValue) -> Person:
        at = ("people", name)
        if not _NAME.fullmatch(name):
            self._refuse(at, f"{name!r} is no id of a person (letters, digits, . _ @ -)")
        entry = self._mapping(value, at, _KEYS)
        keys = [
            self._key(name, key, (*at, "keys", index))
            for index, key in enumerate(self._list(entry, "keys", at))
        ]
        return Person(
            name,
            self._texts(entry, "roles", at),
            ssh=tuple(one for one in keys if isinstance(one, AllowedSigner)),
            keys=tuple(one for one in keys if isinstance(one, PublicKey)),
            keyless=tuple(one for one in keys if isinstance(one, KeylessIdentity)),
            certified=tuple(one for one in keys if isinstance(one, CertifiedIdentity)),
            accounts=self._accounts(name, entry, at),
            until=self._instant(entry.get("until"), (*at, "until")) if "until" in entry else None,
        )

    def _key(self, name: str, value: JsonValue, at: tuple[str | int, ...]) -> object:
        if isinstance(value, str):
            value = {"ssh": value}
        known = ("ssh", "after", "before", "pem", "issuer", "identity", "authority")
        entry = self._mapping(value, at, known)
        texts = {key: one for key, one in entry.items() if isinstance(one, str)}
        try:
            return self._key_of(name, texts, at)
        except (Rejected, UsageError) as error:
            if error.path is not None:  # it says already where
                raise
            self._refuse(at, f"{name}: {error.message}")

    def _key_of(
        self, name: str, texts: Mapping[str, str], at: tuple[str | int, ...]
    ) -> AllowedSigner | PublicKey | KeylessIdentity | CertifiedIdentity:
        match sorted(texts):
            case ["pem"]:
                key = PublicKey.parse(texts["pem"].encode())
                self._claim(key.fingerprint, name, at)
                return key
            case ["identity", "issuer"]:
                self._claim((texts["issuer"], texts["identity"]), name, at)
                return KeylessIdentity(texts["issuer"], texts["identity"], name=name)
            case ["authority", "identity"]:
                self._claim(("x509", texts["identity"]), name, at)
                return CertifiedIdentity(texts["authority"].encode(), texts["identity"])
            case _ if "ssh" in texts:
                return self._ssh(name, texts, at)
        wanted = "an SSH key, {pem}, {issuer, identity} or {authority, identity}"
        return self._refuse(at, f"a key is {wanted}")

    def _ssh(self, name: str, texts: Mapping[str, str], at: tuple[str | int, ...]) -> AllowedSigner:
        match = _SSH_KEY.fullmatch(texts["ssh"].strip())
        if match is None or not texts.keys() <= {"ssh", "after", "before"}:
            self._refuse(at, f"{name}: not an SSH public key, as in a .pub file")
        blob = base64.b64decode(match[1])
        self._claim(blob, name, at)
        limits = {key: self._instant(texts[key], (*at, key)) for key in texts if key != "ssh"}
        return AllowedSigner((name,), blob, (), limits.get("after"), limits.get("before"))

    def _claim(self, key: object, name: str, at: tuple[str | int, ...]) -> None:
        owner = self._owners.setdefault(key, name)
        if owner != name:
            self._refuse(at, f"{name} has the same key or account as {owner}")

    def _accounts(self, name: str, entry: JsonObject, at: tuple[str | int, ...]) -> tuple[str, ...]:
        accounts = self._texts(entry, "accounts", at)
        for account in accounts:
            if not _ACCOUNT.fullmatch(account):
                self._refuse((*at, "accounts"), f"{account!r} is not github:NAME or gitlab:NAME")
            self._claim(account, name, (*at, "accounts"))
        return accounts

    def _texts(self, entry: JsonObject, key: str, at: tuple[str | int, ...]) -> tuple[str, ...]:
        values = self._list(entry, key, at)
        if not all(isinstance(one, str) and one.strip() for one in values):
            self._refuse((*at, key), f"`{key}` must be a list of words")
        return tuple(str(one).strip() for one in values)

    def _list(self, entry: JsonObject, key: str, at: tuple[str | int, ...]) -> list[JsonValue]:
        value = entry.get(key, [])
        if not isinstance(value, list):
            self._refuse((*at, key), f"`{key}` must be a list")
        return value

    def _instant(self, value: JsonValue, at: tuple[str | int, ...]) -> datetime:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self._refuse(at, f"{value!r} is not a date or a time")
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def _mapping(
        self, value: JsonValue, at: tuple[str | int, ...], known: tuple[str, ...]
    ) -> JsonObject:
        if not isinstance(value, dict):
            self._refuse(at, f"{pointer_of(at) or 'the file'} must be a mapping")
        for key in value:
            if key not in known:
                self._refuse((*at, key), f"unknown key `{key}`; known: {', '.join(known)}")
        return value

    def _refuse(self, at: tuple[str | int, ...], message: str) -> NoReturn:
        positions = YamlPositions(self._path, self._text, schema=Schema.FAILSAFE)
        line = positions.locate([pointer_of(at)])[pointer_of(at)].line
        raise UsageError(message, path=self._path, line=line, hint=_HINT)
