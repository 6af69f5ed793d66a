from __future__ import annotations

import pytest

from tests.unit.whatsapp.payload_samples import CITIZEN, USER_ID
from vaksin.people.addresses import Addresses
from whatsapp.senders import addresses, phone_in, sender_of, user_id_in

OTHER = "628000000002"
OTHER_USER_ID = "ID.2222222222"
BOTH = Addresses(phone=CITIZEN, user_id=USER_ID)


@pytest.mark.parametrize(
    "written", [CITIZEN, f"+{CITIZEN}", int(CITIZEN)], ids=["digits", "with plus", "as number"]
)
def test_a_phone_number_is_its_digits(written):
    assert phone_in(written) == CITIZEN


@pytest.mark.parametrize("digits", ["1" * 5, "1" * 20])
def test_the_shortest_and_the_longest_number_are_numbers(digits):
    assert phone_in(digits) == digits


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "1" * 4, "1" * 21, f" {CITIZEN}", f"{CITIZEN}\n", "0800-1111", "٦٢٨٠٠٠٠٠٠٠٠١"),
        *(USER_ID, True, 0, -628000000001, 10**20, -(10**5000), 62800000.0, [CITIZEN], {}),
    ],
    ids=lambda value: "far too small" if value == -(10**5000) else repr(value),
)
def test_what_is_no_phone_number_is_none(value):
    assert phone_in(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *(USER_ID, "US.ENT.11815799212886844830", "ID.a1B2", "ID." + "9" * 128),
        pytest.param("ID." + "9" * 256, id="as long as was announced"),
    ],
)
def test_a_user_id_is_kept_as_it_is(value):
    assert user_id_in(value) == value


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "ID", "ID.", "id.123", "IDN.123", "ID.1.2.3", "ID.12-3", f"{USER_ID}\n"),
        *(CITIZEN, 7, True, [USER_ID], "ID." + "9" * 257),
    ],
)
def test_what_is_no_user_id_is_none(value):
    assert user_id_in(value) is None


def test_given_only_one_usable_address_then_the_other_is_empty():
    assert addresses(CITIZEN, "rusak") == Addresses(phone=CITIZEN)
    assert addresses("", USER_ID) == Addresses(user_id=USER_ID)


def test_given_no_usable_address_then_there_is_nobody():
    assert addresses("", "rusak") is None


@pytest.mark.parametrize(
    ("item", "sender"),
    [
        ({"from": CITIZEN}, Addresses(phone=CITIZEN)),
        ({"from_user_id": USER_ID}, Addresses(user_id=USER_ID)),
        ({"from": "", "from_user_id": USER_ID}, Addresses(user_id=USER_ID)),
        ({"from": CITIZEN, "from_user_id": USER_ID}, BOTH),
        ({"from": CITIZEN, "from_user_id": ""}, Addresses(phone=CITIZEN)),
        ({"from": CITIZEN, "from_user_id": "rusak"}, Addresses(phone=CITIZEN)),
        ({}, None),
        ({"from": "bukan nomor"}, None),
    ],
)
def test_a_sender_has_a_number_a_user_id_or_both(item, sender):
    assert sender_of(item, []) == sender


@pytest.mark.parametrize("item", [{"from": USER_ID}, {"from": USER_ID, "from_user_id": ""}])
def test_a_user_id_in_the_place_of_the_number_is_no_number(item):
    assert sender_of(item, []) == Addresses(user_id=USER_ID)


@pytest.mark.parametrize("unusable", [None, "", "rusak", CITIZEN, 7, True, [OTHER_USER_ID], {}])
def test_given_an_unusable_from_user_id_then_the_user_id_in_from_still_counts(unusable):
    item = {"from": USER_ID, "from_user_id": unusable}
    assert sender_of(item, []) == Addresses(user_id=USER_ID)


def test_given_an_unusable_from_user_id_then_a_contact_completes_the_user_id_in_from():
    item = {"from": USER_ID, "from_user_id": "rusak"}
    assert sender_of(item, [{"wa_id": CITIZEN, "user_id": USER_ID}]) == BOTH


def test_given_a_usable_from_user_id_then_the_user_id_in_from_does_not_count():
    item = {"from": OTHER_USER_ID, "from_user_id": USER_ID}
    assert sender_of(item, []) == Addresses(user_id=USER_ID)


@pytest.mark.parametrize("item", [{"from": CITIZEN}, {"from_user_id": USER_ID}, {"from": USER_ID}])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_contact_with_the_same_address_completes_the_sender_wherever_it_stands(item, place):
    contacts = [{"wa_id": OTHER}, {"wa_id": "628000000003", "user_id": OTHER_USER_ID}]
    contacts.insert(place, {"wa_id": CITIZEN, "user_id": USER_ID})
    assert sender_of(item, contacts) == BOTH


@pytest.mark.parametrize(
    "contact",
    [
        {"wa_id": OTHER, "user_id": OTHER_USER_ID},
        {"user_id": USER_ID},
        {"wa_id": "", "user_id": USER_ID},
        {"wa_id": [CITIZEN], "user_id": USER_ID},
        {},
    ],
)
def test_given_only_the_same_place_in_the_list_then_a_contact_completes_nobody(contact):
    assert sender_of({"from": CITIZEN}, [contact]) == Addresses(phone=CITIZEN)


def test_given_both_addresses_then_contacts_change_neither():
    contact = {"wa_id": CITIZEN, "user_id": OTHER_USER_ID}
    item = {"from": CITIZEN, "from_user_id": USER_ID}
    assert sender_of(item, [contact]) == BOTH


def test_a_contact_may_have_its_number_with_a_plus():
    contact = {"wa_id": f"+{CITIZEN}", "user_id": USER_ID}
    assert sender_of({"from": CITIZEN}, [contact]) == BOTH
