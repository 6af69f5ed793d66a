"""An action server that answers at once, for stock Rasa: every action of our domain, emptied.

``python -m rasa_sdk --actions tests.bench.stock_actions``. A form takes whatever is written for its
answer and goes on to its next question, so that it costs what a form costs, and nothing else does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

DOMAIN = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
# Asked by Rasa itself after every message; it fills nothing here.
SLOT_MAPPINGS = "action_validate_slot_mappings"

Events = list[dict[str, Any]]


class _Emptied(Action):
    """An action of a name, without what it does."""

    own_name = ""

    def name(self) -> str:
        return self.own_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _: Any) -> Events:
        if self.own_name == "action_session_start":
            return [SessionStarted(), ActionExecuted("action_listen")]
        if self.own_name.startswith("validate_"):
            return _take_answer(tracker)
        if self.own_name != SLOT_MAPPINGS:
            dispatcher.utter_message(text=self.own_name)
        return []


def _take_answer(tracker: Tracker) -> Events:
    asked = tracker.get_slot("requested_slot")
    # A form that has only begun has asked nothing yet.
    return [SlotSet(asked, tracker.latest_message["text"])] if asked else []


def _names() -> set[str]:
    own = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in DOMAIN["actions"]}
    return own | {SLOT_MAPPINGS}


# rasa_sdk finds all subclasses of Action, as long as somebody holds them.
ACTIONS = [type(name, (_Emptied,), {"own_name": name}) for name in sorted(_names())]
