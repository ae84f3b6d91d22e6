"""Terraform and OpenTofu plans (`terraform show -json`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.terraform_plan.lookalikes import is_plan, lookalike
from govern.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import ParseContext, Parser
    from govern.documents.probe import Probe
    from govern.model import Document, Source

__all__ = ["PARSER", "TerraformPlanParser"]


class TerraformPlanParser:
    """Reads plans; one Document for each (govern.documents.interface.Parser)."""

    kind = Kind.TERRAFORM_PLAN

    def recognises(self, probe: Probe) -> bool:
        """Return whether this is a plan.

        A file that the user named is also taken when it is what Terraform users confuse with a
        plan's JSON (a state, a log), so that they are told what to do.
        """
        source = probe.source
        if not probe.is_json:
            return False
        keys = probe.top_level_keys
        return is_plan(keys) or (source.explicit and lookalike(source.path, keys) is not None)

    def parse(self, source: Source, context: ParseContext) -> Iterator[Document]:
        """Yield the one Document; see `reading.read_plan`."""
        from govern.documents.terraform_plan.reading import read_plan  # noqa: PLC0415 - only here needed

        yield read_plan(source, context.limits)


PARSER: Parser = TerraformPlanParser()
