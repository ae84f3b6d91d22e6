"""Go's time layouts (package time: format.go): formatting and parsing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from govern.engine.embedded.builtins.operands import BuiltinError

NAMED = {
    "ANSIC": "Mon Jan _2 15:04:05 2006",
    "UnixDate": "Mon Jan _2 15:04:05 MST 2006",
    "RubyDate": "Mon Jan 02 15:04:05 -0700 2006",
    "RFC822": "02 Jan 06 15:04 MST",
    "RFC822Z": "02 Jan 06 15:04 -0700",
    "RFC850": "Monday, 02-Jan-06 15:04:05 MST",
    "RFC1123": "Mon, 02 Jan 2006 15:04:05 MST",
    "RFC1123Z": "Mon, 02 Jan 2006 15:04:05 -0700",
    "RFC3339": "2006-01-02T15:04:05Z07:00",
    "RFC3339Nano": "2006-01-02T15:04:05.999999999Z07:00",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# nextStdChunk: the longest of each letter first; `_2006` is an underscore before a year.
_CHUNK = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST"
    r"|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm"
    r"|[Z-]07:00:00|[Z-]070000|[Z-]07:00|[Z-]0700|[Z-]07"
    r"|[.,](?:0+|9+)(?!\d)"
)
_OFFSET = re.compile(r"([Z-])07(:?)(00)?:?(00)?")


@dataclass(slots=True)
class Moment:
    """A local time to the nanosecond, with its offset in seconds and its zone's name."""

    when: datetime  # local, without a zone and without nanoseconds
    nanosecond: int = 0
    offset: int = 0
    zone: str = "UTC"


def chunks(layout: str) -> list[tuple[str, str]]:
    """Split a layout into (literal before, chunk) pairs; the last chunk is empty."""
    found, at = [], 0
    for match in _CHUNK.finditer(layout):
        found.append((layout[at : match.start()], match[0]))
        at = match.end()
    return [*found, (layout[at:], "")]


def formatted(moment: Moment, layout: str) -> str:
    """Format a time as Go's Time.Format."""
    return "".join(literal + _shown(moment, chunk) for literal, chunk in chunks(layout))


def _shown(moment: Moment, chunk: str) -> str:
    when = moment.when
    if not chunk:
        return ""
    if chunk[0] in ".,":
        digits = f"{moment.nanosecond:09}"[: len(chunk) - 1].ljust(len(chunk) - 1, "0")
        if chunk[1] == "9":
            digits = digits.rstrip("0")
        return chunk[0] + digits if digits else ""
    if chunk[0] in "Z-":
        return "Z" if chunk[0] == "Z" and not moment.offset else _offset(moment.offset, chunk)
    if chunk == "MST":
        return moment.zone
    if chunk in {"PM", "pm"}:
        half = "PM" if when.hour >= 12 else "AM"
        return half if chunk == "PM" else half.lower()
    yearday = when.timetuple().tm_yday
    table = {
        "January": MONTHS[when.month - 1],
        "Jan": MONTHS[when.month - 1][:3],
        "1": str(when.month),
        "01": f"{when.month:02}",
        "Monday": DAYS[when.weekday()],
        "Mon": DAYS[when.weekday()][:3],
        "2": str(when.day),
        "_2": f"{when.day:2}",
        "02": f"{when.day:02}",
        "__2": f"{yearday:3}",
        "002": f"{yearday:03}",
        "15": f"{when.hour:02}",
        "3": str(when.hour % 12 or 12),
        "03": f"{when.hour % 12 or 12:02}",
        "4": str(when.minute),
        "04": f"{when.minute:02}",
        "5": str(when.second),
        "05": f"{when.second:02}",
        "2006": f"{when.year:04}",
        "06": f"{when.year % 100:02}",
    }
    return table[chunk]


