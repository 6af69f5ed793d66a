"""Brings news to people who are in no conversation: by templates, through the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from vaksin.application.news import News
from vaksin.application.pushing import Pushed
from vaksin.clock import Clock
from vaksin.privacy.keys import DataKeys
from whatsapp.conversations import Conversations
from whatsapp.leases import SEND, Lanes
from whatsapp.outbox import Outbox
from whatsapp.templates.model import Template
from whatsapp.templates.news import fill


@dataclass(frozen=True)
class TemplateChannel:
    """WhatsApp as a :class:`vaksin.application.pushing.NewsChannel`."""

    keys: DataKeys
    clock: Clock
    templates: Mapping[str, Template]

    def in_conversation(self, connection: Connection) -> Any:
        """Return the selection of the contacts whose 24-hour window is open."""
        return Conversations(connection, self.clock).open_now()

    def push(self, connection: Connection, contact_id: str, news: Sequence[News]) -> Pushed:
        """Queue one template with all the news."""
        filled = fill(news, self.templates)
        payload = self.templates[filled.template].message(filled.values, filled.subjects)
        push_id = Outbox(connection, self.keys, self.clock).push(contact_id, payload)
        Lanes(connection, self.clock).schedule(SEND, {contact_id: self.clock.now()})
        return Pushed(push_id, filled.template, filled.tells_all)
