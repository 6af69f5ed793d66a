"""People as the programme knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from vaksin.identity.nik import Nik

SELF = "diri_sendiri"
# Younger people are registered with the consent of a parent or guardian (UU 27/2022 art. 25).
ADULT_AGE = 18


class ConsentBasis(Enum):
    """By what right somebody agrees: for themself, allowed to by the person, or as guardian.

    UU 27/2022 articles 20 and 25 (minors), 26 (people with disabilities).
    """

    SELF = "sendiri"
    PERMISSION = "izin"
    GUARDIAN = "wali"


@dataclass(frozen=True)
class Person:
    """Somebody who registered; exists once, whatever number they write from.

    ``phone`` is their own number if it is another one than that from which they were registered. A
    contested person was registered under a NIK that somebody else's number had registered before:
    who it is will be seen from the KTP at the desk.
    """

    id: str
    nik: Nik
    name: str = field(repr=False)
    birth_date: date = field(repr=False)
    district_code: str
    group_id: str
    flags: frozenset[str] = frozenset()
    phone: str | None = field(default=None, repr=False)
    is_contested: bool = False


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
