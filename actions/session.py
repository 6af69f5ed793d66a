"""A new conversation session: the old events are left behind, an unfinished form is not."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events


class StartSession(Action):
    """Carries slots and the open form into the new session, so that nothing given is lost."""

    def name(self) -> str:
        """Return the name under which Rasa starts a session."""
        return "action_session_start"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Start it."""
        kept = {name: value for name, value in tracker.slots.items() if value is not None}
        kept.pop("session_started_metadata", None)
        events: Events = [SessionStarted(), *(SlotSet(n, v) for n, v in kept.items())]
        form = tracker.active_loop.get("name")
        if form:
            events.append(ActiveLoop(form))
        return [*events, ActionExecuted("action_listen")]
