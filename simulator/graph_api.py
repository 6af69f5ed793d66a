"""The Graph side: the part of Meta's API that a bot calls."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from simulator.graph_errors import (
    BAD_TOKEN,
    INVALID_PARAMETER,
    INVALID_VALUE,
    SESSION_EXPIRED,
    GraphError,
)
from simulator.graph_rules import check_product, check_receipt, is_receipt
from simulator.jsontypes import JsonObject, parse_object
from simulator.media import Media, MediaLibrary, image_problem
from simulator.sends import HangUp, Sends
from simulator.settings import Settings
from simulator.store import PhoneStore
from simulator.world import World

_NOT_FOUND = 404
_VERSION = r"/<version:v\d+\.\d+>"


class GraphApi:
    """Handlers for messages and media; every one of them wants the bearer token."""

    def __init__(
        self,
        settings: Settings,
        world: World,
        store: PhoneStore,
        media: MediaLibrary,
        sends: Sends,
    ) -> None:
        """Serve the phones in `store` and the files in `media`."""
        self._settings = settings
        self._world = world
        self._store = store
        self._media = media
        self._sends = sends

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.messages, f"{_VERSION}/<phone_id:str>/messages", methods=["POST"])
        app.add_route(self.upload, f"{_VERSION}/<phone_id:str>/media", methods=["POST"])
        app.add_route(self.describe, f"{_VERSION}/<media_id:str>", methods=["GET"])
        app.add_route(self.download, "/lookaside/<media_id:str>", methods=["GET"])
        app.exception(GraphError)(_refuse)
        app.exception(HangUp)(_hang_up)

    async def messages(self, request: Request, version: str, phone_id: str) -> HTTPResponse:
        """Send a message to a phone, or mark a citizen's message as read."""
        body = parse_object(request.body)
        if body is not None and is_receipt(body):
            self._check_caller(request, phone_id)
            check_product(body)
            return json(self._mark_read(body))
        with self._counted_refusals():
            self._check_caller(request, phone_id)
            if body is None:
                raise GraphError(INVALID_PARAMETER, "the request must be a JSON object")
            check_product(body)
            accepted = self._sends.accept(body)
        return json(await self._sends.answer(accepted))

    async def upload(self, request: Request, version: str, phone_id: str) -> HTTPResponse:
        """Take an image that messages can then show by its id."""
        self._check_caller(request, phone_id)
        form, files = request.form or {}, request.files or {}
        check_product({"messaging_product": form.get("messaging_product")})
        file = files.get("file")
        if file is None:
            raise GraphError(INVALID_PARAMETER, "file is required")
        mime_type = form.get("type") or file.type
        problem = image_problem(file.body, mime_type)
        if problem is not None:
            raise GraphError(INVALID_PARAMETER, problem)
        self._world.report.uploaded()
        return json({"id": self._media.add(file.body, mime_type).id})

    async def describe(self, request: Request, version: str, media_id: str) -> HTTPResponse:
        """Say where a file can be fetched and what it is."""
        self.check_token(request)
        media = self._known_media(media_id)
        return json(
            {
                "messaging_product": "whatsapp",
                "url": f"{request.scheme}://{request.host}/lookaside/{media.id}",
                "mime_type": media.mime_type,
                "sha256": media.sha256.hex(),
                "file_size": len(media.content),
                "id": media.id,
            }
        )

    async def download(self, request: Request, media_id: str) -> HTTPResponse:
        """Return a file's bytes."""
        self.check_token(request)
        media = self._present_media(media_id)
        if media is None:
            return raw(b"", status=_NOT_FOUND)
        return raw(media.content, content_type=media.mime_type)

    def _check_caller(self, request: Request, phone_id: str) -> None:
        self.check_token(request)
        if phone_id != self._settings.phone_number_id:
            raise GraphError(INVALID_PARAMETER, "there is no such phone number id")

    def check_token(self, request: Request) -> None:
        """Raise GraphError unless a request has the bearer token."""
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._settings.access_token}".encode()):
            raise GraphError(BAD_TOKEN, "the access token is missing or wrong")
        if self._world.troubles.token_expired:
            raise GraphError(BAD_TOKEN, "Session has expired", subcode=SESSION_EXPIRED)

    @contextmanager
    def _counted_refusals(self) -> Iterator[None]:
        try:
            yield
        except GraphError as error:
            self._world.report.refused(error.code)
            raise

    def _known_media(self, media_id: str) -> Media:
        media = self._present_media(media_id)
        if media is None:
            raise GraphError(INVALID_PARAMETER, "there is no media with this id")
        return media

    def _present_media(self, media_id: str) -> Media | None:
        media = self._media.get(media_id)
        lifetime = self._world.troubles.media_lifetime_s
        return None if media is None or media.has_expired(lifetime) else media

    def _mark_read(self, body: JsonObject) -> JsonObject:
        message_id = check_receipt(body)
        chat = self._store.owner_of(message_id)
        if chat is None:
            raise GraphError(INVALID_VALUE, "message_id is not that of a received message")
        chat.read_outgoing(message_id)
        if body.get("typing_indicator") is not None:
            chat.start_typing()
        self._world.report.receipt()
        return {"success": True}


async def _refuse(request: Request, error: GraphError) -> HTTPResponse:
    return json(error.envelope(), status=error.http_status)


async def _hang_up(request: Request, error: HangUp) -> None:
    """Cut the connection; Sanic cancels this handler once it notices."""
    request.transport.abort()
    await asyncio.Event().wait()
