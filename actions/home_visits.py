"""A visit at home for somebody who cannot come: who, where, why, and a number at an officer."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.addressing import CHOSEN_SLOT
from actions.base import Events, GuardedAction
from actions.conversation import REQUESTED_SLOT, Button, Conversation, choice
from actions.guided_form import FAILED, GuidedForm, Question, Reading, end_after_failure
from actions.officer_requests import MINIMUM_LENGTH, leave_for_officer
from actions.own_people import OwnPersonQuestion, as_chosen, meant, person_id, registered
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import ConsentQuestion, HomeQuestion, NameQuestion
from vaksin.bahasa.kin_words import Relation
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set
from vaksin.officer_requests import RequestKind
from vaksin.people.model import SELF

FORM = "formulir_kunjungan"
INTENT = "minta_kunjungan"
SOMEBODY_ELSE = "lain"
WHERE_SLOT, WHY_SLOT = "alamat_rinci", "alasan_kunjungan"
_SELF_WORDS = word_set("saya aku")
# Wishes and small talk that answer nothing here.
_WISHES = frozenset({
    "hentikan_proses", "minta_petugas", "bantuan", "sapa", "pamit", "terima_kasih", "setuju",
    "tolak", "cek_jadwal", "ubah_jadwal", "batal_jadwal", "minta_tiket", "hapus_data",
    "lihat_data", "perbaiki_data", "berhenti_notifikasi", "berhenti_pengingat", "berhenti_ajakan",
    "aktifkan_notifikasi", "batal_hapus", "kirim_kode_tiket", "tanpa_nik", "pesan_terlambat",
})  # fmt: skip


class WhomToVisitQuestion(OwnPersonQuestion):
    """Asks whom to visit: somebody registered, or somebody else."""

    form = FORM
    question = "utter_ask_kunjungan_siapa"

    def is_needed(self, conversation: Conversation) -> bool:
        """Where nobody is registered there is nobody to choose."""
        return bool(registered(conversation))

    def others(self) -> list[Button]:
        """Offer somebody who was not registered here."""
        return [choice(self.slot, SOMEBODY_ELSE, "Orang lain", "Belum didaftarkan di sini")]

    def read(self, conversation: Conversation) -> Reading | None:
        """Take one of the people, or somebody else."""
        turn = conversation.turn
        if turn.choices.get(self.slot) == SOMEBODY_ELSE or turn.text.lower() == "orang lain":
            return Reading({self.slot: SOMEBODY_ELSE})
        return super().read(conversation)


class ConsentToVisit(ConsentQuestion):
    """Asks for consent to keep the data of somebody new."""

    form = FORM

    def is_needed(self, conversation: Conversation) -> bool:
        """Whoever was registered has agreed."""
        return person_id(conversation.slots) is None

    @property
    def unneeded(self) -> object:
        """Agreed before."""
        return True


class NameOfVisited(NameQuestion):
    """Asks for the name of somebody new."""

    form = FORM

    def is_needed(self, conversation: Conversation) -> bool:
        """Ask for somebody who is not on file."""
        return person_id(conversation.slots) is None


class DistrictOfVisit(HomeQuestion):
    """Asks for the district; where somebody on file lives may not be where they lie ill."""

    form = FORM


class WordsQuestion(Question):
    """Asks for words; streets and illnesses look like other topics to the model."""

    form = FORM

    def read(self, conversation: Conversation) -> Reading | None:
        """Take any words that say something, neither ask nor want something of their own."""
        turn, words = conversation.turn, conversation.turn.text.strip()
        wants = turn.intent in _WISHES and turn.is_surely_about_something_else
        if wants or turn.choices or "?" in words or len(words) < MINIMUM_LENGTH:
            return None
        return Reading({self.slot: words})


class PlaceOfVisit(WordsQuestion):
    """Asks for street and house."""

    slot = WHERE_SLOT


class ReasonForVisit(WordsQuestion):
    """Asks why the person cannot come."""

    slot = WHY_SLOT


class VisitForm(GuidedForm):
    """Takes what an officer needs to send somebody."""

    form = FORM
    own_intents = frozenset({INTENT})
    questions = (
        WhomToVisitQuestion(),
        ConsentToVisit(),
        NameOfVisited(),
        DistrictOfVisit(),
        PlaceOfVisit(),
        ReasonForVisit(),
    )

    def begin(self, conversation: Conversation) -> None:
        """Keep the words that began this, and whom they name."""
        slots, turn = conversation.slots, conversation.turn
        slots.update(dict.fromkeys((*(q.slot for q in self.questions), "usulan", "hasil_daftar")))
        slots["pesan_awal"] = turn.text
        speaks_of_self = not _SELF_WORDS.isdisjoint(normalise(turn.text).split())
        somebody = SELF if speaks_of_self else Relation.LAINNYA.value
        slots["hubungan"] = turn.value("hubungan") or somebody
        chosen = meant(conversation, registered(conversation))
        if chosen:
            slots[CHOSEN_SLOT] = as_chosen(conversation, chosen)

    def is_finished(self, conversation: Conversation) -> bool:
        """End without consent."""
        return conversation.slots.get("persetujuan") is False

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet who is registered."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()


class FinishVisit(GuardedAction):
    """Leaves the request for an officer and gives the number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_simpan_kunjungan"

    def perform(self, conversation: Conversation) -> Events:
        """Store it."""
        slots = conversation.slots
        if slots.get("persetujuan") is False:
            conversation.say("utter_tidak_setuju")
        elif slots.get("hasil_daftar") != FAILED:
            self._store(conversation)
        gone = (CHOSEN_SLOT, WHERE_SLOT, WHY_SLOT, "pesan_awal")
        return [*cleared_draft(), *(SlotSet(slot, None) for slot in gone)]

    def _store(self, conversation: Conversation) -> None:
        slots, programme = conversation.slots, conversation.programme
        chosen = person_id(slots)
        name = slots[CHOSEN_SLOT]["nama"] if chosen else slots["nama"]
        district = programme.regions.full_name(slots["alamat"])
        told = (name, district, slots[WHERE_SLOT], slots[WHY_SLOT], slots["pesan_awal"])
        reference = leave_for_officer(
            conversation, RequestKind.HOME_VISIT, "\n".join(filter(None, told)), chosen
        )
        conversation.say("utter_kunjungan_dicatat", nomor=reference, nama=name)
