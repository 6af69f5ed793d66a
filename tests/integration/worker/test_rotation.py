"""After a rotation the older keys are not needed any more, but for the one that hashes."""

from __future__ import annotations

import pytest
from sqlalchemy import Text, select, update

import memory.schema
from memory.schema import archive, memories
from tests.integration.worker.office import NUMBER
from tests.people import make_applicant
from vaksin import schema
from vaksin.application import rotation
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.people.addresses import Addresses
from vaksin.privacy.keys import CannotDecrypt, WrongHashKey
from vaksin.schema import persons
from whatsapp import schema as channel
from whatsapp.schema import dead_letters, outbox

KEPT = (schema.metadata, channel.metadata, memory.schema.metadata)
TABLES = [table for kept in KEPT for table in kept.sorted_tables]
SEALED = [c for table in TABLES for c in table.columns if c.name.endswith("_sealed")]
# Texts with personal data have no length that could be foreseen; all others have one.
TEXTS = [c for table in TABLES for c in table.columns if isinstance(c.type, Text)]


@pytest.fixture
def filled(office):
    """Let something be sealed in every table that seals; return the contact."""
    contact_id = office.write("saya Contoh Warga")
    office.answer("Halo Contoh Warga")
    office.bury("bukan json", office.clock.now())
    programme = office.programme
    programme.seats.enrol(contact_id, make_applicant())
    programme.drafts.save(contact_id, None, {"nama": "Contoh Warga"})
    for table in (memories, archive):
        office.remember(contact_id, table)
    ask(office, contact_id)
    programme.transactions.writing(
        lambda act: act.notices.add(contact_id, None, NoticeKind.MAY_COME, {"nama": "Contoh"})
    )
    return contact_id


def ask(office, contact_id):
    """Leave a question for an officer, always under the same request; return its reference."""
    ask = office.programme.officers.ask
    return ask(contact_id, RequestKind.QUESTION, "Tanya", request_id="pesan-1")


def rotate(office):
    return [(name, batch.resealed) for name, batch in office.programme.rotation.reseal()]


def versions(office):
    with office.engine.begin() as connection:
        sealed = [one for c in SEALED for one in connection.execute(select(c)).scalars() if one]
    return {int(one.partition(":")[0]) for one in sealed}


def test_every_text_of_every_table_is_sealed():
    assert [str(c) for c in TEXTS if not c.name.endswith("_sealed")] == []


def test_every_sealed_column_is_resealed(office):
    known = {(one.name, name) for one in office.programme.rotation.sealed for name in one.columns}
    assert known == {(c.table.name, c.name) for c in SEALED}


def test_given_a_new_key_when_rotated_then_it_alone_has_sealed_everything(office, filled):
    newer = office.with_keys(1, 2)
    assert versions(newer) == {1}

    rotate(newer)

    assert versions(newer) == {2}
    assert set(newer.programme.rotation.outdated().values()) == {0}


def test_given_three_keys_when_rotated_then_the_one_that_neither_seals_nor_hashes_is_unused(
    office, filled
):
    rotate(office.with_keys(1, 2))
    newest = office.with_keys(1, 2, 3)
    assert newest.programme.rotation.unused() == set()

    rotate(newest)

    assert newest.programme.rotation.unused() == {2}


def test_given_a_rotation_when_the_unused_key_is_removed_then_all_is_readable_and_findable(
    office, filled
):
    reference = ask(office, filled)
    rotate(office.with_keys(1, 2))
    rotate(office.with_keys(1, 2, 3))

    later = office.with_keys(1, 3)

    later.programme.rotation.check_hash_key()
    (standing,) = later.programme.standings(filled)
    assert standing.registration.person.name == make_applicant().name
    assert later.programme.drafts.of(filled)[0].answers == {"nama": "Contoh Warga"}
    for column in SEALED:
        with later.engine.begin() as connection:
            for sealed in connection.execute(select(column)).scalars():
                assert sealed is None or later.programme.keys.open_bytes(sealed) is not None
    # Found again: the message that comes twice, the number it comes from, the NIK, the request.
    assert later.write("saya Contoh Warga") == ""
    assert later.write("lagi") == filled
    with later.engine.begin() as connection:
        book = later.store.contacts(connection)
        assert book.addresses_of(filled) == Addresses(phone=NUMBER)
    with later.programme.transactions.reading() as act:
        assert act.people.find(make_applicant().nik)
    assert ask(later, filled) == reference


def test_given_a_rotation_cut_off_halfway_when_run_again_then_it_goes_on(
    office, filled, monkeypatch
):
    monkeypatch.setattr(rotation, "BATCH", 1)
    for number in range(9002, 9006):
        office.programme.seats.enrol(filled, make_applicant(number, relation="anak"))
    newer = office.with_keys(1, 2)
    expected = sum(newer.programme.rotation.outdated().values())
    work = newer.programme.rotation.reseal()
    first = [next(work) for _ in range(3)]
    work.close()
    assert versions(newer) == {1, 2}

    rest = rotate(newer)

    assert len(first) + sum(resealed for _, resealed in rest) == expected
    assert versions(newer) == {2}


def test_given_everything_sealed_with_the_newest_key_when_rotated_then_nothing_is_written(
    office, filled
):
    assert rotate(office) == []


def test_given_a_row_whose_key_is_gone_when_rotated_then_it_is_told_and_the_others_are_done(
    office, filled
):
    foreign = office.with_keys(1, 7).programme.keys.seal("asing")
    with office.engine.begin() as connection:
        connection.execute(update(persons).values(name_sealed=foreign))
    newer = office.with_keys(1, 2)

    batches = dict(newer.programme.rotation.reseal())

    assert batches["persons"].unreadable == 1
    assert batches[outbox.name].unreadable == 0
    assert versions(newer) == {1, 2, 7}
    with pytest.raises(CannotDecrypt):
        newer.opened(persons.c.name_sealed)


def test_given_a_row_that_is_written_while_it_is_resealed_then_the_newer_text_stays(office, filled):
    newer = office.with_keys(1, 2)
    (table,) = (one for one in newer.programme.rotation.sealed if one.name == outbox.name)
    keys = newer.programme.keys

    class Overtaken(type(keys)):
        """Keys with which somebody else is faster."""

        def reseal(self, sealed):
            with_newest = keys.seal("yang lebih baru")
            connection.execute(update(outbox).values(payload_sealed=with_newest))
            return super().reseal(sealed)

    with newer.engine.begin() as connection:
        table.reseal(connection, Overtaken(keys.by_version), None, 10)

    assert newer.opened(outbox.c.payload_sealed) == ["yang lebih baru"]


@pytest.mark.parametrize("versions", [(2,), (2, 3), (0, 1)])
def test_given_another_lowest_key_then_it_is_refused(office, filled, versions):
    with pytest.raises(WrongHashKey):
        office.with_keys(*versions).programme.rotation.check_hash_key()


def test_given_another_lowest_key_when_the_programme_is_prepared_then_nothing_is_written(
    office, filled
):
    with pytest.raises(WrongHashKey):
        office.with_keys(2).programme.prepare()

    assert office.count(schema.sites) == 0


def test_given_nobody_in_the_database_then_any_key_will_do(office):
    office.with_keys(5).programme.rotation.check_hash_key()


def test_dead_letters_without_a_body_are_left_alone(office):
    office.write("yang gagal")
    office.give_up()

    rotate(office.with_keys(1, 2))

    assert [row.body_sealed for row in office.rows(dead_letters)] == [None]
