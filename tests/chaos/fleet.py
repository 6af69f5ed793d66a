"""Two bots, a gate, an action server, PostgreSQL and a merciless Meta; and a saboteur."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import text
from sqlalchemy.engine import Engine

from tests.e2e.running import local_environment
from tests.processes import Processes, free_ports
from vaksin.database import create_engine

BOTS = ("bot-1", "bot-2")
ANSWER_SECONDS = 10

# Everything at once, but seldom enough for a registration to end.
TROUBLES: dict[str, Any] = {
    "duplicate_share": 0.1,
    "reorder_ms": 300,
    "batch_ms": 50,
    "batch_size": 20,
    "status_delay_ms": 2000,
    "status_shuffle": True,
    "status_before_answer_share": 0.1,
    "fail_after_accept_share": 0.02,
    "hang_up_after_accept_share": 0.02,
    "refuse_share": 0.01,
    "slow_share": 0.05,
    "slow_ms": 1500,
    "phoneless_share": 0.1,
    "errors": [
        {"code": 131056, "every": 150},
        {"code": 130429, "every": 400, "times": 4},
        {"code": 131000, "every": 170},
        {"code": 131057, "every": 700, "times": 1},
        {"code": 131053, "every": 210, "later": True},
    ],
}


class Fleet:
    """The running processes, and ways to hurt them."""

    def __init__(self, folder: Path, database_url: str, seed: int) -> None:
        ports = list(map(str, free_ports(5)))
        self.bot_ports = dict(zip(BOTS, ports, strict=False))
        # Meta reaches the bots too, so that they die while they take messages in.
        self.webhooks = [
            f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook" for port in (*ports[:2], ports[4])
        ]
        self.simulator = f"http://127.0.0.1:{ports[3]}"
        self.actions = f"http://127.0.0.1:{ports[2]}"
        settings = {
            "DATABASE_URL": database_url,
            "ACTIONS_PORT": ports[2],
            "SIMULATOR_PORT": ports[3],
            "GATE_PORT": ports[4],
            "SIMULATOR_SEED": str(seed),
            "SIMULATOR_RETRY_FOREVER": "1",
            "SIMULATOR_TROUBLES": json.dumps(TROUBLES),
            "WHATSAPP_MESSAGES_PER_SECOND": "200",
            "WHATSAPP_DOUBT_SECONDS": "20",
        }
        self.environment = local_environment(folder, settings)
        self.environment["SIMULATOR_WEBHOOK_URL"] = ",".join(self.webhooks)
        self.engine: Engine = create_engine(database_url)
        self._processes = Processes(folder, self.environment)

    def start(self) -> None:
        """Make the database and start all parts."""
        self._processes.prepare_database()
        for part in ("actions", "gate", "pekerja"):
            self._processes.start(part)
        for bot in BOTS:
            self._start_bot(bot)
        # Meta's verification needs a bot that answers.
        for bot in BOTS:
            self.wait_for_bot(bot)
        self._processes.start("simulator")
        self._processes.wait_for(f"{self.actions}/health")
        self._processes.wait_for(f"{self.simulator}/health")

    def stop(self) -> None:
        """End everything."""
        self._processes.stop()
        self.engine.dispose()

    def restart_hard(self, bot: str) -> None:
        """Kill a bot in the middle of whatever it does, and start it again."""
        self._processes.kill(bot)
        self._start_bot(bot)

    def wait_for_bot(self, bot: str) -> None:
        """Wait until a bot would answer citizens."""
        self._processes.wait_for(f"http://127.0.0.1:{self.bot_ports[bot]}/ready")

    def cut_database(self) -> None:
        """Break every connection to the database."""
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        with self.engine.connect() as connection:
            connection.execute(text(others))

    def report(self) -> dict[str, Any]:
        """Return what the simulated Meta counted."""
        answer = requests.get(f"{self.simulator}/control/report", timeout=ANSWER_SECONDS)
        report: dict[str, Any] = answer.json()
        return report

    def logs(self) -> str:
        """Return what all parts logged."""
        return self._processes.logs()

    def _start_bot(self, bot: str) -> None:
        self._processes.start("bot", bot, BOT_PORT=self.bot_ports[bot])


@contextmanager
def running_fleet(folder: Path, database_url: str, seed: int) -> Iterator[Fleet]:
    """Run the fleet with everything that it writes in a folder."""
    fleet = Fleet(folder, database_url, seed)
    try:
        fleet.start()
        yield fleet
    finally:
        fleet.stop()


class Saboteur:
    """Kills a bot every now and then and cuts the database twice, at moments that a seed gives."""

    CUTS = 2
    LEAST_KILLS = 2
    LEAST_BLOWS = CUTS + LEAST_KILLS
    PAUSES = (10.0, 20.0)

    def __init__(self, fleet: Fleet, seed: int) -> None:
        self._fleet = fleet
        self._random = random.Random(seed)
        self.kills = 0
        self.cuts = 0

    @property
    def blows(self) -> int:
        """How often it struck."""
        return self.kills + self.cuts

    def work(self, is_over: Any) -> None:
        """Go on until the citizens are done."""
        while self._sleep(is_over):
            if self.cuts < min(self.CUTS, self.kills):
                self._fleet.cut_database()
                self.cuts += 1
                continue
            bot = self._random.choice(BOTS)
            self._fleet.restart_hard(bot)
            self.kills += 1
            self._fleet.wait_for_bot(bot)

    def _sleep(self, is_over: Any) -> bool:
        until = time.monotonic() + self._random.uniform(*self.PAUSES)
        while time.monotonic() < until and not is_over():
            time.sleep(0.1)
        return not is_over()
