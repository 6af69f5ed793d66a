"""What Rasa expects of every tracker store, and what a conversation that never ends needs of one.

The first part is Rasa's own contract, as its stores are held to it.
"""

from __future__ import annotations

import asyncio
import time

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from memory.keeper import ConversationKeeper
from memory.memories import ConversationMovedOn
from memory.recollection import FEWEST_TURNS, MOST_TURNS
from memory.tracker_store import UnfinishedTurn
from tests.integration.memory.conftest import DOMAIN

MARKER = "kata rahasia contoh"
SENDER = "percakapan-contoh"
MANY = 40


def conversation(*events, sender=SENDER):
    return DialogueStateTracker.from_events(sender, list(events), DOMAIN.slots)


def listen():
    return ActionExecuted(ACTION_LISTEN_NAME)


def turn(text="halo", *events):
    parsed = {
        "intent": {"name": "sapa", "confidence": 0.9},
        "entities": [],
        "text": text,
        "intent_ranking": [{"name": "sapa", "confidence": 0.9}],
    }
    said = UserUttered(text, parsed["intent"], [], parsed)
    return [said, *events, ActionExecuted("utter_sapa"), BotUttered("Halo"), listen()]


async def talk(store, turns, sender=SENDER):
    """Save turn by turn, reading the conversation anew each time, as Rasa does."""
    for events in turns:
        tracker = await store.get_or_create_tracker(sender)
        tracker.update_with_events(fresh(events), DOMAIN)
        await store.save(tracker)
    return await store.retrieve(sender)


def fresh(events):
    for event in events:
        event.timestamp = time.time()
    return events


def texts(tracker):
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


# ---- Rasa's contract --------------------------------------------------------------------------


async def test_an_unknown_conversation_is_none(store):
    assert await store.retrieve(SENDER) is None
    assert not await store.exists(SENDER)


async def test_a_new_conversation_listens(store):
    tracker = await store.get_or_create_tracker(SENDER)
    assert tracker.latest_action_name == ACTION_LISTEN_NAME


async def test_a_new_conversation_need_not_listen(store):
    tracker = await store.get_or_create_tracker(SENDER, append_action_listen=False)
    assert not tracker.events


async def test_a_saved_conversation_comes_back_as_it_was(store):
    saved = conversation(SessionStarted(), listen(), *turn(), SlotSet("nama", "Siti Contoh"))
    await store.save(saved)
    found = await store.get_or_create_tracker(SENDER)
    assert found == saved
    assert found.current_slot_values() == saved.current_slot_values()
    assert await store.exists(SENDER)


async def test_what_was_added_later_is_there_too(store):
    tracker = await talk(store, [turn("satu"), turn("dua")])
    assert texts(tracker) == ["satu", "dua"]


async def test_slots_are_those_of_the_domain(store):
    tracker = await talk(store, [turn()])
    assert set(tracker.slots) == {slot.name for slot in DOMAIN.slots}


async def test_of_several_sessions_the_newest_is_retrieved(store):
    await talk(store, [[SessionStarted(), *turn("dulu")], [SessionStarted(), *turn("kini")]])
    assert texts(await store.retrieve(SENDER)) == ["kini"]


async def test_of_several_sessions_the_full_tracker_has_all(store):
    await talk(store, [[SessionStarted(), *turn("dulu")], [SessionStarted(), *turn("kini")]])
    assert texts(await store.retrieve_full_tracker(SENDER)) == ["dulu", "kini"]
    assert texts(await store.get_or_create_full_tracker(SENDER)) == ["dulu", "kini"]


async def test_all_conversations_are_listed(store):
    await store.save(conversation(*turn(), sender="satu"))
    await store.save(conversation(*turn(), sender="dua"))
    assert sorted(await store.keys()) == ["dua", "satu"]


