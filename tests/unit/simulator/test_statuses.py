from __future__ import annotations

import asyncio

import pytest

from simulator.citizens import Citizens
from simulator.graph_errors import GraphError
from simulator.statuses import Sent, StatusReporter
from simulator.troubles import Troubles
from simulator.world import World

NUMBER = "6280000000001"
SENT = Sent(NUMBER, "wamid.A", "outbox-1")


class Posts:
    """Stands for the webhook: keeps the statuses, and takes them when it is told to."""

    def __init__(self, taking=True):
        self.statuses = []
        self.taking = taking

    def post_status(self, lane, status, on_result):
        self.statuses.append(status)
        if self.taking:
            on_result(True)

    @property
    def names(self):
        return [status["status"] for status in self.statuses]

    async def count(self, wanted):
        while len(self.statuses) < wanted:
            await asyncio.sleep(0.01)


@pytest.fixture
def posts():
    return Posts()


@pytest.fixture
def reporter(posts):
    def build(seed=0, **troubles):
        world = World(seed, Troubles(**troubles))
        return StatusReporter(world, Citizens(world), posts)

    return build


async def test_without_trouble_statuses_are_reported_at_once(reporter, posts):
    reporter().report(SENT, "sent", "delivered")
    assert posts.names == ["sent", "delivered"]
    assert posts.statuses[0]["recipient_id"] == NUMBER
    assert posts.statuses[0]["biz_opaque_callback_data"] == "outbox-1"


async def test_a_phoneless_citizen_is_named_by_user_id_only(reporter, posts):
    reporter(phoneless_share=1).report(SENT, "sent")
    assert "recipient_id" not in posts.statuses[0]
    assert posts.statuses[0]["recipient_user_id"].startswith("ID.")


async def test_given_a_delay_then_statuses_are_late_but_in_order(reporter, posts):
    late = reporter(status_delay_ms=100)
    for _ in range(5):
        late.report(SENT, "sent", "delivered", "read")
    assert posts.names == []
    await asyncio.wait_for(posts.count(15), 15)
    assert posts.names == ["sent", "delivered", "read"] * 5


async def test_given_shuffling_then_a_later_status_may_come_first(reporter, posts):
    shuffled = reporter(status_shuffle=True)
    for serial in range(20):
        shuffled.report(Sent(NUMBER, f"wamid.{serial}", None), "sent", "delivered")
    await asyncio.wait_for(posts.count(40), 15)
    first = {}
    for status in posts.statuses:
        first.setdefault(status["id"], status["status"])
    assert set(first.values()) == {"sent", "delivered"}


async def test_a_failure_carries_metas_error(reporter, posts):
    reporter().report_failure(SENT, GraphError(131026, "why"))
    (failed,) = posts.statuses
    assert failed["status"] == "failed"
    assert failed["errors"][0]["code"] == 131026
    assert failed["errors"][0]["title"] == "Message undeliverable"
    assert failed["errors"][0]["error_data"] == {"details": "why"}


async def test_waiting_ends_when_the_bot_has_taken_the_statuses(reporter, posts):
    await asyncio.wait_for(reporter().report_and_wait(SENT, "sent", "delivered"), 1)
    assert posts.names == ["sent", "delivered"]


async def test_waiting_ends_also_when_the_bot_takes_nothing(reporter, posts, monkeypatch):
    monkeypatch.setattr("simulator.statuses._LONGEST_WAIT_BEFORE_ANSWER", 0.05)
    posts.taking = False
    await asyncio.wait_for(reporter().report_and_wait(SENT, "sent"), 1)


async def test_a_reset_forgets_what_was_to_come(reporter, posts):
    late = reporter(status_delay_ms=50)
    late.report(SENT, "sent", "delivered")
    late.reset()
    await asyncio.sleep(0.1)
    assert posts.names == []
