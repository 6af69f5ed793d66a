"""The gate's nudges reach the bot; what is none, or reaches nobody, harms nobody."""

from __future__ import annotations

import asyncio
import socket
from datetime import datetime, timedelta, timezone

import pytest
import pytest_asyncio

from tests.processes import free_ports
from whatsapp.intake import Received
from whatsapp.nudges import Nudger, listen
from whatsapp.outbox import Reported

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=timezone.utc)
HOST = "127.0.0.1"


class Heard:
    """What the bot heard so far."""

    def __init__(self):
        self.nudges = []
        self.something = asyncio.Event()

    def __call__(self, due, is_reported):
        self.nudges.append((due, is_reported))
        self.something.set()

    async def next(self):
        await asyncio.wait_for(self.something.wait(), 5)
        self.something.clear()
        return self.nudges[-1]


@pytest.fixture
def address():
    return HOST, free_ports(1)[0]


@pytest_asyncio.fixture
async def heard(address):
    heard = Heard()
    transport = await listen(address, heard)
    yield heard
    transport.close()


@pytest.fixture
def nudger(address):
    nudger = Nudger(address)
    yield nudger
    nudger.close()


async def test_given_new_messages_then_the_bot_hears_when_their_turns_may_begin(heard, nudger):
    due = {"kontak-1": NOW, "kontak-2": NOW + timedelta(seconds=2), "kontak-3": NOW}
    nudger.nudge(Received(due=due))
    assert await heard.next() == ([NOW, NOW + timedelta(seconds=2)], False)


async def test_given_reports_of_sent_messages_then_the_bot_hears_that(heard, nudger):
    nudger.nudge(Received(reported=[Reported("a", "delivered", "")]))
    assert await heard.next() == ([], True)


async def test_given_nothing_new_then_the_bot_hears_nothing(heard, nudger):
    nudger.nudge(Received())
    nudger.nudge(Received(due={"kontak-1": NOW}))
    await heard.next()
    assert len(heard.nudges) == 1


async def test_given_more_citizens_than_fit_then_the_first_turns_are_told(heard, nudger):
    due = {f"kontak-{n}": NOW + timedelta(seconds=n) for n in range(1000)}
    nudger.nudge(Received(due=due))
    moments, _ = await heard.next()
    assert moments[0] == NOW


@pytest.mark.parametrize(
    "datagram", [b"", b"\xff", b"{}", b"[1]", b"[[1e99], 0]", b'[["x"], 0]', b"[null, null]"]
)
async def test_given_a_datagram_that_is_no_nudge_then_it_is_ignored(
    heard, nudger, address, datagram
):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(datagram, address)
    nudger.nudge(Received(due={"kontak-1": NOW}))
    await heard.next()
    assert heard.nudges == [([NOW], False)]


def test_given_no_bot_then_nudging_is_silent(nudger):
    for _ in range(3):
        nudger.nudge(Received(due={"kontak-1": NOW}))


async def test_given_an_address_in_use_then_the_bot_goes_on_without(heard, address):
    assert await listen(address, Heard()) is None
