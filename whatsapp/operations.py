"""What operators and their machines look at: alive, ready, and how it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from prometheus_client import CONTENT_TYPE_LATEST
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, raw
from sqlalchemy.exc import SQLAlchemyError

from vaksin.event_log import event_log
from whatsapp.backlog import Backlog, backlog_of
from whatsapp.exposition import exposition
from whatsapp.settings import WhatsAppSettings
from whatsapp.store import Store

log = event_log(__name__)

LOOK_SECONDS = 3.0
OPERATIONS_PATHS = ("/health", "/ready", "/metrics")
_OK = 200
_NOT_FOUND = 404
_UNAVAILABLE = 503
# A proxy that passes a stranger's request on tells so in one of these.
_PASSED_ON = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip")


class Operations:
    """Handlers beside the webhook."""

    def __init__(
        self, settings: WhatsAppSettings, store: Store, checks: Callable[[Sanic], dict[str, bool]]
    ) -> None:
        self._settings = settings
        self._checks = checks
        self._lookout = _Lookout(store)

    def add_to(self, server: Sanic | Blueprint) -> None:
        """Add the routes to a server, or to what becomes part of one."""

        @server.get("/health")
        async def health(request: Request) -> HTTPResponse:
            """Answer as long as the process is alive."""
            return json({"status": "ok"})

        @server.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            return await self._ready(request)

        @server.get("/metrics")
        async def metrics(request: Request) -> HTTPResponse:
            return await self._metrics(request)

        @server.listener("after_server_stop")
        async def close(app: object, loop: object) -> None:
            self._lookout.close()

    async def _ready(self, request: Request) -> HTTPResponse:
        """Say whether citizens would be answered: with a model, a database and without a jam."""
        if not _is_neighbour(request):
            return empty(status=_NOT_FOUND)
        backlog = await self._lookout.look()
        checks = {
            **self._checks(request.app),
            "database": backlog is not None,
            "backlog": backlog is not None and backlog.depth <= self._settings.ready_backlog,
        }
        return json(checks, status=_OK if all(checks.values()) else _UNAVAILABLE)

    async def _metrics(self, request: Request) -> HTTPResponse:
        """Return the metrics to a neighbour; to others and through a proxy there are none."""
        if not _is_neighbour(request):
            return empty(status=_NOT_FOUND)
        backlog = await self._lookout.look()
        return raw(exposition(backlog), content_type=CONTENT_TYPE_LATEST)


class _Lookout:
    """Looks at the database for whoever asks, without waiting long for it.

    A database that hangs holds one thread, however often it is asked for: who asks while a look is
    under way waits for that one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1)
        self._look: asyncio.Future[Backlog | None] | None = None

    async def look(self) -> Backlog | None:
        """Return what waits, ``None`` if the database does not tell soon."""
        if self._look is None or self._look.done():
            loop = asyncio.get_running_loop()
            self._look = loop.run_in_executor(self._thread, self._read)
        try:
            return await asyncio.wait_for(asyncio.shield(self._look), LOOK_SECONDS)
        except asyncio.TimeoutError:
            log.error("backlog_unknown", error="TimeoutError")
            return None

    def close(self) -> None:
        """Look no more."""
        self._thread.shutdown(wait=False)

    def _read(self) -> Backlog | None:
        try:
            return backlog_of(self._store)
        except SQLAlchemyError as error:
            log.error("backlog_unknown", error=type(error).__name__)
            return None


def _is_neighbour(request: Request) -> bool:
    """Tell whether a request came straight from an address that the internet does not route."""
    passed_on = any(name in request.headers for name in _PASSED_ON)
    return not passed_on and is_private(request.ip)


def is_private(address: str) -> bool:
    """Tell whether an address belongs to this machine or a network of its own."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
