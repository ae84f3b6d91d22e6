"""The small values that components, services and vulnerabilities are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """A person, or a way to reach an organisation."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """Who supplies, makes or provides something."""

    name: str | None = None
    urls: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Hash:
    """A digest: `alg` as CycloneDX spells it (`SHA-256`), `content` in lower-case hex."""

    alg: str
    content: str


@dataclass(frozen=True, slots=True)
class Property:
    """A name and a value; a name may appear more than once."""

    name: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class License:
    """One licence statement.

    Attributes:
        id: The SPDX identifier, where one was given.
        name: The name of a licence that has no SPDX identifier.
        expression: The SPDX expression as written.
        acknowledgement: `declared` or `concluded`, where the BOM says so.
        url: Where the text is.
        operands: Every licence named, once, in order; one with an exception is one operand
            (`GPL-2.0-only WITH Classpath-exception-2.0`).
        any_of: The statement as alternatives: it is enough to accept all licences of one inner
            tuple. Empty when the statement could not be understood.
        spdx: Every operand is on the SPDX licence list.
        problem: Why the expression could not be understood.
    """

    id: str | None = None
    name: str | None = None
    expression: str | None = None
    acknowledgement: str | None = None
    url: str | None = None
    operands: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    spdx: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ExternalReference:
    """A pointer to something outside: `type` is `website`, `vcs`, `advisories`, …."""

    type: str
    url: str
    comment: str | None = None
    hashes: tuple[Hash, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """A component that another one was made from, or that was made from it."""

    name: str
    version: str | None = None
    purl: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """A change applied to a component, and the ids of the issues it resolves."""

    type: str
    resolves: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """A version-control commit."""

    uid: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Pedigree:
    """Where a component comes from and how it was changed."""

    ancestors: tuple[Relative, ...] = ()
    descendants: tuple[Relative, ...] = ()
    variants: tuple[Relative, ...] = ()
    commits: tuple[Commit, ...] = ()
    patches: tuple[Patch, ...] = ()
    notes: str | None = None
