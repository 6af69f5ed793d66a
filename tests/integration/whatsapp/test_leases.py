"""Who works on a lane: one at a time, on both databases, whatever dies."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from tests.integration.whatsapp.bot import eventually
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from whatsapp import payloads
from whatsapp.calls import read_call
from whatsapp.inbox import DONE
from whatsapp.leases import LEASE_TIME, TURN, LeaseLost
from whatsapp.schema import inbox, lanes, metadata, outbox
from whatsapp.store import Pace, Store, prepare
from whatsapp.workers import Workers

NOTICE = payloads.text("pelan-pelan")


@pytest.fixture
def store(engine, keys, clock):
    prepare(engine)
    yield Store(engine, keys, clock, PHONE_NUMBER_ID, Pace(patience=timedelta()))
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))


def write(store, *texts, sender="628000000001"):
    """Let a citizen write; return their contact."""
    sent = str(int(store.clock.now().timestamp()))
    messages = [
        text_message(text, **{"from": sender, "id": f"wamid.{sender}.{text}", "timestamp": sent})
        for text in texts
    ]
    payload = call(value(messages))
    (contact,) = store.receive(read_call(payload, PHONE_NUMBER_ID)).due
    return contact


def statuses(store):
    with store.engine.connect() as connection:
        rows = connection.execute(inbox.select().order_by(inbox.c.sequence))
        return [row.status for row in rows]


def answers(store):
    with store.engine.connect() as connection:
        return len(connection.execute(outbox.select()).all())


def test_a_lane_is_claimed_by_one_worker_only(store):
    write(store, "halo")
    assert len(store.claim(TURN, 5, "satu")) == 1
    assert store.claim(TURN, 5, "dua") == []


def test_many_workers_at_once_share_the_lanes_without_one_twice(store):
    for number in range(40):
        write(store, "halo", sender=f"6280000001{number:02}")
    with ThreadPoolExecutor(8) as threads:
        claims = threads.map(lambda n: store.claim(TURN, 10, f"pekerja-{n}"), range(16))
        claimed = Counter(lease.contact_id for leases in claims for lease in leases)
    assert set(claimed.values()) == {1}


def test_no_more_is_claimed_than_there_is_room_for(store):
    for number in range(5):
        write(store, "halo", sender=f"628000000{number:03}")
    assert len(store.claim(TURN, 3, "satu")) == 3


def test_the_lane_that_waits_longest_is_claimed_first(store, clock):
    first = write(store, "halo")
    clock.advance(timedelta(seconds=1))
    write(store, "halo", sender="628000000002")
    assert [lease.contact_id for lease in store.claim(TURN, 1, "satu")] == [first]


def test_what_is_not_due_yet_is_not_claimed(store, clock):
    contact = write(store, "halo")
    (lease,) = store.claim(TURN, 1, "satu")
    turn = store.take_turn(lease)
    store.retry_turn(lease, turn, timedelta(seconds=5), is_counted=True)
    assert store.claim(TURN, 1, "satu") == []
    clock.advance(timedelta(seconds=5))
    assert [lease.contact_id for lease in store.claim(TURN, 1, "satu")] == [contact]


def test_given_a_worker_that_died_then_another_takes_over_after_the_lease(store, clock):
    write(store, "halo")
    store.claim(TURN, 1, "mati")
    clock.advance(LEASE_TIME - timedelta(seconds=1))
    assert store.claim(TURN, 1, "lain") == []
    clock.advance(timedelta(seconds=1))
    assert len(store.claim(TURN, 1, "lain")) == 1


def test_a_lease_that_is_renewed_is_not_taken_over(store, clock):
    write(store, "halo")
    leases = store.claim(TURN, 1, "lambat")
    for _ in range(5):
        clock.advance(LEASE_TIME / 2)
        assert store.renew(leases) == set()
        assert store.claim(TURN, 1, "lain") == []


def test_a_worker_learns_that_its_lease_is_lost(store, clock):
    write(store, "halo")
    leases = store.claim(TURN, 1, "lambat")
    clock.advance(LEASE_TIME)
    store.claim(TURN, 1, "lain")
    assert store.renew(leases) == set(leases)


def test_given_that_a_worker_was_overtaken_then_its_answer_is_not_written(store, clock):
    write(store, "halo")
    (slow,) = store.claim(TURN, 1, "lambat")
    turn = store.take_turn(slow)
    clock.advance(LEASE_TIME)
    (quick,) = store.claim(TURN, 1, "cepat")
    again = store.take_turn(quick)
    assert (again.reference, again.attempt) == (turn.reference, 2)
    with pytest.raises(LeaseLost):
        store.close_turn(slow, turn, DONE, [payloads.text("dari yang lambat")], NOTICE)
    store.close_turn(quick, again, DONE, [payloads.text("dari yang cepat")], NOTICE)
    assert answers(store) == 1
    assert statuses(store) == ["done"]


def test_a_turn_that_is_run_again_reads_the_same_messages_though_more_have_come(store, clock):
    write(store, "1")
    (lease,) = store.claim(TURN, 1, "mati")
    first = store.take_turn(lease)
    write(store, "2")
    clock.advance(LEASE_TIME)
    (lease,) = store.claim(TURN, 1, "lain")
    again = store.take_turn(lease)
    assert (again.text, again.reference) == (first.text, first.reference)


def test_a_lane_with_more_to_do_is_due_again_after_a_turn(store):
    write(store, "1", "2")
    texts = []
    for _ in range(2):
        (lease,) = store.claim(TURN, 1, "satu")
        turn = store.take_turn(lease)
        texts.append(turn.text)
        store.close_turn(lease, turn, DONE, [payloads.text("ya")], NOTICE)
    assert texts == ["1", "2"]
    assert store.claim(TURN, 1, "satu") == []


def test_released_lanes_can_be_taken_at_once(store):
    write(store, "halo")
    store.release(store.claim(TURN, 1, "berhenti"))
    assert len(store.claim(TURN, 1, "lain")) == 1


def test_the_same_call_at_once_many_times_is_one_turn(store):
    payload = call(value([text_message("halo")]))
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda _: store.receive(read_call(payload, PHONE_NUMBER_ID)), range(10)))
    assert statuses(store) == ["waiting"]


def test_calls_that_overlap_in_other_orders_are_all_kept(store):
    messages = [
        text_message("halo", **{"from": f"62800000{n:04}", "id": f"wamid.{n}"}) for n in range(60)
    ]
    orders = [messages, messages[::-1], messages[30:] + messages[:30], messages[::2]]
    calls = [read_call(call(value(order)), PHONE_NUMBER_ID) for order in orders * 2]
    with ThreadPoolExecutor(len(calls)) as threads:
        list(threads.map(store.receive, calls))
    assert statuses(store) == ["waiting"] * 60


class Work:
    """Steps whose beginning and end are written down."""

    def __init__(self, store, seconds=0.01):
        self.store = store
        self.seconds = seconds
        self.log = []
        self.running = Counter()
        self.most_at_once = 0

    async def step(self, lease):
        turn = await asyncio.to_thread(self.store.take_turn, lease)
        if turn is None:
            return
        self.running[lease.contact_id] += 1
        assert self.running[lease.contact_id] == 1
        self.most_at_once = max(self.most_at_once, self.running.total())
        await self.work()
        self.log.append((lease.contact_id, turn.text))
        self.running[lease.contact_id] -= 1
        await asyncio.to_thread(self.store.close_turn, lease, turn, DONE, [], NOTICE)

    async def work(self):
        await asyncio.sleep(self.seconds)


class WorkOfThree(Work):
    """Steps that wait until three of them run, and for a while for a fourth one."""

    async def work(self):
        await eventually(lambda: self.most_at_once >= 3)
        await super().work()


async def test_two_processes_answer_everybody_once_and_in_order(store):
    contacts = [write(store, "1", "2", "3", sender=f"628000000{number:03}") for number in range(15)]
    work = Work(store)
    workers = [Workers(store, TURN, work.step, at_once=5) for _ in range(2)]
    for worker in workers:
        worker.start()
    await eventually(lambda: len(work.log) == 45)
    for worker in workers:
        await worker.stop(grace=1)
    for contact in contacts:
        assert [text for who, text in work.log if who == contact] == ["1", "2", "3"]


async def test_no_more_run_at_once_than_is_allowed(store):
    for number in range(9):
        write(store, "halo", sender=f"628000000{number:03}")
    work = WorkOfThree(store, seconds=0.05)
    workers = Workers(store, TURN, work.step, at_once=3)
    workers.start()
    await eventually(lambda: len(work.log) == 9)
    await workers.stop(grace=1)
    assert work.most_at_once == 3


async def test_a_stop_waits_for_the_step_that_runs_and_begins_no_other(store):
    write(store, "1", "2")
    work = Work(store, seconds=0.2)
    workers = Workers(store, TURN, work.step, at_once=1)
    workers.start()
    await eventually(lambda: work.running.total() == 1)
    await workers.stop(grace=5)
    assert [text for _, text in work.log] == ["1"]
    assert statuses(store) == ["done", "waiting"]


async def test_a_stop_gives_the_lane_of_a_step_that_does_not_end_to_others(store):
    write(store, "halo")
    work = Work(store, seconds=3600)
    workers = Workers(store, TURN, work.step, at_once=1)
    workers.start()
    await eventually(lambda: work.running.total() == 1)
    await workers.stop(grace=0.05)
    assert len(store.claim(TURN, 1, "lain")) == 1


async def test_given_a_step_that_fails_then_its_lane_is_taken_again(store, monkeypatch):
    monkeypatch.setattr("whatsapp.workers.PAUSE_AFTER_ERROR", 0.05)
    write(store, "halo")
    work, failures = Work(store), [RuntimeError(), RuntimeError()]

    async def step(lease):
        if failures:
            raise failures.pop()
        await work.step(lease)

    workers = Workers(store, TURN, step, at_once=1)
    workers.start()
    await eventually(lambda: work.log)
    await workers.stop(grace=1)
    assert [text for _, text in work.log] == ["halo"]


async def test_given_a_lease_that_was_lost_then_the_step_is_broken_off(store, clock, monkeypatch):
    monkeypatch.setattr("whatsapp.workers.RENEW_SECONDS", 0.05)
    write(store, "halo")
    broken_off = []

    async def step(lease):
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            broken_off.append(lease)
            raise

    workers = Workers(store, TURN, step, at_once=1)
    workers.start()
    await eventually(lambda: workers.running)
    with store.engine.begin() as connection:
        connection.execute(update(lanes).values(lease_id="lain"))
    await eventually(lambda: broken_off)
    await workers.stop(grace=1)
    with store.engine.connect() as connection:
        assert connection.execute(select(lanes.c.lease_id)).scalars().all() == ["lain"]
