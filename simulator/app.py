"""Puts the simulator together as one Sanic app."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file, json

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
    world, store, media = World(settings.seed, settings.troubles), PhoneStore(), MediaLibrary()
    citizens, webhooks = Citizens(world), WebhookSender(settings, world)
    statuses = StatusReporter(world, citizens, webhooks)

    async def reset() -> None:
        statuses.reset()
        await webhooks.reset()
        citizens.reset()
        store.reset()
        world.reset()

    PhoneApi(world, store, media, citizens, webhooks, statuses).add_to(app)
    PhoneChanges(store, citizens, webhooks).add_to(app)
    sends = Sends(world, store, media, citizens, statuses)
    GraphApi(settings, world, store, media, sends).add_to(app)
    ControlApi(world, reset).add_to(app)
    _serve_page(app)
    _report_health(app, webhooks)
    _run_with(app, webhooks)
    return app


def _serve_page(app: Sanic) -> None:
    async def page(request: Request) -> HTTPResponse:
        return await file(_STATIC / "index.html", headers=_PAGE_HEADERS)

    app.add_route(page, "/", methods=["GET"])
    app.static("/static", _STATIC)


def _report_health(app: Sanic, webhooks: WebhookSender) -> None:
    async def health(request: Request) -> HTTPResponse:
        return json({"status": "ok", "webhook_verified": webhooks.verified})

    app.add_route(health, "/health", methods=["GET"])


def _run_with(app: Sanic, webhooks: WebhookSender) -> None:
    async def start(*_: object) -> None:
        await webhooks.start()

    async def stop(*_: object) -> None:
        await webhooks.stop()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "after_server_stop")
