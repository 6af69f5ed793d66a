from __future__ import annotations

import asyncio

from whatsapp.lanes import Lanes


class Work:
    """Steps whose beginning and end are written down."""

    def __init__(self, steps):
        self.left = dict(steps)
        self.log = []
        self.running = 0
        self.most_running = 0

    async def step(self, contact):
        if not self.left.get(contact):
            return None
        self.left[contact] -= 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.log.append(("begin", contact))
        await asyncio.sleep(0.01)
        self.log.append(("end", contact))
        self.running -= 1
        return 0.0


async def until(condition):
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


async def test_the_steps_of_one_contact_never_overlap():
    work = Work({"a": 5})
    lanes = Lanes(work.step, at_once=20)
    lanes.start()
    for _ in range(5):
        lanes.wake("a")
    await until(lambda: len(work.log) == 10)
    assert work.log == [("begin", "a"), ("end", "a")] * 5


async def test_many_contacts_work_at_once_within_the_bound():
    work = Work(dict.fromkeys("abcdef", 2))
    lanes = Lanes(work.step, at_once=3)
    lanes.start()
    for contact in "abcdef":
        lanes.wake(contact)
    await until(lambda: len(work.log) == 24)
    assert work.most_running == 3


async def test_work_that_comes_while_the_last_step_looks_is_not_missed():
    looked = asyncio.Event()
    go_on = asyncio.Event()
    found = []

    async def step(contact):
        found.append(contact)
        if len(found) == 1:
            looked.set()
            await go_on.wait()

    lanes = Lanes(step, at_once=1)
    lanes.start()
    lanes.wake("a")
    await looked.wait()
    lanes.wake("a")
    go_on.set()
    await until(lambda: len(found) == 2)


async def test_before_the_start_and_after_the_stop_nothing_begins():
    work = Work({"a": 1})
    lanes = Lanes(work.step, at_once=1)
    lanes.wake("a")
    lanes.start()
    await lanes.stop(grace=1)
    lanes.wake("a")
    await asyncio.sleep(0.05)
    assert work.log == []


async def test_a_stop_waits_for_the_step_that_runs_and_begins_no_other():
    work = Work({"a": 5})
    lanes = Lanes(work.step, at_once=1)
    lanes.start()
    lanes.wake("a")
    await until(lambda: work.log)
    await lanes.stop(grace=5)
    assert work.log == [("begin", "a"), ("end", "a")]


async def test_a_stop_does_not_wait_for_ever():
    async def step(contact):
        await asyncio.sleep(3600)

    lanes = Lanes(step, at_once=1)
    lanes.start()
    lanes.wake("a")
    await asyncio.sleep(0)
    await asyncio.wait_for(lanes.stop(grace=0.05), timeout=5)


async def test_a_stop_ends_a_rest():
    async def step(contact):
        return 3600.0

    lanes = Lanes(step, at_once=1)
    lanes.start()
    lanes.wake("a")
    await asyncio.sleep(0.05)
    await asyncio.wait_for(lanes.stop(grace=5), timeout=2)


async def test_given_a_step_that_fails_then_it_is_tried_again_and_logged_without_its_text(
    monkeypatch, caplog
):
    monkeypatch.setattr("whatsapp.lanes.PAUSE_AFTER_ERROR", 0.01)
    tries = []

    async def step(contact):
        tries.append(contact)
        if len(tries) == 1:
            raise RuntimeError("isi pesan")

    lanes = Lanes(step, at_once=1)
    lanes.start()
    lanes.wake("a")
    await until(lambda: len(tries) == 2)
    assert "RuntimeError" in caplog.text
    assert "isi pesan" not in caplog.text
