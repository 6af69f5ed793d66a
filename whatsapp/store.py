"""The channel's transactions. Every method blocks: call it in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from vaksin.clock import Clock
from vaksin.database import reading, upgrade
from vaksin.event_log import event_log
from vaksin.messages.manners import Manners
from vaksin.notices import Notices
from vaksin.people.contacts import ContactBook
from vaksin.privacy.keys import DataKeys
from whatsapp.calls import Call, Item
from whatsapp.conversations import Conversations
from whatsapp.dead_letters import DeadLetters, as_text
from whatsapp.deliveries import Deliveries, Delivery
from whatsapp.graph import GraphFailure
from whatsapp.inbox import FAILED, IGNORED, Inbox, Turn
from whatsapp.intake import Intake, Received
from whatsapp.leases import SEND, TURN, Lanes, Lease, LeaseLost
from whatsapp.numbers import Numbers
from whatsapp.outbox import Outbox, Queued
from whatsapp.pacing import throughput
from whatsapp.payloads import Payload
from whatsapp.reports import Reports
from whatsapp.uploads import Uploads

log = event_log(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version_whatsapp"
# Two calls may wait for one another (deadlock); the database ends one of them, which comes again.
_TRIES = 3


def prepare(engine: Engine) -> None:
    """Bring the channel's tables to their newest form; the domain's must be there already."""
    upgrade(engine, MIGRATIONS, VERSION_TABLE)


@dataclass(frozen=True)
class Pace:
    """How the channel takes its time.

    Attributes:
        patience: typed messages sent within this time of one another are read as one.
        doubt: how long a report is waited for before a message counts as not sent.
        per_second: how many messages the number may send.
        template: the template that asks a citizen to write again, empty if there is none.
    """

    patience: timedelta = timedelta(seconds=2)
    doubt: timedelta = timedelta(seconds=45)
    per_second: int = 80
    template: str = ""


@dataclass(frozen=True)
class Store:
    """What the channel keeps, one transaction for each method."""

    engine: Engine
    keys: DataKeys
    clock: Clock
    phone_number_id: str
    pace: Pace = field(default_factory=Pace)

    def receive(self, call: Call) -> Received:
        """Keep all of a webhook call; an item that cannot be kept becomes a dead letter.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: if the database did not take it.
        """
        try:
            return self._take_in(call)
        except (DataError, IntegrityError, ValueError) as error:
            log.error("call_kept_item_by_item", error=type(error).__name__)
        received = self._take_in(Call(unreadable=call.unreadable))
        for item in call.items:
            received.join(self._take_in_or_bury(item))
        return received

    def bury_call(self, reason: str, body: str) -> None:
        """Keep a call that nobody could read."""
        with self.engine.begin() as connection:
            self.letters(connection).add_call(reason, body)

    def claim(self, kind: str, most: int, lease_id: str) -> list[Lease]:
        """Take lanes that are due."""
        with self.engine.begin() as connection:
            return self.lanes(connection).claim(kind, most, lease_id)

    def renew(self, leases: Iterable[Lease]) -> set[Lease]:
        """Prolong leases; return those that are lost."""
        with self.engine.begin() as connection:
            return self.lanes(connection).renew(leases)

    def release(self, leases: Iterable[Lease]) -> None:
        """Give lanes back with their work undone."""
        with self.engine.begin() as connection:
            self.lanes(connection).release(leases)

    def take_turn(self, lease: Lease) -> Turn | None:
        """Return the messages of a contact that are read next; without any the lane is given back.

        Raises:
            LeaseLost: if another worker has taken over.
        """
        with self.engine.begin() as connection:
            lanes, inbox = self.lanes(connection), self.inbox(connection)
            conversations = Conversations(connection, self.clock)
            lanes.hold(lease)
            flooded = conversations.is_flooded(lease.contact_id)
            while (turn := inbox.take(lease.contact_id, reads_all=flooded)) is not None:
                if not _comes_too_late(turn, conversations):
                    return turn
                inbox.close(turn.sequences, IGNORED)
            lanes.finish(lease, None)
            return None

    def announce_news(self, most: int, manners: Manners) -> int:
        """Let the bot tell news to those citizens who can be written to; return to how many.

        Who is announced, and that the bot has to tell it, is one transaction for each citizen.
        """
        awake_since = self.clock.now() - manners.rules.awake_for
        with reading(self.engine) as connection:
            conversations = Conversations(connection, self.clock)
            awake = partial(conversations.wrote_since, awake_since)
            contact_ids = self.notices(connection).contacts_to_tell(
                conversations.open_now, awake, most
            )
        return sum(self._announce_news_to(one, awake_since, manners) for one in contact_ids)

    def _announce_news_to(self, contact_id: str, awake_since: datetime, manners: Manners) -> bool:
        with self.engine.begin() as connection:
            now, notices = self.clock.now(), self.notices(connection)
            wrote_at = Conversations(connection, self.clock).wrote_at(contact_id)
            if wrote_at is None:
                return False
            decent = manners.decent_hour(connection, contact_id, now)
            if decent > now and wrote_at <= awake_since:
                notices.be_quiet(contact_id, decent)
                return False
            key = notices.announce(contact_id, wrote_at)
            if key is None or not self.inbox(connection).add_news(contact_id, key):
                return False
            due = self.clock.now() + self.pace.patience
            self.lanes(connection).schedule(TURN, {contact_id: due})
            return True

    def is_news_told(self, connection: Connection, turn: Turn) -> bool:
        """Tell whether a turn is about news all of which was told, be it by another turn."""
        return turn.is_news and not self.notices(connection).on_their_way(turn.contact_id)

    def close_turn(
        self, lease: Lease, turn: Turn, status: str, answer: Iterable[Payload], notice: Payload
    ) -> None:
        """End a turn and queue its answer: both or neither."""
        with self.engine.begin() as connection:
            self.close_turn_within(connection, lease, turn, status, answer, notice)

    def close_turn_within(
        self,
        connection: Connection,
        lease: Lease,
        turn: Turn,
        status: str,
        answer: Iterable[Payload],
        notice: Payload,
    ) -> None:
        """End a turn within a transaction that has more to write, such as the conversation.

        ``notice`` is added once when the citizen floods us and is answered more slowly from now on.

        Raises:
            LeaseLost: if another worker has taken over.
        """
        lanes, inbox = self.lanes(connection), self.inbox(connection)
        conversations = Conversations(connection, self.clock)
        lanes.hold(lease)
        inbox.close(turn.sequences, status)
        count = 0 if turn.is_stale or turn.is_news else len(turn.sequences)
        wait = conversations.count_messages(turn.contact_id, count)
        payloads = list(answer)
        if wait and conversations.may_notice_flood(turn.contact_id):
            payloads.append(notice)
        self.outbox(connection).add(turn.contact_id, payloads)
        if turn.is_stale:
            conversations.note_apology(turn.contact_id)
        for sequence in turn.sequences if status == FAILED and not turn.is_news else ():
            self.letters(connection).add_turn("turn_failed", sequence)
        now, due = self.clock.now(), inbox.next_due(turn.contact_id)
        lanes.schedule(SEND, {turn.contact_id: now})
        lanes.finish(lease, due, not_before=now + wait)

    def postpone(self, lease: Lease, pause: timedelta) -> None:
        """Leave a lane alone for a while, with its work undone."""
        with self.engine.begin() as connection:
            now = self.clock.now()
            self.lanes(connection).finish(lease, now, not_before=now + pause)

    def retry_turn(self, lease: Lease, turn: Turn, pause: timedelta, is_counted: bool) -> None:
        """Let a turn be tried again after a pause."""
        with self.engine.begin() as connection:
            lanes = self.lanes(connection)
            lanes.hold(lease)
            if not is_counted:
                self.inbox(connection).uncount(turn.sequences)
            now = self.clock.now()
            lanes.finish(lease, now, not_before=now + pause)

    def enqueue(self, contact_id: str, payloads: Iterable[Payload]) -> None:
        """Queue messages that answer no message.

        With the 24-hour window closed they wait, and a template asks the citizen to write. Without
        a template Meta is left to decide: only it knows of windows that an advertisement opened.
        """
        with self.engine.begin() as connection:
            current = self.contacts(connection).current(contact_id)
            outbox, is_open = self.outbox(connection), self._is_window_open(connection, current)
            held = bool(self.pace.template) and not is_open
            if held:
                outbox.ask_to_write(current, self.pace.template)
            outbox.add(current, payloads, held)
            self.lanes(connection).schedule(SEND, {current: self.clock.now()})

    def take_delivery(self, lease: Lease) -> Delivery | None:
        """Return what goes out now to a contact; without anything the lane is given back.

        Raises:
            LeaseLost: if another worker has taken over.
        """
        with self._deliveries() as deliveries:
            return deliveries.next(lease)

    def mark_sent(self, queued: Queued, wamid: str) -> None:
        """Record under which id Meta took a message."""
        with self.engine.begin() as connection:
            self.outbox(connection).sent(queued, wamid)

    def take_next_delivery(self, lease: Lease, queued: Queued, wamid: str) -> Delivery | None:
        """Record under which id Meta took a message, and return what goes out after it.

        There is nothing to return if another worker has taken over.
        """
        with self._deliveries() as deliveries:
            # The lane first, as whoever takes in reports locks them.
            with suppress(LeaseLost):
                deliveries.lanes.hold(lease)
                deliveries.outbox.sent(queued, wamid)
                return deliveries.next(lease)
            deliveries.outbox.sent(queued, wamid)
            return None

    def mark_refused(self, delivery: Delivery, failure: GraphFailure) -> None:
        """Do what the error of a request asks for."""
        with self._deliveries() as deliveries:
            deliveries.refused(delivery, failure)

    def reserve_sends(self, count: int) -> timedelta:
        """Take the right to send some messages; return how long the first must wait."""
        with self.engine.begin() as connection:
            return self.numbers(connection).reserve(throughput(self.pace.per_second), count)

    def resume_after_start(self) -> None:
        """Try again what was paused for a while: an operator may have mended it and restarted."""
        with self.engine.begin() as connection:
            numbers = self.numbers(connection)
            pause = numbers.pause()
            if pause and pause.until is not None:
                numbers.resume()
                self.lanes(connection).hasten(SEND)

    def lanes(self, connection: Connection) -> Lanes:
        """Return the lanes within a transaction."""
        return Lanes(connection, self.clock)

    def inbox(self, connection: Connection) -> Inbox:
        """Return the inbox within a transaction."""
        return Inbox(connection, self.keys, self.clock, self.pace.patience)

    def outbox(self, connection: Connection) -> Outbox:
        """Return the outbox within a transaction."""
        return Outbox(connection, self.keys, self.clock)

    def letters(self, connection: Connection) -> DeadLetters:
        """Return the dead letters within a transaction."""
        return DeadLetters(connection, self.keys, self.clock)

    def numbers(self, connection: Connection) -> Numbers:
        """Return the state of the bot's number within a transaction."""
        return Numbers(connection, self.clock, self.phone_number_id)

    def notices(self, connection: Connection) -> Notices:
        """Return the news for citizens within a transaction."""
        return Notices(connection, self.keys, self.clock)

    def contacts(self, connection: Connection) -> ContactBook:
        """Return the contacts within a transaction."""
        return ContactBook(connection, self.keys, self.clock)

    def uploads(self, connection: Connection) -> Uploads:
        """Return the files that Meta has within a transaction."""
        return Uploads(connection, self.keys, self.clock)

    def intake(self, connection: Connection) -> Intake:
        """Return what takes webhook calls in within a transaction."""
        reports = Reports(
            self.outbox(connection),
            self.lanes(connection),
            self.numbers(connection),
            self.letters(connection),
            self.uploads(connection),
            self.pace.template,
        )
        return Intake(connection, self.keys, self.clock, self.pace.patience, reports)

    @contextmanager
    def _deliveries(self) -> Iterator[Deliveries]:
        with self.engine.begin() as connection:
            yield Deliveries(
                self.outbox(connection),
                self.lanes(connection),
                self.numbers(connection),
                Conversations(connection, self.clock),
                self.contacts(connection),
                self.letters(connection),
                self.clock,
                self.pace.template,
                self.pace.doubt,
            )

    def _is_window_open(self, connection: Connection, contact_id: str) -> bool:
        return Conversations(connection, self.clock).is_window_open(contact_id)

    def _take_in(self, call: Call) -> Received:
        for _ in range(_TRIES - 1):
            try:
                return self._take_in_once(call)
            except OperationalError as error:
                log.warning("call_tried_again", error=type(error.orig).__name__)
        return self._take_in_once(call)

    def _take_in_once(self, call: Call) -> Received:
        with self.engine.begin() as connection:
            return self.intake(connection).take_in(call)

    def _take_in_or_bury(self, item: Item) -> Received:
        try:
            return self._take_in(Call(items=[item]))
        except (DataError, IntegrityError, ValueError):
            self.bury_call("not_kept", as_text(item.body))
            return Received()


def _comes_too_late(turn: Turn, conversations: Conversations) -> bool:
    """Tell whether a turn is to be left out.

    Who was told once that messages came late need not hear it again, and news for which the
    24-hour window has closed is announced anew when the citizen writes.
    """
    if turn.is_news:
        return not conversations.is_window_open(turn.contact_id)
    return turn.is_stale and conversations.has_apologised(turn.contact_id)
