"""The channel as Rasa knows it; named in ``credentials.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from vaksin.clock import SystemClock
from vaksin.settings import Settings
from whatsapp.output import CHANNEL_NAME, OutboxOutput
from whatsapp.service import Service, is_ready
from whatsapp.settings import WhatsAppSettings
from whatsapp.turns import Handler
from whatsapp.webhook import Webhook

_OK = 200
_UNAVAILABLE = 503


class WhatsAppChannel(InputChannel):
    """Input from Meta's webhook, output through Meta's Cloud API."""

    def __init__(self, settings: WhatsAppSettings, domain: Settings) -> None:
        self._settings = settings
        self._service = Service(settings, domain, SystemClock())

    @classmethod
    def name(cls) -> str:
        """Return the name in the channel's addresses."""
        return CHANNEL_NAME

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WhatsAppChannel:
        """Make the channel from the environment; ``credentials.yml`` holds no secrets.

        Raises:
            vaksin.settings.SettingsError: if settings are missing.
        """
        return cls(WhatsAppSettings.from_environment(), Settings.from_environment())

    def get_output_channel(self) -> OutboxOutput:
        """Return the channel for reminders and triggered intents, outside any request."""
        return self._service.output()

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the channel's routes, and what starts and stops with the server."""
        blueprint = Blueprint("whatsapp_webhook")
        webhook = Webhook(self._settings, self._service)
        blueprint.add_route(_health, "/", methods=["GET"])

        @blueprint.get("/webhook")
        async def verify(request: Request) -> HTTPResponse:
            return webhook.verify(request)

        # With the body as a stream it is not read before its length and signature header were seen.
        @blueprint.post("/webhook", stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await webhook.receive(request)

        self._follow_server(blueprint, on_new_message)
        return blueprint

    def _follow_server(self, blueprint: Blueprint, on_new_message: Handler) -> None:
        @blueprint.listener("before_server_start")
        async def prepare(app: Sanic, loop: object) -> None:
            await self._service.prepare()

        @blueprint.listener("after_server_start")
        async def start(app: Sanic, loop: object) -> None:
            await self._service.start(on_new_message, lambda: _agent(app))

        @blueprint.listener("before_server_stop")
        async def stop(app: Sanic, loop: object) -> None:
            await self._service.stop()


async def _health(request: Request) -> HTTPResponse:
    ready = is_ready(_agent(request.app))
    return json({"status": "ok", "ready": ready}, status=_OK if ready else _UNAVAILABLE)


def _agent(app: Sanic) -> Any:
    # Rasa sets the agent while the server starts, and another one when a model is exchanged.
    return getattr(app.ctx, "agent", None)
