"""`time.*` as Go's package time does it."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from govern.engine.embedded.builtins.go_time import DAYS, NAMED, Moment, formatted, parsed
from govern.engine.embedded.builtins.operands import EXACT, BuiltinError, integer, text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 10**9
_UNITS = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "h": 3600 * _SECOND,
    "d": 24 * 3600 * _SECOND,
    "w": 7 * 24 * 3600 * _SECOND,
    "y": 365 * 24 * 3600 * _SECOND,
}
_SEGMENT = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|[smhdwy])", re.ASCII)
_DURATION = re.compile(rf"([+-]?)((?:{_SEGMENT.pattern})+)", re.ASCII)


def format_time(value: Any) -> str:
    """Format nanoseconds, `[ns, zone]` or `[ns, zone, layout]`."""
    layout = value[2] if isinstance(value, list) and len(value) > 2 else ""
    layout = text(layout) or "RFC3339Nano"
    return formatted(_moment(value), NAMED.get(layout, layout))


def date(value: Any) -> list[int]:
    """Return year, month and day."""
    when = _moment(value).when
    return [when.year, when.month, when.day]


def clock(value: Any) -> list[int]:
    """Return hour, minute and second."""
    when = _moment(value).when
    return [when.hour, when.minute, when.second]


def weekday(value: Any) -> str:
    """Return the English name of the day."""
    return DAYS[_moment(value).when.weekday()]


def parse_ns(layout: Any, value: Any) -> int:
    """Parse by a layout."""
    layout = text(layout, 1)
    return _in_range(parsed(NAMED.get(layout, layout), text(value, 2)))


def parse_rfc3339_ns(value: Any) -> int:
    """Parse RFC 3339."""
    return _in_range(parsed(NAMED["RFC3339"], text(value)))


def parse_duration_ns(value: Any) -> int:
    """Parse `1h30m`, and OPA's own `d`, `w` and `y`."""
    value = text(value)
    if value in {"0", "+0", "-0"}:
        return 0
    match = _DURATION.fullmatch(value)
    if not match:
        raise BuiltinError("time: invalid duration")
    total = 0
    for digits, unit in _SEGMENT.findall(match[2]):
        total += int(Fraction(digits + ("0" if digits.endswith(".") else "")) * _UNITS[unit])
    return _in_range(-total if match[1] == "-" else total)


def add_date(value: Any, years: Any, months: Any, days: Any) -> int:
    """Add to a date; the 31st of a shorter month runs on into the next."""
    moment = _moment(value)
    when = moment.when
    count = (when.year + integer(years, 2)) * 12 + when.month - 1 + integer(months, 3)
    year, month = divmod(count, 12)
    try:
        day = datetime(year, month + 1, 1, tzinfo=UTC) + timedelta(
            days=when.day - 1 + integer(days, 4)
        )
    except (ValueError, OverflowError):
        raise BuiltinError("time outside of valid range") from None
    local = day.replace(hour=when.hour, minute=when.minute, second=when.second)
    return _in_range(_from_local(local, _zone_of(value)) * _SECOND + moment.nanosecond)


def diff(one: Any, other: Any) -> list[int]:
    """Return years, months, days, hours, minutes and seconds between two times."""
    zone, _ = _zone_of(one), _zone_of(other)
    first, second = sorted((_nanoseconds(one), _nanoseconds(other)))
    start, end = (_local(value, zone).when for value in (first, second))
    parts = [
        end.year - start.year,
        end.month - start.month,
        end.day - start.day,
        end.hour - start.hour,
        end.minute - start.minute,
        end.second - start.second,
    ]
    month_days = (start.replace(day=1) + timedelta(days=31)).day
    for index, size in ((5, 60), (4, 60), (3, 24), (2, 32 - month_days), (1, 12)):
        if parts[index] < 0:
            parts[index] += size
            parts[index - 1] -= 1
    return parts


def _moment(value: Any) -> Moment:
    return _local(_nanoseconds(value), _zone_of(value))


def _nanoseconds(value: Any) -> int:
    if isinstance(value, list):
        if not value:
            raise BuiltinError("argument 1 must be nanoseconds, or [nanoseconds, zone]")
        value = value[0]
    return _in_range(integer(value))


def _zone_of(value: Any) -> zoneinfo.ZoneInfo | None:
    name = text(value[1]) if isinstance(value, list) and len(value) > 1 else ""
    if name in {"", "UTC"}:
        return None
    if name == "Local":
        raise BuiltinError("the local time zone is not the same on every machine")
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise BuiltinError(f"unknown time zone {name[:60]}") from None


def _local(nanoseconds: int, zone: zoneinfo.ZoneInfo | None) -> Moment:
    seconds, rest = divmod(nanoseconds, _SECOND)
    when = _EPOCH + timedelta(seconds=seconds)
    if zone is None:
        return Moment(when.replace(tzinfo=None), rest)
    there = when.astimezone(zone)
    offset = there.utcoffset() or timedelta(0)
    return Moment(
        there.replace(tzinfo=None, fold=0),
        rest,
        int(offset.total_seconds()),
        there.tzname() or "",
    )


def _from_local(local: datetime, zone: zoneinfo.ZoneInfo | None) -> int:
    """Return seconds since 1970; in a gap, Go takes the offset from before it, as Python does."""
    if zone is not None:
        local = local.replace(tzinfo=zone)
    return int((local - _EPOCH).total_seconds())


def _in_range(nanoseconds: int) -> int:
    if not -EXACT <= nanoseconds < EXACT:
        raise BuiltinError("time outside of valid range")
    return nanoseconds
