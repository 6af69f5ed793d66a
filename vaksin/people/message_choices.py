"""Which kinds of messages a number wants: a ledger of choices, of which the newest ones count.

Both kinds are wanted until somebody says otherwise. Entries are only added (a trigger refuses to
change them, migration 0009), so that it can be shown when a number wished for silence, and how.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import delete, exists, func, insert, literal, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.clock import Clock
from vaksin.schema import message_choices

_TABLE = message_choices.c


class MessageKind(Enum):
    """Messages that nobody asked for: reminders of one's own doses, and invitations to register."""

    REMINDER = "pengingat"
    CAMPAIGN = "ajakan"


class ChoiceMeans(Enum):
    """How a choice was made.

    ``ERASURE``: whoever wants to be forgotten wants no invitations. ``FORMER`` is from before there
    were kinds.
    """

    TYPED = "ketikan"
    TAPPED = "tombol"
    META = "meta"
    ERASURE = "hapus"
    FORMER = "lama"


EVERY_KIND = frozenset(MessageKind)


@dataclass(frozen=True)
class MessageChoice:
    """That messages of a kind are wanted, or not, from a moment on."""

    kind: MessageKind
    wanted: bool
    means: ChoiceMeans
    at: datetime


@dataclass(frozen=True)
class MessageChoices:
    """Reads the ledger and adds to it within one transaction."""

    connection: Connection
    clock: Clock

    def choose(
        self, contact_id: str, kinds: Collection[MessageKind], wanted: bool, means: ChoiceMeans
    ) -> None:
        """Record that a contact wants messages of some kinds, or does not."""
        at = self.clock.now()
        rows = [
            {
                "contact_id": contact_id,
                "kind": kind.value,
                "wanted": int(wanted),
                "means": means.value,
                "at": at,
            }
            for kind in MessageKind
            if kind in kinds
        ]
        self.connection.execute(insert(message_choices), rows)

    def wants(self, contact_id: str, kind: MessageKind) -> bool:
        """Tell whether a contact takes messages of a kind."""
        unwanted = select(unwanted_by(literal(contact_id), kind))
        return not self.connection.execute(unwanted).scalar_one()

    def wanted(self, contact_id: str) -> frozenset[MessageKind]:
        """Return the kinds of messages that a contact takes."""
        return frozenset(kind for kind in MessageKind if self.wants(contact_id, kind))

    def history(self, contact_id: str) -> list[MessageChoice]:
        """Return what a contact chose, the first choice first."""
        found = select(message_choices).where(_TABLE.contact_id == contact_id).order_by(_TABLE.id)
        return [
            MessageChoice(MessageKind(row.kind), bool(row.wanted), ChoiceMeans(row.means), row.at)
            for row in self.connection.execute(found)
        ]

    def forget(self, contact_id: str) -> None:
        """Delete what a contact chose, except the silence that it still wishes for.

        The number stays on file after an erasure, and whoever asked for silence must keep it.
        """
        newest = (
            select(func.max(_TABLE.id)).where(_TABLE.contact_id == contact_id).group_by(_TABLE.kind)
        )
        silence = (_TABLE.wanted == 0) & _TABLE.id.in_(newest.scalar_subquery())
        self.connection.execute(
            delete(message_choices).where(_TABLE.contact_id == contact_id, ~silence)
        )


def unwanted_by(contact_id: ColumnElement, kind: MessageKind) -> ColumnElement:
    """Return the condition that a contact wants no messages of a kind; for other tables."""
    newer = message_choices.alias()
    is_overruled = exists().where(
        newer.c.contact_id == _TABLE.contact_id,
        newer.c.kind == _TABLE.kind,
        newer.c.id > _TABLE.id,
    )
    return exists().where(
        _TABLE.contact_id == contact_id,
        _TABLE.kind == kind.value,
        _TABLE.wanted == 0,
        ~is_overruled,
    )
