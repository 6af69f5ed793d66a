"""Plainly fictional people. Their NIKs carry a serial of 9000 or above."""

from __future__ import annotations

from datetime import date

from vaksin.application import Applicant
from vaksin.identity.nik import WOMAN_DAY_OFFSET, Nik, Sex
from vaksin.people.model import SELF

TEBET = "31.74.01"
BORN = date(1985, 6, 15)
FIRST_SERIAL = 9000


def nik_number(
    serial: int = 9001, born: date = BORN, sex: Sex = Sex.WOMAN, district: str = TEBET
) -> str:
    """Return the number of a person who does not exist."""
    day = born.day + (WOMAN_DAY_OFFSET if sex is Sex.WOMAN else 0)
    region = district.replace(".", "")
    return f"{region}{day:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"


def make_applicant(
    serial: int = 9001, name: str = "Contoh Warga", relation: str = SELF
) -> Applicant:
    """Return what a fictional citizen told about themselves or about somebody they register."""
    assert serial > FIRST_SERIAL
    return Applicant(
        nik=Nik(nik_number(serial)),
        name=name,
        birth_date=BORN,
        district_code=TEBET,
        group_id="lainnya",
        relation=relation,
        flags=frozenset(),
    )
