"""The channel as Rasa knows it; named in ``credentials.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic

from vaksin.clock import SystemClock
from vaksin.database import create_engine
from vaksin.quiet_logs import keep_logs_quiet
from vaksin.settings import Settings
from web.strangers import answer_errors_without_words, open_only
from whatsapp.operations import OPERATIONS_PATHS, Operations
from whatsapp.output import CHANNEL_NAME, OutboxOutput
from whatsapp.service import Service, is_ready
from whatsapp.settings import WhatsAppSettings
from whatsapp.turns import Handler
from whatsapp.webhook import WEBHOOK_PATH, WEBHOOK_THREADS, Webhook


class WhatsAppChannel(InputChannel):
    """Input from Meta's webhook, output through Meta's Cloud API.

    Attributes:
        open_paths: all that the server answers, whatever else Rasa would serve.
    """

    open_paths: ClassVar[tuple[str, ...]] = (WEBHOOK_PATH, *OPERATIONS_PATHS)

    def __init__(self, settings: WhatsAppSettings, domain: Settings) -> None:
        self._settings = settings
        self._service = Service(settings, domain, SystemClock())
        self._store = replace(self._service.store, engine=create_engine(domain.database_url))
        self._threads = ThreadPoolExecutor(WEBHOOK_THREADS)

    @classmethod
    def name(cls) -> str:
        """Return the name in the channel's addresses."""
        return CHANNEL_NAME

    def url_prefix(self) -> str:
        """Let the routes begin at the root: health belongs to the server, not to a webhook."""
        return "/"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> WhatsAppChannel:
        """Make the channel from the environment; ``credentials.yml`` holds no secrets.

        Raises:
            vaksin.settings.SettingsError: if settings are missing.
        """
        keep_logs_quiet()  # Rasa comes by here before it serves anybody
        return cls(WhatsAppSettings.from_environment(), Settings.from_environment())

    def get_output_channel(self) -> OutboxOutput:
        """Return the channel for reminders and triggered intents, outside any request."""
        return self._service.output()

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the channel's routes, and what starts and stops with the server."""
        blueprint = Blueprint("whatsapp_webhook")
        Webhook(self._settings, self._store, self._threads, self._service.wake).add_to(blueprint)
        Operations(self._settings, self._store, _model_is_there).add_to(blueprint)
        self._follow_server(blueprint, on_new_message)
        return blueprint

    def _follow_server(self, blueprint: Blueprint, on_new_message: Handler) -> None:
        @blueprint.listener("before_server_start")
        async def prepare(app: Sanic, loop: object) -> None:
            answer_errors_without_words(app)
            open_only(app, self.open_paths)
            await self._service.prepare()

        @blueprint.listener("after_server_start")
        async def start(app: Sanic, loop: object) -> None:
            await self._service.start(on_new_message, lambda: _agent(app))

        @blueprint.listener("before_server_stop")
        async def stop(app: Sanic, loop: object) -> None:
            await self._service.stop()

        @blueprint.listener("after_server_stop")
        async def close(app: Sanic, loop: object) -> None:
            self._threads.shutdown(wait=False)
            self._store.engine.dispose()


def _agent(app: Sanic) -> Any:
    # Rasa sets the agent while the server starts, and another one when a model is exchanged.
    return getattr(app.ctx, "agent", None)


def _model_is_there(app: Sanic) -> dict[str, bool]:
    return {"model": is_ready(_agent(app))}
