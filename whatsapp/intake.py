"""Takes in what a webhook call holds, within one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.people.contacts import ContactBook
from vaksin.privacy.keys import DataKeys
from whatsapp.calls import Call
from whatsapp.conversations import Conversations
from whatsapp.dead_letters import DeadLetters, as_text
from whatsapp.inbound import SILENT_KINDS, InboundMessage
from whatsapp.inbox import Inbox, moment
from whatsapp.leases import SEND, TURN, Lanes
from whatsapp.outbox import Outbox, Reported
from whatsapp.reports import Reports


@dataclass(frozen=True)
class Received:
    """What came new with a call.

    Attributes:
        new: the messages that were not known yet.
        due: when the turn of each contact may begin.
        newest: WhatsApp's id of the newest message of each of them.
        reported: what was learnt about messages that the bot sent.
    """

    new: list[InboundMessage] = field(default_factory=list)
    due: dict[str, datetime] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict, repr=False)
    reported: list[Reported] = field(default_factory=list)

    @property
    def concerns_sender(self) -> bool:
        """Tell whether messages may go out by it: a report came, or a citizen's window opened."""
        return bool(self.reported or self.new)

    def join(self, other: Received) -> None:
        """Add what came new with another call."""
        self.new.extend(other.new)
        self.due.update(other.due)
        self.newest.update(other.newest)
        self.reported.extend(other.reported)


@dataclass(frozen=True)
class Intake:
    """Writes a call into inbox, outbox and contacts."""

    connection: Connection
    keys: DataKeys
    clock: Clock
    patience: timedelta
    reports: Reports

    def take_in(self, call: Call) -> Received:
        """Keep everything in a call and say when whose turn may begin."""
        received = Received()
        self._change_addresses(call)
        if call.messages:
            self._add_messages(call.messages, received)
        received.reported.extend(self.reports.take_in(call.reports))
        self.reports.numbers.note_all(call.account_news)
        letters = DeadLetters(self.connection, self.keys, self.clock)
        for item in call.unreadable:
            letters.add_call(item.reason, as_text(item.body))
        return received

    def _change_addresses(self, call: Call) -> None:
        for notice in call.notices:
            at = moment(notice.timestamp, self.clock.now())
            change = self._contacts.change(notice.old, notice.new, at)
            for merged in change.merged:
                self._rekey(merged, change.contact_id)

    def _rekey(self, old: str, new: str) -> None:
        self._lanes.rekey(old, new)
        self._inbox.rekey(old, new)
        self._outbox.rekey(old, new)
        Conversations(self.connection, self.clock).rekey(old, new)

    def _add_messages(self, messages: Sequence[InboundMessage], received: Received) -> None:
        now = self.clock.now()
        written_at = [moment(message.timestamp, now) for message in messages]
        senders = [(m.sender, at) for m, at in zip(messages, written_at, strict=True)]
        contact_ids = self._contacts.contacts_for(senders)
        new = sorted(self._inbox.add(messages, contact_ids))
        received.new.extend(messages[place] for place in new)
        answered = [place for place in new if messages[place].kind not in SILENT_KINDS]
        for place in answered:
            contact_id, due = contact_ids[place], self._inbox.due_of(messages[place])
            received.due[contact_id] = min(due, received.due.get(contact_id, due))
            received.newest[contact_id] = messages[place].message_id
        self._lanes.schedule(TURN, received.due)
        last = _latest((contact_ids[place], written_at[place]) for place in answered)
        Conversations(self.connection, self.clock).open_windows(last)
        released = self._outbox.release(sorted(last))
        self._lanes.schedule(SEND, dict.fromkeys(released, now))

    @cached_property
    def _contacts(self) -> ContactBook:
        return ContactBook(self.connection, self.keys, self.clock)

    @cached_property
    def _inbox(self) -> Inbox:
        return Inbox(self.connection, self.keys, self.clock, self.patience)

    @cached_property
    def _outbox(self) -> Outbox:
        return Outbox(self.connection, self.keys, self.clock)

    @cached_property
    def _lanes(self) -> Lanes:
        return Lanes(self.connection, self.clock)


def _latest(moments: Iterable[tuple[str, datetime]]) -> Mapping[str, datetime]:
    latest: dict[str, datetime] = {}
    for contact_id, at in moments:
        latest[contact_id] = max(at, latest.get(contact_id, at))
    return latest
