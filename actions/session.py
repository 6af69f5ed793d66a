"""A new conversation session: the old events are left behind, an unfinished form is not."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from sqlalchemy.exc import DBAPIError

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.pending_erasures import begin_with_erasure


class StartSession(GuardedAction):
    """Carries slots and the open form into the new session, so that nothing given is lost.

    Whoever writes again while their data is about to be erased is told so, and how to keep it.
    """

    apologises = False

    def name(self) -> str:
        """Return the name under which Rasa starts a session."""
        return "action_session_start"

    def perform(self, conversation: Conversation) -> Events:
        """Start it; whoever asked for the erasure in this turn has just been told."""
        try:
            # The session that begins by forgetting the one before it has no message yet.
            if conversation.turn.text:
                begin_with_erasure(conversation)
        except DBAPIError:
            # The action that answers the message tells of the trouble.
            conversation.dispatcher.messages.clear()
        return _begun(conversation.slots, conversation.turn.active_form)

    def after_failure(self, tracker: Tracker) -> Events:
        """Start it nevertheless; the action that answers the message tells of the trouble."""
        return _begun(dict(tracker.slots), tracker.active_loop.get("name"))


def _begun(slots: dict[str, Any], form: str | None) -> Events:
    kept = {name: value for name, value in slots.items() if value is not None}
    kept.pop("session_started_metadata", None)
    events: Events = [SessionStarted(), *(SlotSet(n, v) for n, v in kept.items())]
    if form:
        events.append(ActiveLoop(form))
    return [*events, ActionExecuted("action_listen")]
