"""Rasa's own SQL tracker store, with every event sealed and a way to forget.

An event holds what a citizen typed, NIK and all. Here its data column is encrypted like all
personal data, and a ``Restarted`` event, which ends an erasure, deletes what came before it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import Restarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.types import TypeDecorator

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
    """Keeps conversations in the project's database, unreadable without the keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        keys = Settings.from_environment().data_keys
        self.SQLEvent.__table__.c.data.type = SealedText(keys)
        super().__init__(*args, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the new events; forget the whole past if they include a restart.

        Raises:
            UnfinishedTurn: if the bot did not get to listening again. Such a conversation would
                stay mute; without it the message can be tried again.
        """
        if tracker.latest_action_name not in (None, ACTION_LISTEN_NAME):
            raise UnfinishedTurn
        await super().save(tracker)
        if any(isinstance(event, Restarted) for event in tracker.events):
            self._forget_before_restart(tracker.sender_id)

    def _forget_before_restart(self, sender_id: str) -> None:
        table = self.SQLEvent.__table__
        of_sender = table.c.sender_id == sender_id
        with self.session_scope() as session:
            restarts = sa.select([sa.func.max(table.c.id)]).where(
                of_sender, table.c.type_name == Restarted.type_name
            )
            newest = session.execute(restarts).scalar()
            session.execute(sa.delete(table).where(of_sender, table.c.id <= newest))
            session.commit()
