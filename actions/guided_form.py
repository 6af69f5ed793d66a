"""Forms that listen: several answers in one message, tapped or typed, corrections and questions.

A form is a list of questions. In every turn it takes what the message tells unasked, then the
answer to the open question. A message that answers nothing but clearly means something else (a
question, a wish to stop) is handed back to Rasa's rules, which answer it; then the form asks again.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import NOT_OURS, REQUESTED_SLOT, Conversation, Turn
from actions.fallback import SENT_CHOICE, about_sent
from actions.second_question import answer_second_question

ATTEMPTS_SLOT = "percobaan"
# A shared place answers several questions.
PLACE_CHOICE = "lokasi"
NOT_NEEDED = "tidak_perlu"
ATTEMPTS_BEFORE_OFFICER = 3
# Intents that are at home inside every form: they answer it, or mean nothing by themselves. A
# street or a strange name is out of topic to the classifier, but an attempt to answer here.
ANSWERING_INTENTS = frozenset({*NOT_OURS, "", "setuju", "tolak"})
# News, and what is tapped in answer to it, answers no question of a form.
NEWS_INTENTS = frozenset({"kabar", "terima_tawaran", "tolak_tawaran"})
# The outcome of a form that could not even begin; the apology has been said.
FAILED = "gangguan"


@dataclass(frozen=True)
class Reading:
    """What a message said in answer to a question: slots to set, and what to say about it."""

    slots: Mapping[str, Any]
    response: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


class Question(GuardedAction):
    """One question of a form; as a Rasa action it is the one that asks it."""

    @property
    @abstractmethod
    def form(self) -> str:
        """The form that asks this."""

    @property
    @abstractmethod
    def slot(self) -> str:
        """The slot that the answer fills."""

    def name(self) -> str:
        """Return the name by which Rasa finds the question of a slot."""
        return f"action_ask_{self.form}_{self.slot}"

    def perform(self, conversation: Conversation) -> Events:
        """Ask."""
        self.ask(conversation)
        return []

    def ask(self, conversation: Conversation) -> None:
        """Utter the question; the plain case is a response named after the slot."""
        conversation.say(f"utter_ask_{self.slot}")

    @abstractmethod
    def read(self, conversation: Conversation) -> Reading | None:
        """Read the answer; ``None`` if the message is none."""

    def is_needed(self, conversation: Conversation) -> bool:
        """Tell whether the question must be asked in this conversation at all."""
        return True

    @property
    def unneeded(self) -> object:
        """What fills the slot when the question is not needed.

        It must be filled: after a digression Rasa itself asks for the first empty slot.
        """
        return NOT_NEEDED

    def not_understood(self) -> Reading:
        """Return what to say when a message is no answer and nothing else either."""
        return Reading({self.slot: None}, f"utter_salah_{self.slot}")


class GuidedForm(GuardedAction):
    """Validates a form: fills its slots from each message and chooses the next question."""

    questions: ClassVar[tuple[Question, ...]]
    # Whoever asks for the form again while it is open wants it to go on. Rasa has no rule for
    # these: handed back, they would never be answered.
    own_intents: ClassVar[frozenset[str]]

    @property
    @abstractmethod
    def form(self) -> str:
        """The form's name in the domain."""

    def keeps(self, turn: Turn) -> bool:
        """Tell whether a message that answers nothing belongs to this form nevertheless."""
        return turn.intent in self.own_intents

    def name(self) -> str:
        """Return the name by which Rasa finds a form's validation."""
        return f"validate_{self.form}"

    def perform(self, conversation: Conversation) -> Events:
        """Fill slots from the message; no events mean that the message is for somebody else."""
        turn = conversation.turn
        if turn.intent in NEWS_INTENTS or (turn.is_tapped_command and not self.keeps(turn)):
            return []
        before = dict(conversation.slots)
        is_open = turn.requested_slot is not None and turn.active_form == self.form
        begins = not is_open or self.begins_anew(conversation)
        if begins:
            answer_second_question(conversation)
            self.begin(conversation)
        self.volunteered(conversation)
        told_unasked = self._changes(before, conversation)
        if not begins and not self._answer(conversation, bool(told_unasked)):
            return []
        self.derive(conversation)
        self._count_attempts(before, conversation)
        conversation.slots[REQUESTED_SLOT] = self._next_slot(conversation)
        self.finish_turn(conversation)
        changed = self._changes(before, conversation)
        # Said even if unchanged: without it Rasa chooses the next question itself.
        changed[REQUESTED_SLOT] = conversation.slots[REQUESTED_SLOT]
        return [SlotSet(name, value) for name, value in changed.items()]

    def begins_anew(self, conversation: Conversation) -> bool:
        """Tell whether a message wants the open form for somebody else than it is about."""
        return False

    def begin(self, conversation: Conversation) -> None:
        """Fill what is known before the first question."""

    def volunteered(self, conversation: Conversation) -> None:
        """Take what the message tells unasked."""

    def derive(self, conversation: Conversation) -> None:
        """Fill what follows from the answers."""

    def finish_turn(self, conversation: Conversation) -> None:
        """Do what is to be done once the next question is known."""

    def is_correction(self, conversation: Conversation) -> bool:
        """Tell whether what the message told unasked was all that it told."""
        return False

    def is_finished(self, conversation: Conversation) -> bool:
        """Tell whether the form ends although questions are open."""
        return False

    def after_failure(self, tracker: Tracker) -> Events:
        """Keep the open question; without events Rasa would choose one itself."""
        open_slot = tracker.get_slot(REQUESTED_SLOT) or self.questions[0].slot
        return [SlotSet(ATTEMPTS_SLOT, None), SlotSet(REQUESTED_SLOT, open_slot)]

    def _answer(self, conversation: Conversation, told_unasked: bool) -> bool:
        """Read the answer to the open question; ``False`` if the message is for somebody else."""
        turn = conversation.turn
        question = self._question(turn.requested_slot)
        if question is None or (told_unasked and self.is_correction(conversation)):
            return True
        if SENT_CHOICE in turn.choices:
            conversation.say(about_sent(turn.choices[SENT_CHOICE]))
            return True
        if set(turn.choices) - {question.slot, PLACE_CHOICE, SENT_CHOICE}:
            conversation.slots[question.slot] = None
            conversation.say("utter_tombol_lama_isian")
            return True
        reading = question.read(conversation)
        if reading is None:
            is_for_others = turn.intent not in ANSWERING_INTENTS and not self.keeps(turn)
            if is_for_others and (turn.is_surely_about_something_else or not told_unasked):
                return False
            if told_unasked or self.keeps(turn):
                return True
            reading = question.not_understood()
        conversation.slots.update(reading.slots)
        if reading.response:
            conversation.say(reading.response, **reading.values)
        return True

    def _count_attempts(self, before: Mapping[str, Any], conversation: Conversation) -> None:
        slot = conversation.turn.requested_slot
        failed = slot is not None and conversation.slots.get(slot) is None
        progress = any(
            value is not None and name not in (ATTEMPTS_SLOT, REQUESTED_SLOT)
            for name, value in self._changes(before, conversation).items()
        )
        attempts = (before.get(ATTEMPTS_SLOT) or 0) + 1 if failed and not progress else 0
        conversation.slots[ATTEMPTS_SLOT] = attempts
        if attempts >= ATTEMPTS_BEFORE_OFFICER:
            conversation.say("utter_tawarkan_petugas")

    def _next_slot(self, conversation: Conversation) -> str | None:
        if self.is_finished(conversation):
            return None
        for question in self.questions:
            if conversation.slots.get(question.slot) is None:
                if question.is_needed(conversation):
                    return question.slot
                conversation.slots[question.slot] = question.unneeded
        return None

    def _question(self, slot: str | None) -> Question | None:
        return next((question for question in self.questions if question.slot == slot), None)

    @staticmethod
    def _changes(before: Mapping[str, Any], conversation: Conversation) -> dict[str, Any]:
        return {k: v for k, v in conversation.slots.items() if before.get(k) != v}


def end_after_failure() -> Events:
    """Return the events that close a form which could not begin."""
    return [SlotSet("hasil_daftar", FAILED), SlotSet(REQUESTED_SLOT, None)]
