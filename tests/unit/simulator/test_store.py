from __future__ import annotations

import asyncio

import pytest

from simulator.store import Chat, PhoneStore


@pytest.fixture
def chat(number):
    return Chat(number)


def incoming(chat, message_id="wamid.in"):
    return chat.append("in", message_id, "text", {"text": {"body": "halo"}}, "delivered")


def outgoing(chat, message_id="wamid.out"):
    return chat.append("out", message_id, "text", {"text": {"body": "halo"}}, "sent")


def test_messages_are_numbered_in_order(chat):
    first, second = outgoing(chat, "a"), incoming(chat, "b")
    assert (first.seq, second.seq) == (1, 2)
    assert chat.after(1) == [second]


def test_a_chat_knows_when_the_citizen_last_wrote_also_after_it_was_cleared(chat):
    for moment in (1614556800, 1614550000):
        chat.append("out", str(moment), "text", {}, "sent", moment)
    incoming(chat)
    chat.clear()
    assert chat.last_written == 1614556800


def test_a_status_only_climbs(chat):
    message = outgoing(chat)
    chat.advance(message, "read")
    chat.advance(message, "delivered")
    assert message.status == "read"


def test_a_message_the_bot_has_taken_cannot_fail_later(chat):
    message = outgoing(chat)
    chat.advance(message, "delivered")
    chat.mark_failed(message)
    assert message.status == "delivered"


def test_when_the_bot_reads_a_message_then_all_before_it_are_read_too(chat):
    messages = [outgoing(chat, identifier) for identifier in "abc"]
    chat.read_outgoing("b")
    assert [message.status for message in messages] == ["read", "read", "sent"]


def test_when_the_bot_reads_a_cleared_message_then_nothing_else_changes(chat):
    outgoing(chat, "old")
    chat.clear()
    message = outgoing(chat, "new")
    chat.read_outgoing("old")
    assert message.status == "sent"


def test_when_the_phone_shows_the_chat_then_each_message_is_read_once(chat):
    message = incoming(chat)
    outgoing(chat)
    assert chat.read_incoming() == [message]
    assert chat.read_incoming() == []


def test_typing_ends_with_the_bots_next_message(chat):
    chat.start_typing()
    assert chat.snapshot(0)["typing"]
    outgoing(chat)
    assert chat.snapshot(0)["typing"]
    incoming(chat)
    assert not chat.snapshot(0)["typing"]


def test_clearing_empties_the_view_but_keeps_counting(chat):
    outgoing(chat)
    before = chat.snapshot(0)
    chat.clear()
    after = chat.snapshot(0)
    assert after["messages"] == []
    assert after["view"] != before["view"]
    assert incoming(chat).seq == 2


def test_every_visible_change_raises_the_version(chat):
    versions = [chat.version]
    message = outgoing(chat)
    versions.append(chat.version)
    chat.advance(message, "delivered")
    versions.append(chat.version)
    chat.start_typing()
    versions.append(chat.version)
    chat.clear()
    versions.append(chat.version)
    assert versions == sorted(set(versions))


def test_a_snapshot_tells_the_status_of_older_messages(chat):
    message = outgoing(chat)
    chat.advance(message, "read")
    snapshot = chat.snapshot(after=message.seq)
    assert snapshot["messages"] == []
    assert snapshot["statuses"] == {message.id: "read"}


def test_given_a_known_version_then_only_statuses_changed_since_are_told(chat):
    first, second = outgoing(chat, "a"), outgoing(chat, "b")
    version = chat.version
    chat.advance(first, "delivered")
    assert chat.snapshot(second.seq, version)["statuses"] == {"a": "delivered"}


def test_a_status_after_clearing_does_not_come_back_into_view(chat):
    message = outgoing(chat)
    chat.clear()
    chat.advance(message, "delivered")
    assert chat.snapshot(0)["statuses"] == {}


def test_an_edit_leaves_what_the_webhook_tells_as_it_was_sent(chat):
    message = outgoing(chat)
    payload = message.payload
    chat.edit(message.id, "Budi")
    assert message.payload["text"] == {"body": "Budi"}
    assert payload["text"] == {"body": "halo"}


def test_a_correction_of_a_cleared_message_changes_nothing(chat):
    chat.edit("wamid.old", "Budi")
    chat.revoke("wamid.old")
    assert chat.version == 0


async def test_waiting_ends_with_the_change(chat):
    waiting = asyncio.create_task(chat.wait_for_change(10))
    await asyncio.sleep(0)
    outgoing(chat)
    assert await waiting is True


async def test_waiting_ends_without_a_change_when_time_is_over(chat):
    assert await chat.wait_for_change(0.01) is False


def test_a_number_keeps_its_chat_and_another_has_its_own():
    store = PhoneStore()
    assert store.chat("628990000001") is store.chat("628990000001")
    assert store.chat("628990000001") is not store.chat("628990000002")


def test_the_owner_of_a_message_is_known_also_after_clearing(number):
    store = PhoneStore()
    chat = store.chat(number)
    store.remember("wamid.A", chat)
    chat.clear()
    assert store.owner_of("wamid.A") is chat
    assert store.owner_of("wamid.B") is None


def test_a_chat_moves_to_another_number_with_its_messages():
    store = PhoneStore()
    chat = store.chat("6280000000001")
    store.move("6280000000001", "6280000000002")
    assert store.chat("6280000000002") is chat
    assert chat.number == "6280000000002"
    assert store.chat("6280000000001") is not chat


def test_a_reset_forgets_chats_and_shows_it_to_who_still_looks(number):
    store = PhoneStore()
    chat = store.chat(number)
    outgoing(chat)
    store.remember("wamid.out", chat)
    store.reset()
    assert chat.is_empty
    assert store.owner_of("wamid.out") is None
    assert store.chat(number) is not chat
