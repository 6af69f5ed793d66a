from __future__ import annotations

from random import Random

import pytest

from simulator.batches import WebhookItem, compose_body

PHONE_NUMBER_ID = "100000000000001"


def message(number, serial):
    content = {"id": f"wamid.{serial}", "from": number}
    return WebhookItem("messages", content, print, {"wa_id": number})


def status(serial):
    return WebhookItem("statuses", {"id": f"wamid.{serial}"}, print)


def system(serial):
    return WebhookItem("messages", {"id": f"wamid.{serial}", "type": "system"}, print)


def news(serial):
    return WebhookItem("message_template_status_update", {"serial": serial}, print)


@pytest.fixture
def values():
    """Compose the body of some items and return its values."""

    def compose(items, seed=1):
        body = compose_body(PHONE_NUMBER_ID, items, Random(seed))
        return [c["value"] for entry in body["entry"] for c in entry["changes"]]

    return compose


@pytest.fixture
def crowd():
    """Two hundred messages of five citizens."""
    return [message(f"628000000000{serial % 5}", serial) for serial in range(200)]


def ids(values, kind):
    return [item["id"] for value in values for item in value.get(kind, [])]


def test_a_single_item_makes_the_plain_body():
    body = compose_body(PHONE_NUMBER_ID, [message("6280000000001", 1)], Random(1))
    (entry,) = body["entry"]
    (change,) = entry["changes"]
    assert change["value"]["messages"] == [{"id": "wamid.1", "from": "6280000000001"}]
    assert change["value"]["contacts"] == [{"wa_id": "6280000000001"}]


def test_a_batch_holds_every_item_once_and_in_order(values, crowd):
    assert ids(values(crowd), "messages") == [f"wamid.{serial}" for serial in range(200)]


def test_a_batch_is_spread_over_entries_and_changes(crowd):
    entries = compose_body(PHONE_NUMBER_ID, crowd, Random(1))["entry"]
    assert len(entries) > 1
    assert max(len(entry["changes"]) for entry in entries) > 1


def test_a_value_may_hold_two_senders_and_then_names_both(values, crowd):
    mixed = [value for value in values(crowd) if len(value["contacts"]) > 1]
    assert mixed
    for value in mixed:
        senders = {message["from"] for message in value["messages"]}
        assert {contact["wa_id"] for contact in value["contacts"]} == senders


def test_messages_and_statuses_do_not_share_a_value(values):
    items = [
        item for serial in range(50) for item in (message("6280000000001", serial), status(serial))
    ]
    assert all(("messages" in value) != ("statuses" in value) for value in values(items))


def test_a_system_message_has_no_contacts_beside_it(values):
    items = [
        item for serial in range(50) for item in (message("6280000000001", serial), system(serial))
    ]
    for value in values(items):
        is_system = value["messages"][0].get("type") == "system"
        assert ("contacts" in value) != is_system


def test_news_of_the_account_stand_alone_in_a_change_of_their_field():
    items = [item for serial in range(50) for item in (news(serial), news(serial), status(serial))]
    body = compose_body(PHONE_NUMBER_ID, items, Random(1))
    changes = [change for entry in body["entry"] for change in entry["changes"]]
    told = [c["value"] for c in changes if c["field"] == "message_template_status_update"]
    assert told == [{"serial": serial} for serial in range(50) for _ in range(2)]


def test_the_same_chance_gives_the_same_body(values, crowd):
    assert values(crowd, seed=3) == values(crowd, seed=3)
