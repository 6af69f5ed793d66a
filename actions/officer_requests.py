"""What goes to a human: questions, symptoms after the injection, corrections of data."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.guided_form import GuidedForm, Question, Reading
from actions.registration.outcome import cleared_draft
from actions.registration.symptoms import names_danger
from actions.second_question import answer_second_question
from actions.wording import officer_hours_in_words
from vaksin.officer_requests import RequestKind

MINIMUM_LENGTH = 5
WIB = "Asia/Jakarta"


def leave_for_officer(conversation: Conversation, kind: RequestKind, message: str) -> str:
    """Store a request, once for each message of the citizen, and return its reference number."""
    turn = conversation.turn
    return conversation.programme.officers.ask(
        turn.contact_id, kind, message, request_id=turn.message_id
    )


class AskOfficer(GuardedAction):
    """Stores a request for an officer and says when one will read it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_minta_petugas"

    def perform(self, conversation: Conversation) -> Events:
        """Store it with the words of the citizen."""
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


class CorrectionQuestion(StoryQuestion):
    """Asks what is wrong and how it should be."""

    form = "formulir_perbaikan"
    slot = "isi_perbaikan"
    own_intent = "perbaiki_data"


class StoryForm(GuidedForm):
    """Takes one account for an officer."""

    def begin(self, conversation: Conversation) -> None:
        """Forget an earlier account, keep the words that began this one."""
        conversation.slots[self.questions[0].slot] = None
        conversation.slots["pesan_awal"] = conversation.turn.text


class ComplaintForm(StoryForm):
    """Takes a report of symptoms (KIPI)."""

    form = ComplaintQuestion.form
    own_intents = frozenset({ComplaintQuestion.own_intent})
    questions = (ComplaintQuestion(),)


class CorrectionForm(StoryForm):
    """Takes a request to correct data."""

    form = CorrectionQuestion.form
    own_intents = frozenset({CorrectionQuestion.own_intent})
    questions = (CorrectionQuestion(),)


class StoreRequest(GuardedAction):
    """Stores what a form took and gives the reference number."""

    slot: ClassVar[str]
    kind: ClassVar[RequestKind]
    response: ClassVar[str]

    def perform(self, conversation: Conversation) -> Events:
        """Store the first words and the account."""
        programme, slots = conversation.programme, conversation.slots
        message = "\n".join(filter(None, (slots.get("pesan_awal"), slots.get(self.slot))))
        reference = leave_for_officer(conversation, self.kind, message)
        conversation.say(self.response, nomor=reference, hotline=programme.service.hotline.number)
        return [*cleared_draft(), SlotSet(self.slot, None), SlotSet("pesan_awal", None)]


class StoreComplaint(StoreRequest):
    """Stores a report of symptoms."""

    slot = "keluhan"
    kind = RequestKind.KIPI
    response = "utter_kipi_tersimpan"

    def name(self) -> str:
        """Return the action's name."""
        return "action_simpan_kipi"


class StoreCorrection(StoreRequest):
    """Stores a request to correct data."""

    slot = "isi_perbaikan"
    kind = RequestKind.CORRECTION
    response = "utter_perbaikan_tersimpan"

    def name(self) -> str:
        """Return the action's name."""
        return "action_simpan_perbaikan"
