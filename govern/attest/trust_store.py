"""`[trust]` of govern.toml, with its files read: who may sign which image."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from govern.attest.public_key import PublicKey
from govern.attest.rejection import Rejected
from govern.attest.trust import (
    KeylessIdentity,
    Revoked,
    SignerPolicy,
    Trust,
    TrustedKey,
    TrustRoot,
)
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.attest.trust import TrustedSigner
    from govern.config import (
        ImageTrustSection,
        ModelTrustSection,
        ReportTrustSection,
        SignedSection,
        TrustSection,
    )

_PUBLIC_GOOD = "_store/https%3A%2F%2Ftuf-repo-cdn.sigstore.dev/trusted_root.json"


def public_good_root() -> TrustRoot:
    """Return the public-good root that ships in the sigstore wheel, read as a file.

    Raises:
        UsageError: sigstore is not installed.
    """
    found = importlib.util.find_spec("sigstore")
    folders = found.submodule_search_locations if found else None
    for folder in folders or ():
        return TrustRoot.read(Path(folder) / _PUBLIC_GOOD, name="public-good")
    raise UsageError(
        "keyless signatures need the sigstore library",
        hint="pip install 'govern-engine[verify]'",
    )


def read_key(path: Path, name: str = "") -> TrustedKey:
    """Return the public key in a PEM file.

    Raises:
        UsageError: it cannot be read, or is no key that we accept.
    """
    try:
        return TrustedKey(PublicKey.parse(path.read_bytes()), name)
    except OSError as error:
        raise UsageError(
            "the public key cannot be read", path=str(path), cause=error.strerror
        ) from error
    except Rejected as error:
        raise UsageError(
            error.message, path=str(path), cause=error.cause, hint=error.hint
        ) from error


@dataclass(frozen=True, slots=True)
class ImageRule:
    """What the images that match a pattern need.

    Attributes:
        pattern: Over `registry/repository`, without tag and digest.
        namespaces: Namespaces of the cluster it is for; empty: everywhere.
        policy: What each signature has to satisfy; no predicate type is chosen in it.
        threshold: How many different signers; 0 where attestations alone are demanded.
        predicates: Predicate types that have to be attested, each of them.
        trust: Root and revocations.
    """

    pattern: str
    namespaces: frozenset[str]
    policy: SignerPolicy
    threshold: int
    predicates: tuple[str, ...]
    trust: Trust

    def covers(self, image: str, namespace: str | None) -> bool:
        """Tell whether this rule is about the image, given as `registry/repository`."""
        here = not self.namespaces or namespace in self.namespaces
        return here and re.fullmatch(_expression(self.pattern), image) is not None

    @property
    def specificity(self) -> tuple[int, int, int]:
        """Order of rules: more literal characters, then fewer wildcards, then a namespace."""
        return (*_specificity(self.pattern), bool(self.namespaces))


@dataclass(frozen=True, slots=True)
class ModelRule:
    """What the models in folders that match a pattern need; as of `ImageRule`."""

    pattern: str
    policy: SignerPolicy
    threshold: int
    trust: Trust


@dataclass(frozen=True, slots=True)
class ReportRule:
    """Who may sign reports that are handed in as files: scans, VEX, SBOMs.

    Attributes:
        policy: What each signature has to satisfy; without signers, none does.
        trust: Root and revocations.
        unsigned: Whether a scan that nobody signed counts as well. VEX never does.
    """

    policy: SignerPolicy
    trust: Trust
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Everything that `[trust]` says."""

    roots: Mapping[str, TrustRoot]
    signers: Mapping[str, TrustedSigner]
    rules: tuple[ImageRule, ...]
    revoked: Revoked
    models: tuple[ModelRule, ...] = ()
    reports: ReportRule = ReportRule(SignerPolicy(()), Trust())  # nobody may sign reports

    def rule_for(self, image: str, namespace: str | None = None) -> ImageRule | None:
        """Return the most specific rule for an image, or None: nobody is then trusted for it."""
        covering = [rule for rule in self.rules if rule.covers(image, namespace)]
        return max(covering, key=lambda rule: rule.specificity, default=None)

    def model_rule_for(self, folder: str) -> ModelRule | None:
        """Return the most specific rule for a model's folder, or None: nobody is then trusted."""
        covering = [one for one in self.models if re.fullmatch(_expression(one.pattern), folder)]
        return max(covering, key=lambda rule: _specificity(rule.pattern), default=None)

    @classmethod
    def load(cls, section: TrustSection, base: Path) -> TrustStore:
        """Read the files that a section names, relative to `base`.

        Raises:
            UsageError: a file or a name is missing, or an identity says too little.
            Rejected: a root is not the pinned one.
        """
        roots = {
            name: TrustRoot.read(base / one.file, name=name, sha256=one.sha256)
            for name, one in section.roots.items()
        }
        signers: dict[str, TrustedSigner] = {
            name: read_key(base / one.file, name) for name, one in section.keys.items()
        }
        for name, one in section.identities.items():
            if name in signers:
                raise UsageError(f"an identity and a key are both named {name!r}")
            signers[name] = KeylessIdentity(
                one.issuer, one.identity, one.identity_regex, name, one.claims
            )
        revoked = Revoked(
            frozenset(section.revoked.identities),
            frozenset(key.lower() for key in section.revoked.keys),
            frozenset(section.revoked.digests),
        )
        named = _Named(roots, signers, revoked)
        rules = tuple(named.image_rule(one) for one in section.images)
        _refuse_ties(rules)
        models = tuple(named.model_rule(one) for one in section.models)
        patterns = [one.pattern for one in models]
        if len(set(patterns)) < len(patterns):
            raise UsageError("two rules of [[trust.models]] have the same pattern")
        reports = named.report_rule(section.reports)
        for builder in section.builders:
            named.require(builder.signers, f"the builder {builder.id!r}")
        return cls(roots, signers, rules, revoked, models, reports)


