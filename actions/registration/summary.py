"""The summary before the last yes, and what the yes does."""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar

from actions.choices import chosen_by_number
from actions.confirmations import Confirmation
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Reading
from actions.registration.draft import FORM, Draft
from actions.registration.refusals import REFUSALS, refused
from actions.registration.searching import PAGES, WISHES, tells_a_wish
from actions.registration.seat_plans import PlanKind, SeatPlan
from actions.wording import hold_in_words, summary_values
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set

# What must be asked again when a part of the summary is changed.
BUILT_ON = {
    "nik": ("tanggal_lahir", "izin_wali"),
    "tanggal_lahir": ("izin_wali", "kelompok", "skrining"),
    "riwayat": ("sesi", *PAGES),
    "alamat": ("lokasi_dicari", "koordinat", "faskes", "sesi", *PAGES),
    "faskes": ("sesi", *WISHES, *PAGES),
    "sesi": (*WISHES, *PAGES),
}
# "Ubah" and "nama saya salah" at the summary speak of the summary.
CHANGING_INTENTS = frozenset({"ubah_jadwal", "perbaiki_data"})
# How each plan is told after it was carried out.
_OUTCOMES = {
    PlanKind.QUEUE: "antre",
    PlanKind.LATER: "tercatat",
    PlanKind.POSTPONED: "tunda",
}


class ConfirmationQuestion(Confirmation):
    """Shows the summary; the yes registers the person and takes the seat."""

    form = FORM
    yes_title = "Ya, daftarkan"
    echo = word_set("daftar daftarkan daftarin")

    PARTS = (
        ("nik", "NIK"),
        ("nama", "Nama"),
        ("tanggal_lahir", "Tanggal lahir"),
        ("riwayat", "Riwayat vaksin"),
        ("alamat", "Alamat"),
        ("kelompok", "Kelompok"),
        ("skrining", "Kondisi kesehatan"),
        ("faskes", "Tempat vaksinasi"),
        ("sesi", "Hari dan jam"),
    )
    # The words by which each part is typed; several may name the same row.
    WORDS: ClassVar[dict[str, frozenset[str]]] = {
        "nik": word_set("nik"),
        "nama": word_set("nama namanya"),
        "tanggal_lahir": word_set("lahir lahirnya umur usia"),
        "riwayat": word_set("riwayat riwayatnya dosis dosisnya suntikan"),
        "alamat": word_set("alamat alamatnya rumah kecamatan"),
        "kelompok": word_set("kelompok kelompoknya"),
        "skrining": word_set("kondisi kesehatan sakit skrining"),
        "faskes": word_set("tempat tempatnya lokasi lokasinya puskesmas faskes"),
        "sesi": word_set("hari harinya jam jamnya jadwal jadwalnya waktu sesi"),
    }

    def ask(self, conversation: Conversation) -> None:
        """Show the summary, or the parts that can be changed."""
        if conversation.slots.get("ubah_bagian"):
            rows = [choice(self.slot, slot, title) for slot, title in self.PARTS]
            conversation.say("utter_pilih_bagian", rows)
            return
        buttons = [self.yes_button(conversation), choice(self.slot, "ubah", "Ubah")]
        buttons.append(Button("Batal", "/hentikan_proses"))
        held = hold_in_words(*self._hold(conversation))
        conversation.say("utter_ask_konfirmasi", buttons, kursi=held, **self.shown(conversation))

    def shown(self, conversation: Conversation) -> dict[str, str]:
        """Return the summary."""
        return summary_values(_draft(conversation))

    def _hold(self, conversation: Conversation) -> tuple[datetime | None, datetime]:
        until = conversation.slots.get("kursi_sampai")
        now = conversation.programme.clock.now()
        return datetime.fromisoformat(until) if until else None, now

    def read(self, conversation: Conversation) -> Reading | None:
        """Register on a yes; on a no or a named part ask that part again."""
        tapped = conversation.turn.choices.get(self.slot)
        reply = self.reply(conversation)
        if tapped is None and reply is Reply.UNSURE and tells_a_wish(conversation):
            return Reading({self.slot: None})
        wants_change = conversation.turn.intent in CHANGING_INTENTS
        is_asked = wants_change or conversation.slots.get("ubah_bagian")
        part = tapped if tapped in self.WORDS else None
        if part is None and tapped is None and is_asked:
            part = self._named_part(conversation)
        if part:
            return self._asked_again(part)
        if tapped == "ubah" or reply is Reply.NO or wants_change:
            return Reading({self.slot: None, "ubah_bagian": True})
        return self._register(conversation) if reply is Reply.YES else None

    def _named_part(self, conversation: Conversation) -> str | None:
        number = chosen_by_number(conversation.turn.text, len(self.PARTS))
        if number is not None:
            return self.PARTS[number][0]
        typed = set(re.findall("[a-z]+", normalise(conversation.turn.text)))
        named = [part for part, words in self.WORDS.items() if words & typed]
        return named[0] if len(named) == 1 else None

    def _asked_again(self, part: str) -> Reading:
        cleared = (part, *BUILT_ON.get(part, ()), self.slot, "ubah_bagian", "usulan")
        return Reading(dict.fromkeys(cleared))

    def _register(self, conversation: Conversation) -> Reading:
        draft = _draft(conversation)
        plan = draft.plan or SeatPlan(PlanKind.LATER)
        try:
            outcome = self._carry_out(conversation, draft, plan)
        except REFUSALS as error:
            return refused(error)
        return Reading({self.slot: True, "hasil_daftar": outcome})

    def _carry_out(self, conversation: Conversation, draft: Draft, plan: SeatPlan) -> str:
        seats, turn = conversation.programme.seats, conversation.turn
        if plan.kind is PlanKind.SEAT and plan.session_id:
            booking = seats.register(
                turn.contact_id,
                draft.applicant,
                plan.session_id,
                draft.screening_answers,
                request_id=turn.message_id,
            )
            return f"tiket:{booking.id}"
        until = plan.day if plan.kind is PlanKind.POSTPONED else None
        person_id = seats.enrol(turn.contact_id, draft.applicant, until, request_id=turn.message_id)
        if plan.kind is PlanKind.QUEUE and plan.site_id and plan.day:
            answers = {person_id: draft.screening_answers}
            seats.wait(turn.contact_id, plan.site_id, plan.day, answers, request_id=turn.message_id)
        return f"{_OUTCOMES[plan.kind]}:{person_id}"


def _draft(conversation: Conversation) -> Draft:
    return Draft(conversation.slots, conversation.programme)
