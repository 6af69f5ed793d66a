"""Whatever is missing or of the wrong type harms nobody else, and nothing is lost in silence."""

from __future__ import annotations

import asyncio
import json
import os

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.whatsapp.corpus import (
    CORRECTIONS,
    KINDS,
    MISSING,
    REPLACEMENTS,
    STATUSES,
    changed,
    citizen,
    mutants,
    note,
    places,
    written,
)
from tests.integration.whatsapp.served import buried, letters, serving, settled
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, published, value
from vaksin.clock import SystemClock
from whatsapp.calls import read_call
from whatsapp.store import Store

pytestmark = pytest.mark.asyncio(loop_scope="module")
# What every message has; it is spoilt in one kind only, because it is read alike in all of them.
COMMON = {"from", "id", "timestamp", "type"}
# Other kinds are read like one of these. In what every kind has in common, and in its own parts
# alone, `tests/unit/whatsapp/test_calls.py` spoils all of them.
SPOILT = (
    *("text", "button_reply", "list_reply", "nfm_reply", "contacts", "interactive with errors"),
    *("location", "image with caption", "order", "unsupported"),
)
# ``HYPOTHESIS_PROFILE=long`` takes the time for these, too.
SPOILT_AT_LENGTH = (
    *("reply", "advertisement", "call_permission_reply", "button", "audio", "reaction", "identity"),
    "document with caption",
)
if os.environ.get("HYPOTHESIS_PROFILE") == "long":
    SPOILT += SPOILT_AT_LENGTH
SAMPLES = [*(kind for kind in KINDS if kind.name in SPOILT), *CORRECTIONS]
# The replacements that can still be the id of a message or the name of a step.
STILL_AN_ID = {"text"}
STILL_A_STEP = {"text", "empty text", "huge"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("rusak")) as running:
        yield running


def by_name(kind):
    return kind.name.replace(" ", "_")


async def post_between_neighbours(served, calls):
    """Post lists of items, each list between the messages of two other citizens.

    Returns the citizens, for whom an answer is due, and waits once for all of them.
    """
    neighbours = []
    for items in calls:
        before, after = served.newcomers(2)
        neighbours += [before, after]
        messages, statuses, fields = items
        all_messages = [
            written("sebelum", before, f"wamid.{before}"),
            *messages,
            written("sesudah", after, f"wamid.{after}"),
        ]
        assert await served.bot.post(call(value(all_messages, statuses, **fields))) == 200
    await settled(served.world, seconds=300)
    return neighbours


def unanswered(served, citizens):
    return [citizen for citizen in citizens if served.answers_to(citizen) != 1]


def spoilt(served, sample):
    """Return every change of a message, each from a citizen of its own."""
    found = []
    for mutant in mutants(sample.sent("628000000001", "wamid.0")):
        if mutant.path[0] in COMMON and sample is not KINDS[0]:
            continue
        ani = served.newcomer()
        fresh = sample.sent(ani, f"wamid.{ani}")
        item = changed(fresh, mutant.path, REPLACEMENTS[mutant.replacement])
        found.append((mutant, item))
    return found


def is_readable(mutant):
    """Tell whether a change has left a message its id and its sender."""
    if mutant.path == ("id",):
        return mutant.replacement in STILL_AN_ID
    return mutant.path != ("from",)


@pytest.mark.parametrize("sample", SAMPLES, ids=by_name)
async def test_a_malformed_message_is_kept_and_its_neighbours_are_answered(served, sample):
    found = spoilt(served, sample)
    calls = [(items, [], {}) for items in by_place(found)]
    neighbours = await post_between_neighbours(served, calls)
    assert unanswered(served, neighbours) == []
    kept, dead = served.kept_ids(), buried(served.world)
    for mutant, item in found:
        if is_readable(mutant):
            assert served.hash_of(item["id"]) in kept, mutant
        else:
            assert item in dead, mutant


CHANGES = {
    "number": {"kind": "user_changed_number", "wa_id": "628000999998"},
    "number of a customer": {"kind": "customer_changed_number", "new_wa_id": "628000999997"},
    "user id": {"kind": "user_changed_user_id", "user_id": "ID.998"},
}


