"""What a server leaves unfinished the next one takes up."""

from __future__ import annotations

import asyncio

from tests.integration.whatsapp.bot import World, echo, eventually, running, typed
from tests.integration.whatsapp.meta import error
from whatsapp.schema import inbox, outbox
from whatsapp.turns import MAX_ATTEMPTS
from whatsapp.words import Words

ANI, BUDI = "628000000001", "628000000002"


async def test_turns_that_a_stop_cut_off_are_taken_up_in_order(world, graph, monkeypatch):
    monkeypatch.setattr("whatsapp.service.STOP_SECONDS", 0.1)

    async def never(message):
        await asyncio.sleep(3600)

    async with running(world, never) as bot:
        await bot.post(typed("1", "2", sender=ANI))
        await bot.post(typed("3", sender=BUDI))
    assert world.column(inbox.c.status) == ["waiting"] * 3
    async with running(world, echo):
        await eventually(lambda: len(graph.accepted) == 3)
    assert (graph.texts_to(ANI), graph.texts_to(BUDI)) == (["1", "2"], ["3"])


async def test_given_a_message_that_ended_the_process_each_time_then_it_is_given_up(
    world, graph, monkeypatch
):
    monkeypatch.setattr("whatsapp.service.STOP_SECONDS", 0.05)
    begun = []

    async def never(message):
        begun.append(message.text)
        await asyncio.sleep(3600)

    async with running(world, never) as bot:
        await bot.post(typed("racun", sender=ANI))
        await eventually(lambda: len(begun) == 1)
    for count in range(2, MAX_ATTEMPTS + 1):
        async with running(world, never):
            await eventually(lambda count=count: len(begun) == count)
    async with running(world, echo):
        await eventually(lambda: world.column(inbox.c.status) == ["failed"])
        await eventually(lambda: graph.accepted)
    assert graph.texts_to(ANI) == [Words.read().apology[0]["text"]["body"]]


async def test_a_stop_lets_a_running_turn_end(world, graph):
    begun = asyncio.Event()

    async def slow(message):
        begun.set()
        await asyncio.sleep(0.3)
        await echo(message)

    async with running(world, slow) as bot:
        await bot.post(typed("halo", sender=ANI))
        await begun.wait()
    assert world.column(inbox.c.status) == ["done"]


async def test_what_could_not_be_sent_is_sent_by_the_next_server(world, graph):
    graph.rules = [lambda message: error(131056)]
    async with running(world, echo) as bot:
        await bot.post(typed("halo", sender=ANI))
        await eventually(lambda: world.column(outbox.c.error_code) == ["131056"])
    assert world.column(outbox.c.status) == ["queued"]
    graph.rules = []
    async with running(world, echo):
        await eventually(lambda: graph.texts_to(ANI) == ["halo"])


async def test_given_that_meta_is_out_of_reach_then_the_message_waits(tmp_path, graph):
    world = World(tmp_path, "http://127.0.0.1:1/v25.0")
    async with running(world, echo) as bot:
        assert await bot.post(typed("halo", sender=ANI)) == 200
        await eventually(lambda: world.column(outbox.c.error_code) == ["not_reached"])
    assert world.column(outbox.c.status) == ["queued"]
    world.graph_url = graph.url
    async with running(world, echo):
        await eventually(lambda: graph.texts_to(ANI) == ["halo"])
