"""`govern.toml` as one frozen model; unknown keys are errors (docs/reference/config.md).

Every field is optional here: what the file leaves out keeps the default of `RunSettings`. This
module loads pydantic, so it is imported only when a `govern.toml` exists.
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime  # noqa: TC003 - pydantic reads annotations at run time
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from govern.errors import UsageError
from govern.model.rule import Enforcement, Severity  # noqa: TC001 - as above

if TYPE_CHECKING:
    from pathlib import Path


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class SourceSection(_Section):
    """One of `policy.sources`, as a table: `{path = "policy", dialect = "conftest"}`."""

    path: str
    dialect: Literal["native", "conftest", "gatekeeper"] | None = None
    rego_version: Literal[0, 1] | None = None
    namespaces: tuple[str, ...] | None = None  # conftest: packages whose rules count
    combine: bool | None = None  # conftest: show rules all inputs at once
    inventory: bool | None = None  # gatekeeper: show rules the inputs as data.inventory
    enforcement_point: str | None = None  # gatekeeper: which scoped actions count


class PolicySection(_Section):
    """`[policy]`: which rules are loaded."""

    sources: tuple[str | SourceSection, ...] = ()  # policies beside the built-in library
    builtin: bool = True  # whether the library that ships with govern is loaded
    data: tuple[str, ...] = ()  # JSON or YAML files merged into Rego's `data`
    keys: tuple[str, ...] = ()  # public keys (PEM), one of which must have signed policy bundles


class RuleSection(_Section):
    """`[rules.ID]`: what to change about one rule."""

    enabled: bool = True
    severity: Severity | None = None
    enforcement: Enforcement | None = None


class InputSection(_Section):
    """`[inputs]`: what is read when folders are walked."""

    exclude: tuple[str, ...] = ()  # patterns with * and **, relative to the folder of govern.toml
    render: Literal["off", "auto", "kustomize", "helm"] | None = None
    source_root: str | None = None  # folder of the .tf files that plans were made from
    scan: Literal["off", "checkov"] | None = None  # run Checkov over plans and manifests
    scan_deadline: float | None = Field(None, ge=1, le=86_400)  # seconds; the default is 600


class WaiverSection(_Section):
    """`[waivers]`: accepted findings."""

    files: tuple[str, ...] = ()
    baseline: str | None = None
    require_signed: bool = False  # refuse plain files; only signed waivers count


class ContextSection(_Section):
    """`[context]`: what rules may know of the run; Rego sees it as `input.context`."""

    environment: str | None = None  # such as "prod"
    tier: str | None = None  # such as "critical"


class EngineSection(_Section):
    """`[engine]`: how rules are evaluated."""

    name: Literal["embedded", "opa"] | None = None
    deadline: float | None = Field(default=None, gt=0, le=3600)  # seconds for one document
    memory: int | None = Field(default=None, ge=64)  # MiB for one worker
    workers: int | None = Field(default=None, ge=1, le=64)
    opa_url: str | None = None


class EvidenceSection(_Section):
    """`[evidence]`: how decisions are recorded."""

    record: bool = False  # record each decision of `govern check`
    log: str | None = None  # the log, made at need: a file, or postgresql://USER@HOST/DATABASE
    origin: str | None = None  # the log's name, such as "example.com/payments"
    key: str | None = None  # signs records: a PEM file, or the URI of an HSM, KMS or Vault
    log_key: str | None = None  # signs the log's checkpoints: a PEM file with an Ed25519 key
    also: tuple[Literal["vsa", "svr"], ...] = ()  # further statements for other tools
    keep_inputs: bool = True  # keep the bytes of inputs that hold no secrets
    redactable: bool = False  # seal what is kept, so that an export can black out parts of it


class ApprovalSection(_Section):
    """`[approvals]`: who approves what, and where that is kept."""

    require: Literal["low", "medium", "high", "critical"] | None = None  # for each `govern check`
    folder: str | None = None  # where requests, approvals and signed waivers lie
    people: str | None = None  # the directory of people: who has which keys and roles
    action: str | None = None  # what is approved, such as "deploy"
    root: str | None = None  # Sigstore trusted root, for keyless approvals


class LimitSection(_Section):
    """`[limits]`: bounds on one input."""

    max_bytes: int | None = Field(default=None, gt=0)
    max_plan_bytes: int | None = Field(default=None, gt=0)
    max_depth: int | None = Field(default=None, gt=0, le=1000)
    max_documents: int | None = Field(default=None, gt=0)


class RootSection(_Section):
    """`[trust.roots.NAME]`: a Sigstore trusted root, pinned."""

    file: str  # JSON, as `govern trust update` writes it
    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$")  # of the file; another file is refused


class IdentitySection(_Section):
    """`[trust.identities.NAME]`: a signer known by a certificate's identity."""

    issuer: str  # who vouches for the identity, exactly
    identity: str | None = None  # exactly, or
    identity_regex: str | None = None  # a pattern for the whole identity
    claims: dict[str, str] = {}  # claims of the build that must be there, exactly


class KeySection(_Section):
    """`[trust.keys.NAME]`: a signer known by a public key."""

    file: str  # PEM


class SignedSection(_Section):
    """What `[[trust.images]]` and `[[trust.models]]` share: who has to have signed, and how."""

    signers: tuple[str, ...] = Field(min_length=1)  # names of identities and keys
    threshold: int = Field(default=1, ge=1)  # how many different ones of them have to have signed
    root: str | None = None  # name of a root; none: the public-good root that ships with sigstore
    require_log: bool = True  # whether signatures by key need a transparency log
    max_age_days: int | None = Field(default=None, gt=0)