def by_place(found):
    """Return lists of items, each of those that were changed in the same place."""
    lists = {}
    for mutant, item in found:
        lists.setdefault(mutant.path, []).append(item)
    return list(lists.values())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_malformed_note_harms_no_neighbour(served, change):
    found = []
    for mutant in mutants(note(sender="628000000001", **change)):
        ani = served.newcomer()
        fresh = note(sender=ani, message_id=f"wamid.{ani}", **change)
        found.append((mutant, changed(fresh, mutant.path, REPLACEMENTS[mutant.replacement])))
    calls = [(items, [], {}) for items in by_place(found)]
    assert unanswered(served, await post_between_neighbours(served, calls)) == []


@pytest.mark.parametrize("sample", STATUSES, ids=lambda item: item["status"])
async def test_a_malformed_report_is_kept_and_harms_no_neighbour(served, sample):
    unknown = {**sample, "id": f"wamid.TIDAK.ADA.{sample['status']}"}
    found = [(mutant, mutant.item) for mutant in mutants(unknown)]
    calls = [([], items, {}) for items in by_place(found)]
    neighbours = await post_between_neighbours(served, calls)
    assert unanswered(served, neighbours) == []
    dead = buried(served.world)
    for mutant, item in found:
        is_lost = (mutant.path == ("id",) and mutant.replacement not in STILL_AN_ID) or (
            mutant.path == ("status",) and mutant.replacement not in STILL_A_STEP
        )
        assert (item in dead) is is_lost, mutant


LISTS = {
    "contacts": [{"profile": {"name": "x"}, "wa_id": "628000000001", "user_id": "ID.7"}],
    "user_id_update": [{"user_id": {"previous": "ID.1", "current": "ID.2"}, "timestamp": "1"}],
    "errors": [{"code": 130429, "title": "x", "error_data": {"details": "y"}}],
}


@pytest.mark.parametrize("key", LISTS)
async def test_another_malformed_list_harms_no_message(served, key):
    calls = [
        ([], [], {key: replacement} if replacement is not MISSING else {})
        for replacement in REPLACEMENTS.values()
    ]
    calls += [([], [], {key: mutant.item}) for mutant in mutants(LISTS[key], depth=4)]
    neighbours = await post_between_neighbours(served, calls)
    assert unanswered(served, neighbours) == []


@pytest.mark.parametrize("key", ["messages", "statuses"])
async def test_junk_in_a_list_is_buried_and_harms_no_neighbour(served, key):
    junk = [item for item in REPLACEMENTS.values() if item is not MISSING]
    fields = (junk, []) if key == "messages" else ([], junk)
    (neighbours,) = [await post_between_neighbours(served, [(*fields, {})])]
    assert unanswered(served, neighbours) == []
    dead = buried(served.world)
    assert all(item in dead for item in junk)


@pytest.mark.parametrize("key", ["messages", "statuses", "user_id_update", "errors"])
async def test_what_should_be_a_list_and_is_none_is_buried(served, key):
    junk = [7, True, "kata", "", {"a": 1}, {}, "x" * 5000]
    good = served.newcomers(len(junk))
    for sender, replacement in zip(good, junk, strict=True):
        broken = {**value(), key: replacement}
        payload = call(broken, value([written("halo", sender, f"wamid.{sender}")]))
        assert await served.bot.post(payload) == 200
    await settled(served.world)
    assert unanswered(served, good) == []
    bodies = [letter.body for letter in letters(served.world) if letter.reason.startswith(key)]
    for replacement in junk:
        assert any(f'"{key}": {json.dumps(replacement)}' in body for body in bodies)


def envelope(sender, before, after):
    """Return a call whose middle entry holds one message."""
    texts = {before: "sebelum", sender: "tengah", after: "sesudah"}
    values = [value([written(texts[s], s, f"wamid.{s}")]) for s in (before, sender, after)]
    return call(*values)


NUMBER = ("changes", 0, "value", "metadata", "phone_number_id")


async def test_a_malformed_envelope_is_kept_and_harms_no_other_entry(served):
    sample = envelope(*served.newcomers(3))["entry"][1]
    neighbours, spoilt_ones = [], []
    for path in [p for p in places(sample, 5) if p != NUMBER and "messages" not in p[:-1]]:
        for replacement in REPLACEMENTS.values():
            sender, before, after = served.newcomers(3)
            payload = envelope(sender, before, after)
            payload["entry"][1] = changed(payload["entry"][1], path, replacement)
            assert await served.bot.post(payload) == 200
            neighbours += [before, after]
            if f"wamid.{sender}" in json.dumps(payload):
                spoilt_ones.append(sender)
    await settled(served.world, seconds=300)
    assert unanswered(served, neighbours) == []
    assert unanswered(served, spoilt_ones) == []


