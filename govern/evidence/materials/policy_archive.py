"""A PolicySet as one file: a plain tar with `policy.json`, `data.json` and every Rego module.

The same set gives the same bytes on every machine, so a log keeps each revision once. Any `tar`
opens it; Rego lies in `modules/`, under numbers that `policy.json` maps to paths.
"""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, Any

from govern.assets import assets_root
from govern.errors import VerificationError
from govern.evidence.materials.values import as_json, from_json, rule_of
from govern.model import Module
from govern.policies.policy_set import PolicySet

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "govern.policy-archive/v1"
_POLICY, _DATA = "policy.json", "data.json"
_WHAT = "the archive of the policies"


def archive_of(policies: PolicySet) -> bytes:
    """Return the archive of a set. Where the shipped library is installed is no part of it."""
    home = f"{assets_root().as_posix()}/"
    modules = [
        {
            "file": f"modules/{number:05}.rego",
            "path": module.path.removeprefix(home),
            "package": module.package,
            "rego_version": module.rego_version,
        }
        for number, module in enumerate(policies.modules)
    ]
    rules = [as_rule(as_json(rule), home) for rule in policies.rules]
    head = {
        "schema": SCHEMA,
        "revision": policies.revision,
        "inputs_revision": policies.inputs_revision,
        "sources": policies.sources,
        "modules": modules,
        "rules": rules,
    }
    files = {_POLICY: as_json(head), _DATA: as_json(policies.data)}
    for listed, module in zip(modules, policies.modules, strict=True):
        files[str(listed["file"])] = module.text.encode("utf-8", "surrogatepass")
    return _packed(files)


def as_rule(rule: bytes, home: str) -> Any:
    """Return a rule's JSON value, without the folder that the library is installed in."""
    value = from_json(rule, "a rule")
    return {**value, "file": value["file"].removeprefix(home)}


def policies_in(archive: bytes, revision: str) -> PolicySet:
    """Return the set that an archive holds.

    Args:
        archive: Its bytes.
        revision: What the set must be.

    Raises:
        VerificationError: it is not such an archive, or holds another set.
    """
    try:
        files = _unpacked(archive)
        head = from_json(files[_POLICY], _WHAT)
        if head["schema"] != SCHEMA or head["revision"] != revision:
            raise VerificationError(f"{_WHAT} is of another revision than the decision says")
        modules = tuple(
            Module(
                one["path"],
                files[one["file"]].decode("utf-8", "surrogatepass"),
                one["rego_version"],
                one["package"],
            )
            for one in head["modules"]
        )
        return PolicySet(
            tuple(rule_of(rule) for rule in head["rules"]),
            modules,
            from_json(files[_DATA], _WHAT),
            revision,
            tuple(head["sources"]),
            head["inputs_revision"],
        )
    except (KeyError, TypeError, ValueError, AttributeError, tarfile.TarError) as error:
        raise VerificationError(f"{_WHAT} cannot be read", cause=str(error)) from error


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def _unpacked(archive: bytes) -> dict[str, bytes]:
    files = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None:
                raise VerificationError(f"{_WHAT} holds more than files")
            files[member.name] = content.read()
    return files
