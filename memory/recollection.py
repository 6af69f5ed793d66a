"""What of a conversation is needed to go on with it, and what is only history.

The next turn needs the slots, the open form and the newest turns; rules look no further back. A
conversation is therefore kept as a short beginning, which sets slots and form as they stood, and
the turns since. The beginning's events are marked, so that they are never taken for history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

# So many turns are remembered at least; beyond so many the older ones become history. Cutting
# several at once writes the archive less often, in larger pieces that compress better.
FEWEST_TURNS = 2
MOST_TURNS = 4
_RECALLED = {"recalled": True}
# What the model weighed for one message is of no use once it was answered, and most of its size.
_ONLY_FOR_THE_ANSWER = ("intent_ranking", "response_selector", "text_tokens")


@dataclass(frozen=True)
class Recollection:
    """A conversation in two parts.

    Attributes:
        kept: what the next turn begins with.
        history: what happened before, the oldest first, without what an earlier cut left out.
    """

    kept: Sequence[Event]
    history: Sequence[Event] = ()

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> Recollection:
        """Divide a conversation; what lies before a restart is in neither part.

        A session begins with all that it needs of the one before it, as Rasa expects of a store.
        """
        events = tracker.events_after_latest_restart()
        begins = max(_places(events, SessionStarted), default=0)
        turns = [place for place in _places(events, UserUttered) if place > begins]
        cut = turns[-FEWEST_TURNS] if len(turns) > MOST_TURNS else begins
        standing = _standing_after(events[:cut], tracker) if cut > begins else []
        history = [event for event in events[:cut] if not _is_recalled(event)]
        return cls([*standing, *events[cut:]], history)


def as_tracker(
    conversation_id: str, events: Sequence[Event], domain: Domain
) -> DialogueStateTracker:
    """Return a conversation as Rasa works with it.

    Slots that the domain does not know any more are left out, and a form that is gone is closed:
    otherwise a new model could never answer in a conversation that the old one began.
    """
    slots = {slot.name for slot in domain.slots}
    known = [e for e in events if not isinstance(e, SlotSet) or e.key in slots]
    tracker = DialogueStateTracker.from_events(conversation_id, known, domain.slots)
    if tracker.active_loop_name and tracker.active_loop_name not in domain.form_names:
        closing = [ActiveLoop(None, metadata=_RECALLED), SlotSet(REQUESTED_SLOT, None)]
        tracker.update_with_events(closing, None)
    return tracker


def newest_turn(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a conversation that begins with its newest message, as it stood then."""
    events = tracker.events_after_latest_restart()
    begins = max(_places(events, UserUttered), default=0)
    if begins == 0:
        return tracker
    return DialogueStateTracker.from_events(
        tracker.sender_id,
        [*_standing_after(events[:begins], tracker), *events[begins:]],
        list(tracker.slots.values()),
    )


def slim(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event without what mattered only while the message was answered."""
    parsed = event.get("parse_data")
    if not parsed:
        return dict(event)
    kept = {name: value for name, value in parsed.items() if name not in _ONLY_FOR_THE_ANSWER}
    return {**event, "parse_data": kept}


def _standing_after(earlier: Sequence[Event], tracker: DialogueStateTracker) -> list[Event]:
    """Return events that lead at once to where a conversation stood after some events."""
    stood = DialogueStateTracker.from_events(
        tracker.sender_id, list(earlier), list(tracker.slots.values())
    )
    at, marked = earlier[-1].timestamp, _RECALLED
    standing: list[Event] = [
        SlotSet(slot.name, slot.value, at, marked)
        for slot in stood.slots.values()
        if slot.value != slot.initial_value
    ]
    if stood.active_loop_name:
        # A form that runs again is told from one that begins by the run before it.
        standing.append(ActionExecuted(stood.active_loop_name, timestamp=at, metadata=marked))
        standing.append(ActiveLoop(stood.active_loop_name, at, marked))
    if stood.is_paused():
        standing.append(ConversationPaused(at, marked))
    return [*standing, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at, metadata=marked)]


def _places(events: Sequence[Event], kind: type[Event]) -> list[int]:
    return [place for place, event in enumerate(events) if isinstance(event, kind)]


def _is_recalled(event: Event) -> bool:
    return bool((event.metadata or {}).get("recalled"))
