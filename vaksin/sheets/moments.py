"""Days and hours in the forms that people and spreadsheet programs give them."""

from __future__ import annotations

import re
from datetime import date, time

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00(?::00)?)?")
_INDONESIAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})(?::00)?")
# Excel makes the numbers 8 and 8.3 of "8.00" and "8.30" ...
_CLOCK_AS_NUMBER = re.compile(r"(\d{1,2})(?:[.,]([0-5]))?")
# ... and keeps hours as parts of a day; between midnight and one nobody is vaccinated.
_PART_OF_DAY = re.compile(r"0[.,]\d+")
_MINUTES_A_DAY = 24 * 60


def read_day(text: str) -> date | None:
    """Read "2021-03-06" or, day first, "06/03/2021"; nothing if it is no day of the calendar."""
    iso, indonesian = _ISO_DAY.fullmatch(text), _INDONESIAN_DAY.fullmatch(text)
    if iso:
        return _day(*iso.groups())
    return _day(*reversed(indonesian.groups())) if indonesian else None


def read_clock(text: str) -> time | None:
    """Read "08.00", "8:00" or what Excel made of it: 8.3 is 08.30, 0.5 is noon."""
    if _PART_OF_DAY.fullmatch(text):
        minutes = round(float(text.replace(",", ".")) * _MINUTES_A_DAY)
        return _time(*divmod(minutes, 60))
    clock = _CLOCK.fullmatch(text)
    if clock:
        return _time(int(clock[1]), int(clock[2]))
    number = _CLOCK_AS_NUMBER.fullmatch(text)
    return _time(int(number[1]), 10 * int(number[2] or 0)) if number else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time(hour: int, minute: int) -> time | None:
    try:
        return time(hour, minute)
    except ValueError:
        return None
