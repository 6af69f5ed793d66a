"""The tester's side of the business account: Meta thinks otherwise of its number or a template."""

from __future__ import annotations

from collections.abc import Sequence

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from simulator.account_news import (
    LIMITS,
    QUALITIES,
    TEMPLATE_EVENTS,
    Rating,
    number_news,
    template_quality_news,
    template_status_news,
)
from simulator.control_api import refuse
from simulator.jsontypes import JsonObject, parse_object
from simulator.templates import TemplateLibrary
from simulator.webhooks import WebhookSender


class AccountRequestError(ValueError):
    """The wished change cannot be made; the text names the field."""


class AccountApi:
    """Handlers under /control; the bot learns of each change by a webhook of its own."""

    def __init__(self, templates: TemplateLibrary, webhooks: WebhookSender) -> None:
        """Change the templates of this library and tell the bot through `webhooks`."""
        self._templates = templates
        self._webhooks = webhooks
        self._rating: Rating | None = None

    def add_to(self, app: Sanic) -> None:
        """Add the routes to an app."""
        app.add_route(self.quality, "/control/quality", methods=["POST"])
        app.add_route(self.template, "/control/template", methods=["POST"])
        app.exception(AccountRequestError)(refuse)

    def reset(self) -> None:
        """Forget how the number was rated."""
        self._rating = None

    async def quality(self, request: Request) -> HTTPResponse:
        """Rate the number: `quality` and `limit`."""
        body = _body(request)
        rating = Rating(_choice(body, "quality", QUALITIES), _choice(body, "limit", LIMITS))
        news = number_news(self._rating, rating)
        self._rating = rating
        self._webhooks.post_account_news("phone_number_quality_update", news)
        return json(news)

    async def template(self, request: Request) -> HTTPResponse:
        """Change what Meta thinks of the template `name`: its `quality`, its status by `event`."""
        body = _body(request)
        if body.get("event") is None and body.get("quality") is None:
            raise AccountRequestError("event or quality is required")
        known = self._templates.named(body.get("name"))
        if not known:
            raise AccountRequestError("name must be that of a submitted template")
        quality = _optional_choice(body, "quality", QUALITIES)
        event = _optional_choice(body, "event", TEMPLATE_EVENTS)
        for kept in known:
            if quality is not None:
                self._rate(kept, quality)
            if event is not None:
                self._judge(kept, event)
        return json({"templates": len(known)})

    def _rate(self, kept: JsonObject, quality: str) -> None:
        news = template_quality_news(kept, quality)
        kept["quality"] = quality
        self._webhooks.post_account_news("message_template_quality_update", news)

    def _judge(self, kept: JsonObject, event: str) -> None:
        kept["status"] = event
        news = template_status_news(kept, event)
        self._webhooks.post_account_news("message_template_status_update", news)


def _body(request: Request) -> JsonObject:
    body = parse_object(request.body)
    if body is None:
        raise AccountRequestError("the request must be a JSON object")
    return body


def _optional_choice(body: JsonObject, key: str, known: Sequence[str]) -> str | None:
    return None if body.get(key) is None else _choice(body, key, known)


def _choice(body: JsonObject, key: str, known: Sequence[str]) -> str:
    value = body.get(key)
    if value not in known:
        raise AccountRequestError(f"{key} must be one of {', '.join(known)}")
    return str(value)
