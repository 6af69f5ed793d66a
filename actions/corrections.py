"""Mending data: which person, which part, the right value, shown back and saved at once.

What only a human may change (the NIK, who somebody is) ends at an officer with a reference number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.addressing import CHOSEN_SLOT
from actions.base import Events, GuardedAction
from actions.choices import chosen_by_number
from actions.confirmations import Confirmation
from actions.conversation import REQUESTED_SLOT, Conversation, choice
from actions.guided_form import FAILED, GuidedForm, Question, Reading, end_after_failure
from actions.officer_requests import StoryQuestion, first_words_and, leave_for_officer
from actions.own_people import OwnPersonQuestion, as_chosen, meant, person_id, registered
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import (
    NO,
    BirthDateQuestion,
    HomeQuestion,
    NameQuestion,
)
from vaksin.application import NeedsOfficer, NotYours
from vaksin.bahasa.calendar_words import birth_date_in_words
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.phones import find_phones
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set
from vaksin.officer_requests import RequestKind
from vaksin.people.corrections import Part

FORM = "formulir_perbaikan"
INTENT = "perbaiki_data"
PART_SLOT = "bagian"
NIK, NIK_USED, NOT_MINE, OTHER = "nik", "nik_dipakai", "bukan_saya", "lain"
AGAIN = "ulang"
# The slot that holds the new value of each part.
VALUE_SLOTS = {
    Part.NAME.value: "nama",
    Part.BIRTH_DATE.value: "tanggal_lahir",
    Part.PHONE.value: "nomor_hp_baru",
    Part.HOME.value: "alamat",
}
STORY_SLOT = "isi_perbaikan"
SLOTS = (CHOSEN_SLOT, PART_SLOT, "nomor_hp_baru", STORY_SLOT, "pesan_awal")
PARTS = (
    (Part.NAME.value, "Nama", "Ejaan atau nama lengkap"),
    (Part.BIRTH_DATE.value, "Tanggal lahir", "Tanggal, bulan, atau tahun"),
    (Part.PHONE.value, "Nomor HP", "Nomor orangnya sendiri"),
    (Part.HOME.value, "Alamat", "Pindah kecamatan atau kota"),
    (NIK, "NIK", "Diperbaiki oleh petugas"),
    (NOT_MINE, "Bukan orang saya", "Saya tidak kenal orang ini"),
    (NIK_USED, "NIK dipakai orang lain", "Diperiksa oleh petugas"),
    (OTHER, "Lainnya", "Ceritakan kepada petugas"),
)
TITLES = {part: title for part, title, _ in PARTS}
# The words by which each part is named; the first that fits counts.
_NAMED = (
    (NIK_USED, re.compile(r"\bnik\b.*\b(?:di)?pakai(?:kan|nya)?\b|\bdipakai orang\b")),
    (
        NOT_MINE,
        re.compile(
            r"\bbukan (?:saya|aku|orang saya|keluarga|saudara)\b|\b(?:tidak|gak|ga) kenal\b"
            r"|\bsiapa (?:ini|itu)\b"
        ),
    ),
    (NIK, re.compile(r"\bnik(?:nya)?\b")),
    (
        Part.PHONE.value,
        re.compile(
            r"\b(?:nomor|no|nomer) (?:hp|wa|whatsapp|telepon|telp|handphone)|\bhp(?:nya)?\b"
        ),
    ),
    (
        Part.BIRTH_DATE.value,
        re.compile(r"\b(?:tanggal|tgl|tahun|bulan|tempat)? ?lahir(?:nya|ku)?\b"),
    ),
    (Part.HOME.value, re.compile(r"\b(?:alamat|domisili|kecamatan)(?:nya|ku)?\b|\bpindah rumah\b")),
    (Part.NAME.value, re.compile(r"\bnama(?:nya|ku)?\b")),
)
# What is written there is not ours to mend.
_ELSEWHERE = re.compile(r"\bserti[fp]\w*|\bpeduli\w*|\bsatusehat\b|\bdosis\b|\bkartu\b")


def part_named(text: str) -> str | None:
    """Return the part of somebody's data that a message names."""
    typed = normalise(text)
    if _ELSEWHERE.search(typed):
        return None
    return next((part for part, words in _NAMED if words.search(typed)), None)


