"""Unfinished registrations. What was given so far outlives the conversation in which it was."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keeping import DataKind, Rows
from vaksin.privacy.keys import DataKeys
from vaksin.schema import drafts

_TABLE = drafts.c
# Nobody has gone on with them for long.
OLD_DRAFTS = Rows(DataKind.DRAFT, drafts, _TABLE.updated_at)


@dataclass(frozen=True)
class RegistrationDraft:
    """What a citizen gave of a registration; the dialogue knows what the answers mean."""

    id: str
    answers: Mapping[str, Any] = field(repr=False)
    updated_at: datetime


@dataclass(frozen=True)
class Drafts:
    """Keeps drafts within one transaction; their answers are sealed on their way in."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def save(self, contact_id: str, draft_id: str | None, answers: Mapping[str, Any]) -> str:
        """Write a draft anew, or the first time if it has no id yet; return its id."""
        values = {
            "answers_sealed": self.keys.seal(json.dumps(dict(answers))),
            "updated_at": self.clock.now(),
        }
        own = (_TABLE.id == draft_id) & (_TABLE.contact_id == contact_id)
        if draft_id and self.connection.execute(update(drafts).where(own).values(values)).rowcount:
            return draft_id
        new_id = uuid.uuid4().hex
        self.connection.execute(
            insert(drafts).values(
                id=new_id, contact_id=contact_id, created_at=self.clock.now(), **values
            )
        )
        return new_id

    def of(self, contact_id: str) -> list[RegistrationDraft]:
        """Return the drafts of a contact, the newest first."""
        rows = self.connection.execute(
            select(drafts)
            .where(_TABLE.contact_id == contact_id)
            .order_by(_TABLE.updated_at.desc(), _TABLE.id)
        )
        return [
            RegistrationDraft(
                row.id, json.loads(self.keys.open(row.answers_sealed)), row.updated_at
            )
            for row in rows
        ]

    def discard(self, contact_id: str, draft_id: str) -> None:
        """Delete a draft of a contact."""
        own = (_TABLE.id == draft_id) & (_TABLE.contact_id == contact_id)
        self.connection.execute(delete(drafts).where(own))

    def discard_all(self, contact_id: str) -> None:
        """Delete every draft of a contact."""
        self.connection.execute(delete(drafts).where(_TABLE.contact_id == contact_id))
