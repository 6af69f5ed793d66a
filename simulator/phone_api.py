"""The phone side: what the page and the end-to-end tests use to chat as a citizen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from simulator import clock
from simulator.citizens import Citizens
from simulator.envelopes import BUSINESS_NUMBER
from simulator.ids import new_wamid
from simulator.jsontypes import JsonObject, dump_escaped, parse_object
from simulator.media import MediaLibrary
from simulator.phone_messages import (
    PhoneRequestError,
    address,
    compose,
    corrected_message,
    quote,
    sent_at,
)
from simulator.statuses import Sent, StatusReporter
from simulator.store import Chat, ChatMessage, PhoneStore
from simulator.webhooks import WebhookSender
from simulator.world import World

Number = TypeVar("Number", int, float)

LONGEST_WAIT = 25.0
PHONE_ROUTE = r"/phone/<number:\d{6,15}>"
_NOT_FOUND = 404
_BAD_REQUEST = 400


class PhoneApi:
    """Handlers under /phone/{number}; a number is digits only."""

    def __init__(
        self,
        world: World,
        store: PhoneStore,
        media: MediaLibrary,
        citizens: Citizens,
        webhooks: WebhookSender,
        statuses: StatusReporter,
    ) -> None:
        """Serve the phones in `store` and the files in `media`."""
        self._world = world
        self._store = store
        self._media = media
        self._citizens = citizens
        self._webhooks = webhooks
        self._statuses = statuses

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.send, f"{PHONE_ROUTE}/send", methods=["POST"])
        app.add_route(self.messages, f"{PHONE_ROUTE}/messages", methods=["GET"])
        app.add_route(self.read, f"{PHONE_ROUTE}/read", methods=["POST"])
        app.add_route(self.clear, PHONE_ROUTE, methods=["DELETE"])
        app.add_route(self.media, f"{PHONE_ROUTE}/media/<media_id:str>", methods=["GET"])
        app.exception(PhoneRequestError)(_refuse)

    async def send(self, request: Request, number: str) -> HTTPResponse:
        """Send a message as the citizen; the webhook follows in the background."""
        body = json_body(request)
        chat = self._store.chat(number)
        content = quote(body, BUSINESS_NUMBER) | compose(body, self._media)
        self._correct(chat, content)
        message = self._append(chat, content, sent_at(body))
        self._world.report.inbound()
        self._webhooks.post_message(
            profile_name(number), message.payload, lambda taken: _settle(chat, message, taken)
        )
        return json({"id": message.id})

    async def messages(self, request: Request, number: str) -> HTTPResponse:
        """Long poll: answer as soon as there is something after `after`, or when `wait` is over.

        With `version` (from an earlier answer) it also answers on any other visible change.
        """
        after = _argument(request, "after", int) or 0
        wait = min(_argument(request, "wait", float) or 0.0, LONGEST_WAIT)
        known = _argument(request, "version", int)
        chat = self._store.chat(number)
        await _wait_for_news(chat, after, known, wait)
        snapshot = chat.snapshot(after, known or 0)
        return raw(dump_escaped(snapshot), content_type="application/json")

    async def read(self, request: Request, number: str) -> HTTPResponse:
        """Mark the bot's messages as shown and post their read statuses."""
        read = self._store.chat(number).read_incoming()
        for message in read:
            reference = message.payload.get("biz_opaque_callback_data")
            self._statuses.report(Sent(number, message.id, reference), "read")
        return json({"read": len(read)})

    async def clear(self, request: Request, number: str) -> HTTPResponse:
        """Empty the phone's view of the chat."""
        self._store.chat(number).clear()
        return json({"cleared": True})

    async def media(self, request: Request, number: str, media_id: str) -> HTTPResponse:
        """Return a file for the page to show."""
        item = self._media.get(media_id)
        if item is None:
            return json({"error": "no such media"}, status=_NOT_FOUND)
        return raw(item.content, content_type=item.mime_type)

    def _append(self, chat: Chat, content: JsonObject, timestamp: int | None) -> ChatMessage:
        timestamp = clock.seconds() if timestamp is None else timestamp
        sender = self._citizens.identity(chat.number).sender
        payload = address(content, sender, new_wamid(), timestamp)
        message = chat.append("out", payload["id"], content["type"], payload, "sent", timestamp)
        self._store.remember(message.id, chat)
        return message

    def _correct(self, chat: Chat, content: JsonObject) -> None:
        """Show an edit or a revocation in the message that it is about."""
        original = corrected_message(content)
        if original is None:
            return
        if self._store.owner_of(original) is not chat:
            raise PhoneRequestError("message_id must be that of a message this phone sent")
        if content["type"] == "edit":
            chat.edit(original, content["edit"]["message"]["text"]["body"])
        else:
            chat.revoke(original)


def json_body(request: Request) -> JsonObject:
    """Return the JSON object of a request."""
    body = parse_object(request.body)
    if body is None:
        raise PhoneRequestError("the request must be a JSON object")
    return body


def profile_name(number: str) -> str:
    """Return the plainly fictional profile name under which a phone writes."""
    return f"Warga Contoh {number[-2:]}"


async def _wait_for_news(chat: Chat, after: int, known: int | None, wait: float) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while not chat.after(after) and (known is None or known == chat.version):
        if not await chat.wait_for_change(max(0.0, deadline - loop.time())):
            return


def _settle(chat: Chat, message: ChatMessage, taken: bool) -> None:
    if taken:
        chat.advance(message, "delivered")
    else:
        chat.mark_failed(message)


def _argument(request: Request, key: str, convert: Callable[[str], Number]) -> Number | None:
    text: str | None = request.args.get(key)
    try:
        return None if text is None else convert(text)
    except ValueError as error:
        raise PhoneRequestError(f"{key} must be a number") from error


async def _refuse(request: Request, error: PhoneRequestError) -> HTTPResponse:
    problem: JsonObject = {"error": str(error)}
    return json(problem, status=_BAD_REQUEST)
