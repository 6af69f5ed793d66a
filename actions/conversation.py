"""One turn of a conversation, as the actions see it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.addressing import whom
from vaksin.application import Vaksin
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.replies import Reply, read_reply

REQUESTED_SLOT = "requested_slot"
CHOICE_ENTITY = "pilihan"
LEARNT_ANSWER = "jawaban"
SECOND_QUESTION = "pertanyaan_lain"
FALLBACK_INTENT = "nlu_fallback"
TAKE_OFFER_INTENT = "terima_tawaran"
DECLINE_OFFER_INTENT = "tolak_tawaran"
OUT_OF_TOPIC_INTENT = "di_luar_topik"
# Messages that the bot cannot serve; several in a row are met with more help.
NOT_OURS = (FALLBACK_INTENT, OUT_OF_TOPIC_INTENT)
# The extractor marks with it what a message names without asking for it ("jangan senin").
ONLY_NAMED = "disebut_saja"
# Above this the intent of a message counts more than a reading that would fit almost any words.
SURE_CONFIDENCE = 0.6


_LEARNT_REPLIES = {"ya": Reply.YES, "tidak": Reply.NO, "batal": Reply.STOP}


@dataclass(frozen=True)
class Button:
    """Something to tap. A description or more than three buttons make it a row of a list."""

    title: str
    payload: str
    description: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the form in which Rasa carries buttons."""
        button = {"title": self.title, "payload": self.payload}
        return button | ({"description": self.description} if self.description else {})


def choice(slot: str, value: str, title: str, description: str = "") -> Button:
    """Return a button that answers a form's question with a value."""
    return Button(title, f"#{slot}={value}", description)


def command(intent: str, slot: str, value: str, title: str) -> Button:
    """Return a button that says an intent and what it is about, in a form or outside of one."""
    return Button(title, f"/{intent}{json.dumps({CHOICE_ENTITY: f'{slot}={value}'})}")


@dataclass(frozen=True)
class Turn:
    """What the citizen just sent, and what is already known.

    Attributes:
        message_id: the same when the turn is run again, so that what it does is done once.
        answer: what the message answers to a yes-no question, as `nlu.reply_reader` has learnt.
        said_in_form: names of responses since the open form began, as far as is remembered.
        said_in_session: names of responses in this session, as far as is remembered.
        said_not_understanding: names of the responses to the message before, if there was one that
            was not understood.
        open_offer: the choice that takes the only seat that was offered in the last turn.
        second_question: the topic that it asks about beside its first wish (`nlu.two_meanings`).
    """

    contact_id: str
    message_id: str | None
    text: str
    intent: str
    confidence: float
    entities: tuple[Mapping[str, Any], ...]
    slots: Mapping[str, Any]
    active_form: str | None = None
    ranking: tuple[Mapping[str, Any], ...] = ()
    typed_payload: str | None = None
    answer: str | None = None
    second_question: str | None = None
    said_in_form: frozenset[str] = frozenset()
    open_offer: Mapping[str, str] | None = None
    said_at_session_start: frozenset[str] = frozenset()
    said_in_session: frozenset[str] = frozenset()
    said_not_understanding: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """Read the turn from Rasa's tracker."""
        message = tracker.latest_message or {}
        intent = message.get("intent") or {}
        text = message.get("text") or ""
        return cls(
            contact_id=tracker.sender_id,
            message_id=message.get("message_id"),
            text=text,
            intent=intent.get("full_retrieval_intent_name") or intent.get("name") or "",
            confidence=intent.get("confidence") or 0.0,
            entities=tuple(message.get("entities") or ()),
            slots=dict(tracker.slots),
            active_form=tracker.active_loop.get("name"),
            ranking=tuple(message.get("intent_ranking") or ()),
            typed_payload=_payload_titled(text, tracker.events),
            answer=message.get(LEARNT_ANSWER),
            second_question=message.get(SECOND_QUESTION),
            said_in_form=_said_in_form(tracker.events),
            open_offer=_open_offer(tracker.events),
            said_at_session_start=_said_at_session_start(tracker.events),
            said_in_session=_said_in_session(tracker.events),
            said_not_understanding=_said_not_understanding(tracker.events),
        )

    @property
    def requested_slot(self) -> str | None:
        """The slot whose question is open."""
        return self.slots.get(REQUESTED_SLOT)

    @property
    def is_surely_about_something_else(self) -> bool:
        """Tell whether the message surely means what it says, not a value for a form."""
        return self.intent != FALLBACK_INTENT and self.confidence >= SURE_CONFIDENCE

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """What was tapped, by slot; typing the title of a button shown last counts as a tap."""
        tapped = self.value(CHOICE_ENTITY) or (self.typed_payload or "").removeprefix("#")
        return _as_choice(str(tapped))

    @property
    def is_tapped_command(self) -> bool:
        """Tell whether a button says an intent and what it is about, whatever form is open."""
        return self.text.startswith("/") and bool(self.choices)

    def reply_in(self, text: str) -> Reply:
        """Read a yes, a no or a stop: strictly out of the words, else as the model has learnt."""
        strict = read_reply(text)
        return _LEARNT_REPLIES.get(self.answer or "", strict) if strict is Reply.UNSURE else strict

    def found(self, entity: str) -> Mapping[str, Any] | None:
        """Return the first occurrence of an entity that is not merely named in passing."""
        wanted = (found for found in self.entities if not found.get(ONLY_NAMED))
        return next((found for found in wanted if found.get("entity") == entity), None)

    def value(self, entity: str) -> Any | None:
        """Return the value of the first occurrence of an entity."""
        found = self.found(entity)
        return found["value"] if found else None

    @property
    def place(self) -> str | None:
        """The code of the first place named, be it inside the name of a site."""
        for found in self.entities:
            code = found["value"] if found.get("entity") == "tempat" else found.get("tempat")
            if code and not found.get(ONLY_NAMED):
                return str(code)
        return None

    @property
    def number(self) -> str | None:
        """The number that may have been meant as a NIK: a phone number too is explained."""
        return self.value("nik") or self.value("nomor_hp")


