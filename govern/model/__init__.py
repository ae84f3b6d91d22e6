"""Frozen values with no I/O: the words that every other layer speaks (docs/glossary.md)."""

from govern.model.constraint import ConstraintMatch, LabelRequirement
from govern.model.document import Document, Kind, Resource
from govern.model.json import JsonObject, JsonValue
from govern.model.location import Location, Position
from govern.model.module import Module
from govern.model.report import FactsRecord, InputRecord, PolicyInfo, Report, Skipped
from govern.model.result import Decision, Outcome, Result, Snippet, Verdict
from govern.model.rule import Enforcement, FailurePolicy, Match, Reads, Rule, Severity
from govern.model.source import Source
from govern.model.waiver import Waiver, WaiverUse

__all__ = [
    "ConstraintMatch",
    "Decision",
    "Document",
    "Enforcement",
    "FactsRecord",
    "FailurePolicy",
    "InputRecord",
    "JsonObject",
    "JsonValue",
    "Kind",
    "LabelRequirement",
    "Location",
    "Match",
    "Module",
    "Outcome",
    "PolicyInfo",
    "Position",
    "Reads",
    "Report",
    "Resource",
    "Result",
    "Rule",
    "Severity",
    "Skipped",
    "Snippet",
    "Source",
    "Verdict",
    "Waiver",
    "WaiverUse",
]
