"""What the channel knows of a conversation: Meta's 24-hour window, and how fast it goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from vaksin.clock import Clock
from vaksin.database import insert_if_new, insert_rows
from whatsapp.pacing import FLOOD, PAIR
from whatsapp.schema import conversations

# Meta: a business may answer freely within 24 hours of a citizen's last message.
WINDOW = timedelta(hours=24)
# Whoever floods us is read in portions, as fast as Meta lets one citizen be answered for long.
_LONGEST_WAIT = PAIR.interval
_NOTICE_PAUSE = timedelta(minutes=10)
# Meta delivers what it could not deliver with longer and longer pauses.
_OUTAGE = timedelta(hours=6)

# Built once, because building a statement takes longer than running it.
_THIS = conversations.c.contact_id == bindparam("contact")
_READ = select(conversations).where(_THIS)
_CHANGE = update(conversations).where(_THIS)


@dataclass(frozen=True)
class Conversations:
    """Reads and writes conversations within one transaction."""

    connection: Connection
    clock: Clock
    # What this transaction has read already.
    _read: dict[str, dict[str, Any]] = field(default_factory=dict, init=False, repr=False)

    def open_windows(self, written_at: Mapping[str, datetime]) -> None:
        """Record when citizens wrote; a later moment stays."""
        if not written_at:
            return
        rows = [
            {"contact_id": contact_id, "window_ends_at": written_at[contact_id] + WINDOW}
            for contact_id in sorted(written_at)
        ]
        insert_rows(self.connection, conversations, rows, _keep_later_end)
        self._read.clear()

    def is_window_open(self, contact_id: str) -> bool:
        """Tell whether Meta takes a message that is no template."""
        ends_at = self._moment(contact_id, "window_ends_at")
        return ends_at is not None and ends_at > self.clock.now()

    def wrote_at(self, contact_id: str) -> datetime | None:
        """Return when a citizen wrote last."""
        ends_at = self._moment(contact_id, "window_ends_at")
        return ends_at - WINDOW if ends_at else None

    def open_now(self, contact_id: ColumnElement) -> ColumnElement:
        """Return the condition that Meta takes a message to a contact; for other tables."""
        return self._ends_after(self.clock.now(), contact_id)

    def are_open(self, contact_ids: Collection[str]) -> set[str]:
        """Return to which of some contacts Meta takes a message that is no template."""
        these = select(conversations.c.contact_id).where(
            conversations.c.contact_id.in_(contact_ids),
            conversations.c.window_ends_at > self.clock.now(),
        )
        return set(self.connection.execute(these).scalars())

    def wrote_since(self, moment: datetime, contact_id: ColumnElement) -> ColumnElement:
        """Return the condition that a contact wrote after a moment; for other tables."""
        return self._ends_after(moment + WINDOW, contact_id)

    def _ends_after(self, moment: datetime, contact_id: ColumnElement) -> ColumnElement:
        # Looked up contact by contact: a list of all open windows would be searched for each.
        return exists().where(
            conversations.c.contact_id == contact_id, conversations.c.window_ends_at > moment
        )

    def pair_wait(self, contact_id: str) -> timedelta:
        """Return how long the pair limit forbids another message to this citizen."""
        return PAIR.wait(self._moment(contact_id, "pair_full_at"), self.clock.now())

    def count_send(self, contact_id: str) -> None:
        """Count a message towards the pair limit."""
        full_at = PAIR.after(self._moment(contact_id, "pair_full_at"), self.clock.now())
        self._set(contact_id, pair_full_at=full_at)

    def count_messages(self, contact_id: str, count: int) -> timedelta:
        """Count messages that were read; return how long the next turn waits if it is a flood."""
        now, full_at = self.clock.now(), self._moment(contact_id, "flood_full_at")
        most = now + (FLOOD.burst - 1) * FLOOD.interval + _LONGEST_WAIT
        full_at = min(FLOOD.after(full_at, now, count), most)
        self._set(contact_id, flood_full_at=full_at)
        return FLOOD.wait(full_at, now)

    def is_flooded(self, contact_id: str) -> bool:
        """Tell whether a citizen writes faster than anybody can be answered."""
        full_at = self._moment(contact_id, "flood_full_at")
        now = self.clock.now()
        return FLOOD.wait(FLOOD.after(full_at, now), now) > timedelta()

    def may_notice_flood(self, contact_id: str) -> bool:
        """Tell whether a citizen is to be told that they are answered more slowly, and note it."""
        now, noticed_at = self.clock.now(), self._moment(contact_id, "flood_noticed_at")
        is_due = noticed_at is None or noticed_at + _NOTICE_PAUSE <= now
        self._set(contact_id, flood_noticed_at=now)
        return is_due

    def note_apology(self, contact_id: str) -> None:
        """Note that a citizen was answered whose messages came a day late."""
        self._set(contact_id, apologised_at=self.clock.now())

    def has_apologised(self, contact_id: str) -> bool:
        """Tell whether that was lately: what else comes late belongs to the same outage."""
        apologised_at = self._moment(contact_id, "apologised_at")
        return apologised_at is not None and self.clock.now() < apologised_at + _OUTAGE

    def rekey(self, old: str, new: str) -> None:
        """Let the contact that another was merged into have its window."""
        ends_at = self._moment(old, "window_ends_at")
        if ends_at is not None:
            self.open_windows({new: ends_at - WINDOW})

    def _moment(self, contact_id: str, column: str) -> datetime | None:
        if contact_id not in self._read:
            row = self.connection.execute(_READ, {"contact": contact_id}).first()
            self._read[contact_id] = dict(row._mapping) if row else {}
        moment: datetime | None = self._read[contact_id].get(column)
        return moment

    def _set(self, contact_id: str, **values: datetime) -> None:
        changed = self.connection.execute(_CHANGE, {"contact": contact_id, **values})
        if not changed.rowcount:
            insert_if_new(self.connection, conversations, contact_id=contact_id, **values)
        self._read.get(contact_id, {}).update(values)


def _keep_later_end(statement: Any) -> Any:
    column, newer = conversations.c.window_ends_at, statement.excluded.window_ends_at
    stays = and_(column.is_not(None), column >= newer)
    return statement.on_conflict_do_update(
        index_elements=[conversations.c.contact_id],
        set_={"window_ends_at": case((stays, column), else_=newer)},
    )
