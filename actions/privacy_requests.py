"""The citizen's rights over their data: withdrawal, erasure, an end to messages (UU 27/2022).

Withdrawing consent and erasing are one form with two sets of words. What is withdrawn may not be
used from that moment on, and the law obliges us to erase it (art. 43); to keep it sealed for a
return would leave data about with no reason to have it, and citizens with a third state between
"here" and "gone" that nobody understands. What they may undo is the same in both: for some hours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rasa_sdk import Tracker
from rasa_sdk.events import Restarted, SlotSet

from actions.addressing import CHOSEN_SLOT
from actions.base import Events, GuardedAction
from actions.confirmations import Confirmation
from actions.conversation import REQUESTED_SLOT, Button, Conversation, Turn, choice
from actions.guided_form import FAILED, GuidedForm, Reading, end_after_failure
from actions.own_people import OwnPersonQuestion, as_chosen, meant, person_id, registered
from actions.pending_erasures import (
    WAITS_SLOT,
    pending_erasure,
    receipt_in_words,
    tell_of_erasure,
)
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import NO
from vaksin.application import NotYours
from vaksin.bahasa.message_words import kinds_named
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set
from vaksin.people.message_choices import EVERY_KIND, ChoiceMeans, MessageKind

FORM = "formulir_hapus_data"
EVERYBODY = "semua"
ASKED_BEFORE = "sudah_diminta"
# Whether it began with consent being withdrawn, not with a wish to be erased.
WITHDRAWS_SLOT = "menarik_persetujuan"
_EVERYBODY_WORDS = re.compile(r"\b(?:semua(?:nya)?|seluruh(?:nya)?|sekeluarga|keluarga|kami)\b")
_AGREEMENT = r"(?:persetujuan(?:ku|nya)?|kesepakatan|ijin(?:nya)?|izin(?:nya)?|consent)"
_TAKING = r"(?:(?:me)?(?:tarik|narik)|cabut|mencabut|nyabut|batal(?:kan|in)?|withdraw)"
_WITHDRAWAL = re.compile(
    rf"\b{_TAKING}\b(?:\W+\w+){{0,3}}?\W+{_AGREEMENT}\b|\b{_AGREEMENT}\b.*\b{_TAKING}\b"
)
_ALL = {"id": None, "nama": "semua orang", "panggilan": "semua orang dari nomor ini"}


class WhoseErasureQuestion(OwnPersonQuestion):
    """Asks who is to be erased: one person, or everybody."""

    form = FORM
    question = "utter_ask_hapus_siapa"

    def others(self) -> list[Button]:
        """Offer everybody at once."""
        return [choice(self.slot, EVERYBODY, "Semua", "Semua orang dari nomor ini")]

    def read(self, conversation: Conversation) -> Reading | None:
        """Take one person, or everybody."""
        turn = conversation.turn
        tapped = turn.choices.get(self.slot)
        if tapped == EVERYBODY or (tapped is None and _means_everybody(turn.text)):
            return Reading({self.slot: dict(_ALL)})
        return super().read(conversation)


class EraseConfirmation(Confirmation):
    """Erases on a clear yes only."""

    form = FORM
    slot = "konfirmasi_hapus"
    yes_title = "Ya, hapus"
    echo = word_set("hapus hapuskan hapusin tarik cabut")

    def ask(self, conversation: Conversation) -> None:
        """Say what would be lost, and when."""
        buttons = [self.yes_button(conversation), choice(self.slot, NO, "Tidak jadi")]
        conversation.say(_question(conversation), buttons, **self.shown(conversation))

    def title(self, conversation: Conversation) -> str:
        """Call it what the citizen called it."""
        return "Ya, tarik" if conversation.slots.get(WITHDRAWS_SLOT) else self.yes_title

    def shown(self, conversation: Conversation) -> Mapping[str, str]:
        """Return who is to be erased, how many hours later, and whether consent is withdrawn."""
        hours = conversation.programme.service.limits.erasure_hours
        return {
            "nama": _whom(conversation),
            "jam": str(hours),
            "perbuatan": "tarik" if conversation.slots.get(WITHDRAWS_SLOT) else "hapus",
        }

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a clear yes or no."""
        # "Tidak jadi hapus" is what takes an earlier wish back.
        if conversation.turn.intent == "batal_hapus":
            return Reading({self.slot: False})
        reply = self.reply(conversation)
        if reply in (Reply.YES, Reply.NO):
            return Reading({self.slot: reply is Reply.YES})
        return None


class EraseForm(GuidedForm):
    """Asks before anything is erased."""

    form = FORM
    own_intents = frozenset({"hapus_data"})
    questions = (WhoseErasureQuestion(), EraseConfirmation())

    def begin(self, conversation: Conversation) -> None:
        """Ask every time; choose only whom the message names, or the only one there is."""
        slots, turn = conversation.slots, conversation.turn
        slots.update({CHOSEN_SLOT: None, "konfirmasi_hapus": None, "hasil_daftar": None})
        if pending_erasure(conversation):
            slots["hasil_daftar"] = ASKED_BEFORE
            return
        slots[WITHDRAWS_SLOT] = bool(_WITHDRAWAL.search(normalise(turn.text)))
        people = registered(conversation)
        chosen = meant(conversation, people) if len(people) > 1 else None
        if len(people) <= 1 or _means_everybody(turn.text):
            slots[CHOSEN_SLOT] = dict(_ALL)
        elif chosen:
            slots[CHOSEN_SLOT] = as_chosen(conversation, chosen)
        elif slots[WITHDRAWS_SLOT]:
            # Consent is one word for all that was agreed to.
            slots[CHOSEN_SLOT] = dict(_ALL)

    def is_finished(self, conversation: Conversation) -> bool:
        """End if it was asked for before."""
        return bool(conversation.slots.get("hasil_daftar"))

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet who is registered."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()


