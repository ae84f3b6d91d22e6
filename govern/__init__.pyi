from govern.api import check, render
from govern.errors import EngineError, Error, PolicyError, UsageError
from govern.model import Decision, Location, Outcome, Report, Resource, Result, Severity, Verdict

__version__: str
__all__ = [
    "Decision",
    "EngineError",
    "Error",
    "Location",
    "Outcome",
    "PolicyError",
    "Report",
    "Resource",
    "Result",
    "Severity",
    "UsageError",
    "Verdict",
    "check",
    "render",
]
