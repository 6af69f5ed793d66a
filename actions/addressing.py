"""How the person is called whom a question is about, so that nobody is mistaken for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from vaksin.bahasa.kin_words import Relation
from vaksin.identity.nik import Nik, Sex
from vaksin.people.model import ADULT_AGE as ADULT_AGE
from vaksin.people.model import SELF, Person, age_on

CITIZEN = "Bapak/Ibu"
# The slot of forms that are about somebody registered: ``id``, ``nama``, and how they are called.
CHOSEN_SLOT = "orang"
_TITLES = {Sex.MAN: "Bapak", Sex.WOMAN: "Ibu"}
_CHILD = "Ananda"
# What the person is to the citizen, before the name is known.
_RELATIONS = {
    Relation.IBU.value: "ibu",
    Relation.AYAH.value: "ayah",
    Relation.PASANGAN.value: "suami atau istri",
    Relation.ANAK.value: "anak",
    Relation.KAKEK_NENEK.value: "kakek atau nenek",
    Relation.SAUDARA.value: "saudara",
    Relation.TETANGGA.value: "tetangga",
}


def addressed(person: Person, today: date) -> str:
    """Return "Ibu Siti Aminah", "Bapak Budi" or "Ananda Rara"."""
    return _titled(person.name, person.nik.sex, age_on(person.birth_date, today))


def whom(slots: Mapping[str, Any], today: date) -> str:
    """Return what to call the person, or several together, that an open form is about."""
    if slots.get("nama_peserta"):
        return str(slots["nama_peserta"])
    chosen = slots.get(CHOSEN_SLOT)
    if isinstance(chosen, Mapping):
        return str(chosen["panggilan"])
    relation, name, number = slots.get("hubungan"), slots.get("nama"), slots.get("nik")
    if name and number:
        born = slots.get("tanggal_lahir")
        age = age_on(date.fromisoformat(born), today) if born else ADULT_AGE
        return _titled(name, Nik(number).sex, age)
    if name:
        return str(name)
    if relation in (None, SELF):
        return CITIZEN
    return f"{_RELATIONS.get(relation, 'kerabat')} {CITIZEN}"


def in_one_phrase(names: Sequence[str]) -> str:
    """Return "Ibu Siti, Bapak Budi dan Ananda Rara"."""
    return " dan ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _titled(name: str, sex: Sex | None, age: int) -> str:
    title = _CHILD if age < ADULT_AGE else _TITLES.get(sex) if sex else None
    return f"{title} {name}" if title else name
