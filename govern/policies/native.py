"""The rule that a module in govern's own form declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import PolicyError
from govern.policies.metadata import VERBS, declares_rule, rule_of
from govern.policies.rego_text import heads, metadata_blocks

if TYPE_CHECKING:
    from govern.model import Module, Rule
    from govern.policies.rego_text import Head

_LIBRARY = "govern.lib."


def native_rules(module: Module) -> tuple[Rule, ...]:
    """Return the rule that a module declares, if it declares one.

    Raises:
        PolicyError: the declaration is wrong, or there are two.
    """
    declared = [
        annotation
        for block in metadata_blocks(module.text)
        if (annotation := declares_rule(block, module.path))
    ]
    if len(declared) > 1:
        raise PolicyError(
            "one file declares two rules", path=module.path, line=declared[1].line, hint="split it"
        )
    spoken: list[Head] = []
    if not module.package.startswith(_LIBRARY):
        spoken = [head for head in heads(module.text) if head.name in VERBS]
    verbs = {head.name: head for head in spoken}
    if not declared and not verbs:
        return ()
    if not declared:
        first = min(verbs.values(), key=lambda head: head.line)
        raise PolicyError(
            f"`{first.name}` is defined, but no METADATA with `custom.id` declares the rule",
            path=module.path,
            line=first.line,
            hint="docs/reference/writing-rules.md describes the form; policies written for "
            "Conftest or Gatekeeper need a folder of their own",
        )
    if not verbs:
        raise PolicyError(
            f"METADATA declares a rule, but none of {', '.join(VERBS)} is defined",
            path=module.path,
            line=declared[0].line,
        )
    _refuse_other_heads(module, spoken)
    entrypoints = {verb: f"data.{module.package}.{verb}" for verb in VERBS if verb in verbs}
    return (rule_of(declared[0], module, entrypoints),)


def _refuse_other_heads(module: Module, spoken: list[Head]) -> None:
    for head in spoken:
        if head.default or not head.rest.lstrip().startswith("contains"):
            raise PolicyError(
                f"`{head.name}` must be a set of findings",
                path=module.path,
                line=head.line,
                hint=f'write `{head.name} contains {{"msg": msg}} if {{ … }}`',
            )
