"""What goes to a human: questions, and symptoms after the injection."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.guided_form import GuidedForm, Question, Reading
from actions.pending_erasures import remind_of_erasure
from actions.registration.outcome import cleared_draft
from actions.registration.symptoms import names_danger
from actions.second_question import answer_second_question
from actions.wording import officer_hours_in_words
from vaksin.officer_requests import RequestKind

MINIMUM_LENGTH = 5
WIB = "Asia/Jakarta"


def leave_for_officer(
    conversation: Conversation, kind: RequestKind, message: str, person_id: str | None = None
) -> str:
    """Store a request, once for each message of the citizen, and return its reference number."""
    turn = conversation.turn
    return conversation.programme.officers.ask(
        turn.contact_id, kind, message, person_id, request_id=turn.message_id
    )


class AskOfficer(GuardedAction):
    """Stores a request for an officer and says when one will read it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_minta_petugas"

    def perform(self, conversation: Conversation) -> Events:
        """Store it with the words of the citizen."""
        remind_of_erasure(conversation)
        answer_second_question(conversation)
        programme, turn = conversation.programme, conversation.turn
        tapped = turn.text.startswith("/")
        words = "(menekan tombol untuk bicara dengan petugas)" if tapped else turn.text
        reference = leave_for_officer(conversation, RequestKind.QUESTION, words)
        on_duty = programme.service.officer_on_duty(programme.clock.now(), WIB)
        response = "utter_petugas_bertugas" if on_duty else "utter_petugas_tutup"
        conversation.say(
            response,
            nomor=reference,
            jam_petugas=officer_hours_in_words(programme.service, WIB),
            hotline=programme.service.hotline.number,
        )
        return []


class NoteComplaint(GuardedAction):
    """Stores symptoms told in the middle of something else, after the danger signs."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_catat_kipi"

    def perform(self, conversation: Conversation) -> Events:
        """Store the citizen's words as they are."""
        reference = leave_for_officer(conversation, RequestKind.KIPI, conversation.turn.text)
        hotline = conversation.programme.service.hotline.number
        conversation.say("utter_kipi_tersimpan", nomor=reference, hotline=hotline)
        return []


class StoryQuestion(Question):
    """Asks for an account in the citizen's own words."""

    own_intent: ClassVar[str]

    def read(self, conversation: Conversation) -> Reading | None:
        """Take any words that say something, unless they surely ask for something else."""
        turn = conversation.turn
        other = turn.is_surely_about_something_else and turn.intent != self.own_intent
        if other or turn.choices or len(turn.text.strip()) < MINIMUM_LENGTH:
            return None
        return Reading({self.slot: turn.text})


class ComplaintQuestion(StoryQuestion):
    """Asks what happened after the injection; the danger signs come first."""

    form = "formulir_kipi"
    slot = "keluhan"
    own_intent = "lapor_kipi"

    def ask(self, conversation: Conversation) -> None:
        """Send people with danger signs to the emergency room before anything else."""
        told = conversation.slots.get("pesan_awal") or conversation.turn.text
        danger = names_danger(told)
        conversation.say("utter_ask_keluhan_bahaya" if danger else "utter_ask_keluhan")


class ComplaintForm(GuidedForm):
    """Takes a report of symptoms (KIPI)."""

    form = ComplaintQuestion.form
    own_intents = frozenset({ComplaintQuestion.own_intent})
    questions = (ComplaintQuestion(),)

    def begin(self, conversation: Conversation) -> None:
        """Forget an earlier account, keep the words that began this one."""
        conversation.slots[ComplaintQuestion.slot] = None
        conversation.slots["pesan_awal"] = conversation.turn.text


class StoreComplaint(GuardedAction):
    """Stores a report of symptoms and gives the reference number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_simpan_kipi"

    def perform(self, conversation: Conversation) -> Events:
        """Store the first words and the account."""
        programme = conversation.programme
        told = first_words_and(conversation, ComplaintQuestion.slot)
        reference = leave_for_officer(conversation, RequestKind.KIPI, told)
        hotline = programme.service.hotline.number
        conversation.say("utter_kipi_tersimpan", nomor=reference, hotline=hotline)
        forgotten = (ComplaintQuestion.slot, "pesan_awal")
        return [*cleared_draft(), *(SlotSet(slot, None) for slot in forgotten)]


def first_words_and(conversation: Conversation, slot: str) -> str:
    """Return the words that began a form and those that answered one of its questions."""
    told = (conversation.slots.get(name) for name in ("pesan_awal", slot))
    return "\n".join(words for words in told if words)
