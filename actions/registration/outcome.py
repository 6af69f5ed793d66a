"""What comes of a registration form that has ended."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.guided_form import FAILED
from actions.registration.draft import ANSWERS, WORKING
from actions.registration.person_questions import NO
from actions.tickets import say_ticket
from vaksin.bahasa.calendar_words import date_in_words


def cleared_draft() -> Events:
    """Return the events that forget a registration's answers."""
    return [SlotSet(name, None) for name in (*ANSWERS, *WORKING)]


class FinishRegistration(GuardedAction):
    """Hands out the ticket, or says kindly why there is none, and forgets the answers."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_daftar"

    def perform(self, conversation: Conversation) -> Events:
        """Tell the outcome."""
        result, _, value = (conversation.slots.get("hasil_daftar") or "").partition(":")
        if result == "tiket":
            self._ticket(conversation, value)
        elif result == "petugas":
            conversation.say("utter_perlu_petugas", nomor=value)
        elif result == "usia":
            conversation.say("utter_belum_ada_vaksin_usia")
        elif result == "tunda":
            until = date_in_words(date.fromisoformat(value))
            conversation.say("utter_tunda_sampai", tanggal=until)
        elif result == "sudah_terdaftar":
            conversation.say("utter_sudah_terdaftar")
        elif conversation.slots.get("izin_wali") == NO:
            conversation.say("utter_tanpa_izin_wali")
        elif result != FAILED:
            conversation.say("utter_tidak_setuju")
        return cleared_draft()

    def _ticket(self, conversation: Conversation, booking_id: str) -> None:
        for standing in conversation.programme.standings(conversation.turn.contact_id):
            booking = standing.newest_booking
            if booking and booking.id == booking_id:
                say_ticket(conversation, booking, standing.registration.person)


class ResetForms(GuardedAction):
    """Forgets what was being filled in; used when the citizen stops a form."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_lupakan_isian"

    def perform(self, conversation: Conversation) -> Events:
        """Forget."""
        return cleared_draft()
