"""How bad a finding of Checkov is: govern's own table, since Checkov's is not public."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from govern.assets import assets_root
from govern.documents.interface import Limits
from govern.documents.yaml_reader import read_yaml
from govern.errors import AssetsMissing
from govern.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = "evidence/scanners/checkov-severities.yaml"


@dataclass(frozen=True, slots=True)
class Severities:
    """Severities by check id, by prefix, and for whatever stands in neither."""

    by_id: Mapping[str, Severity]
    by_prefix: Mapping[str, Severity]
    default: Severity

    def of(self, check_id: str, told: str) -> Severity:
        """Return the severity of a check; `told` is what the report says, for what we do not know.

        Args:
            check_id: Such as `CKV_AWS_20`.
            told: Checkov's own word, in any case; empty in reports of those who do not pay.
        """
        if check_id in self.by_id:
            return self.by_id[check_id]
        for prefix in sorted(self.by_prefix, key=len, reverse=True):
            if check_id.startswith(prefix):
                return self.by_prefix[prefix]
        return Severity(told.lower()) if told.lower() in set(Severity) else self.default


@cache
def shipped_severities() -> Severities:
    """Return the table that ships with govern.

    Raises:
        AssetsMissing: the file is not there, or not what this version of govern expects.
    """
    path = assets_root() / _FILE
    try:
        table = read_yaml(path.read_text(encoding="utf-8"), str(path), Limits())
    except OSError as error:
        raise AssetsMissing(
            "the severities of Checkov's checks were not found",
            path=str(path),
            cause=error.strerror,
            hint="reinstall govern-engine",
        ) from error
    graded = table.get("severities") if isinstance(table, dict) else None
    if not isinstance(table, dict) or not isinstance(graded, dict):
        raise AssetsMissing("not a table of severities", path=str(path), hint="reinstall govern")
    entries = [
        (str(entry), Severity(word))
        for word, ids in graded.items()
        for entry in (ids if isinstance(ids, list) else [])
    ]
    return Severities(
        by_id={entry: severity for entry, severity in entries if not entry.endswith("*")},
        by_prefix={entry[:-1]: severity for entry, severity in entries if entry.endswith("*")},
        default=Severity(str(table["default"])),
    )
