"""Puts the simulator together as one Sanic app."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file, json

from simulator.account_api import AccountApi
from simulator.citizens import Citizens
from simulator.control_api import ControlApi
from simulator.graph_api import GraphApi
from simulator.media import MediaLibrary
from simulator.phone_api import PhoneApi
from simulator.phone_changes import PhoneChanges
from simulator.sends import Sends
from simulator.settings import Settings
from simulator.statuses import StatusReporter
from simulator.store import PhoneStore
from simulator.template_api import TemplateApi
from simulator.templates import TemplateLibrary
from simulator.webhooks import WebhookSender
from simulator.world import World

_STATIC = Path(__file__).parent / "static"
_LARGEST_REQUEST = 20 * 1024 * 1024
_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob: http: https:; frame-ancestors 'none'"
    ),
}


def create_app(settings: Settings) -> Sanic:
    """Return a new simulator with its own memory; it must run as one process."""
    app = Sanic(f"simulator-{uuid4().hex}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
    simulator = _Simulator(settings)
    simulator.add_to(app)
    _serve_page(app)
    return app


class _Simulator:
    """All parts of one simulator, joined."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._world = World(settings.seed, settings.troubles)
        self._store = PhoneStore()
        self._media = MediaLibrary()
        self._templates = TemplateLibrary()
        self._citizens = Citizens(self._world)
        self._webhooks = WebhookSender(settings, self._world)
        self._statuses = StatusReporter(self._world, self._citizens, self._webhooks)
        self._account = AccountApi(self._templates, self._webhooks)

    def add_to(self, app: Sanic) -> None:
        self._phones().add_to(app)
        PhoneChanges(self._store, self._citizens, self._webhooks).add_to(app)
        graph = self._graph()
        graph.add_to(app)
        TemplateApi(self._templates, graph.check_token).add_to(app)
        ControlApi(self._world, self._reset).add_to(app)
        self._account.add_to(app)
        app.add_route(self._health, "/health", methods=["GET"])
        app.register_listener(self._start, "before_server_start")
        app.register_listener(self._stop, "after_server_stop")

    def _phones(self) -> PhoneApi:
        return PhoneApi(
            self._world, self._store, self._media, self._citizens, self._webhooks, self._statuses
        )

    def _graph(self) -> GraphApi:
        sends = Sends(
            self._world,
            self._store,
            self._media,
            self._citizens,
            self._statuses,
            self._templates,
        )
        return GraphApi(self._settings, self._world, self._store, self._media, sends)

    async def _health(self, request: Request) -> HTTPResponse:
        return json({"status": "ok", "webhook_verified": self._webhooks.verified})

    async def _start(self, *_: object) -> None:
        await self._webhooks.start()

    async def _stop(self, *_: object) -> None:
        self._statuses.reset()
        await self._webhooks.stop()

    async def _reset(self) -> None:
        self._statuses.reset()
        await self._webhooks.reset()
        self._citizens.reset()
        self._store.reset()
        self._templates.reset()
        self._account.reset()
        self._world.reset()


def _serve_page(app: Sanic) -> None:
    async def page(request: Request) -> HTTPResponse:
        return await file(_STATIC / "index.html", headers=_PAGE_HEADERS)

    app.add_route(page, "/", methods=["GET"])
    app.static("/static", _STATIC)
