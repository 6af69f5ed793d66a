"""A campaign while workers are killed and Meta makes trouble: everybody entitled once, nobody else.

``make campaign`` writes to 20,000 people (``CAMPAIGN_PEOPLE=200000`` to more); here they are fewer.
"""

from __future__ import annotations

import csv
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from sqlalchemy import func, select

from tests.e2e.running import local_environment
from tests.postgres import running_postgres
from tests.processes import Processes, free_ports
from vaksin.application import Vaksin
from vaksin.clock import WIB
from vaksin.people.addresses import Addresses
from vaksin.people.message_choices import ChoiceMeans, MessageKind
from vaksin.schema import pushes
from vaksin.settings import Settings
from whatsapp.schema import outbox

PEOPLE = int(os.environ.get("CAMPAIGN_PEOPLE", "400"))
SEED = int(os.environ.get("CHAOS_SEED", "2021"))
# Faster than Meta's 80 a second, so that the pace is what the machine has to keep up with.
PER_MINUTE = int(os.environ.get("CAMPAIGN_PER_MINUTE", "6000"))
UNWILLING, LISTED_TWICE, FAULTY = 50, 40, 30
WORKERS, DISPATCHERS = ("pekerja-1", "pekerja-2"), ("pengirim-1", "pengirim-2")
TROUBLES: dict[str, Any] = {
    "duplicate_share": 0.02,
    "batch_ms": 200,
    "batch_size": 200,
    "status_shuffle": True,
    "fail_after_accept_share": 0.001,
    "hang_up_after_accept_share": 0.001,
    "errors": [
        {"code": 131026, "every": 97, "later": True},
        {"code": 131049, "every": 501, "later": True},
        {"code": 130429, "every": 130},
        {"code": 131056, "every": 110},
        {"code": 131000, "every": 150},
    ],
}
LONGEST_SECONDS = 300 + PEOPLE / 20
_UNREACHABLE = ("131026", "131049")
MOST_GROWTH_MB, MOST_MB = 20, 250


@dataclass
class Campaigning:
    """A running campaign: who may get a message, and who does what."""

    processes: Processes
    programme: Vaksin
    simulator: str
    campaign_id: str = ""
    entitled: set[str] = field(default_factory=set)
    unwilling: list[str] = field(default_factory=list)
    memory: dict[str, list[int]] = field(default_factory=dict)
    kills: int = 0

    def wait_until_done(self) -> None:
        """Let it go on, kill somebody now and then, and wait until all reports came."""
        dice, began = random.Random(SEED), time.monotonic()
        blows = [0.2, 0.45, 0.7]
        while time.monotonic() < began + LONGEST_SECONDS:
            sent, open_ = self.progress()
            self.note_memory()
            if blows and sent >= blows[0] * len(self.entitled):
                blows.pop(0)
                self.kill_one(dice)
            if sent == len(self.entitled) and not open_:
                return
            seconds = time.monotonic() - began
            print(
                f"  {seconds:4.0f} s: {sent} dari {len(self.entitled)}, {open_} di jalan",
                flush=True,
            )
            time.sleep(2)
        raise AssertionError(f"the campaign did not end: {self.left_in_outbox()}")

    def kill_one(self, dice: random.Random) -> None:
        """Kill a worker or a dispatcher at once, and start it again."""
        name = dice.choice((*WORKERS, *DISPATCHERS))
        self.processes.kill(name)
        self.kills += 1
        start(self.processes, name)

    def progress(self) -> tuple[int, int]:
        """Return to how many a message was sent off, and how many have no final report."""
        is_open = pushes.c.delivered_at.is_(None) & pushes.c.failed_at.is_(None)
        with self.programme.engine.connect() as connection:
            sent = connection.execute(select(func.count()).select_from(pushes)).scalar_one()
            left = select(func.count()).select_from(pushes).where(is_open)
            return sent, connection.execute(left).scalar_one()

    def left_in_outbox(self) -> list[tuple[Any, ...]]:
        """Return how far the messages are that have no end yet."""
        query = (
            select(outbox.c.status, outbox.c.attempts, outbox.c.refusals, outbox.c.error_code)
            .join(pushes, pushes.c.id == outbox.c.push_id)
            .where(pushes.c.delivered_at.is_(None), pushes.c.failed_at.is_(None))
        )
        with self.programme.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def note_memory(self) -> None:
        """Remember how much memory each process has now, in MB."""
        for name in (*WORKERS, *DISPATCHERS):
            family = psutil.Process(self.processes.pid(name))
            rss = sum(one.memory_info().rss for one in (family, *family.children(recursive=True)))
            self.memory.setdefault(name, []).append(rss // 2**20)

    def report(self) -> dict[str, Any]:
        """Return what the simulator counted."""
        answer = requests.get(f"{self.simulator}/control/report", timeout=30)
        return dict(answer.json())


def start(processes: Processes, name: str) -> None:
    """Start a worker or a dispatcher."""
    if name in WORKERS:
        processes.start("pekerja", name)
    else:
        processes.run(name, "exec python -m whatsapp.dispatcher")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaigning]:
    # The other storm has a database of its own, with keys of its own.
    with running_postgres() as url:
        yield from _live_through(tmp_path_factory.mktemp("campaign"), url)