async def test_a_triggered_intent_is_kept(store):
    external = UserUttered.create_external("daftar", [], input_channel="whatsapp")
    tracker = await talk(store, [[external, listen()]])
    assert tracker.latest_message.intent_name == "daftar"


async def test_the_domain_may_change_while_the_store_is_open(store):
    await talk(store, [turn("halo", SlotSet("nama", "Siti Contoh"))])
    store.domain = DOMAIN.merge(Domain.from_yaml("slots: {lain: {type: any, mappings: []}}"))
    assert "lain" in (await store.retrieve(SENDER)).slots


async def test_rasas_wrapper_finds_it_asynchronous(endpoint):
    assert type(TrackerStore.create(endpoint, DOMAIN)).__name__ == "BoundedTrackerStore"


async def test_within_rasas_wrapper_a_failed_save_is_heard_of(store):
    safe = FailSafeTrackerStore(store, on_tracker_store_error=_raise)
    with pytest.raises(UnfinishedTurn):
        await safe.save(conversation(UserUttered("halo"), ActionExecuted("utter_sapa")))


# ---- bounded ----------------------------------------------------------------------------------


async def test_given_a_long_conversation_then_few_turns_are_read(store):
    tracker = await talk(store, [turn(str(number)) for number in range(MANY)])
    assert FEWEST_TURNS <= len(texts(tracker)) <= MOST_TURNS
    assert texts(tracker)[-1] == str(MANY - 1)


async def test_given_a_long_conversation_then_the_archive_has_what_was_left_out(store):
    await talk(store, [turn(str(number)) for number in range(MANY)])
    whole = await store.retrieve_full_tracker(SENDER)
    assert texts(whole) == [str(number) for number in range(MANY)]


async def test_given_a_slot_set_long_ago_then_it_is_still_set(store):
    turns = [turn("nama", SlotSet("nama", "Siti Contoh")), *(turn() for _ in range(MANY))]
    assert (await talk(store, turns)).get_slot("nama") == "Siti Contoh"


async def test_given_a_slot_emptied_long_ago_then_it_has_not_its_first_value_again(store):
    turns = [turn("kosong", SlotSet("jumlah", None)), *(turn() for _ in range(MANY))]
    assert (await talk(store, turns)).get_slot("jumlah") is None


async def test_given_a_form_opened_long_ago_then_it_is_still_open(store):
    turns = [turn("daftar", ActiveLoop("formulir")), *(turn() for _ in range(MANY))]
    assert (await talk(store, turns)).active_loop_name == "formulir"


async def test_given_a_conversation_paused_long_ago_then_it_is_still_paused(store):
    turns = [turn("diam", ConversationPaused()), *(turn() for _ in range(MANY))]
    assert (await talk(store, turns)).is_paused()


async def test_given_a_long_conversation_then_the_bot_listens(store):
    tracker = await talk(store, [turn() for _ in range(MANY)])
    assert tracker.latest_action_name == ACTION_LISTEN_NAME


async def test_a_row_does_not_grow_with_the_conversation(store, rows):
    await talk(store, [turn() for _ in range(MOST_TURNS)])
    (most,) = rows("dialogue_memories")
    await talk(store, [turn() for _ in range(10 * MOST_TURNS)])
    (now,) = rows("dialogue_memories")
    assert len(now) < 1.5 * len(most)


async def test_what_was_weighed_for_an_answer_is_not_kept(store):
    tracker = await talk(store, [turn()])
    assert "intent_ranking" not in tracker.latest_message.parse_data


# ---- a new model ------------------------------------------------------------------------------


async def test_given_a_form_that_the_domain_has_no_more_then_it_is_closed(store):
    opened = [ActiveLoop("formulir"), SlotSet(REQUESTED_SLOT, "nama")]
    await talk(store, [turn("daftar", *opened)])
    store.domain = Domain.from_yaml("slots: {requested_slot: {type: any, mappings: []}}")
    tracker = await store.retrieve(SENDER)
    assert tracker.active_loop_name is None
    assert tracker.get_slot(REQUESTED_SLOT) is None


