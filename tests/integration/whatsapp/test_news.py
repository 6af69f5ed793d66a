"""News comes to citizens who wrote nothing: once, in order, and only where Meta allows it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from tests.integration.whatsapp.bot import Agent, World, echo, eventually, running, typed
from tests.integration.whatsapp.served import letters, settled
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from vaksin.application import Vaksin
from vaksin.clock import SystemClock
from vaksin.messages.manners import Manners
from vaksin.notices import TOLD_WITHIN, NoticeKind
from vaksin.schema import erasures
from vaksin.service import load_service
from whatsapp import payloads
from whatsapp.calls import read_call
from whatsapp.conversations import WINDOW
from whatsapp.inbox import DONE, IGNORED
from whatsapp.leases import TURN
from whatsapp.schema import conversations, inbox, metadata, outbox
from whatsapp.store import Pace, Store, prepare

ANI, BUDI = "628000000001", "628000000002"
SLOWED = payloads.text("pelan-pelan")
MANNERS = Manners(load_service().messages)


class Teller:
    """A bot that tells news as the actions do, and answers everything else with its own words."""

    def __init__(self, world: World) -> None:
        self.programme = Vaksin(world.engine, world.domain.data_keys, SystemClock())
        self.contact_ids: dict[str, str] = {}
        self.turns: list[str] = []

    async def __call__(self, message) -> None:
        self.turns.append(message.text)
        self.contact_ids[message.text] = message.sender_id
        if message.text != "/kabar":
            await echo(message)
            return
        for text in await asyncio.to_thread(self.tell, message):
            await message.output_channel.send_response(message.sender_id, {"text": text})

    def tell(self, message) -> list[str]:
        news = self.programme.news.tell(message.sender_id, request_id=message.message_id)
        return [one.notice.data["reference"] for one in news]

    def write(self, contact_id, reference, kind=NoticeKind.DISPUTE) -> None:
        def work(act):
            act.notices.add(contact_id, None, kind, {"reference": reference})

        self.programme.transactions.writing(work)


@pytest.fixture
def teller(world):
    return Teller(world)


async def greeted(bot, graph, teller, sender=ANI):
    """Let a citizen write, so that the window is open; return their contact."""
    await bot.post(typed("halo", sender=sender))
    await eventually(lambda: graph.texts_to(sender) == ["halo"])
    return teller.contact_ids["halo"]


def window_of(world, contact_id):
    with world.engine.connect() as connection:
        query = select(conversations.c.window_ends_at)
        return connection.execute(query.where(conversations.c.contact_id == contact_id)).scalar()


async def test_given_an_open_window_when_there_is_news_then_it_comes_by_itself(
    world, graph, teller
):
    async with running(world, teller) as bot:
        contact_id = await greeted(bot, graph, teller)
        window = window_of(world, contact_id)
        teller.write(contact_id, "kabar satu")
        await eventually(lambda: graph.texts_to(ANI) == ["halo", "kabar satu"])
    assert window_of(world, contact_id) == window
    assert world.column(inbox.c.status) == [DONE, DONE]
    assert letters(world) == []


async def test_given_several_news_when_they_are_told_then_in_one_turn(world, graph, teller):
    async with running(world, teller) as bot:
        contact_id = await greeted(bot, graph, teller)
    for reference in ("satu", "dua", "tiga"):
        teller.write(contact_id, reference)
    async with running(world, teller):
        await eventually(lambda: len(graph.texts_to(ANI)) == 2)
    assert teller.turns == ["halo", "/kabar"]
    assert graph.texts_to(ANI)[1] == "satu\n\ndua\n\ntiga"


async def test_given_a_closed_window_when_the_citizen_writes_then_news_follows_the_answer(
    world, graph, teller
):
    async with running(world, teller) as bot:
        contact_id = await greeted(bot, graph, teller)
        with world.engine.begin() as connection:
            closed = SystemClock().now() - timedelta(minutes=1)
            connection.execute(update(conversations).values(window_ends_at=closed))
        teller.write(contact_id, "kabar satu")
        await asyncio.sleep(2.5)
        assert teller.turns == ["halo"]
        await bot.post(typed("ada apa?", sender=ANI, first_id="n"))
        await eventually(lambda: len(graph.texts_to(ANI)) == 3)
    assert graph.texts_to(ANI) == ["halo", "ada apa?", "kabar satu"]


async def test_given_two_bots_when_there_is_news_for_many_then_each_is_told_once(
    world, graph, teller
):
    senders = [f"62800000{number:04}" for number in range(20)]
    async with running(world, teller) as one, running(world, teller):
        for sender in senders:
            await one.post(typed(f"halo {sender}", sender=sender))
        await eventually(lambda: len(graph.accepted) == len(senders))
        for sender in senders:
            teller.write(teller.contact_ids[f"halo {sender}"], f"kabar {sender}")
        await eventually(lambda: len(graph.accepted) == 2 * len(senders))
        await asyncio.sleep(2.5)
    for sender in senders:
        assert graph.texts_to(sender) == [f"halo {sender}", f"kabar {sender}"]


async def test_given_a_bot_that_dies_after_telling_when_another_goes_on_then_it_is_told_once(
    world, graph, teller, monkeypatch
):
    monkeypatch.setattr("whatsapp.service.STOP_SECONDS", 0.1)
    told = asyncio.Event()

    async def dies_after_telling(message):
        if message.text != "/kabar":
            await teller(message)
            return
        await asyncio.to_thread(teller.tell, message)
        told.set()
        await asyncio.sleep(3600)

    async with running(world, dies_after_telling) as bot:
        contact_id = await greeted(bot, graph, teller)
        teller.write(contact_id, "kabar satu")
        await told.wait()
    assert graph.texts_to(ANI) == ["halo"]
    async with running(world, teller):
        await eventually(lambda: len(graph.accepted) == 2)
        await settled(world)
    assert graph.texts_to(ANI) == ["halo", "kabar satu"]


async def test_given_a_bot_that_cannot_tell_when_it_gives_up_then_nobody_hears_of_it(
    world, graph, teller, no_pause
):
    async def silent(message):
        if message.text != "/kabar":
            await teller(message)

    async with running(world, silent) as bot:
        contact_id = await greeted(bot, graph, teller)
        teller.write(contact_id, "kabar satu")
        await eventually(lambda: world.column(inbox.c.status) == [DONE, "failed"])
    assert graph.texts_to(ANI) == ["halo"]
    assert letters(world) == []
    assert len(world.column(outbox.c.id)) == 1
    with teller.programme.transactions.reading() as act:
        assert len(act.notices.on_their_way(contact_id)) == 1


async def test_given_news_that_takes_long_to_tell_then_no_receipt_is_sent(world, graph, teller):
    async def slow(message):
        if message.text == "/kabar":
            await asyncio.sleep(1.3)
        await teller(message)

    async with running(world, slow) as bot:
        contact_id = await greeted(bot, graph, teller)
        teller.write(contact_id, "kabar satu")
        await eventually(lambda: len(graph.accepted) == 2)
    assert graph.receipts == []


async def test_given_a_bot_without_a_model_when_there_is_news_then_it_is_not_announced(
    world, graph, teller
):
    async with running(world, teller) as bot:
        contact_id = await greeted(bot, graph, teller)
    teller.write(contact_id, "kabar satu")
    async with running(world, teller, Agent(ready=False)):
        await asyncio.sleep(2.0)
    assert world.column(inbox.c.kind) == ["text"]


# -- what the database keeps, on both of them


@pytest.fixture
def store(programme, engine, keys, clock):
    prepare(engine)
    yield Store(engine, keys, clock, PHONE_NUMBER_ID, Pace(patience=timedelta(seconds=2)))
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))


@pytest.fixture
def contact_id(store):
    """Return somebody who wrote, and whose message was answered."""
    sent = str(int(store.clock.now().timestamp()))
    message = text_message("halo", **{"from": ANI, "id": "wamid.halo", "timestamp": sent})
    (contact,) = store.receive(read_call(call(value([message])), PHONE_NUMBER_ID)).due
    store.clock.advance(timedelta(seconds=3))
    read(store)
    return contact


def announce(store):
    return store.announce_news(10, MANNERS)


def read(store):
    """Let a worker take the next turn and close it; return what the bot would read."""
    (lease,) = store.claim(TURN, 1, "uji") or (None,)
    turn = store.take_turn(lease) if lease else None
    if turn is None:
        return None
    store.close_turn(lease, turn, DONE, [payloads.text("jawaban")], SLOWED)
    return turn


@pytest.fixture
def add_news(programme):
    def add(contact_id):
        def work(act):
            act.notices.add(contact_id, None, NoticeKind.MOVED, {})

        programme.transactions.writing(work)

    return add


def test_given_news_when_many_announce_at_once_then_there_is_one_turn(store, contact_id, add_news):
    add_news(contact_id)

    with ThreadPoolExecutor(8) as threads:
        announced = list(threads.map(lambda _: announce(store), range(8)))

    assert sum(announced) == 1
    store.clock.advance(timedelta(seconds=3))
    turn = read(store)
    assert (turn.text, turn.is_news, turn.message_id) == ("/kabar", True, "")
    assert read(store) is None


def test_given_somebody_who_is_typing_when_there_is_news_then_their_words_are_still_one_turn(
    store, contact_id, add_news
):
    add_news(contact_id)
    sent = str(int(store.clock.now().timestamp()))
    for number, text in enumerate(("saya mau", "daftar vaksin")):
        ids = {"from": ANI, "id": f"wamid.{number}", "timestamp": sent}
        store.receive(read_call(call(value([text_message(text, **ids)])), PHONE_NUMBER_ID))
        store.clock.advance(timedelta(seconds=0.5))
        announce(store)
    assert read(store) is None

    store.clock.advance(timedelta(seconds=3))

    assert {read(store).text, read(store).text} == {"saya mau daftar vaksin", "/kabar"}


def test_given_a_flood_of_news_when_it_is_told_then_it_does_not_count_as_the_citizens(
    store, contact_id, add_news
):
    for _ in range(30):
        add_news(contact_id)
        assert announce(store) == 1
        store.clock.advance(timedelta(seconds=2))
        assert read(store).is_news

    with store.engine.connect() as connection:
        flood = connection.execute(select(conversations.c.flood_full_at)).scalar_one()
        assert flood <= store.clock.now()


def test_given_news_that_waited_until_the_window_closed_then_it_is_left_for_later(
    store, contact_id, add_news
):
    add_news(contact_id)
    announce(store)
    store.clock.advance(WINDOW + timedelta(hours=1))

    assert read(store) is None
    with store.engine.connect() as connection:
        statuses = list(connection.execute(select(inbox.c.status).order_by(inbox.c.sequence)))
    assert [row.status for row in statuses] == [DONE, IGNORED]
    assert announce(store) == 0

    sent = str(int(store.clock.now().timestamp()))
    message = text_message("halo lagi", **{"from": ANI, "id": "wamid.lagi", "timestamp": sent})
    store.receive(read_call(call(value([message])), PHONE_NUMBER_ID))
    assert announce(store) == 1


def test_given_news_that_nobody_told_when_an_hour_passes_then_it_is_announced_anew(
    store, contact_id, add_news
):
    add_news(contact_id)
    assert announce(store) == 1
    store.clock.advance(timedelta(seconds=3))
    read(store)
    assert announce(store) == 0

    store.clock.advance(TOLD_WITHIN)

    assert announce(store) == 1


def test_given_news_for_somebody_who_never_wrote_then_it_waits(store, programme, add_news):
    programme.transactions.writing(lambda act: act.contacts.ensure_contact("kontak-diam"))
    add_news("kontak-diam")

    assert announce(store) == 0


def test_given_a_wish_to_be_erased_when_there_is_news_then_it_is_not_told(
    store, contact_id, programme, add_news
):
    add_news(contact_id)
    now = store.clock.now()
    with store.engine.begin() as connection:
        connection.execute(
            erasures.insert().values(
                receipt="H-CONTOH",
                contact_id=contact_id,
                requested_at=now,
                due_at=now + timedelta(hours=24),
            )
        )

    assert announce(store) == 0
