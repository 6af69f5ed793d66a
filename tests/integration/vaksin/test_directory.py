"""Specification of how people and their registrations are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.people import BORN, TEBET, nik_number
from vaksin.identity.nik import Nik
from vaksin.people.model import SELF, Person, age_on
from vaksin.schema import contacts, persons

WARGA = Person(
    id="orang-1",
    nik=Nik(nik_number(9001)),
    name="Contoh Warga",
    birth_date=BORN,
    district_code=TEBET,
    group_id="lansia",
    flags=frozenset({"b", "a"}),
)
IBU = replace(WARGA, id="orang-2", nik=Nik(nik_number(9002)), name="Contoh Ibu", flags=frozenset())


@pytest.fixture
def contact_id(in_book):
    """Return a contact that wrote before."""
    in_book(lambda book: book.ensure_contact("kontak-1"))
    return "kontak-1"


@pytest.fixture
def other(in_book):
    """Return another contact that wrote before."""
    in_book(lambda book: book.ensure_contact("kontak-2"))
    return "kontak-2"


def rows_of(engine, table):
    with engine.begin() as connection:
        return connection.execute(select(table)).all()


def test_a_saved_person_is_found_by_nik_with_everything_known_of_them(in_directory):
    assert in_directory(lambda directory: directory.save(WARGA))
    assert in_directory(lambda directory: directory.find(WARGA.nik)) == [WARGA]
    assert in_directory(lambda directory: directory.find(IBU.nik)) == []


def test_a_person_without_flags_is_found_without_flags(in_directory):
    in_directory(lambda directory: directory.save(IBU))
    (found,) = in_directory(lambda directory: directory.find(IBU.nik))
    assert found.flags == frozenset()


def test_newer_data_of_a_person_replace_the_older(engine, in_directory, clock):
    in_directory(lambda directory: directory.save(WARGA))
    created = clock.now()
    clock.advance(timedelta(hours=1))
    newer = replace(WARGA, name="Contoh Wargi", group_id="lainnya")
    assert in_directory(lambda directory: directory.save(newer))
    assert in_directory(lambda directory: directory.find(WARGA.nik)) == [newer]
    (row,) = rows_of(engine, persons)
    assert (row.created_at, row.updated_at) == (created, clock.now())


def test_a_second_person_with_the_same_nik_is_not_written(engine, in_directory):
    in_directory(lambda directory: directory.save(WARGA))
    impostor = replace(IBU, nik=WARGA.nik)
    assert not in_directory(lambda directory: directory.save(impostor))
    assert in_directory(lambda directory: directory.find(WARGA.nik)) == [WARGA]
    assert len(rows_of(engine, persons)) == 1


def test_besides_a_person_there_is_at_most_one_whom_another_number_registered_under_the_nik(
    in_directory,
):
    contested = replace(IBU, nik=WARGA.nik, is_contested=True)
    third = replace(contested, id="orang-3")
    assert in_directory(lambda directory: directory.save(WARGA))
    assert in_directory(lambda directory: directory.save(contested))
    assert not in_directory(lambda directory: directory.save(third))
    assert in_directory(lambda directory: directory.find(WARGA.nik)) == [WARGA, contested]


def test_a_known_person_cannot_take_the_nik_of_another(in_directory):
    in_directory(lambda directory: (directory.save(WARGA), directory.save(IBU)))
    with pytest.raises(IntegrityError):
        in_directory(lambda directory: directory.save(replace(IBU, nik=WARGA.nik)))


def test_everybody_registered_from_a_number_is_told_the_first_one_first(
    in_directory, contact_id, clock
):
    for person, relation in ((WARGA, SELF), (IBU, "ibu")):
        in_directory(lambda d, p=person: d.save(p))
        in_directory(lambda d, p=person, r=relation: d.link(contact_id, p.id, r))
        clock.advance(timedelta(minutes=1))
    found = in_directory(lambda directory: directory.registered_from(contact_id))
    assert [(one.person, one.relation) for one in found] == [(WARGA, SELF), (IBU, "ibu")]
    assert {one.contact_id for one in found} == {contact_id}


def test_linking_again_corrects_the_relation(in_directory, contact_id):
    in_directory(lambda directory: directory.save(WARGA))
    in_directory(lambda directory: directory.link(contact_id, WARGA.id, SELF))
    in_directory(lambda directory: directory.link(contact_id, WARGA.id, "ayah"))
    found = in_directory(lambda directory: directory.registered_from(contact_id))
    assert [one.relation for one in found] == ["ayah"]


def test_a_person_belongs_to_the_number_that_registered_them_and_to_no_other(
    in_directory, contact_id, other
):
    in_directory(lambda directory: directory.save(WARGA))
    in_directory(lambda directory: directory.link(contact_id, WARGA.id, SELF))
    assert in_directory(lambda directory: directory.is_registered_from(contact_id, WARGA.id))
    assert not in_directory(lambda directory: directory.is_registered_from(other, WARGA.id))
    assert in_directory(lambda directory: directory.registered_from(other)) == []


def test_a_removed_person_is_not_found(in_directory):
    in_directory(lambda directory: directory.save(WARGA))
    in_directory(lambda directory: directory.remove(WARGA.id))
    assert in_directory(lambda directory: directory.find(WARGA.nik)) == []


def test_moments_come_back_aware_of_their_time_zone(engine, contact_id):
    (row,) = rows_of(engine, contacts)
    assert row.created_at.utcoffset() == timedelta(0)


def test_a_representation_of_a_person_shows_no_personal_data():
    shown = repr(WARGA)
    assert not any(secret in shown for secret in (WARGA.nik.number, WARGA.name, "1985"))


@pytest.mark.parametrize(
    ("today", "age"),
    [("2027-06-14", 41), ("2027-06-15", 42), ("2027-06-16", 42), ("1985-06-15", 0)],
)
def test_a_year_of_age_is_completed_on_the_birthday(today, age):
    assert age_on(BORN, type(BORN).fromisoformat(today)) == age
