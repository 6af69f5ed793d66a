"""Meta's calls: check, keep, answer. What they mean for the citizen is done after the answer."""

from __future__ import annotations

import asyncio
import json
import logging

from sanic.request import Request
from sanic.response import HTTPResponse, empty, text
from sqlalchemy.exc import SQLAlchemyError

from whatsapp.envelope import addressed_to
from whatsapp.inbound import read_messages
from whatsapp.service import Service
from whatsapp.settings import WhatsAppSettings
from whatsapp.signature import is_authentic, is_token
from whatsapp.statuses import read_statuses

logger = logging.getLogger(__name__)

BODY_LIMIT = 3 * 1024 * 1024
_OK = 200
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_TOO_LARGE = 413
_UNAVAILABLE = 503


class Webhook:
    """Handlers for the address that is registered with Meta."""

    def __init__(self, settings: WhatsAppSettings, service: Service) -> None:
        self._settings = settings
        self._service = service

    def verify(self, request: Request) -> HTTPResponse:
        """Prove to Meta that the address is ours, when it is registered."""
        token = request.args.get("hub.verify_token", "")
        subscribes = request.args.get("hub.mode") == "subscribe"
        if subscribes and is_token(token, self._settings.verify_token):
            return text(request.args.get("hub.challenge", ""))
        return empty(status=_FORBIDDEN)

    async def receive(self, request: Request) -> HTTPResponse:
        """Take in a call: 200 means that it is kept and need not come again."""
        if int(request.headers.get("content-length", "0")) > BODY_LIMIT:
            return empty(status=_TOO_LARGE)
        signature = request.headers.get("x-hub-signature-256", "")
        if not signature:
            return empty(status=_UNAUTHORIZED)
        body = await _read_body(request)
        if body is None:
            return empty(status=_TOO_LARGE)
        if not is_authentic(body, signature, self._settings.app_secrets):
            return empty(status=_UNAUTHORIZED)
        return empty(status=await self._keep(body))

    async def _keep(self, body: bytes) -> int:
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError) as error:
            logger.error("A signed call cannot be read: %s", type(error).__name__)
            return _OK
        ours = addressed_to(payload, self._settings.phone_number_id)
        try:
            contacts = await asyncio.to_thread(
                self._service.store.receive, read_messages(ours), read_statuses(ours)
            )
        except SQLAlchemyError as error:
            logger.error("A call could not be kept: %s", type(error).__name__)
            return _UNAVAILABLE
        self._service.wake(contacts)
        return _OK


async def _read_body(request: Request) -> bytes | None:
    """Return the body, ``None`` if it is too long (a body in chunks does not tell beforehand)."""
    body = bytearray()
    async for chunk in request.stream:
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