def _offset(seconds: int, chunk: str) -> str:
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, last = divmod(rest, 60)
    colon = ":" if ":" in chunk else ""
    parts = [f"{hours:02}", f"{minutes:02}", f"{last:02}"]
    return sign + colon.join(parts[: sum(map(str.isdigit, chunk)) // 2])


@dataclass(slots=True)
class _Reading:
    """What has been read so far; -1 is nothing."""

    value: str
    numbers: dict[str, int] = field(default_factory=dict)
    pm: bool = False
    am: bool = False
    offset: int | None = None
    zone: str = ""

    def fail(self) -> BuiltinError:
        return BuiltinError(f"parsing time: cannot parse {self.value[:40]!r}")

    def digits(self, least: int, most: int) -> int:
        match = re.match(rf"\d{{{least},{most}}}", self.value, re.ASCII)
        if not match:
            raise self.fail()
        self.value = self.value[match.end() :]
        return int(match[0])

    def name(self, names: tuple[str, ...], length: int | None) -> int:
        for index, name in enumerate(names):
            shown = name[:length]
            if self.value[: len(shown)].lower() == shown.lower():
                self.value = self.value[len(shown) :]
                return index
        raise self.fail()


def parsed(layout: str, value: str) -> int:
    """Parse a time as Go's time.Parse; return nanoseconds since 1970.

    Raises:
        BuiltinError: the value does not have the layout, or is no time.
    """
    reading = _Reading(value)
    pairs = chunks(layout)
    for index, (literal, chunk) in enumerate(pairs):
        _skip(reading, literal)
        if chunk:
            _read(reading, chunk, pairs[index + 1][1] if not pairs[index + 1][0] else "")
    if reading.value:
        raise BuiltinError(f"parsing time: extra text: {reading.value[:40]!r}")
    return _instant(reading)


def _skip(reading: _Reading, prefix: str) -> None:
    """Skip a literal; a run of spaces in it matches any run (Go's skip)."""
    while prefix:
        if prefix[0] == " ":
            if reading.value and reading.value[0] != " ":
                raise reading.fail()
            prefix, reading.value = prefix.lstrip(" "), reading.value.lstrip(" ")
            continue
        if not reading.value or reading.value[0] != prefix[0]:
            raise reading.fail()
        prefix, reading.value = prefix[1:], reading.value[1:]


# chunk → (field, fewest digits, most digits)
_NUMERIC = {
    "2006": ("year", 4, 4),
    "1": ("month", 1, 2),
    "01": ("month", 2, 2),
    "2": ("day", 1, 2),
    "_2": ("day", 1, 2),
    "02": ("day", 2, 2),
    "002": ("yearday", 3, 3),
    "__2": ("yearday", 1, 3),
    "15": ("hour", 1, 2),
    "3": ("hour12", 1, 2),
    "03": ("hour12", 2, 2),
    "4": ("minute", 1, 2),
    "04": ("minute", 2, 2),
    "5": ("second", 1, 2),
    "05": ("second", 2, 2),
}


def _read(reading: _Reading, chunk: str, following: str) -> None:
    numbers = reading.numbers
    if chunk in _NUMERIC:
        name, least, most = _NUMERIC[chunk]
        if chunk in {"_2", "__2"}:
            reading.value = reading.value.removeprefix(" ").removeprefix(" " * (len(chunk) - 2))
        numbers[name] = reading.digits(least, most)
        if name == "second":
            _unasked_fraction(reading, following)
    elif chunk == "06":
        year = reading.digits(2, 2)
        numbers["year"] = year + (1900 if year >= 69 else 2000)
    elif chunk in {"January", "Jan"}:
        numbers["month"] = reading.name(MONTHS, None if chunk == "January" else 3) + 1
    elif chunk in {"Monday", "Mon"}:
        reading.name(DAYS, None if chunk == "Monday" else 3)
    elif chunk in {"PM", "pm"}:
        _half_day(reading, chunk)
    elif chunk == "MST":
        _zone(reading)
    else:
        (_fraction if chunk[0] in ".," else _read_offset)(reading, chunk)


def _half_day(reading: _Reading, chunk: str) -> None:
    half, reading.value = reading.value[:2], reading.value[2:]
    if half not in ({"PM", "AM"} if chunk == "PM" else {"pm", "am"}):
        raise reading.fail()
    reading.pm, reading.am = half.lower() == "pm", half.lower() == "am"


def _unasked_fraction(reading: _Reading, following: str) -> None:
    """A fraction may follow the seconds even where the layout has none."""
    match = re.match(r"[.,](\d+)", reading.value, re.ASCII)
    if match and following[:1] not in {".", ","}:
        _keep_fraction(reading, match[1])
        reading.value = reading.value[match.end() :]


def _fraction(reading: _Reading, chunk: str) -> None:
    if chunk[1] == "0":
        digits = reading.value[1 : len(chunk)]
        if reading.value[:1] not in {".", ","} or len(digits) != len(chunk) - 1:
            raise reading.fail()
    else:
        match = re.match(r"[.,](\d+)", reading.value, re.ASCII)
        if not match:
            return  # a fraction of nines may be absent
        digits = match[1]
    if not (digits.isascii() and digits.isdigit()):
        raise reading.fail()
    _keep_fraction(reading, digits)
    reading.value = reading.value[len(digits) + 1 :]


def _keep_fraction(reading: _Reading, digits: str) -> None:
    reading.numbers["nanosecond"] = int(digits[:9].ljust(9, "0"))


def _read_offset(reading: _Reading, chunk: str) -> None:
    if chunk[0] == "Z" and reading.value.startswith("Z"):
        reading.value = reading.value[1:]
        reading.offset = 0
        return
    form = _OFFSET.fullmatch(chunk)
    colon = ":" if ":" in chunk else ""
    parts = 1 + bool(form and form[3]) + bool(form and form[4])
    match = re.match(r"([+-])(\d\d)" + rf"{colon}(\d\d)" * (parts - 1), reading.value, re.ASCII)
    if not match:
        raise reading.fail()
    hours, minutes, seconds = ([int(one) for one in match.groups()[1:]] + [0, 0])[:3]
    if hours > 24 or minutes > 60 or seconds > 60:
        raise BuiltinError("parsing time: time zone offset out of range")
    reading.offset = (hours * 3600 + minutes * 60 + seconds) * (-1 if match[1] == "-" else 1)
    reading.value = reading.value[match.end() :]


_ZONE = re.compile(r"UTC|ChST|MeST|GMT[+-]\d{1,2}|[+-]\d{2}(?:\d{2})?|[A-Z]{3,5}", re.ASCII)


def _zone(reading: _Reading) -> None:
    """Read an abbreviation; only UTC and GMT±n have a known offset, others count as UTC."""
    match = _ZONE.match(reading.value)
    if not match or (len(match[0]) == 5 and match[0].isalpha() and not match[0].endswith("T")):
        raise reading.fail()
    reading.zone = match[0]
    reading.value = reading.value[match.end() :]
    if reading.zone.startswith("GMT") and len(reading.zone) > 3:
        reading.offset = int(reading.zone[3:]) * 3600


def _instant(reading: _Reading) -> int:
    numbers = reading.numbers
    hour = numbers.get("hour", numbers.get("hour12", 0))
    if numbers.get("hour12", 0) > 12:
        raise BuiltinError("parsing time: hour out of range")
    if reading.pm and hour < 12:
        hour += 12
    elif reading.am and hour == 12:
        hour = 0
    try:
        day = _date(numbers)
        local = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            numbers.get("minute", 0),
            numbers.get("second", 0),
            tzinfo=timezone(timedelta(0)),
        )
    except ValueError as error:
        raise BuiltinError(f"parsing time: {error}") from None
    seconds = int((local - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    return (seconds - (reading.offset or 0)) * 10**9 + numbers.get("nanosecond", 0)


def _date(numbers: dict[str, int]) -> date:
    year = numbers.get("year", 0)
    if not year:
        raise BuiltinError("parsing time: the year is 0, which the embedded engine cannot count")
    if "yearday" not in numbers:
        return date(year, numbers.get("month", 1), numbers.get("day", 1))
    found = date(year, 1, 1) + timedelta(days=numbers["yearday"] - 1)
    if found.year != year or numbers["yearday"] < 1:
        raise ValueError("day-of-year out of range")
    if (
        numbers.get("month", found.month) != found.month
        or numbers.get("day", found.day) != found.day
    ):
        raise ValueError("day-of-year does not match month or day")
    return found
