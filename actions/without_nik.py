"""People without an ordinary NIK: what to bring, who helps, and a number at an officer.

People without a NIK are vaccinated together with Dukcapil (SE HK.02.02/III/15242/2021); holders of
a KITAP get a KTP-el, holders of a KITAS an SKTT, both with a NIK.
"""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Events, GuardedAction
from actions.choices import chosen_by_number
from actions.conversation import Conversation, choice
from actions.guided_form import FAILED, GuidedForm, Question, Reading
from actions.officer_requests import leave_for_officer
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import ConsentQuestion, HomeQuestion, NameQuestion
from vaksin.bahasa.identity_papers import Papers, find_papers
from vaksin.officer_requests import RequestKind
from vaksin.people.model import SELF

FORM = "formulir_tanpa_nik"
PAPERS_SLOT = "surat_diri"
ROWS = (
    (Papers.NOTHING, "Belum punya NIK", "WNI yang belum punya NIK atau KTP"),
    (Papers.CHILD, "Anak belum masuk KK", "Bayi atau anak tanpa KIA"),
    (Papers.KITAP, "Punya KITAP", "Orang asing, izin tinggal tetap"),
    (Papers.KITAS, "Punya KITAS", "Orang asing, izin tinggal terbatas"),
    (Papers.PASSPORT, "Hanya paspor", "Tanpa KITAS atau KITAP"),
)
_TITLES = {papers.value: title for papers, title, _ in ROWS}


class PapersQuestion(Question):
    """Asks what the person has instead of a NIK."""

    form = FORM
    slot = PAPERS_SLOT

    def ask(self, conversation: Conversation) -> None:
        """Offer the cases."""
        rows = [choice(self.slot, papers.value, title, text) for papers, title, text in ROWS]
        conversation.say("utter_ask_surat_diri", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped, numbered or written case, and say what helps."""
        turn = conversation.turn
        row = chosen_by_number(turn.text, len(ROWS))
        named = find_papers(turn.text) if row is None else ROWS[row][0]
        papers = turn.choices.get(self.slot) or (named.value if named else None)
        if papers not in _TITLES:
            return None
        return Reading({self.slot: papers}, f"utter_surat_{papers}")


class ConsentWithoutNik(ConsentQuestion):
    """Asks for consent, unless it was given in the registration that led here."""

    form = FORM


class NameWithoutNik(NameQuestion):
    """Asks for the name of somebody who may have no KTP."""

    form = FORM

    def ask(self, conversation: Conversation) -> None:
        """Ask."""
        conversation.say("utter_ask_nama_tanpa_nik")


class HomeWithoutNik(HomeQuestion):
    """Asks where the person lives, so that an officer of that place can help."""

    form = FORM


class WithoutNikForm(GuidedForm):
    """Takes what an officer needs to help somebody without a NIK."""

    form = FORM
    own_intents = frozenset({"tanpa_nik"})
    questions = (PapersQuestion(), ConsentWithoutNik(), NameWithoutNik(), HomeWithoutNik())

    def begin(self, conversation: Conversation) -> None:
        """Keep for whom and the consent of a registration that led here; take the case named."""
        slots = conversation.slots
        kept = {name: slots.get(name) for name in ("persetujuan", "hubungan")}
        if kept["persetujuan"] is not True:
            kept = {"persetujuan": None, "hubungan": conversation.turn.value("hubungan") or SELF}
        asked = (PAPERS_SLOT, "nama", "alamat", "nik", "usulan", "hasil_daftar")
        slots.update(dict.fromkeys(asked) | kept)
        reading = self.questions[0].read(conversation)
        if reading and reading.response:
            slots.update(reading.slots)
            conversation.say(reading.response)

    def is_finished(self, conversation: Conversation) -> bool:
        """End without consent."""
        return conversation.slots.get("persetujuan") is False


class FinishWithoutNik(GuardedAction):
    """Leaves the case for an officer and gives the number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_simpan_tanpa_nik"

    def perform(self, conversation: Conversation) -> Events:
        """Store it."""
        slots, programme = conversation.slots, conversation.programme
        if slots.get("persetujuan") is False:
            conversation.say("utter_tidak_setuju")
        elif slots.get("hasil_daftar") != FAILED:
            home = programme.regions.full_name(slots["alamat"])
            told = f"{_TITLES[slots[PAPERS_SLOT]]}: {slots['nama']}, {home} ({slots['hubungan']})"
            reference = leave_for_officer(conversation, RequestKind.NO_NIK, told)
            conversation.say("utter_tanpa_nik_dicatat", nomor=reference, orang=slots["nama"])
        return [*cleared_draft(), SlotSet(PAPERS_SLOT, None)]
