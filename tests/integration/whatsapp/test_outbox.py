"""When a queued message is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.integration.whatsapp.meta import error
from vaksin.clock import SettableClock
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from whatsapp import payloads
from whatsapp.graph import GraphClient
from whatsapp.outbox import MAX_ATTEMPTS, pause_after
from whatsapp.schema import outbox
from whatsapp.sender import Sender
from whatsapp.statuses import StatusUpdate
from whatsapp.store import Store, prepare

ANI = "628000000001"


@pytest.fixture
def clock():
    return SettableClock(datetime(2026, 11, 23, 8, tzinfo=timezone.utc))


@pytest.fixture
def store(world, clock):
    prepare(world.engine)
    return Store(world.engine, world.domain.data_keys, clock)


@pytest.fixture
def contact(store):
    with store.engine.begin() as connection:
        book = ContactBook(connection, store.keys, store.clock)
        return book.contact_for(Addresses(phone=ANI))


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 600), (8, 600)]
)
def test_the_pause_grows_fourfold_up_to_ten_minutes(attempt, seconds):
    assert pause_after(attempt) == timedelta(seconds=seconds)


def test_a_message_that_was_tried_is_not_due_until_its_pause_is_over(store, contact, clock):
    store.enqueue(contact, [payloads.text("halo")])
    assert store.take_delivery(contact).wait == timedelta()
    clock.advance(timedelta(seconds=0.4))
    assert store.take_delivery(contact).wait == timedelta(seconds=0.6)
    clock.advance(timedelta(seconds=0.6))
    again = store.take_delivery(contact)
    assert (again.wait, again.attempt) == (timedelta(), 2)


def test_looking_before_it_is_due_counts_no_attempt(store, contact, world):
    store.enqueue(contact, [payloads.text("halo")])
    for _ in range(5):
        store.take_delivery(contact)
    assert world.column(outbox.c.attempts) == [1]


async def test_given_up_after_the_last_attempt(store, contact, clock, world, graph):
    graph.rules = [lambda message: error(131000)]
    store.enqueue(contact, [payloads.text("halo")])
    sender = Sender(store, GraphClient(graph.url, "1", "akses"))
    statuses = []
    for _ in range(MAX_ATTEMPTS):
        await sender._step(contact)
        statuses += world.column(outbox.c.status)
        clock.advance(timedelta(minutes=10))
    assert statuses == ["queued"] * (MAX_ATTEMPTS - 1) + ["failed"]
    assert await sender._step(contact) is None


def test_what_was_already_reported_as_delivered_is_not_sent_again(store, contact):
    store.enqueue(contact, [payloads.text("halo")])
    delivery = store.take_delivery(contact)
    store.receive([], [StatusUpdate("wamid.X", "delivered", delivery.id, "")])
    store.mark_refused(delivery.id, "no_answer", is_final=True)
    assert store.take_delivery(contact) is None
