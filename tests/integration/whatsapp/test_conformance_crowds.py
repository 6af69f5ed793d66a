"""Many at once, in quick succession, and long after: nobody is lost, nobody is answered twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.integration.whatsapp.bot import Agent, echo, eventually, running
from tests.integration.whatsapp.corpus import (
    DAY,
    KINDS,
    LATE,
    citizen,
    correction,
    interactive,
    revocation,
    seconds_ago,
    status,
    written,
)
from tests.integration.whatsapp.served import letters, serving, settled
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, message, value
from vaksin.clock import SystemClock
from whatsapp import payloads
from whatsapp.calls import read_call
from whatsapp.schema import inbox, outbox
from whatsapp.store import Store, prepare
from whatsapp.words import Words

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("ramai")) as running_server:
        yield running_server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def patient(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("sabar"), patience=0.5) as running_server:
        yield running_server


def id_of(sender, number=1):
    return f"wamid.{sender}.{number}"


def says(text, sender, number=1, **fields):
    return written(text, sender, id_of(sender, number), **fields)


def tap(sender, number):
    fields = {"from": sender, "id": id_of(sender, number), "timestamp": seconds_ago()}
    return interactive(button_reply={"id": "/mulai", "title": "Mulai"}) | fields


def texts_to(served, address):
    return [m["text"]["body"] for m in served.graph.accepted if m.get("to") == address]


class TestAtOnce:
    async def test_the_same_call_ten_times_at_once_is_one_turn(self, served):
        ani = served.newcomer()
        payload = call(value([says("halo", ani)]))
        answers = await asyncio.gather(*(served.bot.post(payload) for _ in range(10)))
        await settled(served.world)
        assert answers == [200] * 10
        assert served.read_from(id_of(ani)) == ["halo"]
        assert served.answers_to(ani) == 1

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
    async def test_every_kind_that_comes_three_times_is_read_once(self, served, kind):
        ani = served.newcomer()
        payload = call(value([kind.sent(ani, id_of(ani))] * 2))
        answers = await asyncio.gather(*(served.bot.post(payload) for _ in range(3)))
        await settled(served.world)
        assert answers == [200] * 3
        assert served.read_from(id_of(ani)) == ([] if kind.reads is None else [kind.reads])

    async def test_overlapping_calls_of_strangers_keep_each_message_once(self, served):
        crowd = served.newcomers(20)
        messages = [says("halo", sender) for sender in crowd]
        calls = [call(value(messages[start : start + 10])) for start in range(0, 20, 2)]
        answers = await asyncio.gather(*map(served.bot.post, calls))
        await settled(served.world)
        assert answers == [200] * len(calls)
        assert [served.read_from(id_of(sender)) for sender in crowd] == [["halo"]] * 20

    async def test_two_messages_at_the_same_instant_in_two_calls_are_two_turns(self, graph, world):
        at_work, seen = [], []

        async def handle(read):
            assert at_work == []
            at_work.append(read.text)
            await asyncio.sleep(0.05)
            seen.append(at_work.pop())
            await echo(read)

        moment = seconds_ago()
        ani = citizen(1)
        calls = [call(value([says(text, ani, text, timestamp=moment)])) for text in "ab"]
        async with running(world, handle) as bot:
            answers = await asyncio.gather(*map(bot.post, calls))
            await settled(world)
        assert answers == [200, 200]
        assert sorted(seen) == ["a", "b"]
        assert graph.texts_to(ani) == seen
        assert letters(world) == []


class TestInOneCall:
    async def test_a_thousand_strangers_and_five_hundred_reports_are_all_kept(self, world):
        crowd = [citizen(n) for n in range(1000)]
        ids = queued_for_500(world)
        reports = [
            status("read", n, biz_opaque_callback_data=outbox_id) for n, outbox_id in enumerate(ids)
        ]
        payload = call(value([says("halo", sender) for sender in crowd], reports))
        async with running(world, echo, Agent(ready=False)) as bot:
            assert await bot.post(payload) == 200
        assert len(set(world.column(inbox.c.contact_id))) == 1000
        assert len(world.column(inbox.c.sequence)) == 1000
        assert world.column(outbox.c.status) == ["read"] * 500

    async def test_a_thousand_messages_of_a_thousand_values_are_all_kept(self, world):
        values = [value([says("halo", citizen(n))]) for n in range(1000)]
        async with running(world, echo, Agent(ready=False)) as bot:
            assert await bot.post(call(*values)) == 200
        assert len(set(world.column(inbox.c.contact_id))) == 1000

    async def test_more_messages_than_meta_ever_sends_are_all_kept(self, world):
        slim = [
            {"from": citizen(n % 7), "id": str(n), "type": "text", "text": {"body": "a"}}
            for n in range(5_000)
        ]
        async with running(world, echo, Agent(ready=False)) as bot:
            assert await bot.post(call(value(slim))) == 200
        assert len(world.column(inbox.c.sequence)) == 5_000

    async def test_a_thousand_broken_items_do_not_bury_their_neighbours(self, served):
        ani = served.newcomer()
        broken = [{"id": f"wamid.rusak.{n}", "type": "text"} for n in range(1000)]
        contacts = [{"wa_id": citizen(800_000 + n), "profile": {"name": "x"}} for n in range(1000)]
        before = len(letters(served.world))
        assert await served.post(*broken, says("halo", ani), contacts=contacts[:50]) == 200
        assert served.answers_to(ani) == 1
        assert len(letters(served.world)) == before + 1000


def queued_for_500(world):
    """Queue a message for each of 500 citizens; return their ids."""
    prepare(world.engine)
    store = Store(world.engine, world.domain.data_keys, SystemClock(), PHONE_NUMBER_ID)
    messages = [says("hai", citizen(500_000 + n)) for n in range(500)]
    with store.engine.begin() as connection:
        received = store.intake(connection).take_in(
            read_call(call(value(messages)), PHONE_NUMBER_ID)
        )
        for contact_id in received.due:
            store.outbox(connection).add(contact_id, [payloads.text("hai")])
        connection.execute(inbox.delete())
    return world.column(outbox.c.id)


class TestInQuickSuccession:
    async def type_in(self, patient, *messages):
        for sent in messages:
            assert await patient.bot.post(call(value([sent]))) == 200
        await settled(patient.world)
        return patient.read_from(messages[0]["id"])

    async def test_words_are_one_turn_and_one_answer(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        words = ("halo", "mau", "daftar")
        messages = [says(text, ani, n, timestamp=now) for n, text in enumerate(words)]
        assert await self.type_in(patient, *messages) == ["halo mau daftar"]
        assert patient.answers_to(ani) == 1

    async def test_words_of_one_call_are_one_turn(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        assert await patient.post(*(says(w, ani, w, timestamp=now) for w in ("a", "b"))) == 200
        assert patient.read_from(id_of(ani, "a")) == ["a b"]

    async def test_a_tap_in_between_ends_the_group(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        messages = [
            says("halo", ani, 1, timestamp=now),
            {**tap(ani, 2), "timestamp": now},
            says("daftar", ani, 3, timestamp=now),
        ]
        assert await self.type_in(patient, *messages) == ["halo", "/mulai", "daftar"]
        assert patient.answers_to(ani) == 3

    async def test_a_picture_in_between_ends_the_group(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        picture = message("image", {"id": "1"}, **{"from": ani, "id": id_of(ani, 2)})
        messages = [
            says("halo", ani, 1, timestamp=now),
            {**picture, "timestamp": now},
            says("daftar", ani, 3, timestamp=now),
        ]
        assert await self.type_in(patient, *messages) == ["halo", "#kiriman=image", "daftar"]

    async def test_a_reaction_in_between_does_not_end_the_group(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        reaction = message("reaction", {"emoji": "👍"}, **{"from": ani, "id": id_of(ani, 2)})
        messages = [
            says("halo", ani, 1, timestamp=now),
            {**reaction, "timestamp": now},
            says("daftar", ani, 3, timestamp=now),
        ]
        assert await self.type_in(patient, *messages) == ["halo daftar"]

    async def test_an_edit_in_between_does_not_end_the_group(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        edited = correction(id_of(ani, 1), "halo", id_of(ani, 2), ani)
        messages = [
            says("haol", ani, 1, timestamp=now),
            {**edited, "timestamp": now},
            says("daftar", ani, 3, timestamp=now),
        ]
        for sent in messages:
            assert await patient.bot.post(call(value([sent]))) == 200
            await asyncio.sleep(0.1)
        await settled(patient.world)
        assert patient.read_from(id_of(ani, 1)) == ["halo daftar"]

    async def test_words_of_two_citizens_do_not_mix(self, patient):
        ani, budi = patient.newcomers(2)
        now = seconds_ago()
        messages = [
            says(f"{text}{who}", sender, text, timestamp=now)
            for text in ("a", "b")
            for who, sender in ((1, ani), (2, budi))
        ]
        assert await patient.post(*messages) == 200
        assert patient.read_from(id_of(ani, "a")) == ["a1 b1"]
        assert patient.read_from(id_of(budi, "a")) == ["a2 b2"]

    async def test_a_word_that_is_taken_back_is_left_out(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        messages = [says(w, ani, w, timestamp=now) for w in ("halo", "salah", "daftar")]
        taken_back = revocation(id_of(ani, "salah"), id_of(ani, "x"), ani)
        assert await patient.post(*messages, taken_back) == 200
        assert patient.read_from(id_of(ani, "halo")) == ["halo daftar"]

    async def test_words_that_do_not_fit_together_are_two_turns(self, patient):
        ani, now = patient.newcomer(), seconds_ago()
        long = [says(letter * 3000, ani, letter, timestamp=now) for letter in "ab"]
        assert await patient.post(*long) == 200
        assert patient.read_from(id_of(ani, "a")) == ["a" * 3000, "b" * 3000]


class TestFlood:
    @pytest.mark.parametrize("by_call", [1, 60], ids=["one by one", "in one call"])
    async def test_whoever_floods_is_told_once_and_read_whole_while_others_are_answered(
        self, served, by_call
    ):
        ani, budi = served.newcomers(2)
        words = [f"kata{n:02}" for n in range(60)]
        flood = [says(word, ani, n) for n, word in enumerate(words)]
        for start in range(0, 60, by_call):
            assert await served.bot.post(call(value(flood[start : start + by_call]))) == 200
        assert await served.bot.post(call(value([says("hai", budi)]))) == 200
        await eventually(lambda: served.answers_to(budi) == 1)
        await settled(served.world)
        slowed = Words.read().slowed["text"]["body"]
        assert " ".join(served.read_from(id_of(ani, 0))).split() == words
        assert texts_to(served, ani).count(slowed) == 1
        assert texts_to(served, budi) == ["baik"]

    async def test_taps_of_whoever_floods_are_all_read_in_order(self, served):
        ani = served.newcomer()
        taps = [
            {
                **interactive(button_reply={"id": f"/pilih{n}", "title": "x"}),
                **{"from": ani, "id": id_of(ani, n), "timestamp": seconds_ago()},
            }
            for n in range(22)
        ]
        assert await served.post(*taps) == 200
        assert served.read_from(id_of(ani, 0)) == [f"/pilih{n}" for n in range(22)]

    async def test_whoever_goes_on_flooding_is_slowed_down_all_the_same(self, served):
        ani = served.newcomer()
        for n in range(40):
            assert await served.bot.post(call(value([tap(ani, n)]))) == 200
            await asyncio.sleep(0.02)
        assert 20 <= len(served.read_from(id_of(ani, 0))) <= 22


class TestFailingTurn:
    async def test_further_messages_do_not_use_up_its_attempts(self, world, monkeypatch):
        monkeypatch.setattr("whatsapp.turns.FIRST_PAUSE", timedelta(hours=1))
        tries = []

        async def handle(read):
            if read.text == "racun":
                tries.append(read.text)
                raise RuntimeError
            await echo(read)

        async with running(world, handle) as bot:
            for n, text in enumerate(["racun", *"abcde"]):
                assert await bot.post(call(value([says(text, citizen(1), n)]))) == 200
                await eventually(lambda: tries)
                await asyncio.sleep(0.05)
            assert len(tries) == 1


class TestStale:
    async def test_messages_of_yesterday_are_one_apology(self, served):
        ani = served.newcomer()
        old = seconds_ago(DAY + 60)
        messages = [says(text, ani, text, timestamp=old) for text in ("satu", "dua", "tiga")]
        assert await served.post(*messages) == 200
        assert served.read_from(id_of(ani, "satu")) == [LATE]
        assert served.answers_to(ani) == 1
        assert [served.status_of(m["id"]) for m in messages] == ["done"] * 3

    async def test_every_kind_of_yesterday_is_part_of_the_same_apology(self, served):
        ani = served.newcomer()
        old = seconds_ago(DAY + 60)
        messages = [kind.sent(ani, id_of(ani, n), timestamp=old) for n, kind in enumerate(KINDS)]
        assert await served.post(*messages) == 200
        assert served.read_from(id_of(ani, 0)) == [LATE]
        assert served.answers_to(ani) == 1

    async def test_later_ones_of_the_same_outage_are_closed_in_silence(self, served):
        ani = served.newcomer()
        await served.post(says("satu", ani, 1, timestamp=seconds_ago(DAY + 60)))
        late = says("dua", ani, 2, timestamp=seconds_ago(DAY + 30))
        earlier = says("nol", ani, 3, timestamp=seconds_ago(6 * DAY))
        assert await served.post(late, earlier) == 200
        assert served.read_from(id_of(ani, 1)) == [LATE]
        assert served.answers_to(ani) == 1
        assert served.status_of(id_of(ani, 2)) == "ignored"

    async def test_a_fresh_message_of_the_same_call_is_answered_as_ever(self, served):
        ani = served.newcomer()
        old = seconds_ago(2 * DAY)
        messages = [
            says("baru", ani, 3),
            says("satu", ani, 1, timestamp=old),
            says("dua", ani, 2, timestamp=old),
        ]
        assert await served.post(*messages) == 200
        assert served.read_from(id_of(ani, 1)) == [LATE, "baru"]
        assert served.answers_to(ani) == 2

    async def test_after_the_apology_fresh_messages_are_answered_as_ever(self, served):
        ani = served.newcomer()
        await served.post(says("satu", ani, 1, timestamp=seconds_ago(2 * DAY)))
        assert await served.post(tap(ani, 2), says("halo", ani, 3)) == 200
        assert served.read_from(id_of(ani, 1)) == [LATE, "/mulai", "halo"]

    async def test_an_apology_to_one_silences_nobody_else(self, served):
        ani, budi = served.newcomers(2)
        old = seconds_ago(2 * DAY)
        messages = [says("satu", sender, timestamp=old) for sender in (ani, budi)]
        assert await served.post(*messages) == 200
        assert (served.answers_to(ani), served.answers_to(budi)) == (1, 1)

    @pytest.mark.parametrize("age", [0, 60, DAY - 60], ids=["now", "a minute", "almost a day"])
    async def test_a_message_of_less_than_a_day_is_answered(self, served, age):
        ani = served.newcomer()
        assert await served.post(says("halo", ani, timestamp=seconds_ago(age))) == 200
        assert served.read_from(id_of(ani)) == ["halo"]

    async def test_more_old_messages_than_one_turn_holds_are_one_apology(self, served):
        ani = served.newcomer()
        old = seconds_ago(3 * DAY)
        messages = [says(f"{n}", ani, n, timestamp=old) for n in range(450)]
        assert await served.post(*messages) == 200
        assert served.read_from(id_of(ani, 0)) == [LATE]
        assert served.answers_to(ani) == 1

    async def test_words_sent_before_and_after_the_limit_of_a_day_do_not_mix(self, patient):
        ani = patient.newcomer()
        assert (
            await patient.post(
                says("lama", ani, 1, timestamp=seconds_ago(DAY + 2)), says("baru", ani, 2)
            )
            == 200
        )
        assert patient.read_from(id_of(ani, 1)) == [LATE, "baru"]
