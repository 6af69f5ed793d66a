"""What all our actions share: work off the event loop, and an end to every error."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from itertools import takewhile
from time import monotonic, sleep
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from actions.conversation import Conversation, Turn
from actions.wiring import programme
from vaksin.event_log import event_log
from vaksin.quiet_logs import place_of

log = event_log(__name__)

Events = list[dict[str, Any]]
APOLOGY = "utter_gangguan"
# Seconds to wait before each new attempt after the database was lost.
PAUSES = (0.2, 1.0, 3.0)
# No new attempt begins later than this many seconds after the first: a citizen waits.
PATIENCE = 10.0


class GuardedAction(Action, ABC):
    """An action that runs in a thread, because the database blocks, and never raises.

    A citizen hears a kind sentence instead of silence; the log gets the place of the error and no
    values, because they may be personal data.
    """

    # Who wrote nothing waits for nothing; the channel notices the silence and tries again.
    apologises: ClassVar[bool] = True

    @abstractmethod
    def name(self) -> str:
        """Return the name under which the domain lists this action."""

    @abstractmethod
    def perform(self, conversation: Conversation) -> Events:
        """Do the work of this action and return the events for Rasa."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Run :meth:`perform` behind the guard."""
        return await asyncio.to_thread(self._guarded, dispatcher, tracker)

    def _guarded(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        try:
            return self._persistently(dispatcher, tracker)
        except Exception as error:
            log.error(
                "action_failed",
                action=self.name(),
                contact=tracker.sender_id,
                error=type(error).__name__,
                place=place_of(error),
            )
            dispatcher.messages.clear()
            if self.apologises and not _has_apologised(tracker):
                dispatcher.utter_message(response=APOLOGY)
            return self.after_failure(tracker)

    def _persistently(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Perform, and perform anew where the database was lost for a moment.

        Whatever the programme does is one transaction, done once for each message.
        """
        give_up_at = monotonic() + PATIENCE
        # Once the turn has apologised, its other actions need not wait for the same database.
        for pause in () if _has_apologised(tracker) else PAUSES:
            try:
                return self._once(dispatcher, tracker)
            except DBAPIError as error:
                if not _is_lost_connection(error) or monotonic() + pause > give_up_at:
                    raise
                log.warning("action_without_database", action=self.name(), again_in=pause)
            dispatcher.messages.clear()
            sleep(pause)
        return self._once(dispatcher, tracker)

    def _once(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        return self.perform(Conversation(Turn.of(tracker), programme(), dispatcher))

    def after_failure(self, tracker: Tracker) -> Events:
        """Return the events that keep the dialogue sound when :meth:`perform` raised."""
        return []


def _is_lost_connection(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def _has_apologised(tracker: Tracker) -> bool:
    """Tell whether an action of this turn failed before and said so."""
    of_turn = takewhile(lambda event: event.get("event") != "user", reversed(tracker.events))
    said = ((event.get("metadata") or {}).get("utter_action") for event in of_turn)
    return APOLOGY in said
