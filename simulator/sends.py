"""What becomes of a message that the bot sends: refused, shown, or failed afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from simulator.citizens import Citizens
from simulator.graph_errors import (
    INVALID_PARAMETER,
    MEDIA_PROBLEM,
    SERVICE_UNAVAILABLE,
    SOMETHING_WENT_WRONG,
    TOO_FAST,
    TOO_MANY_RECIPIENTS,
    UNDELIVERABLE,
    GraphError,
)
from simulator.graph_rules import (
    check_message,
    message_type,
    recipient_number,
    recipient_user_id,
    referenced_media,
)
from simulator.ids import new_wamid
from simulator.jsontypes import JsonObject
from simulator.media import MediaLibrary
from simulator.statuses import Sent, StatusReporter
from simulator.store import PhoneStore, Status
from simulator.templates import TemplateLibrary
from simulator.world import World

_WISHED = "This failure was asked for in the simulator's troubles."


class HangUp(Exception):
    """The connection is to be closed without an answer."""


@dataclass(frozen=True)
class Accepted:
    """A message that Meta took; `failure` is what will be reported instead of its delivery."""

    sent: Sent
    statuses: tuple[Status, ...]
    answer: JsonObject
    failure: GraphError | None = None


class Sends:
    """Accepts messages for the phones and answers for them, with the world's troubles."""

    def __init__(
        self,
        world: World,
        store: PhoneStore,
        media: MediaLibrary,
        citizens: Citizens,
        statuses: StatusReporter,
        templates: TemplateLibrary,
    ) -> None:
        """Show messages on the phones in `store`, with the files in `media`."""
        self._world = world
        self._store = store
        self._media = media
        self._citizens = citizens
        self._statuses = statuses
        self._templates = templates

    def accept(self, body: JsonObject) -> Accepted:
        """Show the message on its phone, or raise GraphError when Meta refuses it."""
        self._check_service()
        check_message(body)
        self._check_media(body)
        kind = message_type(body)
        if kind == "template":
            self._templates.check(body["template"])
        number = self._number(body)
        sent = Sent(number, new_wamid(), body.get("biz_opaque_callback_data"))
        failure = self._wished_failure(number)
        if kind == "template":
            self._check_recipient(number)
        if failure is None:
            shown = self._shown(kind, body)
            self._store.chat(number).append("in", sent.id, kind, shown, "delivered")
            self._world.report.accepted(number, body)
        else:
            self._world.report.accepted_to_fail(number, body)
        return Accepted(sent, _statuses(kind), self._answer(body, sent), failure)

    async def answer(self, accepted: Accepted) -> JsonObject:
        """Report the statuses and return Meta's answer; raise HangUp or GraphError for none."""
        await self._report(accepted)
        troubles = self._world.troubles
        slow = self._happens("slow", troubles.slow_share)
        hang_up = self._happens("hang up", troubles.hang_up_after_accept_share)
        fail = self._happens("fail after accept", troubles.fail_after_accept_share)
        if slow:
            await asyncio.sleep(troubles.slow_ms / 1000)
        if hang_up:
            raise HangUp
        if fail:
            status = self._world.dice.of("kind of failure").choice((500, 503))
            raise GraphError(SOMETHING_WENT_WRONG, _WISHED, http_status=status)
        return accepted.answer

    async def _report(self, accepted: Accepted) -> None:
        share = self._world.troubles.status_before_answer_share
        before = self._happens("status before answer", share)
        if accepted.failure is not None:
            self._statuses.report_failure(accepted.sent, accepted.failure)
        elif before:
            await self._statuses.report_and_wait(accepted.sent, *accepted.statuses)
        else:
            self._statuses.report(accepted.sent, *accepted.statuses)

    def _shown(self, kind: str, body: JsonObject) -> JsonObject:
        """Return a message for the phone: of a template also what Meta fills in."""
        filled = self._templates.filled(body["template"]) if kind == "template" else None
        return body | {"filled": filled} if filled else body

    def _happens(self, concern: str, share: float) -> bool:
        return self._world.dice.happens(concern, share)

    def _wished_failure(self, number: str) -> GraphError | None:
        rule = self._world.error_rules.strike(number)
        if rule is None:
            return None
        error = GraphError(rule.code, _WISHED)
        if not rule.later:
            raise error
        return error

    def _check_service(self) -> None:
        troubles = self._world.troubles
        if self._happens("refuse", troubles.refuse_share):
            raise GraphError(SERVICE_UNAVAILABLE, _WISHED)
        if not self._world.sending_limits.allows_message(troubles.messages_per_second):
            raise GraphError(TOO_FAST, "there were too many messages within a second")

    def _check_recipient(self, number: str) -> None:
        last_written = self._store.chat(number).last_written
        most = self._world.troubles.recipients_per_day
        if not self._world.sending_limits.allows_template(number, last_written, most):
            raise GraphError(TOO_MANY_RECIPIENTS, "too many citizens got a template within a day")

    def _check_media(self, body: JsonObject) -> None:
        for media_id in referenced_media(body):
            media = self._media.get(media_id)
            if media is None:
                raise GraphError(INVALID_PARAMETER, "there is no media with this id")
            if media.has_expired(self._world.troubles.media_lifetime_s):
                raise GraphError(MEDIA_PROBLEM, "the media with this id has expired")

    def _number(self, body: JsonObject) -> str:
        user_id = recipient_user_id(body)
        if user_id is None:
            return recipient_number(body)
        number = self._citizens.number_of(user_id)
        if number is None:
            raise GraphError(UNDELIVERABLE, "recipient is nobody's user id")
        return number

    def _answer(self, body: JsonObject, sent: Sent) -> JsonObject:
        identity = self._citizens.identity(sent.number)
        by_user_id = recipient_user_id(body)
        contact: JsonObject = {"input": by_user_id or body["to"], "user_id": identity.user_id}
        wa_id = identity.wa_id if by_user_id else sent.number
        if wa_id is not None:
            contact["wa_id"] = wa_id
        return {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": sent.id}],
        }


def _statuses(kind: str) -> tuple[Status, ...]:
    """Meta reports a reaction as sent and nothing more."""
    return ("sent",) if kind == "reaction" else ("sent", "delivered")
