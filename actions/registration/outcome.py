"""What comes of a registration form that has ended."""

from __future__ import annotations

from typing import ClassVar

from rasa_sdk.events import SlotSet

from actions.addressing import in_one_phrase
from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.guided_form import FAILED
from actions.registration.draft import ANSWERS, WORKING, Draft
from actions.registration.person_questions import NO
from actions.registration.seat_plans import SeatPlan
from actions.registration.whom_question import bookable
from actions.tickets import say_ticket
from actions.wording import wait_in_words
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.officer_requests import RequestKind
from vaksin.privacy.keeping import DataKind


def cleared_draft() -> Events:
    """Return the events that forget a registration's answers."""
    return [SlotSet(name, None) for name in (*ANSWERS, *WORKING)]


class FinishRegistration(GuardedAction):
    """Hands out the ticket, or says kindly why there is none, and forgets the answers."""

    # Endings that need no more than a sentence.
    plain: ClassVar[dict[str, str]] = {
        "akan_dihapus": "utter_daftar_akan_dihapus",
        "usia": "utter_belum_ada_vaksin_usia",
        "lengkap": "utter_dosis_lengkap",
        "sudah_terdaftar": "utter_sudah_terdaftar",
        "terlalu_sering": "utter_terlalu_banyak_nik",
        "tercatat": "utter_data_tercatat",
    }
    # Endings that only a human can settle, and what the officer reads.
    for_officer: ClassVar[dict[str, str]] = {
        "merek_lupa": "Merek vaksin sebelumnya tidak diingat, aturan dosis berikutnya perlu dicek.",
        "sering_batal": "Jadwal sering dibatalkan, minta dibantu memilih jadwal berikutnya.",
    }

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
        elif result in self.for_officer:
            self._leave(conversation, self.for_officer[result])
        elif result in self.plain:
            conversation.say(self.plain[result])
        elif result in ("tunda", "antre"):
            self._wait(conversation, result, value)
        elif conversation.slots.get("izin_wali") == NO:
            is_minor = Draft(conversation.slots, conversation.programme).is_minor
            conversation.say("utter_tanpa_izin_wali" if is_minor else "utter_tanpa_izin_orang")
        elif result != FAILED:
            conversation.say("utter_tidak_setuju")
        if result != FAILED:
            _discard_draft(conversation)
        return cleared_draft()

    def _ticket(self, conversation: Conversation, booking_id: str) -> None:
        for standing in conversation.programme.standings(conversation.turn.contact_id):
            booking = standing.newest_booking
            if booking and booking.id == booking_id:
                say_ticket(conversation, booking, standing.registration.person)
        waiting = [s for s in bookable(conversation) if s.waiting is None]
        if waiting:
            names = [standing.registration.person.name for standing in waiting]
            conversation.say("utter_belum_berjadwal", nama=in_one_phrase(names))

    def _wait(self, conversation: Conversation, result: str, person_id: str) -> None:
        standings = conversation.programme.standings(conversation.turn.contact_id)
        standing = next(s for s in standings if s.registration.person.id == person_id)
        plan = SeatPlan.read(conversation.slots["sesi"])
        day = date_in_words(plan.day) if plan.day else ""
        if result == "tunda":
            why = wait_in_words(standing.next_dose)
            conversation.say("utter_tunda_sampai", tanggal=day, alasan=why)
        elif standing.waiting is None or standing.waiting.booking_id:
            conversation.say("utter_antre_langsung_dapat")
        else:
            site = conversation.programme.site(standing.waiting.site_id)
            before = conversation.programme.seats.before_in_queue(standing.waiting)
            conversation.say(
                "utter_masuk_antrean",
                tempat=site.name if site else "",
                tanggal=day,
                nomor=before + 1,
            )

    def _leave(self, conversation: Conversation, words: str) -> None:
        turn, slots = conversation.turn, conversation.slots
        told = f"{words} ({slots.get('nama')})"
        reference = conversation.programme.officers.ask(
            turn.contact_id, RequestKind.QUESTION, told, request_id=turn.message_id
        )
        conversation.say("utter_perlu_petugas", nomor=reference)


class ResetForms(GuardedAction):
    """Forgets what was being filled in; used when the citizen stops a form.

    What was given of a registration is kept, so that it can be gone on with.
    """

    def name(self) -> str:
        """Return the action's name."""
        return "action_lupakan_isian"

    def perform(self, conversation: Conversation) -> Events:
        """Give chosen seats back and forget."""
        if conversation.slots.get("kursi_sampai"):
            turn = conversation.turn
            conversation.programme.seats.release(turn.contact_id, request_id=turn.message_id)
        if conversation.slots.get("draf"):
            days = conversation.programme.service.retention.days[DataKind.DRAFT]
            conversation.say("utter_isian_disimpan", hari=days)
        return cleared_draft()


def _discard_draft(conversation: Conversation) -> None:
    draft_id = conversation.slots.get("draf")
    if draft_id:
        conversation.programme.drafts.discard(conversation.turn.contact_id, draft_id)
