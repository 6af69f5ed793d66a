"""What the databases say after the storm."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rasa.shared.core.events import Event, UserUttered
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from memory.memories import Memories
from vaksin.clock import SystemClock
from vaksin.privacy.keys import DataKeys
from vaksin.schema import LIVE_STATUSES, bookings, vaccination_sessions
from whatsapp.inbox import IGNORED, WAITING
from whatsapp.schema import dead_letters, inbox, outbox
from whatsapp.statuses import QUEUED


@dataclass(frozen=True)
class Evidence:
    """Reads the databases of the channel, of the conversations and of the programme."""

    engine: Engine
    keys: DataKeys

    def is_settled(self) -> bool:
        """Tell whether nothing waits any more."""
        waiting = select(func.count()).where(inbox.c.status == WAITING).scalar_subquery()
        queued = select(func.count()).where(outbox.c.status == QUEUED).scalar_subquery()
        with self.engine.connect() as connection:
            return not connection.execute(select(waiting + queued)).scalar_one()

    def inbox_statuses(self) -> Counter[str]:
        """Return how many messages of citizens ended how."""
        with self.engine.connect() as connection:
            return Counter(connection.execute(select(inbox.c.status)).scalars())

    def turns_in_order(self) -> dict[str, list[str]]:
        """Return the turns of each contact in the order in which their messages were sent."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(inbox.c.contact_id, inbox.c.turn_key)
                .where(inbox.c.status != IGNORED)
                .order_by(inbox.c.sent_at, inbox.c.sequence)
            )
            return _of_contacts(rows)

    def turns_in_conversations(self) -> dict[str, list[str]]:
        """Return the turns that the bot remembers, in the order in which it had them."""
        with self.engine.connect() as connection:
            memories = Memories(connection, self.keys, SystemClock())
            return _of_contacts(
                (conversation_id, event.message_id)
                for conversation_id in memories.conversation_ids()
                for event in _whole(memories, conversation_id)
                if isinstance(event, UserUttered)
            )

    def bookings_of_persons(self) -> Counter[str]:
        """Return how many seats each person has, booked or held."""
        live = select(bookings.c.person_id).where(bookings.c.status.in_(LIVE_STATUSES))
        with self.engine.connect() as connection:
            return Counter(connection.execute(live).scalars())

    def seats(self) -> list[tuple[int, int, int]]:
        """Return for each session in use: seats counted, live bookings, capacity."""
        booked = func.count(bookings.c.id)
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(vaccination_sessions.c.seats_taken, booked, vaccination_sessions.c.capacity)
                .join(bookings, bookings.c.session_id == vaccination_sessions.c.id)
                .where(bookings.c.status.in_(LIVE_STATUSES))
                .group_by(vaccination_sessions.c.id)
            )
            return [(row[0], row[1], row[2]) for row in rows]

    def dead_letters(self) -> list[tuple[str, str]]:
        """Return source and reason of what failed for good."""
        columns = select(dead_letters.c.source, dead_letters.c.reason)
        with self.engine.connect() as connection:
            return [(source, reason) for source, reason in connection.execute(columns)]


def _whole(memories: Memories, conversation_id: str) -> list[Event]:
    memory = memories.recall(conversation_id)
    return [*memories.history(conversation_id), *(memory.events if memory else ())]


def _of_contacts(rows: object) -> dict[str, list[str]]:
    """Return the turns of each contact, one that read several messages once."""
    turns: dict[str, list[str]] = {}
    for contact_id, turn in rows:  # type: ignore[attr-defined]
        of_contact = turns.setdefault(contact_id, [])
        if not (of_contact and of_contact[-1] == turn):
            of_contact.append(turn)
    return turns
