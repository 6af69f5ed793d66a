"""Many register while bots are killed, the database is cut and Meta does its worst."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.chaos.citizen import Citizen, citizens
from tests.chaos.evidence import Evidence
from tests.chaos.fleet import TROUBLES, Fleet, Saboteur, running_fleet
from vaksin.privacy.keys import DataKeys

COUNT = int(os.environ.get("CHAOS_CITIZENS", "70"))
SEED = int(os.environ.get("CHAOS_SEED", "2021"))
DEADLINE_SECONDS = 300 + 2 * COUNT
SETTLE_SECONDS = 120
# One wave of citizens for each of the least blows, and one that begins after the last of them: so
# each blow strikes in the middle of registrations, whatever the machine.
WAVES = Saboteur.LEAST_BLOWS + 1
WAVE_SECONDS = 0.4 * COUNT / WAVES
MOST_SENT_TWICE = 0.001


@dataclass(frozen=True)
class Storm:
    """What came of it."""

    people: list[Citizen]
    evidence: Evidence
    report: dict[str, Any]
    saboteur: Saboteur
    logs: str


@pytest.fixture(scope="module")
def storm(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Storm]:
    folder = tmp_path_factory.mktemp("chaos")
    print(f"\n{COUNT} warga, benih {SEED}, catatan di {folder}", file=sys.stderr)
    with running_fleet(folder, postgres_url, SEED) as fleet:
        evidence = Evidence(fleet.engine, DataKeys.parse(fleet.environment["VAKSIN_DATA_KEYS"]))
        people, saboteur = asyncio.run(_live_through(fleet))
        _settle(evidence, fleet)
        storm = Storm(people, evidence, fleet.report(), saboteur, fleet.logs())
        print(f"  {_summary(storm)}", file=sys.stderr, flush=True)
        yield storm


async def _live_through(fleet: Fleet) -> tuple[list[Citizen], Saboteur]:
    saboteur, over = Saboteur(fleet, SEED), threading.Event()
    sabotage = asyncio.create_task(asyncio.to_thread(saboteur.work, over.is_set))
    timeout = aiohttp.ClientTimeout(total=60)
    # A connection that is kept might be closed at the very moment of its next use.
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        people = citizens(COUNT, fleet.simulator, http, SEED)
        registrations = [
            asyncio.create_task(_register_in_wave(person, number % WAVES, saboteur))
            for number, person in enumerate(people)
        ]
        progress = asyncio.create_task(_show_progress(registrations, saboteur))
        done, late = await asyncio.wait(registrations, timeout=DEADLINE_SECONDS)
        progress.cancel()
        for task in late:
            task.cancel()
        over.set()
        await sabotage
    for task in done:
        task.result()
    return people, saboteur


async def _register_in_wave(person: Citizen, wave: int, saboteur: Saboteur) -> None:
    while saboteur.blows < wave:
        await asyncio.sleep(0.2)
    await person.register(WAVE_SECONDS)


async def _show_progress(registrations: list[asyncio.Task[None]], saboteur: Saboteur) -> None:
    began = time.monotonic()
    while True:
        await asyncio.sleep(10)
        ready = sum(task.done() for task in registrations)
        print(
            f"  {time.monotonic() - began:4.0f} s: {ready} dari {len(registrations)} bertiket, "
            f"{saboteur.kills} bot dimatikan, {saboteur.cuts} kali basis data diputus",
            file=sys.stderr,
            flush=True,
        )


def _summary(storm: Storm) -> str:
    report = storm.report
    return (
        f"{report['inbound']} pesan masuk, {report['webhook_items']} butir dikirim Meta, "
        f"{report['sends_accepted']} pesan keluar, {report['sent_twice']} dua kali, "
        f"ditolak {sum(report['sends_refused'].values())}"
    )


def _settle(evidence: Evidence, fleet: Fleet) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while not (evidence.is_settled() and fleet.report()["undelivered"] == 0):
        if time.monotonic() > deadline:
            return
        time.sleep(0.5)


def test_the_storm_was_one(storm: Storm) -> None:
    assert storm.saboteur.kills >= Saboteur.LEAST_KILLS
    assert storm.saboteur.cuts == Saboteur.CUTS
    at_once = {str(error["code"]) for error in TROUBLES["errors"] if not error.get("later")}
    assert storm.report["sends_refused"].keys() >= at_once
    assert storm.report["webhook_failures"]


def test_every_citizen_ends_with_the_ticket(storm: Storm) -> None:
    without = [p.messages[-3:] for p in storm.people if not p.has_ticket]
    assert without == []


def test_every_message_was_read_in_exactly_one_turn(storm: Storm) -> None:
    statuses = storm.evidence.inbox_statuses()
    assert sum(statuses.values()) == sum(person.sent for person in storm.people)
    assert statuses.keys() == {"done"}


def test_the_turns_were_had_once_and_in_the_order_of_the_messages(storm: Storm) -> None:
    assert storm.evidence.turns_in_conversations() == storm.evidence.turns_in_order()


def test_nobody_has_two_bookings(storm: Storm) -> None:
    counts = storm.evidence.bookings_of_persons()
    assert set(counts.values()) == {1}
    assert len(counts) == COUNT


def test_no_seat_is_sold_twice_and_none_is_lost(storm: Storm) -> None:
    for taken, booked, capacity in storm.evidence.seats():
        assert taken == booked <= capacity


def test_hardly_an_answer_is_sent_twice(storm: Storm) -> None:
    assert storm.report["sent_twice"] <= MOST_SENT_TWICE * storm.report["sends_accepted"]


def test_meta_got_rid_of_everything(storm: Storm) -> None:
    assert storm.report["undelivered"] == 0


def test_nothing_failed_for_good(storm: Storm) -> None:
    assert storm.evidence.dead_letters() == []


def test_no_log_holds_a_number(storm: Storm) -> None:
    assert not any(p.number in storm.logs or p.nik in storm.logs for p in storm.people)
