"""Brings messages to people who did not write just now: by templates, through the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from vaksin.application.letters import Allowance, Letter
from vaksin.application.news import News
from vaksin.application.pushing import Pushed
from vaksin.clock import Clock
from vaksin.database import Moved
from vaksin.notices import Whose
from vaksin.privacy.keys import DataKeys
from vaksin.schema import pushes
from whatsapp.account_news import RED, UNLIMITED, YELLOW, TemplateNews
from whatsapp.conversations import WINDOW, Conversations
from whatsapp.leases import SEND, Lanes
from whatsapp.numbers import Numbers, Pause, Standing
from whatsapp.outbox import Outbox
from whatsapp.payloads import Payload
from whatsapp.schema import conversations
from whatsapp.templates.model import Subject, Template
from whatsapp.templates.news import fill
from whatsapp.templates.submission import APPROVED

# Unless Meta says something else by a webhook: what a new number may do.
FIRST_DAILY_LIMIT = 250
# For how long a campaign may let others wait in the queue.
_QUEUED_FOR = timedelta(seconds=10)
# Who writes so soon after a message has answered it.
ANSWERED_WITHIN = timedelta(days=7)
# Failures of messages whose readers must be reached in another way, and what operators read there.
UNREACHABLE: Mapping[str, str] = {
    "131026": "tidak memakai WhatsApp",
    "131049": "tidak boleh dikirimi pesan ini menurut Meta",
}


@dataclass(frozen=True)
class TemplateChannel:
    """WhatsApp as the domain's channel for news and for campaigns.

    Attributes:
        daily_limit: to how many people the number may write in a day until Meta says it.
        per_second: how many messages the number may send.
    """

    keys: DataKeys
    clock: Clock
    templates: Mapping[str, Template]
    phone_number_id: str = ""
    daily_limit: int = FIRST_DAILY_LIMIT
    per_second: int = 80

    def in_conversation(self, connection: Connection) -> Whose:
        """Return the condition of a contact whose 24-hour window is open."""
        return Conversations(connection, self.clock).open_now

    def push(self, connection: Connection, contact_id: str, news: Sequence[News]) -> Pushed:
        """Queue one template with all the news."""
        filled = fill(news, self.templates)
        payload = self.templates[filled.template].message(filled.values, filled.subjects)
        (push_id,) = self._queue(connection, [(contact_id, payload)])
        return Pushed(push_id, filled.template, filled.tells_all)

    def variables(self, template: str) -> Collection[str]:
        """Return what a template says of each person or of all."""
        return [variable.name for variable in self.templates[template].variables]

    def allowance(self, connection: Connection, template: str) -> Allowance:
        """Return to how many people Meta lets a campaign write, and how fast."""
        numbers = Numbers(connection, self.clock, self.phone_number_id)
        standing, form = numbers.standing(), numbers.template(template)
        reason = _hindrance(numbers.pause(), standing, form)
        # What is queued goes out whatever an operator says afterwards, and before answers.
        if not reason and Lanes(connection, self.clock).has_waiting(SEND, self._most_waiting):
            reason = "antrean kirim masih penuh"
        limit = self.daily_limit if standing.daily_limit is None else standing.daily_limit
        people = None if limit == UNLIMITED else limit
        percent = standing.percent // 2 if form.quality == YELLOW else standing.percent
        return Allowance(people, 0 if reason else percent, reason)

    @property
    def _most_waiting(self) -> int:
        return int(self.per_second * _QUEUED_FOR.total_seconds())

    def send(
        self, connection: Connection, template: str, letters: Sequence[Letter]
    ) -> Sequence[str]:
        """Queue messages; who wrote within 24 hours gets the same words without a template."""
        form = self.templates[template]
        window = Conversations(connection, self.clock)
        is_open = window.are_open([letter.contact_id for letter in letters])
        messages = [
            (letter.contact_id, _message(form, letter, letter.contact_id in is_open))
            for letter in letters
        ]
        return self._queue(connection, messages)

    def note_answers(self, connection: Connection) -> int:
        """Record which messages of the last days were answered: their reader wrote afterwards."""
        since = self.clock.now() - ANSWERED_WITHIN
        window = Conversations(connection, self.clock)
        of_reader = conversations.c.contact_id == pushes.c.contact_id
        wrote_at = Moved(conversations.c.window_ends_at, -WINDOW)
        answered_at = (
            select(wrote_at).where(of_reader, wrote_at > pushes.c.sent_at).scalar_subquery()
        )
        noted = connection.execute(
            update(pushes)
            .where(pushes.c.answered_at.is_(None), pushes.c.failed_at.is_(None))
            .where(pushes.c.created_at > since, window.wrote_since(since, pushes.c.contact_id))
            .where(pushes.c.sent_at > since)
            .where(answered_at.is_not(None))
            .values(answered_at=answered_at)
        )
        return int(noted.rowcount)

    def _queue(
        self, connection: Connection, letters: Sequence[tuple[str, Payload]]
    ) -> Sequence[str]:
        push_ids = Outbox(connection, self.keys, self.clock).push(letters)
        due = dict.fromkeys((contact_id for contact_id, _ in letters), self.clock.now())
        Lanes(connection, self.clock).schedule(SEND, due)
        return push_ids


def _hindrance(pause: Pause | None, standing: Standing, form: TemplateNews) -> str:
    """Return why no campaign may go out, for operators; empty if one may."""
    if pause is not None:
        return f"nomor dijeda (kode {pause.code})"
    if standing.quality == RED:
        return "mutu nomor merah menurut Meta"
    if form.status != APPROVED:
        return f"templat {form.name} di Meta: {form.status}"
    return f"mutu templat {form.name} merah menurut Meta" if form.quality == RED else ""


def _message(form: Template, letter: Letter, is_open: bool) -> Payload:
    values = {variable.name: letter.values[variable.name] for variable in form.variables}
    subjects = {Subject.PERSON: letter.person_id} if letter.person_id else {}
    return form.in_window(values, subjects) if is_open else form.message(values, subjects)