class WhoseDataQuestion(OwnPersonQuestion):
    """Asks whose data is wrong."""

    form = FORM
    question = "utter_ask_perbaikan_siapa"

    def is_needed(self, conversation: Conversation) -> bool:
        """Where nobody is registered there is nobody to choose."""
        return bool(registered(conversation))


class PartQuestion(Question):
    """Asks which part of the data is wrong."""

    form = FORM
    slot = PART_SLOT

    def ask(self, conversation: Conversation) -> None:
        """Offer the parts."""
        rows = [choice(self.slot, part, title, text) for part, title, text in PARTS]
        conversation.say("utter_ask_bagian", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped, numbered or named part."""
        turn = conversation.turn
        tapped = turn.choices.get(self.slot)
        row = chosen_by_number(turn.text, len(PARTS))
        part = tapped if row is None else PARTS[row][0]
        if part is None and (turn.intent == INTENT or not turn.is_surely_about_something_else):
            part = part_named(turn.text)
        return Reading({self.slot: part}) if part in TITLES else None


class ValueQuestion(Question):
    """What the questions for a new value have in common: asked only for their part."""

    part: ClassVar[Part]

    def is_needed(self, conversation: Conversation) -> bool:
        """Ask for the part that is wrong."""
        return bool(conversation.slots.get(PART_SLOT) == self.part.value)


class RightName(ValueQuestion, NameQuestion):
    """Asks for the right name."""

    form = FORM
    part = Part.NAME

    def ask(self, conversation: Conversation) -> None:
        """Ask for the name as on the KTP."""
        conversation.say("utter_ask_nama_benar")


class RightBirthDate(ValueQuestion, BirthDateQuestion):
    """Asks for the right birth date."""

    form = FORM
    part = Part.BIRTH_DATE


class RightPhone(ValueQuestion):
    """Asks for the person's own number."""

    form = FORM
    slot = "nomor_hp_baru"
    part = Part.PHONE

    def read(self, conversation: Conversation) -> Reading | None:
        """Take one Indonesian mobile number."""
        found = find_phones(conversation.turn.text)
        return Reading({self.slot: found[0].number}) if len(found) == 1 else None


class RightHome(ValueQuestion, HomeQuestion):
    """Asks where the person lives now."""

    form = FORM
    part = Part.HOME


class CorrectionStory(StoryQuestion):
    """Asks what is wrong and how it should be, for an officer."""

    form = FORM
    slot = STORY_SLOT
    own_intent = INTENT

    def is_needed(self, conversation: Conversation) -> bool:
        """Ask where no part of the data was chosen."""
        return bool(conversation.slots.get(PART_SLOT) == OTHER)


class CorrectionConfirmation(Confirmation):
    """Shows the new value, or whom the number will not speak for, and asks for a yes."""

    form = FORM
    yes_title = "Ya, benar"
    echo = word_set("simpan simpankan ganti gantikan ubah lepas lepaskan keluarkan")

    def is_needed(self, conversation: Conversation) -> bool:
        """What goes to an officer as it is needs no second yes."""
        part = conversation.slots.get(PART_SLOT)
        return part in VALUE_SLOTS or part == NOT_MINE

    def ask(self, conversation: Conversation) -> None:
        """Ask."""
        buttons = [self.yes_button(conversation)]
        question = "utter_ask_bukan_saya"
        if conversation.slots[PART_SLOT] in VALUE_SLOTS:
            question = "utter_ask_simpan_perbaikan"
            buttons.append(choice(self.slot, AGAIN, "Tulis lagi"))
        buttons.append(choice(self.slot, NO, "Tidak jadi"))
        conversation.say(question, buttons, **self.shown(conversation))

    def shown(self, conversation: Conversation) -> Mapping[str, str]:
        """Return whose data would change, which part, and to what."""
        slots = conversation.slots
        part = slots[PART_SLOT]
        shown = {"nama": slots[CHOSEN_SLOT]["nama"], "bagian": TITLES[part]}
        value = slots[VALUE_SLOTS[part]] if part in VALUE_SLOTS else None
        return shown | ({"nilai": _in_words(conversation, part, value)} if value else {})

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a clear yes or no; "tulis lagi" asks for the value again."""
        part = conversation.slots[PART_SLOT]
        if conversation.turn.choices.get(self.slot) == AGAIN and part in VALUE_SLOTS:
            return Reading({self.slot: None, VALUE_SLOTS[part]: None, "usulan": None})
        reply = self.reply(conversation)
        if reply in (Reply.YES, Reply.NO):
            return Reading({self.slot: reply is Reply.YES})
        return None


def _in_words(conversation: Conversation, part: str, value: str) -> str:
    if part == Part.BIRTH_DATE.value:
        return birth_date_in_words(date.fromisoformat(value))
    if part == Part.HOME.value:
        return conversation.programme.regions.full_name(value)
    return value


class CorrectionForm(GuidedForm):
    """Takes a correction of somebody's data."""

    form = FORM
    own_intents = frozenset({INTENT})
    questions = (
        WhoseDataQuestion(),
        PartQuestion(),
        RightName(),
        RightBirthDate(),
        RightPhone(),
        RightHome(),
        CorrectionStory(),
        CorrectionConfirmation(),
    )

    def begin(self, conversation: Conversation) -> None:
        """Start from the words that began this; take whom and what they name."""
        slots, turn = conversation.slots, conversation.turn
        slots.update(dict.fromkeys((*(q.slot for q in self.questions), "usulan", "hasil_daftar")))
        slots["pesan_awal"] = turn.text
        people = registered(conversation)
        chosen = people[0] if len(people) == 1 else meant(conversation, people)
        if chosen:
            slots[CHOSEN_SLOT] = as_chosen(conversation, chosen)
        slots[PART_SLOT] = part_named(turn.text) if people else OTHER

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet who is registered."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()


class FinishCorrection(GuardedAction):
    """Saves the correction, or leaves it for an officer, and says which."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_simpan_perbaikan"

    def perform(self, conversation: Conversation) -> Events:
        """Do what was agreed to, once for each message."""
        if conversation.slots.get("hasil_daftar") != FAILED:
            self._tell(conversation)
        return [*cleared_draft(), *(SlotSet(slot, None) for slot in SLOTS)]

    def _tell(self, conversation: Conversation) -> None:
        part = conversation.slots.get(PART_SLOT)
        if conversation.slots.get("konfirmasi") is False:
            conversation.say("utter_perbaikan_batal")
        elif part in VALUE_SLOTS:
            self._save(conversation, Part(part))
        elif part == NOT_MINE:
            self._dispute(conversation)
        else:
            self._leave(conversation, part)

    def _save(self, conversation: Conversation, part: Part) -> None:
        turn, slots = conversation.turn, conversation.slots
        value = slots[VALUE_SLOTS[part.value]]
        shown = {"nama": slots[CHOSEN_SLOT]["nama"], "bagian": TITLES[part.value]}
        try:
            conversation.programme.corrections.correct(
                turn.contact_id, _chosen_id(slots), part, value, request_id=turn.message_id
            )
        except NeedsOfficer as error:
            conversation.say("utter_perbaikan_perlu_petugas", nomor=error.reference, **shown)
        except NotYours:
            conversation.say("utter_perbaikan_orang_lepas")
        else:
            new = _in_words(conversation, part.value, value)
            conversation.say("utter_perbaikan_disimpan", nilai=new, **shown)

    def _dispute(self, conversation: Conversation) -> None:
        turn, slots = conversation.turn, conversation.slots
        try:
            reference = conversation.programme.family.dispute(
                turn.contact_id, _chosen_id(slots), request_id=turn.message_id
            )
        except NotYours:
            conversation.say("utter_perbaikan_orang_lepas")
        else:
            name = slots[CHOSEN_SLOT]["nama"]
            conversation.say("utter_bukan_saya_dicatat", nomor=reference, nama=name)

    def _leave(self, conversation: Conversation, part: str | None) -> None:
        told = first_words_and(conversation, STORY_SLOT)
        kind, response = RequestKind.CORRECTION, "utter_perbaikan_tersimpan"
        if part in (NIK, NIK_USED):
            told = f"{TITLES[part]}: {conversation.slots[CHOSEN_SLOT]['nama']}\n{told}"
            response = f"utter_perbaikan_{part}"
        if part == NIK_USED:
            kind = RequestKind.IDENTITY
        reference = leave_for_officer(conversation, kind, told, person_id(conversation.slots))
        conversation.say(response, nomor=reference)


def _chosen_id(slots: Mapping[str, Any]) -> str:
    return str(slots[CHOSEN_SLOT]["id"])