async def test_given_a_slot_that_the_domain_has_no_more_then_it_is_left_out(store):
    await talk(store, [turn("nama", SlotSet("nama", "Siti Contoh"))])
    store.domain = Domain.empty()
    assert "nama" not in (await store.retrieve(SENDER)).slots


# ---- private ----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["dialogue_memories", "dialogue_archive"])
async def test_what_was_said_does_not_stand_in_the_database(store, rows, table):
    await talk(store, [turn(MARKER, SlotSet("nama", MARKER)) for _ in range(MANY)])
    assert rows(table)
    assert not [row for row in rows(table) if MARKER in row]


async def test_given_a_restart_then_nothing_before_it_is_kept(store, rows):
    tracker = await talk(store, [turn(MARKER) for _ in range(MANY)])
    ended = [UserUttered("hapus"), ActionExecuted("action_selesai_hapus"), Restarted()]
    tracker.update_with_events(fresh([*ended, SessionStarted(), listen()]), DOMAIN)
    await store.save(tracker)
    found = await store.retrieve_full_tracker(SENDER)
    assert [type(event) for event in found.events] == [SessionStarted, ActionExecuted]
    assert rows("dialogue_archive") == []


async def test_given_a_restart_then_what_is_said_later_is_kept(store):
    await store.save(conversation(SessionStarted(), *turn(MARKER), Restarted()))
    assert texts(await talk(store, [[SessionStarted(), *turn("halo lagi")]])) == ["halo lagi"]


async def test_another_conversation_is_not_forgotten_with_it(store):
    await talk(store, [turn("tetap ada")], sender="lain")
    await store.save(conversation(*turn(MARKER), Restarted()))
    assert texts(await store.retrieve("lain")) == ["tetap ada"]


# ---- whole or not at all ----------------------------------------------------------------------


async def test_a_turn_that_did_not_end_is_not_kept(store):
    unfinished = conversation(UserUttered(MARKER), ActionExecuted("action_session_start"))
    with pytest.raises(UnfinishedTurn):
        await store.save(unfinished)
    assert await store.retrieve(SENDER) is None


async def test_what_joins_the_save_is_kept_or_lost_with_it(store):
    def fail(connection, message_id):
        raise ConnectionError(message_id)

    store.with_save = fail
    with pytest.raises(ConnectionError, match="wamid-1"):
        await store.save(conversation(UserUttered("halo", message_id="wamid-1"), listen()))
    assert await store.retrieve(SENDER) is None


async def test_given_two_processes_with_one_conversation_then_the_later_save_is_refused(store):
    await talk(store, [turn("satu")])
    first, second = [await store.retrieve(SENDER) for _ in range(2)]
    first.update_with_events(fresh(turn("dua")), DOMAIN)
    second.update_with_events(fresh(turn("juga dua")), DOMAIN)
    await store.save(first)
    with pytest.raises(ConversationMovedOn):
        await store.save(second)
    assert texts(await store.retrieve_full_tracker(SENDER)) == ["satu", "dua"]


async def test_given_an_erasure_while_a_turn_goes_on_then_the_turn_does_not_bring_it_back(store):
    tracker = await talk(store, [turn(MARKER)])
    with store.engine.begin() as connection:
        ConversationKeeper().forget(connection, SENDER)
    tracker.update_with_events(fresh(turn("lagi")), DOMAIN)
    with pytest.raises(ConversationMovedOn):
        await store.save(tracker)
    assert await store.retrieve_full_tracker(SENDER) is None


async def test_given_two_first_messages_at_once_then_one_is_refused(store):
    trackers = [conversation(*turn(text)) for text in ("satu", "dua")]
    for tracker in trackers:
        fresh(tracker.events)
    outcomes = await asyncio.gather(*map(store.save, trackers), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "ConversationMovedOn",
        "NoneType",
    ]


def _raise(error):
    raise error
