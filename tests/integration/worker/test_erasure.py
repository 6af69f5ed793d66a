"""An erasure takes the channel's rows with it: all of them or none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.people import make_applicant
from vaksin.people.addresses import Addresses
from vaksin.schema import erasures, persons
from whatsapp.schema import dead_letters, inbox, outbox
from whatsapp.sealed_payloads import open_payload
from whatsapp.statuses import QUEUED

NEIGHBOUR = "628000000002"


class Broken(Exception):
    """What a keeper fails with."""


class BrokenKeeper:
    """A keeper that cannot let go."""

    shelves = ()
    sealed = ()

    def forget(self, connection, contact_id):
        raise Broken


@pytest.fixture
def erase(office):
    """Return what lets a contact ask for erasure, and its time come."""

    def erase(contact_id, person_id=None, rights=office.programme.rights):
        wish = office.programme.rights.ask_erasure(contact_id, person_id)
        office.clock.moment = wish.due_at
        return rights.erase_due(10)

    return erase


@pytest.fixture
def registered(office):
    """Let somebody write, be answered and register; return their contact and id."""
    contact_id = office.write("saya Contoh Warga")
    office.answer("Halo Contoh Warga")
    office.deliver()
    return contact_id, office.programme.seats.enrol(contact_id, make_applicant())


def test_given_an_erasure_then_what_was_written_and_answered_is_gone(office, registered, erase):
    contact_id, _ = registered

    assert erase(contact_id) == 1

    assert office.count(persons) == office.count(outbox) == 0
    assert office.opened(inbox.c.text_sealed) == [""]
    assert office.opened(inbox.c.message_id_sealed) == [""]


def test_given_an_erasure_then_what_could_not_be_answered_is_gone(office, registered, erase):
    office.write("tolong, saya Contoh Warga")
    office.give_up("Maaf")
    assert sorted(office.opened(inbox.c.text_sealed)) == ["", "tolong, saya Contoh Warga"]

    erase(registered[0])

    assert office.opened(inbox.c.text_sealed) == ["", ""]
    assert office.opened(inbox.c.message_id_sealed) == ["", ""]


def test_given_an_erasure_of_one_person_then_the_messages_that_may_name_them_go_too(
    office, registered, erase
):
    contact_id, person_id = registered
    office.programme.seats.enrol(contact_id, make_applicant(9002, relation="ibu"))

    assert erase(contact_id, person_id) == 1

    assert office.count(persons) == 1
    assert office.count(outbox) == 0
    assert office.opened(inbox.c.text_sealed) == [""]


def test_given_an_erasure_then_other_numbers_keep_theirs(office, registered, erase):
    office.write("halo juga", NEIGHBOUR)
    office.give_up("Maaf, tetangga")
    office.deliver()

    erase(registered[0])

    assert sorted(office.opened(inbox.c.text_sealed)) == ["", "halo juga"]
    assert office.count(outbox) == 1


def test_given_an_erasure_when_meta_delivers_a_message_again_then_it_is_not_answered_again(
    office, registered, erase
):
    erase(registered[0])

    assert office.write("saya Contoh Warga") == ""
    assert office.count(inbox) == 1


def test_given_an_erasure_when_something_is_not_answered_or_sent_yet_then_it_is_not_lost(
    office, registered, erase
):
    contact_id, _ = registered
    office.write("hapus data saya")
    office.answer("Nomor buktinya H-CONTOH")
    office.write("terima kasih")

    erase(contact_id)

    assert sorted(office.opened(inbox.c.text_sealed)) == ["", "", "terima kasih"]
    assert [row.status for row in office.rows(outbox)] == [QUEUED]
    (left,) = office.rows(outbox)
    assert "H-CONTOH" in json.dumps(open_payload(left.payload_sealed, office.programme.keys))


def test_given_a_message_that_outlived_an_erasure_when_it_was_sent_then_it_goes_soon(
    office, registered, erase
):
    office.write("hapus data saya")
    office.answer("Nomor buktinya H-CONTOH")
    erase(registered[0])
    office.deliver()

    office.clock.advance(timedelta(days=3, seconds=1))
    list(office.programme.retention.forget_old())

    assert office.count(outbox) == 0


def test_given_an_erasure_then_letters_about_its_messages_go_too(office, registered, erase):
    office.write("yang gagal")
    office.give_up("Maaf")
    office.deliver()
    assert office.count(dead_letters) == 1

    erase(registered[0])

    assert office.count(dead_letters) == 0


def test_given_a_merged_contact_when_it_is_erased_then_each_former_id_is_forgotten(
    office, registered, erase
):
    contact_id, _ = registered
    forgotten = []

    class Noting(BrokenKeeper):
        def forget(self, connection, contact_id):
            forgotten.append(contact_id)

    former = office.write("dari nomor lama", NEIGHBOUR)
    with office.engine.begin() as connection:
        change = office.store.contacts(connection).change(
            Addresses(phone=NEIGHBOUR), Addresses(phone="628000000001"), office.clock.now()
        )
    survivor = change.contact_id
    assert {contact_id, former} == {survivor, *change.merged}

    erase(survivor, rights=replace(office.programme.rights, keepers=(Noting(),)))

    assert sorted(forgotten) == sorted([contact_id, former])


def test_given_a_keeper_that_fails_then_nothing_of_the_erasure_happens(office, registered, erase):
    office.write("tolong")
    office.give_up()
    rights = office.programme.rights
    broken = replace(rights, keepers=(*rights.keepers, BrokenKeeper()))

    with pytest.raises(Broken):
        erase(registered[0], rights=broken)

    assert office.count(persons) == office.count(outbox) == 1
    assert sorted(office.opened(inbox.c.text_sealed)) == ["", "tolong"]
    assert [row.done_at for row in office.rows(erasures)] == [None]


def test_given_an_erasure_that_failed_when_it_is_tried_again_then_it_is_done(
    office, registered, erase
):
    rights = office.programme.rights
    with pytest.raises(Broken):
        erase(registered[0], rights=replace(rights, keepers=(BrokenKeeper(),)))

    assert rights.erase_due(10) == 1
    assert office.count(persons) == office.count(outbox) == 0
