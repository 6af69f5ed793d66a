"""The product as `make run` starts it, with ports, a database and secrets of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scripts.environment import complete
from tests.processes import Processes, free_ports
from vaksin.database import create_engine
from whatsapp.inbox import WAITING
from whatsapp.schema import inbox, outbox
from whatsapp.statuses import QUEUED

PARTS = ("gate", "actions", "simulator", "bot", "pekerja")
PORTS = ("GATE_PORT", "BOT_PORT", "ACTIONS_PORT", "SIMULATOR_PORT")


class Product:
    """The running parts, their settings and what they logged."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.environment = environment
        self.database = create_engine(environment["DATABASE_URL"])
        self._processes = Processes(folder, environment)

    @property
    def webhook_url(self) -> str:
        """Where Meta would post."""
        return self.environment["SIMULATOR_WEBHOOK_URL"]

    @property
    def phones_url(self) -> str:
        """Where the phone page is."""
        return self.url_of("simulator")

    def url_of(self, part: str) -> str:
        """Return where a part answers: gate, bot, actions or simulator."""
        return f"http://127.0.0.1:{self.environment[f'{part.upper()}_PORT']}"

    def is_working(self) -> bool:
        """Tell whether a message waits for its turn, or an answer to be sent."""
        waiting = select(func.count()).where(inbox.c.status == WAITING).scalar_subquery()
        queued = select(func.count()).where(outbox.c.status == QUEUED).scalar_subquery()
        with self.database.connect() as connection:
            return bool(connection.execute(select(waiting + queued)).scalar_one())

    def logs(self) -> str:
        """Return everything that the parts wrote so far."""
        return self._processes.logs()

    def command(self, *words: str) -> str:
        """Run ``python -m vaksin`` as an operator does; return what it says."""
        return self._processes.command(*words)

    def kill(self, part: str) -> None:
        """End a part in the middle of whatever it does."""
        self._processes.kill(part)

    def start_again(self, part: str, address: str) -> None:
        """Start a part that was killed and wait until it answers at an address."""
        self._processes.start(part)
        self._processes.wait_for(address)

    def restart_bot(self) -> None:
        """Kill the bot in the middle of whatever it does, and start it again."""
        self.kill("bot")
        self.start_again("bot", f"{self.url_of('bot')}/ready")

    def start(self) -> None:
        """Start every part by its line in the Procfile and wait until all are ready."""
        self._processes.prepare_database()
        for name in PARTS:
            self._processes.start(name)
        for part, path in (("actions", "health"), ("simulator", "health"), ("bot", "ready")):
            self._processes.wait_for(f"{self.url_of(part)}/{path}")
        self._processes.command("templates", "submit", program="whatsapp")

    def stop(self) -> None:
        """End the parts."""
        self._processes.stop()
        self.database.dispose()


@contextmanager
def running_product(folder: Path, **settings: str) -> Iterator[Product]:
    """Run the product with everything that it writes in a folder; settings replace the usual."""
    product = product_in(folder, **settings)
    try:
        product.start()
        yield product
    finally:
        product.stop()


def product_in(folder: Path, **settings: str) -> Product:
    """Return the product with everything that it writes in a folder, not started yet."""
    ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
    # Who tests does not type in pieces; waiting for the rest of each message takes long.
    quick = {"WHATSAPP_PATIENCE_SECONDS": "0.2"}
    database = {
        "DATABASE_URL": f"sqlite:///{folder / 'vaksin.db'}",
        "VAKSIN_TIME_TRAVEL": str(folder / "time-travel"),
    }
    return Product(folder, local_environment(folder, ports | quick | database | settings))


def local_environment(folder: Path, ours: dict[str, str]) -> dict[str, str]:
    """Return the settings of a local trial whose secrets are kept in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # the secrets are kept below the working directory
        product_names = complete({}, local=True).keys()
        inherited = {k: v for k, v in os.environ.items() if k not in product_names}
        path = f"{Path(sys.executable).parent}{os.pathsep}{inherited.get('PATH', '')}"
        return complete(inherited | ours | {"PATH": path}, local=True)
