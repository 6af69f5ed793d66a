"""The Graph side: the part of Meta's API that a bot calls."""

from __future__ import annotations

import hmac

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from simulator.graph_errors import BAD_TOKEN, INVALID_PARAMETER, INVALID_VALUE, GraphError
from simulator.graph_rules import (
    check_message,
    check_product,
    check_receipt,
    is_receipt,
    message_type,
    recipient_number,
    referenced_media,
)
from simulator.ids import new_wamid
from simulator.jsontypes import JsonObject, parse_object
from simulator.media import Media, MediaLibrary, image_problem
from simulator.settings import Settings
from simulator.store import PhoneStore, Status
from simulator.webhooks import WebhookSender

_NOT_FOUND = 404
_VERSION = r"/<version:v\d+\.\d+>"


class GraphApi:
    """Handlers for messages and media; every one of them wants the bearer token."""

    def __init__(
        self, settings: Settings, store: PhoneStore, media: MediaLibrary, webhooks: WebhookSender
    ) -> None:
        """Serve the phones in `store` and the files in `media`."""
        self._settings = settings
        self._store = store
        self._media = media
        self._webhooks = webhooks

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.messages, f"{_VERSION}/<phone_id:str>/messages", methods=["POST"])
        app.add_route(self.upload, f"{_VERSION}/<phone_id:str>/media", methods=["POST"])
        app.add_route(self.describe, f"{_VERSION}/<media_id:str>", methods=["GET"])
        app.add_route(self.download, "/lookaside/<media_id:str>", methods=["GET"])
        app.exception(GraphError)(_refuse)

    async def messages(self, request: Request, version: str, phone_id: str) -> HTTPResponse:
        """Send a message to a phone, or mark a citizen's message as read."""
        self._check_caller(request, phone_id)
        body = parse_object(request.body)
        if body is None:
            raise GraphError(INVALID_PARAMETER, "the request must be a JSON object")
        check_product(body)
        return json(self._mark_read(body) if is_receipt(body) else self._send(body))

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
        return json({"id": self._media.add(file.body, mime_type).id})

    async def describe(self, request: Request, version: str, media_id: str) -> HTTPResponse:
        """Say where a file can be fetched and what it is."""
        self._check_token(request)
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
        self._check_token(request)
        media = self._media.get(media_id)
        if media is None:
            return raw(b"", status=_NOT_FOUND)
        return raw(media.content, content_type=media.mime_type)

    def _check_caller(self, request: Request, phone_id: str) -> None:
        self._check_token(request)
        if phone_id != self._settings.phone_number_id:
            raise GraphError(INVALID_PARAMETER, "there is no such phone number id")

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._settings.access_token}".encode()):
            raise GraphError(BAD_TOKEN, "the access token is missing or wrong")

    def _known_media(self, media_id: str) -> Media:
        media = self._media.get(media_id)
        if media is None:
            raise GraphError(INVALID_PARAMETER, "there is no media with this id")
        return media

    def _mark_read(self, body: JsonObject) -> JsonObject:
        message_id = check_receipt(body)
        chat = self._store.owner_of(message_id)
        if chat is None:
            raise GraphError(INVALID_VALUE, "message_id is not that of a received message")
        chat.read_outgoing(message_id)
        if body.get("typing_indicator") is not None:
            chat.start_typing()
        return {"success": True}

    def _send(self, body: JsonObject) -> JsonObject:
        check_message(body)
        for media_id in referenced_media(body):
            self._known_media(media_id)
        kind, recipient = message_type(body), recipient_number(body)
        message = self._store.chat(recipient).append("in", new_wamid(), kind, body, "delivered")
        for status in _statuses(kind):
            self._webhooks.post_status(recipient, message, status)
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": body["to"], "wa_id": recipient}],
            "messages": [{"id": message.id}],
        }


def _statuses(kind: str) -> tuple[Status, ...]:
    """Meta reports a reaction as sent and nothing more."""
    return ("sent",) if kind == "reaction" else ("sent", "delivered")


async def _refuse(request: Request, error: GraphError) -> HTTPResponse:
    return json(error.envelope(), status=error.http_status)