class ImageTrustSection(SignedSection):
    """`[[trust.images]]`: what the images that match a pattern need."""

    pattern: str = Field(min_length=1)  # over registry/repository; * stays in a part, ** does not
    namespaces: tuple[str, ...] = ()  # only in these namespaces of the cluster; none: everywhere
    threshold: int = Field(default=1, ge=0)  # as above; 0: only `predicates` are demanded
    predicates: tuple[str, ...] = ()  # each of these predicate types must be attested


class ModelTrustSection(SignedSection):
    """`[[trust.models]]`: what the models in folders that match a pattern need."""

    pattern: str = Field(min_length=1)  # over the folder's path, seen from govern.toml


class ReportTrustSection(_Section):
    """`[trust.reports]`: who may sign scans, VEX and SBOMs that are handed in as files."""

    signers: tuple[str, ...] = ()  # names of identities and keys
    unsigned: bool = False  # whether a scan that nobody signed counts; VEX never does
    root: str | None = None  # as of images
    require_log: bool = True  # as of images
    max_age_days: int | None = Field(default=None, gt=0)


class BuilderSection(_Section):
    """`[[trust.builders]]`: a builder, and the SLSA level that it is trusted for."""

    id: str = Field(min_length=1)  # `builder.id`; without @version it stands for all versions
    signers: tuple[str, ...] = Field(min_length=1)  # whose signature is this builder's own
    level: int = Field(ge=1, le=4)


class RevokedSection(_Section):
    """`[trust.revoked]`: what is no longer trusted."""

    identities: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # fingerprints: hex sha256, as `govern trust show` prints them
    digests: tuple[str, ...] = ()  # sha256:<hex>


class TrustSection(_Section):
    """`[trust]`: whose signatures count."""

    roots: dict[str, RootSection] = {}
    identities: dict[str, IdentitySection] = {}
    keys: dict[str, KeySection] = {}
    images: tuple[ImageTrustSection, ...] = ()
    models: tuple[ModelTrustSection, ...] = ()
    reports: ReportTrustSection = ReportTrustSection()
    builders: tuple[BuilderSection, ...] = ()
    revoked: RevokedSection = RevokedSection()


class VerifySection(_Section):
    """`[verify]`: what is looked up and verified before rules run."""

    images: bool = False  # look at the images of Kubernetes objects in their registries
    plain_http: tuple[str, ...] = ()  # registries (host or host:port) spoken to without TLS
    ca: str | None = None  # PEM file of further certificate authorities
    seconds: float = Field(default=15.0, gt=0, le=600)  # longest time for one image
    platform: str | None = None  # such as "linux/amd64": look at this manifest of an index too
    settled_hours: float = Field(default=0.0, ge=0, le=168)  # webhook: see docs/admission.md


class Config(_Section):
    """The whole file."""

    profile: str | None = None  # a shipped profile's name, or the path of your own
    fail_on: Literal["critical", "high", "medium", "low", "warn"] | None = None
    at: datetime | None = None  # decide as of this instant instead of now
    policy: PolicySection = PolicySection()
    params: dict[str, dict[str, JsonValue]] = {}  # `[params.X]` becomes `data.params.X`
    rules: dict[str, RuleSection] = {}
    inputs: InputSection = InputSection()
    waivers: WaiverSection = WaiverSection()
    context: ContextSection = ContextSection()
    engine: EngineSection = EngineSection()
    limits: LimitSection = LimitSection()
    trust: TrustSection = TrustSection()
    verify: VerifySection = VerifySection()
    evidence: EvidenceSection = EvidenceSection()
    approvals: ApprovalSection = ApprovalSection()


def load(path: Path) -> Config:
    """Read a `govern.toml`.

    Raises:
        UsageError: the file cannot be read, is not TOML, or has unknown or wrong keys; the error
            names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors of Windows write a mark before it
        return Config.model_validate(tomllib.loads(text))
    except OSError as error:
        raise UsageError(
            "the configuration cannot be read", path=str(path), cause=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError("not UTF-8 text", path=str(path), cause=str(error)) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+), column (\d+)", str(error))
        raise UsageError(
            "not valid TOML",
            path=str(path),
            line=int(line[1]) if line else None,
            column=int(line[2]) if line else None,
            cause=str(error),
        ) from error
    except ValidationError as error:
        raise _explain(error, str(path), text) from error


def _explain(error: ValidationError, path: str, text: str) -> UsageError:
    problems = []
    first_line = None
    for item in error.errors(include_url=False, include_input=False):
        where = tuple(str(part) for part in item["loc"])
        line = _line_of(text, where)
        first_line = first_line or line
        words = "unknown key" if item["type"] == "extra_forbidden" else item["msg"].lower()
        problems.append(f"{'.'.join(where)}: {words}" + (f" (line {line})" if line else ""))
    return UsageError(
        "the configuration has keys or values that govern does not know",
        path=path,
        line=first_line,
        cause="; ".join(problems),
        hint="docs/reference/config.md lists every key; `govern init` writes a commented file",
    )


def _line_of(text: str, where: tuple[str, ...]) -> int | None:
    """Return the line of a key: tomllib keeps no positions, so look for its table and name."""
    lines = text.splitlines()
    for depth in range(len(where), 0, -1):
        table, key = ".".join(where[: depth - 1]), where[depth - 1]
        current = ""
        for number, line in enumerate(lines, start=1):
            header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
            if header:
                current = header[1].replace('"', "")
                wanted = ".".join(where[:depth])
                if current == wanted or current.startswith(wanted + "."):
                    return number
            elif current == table and re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', line):
                return number
    return None
