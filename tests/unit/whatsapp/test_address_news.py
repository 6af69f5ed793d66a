from __future__ import annotations

import pytest

from tests.unit.whatsapp.payload_samples import (
    CITIZEN,
    PHONE_NUMBER_ID,
    USER_ID,
    call,
    message,
    published,
    system_note,
    text_message,
    value,
)
from vaksin.people.addresses import Addresses
from whatsapp.address_news import AddressNotice
from whatsapp.calls import read_call

PUBLISHED = published()
NEW_NUMBER = "628000000002"
NEW_USER_ID = "ID.2222222222"
AT = 1749416383
NUMBER_CHANGED = AddressNotice(Addresses(phone=CITIZEN), Addresses(phone=NEW_NUMBER), AT)
USER_ID_CHANGED = AddressNotice(Addresses(user_id=USER_ID), Addresses(user_id=NEW_USER_ID), AT)


def read(*messages, **fields):
    return read_call(call(value(messages, **fields)), PHONE_NUMBER_ID)


@pytest.mark.parametrize("kind", ["user_changed_number", "customer_changed_number"])
@pytest.mark.parametrize("key", ["wa_id", "new_wa_id"])
def test_a_changed_number_is_told_under_either_name(kind, key):
    assert read(system_note(kind, **{key: NEW_NUMBER})).notices == [NUMBER_CHANGED]


def test_given_both_names_then_the_newer_one_counts():
    note = system_note("user_changed_number", wa_id=NEW_NUMBER, new_wa_id="628000000003")
    assert read(note).notices == [NUMBER_CHANGED]


def test_given_an_unusable_wa_id_then_new_wa_id_counts():
    note = system_note("user_changed_number", wa_id="", new_wa_id=NEW_NUMBER)
    assert read(note).notices == [NUMBER_CHANGED]


def test_a_new_user_id_may_come_with_the_new_number():
    note = system_note("user_changed_number", wa_id=NEW_NUMBER, user_id=NEW_USER_ID)
    (notice,) = read({**note, "from_user_id": USER_ID}).notices
    assert notice.old == Addresses(phone=CITIZEN, user_id=USER_ID)
    assert notice.new == Addresses(phone=NEW_NUMBER, user_id=NEW_USER_ID)


def test_a_changed_user_id_is_told_of_a_citizen_without_a_number():
    note = system_note("user_changed_user_id", sender=None, user_id=NEW_USER_ID)
    assert read({**note, "from_user_id": USER_ID}).notices == [USER_ID_CHANGED]


def test_a_changed_user_id_is_told_of_a_citizen_with_a_number():
    note = system_note("user_changed_user_id", user_id=NEW_USER_ID, wa_id=NEW_NUMBER)
    (notice,) = read(note).notices
    assert notice.old == Addresses(phone=CITIZEN)
    assert notice.new == Addresses(phone=NEW_NUMBER, user_id=NEW_USER_ID)


@pytest.mark.parametrize("from_user_id", [None, "", "rusak", 7])
def test_the_old_user_id_may_stand_in_the_place_of_the_number(from_user_id):
    note = system_note("user_changed_user_id", sender=USER_ID, user_id=NEW_USER_ID)
    assert read({**note, "from_user_id": from_user_id}).notices == [USER_ID_CHANGED]


def test_a_new_number_may_be_told_of_a_citizen_with_a_user_id_in_the_place_of_the_number():
    (notice,) = read(system_note("user_changed_number", sender=USER_ID, wa_id=NEW_NUMBER)).notices
    assert (notice.old, notice.new) == (Addresses(user_id=USER_ID), Addresses(phone=NEW_NUMBER))


@pytest.mark.parametrize("sender", [None, "", "bukan nomor"])
def test_the_old_user_id_may_stand_in_the_note_itself(sender):
    content = {"user_id": NEW_USER_ID, "previous_user_id": USER_ID}
    note = system_note("user_changed_user_id", sender=sender, **content)
    assert read(note).notices == [USER_ID_CHANGED]


def test_a_new_number_may_be_told_of_the_old_user_id_in_the_note_itself():
    content = {"wa_id": NEW_NUMBER, "previous_user_id": USER_ID}
    (notice,) = read(system_note("user_changed_number", sender=None, **content)).notices
    assert (notice.old, notice.new) == (Addresses(user_id=USER_ID), Addresses(phone=NEW_NUMBER))


@pytest.mark.parametrize("previous", [None, "", "rusak", 7, [USER_ID], CITIZEN])
def test_what_is_no_user_id_in_the_note_itself_is_no_old_address(previous):
    content = {"user_id": NEW_USER_ID, "previous_user_id": previous}
    read_all = read(system_note("user_changed_user_id", sender=None, **content))
    assert read_all.notices == []
    assert [item.reason for item in read_all.unreadable] == ["no_sender"]


def test_given_a_number_and_an_old_user_id_in_the_note_then_both_are_old_addresses():
    content = {"wa_id": NEW_NUMBER, "user_id": NEW_USER_ID, "previous_user_id": USER_ID}
    (notice,) = read(system_note("user_changed_number", **content)).notices
    assert notice.old == Addresses(phone=CITIZEN, user_id=USER_ID)
    assert notice.new == Addresses(phone=NEW_NUMBER, user_id=NEW_USER_ID)


