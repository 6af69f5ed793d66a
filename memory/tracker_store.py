"""Rasa's tracker store for conversations that never end; named in ``endpoints.yml``.

On WhatsApp a citizen writes in one and the same conversation for years. Rasa's own SQL store keeps
every event for ever, in the clear, and reads all of a session for every turn. This one reads a row
of bounded size, keeps older events sealed in an archive that no turn reads, and forgets all of a
conversation at a ``Restarted`` event, which ends an erasure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from memory.memories import Memories
from memory.recollection import Recollection, as_tracker
from memory.schema import prepare
from vaksin.clock import SystemClock
from vaksin.database import create_engine, reading
from vaksin.settings import Settings

CONNECTIONS = 10
# Where a conversation carries the version in which it was read; Rasa has no place for it.
_VERSION = "remembered_version"


class UnfinishedTurn(RuntimeError):
    """A turn ended before the bot listened again."""


class BoundedTrackerStore(TrackerStore):
    """Keeps conversations in the project's database, unreadable without the keys.

    Attributes:
        with_save: called with the open connection and the id of the newest message before a
            conversation is committed, so that what belongs to the same turn is written with it or
            not at all.
    """

    with_save: Callable[[Connection, str], None] | None = None

    def __init__(
        self, domain: Domain | None, host: str, event_broker: EventBroker | None = None, **_: Any
    ) -> None:
        super().__init__(domain, event_broker)
        self._keys = Settings.from_environment().data_keys
        self._clock = SystemClock()
        self.engine = create_engine(host, CONNECTIONS)
        prepare(self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Remember what the next turn needs, and put what is older into the archive.

        Raises:
            UnfinishedTurn: if the bot did not get to listening again. Such a conversation would
                stay mute; without it the message can be tried again.
            ConversationMovedOn: if another process has saved a turn that this one did not know.
        """
        if tracker.latest_action_name not in (None, ACTION_LISTEN_NAME):
            raise UnfinishedTurn
        await self.stream_events(tracker)
        await asyncio.to_thread(self._save, tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return a conversation as far as its next turn needs it."""
        return await asyncio.to_thread(self._read, sender_id, with_history=False)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return a conversation with all that is still in the archive."""
        return await asyncio.to_thread(self._read, conversation_id, with_history=True)

    async def exists(self, conversation_id: str) -> bool:
        """Tell whether anything is remembered of a conversation."""
        return await asyncio.to_thread(self._asked, lambda m: m.exists(conversation_id))

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        return await asyncio.to_thread(self._asked, Memories.conversation_ids)

    def _asked(self, question: Callable[[Memories], Any]) -> Any:
        with reading(self.engine) as connection:
            return question(self._memories(connection))

    def _read(self, conversation_id: str, *, with_history: bool) -> DialogueStateTracker | None:
        with reading(self.engine) as connection:
            memories = self._memories(connection)
            memory = memories.recall(conversation_id)
            earlier = memories.history(conversation_id) if with_history else []
        if memory is None and not earlier:
            return None
        events = [*earlier, *(memory.events if memory else ())]
        tracker = as_tracker(conversation_id, events, self.domain)
        vars(tracker)[_VERSION] = memory.version if memory else None
        return tracker

    def _save(self, tracker: DialogueStateTracker) -> None:
        recollection, conversation_id = Recollection.of(tracker), tracker.sender_id
        was_restarted = tracker.idx_after_latest_restart() > 0
        if not was_restarted and _is_only_listening(recollection.kept):
            return  # Rasa saves a conversation before its first message, too
        message_id = _newest_message_id(tracker)
        with self.engine.begin() as connection:
            memories = self._memories(connection)
            if was_restarted:
                memories.forget_history(conversation_id)
            memories.add_history(conversation_id, recollection.history)
            read = vars(tracker).get(_VERSION)
            version = memories.keep(conversation_id, recollection.kept, read)
            if self.with_save is not None and message_id:
                self.with_save(connection, message_id)
        vars(tracker)[_VERSION] = version

    def _memories(self, connection: Connection) -> Memories:
        return Memories(connection, self._keys, self._clock)


def _is_only_listening(events: Iterable[Event]) -> bool:
    return all(
        isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
        for event in events
    )


def _newest_message_id(tracker: DialogueStateTracker) -> str | None:
    # After a restart the tracker itself knows of no message any more.
    messages = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    newest = next(messages, None)
    return newest.message_id if newest else None