@dataclass(frozen=True, slots=True)
class _Named:
    """What rules refer to by name."""

    roots: Mapping[str, TrustRoot]
    signers: Mapping[str, TrustedSigner]
    revoked: Revoked

    def image_rule(self, section: ImageTrustSection) -> ImageRule:
        what = f"the images {section.pattern!r}"
        policy, trust = self._demands(section, what)
        _require_enough(section, policy, what)
        if section.threshold == 0 and not section.predicates:
            raise UsageError(
                f"{what} need nothing at all",
                cause="threshold = 0, and no predicates",
                hint="name what has to be attested in `predicates`, or demand signatures",
            )
        return ImageRule(
            section.pattern,
            frozenset(section.namespaces),
            policy,
            section.threshold,
            section.predicates,
            trust,
        )

    def model_rule(self, section: ModelTrustSection) -> ModelRule:
        what = f"the models {section.pattern!r}"
        policy, trust = self._demands(section, what)
        _require_enough(section, policy, what)
        return ModelRule(section.pattern, policy, section.threshold, trust)

    def report_rule(self, section: ReportTrustSection) -> ReportRule:
        if not section.signers:
            return ReportRule(SignerPolicy(()), Trust(None, self.revoked), section.unsigned)
        policy, trust = self._demands(section, "[trust.reports]")
        return ReportRule(policy, trust, section.unsigned)

    def require(self, signers: tuple[str, ...], what: str, root: str | None = None) -> None:
        unknown = [name for name in signers if name not in self.signers]
        if unknown or (root is not None and root not in self.roots):
            raise UsageError(
                f"{what} name a signer or root that is not configured",
                cause=", ".join(unknown) or root,
                hint="add it below [trust.identities], [trust.keys] or [trust.roots]",
            )

    def _demands(
        self, section: SignedSection | ReportTrustSection, what: str
    ) -> tuple[SignerPolicy, Trust]:
        self.require(section.signers, what, section.root)
        chosen = tuple(self.signers[name] for name in dict.fromkeys(section.signers))
        root = self.roots[section.root] if section.root else None
        needs_root = section.require_log or any(isinstance(one, KeylessIdentity) for one in chosen)
        if root is None and needs_root:
            root = public_good_root()
        age = timedelta(days=section.max_age_days) if section.max_age_days else None
        policy = SignerPolicy(chosen, require_log=section.require_log, max_age=age)
        return policy, Trust(root, self.revoked)


def _require_enough(section: SignedSection, policy: SignerPolicy, what: str) -> None:
    if section.threshold > len(policy.signers):
        raise UsageError(
            f"{what} need more signers than they name",
            cause=f"threshold = {section.threshold}, and {len(policy.signers)} signers",
        )


def _refuse_ties(rules: tuple[ImageRule, ...]) -> None:
    """Refuse two rules for the same images, because which one wins would be the order's choice."""
    seen: dict[str, frozenset[str]] = {}
    for rule in rules:
        before = seen.get(rule.pattern)
        if before is not None and (before == rule.namespaces or before & rule.namespaces):
            raise UsageError(f"two rules are about the images {rule.pattern!r}")
        seen[rule.pattern] = rule.namespaces | (before or frozenset())


def _specificity(pattern: str) -> tuple[int, int]:
    return (len(pattern.replace("*", "")), -len(re.findall(r"\*+", pattern)))


def _expression(pattern: str) -> str:
    parts = re.split(r"(\*\*|\*)", pattern)
    return "".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts)