@pytest.mark.parametrize("name", [name for name in REPLACEMENTS if name != "missing"])
async def test_junk_in_the_place_of_an_entry_or_a_change_is_buried(served, name):
    before, after = served.newcomers(2)
    payload = envelope(served.newcomer(), before, after)
    payload["entry"].insert(1, REPLACEMENTS[name])
    payload["entry"][0]["changes"].append(REPLACEMENTS[name])
    payload["entry"][0]["changes"].append({"field": "messages", "value": REPLACEMENTS[name]})
    assert await served.bot.post(payload) == 200
    await settled(served.world)
    assert unanswered(served, [before, after]) == []


@pytest.mark.parametrize(
    "number", [None, int(PHONE_NUMBER_ID), MISSING], ids=["null", "ours as a number", "missing"]
)
async def test_a_value_that_hides_whom_it_is_for_is_for_us(served, number):
    ani = served.newcomer()
    payload = call(value([written("halo", ani, f"wamid.{ani}")]))
    payload["entry"][0] = changed(payload["entry"][0], NUMBER, number)
    assert await served.bot.post(payload) == 200
    await settled(served.world)
    assert served.answers_to(ani) == 1


@pytest.mark.parametrize("name", [name for name in REPLACEMENTS if name != "missing"])
async def test_junk_in_the_place_of_a_call_is_buried(served, name):
    before = len(letters(served.world))
    assert await served.bot.post(REPLACEMENTS[name]) == 200
    assert await served.bot.post({"entry": REPLACEMENTS[name]}) == 200
    assert len(letters(served.world)) > before


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(["text", "edit", "revoke", "system", "interactive", "628000000001", "ID.1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
SENT = [kind.sent(citizen(900_000 + n), f"wamid.{n}") for n, kind in enumerate(SAMPLES)]
BATCHES = [
    *(sample["entry"][0] for sample in published().values()),
    *call(
        value(SENT, STATUSES),
        value(SENT, **LISTS),
        value([note(sender=citizen(900_000), **change) for change in CHANGES.values()]),
    )["entry"],
]


@st.composite
def spoilt_entries(draw):
    """Draw an entry in which something is something else, in up to three places."""
    entry = draw(st.sampled_from(BATCHES))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(entry, 9)) or [None]))
        if path is not None:
            entry = changed(entry, path, draw(ANYTHING | st.just(MISSING)))
    return entry


def neighbourly(entry, before, after):
    """Return a call with an entry between two messages."""
    payload = call(
        value([written("sebelum", before, f"wamid.{before}")]),
        value([written("sesudah", after, f"wamid.{after}")]),
    )
    payload["entry"].insert(1, entry)
    return payload


async def test_given_any_change_anywhere_then_the_neighbours_are_kept(served):
    world = served.world
    store = Store(world.engine, world.domain.data_keys, SystemClock(), PHONE_NUMBER_ID)

    @settings(max_examples=100, deadline=None)
    @given(spoilt_entries())
    def are_kept(entry):
        before, after = served.newcomers(2)
        payload = json.loads(json.dumps(neighbourly(entry, before, after)))
        received = store.receive(read_call(payload, PHONE_NUMBER_ID))
        new_ids = {message.message_id for message in received.new}
        assert {f"wamid.{before}", f"wamid.{after}"} <= new_ids

    await asyncio.to_thread(are_kept)


async def test_given_any_change_anywhere_then_the_server_takes_it_and_answers_the_neighbours(
    served,
):
    loop, neighbours = asyncio.get_running_loop(), []

    @settings(max_examples=25, deadline=None)
    @given(spoilt_entries())
    def is_taken(entry):
        before, after = served.newcomers(2)
        posted = served.bot.post(neighbourly(entry, before, after))
        assert asyncio.run_coroutine_threadsafe(posted, loop).result(60) == 200
        neighbours.extend([before, after])

    await asyncio.to_thread(is_taken)
    await settled(served.world, seconds=300)
    assert unanswered(served, neighbours) == []


async def test_nothing_of_all_this_failed_in_its_turn_or_on_its_way_out(served):
    assert {letter.source for letter in letters(served.world)} == {"webhook"}
