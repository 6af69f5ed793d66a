"""Dates and times written out for citizens."""

from __future__ import annotations

from datetime import date, time

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def date_in_words(day: date) -> str:
    """A date that cannot be misread: "Sabtu, 6 Maret 2021"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def birth_date_in_words(day: date) -> str:
    """The day without its weekday, which nobody knows of their birth: "6 Maret 1990"."""
    return date_in_words(day).partition(", ")[2]


def date_short(day: date) -> str:
    """A date for a button or a list row, where space is short: "Sab, 6 Mar"."""
    return f"{_WEEKDAYS[day.weekday()][:3]}, {day.day} {_MONTHS[day.month - 1][:3]}"


def time_in_words(moment: time) -> str:
    """A time of day as Indonesians write it, with a dot: "08.00"."""
    return f"{moment.hour:02}.{moment.minute:02}"
