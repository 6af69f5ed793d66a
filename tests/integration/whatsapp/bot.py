"""The channel in a real server over a real database, with a small function in Rasa's place."""

from __future__ import annotations

import asyncio
import json
import socket
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import requests
from sanic import Sanic
from sqlalchemy import select
from sqlalchemy.engine import Engine

from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from vaksin.application import MIGRATIONS
from vaksin.database import create_engine, upgrade
from vaksin.privacy.keys import DataKeys
from vaksin.settings import Settings
from whatsapp.channel import WhatsAppChannel
from whatsapp.settings import WhatsAppSettings
from whatsapp.signature import sign
from whatsapp.store import Pace
from whatsapp.webhook import WEBHOOK_PATH

SECRET = "rahasia-aplikasi"
VERIFY_TOKEN = "rahasia-verifikasi"
ACCESS_TOKEN = "rahasia-akses"

# How long a busy machine may take for what takes no time.
PATIENCE_SECONDS = 60.0
# Most tests send faster than people type; those about that say how long to wait.
EAGER = Pace(patience=timedelta(), doubt=timedelta(seconds=1))

Handler = Callable[[Any], Awaitable[None]]


@dataclass
class Agent:
    """What the channel wants to know of Rasa's agent."""

    ready: bool = True
    tracker_store: object = field(default_factory=SimpleNamespace)

    def is_ready(self) -> bool:
        return self.ready


@dataclass
class World:
    """What outlives a server: the database and its keys, and where Meta is."""

    folder: Path
    graph_url: str
    pace: Pace = EAGER

    def __post_init__(self) -> None:
        file = self.folder / "uji.db"
        if not file.exists():
            file.write_bytes(_migrated())
        url = f"sqlite:///{file}"
        self.domain = Settings(url, DataKeys.parse(DataKeys.generate()))
        self.engine: Engine = create_engine(url)

    @property
    def settings(self) -> WhatsAppSettings:
        return WhatsAppSettings(
            self.graph_url,
            PHONE_NUMBER_ID,
            ACCESS_TOKEN,
            ("lama", SECRET),
            VERIFY_TOKEN,
            self.pace,
        )

    def column(self, column: Any) -> list[Any]:
        """Return a column of a table in the order of its rows."""
        with self.engine.begin() as connection:
            rows = connection.execute(select(column).order_by(column.table.c.sequence))
            return list(rows.scalars())


@cache
def _migrated() -> bytes:
    """Return an SQLite database with the domain's tables; the server adds those of the channel."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "uji.db"
        engine = create_engine(f"sqlite:///{file}")
        upgrade(engine, MIGRATIONS)
        engine.dispose()
        return file.read_bytes()


@dataclass
class Bot:
    """A running server."""

    url: str
    channel: WhatsAppChannel

    async def post(self, payload: Any, **headers: str) -> int:
        body = json.dumps(payload).encode()
        return await self.post_raw(body, **{"X-Hub-Signature-256": sign(body, SECRET), **headers})

    async def post_raw(self, body: Any, **headers: str) -> int:
        address = f"{self.url}{WEBHOOK_PATH}"
        return (await asyncio.to_thread(requests.post, address, body, headers=headers)).status_code

    async def get(self, path: str, **parameters: str) -> requests.Response:
        return await asyncio.to_thread(requests.get, f"{self.url}{path}", parameters)


@asynccontextmanager
async def running(world: World, handler: Handler, agent: Agent | None = None) -> AsyncIterator[Bot]:
    """Start a server, and stop it in order."""
    Sanic.test_mode = True  # lets one process run several apps, one after the other
    app = Sanic(f"uji_{uuid.uuid4().hex}", configure_logging=False)
    app.ctx.agent = agent or Agent()
    channel = WhatsAppChannel(world.settings, world.domain)
    app.blueprint(channel.blueprint(handler), url_prefix=channel.url_prefix())
    async with serving(app) as url:
        yield Bot(url, channel)


@asynccontextmanager
async def serving(app: Sanic) -> AsyncIterator[str]:
    """Run a server on a free port; yield its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(
        sock=listener, return_asyncio_server=True, access_log=False, debug=False
    )
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()


async def echo(message: Any) -> None:
    """Answer a message with its own text."""
    await message.output_channel.send_response(message.sender_id, {"text": message.text})


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.01)


def typed(*texts: str, sender: str, first_id: str = "m") -> dict[str, Any]:
    """Return a call with messages of one citizen."""
    messages = [
        text_message(
            text,
            **{
                "from": sender,
                "id": f"wamid.{first_id}.{sender}.{number}",
                "timestamp": str(int(time.time())),
            },
        )
        for number, text in enumerate(texts)
    ]
    return call(value(messages))
