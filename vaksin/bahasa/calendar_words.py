"""Dates and times written out for citizens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def date_in_words(day: date) -> str:
    """A date that cannot be misread: "Sabtu, 6 Maret 2021"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekdays_in_words(weekdays: Iterable[int]) -> str:
    """Days of the week, 0 being Monday: "Senin-Jumat", "Sabtu", "Senin, Rabu"."""
    days = sorted(weekdays)
    names = [_WEEKDAYS[day] for day in days]
    is_stretch = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    return f"{names[0]}-{names[-1]}" if is_stretch else ", ".join(names)


def birth_date_in_words(day: date) -> str:
    """The day without its weekday, which nobody knows of their birth: "6 Maret 1990"."""
    return date_in_words(day).partition(", ")[2]


def month_in_words(day: date) -> str:
    """The month of a day: "Maret 2021"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def date_short(day: date) -> str:
    """A date for a button or a list row, where space is short: "Sab, 6 Mar"."""
    return f"{_WEEKDAYS[day.weekday()][:3]}, {day.day} {_MONTHS[day.month - 1][:3]}"


def time_in_words(moment: time) -> str:
    """A time of day as Indonesians write it, with a dot: "08.00"."""
    return f"{moment.hour:02}.{moment.minute:02}"
