"""Citizens who change: another number, or another business-scoped user id."""

from __future__ import annotations

import re

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from simulator import clock
from simulator.citizens import Citizens
from simulator.ids import new_wamid
from simulator.jsontypes import JsonObject
from simulator.phone_api import PHONE_ROUTE, json_body, profile_name
from simulator.phone_messages import PhoneRequestError, address
from simulator.store import PhoneStore
from simulator.webhooks import WebhookSender

_NUMBER = re.compile(r"[0-9]{6,15}")


class PhoneChanges:
    """Handlers under /phone/{number}; the bot learns of each change by a system message."""

    def __init__(self, store: PhoneStore, citizens: Citizens, webhooks: WebhookSender) -> None:
        """Change the phones in `store`."""
        self._store = store
        self._citizens = citizens
        self._webhooks = webhooks

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.number, f"{PHONE_ROUTE}/change-number", methods=["POST"])
        app.add_route(self.user_id, f"{PHONE_ROUTE}/change-user-id", methods=["POST"])

    async def number(self, request: Request, number: str) -> HTTPResponse:
        """Let the citizen and the chat go on with another number."""
        new = self._unused_number(json_body(request))
        before = self._citizens.identity(number)
        self._citizens.move(number, new)
        self._store.move(number, new)
        after = self._citizens.identity(new)
        if after.wa_id is None:
            self._tell_new_user_id(number, before.sender, after.user_id)
        else:
            body = f"User {profile_name(number)} changed from {number} to {new}"
            change = {"body": body, "wa_id": new, "type": "user_changed_number"}
            self._tell(before.sender, change)
        return json({"number": new, "user_id": after.user_id})

    async def user_id(self, request: Request, number: str) -> HTTPResponse:
        """Give the citizen another user id."""
        before = self._citizens.identity(number)
        self._citizens.change_user_id(number)
        after = self._citizens.identity(number)
        self._tell_new_user_id(number, before.sender, after.user_id)
        return json({"number": number, "user_id": after.user_id})

    def _unused_number(self, body: JsonObject) -> str:
        number = body.get("to")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            raise PhoneRequestError("to must be 6 to 15 digits")
        if not self._store.chat(number).is_empty:
            raise PhoneRequestError("to must be a number without a chat of its own")
        return number

    def _tell_new_user_id(self, number: str, sender: dict[str, str], user_id: str) -> None:
        body = f"User {profile_name(number)} changed the user id"
        self._tell(sender, {"body": body, "user_id": user_id, "type": "user_changed_user_id"})

    def _tell(self, sender: dict[str, str], change: JsonObject) -> None:
        content = {"type": "system", "system": change}
        self._webhooks.post_system(address(content, sender, new_wamid(), clock.seconds()))