@dataclass
class Conversation:
    """A turn with the means to act on it: the programme, and the dispatcher that speaks."""

    turn: Turn
    programme: Vaksin
    dispatcher: CollectingDispatcher
    # Slots as they stand in the middle of an action, the newest values included.
    slots: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start from the slots that the turn found."""
        self.slots = dict(self.turn.slots)

    def say(self, response: str, buttons: Sequence[Button] = (), **values: Any) -> None:
        """Utter a response of the domain files with values and buttons of the moment.

        ``orang`` names the person that an open registration is about, unless another is given.
        """
        orang = values.pop("orang", None) or whom(self.slots, self.programme.today)
        self.dispatcher.utter_message(
            response=response,
            buttons=[button.as_dict() for button in buttons],
            orang=orang,
            **values,
        )


def _as_choice(tapped: str) -> dict[str, str]:
    slot, _, value = tapped.partition("=")
    return {slot: value} if slot else {}


def _open_offer(events: Sequence[Mapping[str, Any]]) -> Mapping[str, str] | None:
    """Return what takes the seat offered since the message before; ``None`` unless it is one."""
    beginning = f"/{TAKE_OFFER_INTENT}"
    payloads = [b["payload"] for shown in _shown_last(events) for b in shown]
    offers = [payload for payload in payloads if payload.startswith(beginning)]
    if len(offers) != 1:
        return None
    return _as_choice(json.loads(offers[0].removeprefix(beginning))[CHOICE_ENTITY])


def _shown_last(
    events: Sequence[Mapping[str, Any]],
) -> Iterator[Sequence[Mapping[str, str]]]:
    """Return the buttons of what was said since the message before, the newest first."""
    spoken = takewhile(lambda event: event.get("event") != "user", _before_last_message(events))
    shown = ((event.get("data") or {}).get("buttons") for event in spoken if _is_bot(event))
    return filter(None, shown)


def _payload_titled(text: str, events: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the choice among the buttons shown last whose title was typed, if one was."""
    buttons = next(_shown_last(events), [])
    typed = normalise(text)
    titled = (b["payload"] for b in buttons if normalise(b["title"]) == typed)
    return next((payload for payload in titled if payload.startswith("#")), None)


def _before_last_message(events: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Return the events before the newest message of the citizen, the newest first."""
    newest_first = iter(reversed(events))
    next((event for event in newest_first if event.get("event") == "user"), None)
    return newest_first


def _is_bot(event: Mapping[str, Any]) -> bool:
    return event.get("event") == "bot"


def _said_in_form(events: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of the responses uttered since the open form began."""
    in_form = takewhile(lambda event: event.get("event") != "active_loop", reversed(events))
    return _names_of_responses(in_form)


def _said_at_session_start(events: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of the responses with which this message's session began, if it did."""
    since = list(
        takewhile(lambda event: event.get("event") != "user", _before_last_message(events))
    )
    begun = any(event.get("event") == "session_started" for event in since)
    return _names_of_responses(since) if begun else frozenset()


def _said_in_session(events: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of the responses since the conversation was forgotten or paused."""
    newest_first = iter(reversed(events))
    of_session = list(
        takewhile(
            lambda event: event.get("event") not in ("restart", "session_started"), newest_first
        )
    )
    # What was said as the session began stands before it.
    beginning = takewhile(lambda event: event.get("event") not in ("restart", "user"), newest_first)
    return _names_of_responses([*of_session, *beginning])


def _names_of_responses(events: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    names = ((event.get("metadata") or {}).get("utter_action") for event in events)
    return frozenset(name for name in names if name)


def _said_not_understanding(events: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of the responses to the message before, if it was not understood."""
    before = list(_before_last_message(events))
    message = next((event for event in before if event.get("event") == "user"), {})
    intent = (message.get("parse_data") or {}).get("intent") or {}
    if intent.get("name") not in NOT_OURS:
        return frozenset()
    return _names_of_responses(takewhile(lambda event: event is not message, before))
