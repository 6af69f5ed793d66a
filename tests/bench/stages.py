"""Our product and stock Rasa, each running with a database of its own, pinned to its cores."""

from __future__ import annotations

import asyncio
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import aiohttp
import yaml
from sqlalchemy import text, update
from sqlalchemy.engine import Engine

from tests.bench.cores import Layout, cpu_seconds, on_cores, resident_bytes
from tests.bench.meta_stand_in import MetaStandIn
from tests.bench.sides import Ours, Side, Stock
from tests.e2e.running import local_environment
from tests.postgres import running_postgres
from tests.processes import Processes, free_ports
from vaksin.database import create_engine
from vaksin.schema import vaccination_sessions

# The moment of a commit is what tells when an answer was in the outbox; several sets of processes
# keep more connections than PostgreSQL allows by itself.
_POSTGRES = ("track_commit_timestamp=on", "max_connections=400")
_QUICK = {
    # Nobody types in pieces here, and Meta's stand-in takes as much as the largest numbers may
    # send.
    "WHATSAPP_PATIENCE_SECONDS": "0",
    "WHATSAPP_MESSAGES_PER_SECOND": "1000",
}
# On one core, beside others, its models have taken three minutes to load.
_STOCK_PATIENCE = 600
_ENOUGH_SEATS = 10_000_000
_STORED = text(
    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_AnyStage = TypeVar("_AnyStage", bound="Stage")
_RASA = "exec python -m scripts.quietly rasa run"
_RASA_SDK = "exec python -m scripts.quietly rasa_sdk --quiet"


class Stage(ABC):
    """A bot with its parts, a database, and the cores that each may use."""

    name: str
    processes: Processes

    def __init__(self, folder: Path, url: str, layout: Layout) -> None:
        self._folder, self._url, self._layout = folder, url, layout
        self.database: Engine = create_engine(url)
        self._parts: list[str] = []

    @abstractmethod
    def start(self) -> None:
        """Start all parts and wait until they are ready."""

    @abstractmethod
    def start_bot(self) -> None:
        """Start the first bot and wait until it is ready."""

    @abstractmethod
    def side(self) -> AbstractAsyncContextManager[Side]:
        """Return the bot as citizens meet it."""

    def seconds_to_ready(self) -> float:
        """Start the first bot anew; return how long it took to be ready."""
        self.processes.kill("bot-0")
        started = time.monotonic()
        self.start_bot()
        return time.monotonic() - started

    def bot_bytes(self) -> int:
        """Return how much memory the first bot holds."""
        return resident_bytes(self.processes.pid("bot-0"))

    def computed(self) -> float:
        """Return how many seconds all parts have computed; the database's own are not counted."""
        return cpu_seconds(map(self.processes.pid, self._parts))

    def stored_bytes(self) -> int:
        """Return how large all tables are with their indexes.

        They are tidied up first: the room of old versions of a row is used again, so it is not
        what the next registration takes.
        """
        options = {"isolation_level": "AUTOCOMMIT"}
        with self.database.connect().execution_options(**options) as connection:
            connection.execute(text("VACUUM FULL"))
            return int(connection.execute(_STORED).scalar_one())

    def stop(self) -> None:
        """End the parts."""
        self.database.dispose()
        self.processes.stop()


class OurStage(Stage):
    """The product: for each core a gate, a bot and an action server."""

    name = "Vaksin WA"

    def __init__(self, folder: Path, url: str, layout: Layout) -> None:
        super().__init__(folder, url, layout)
        self._meta_port, *ports = map(str, free_ports(1 + 3 * len(layout.serving)))
        self._sets = [_ports_of_set(*ports[3 * n : 3 * n + 3]) for n in range(len(layout.serving))]
        meta = {"WHATSAPP_API_URL": f"http://127.0.0.1:{self._meta_port}"}
        self._environment = local_environment(folder, {"DATABASE_URL": url, **_QUICK, **meta})
        self.processes = Processes(folder, self._environment)

    def start(self) -> None:
        self.processes.prepare_database()
        # Everybody registers for one site and day; what is measured is not who finds it full.
        with self.database.begin() as connection:
            connection.execute(update(vaccination_sessions).values(capacity=_ENOUGH_SEATS))
        for place, ports in enumerate(self._sets):
            for part in ("gate", "actions", "bot"):
                self._start(part, place)
            for address in ("ACTIONS_PORT/health", "GATE_PORT/health", "BOT_PORT/ready"):
                name, path = address.split("/")
                self.processes.wait_for(f"http://127.0.0.1:{ports[name]}/{path}")

    def start_bot(self) -> None:
        self._start("bot", 0)
        self.processes.wait_for(f"http://127.0.0.1:{self._sets[0]['BOT_PORT']}/ready")

    @asynccontextmanager
    async def side(self) -> AsyncIterator[Ours]:
        webhooks = [
            f"http://127.0.0.1:{ports['GATE_PORT']}/webhooks/whatsapp/webhook"
            for ports in self._sets
        ]
        meta = MetaStandIn()
        async with _client() as http, meta.serving(int(self._meta_port)):
            ours = Ours(http, meta, self.database, webhooks, self._environment)
            reporting = asyncio.create_task(ours.report())
            yield ours
            reporting.cancel()

    def _start(self, part: str, place: int) -> None:
        name = f"{part}-{place}"
        with on_cores({self._layout.serving[place]}):
            self.processes.start(part, name, None, **self._sets[place])
        if name not in self._parts:
            self._parts.append(name)


class StockStage(Stage):
    """Stock Rasa with its action server, both on one core."""

    name = "Rasa bawaan"

    def __init__(self, folder: Path, url: str, layout: Layout, model: Path) -> None:
        super().__init__(folder, url, layout)
        self._model = model
        self._port, self._actions = free_ports(2)
        self.processes = Processes(folder, local_environment(folder, {}))
        self._parts = ["actions-0", "bot-0"]

    def start(self) -> None:
        endpoints = {
            "action_endpoint": {"url": f"http://127.0.0.1:{self._actions}/webhook"},
            "tracker_store": {"type": "SQL", "dialect": "postgresql", "url": self._url},
        }
        (self._folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
        (self._folder / "credentials.yml").write_text("rest:\n")
        with on_cores(self._layout.serving):
            self.processes.run(
                "actions-0",
                f"{_RASA_SDK} --actions tests.bench.stock_actions --port {self._actions}",
            )
        self.processes.wait_for(f"http://127.0.0.1:{self._actions}/health")
        self.start_bot()

    def start_bot(self) -> None:
        with on_cores(self._layout.serving):
            self.processes.run(
                "bot-0",
                f"{_RASA} --model {self._model} --endpoints {self._folder}/endpoints.yml"
                f" --credentials {self._folder}/credentials.yml"
                f" --interface 127.0.0.1 --port {self._port}",
            )
        self.processes.wait_for(f"http://127.0.0.1:{self._port}/", _STOCK_PATIENCE)

    @asynccontextmanager
    async def side(self) -> AsyncIterator[Stock]:
        async with _client() as http:
            yield Stock(http, f"http://127.0.0.1:{self._port}/webhooks/rest/webhook")


@contextmanager
def our_stage(sets: int) -> Iterator[OurStage]:
    """Run the product with so many sets of processes on one database."""
    layout = Layout.for_sets(sets)
    with (
        _folder_and_database(layout) as (folder, url),
        _started(OurStage(folder, url, layout)) as stage,
    ):
        yield stage


@contextmanager
def stock_stage(model: Path) -> Iterator[StockStage]:
    """Run stock Rasa with a model."""
    layout = Layout.for_sets(1)
    with (
        _folder_and_database(layout) as (folder, url),
        _started(StockStage(folder, url, layout, model)) as stage,
    ):
        yield stage


@contextmanager
def _folder_and_database(layout: Layout) -> Iterator[tuple[Path, str]]:
    """Keep this process, and the database that it starts, to the asking cores."""
    with (
        on_cores(layout.asking),
        tempfile.TemporaryDirectory() as folder,
        running_postgres(*_POSTGRES) as url,
    ):
        yield Path(folder), url


@contextmanager
def _started(stage: _AnyStage) -> Iterator[_AnyStage]:
    try:
        stage.start()
        yield stage
    finally:
        stage.stop()


def _ports_of_set(gate: str, bot: str, actions: str) -> dict[str, str]:
    return {
        "GATE_PORT": gate,
        "BOT_PORT": bot,
        "ACTIONS_PORT": actions,
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
    }


def _client() -> aiohttp.ClientSession:
    """Return a client that opens as many connections as there are citizens, and waits for all."""
    # Sanic closes a connection that rests for five seconds.
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)
    return aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None))
