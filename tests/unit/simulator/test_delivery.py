from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from simulator.batches import WebhookItem
from simulator.bot_webhook import BotWebhook
from simulator.delivery import Delivery
from simulator.troubles import Troubles
from simulator.world import World

LANE = "messages:6280000000001"


class Bench:
    """A delivery with its world, and what became of the items put into it."""

    def __init__(self, settings, troubles):
        self.world = World(seed=1, troubles=troubles)
        self.webhook = BotWebhook(settings)
        self.delivery = Delivery(settings, self.world, self.webhook)
        self.results = []

    def put(self, *ids, lane=LANE):
        for identifier in ids:
            self.world.report.created()
            content = {"id": identifier, "from": "6280000000001"}
            item = WebhookItem("messages", content, self.results.append)
            self.delivery.put(lane, item)

    async def until(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, "it did not happen"
            await asyncio.sleep(0.02)

    async def taken(self, count):
        await self.until(lambda: self.results.count(True) >= count)


@pytest.fixture
async def bench(settings):
    """Open benches for given troubles; they are closed after the test."""
    opened = []

    async def open_bench(changed=settings, **troubles):
        fresh = Bench(changed, Troubles(**troubles))
        await fresh.webhook.open()
        opened.append(fresh)
        return fresh

    yield open_bench
    for fresh in opened:
        await fresh.delivery.drop_everything()
        await fresh.webhook.close()


def received(receiver):
    return [message["id"] for message in receiver.items("messages")]


async def test_without_trouble_every_item_has_a_post_of_its_own_in_order(bench, receiver):
    started = await bench()
    started.put(*"abcdef")
    await started.taken(6)
    assert len(receiver.posts) == 6
    assert received(receiver) == list("abcdef")


async def test_given_duplicates_then_each_post_comes_again_one_to_three_times(bench, receiver):
    started = await bench(duplicate_share=1)
    started.put("a")
    await started.taken(1)
    await asyncio.sleep(2.1)
    assert 2 <= len(receiver.posts) <= 4
    assert len({post.raw for post in receiver.posts}) == 1


async def test_duplicates_are_not_counted_as_undelivered(bench, receiver):
    started = await bench(duplicate_share=1)
    started.put(*"abc")
    await started.taken(3)
    assert started.world.report.as_json()["undelivered"] == 0


async def test_given_reordering_then_posts_of_one_phone_overtake_one_another(bench, receiver):
    started = await bench(reorder_ms=200)
    ids = [str(number) for number in range(20)]
    started.put(*ids)
    await started.taken(20)
    assert received(receiver) != ids
    assert sorted(received(receiver)) == sorted(ids)


async def test_given_batches_then_a_full_one_goes_without_waiting(bench, receiver):
    started = await bench(batch_ms=60000, batch_size=4)
    started.put(*"abcd")
    await started.taken(4)
    assert len(receiver.posts) == 1
    assert received(receiver) == list("abcd")


async def test_given_batches_then_a_small_one_goes_after_its_time(bench, receiver):
    started = await bench(batch_ms=100, batch_size=1000)
    started.put("a", "b")
    started.put("c", lane="messages:6280000000002")
    assert receiver.posts == []
    await started.taken(3)
    assert len(receiver.posts) == 1


async def test_a_thousand_items_fit_into_one_post(bench, receiver):
    started = await bench(batch_ms=60000, batch_size=1000)
    started.put(*map(str, range(1000)))
    await started.taken(1000)
    assert len(receiver.posts) == 1
    assert received(receiver) == [str(number) for number in range(1000)]


async def test_given_a_failed_batch_then_its_lane_keeps_its_order(bench, receiver):
    started = await bench(batch_size=2)
    receiver.refusals = 1
    started.put(*"abcd")
    await started.taken(4)
    assert received(receiver) == list("ababcd")


async def test_given_retry_forever_then_nothing_is_dropped(bench, settings, receiver):
    started = await bench(replace(settings, retry_forever=True, retry_delays=(0.01,) * 10))
    receiver.refusals = 6  # more than the settings' own retries would survive
    started.put("a")
    await started.taken(1)
    assert started.world.report.as_json()["webhook_failures"] == {"500": 6}


async def test_given_a_dropped_post_then_its_items_stay_undelivered(bench, receiver):
    started = await bench()
    receiver.refusals = 99
    started.put("a")
    await started.until(lambda: started.results == [False])
    assert started.world.report.as_json()["undelivered"] == 1


async def test_given_a_dead_process_then_the_retry_goes_to_another(bench, settings, receiver):
    dead = "http://127.0.0.1:9/hook"
    started = await bench(replace(settings, webhook_urls=(dead, receiver.url)))
    started.put(*"abcdefgh")
    await started.taken(8)
    failures = started.world.report.as_json()["webhook_failures"]
    assert list(failures) == ["ClientConnectorError"]
    assert received(receiver) == list("abcdefgh")


async def test_dropping_everything_forgets_batches_and_retries(bench, receiver):
    started = await bench(batch_ms=50, batch_size=10)
    receiver.refusals = 99
    started.put("a")
    await started.delivery.drop_everything()
    await asyncio.sleep(0.1)
    assert receiver.posts == []