def _live_through(folder: Path, postgres_url: str) -> Iterator[Campaigning]:
    gate, simulator = map(str, free_ports(2))
    settings = {
        "DATABASE_URL": postgres_url,
        "GATE_PORT": gate,
        "SIMULATOR_PORT": simulator,
        "SIMULATOR_TROUBLES": json.dumps(TROUBLES),
        "SIMULATOR_SEED": str(SEED),
        "WHATSAPP_MESSAGES_PER_SECOND": "400",
        "WHATSAPP_DOUBT_SECONDS": "30",
        "WHATSAPP_DAILY_LIMIT": "1000000",
        "VAKSIN_TIME_TRAVEL": str(folder / "time-travel"),
    }
    environment = local_environment(folder, settings)
    processes = Processes(folder, environment)
    # By day everywhere, so that the whole country may be written to.
    noon = datetime.now(WIB).replace(hour=11, minute=0, second=0) + timedelta(days=1)
    ahead = (noon - datetime.now(WIB)).total_seconds()
    (folder / "time-travel").write_text(str(ahead))
    processes.prepare_database()
    programme = Vaksin.from_settings(Settings.from_environment(environment))
    campaigning = Campaigning(processes, programme, f"http://127.0.0.1:{simulator}")
    try:
        processes.start("gate")
        processes.wait_for(f"http://127.0.0.1:{gate}/health")
        processes.start("simulator")
        processes.wait_for(f"{campaigning.simulator}/health")
        processes.command("templates", "submit", program="whatsapp")
        plan(campaigning, folder / "daftar.csv", noon)
        for name in (*WORKERS, *DISPATCHERS):
            start(processes, name)
        processes.command("campaign", "start", campaigning.campaign_id, program="worker")
        campaigning.wait_until_done()
        yield campaigning
    finally:
        processes.stop()
        programme.engine.dispose()


def plan(campaigning: Campaigning, path: Path, noon: datetime) -> None:
    """Write a list with everything that lists have wrong, and plan a campaign of it."""
    everybody = [f"62812{number:08}" for number in range(PEOPLE + UNWILLING)]
    campaigning.unwilling, willing = everybody[:UNWILLING], everybody[UNWILLING:]
    campaigning.entitled = set(willing)
    refuse(campaigning.programme, campaigning.unwilling)
    rows = [(number, "2021-02-01") for number in everybody + willing[:LISTED_TWICE]]
    rows += [(f"0211{number}", "2021-02-01") for number in range(FAULTY // 2)]
    rows += [(f"62813{number:08}", "") for number in range(FAULTY // 2)]
    random.Random(SEED).shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("nomor", "persetujuan"), *rows])
    said = campaigning.processes.command(
        "campaign", "plan", "--name", "Uji", "--template", "undangan_daftar", "--list", str(path),
        "--value", "kelompok=lanjut usia", "--value", "daerah=Kota Contoh", "--skip-faulty",
        "--from", f"{noon - timedelta(hours=1):%Y-%m-%d %H.%M}",
        "--until", f"{noon + timedelta(days=2):%Y-%m-%d %H.%M}",
        "--per-minute", str(PER_MINUTE), program="worker",
    )  # fmt: skip
    campaigning.campaign_id = said.split("kampanye ")[-1].split()[0]


def refuse(programme: Vaksin, numbers_: list[str]) -> None:
    """Let some people want no invitations."""

    def work(act: Any) -> None:
        for number in numbers_:
            contact_id = act.contacts.contact_for(Addresses(phone=number))
            kinds = {MessageKind.CAMPAIGN}
            act.choices.choose(contact_id, kinds, wanted=False, means=ChoiceMeans.TYPED)

    programme.transactions.writing(work)


def test_everybody_entitled_got_one_message_and_nobody_else_any(campaign: Campaigning) -> None:
    with campaign.programme.engine.connect() as connection:
        rows = connection.execute(select(pushes)).all()
    assert len({row.contact_id for row in rows}) == len(rows) == len(campaign.entitled)
    assert all(row.delivered_at or row.failure in _UNREACHABLE for row in rows)
    report = campaign.report()
    assert report["same_body_twice"] == []
    arrived = sum(row.delivered_at is not None for row in rows)
    assert report["templates_accepted"]["undangan_daftar"] >= arrived


def test_meta_made_trouble_and_somebody_was_killed(campaign: Campaigning) -> None:
    at_once = {str(one["code"]) for one in TROUBLES["errors"] if not one.get("later")}
    assert campaign.report()["sends_refused"].keys() >= at_once
    assert campaign.kills == 3


def test_it_never_went_faster_than_its_pace(campaign: Campaigning) -> None:
    with campaign.programme.engine.connect() as connection:
        moments = sorted(connection.execute(select(pushes.c.created_at)).scalars())
    minute = timedelta(minutes=1)
    latest = 0
    for first, moment in enumerate(moments):
        while latest < len(moments) and moments[latest] < moment + minute:
            latest += 1
        assert latest - first <= 1.02 * PER_MINUTE + 1


def test_the_memory_of_who_sends_stays_flat(campaign: Campaigning) -> None:
    """Once a process has begun to work it does not grow with the number of its messages."""
    for name, seen in campaign.memory.items():
        working = [megabytes for megabytes in seen if megabytes > 0.9 * max(seen)]
        assert max(seen) - working[0] < MOST_GROWTH_MB, f"{name}: {seen}"
        assert max(seen) < MOST_MB, f"{name}: {seen}"


def test_who_cannot_be_reached_goes_to_other_channels_once(
    campaign: Campaigning, tmp_path: Path
) -> None:
    with campaign.programme.engine.connect() as connection:
        failed = select(func.count()).where(pushes.c.failure.in_(_UNREACHABLE))
        expected = connection.execute(failed).scalar_one()
    command, file = campaign.processes.command, tmp_path / "lain.csv"
    command("campaign", "unreachable", campaign.campaign_id, "--to", str(file), program="worker")
    with file.open(encoding="utf-8-sig", newline="") as rows:
        numbers_ = [row["nomor"] for row in csv.DictReader(rows)]
    assert len(set(numbers_)) == len(numbers_) == expected > 0
