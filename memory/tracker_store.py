"""Rasa's own SQL tracker store, with every event sealed and a way to forget.

An event holds what a citizen typed, NIK and all. Here its data column is encrypted like all
personal data, and a ``Restarted`` event, which ends an erasure, deletes what came before it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import Event, Restarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from vaksin.database import create_engine
from vaksin.privacy.keys import DataKeys
from vaksin.settings import Settings


class SealedText(TypeDecorator):
    """A text that is readable only with the data keys."""

    impl = sa.Text
    cache_ok = False

    def __init__(self, keys: DataKeys) -> None:
        super().__init__()
        self._keys = keys

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Seal on the way in."""
        return None if value is None else self._keys.seal(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Open on the way out."""
        return None if value is None else self._keys.open(value)


class UnfinishedTurn(RuntimeError):
    """A turn ended before the bot listened again."""


class SealedTrackerStore(SQLTrackerStore):
    """Keeps conversations in the project's database, unreadable without the keys.

    Attributes:
        with_save: called with the open connection and the id of the newest message before a
            conversation is committed, so that what belongs to the same turn is written with it or
            not at all.
    """

    engine: Engine
    with_save: Callable[[Connection, str], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        keys = Settings.from_environment().data_keys
        self.SQLEvent.__table__.c.data.type = SealedText(keys)
        super().__init__(*args, **kwargs)
        # Rasa's own engine does not notice that a connection was cut, and on SQLite fails instead
        # of waiting when somebody else writes.
        self.engine.dispose()
        self.engine = create_engine(self.engine.url)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the new events; forget the whole past if they include a restart.

        Raises:
            UnfinishedTurn: if the bot did not get to listening again. Such a conversation would
                stay mute; without it the message can be tried again.
        """
        if tracker.latest_action_name not in (None, ACTION_LISTEN_NAME):
            raise UnfinishedTurn
        await self.stream_events(tracker)
        await asyncio.to_thread(self._save, tracker)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        events = await asyncio.to_thread(self._read, sender_id, fetch_events_from_all_sessions)
        if not events:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    def _read(self, sender_id: str, of_all_sessions: bool) -> list[dict[str, Any]]:
        with self.session_scope() as session:
            query = self._event_query(session, sender_id, of_all_sessions)
            return [json.loads(event.data) for event in query.all()]

    def _save(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            session.add_all(
                _row(self.SQLEvent, tracker.sender_id, event)
                for event in self._additional_events(session, tracker)
            )
            session.flush()
            if any(isinstance(event, Restarted) for event in tracker.events):
                self._forget_before_restart(session, tracker.sender_id)
            message_id = _newest_message_id(tracker)
            if self.with_save is not None and message_id:
                self.with_save(session.connection(), message_id)
            session.commit()

    def _forget_before_restart(self, session: Session, sender_id: str) -> None:
        table = self.SQLEvent.__table__
        of_sender = table.c.sender_id == sender_id
        restarts = sa.select(sa.func.max(table.c.id)).where(
            of_sender, table.c.type_name == Restarted.type_name
        )
        newest = session.execute(restarts).scalar()
        session.execute(sa.delete(table).where(of_sender, table.c.id <= newest))


def _newest_message_id(tracker: DialogueStateTracker) -> str | None:
    # Rasa saves a conversation that begins before its first message too; and after a restart the
    # tracker itself knows of no message any more.
    messages = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    newest = next(messages, None)
    return newest.message_id if newest else None


def _row(table: Any, sender_id: str, event: Event) -> Any:
    data = event.as_dict()
    return table(
        sender_id=sender_id,
        type_name=event.type_name,
        timestamp=data.get("timestamp"),
        intent_name=((data.get("parse_data") or {}).get("intent") or {}).get("name"),
        action_name=data.get("name"),
        data=json.dumps(data),
    )
