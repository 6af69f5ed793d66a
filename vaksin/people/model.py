"""People as the programme knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from vaksin.identity.nik import Nik

SELF = "diri_sendiri"


@dataclass(frozen=True)
class Person:
    """Somebody who registered; exists once, whatever number they write from."""

    id: str
    nik: Nik
    name: str = field(repr=False)
    birth_date: date = field(repr=False)
    district_code: str
    group_id: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Registration:
    """That a person was registered from a number, and what they are to its owner."""

    contact_id: str
    person: Person
    relation: str


def age_on(birth_date: date, day: date) -> int:
    """Return the age in completed years on a day."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)