@pytest.mark.parametrize(
    "note",
    [
        system_note("customer_identity_changed", wa_id=NEW_NUMBER, identity="x"),
        system_note("kelak_ada", wa_id=NEW_NUMBER, user_id=NEW_USER_ID),
        system_note("user_changed_number"),
        system_note("user_changed_number", wa_id="", new_wa_id=None),
        system_note("user_changed_number", user_id=NEW_USER_ID),
        system_note("user_changed_user_id", wa_id=NEW_NUMBER),
        system_note("user_changed_user_id", user_id="rusak"),
        message("system"),
        message("system", "rusak"),
    ],
    ids=[
        *("another identity", "unknown note", "no new number", "empty new number"),
        *("user id alone", "number alone", "unusable user id", "no content", "no object"),
    ],
)
def test_a_note_that_names_no_change_is_a_silent_message(note):
    read_all = read(note)
    assert read_all.notices == []
    assert [(kept.kind, kept.text) for kept in read_all.messages] == [("system", "")]


@pytest.mark.parametrize("kind", [None, 7, [], {}, ["user_changed_number"]], ids=repr)
def test_a_note_whose_type_is_no_text_names_no_change(kind):
    read_all = read(system_note(kind, wa_id=NEW_NUMBER), text_message("halo"))
    assert read_all.notices == []
    assert [kept.text for kept in read_all.messages] == ["", "halo"]


def test_a_note_that_names_a_change_is_no_message():
    assert read(system_note("user_changed_number", wa_id=NEW_NUMBER)).messages == []


def test_a_change_without_the_one_it_concerns_is_unreadable():
    read_all = read(system_note("user_changed_number", sender=None, wa_id=NEW_NUMBER))
    assert read_all.notices == []
    assert [item.reason for item in read_all.unreadable] == ["no_sender"]


def test_a_citizen_cannot_tell_of_a_change_by_writing_of_it():
    written = text_message("halo", system={"type": "user_changed_number", "wa_id": NEW_NUMBER})
    read_all = read(written)
    assert read_all.notices == []
    assert [kept.text for kept in read_all.messages] == ["halo"]


def update(previous, current):
    return {"user_id": {"previous": previous, "current": current}, "timestamp": str(AT)}


def test_an_update_of_a_user_id_is_told_outside_of_messages():
    read_all = read(user_id_update=[update(USER_ID, NEW_USER_ID)])
    assert (read_all.notices, read_all.unreadable) == ([USER_ID_CHANGED], [])


def test_every_update_of_a_call_is_told():
    updates = [update(USER_ID, NEW_USER_ID), update("ID.3", "ID.4")]
    news = read(user_id_update=updates).notices
    assert [notice.new.user_id for notice in news] == [NEW_USER_ID, "ID.4"]


BROKEN_UPDATES = [
    *({}, {"user_id": "ID.5"}, {"user_id": {}}, {"type": "system"}),
    *(update(None, NEW_USER_ID), update(USER_ID, "rusak"), update(USER_ID, None)),
    update(CITIZEN, NEW_NUMBER),
]


@pytest.mark.parametrize("broken", BROKEN_UPDATES)
def test_an_update_that_names_no_change_harms_no_other(broken):
    news = read(user_id_update=[broken, update(USER_ID, NEW_USER_ID)]).notices
    assert [notice.new.user_id for notice in news] == [NEW_USER_ID]


@pytest.mark.parametrize("broken", BROKEN_UPDATES)
def test_an_update_that_names_no_change_is_unreadable(broken):
    read_all = read(user_id_update=[broken])
    assert read_all.items == []
    assert [item.reason for item in read_all.unreadable] == ["update_without_change"]


@pytest.mark.parametrize(("timestamp", "seconds"), [("besok", None), (AT * 1000, AT)])
def test_the_moment_of_a_change_is_in_seconds_or_not_known(timestamp, seconds):
    note = system_note("user_changed_number", wa_id=NEW_NUMBER)
    (notice,) = read({**note, "timestamp": timestamp}).notices
    assert notice.timestamp == seconds


def test_a_change_reads_the_same_when_it_is_read_alone():
    note = system_note("user_changed_number", wa_id=NEW_NUMBER)
    (item,) = read(note, user_id_update=[]).items
    assert read_call(item.body, PHONE_NUMBER_ID).notices == [NUMBER_CHANGED]


@pytest.mark.skipif(not PUBLISHED, reason="Meta's examples are not at hand")
def test_metas_own_example_is_read():
    (notice,) = read_call(PUBLISHED["system_message"], PHONE_NUMBER_ID).notices
    assert (notice.old.phone, notice.new.phone) == ("16505551234", "12195555358")


def test_no_personal_data_is_shown():
    (notice,) = read(system_note("user_changed_number", wa_id=NEW_NUMBER)).notices
    assert not any(secret in repr(notice) for secret in (CITIZEN, NEW_NUMBER))
