"""Edited and revoked messages: before their turn, after it, and before their original arrives."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.integration.whatsapp.bot import eventually
from tests.integration.whatsapp.corpus import Kind, correction, media, revocation, written
from tests.integration.whatsapp.served import serving, settled
from tests.unit.whatsapp.payload_samples import call, message, value

pytestmark = pytest.mark.asyncio(loop_scope="module")
TOO_LATE = "#kiriman=edit"
BUSY = "tunggu"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("koreksi")) as running:
        running.reader.waits_at = BUSY
        yield running


@pytest.fixture
def ani(served):
    return served.newcomer()


def first(ani):
    return f"wamid.{ani}.asli"


def second(ani):
    return f"wamid.{ani}.koreksi"


def original(ani, text="haol"):
    return written(text, ani, first(ani))


def edit(ani, text="halo", number=""):
    return correction(first(ani), text, second(ani) + number, ani)


def revoke(ani):
    return revocation(first(ani), second(ani), ani)


async def while_a_turn_runs(served, ani, *messages):
    """Post messages one after the other while the bot still works on an earlier one."""
    served.reader.go_on.clear()
    busy = written(BUSY, ani, f"wamid.{ani}.sibuk")
    assert await served.bot.post(call(value([busy]))) == 200
    await eventually(lambda: served.read_from(busy["id"]) == [BUSY])
    for sent in messages:
        assert await served.bot.post(call(value([sent]))) == 200
    served.reader.go_on.set()
    await settled(served.world)
    return served.read_from(busy["id"])[1:]


async def one_after_the_other(served, *messages):
    for sent in messages:
        assert await served.post(sent) == 200
    return served.read_from(messages[0]["id"])


async def test_given_an_edit_before_the_turn_then_the_corrected_text_is_answered(served, ani):
    assert await while_a_turn_runs(served, ani, original(ani), edit(ani)) == ["halo"]
    assert served.answers_to(ani) == 2


async def test_given_an_edit_in_the_same_call_then_the_corrected_text_is_answered(served, ani):
    assert await served.post(original(ani), edit(ani)) == 200
    assert served.read_from(first(ani)) == ["halo"]
    assert served.answers_to(ani) == 1


async def test_given_an_edit_before_its_original_in_one_call_then_it_is_answered_once(served, ani):
    assert await served.post(edit(ani), original(ani)) == 200
    assert served.read_from(first(ani)) == ["halo"]


async def test_given_two_edits_before_the_turn_then_the_last_text_is_answered(served, ani):
    messages = (original(ani), edit(ani, "hallo", ".1"), edit(ani, "halo", ".2"))
    assert await while_a_turn_runs(served, ani, *messages) == ["halo"]


async def test_given_an_edit_that_comes_twice_then_it_counts_once(served, ani):
    messages = (original(ani), edit(ani), edit(ani))
    assert await while_a_turn_runs(served, ani, *messages) == ["halo"]
    assert await one_after_the_other(served, edit(ani)) == [BUSY, "halo"]


async def test_given_an_edit_after_the_turn_then_the_citizen_hears_that_it_is_late(served, ani):
    assert await one_after_the_other(served, original(ani), edit(ani)) == ["haol", TOO_LATE]
    assert served.answers_to(ani) == 2


async def test_given_a_late_edit_that_comes_twice_then_the_citizen_hears_it_once(served, ani):
    messages = (original(ani), edit(ani), edit(ani))
    assert await one_after_the_other(served, *messages) == ["haol", TOO_LATE]


async def test_given_an_edit_before_its_original_then_only_the_corrected_text_is_answered(
    served, ani
):
    messages = (edit(ani), original(ani), original(ani))
    assert await one_after_the_other(served, *messages) == ["halo"]
    assert served.answers_to(ani) == 1


async def test_given_a_revocation_before_the_turn_then_there_is_none(served, ani):
    assert await while_a_turn_runs(served, ani, original(ani), revoke(ani)) == []
    assert served.answers_to(ani) == 1
    assert served.status_of(first(ani)) == "revoked"


async def test_given_a_revocation_then_its_neighbours_are_still_answered(served, ani):
    before, after = (written(text, ani, f"wamid.{ani}.{text}") for text in ("a", "b"))
    messages = (before, original(ani), after, revoke(ani))
    assert await while_a_turn_runs(served, ani, *messages) == ["a", "b"]


async def test_given_a_revocation_after_the_turn_then_nothing_happens(served, ani):
    assert await one_after_the_other(served, original(ani), revoke(ani)) == ["haol"]
    assert served.answers_to(ani) == 1
    assert served.status_of(first(ani)) == "done"


async def test_given_a_revocation_before_its_original_then_the_original_is_not_answered(
    served, ani
):
    assert await one_after_the_other(served, revoke(ani), original(ani)) == []
    assert served.answers_to(ani) == 0


async def test_given_an_edit_and_a_revocation_before_the_turn_then_there_is_none(served, ani):
    edited = edit(ani, number=".1")
    assert await while_a_turn_runs(served, ani, original(ani), edited, revoke(ani)) == []


async def test_given_a_caption_edited_before_its_turn_then_the_new_one_is_read(served, ani):
    image = Kind("image", media("image", caption="haol"), "haol").sent(ani, first(ani))
    corrected = edit(ani)
    corrected["edit"]["message"] = media("image", caption="halo")
    assert await while_a_turn_runs(served, ani, image, corrected) == ["halo"]


@pytest.mark.parametrize("sign", ["/", "#"])
async def test_a_command_that_is_edited_in_is_disarmed(served, ani, sign):
    texts = await while_a_turn_runs(served, ani, original(ani), edit(ani, f"{sign}restart"))
    assert texts == [f"\u200b{sign}restart"]


@pytest.mark.parametrize("correct", [edit, revoke], ids=["edit", "revoke"])
async def test_nobody_corrects_the_message_of_another(served, ani, correct):
    theirs = {**correct(ani), "from": served.newcomer()}
    assert await while_a_turn_runs(served, ani, original(ani), theirs) == ["haol"]
    assert served.answers_to(theirs["from"]) == 0


@pytest.mark.parametrize("kind", ["edit", "revoke"])
async def test_a_correction_of_nothing_is_named_by_its_kind(served, ani, kind):
    nothing = Kind(kind, message(kind, {}), None).sent(ani, first(ani))
    assert await one_after_the_other(served, nothing) == [f"#kiriman={kind}"]


@pytest.mark.parametrize(
    "corrected",
    [None, "rusak", {}, {"type": 7}],
    ids=["nothing", "no object", "empty", "no type"],
)
async def test_an_edit_that_does_not_tell_the_new_text_takes_the_old_one_from_nobody(
    served, ani, corrected
):
    empty = edit(ani)
    empty["edit"]["message"] = corrected
    texts = await while_a_turn_runs(served, ani, original(ani), empty)
    assert texts in (["haol"], ["haol", TOO_LATE], [TOO_LATE])
