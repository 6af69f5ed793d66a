"""Meta's calls: check, keep, answer. What they mean for the citizen is done after the answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import Executor

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, text
from sqlalchemy.exc import SQLAlchemyError

from vaksin.event_log import event_log
from whatsapp.calls import Call, read_call
from whatsapp.intake import Received
from whatsapp.metrics import ACCOUNT_ERRORS, MESSAGES, REPORTS, WEBHOOK_SECONDS, WEBHOOKS
from whatsapp.remedies import KNOWN_CODES
from whatsapp.settings import WhatsAppSettings
from whatsapp.signature import is_authentic, is_token
from whatsapp.store import Store

log = event_log(__name__)

WEBHOOK_PATH = "/webhooks/whatsapp/webhook"
# Meta's calls have threads of their own: they wait for no turn.
WEBHOOK_THREADS = 4
BODY_LIMIT = 3 * 1024 * 1024
_OK = 200
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_TOO_LARGE = 413
_UNAVAILABLE = 503


class Webhook:
    """Handlers for the address that is registered with Meta."""

    def __init__(
        self,
        settings: WhatsAppSettings,
        store: Store,
        threads: Executor,
        on_received: Callable[[Received], None],
    ) -> None:
        self._settings = settings
        self._store = store
        self._threads = threads
        self._on_received = on_received

    def add_to(self, server: Sanic | Blueprint) -> None:
        """Add the routes to a server, or to what becomes part of one."""

        @server.get(WEBHOOK_PATH)
        async def verify(request: Request) -> HTTPResponse:
            return self.verify(request)

        # With the body as a stream it is not read before its length and signature header were seen.
        @server.post(WEBHOOK_PATH, stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await self.receive(request)

    def verify(self, request: Request) -> HTTPResponse:
        """Prove to Meta that the address is ours, when it is registered."""
        token = request.args.get("hub.verify_token", "")
        subscribes = request.args.get("hub.mode") == "subscribe"
        if subscribes and is_token(token, self._settings.verify_token):
            return text(request.args.get("hub.challenge", ""))
        return empty(status=_FORBIDDEN)

    async def receive(self, request: Request) -> HTTPResponse:
        """Take in a call: 200 means that it is kept and need not come again."""
        started = time.monotonic()
        status = await self._receive(request)
        WEBHOOKS.labels(str(status)).inc()
        WEBHOOK_SECONDS.observe(time.monotonic() - started)
        return empty(status=status)

    async def _receive(self, request: Request) -> int:
        if _declared_length(request) > BODY_LIMIT:
            return _TOO_LARGE
        signature = request.headers.get("x-hub-signature-256", "")
        if not signature:
            return _UNAUTHORIZED
        body = await _read_body(request)
        if body is None:
            return _TOO_LARGE
        if not is_authentic(body, signature, self._settings.app_secrets):
            return _UNAUTHORIZED
        return await self._keep(body)

    async def _keep(self, body: bytes) -> int:
        loop = asyncio.get_running_loop()
        try:
            received = await loop.run_in_executor(self._threads, self._read_and_keep, body)
        except SQLAlchemyError as error:
            log.error("call_not_kept", error=type(error).__name__)
            return _UNAVAILABLE
        self._on_received(received)
        return _OK

    def _read_and_keep(self, body: bytes) -> Received:
        try:
            call = read_call(json.loads(body), self._settings.phone_number_id)
            received = self._store.receive(call)
        except SQLAlchemyError:
            raise  # Meta is asked to come again
        except Exception as error:
            # What cannot be read now cannot be read when it comes again for a week either.
            log.error("call_unreadable", error=type(error).__name__)
            self._store.bury_call("unreadable", body.decode("utf-8", "backslashreplace"))
            return Received()
        _count(call, received)
        return received


def _count(call: Call, received: Received) -> None:
    for item in call.unreadable:
        log.error("item_unreadable", reason=item.reason)
    for code in call.account_errors:
        log.error("account_error", code=code)
        ACCOUNT_ERRORS.labels(code if code in KNOWN_CODES else "other").inc()
    for message in received.new:
        MESSAGES.labels(message.kind if message.kind in _KNOWN_KINDS else "other").inc()
    for reported in received.reported:
        REPORTS.labels(reported.status).inc()


# What a label may hold is bounded: a stranger's words must not grow the metrics without end.
_KNOWN_KINDS = frozenset(
    {"text", "interactive", "button", "location", "image", "document", "audio", "video", "sticker"}
    | {"contacts", "reaction", "order", "edit", "revoke", "system", "unsupported"}
)


def _declared_length(request: Request) -> int:
    given = request.headers.get("content-length", "0")
    return int(given) if given.isdecimal() else 0


async def _read_body(request: Request) -> bytes | None:
    """Return the body, ``None`` if it is too long (a body in chunks does not tell beforehand)."""
    body = bytearray()
    async for chunk in request.stream:
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
