"""What goes out next to whom, and what an answer of Meta's means for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from vaksin.clock import Clock
from vaksin.event_log import event_log
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from whatsapp.account_news import TemplateNews
from whatsapp.conversations import Conversations
from whatsapp.dead_letters import DeadLetters
from whatsapp.graph import GraphFailure
from whatsapp.leases import Lanes, Lease
from whatsapp.numbers import Numbers
from whatsapp.outbox import MAX_ATTEMPTS, MAX_REFUSALS, Outbox, Queued
from whatsapp.pauses import react
from whatsapp.remedies import Remedy

log = event_log(__name__)

# Whatever else is made of such a template would be refused too, until Meta says otherwise.
_TEMPLATE_REFUSED = {"132001": "MISSING", "132015": "PAUSED", "132016": "DISABLED"}
NO_ADDRESS = "no_address"
NO_REPORT = "no_report"
# How often a worker looks whether an operator has ended a pause.
_LOOK_WHILE_STOPPED = timedelta(seconds=15)


@dataclass(frozen=True)
class Delivery:
    """A message that may go out now, and where to."""

    queued: Queued
    to: Addresses = field(repr=False)


@dataclass(frozen=True)
class Deliveries:
    """Decides within one transaction.

    Attributes:
        template: the name of the template that asks a citizen to write, empty if there is none.
        doubt: how long a report is waited for before a message counts as not sent.
    """

    outbox: Outbox
    lanes: Lanes
    numbers: Numbers
    conversations: Conversations
    contacts: ContactBook
    letters: DeadLetters
    clock: Clock
    template: str
    doubt: timedelta

    def next(self, lease: Lease) -> Delivery | None:
        """Return what goes out now; without anything the lane is given back.

        Raises:
            LeaseLost: if another worker has taken over.
        """
        self.lanes.hold(lease)
        while (queued := self.outbox.first(lease.contact_id)) is not None:
            wait = self._wait(queued)
            if wait:
                self.lanes.finish(lease, self.clock.now() + wait)
                return None
            delivery = self._admit(queued)
            if delivery is not None:
                self.outbox.begin(queued)
                self.conversations.count_send(queued.contact_id)
                return delivery
        self.lanes.finish(lease, None)
        return None

    def refused(self, delivery: Delivery, failure: GraphFailure) -> None:
        """Do what the error of a request asks for."""
        queued, remedy = delivery.queued, failure.remedy
        react(self.numbers, remedy, queued.refusals, failure.code)
        _OUTCOMES[remedy](self, queued, failure.code)

    def _wait(self, queued: Queued) -> timedelta:
        now, pause = self.clock.now(), self.numbers.pause()
        if pause is not None:
            return _LOOK_WHILE_STOPPED if pause.until is None else pause.until - now
        if queued.in_doubt_since is not None:
            return max(queued.in_doubt_since + self.doubt - now, timedelta())
        return max(
            queued.next_attempt_at - now,
            self.conversations.pair_wait(queued.contact_id),
            timedelta(),
        )

    def _admit(self, queued: Queued) -> Delivery | None:
        """Return a message that may go out; one that may not is given up or held."""
        if queued.in_doubt_since is not None:
            if queued.attempts >= MAX_ATTEMPTS:
                self._bury(queued, NO_REPORT)
                return None
            self.outbox.settle(queued)
        to = self.contacts.addresses_of(queued.contact_id)
        if to is None:
            self._give_up(queued, NO_ADDRESS)
            return None
        return Delivery(queued, to)

    def _later(self, queued: Queued, code: str) -> None:
        if queued.refusals >= MAX_REFUSALS:
            self._bury(queued, code)
        else:
            self.outbox.later(queued, code)

    def _again(self, queued: Queued, code: str) -> None:
        self.outbox.again(queued, code)

    def _in_doubt(self, queued: Queued, code: str) -> None:
        self.outbox.in_doubt(queued, code)

    def _give_up(self, queued: Queued, code: str) -> None:
        self.outbox.fail(queued, code)

    def _outside_window(self, queued: Queued, code: str) -> None:
        if self.template and not queued.is_template:
            self.outbox.ask_to_write(queued.contact_id, self.template)
            self.outbox.hold(queued, code)
        else:
            self._bury(queued, code)

    def _wrong_request(self, queued: Queued, code: str) -> None:
        if queued.payload.get("type") == "interactive":
            self.outbox.as_plain_text(queued, code)
            return
        if queued.is_template and code in _TEMPLATE_REFUSED:
            name = str(queued.payload["template"]["name"])
            self.numbers.note_all([TemplateNews(name, _TEMPLATE_REFUSED[code], None)])
        self._bury(queued, code)

    def _bury(self, queued: Queued, code: str) -> None:
        log.error("message_given_up", message=queued.id, code=code)
        self.outbox.fail(queued, code)
        self.letters.add_send(code, queued.id)


_OUTCOMES: dict[Remedy, Callable[[Deliveries, Queued, str], None]] = {
    Remedy.REPEAT: Deliveries._later,
    Remedy.REPEAT_FOR_CITIZEN: Deliveries._later,
    Remedy.UPLOAD_AGAIN: Deliveries._later,
    Remedy.WAIT_FOR_META: Deliveries._again,
    Remedy.REACH_AGAIN: Deliveries._again,
    Remedy.PAUSE_NUMBER: Deliveries._again,
    Remedy.STOP_NUMBER: Deliveries._again,
    Remedy.SETTLE: Deliveries._in_doubt,
    Remedy.SWITCH_TO_TEMPLATE: Deliveries._outside_window,
    Remedy.GIVE_UP_RECIPIENT: Deliveries._give_up,
    Remedy.DEAD_LETTER: Deliveries._wrong_request,
}