class FinishErasure(GuardedAction):
    """Takes the wish down and gives the receipt, or says that nothing is erased."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_hapus"

    def perform(self, conversation: Conversation) -> Events:
        """Ask for the erasure after a yes, and forget the conversation."""
        slots = conversation.slots
        forgotten = [
            *cleared_draft(),
            SlotSet(CHOSEN_SLOT),
            SlotSet(EraseConfirmation.slot),
            SlotSet(WITHDRAWS_SLOT),
        ]
        if slots.get("hasil_daftar") == ASKED_BEFORE:
            tell_of_erasure(conversation)
        elif slots.get("konfirmasi_hapus") is True:
            return self._erase(conversation, forgotten)
        elif slots.get("hasil_daftar") != FAILED:
            conversation.say("utter_data_tetap")
        return forgotten

    def _erase(self, conversation: Conversation, forgotten: Events) -> Events:
        turn, chosen = conversation.turn, conversation.slots[CHOSEN_SLOT]
        rights = conversation.programme.rights
        try:
            wish = rights.ask_erasure(turn.contact_id, chosen["id"], request_id=turn.message_id)
        except NotYours:
            conversation.say("utter_perbaikan_orang_lepas")
            return forgotten
        told = {"nama": _whom(conversation), **receipt_in_words(wish)}
        conversation.say(_receipt(conversation, is_whole=wish.is_whole), (), **told)
        # The tracker store forgets the conversation before a restart.
        return [Restarted(), SlotSet(WAITS_SLOT, True)]


def _whom(conversation: Conversation) -> str:
    chosen = conversation.slots[CHOSEN_SLOT]
    return str(chosen["nama"] if chosen["id"] else chosen["panggilan"])


def _question(conversation: Conversation) -> str:
    if conversation.slots.get(WITHDRAWS_SLOT):
        return "utter_ask_tarik_persetujuan"
    one = person_id(conversation.slots) is not None
    return "utter_ask_hapus_seorang" if one else "utter_ask_konfirmasi_hapus"


def _receipt(conversation: Conversation, *, is_whole: bool) -> str:
    if conversation.slots.get(WITHDRAWS_SLOT):
        return "utter_persetujuan_ditarik" if is_whole else "utter_persetujuan_seorang_ditarik"
    return "utter_hapus_dicatat" if is_whole else "utter_hapus_seorang_dicatat"


def _means_everybody(text: str) -> bool:
    return bool(_EVERYBODY_WORDS.search(normalise(text)))


_UNWANTED = {
    "berhenti_pengingat": frozenset({MessageKind.REMINDER}),
    "berhenti_ajakan": frozenset({MessageKind.CAMPAIGN}),
}
# What is said of an end to messages, by the kinds that are still wanted after it.
_STOPPED = {
    frozenset(): "utter_notifikasi_berhenti",
    frozenset({MessageKind.CAMPAIGN}): "utter_pengingat_berhenti",
    frozenset({MessageKind.REMINDER}): "utter_ajakan_berhenti",
}
_RESUMED = {
    EVERY_KIND: "utter_notifikasi_aktif",
    frozenset({MessageKind.REMINDER}): "utter_pengingat_aktif",
    frozenset({MessageKind.CAMPAIGN}): "utter_ajakan_aktif",
}


class StopNotifications(GuardedAction):
    """Stops messages that the citizen did not ask for: reminders, invitations or both."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_berhenti_notifikasi"

    def perform(self, conversation: Conversation) -> Events:
        """Remember the wish and confirm it; a doubtful one is asked about first."""
        turn = conversation.turn
        if not turn.is_surely_about_something_else:
            conversation.say("utter_pastikan_berhenti")
            return []
        unwanted = _UNWANTED.get(turn.intent, EVERY_KIND)
        wanted = conversation.programme.rights.stop_notifications(
            turn.contact_id, unwanted, _means(turn), request_id=turn.message_id
        )
        conversation.say(_STOPPED[wanted])
        return []


class ResumeNotifications(GuardedAction):
    """Sends reminders and invitations again."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_aktifkan_notifikasi"

    def perform(self, conversation: Conversation) -> Events:
        """Remember the wish and confirm it; who names one kind wants that one only."""
        turn = conversation.turn
        wanted = conversation.programme.rights.resume_notifications(
            turn.contact_id,
            kinds_named(turn.text) or EVERY_KIND,
            _means(turn),
            request_id=turn.message_id,
        )
        conversation.say(_RESUMED[wanted])
        return []


def _means(turn: Turn) -> ChoiceMeans:
    # The channel takes the sign of a command off whatever is typed.
    return ChoiceMeans.TAPPED if turn.text.startswith("/") else ChoiceMeans.TYPED
