"""The registration form: which questions, what a message tells unasked, what follows from what."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.conversation import Conversation
from actions.guided_form import GuidedForm
from actions.registration.booking_questions import (
    WISHES,
    ConfirmationQuestion,
    GroupQuestion,
    ScreeningQuestion,
    SessionQuestion,
    SiteQuestion,
)
from actions.registration.draft import FORM, Draft
from actions.registration.person_questions import (
    NO,
    BirthDateQuestion,
    ConsentQuestion,
    GuardianQuestion,
    HomeQuestion,
    NameQuestion,
    NikQuestion,
    RelationQuestion,
)
from vaksin.bahasa.birth_dates import BirthDateReading
from vaksin.eligibility.groups import PriorityGroup
from vaksin.identity.nik import InvalidNik, read_nik
from vaksin.identity.regions import Level
from vaksin.people.model import SELF

REGISTER_OTHER_INTENT = "daftar_orang_lain"
# Answers to these questions are words that would look like any of the others.
QUESTIONS_OF_WORDS = frozenset({"nama", "alamat", "kelompok", "skrining"})


class RegistrationForm(GuidedForm):
    """Registers one person."""

    form = FORM
    nik = NikQuestion()
    birth_date = BirthDateQuestion()
    session = SessionQuestion()
    questions = (
        RelationQuestion(),
        ConsentQuestion(),
        nik,
        NameQuestion(),
        birth_date,
        GuardianQuestion(),
        HomeQuestion(),
        GroupQuestion(),
        ScreeningQuestion(),
        SiteQuestion(),
        session,
        ConfirmationQuestion(),
    )

    def begin(self, conversation: Conversation) -> None:
        """Decide for whom; take over what is known of somebody registered before."""
        turn, slots = conversation.turn, conversation.slots
        relation = turn.value("hubungan")
        if relation or turn.intent == REGISTER_OTHER_INTENT:
            slots["hubungan"] = relation
            return
        slots["hubungan"] = slots.get("hubungan") or SELF
        self._take_over(conversation)

    def volunteered(self, conversation: Conversation) -> None:
        """Take what the message tells beside, or instead of, the answer."""
        requested = conversation.turn.requested_slot
        if requested not in QUESTIONS_OF_WORDS:
            self._volunteered_identity(conversation)
        self._volunteered_wishes(conversation)

    def derive(self, conversation: Conversation) -> None:
        """Fill what the answers already settle."""
        slots = conversation.slots
        draft = Draft(slots, conversation.programme)
        if slots.get("kelompok") is None and draft.age is not None:
            slots["kelompok"] = _group_by_age(draft.groups, draft.age)
        if slots.get("persetujuan") is True:
            self._settle_home(conversation)
        if slots.get("skrining") is not None or slots.get("alamat"):
            self._settle_site(conversation)

    def is_finished(self, conversation: Conversation) -> bool:
        """End on a no to the consent, a guardian's no, or when the person is booked already."""
        slots = conversation.slots
        refused = slots.get("persetujuan") is False or slots.get("izin_wali") == NO
        return refused or bool(slots.get("hasil_daftar"))

    def _take_over(self, conversation: Conversation) -> None:
        standings = conversation.programme.standings(conversation.turn.contact_id)
        own = next((s for s in standings if s.registration.relation == SELF), None)
        if own is None:
            return
        if own.live_booking:
            conversation.slots["hasil_daftar"] = "sudah_terdaftar"
            return
        person = own.registration.person
        conversation.slots.update(
            persetujuan=True,
            nik=person.nik.number,
            nama=person.name,
            tanggal_lahir=person.birth_date.isoformat(),
            alamat=person.district_code,
            tanda_nik=sorted(person.flags),
        )

    def _volunteered_identity(self, conversation: Conversation) -> None:
        turn, slots = conversation.turn, conversation.slots
        number = turn.value("nik")
        if number and turn.requested_slot != "nik":
            self._take_nik(conversation, str(number))
        if turn.value("nama") and slots.get("nama") is None and turn.requested_slot != "nama":
            slots["nama"] = turn.value("nama")
        born = turn.found("tanggal_lahir")
        if born and slots.get("tanggal_lahir") is None and turn.requested_slot != "tanggal_lahir":
            told = date.fromisoformat(born["value"])
            reading = BirthDateReading(told, two_digit_year=bool(born.get("ragu")))
            slots.update(self.birth_date.told(conversation, reading).slots)

    def _take_nik(self, conversation: Conversation, number: str) -> None:
        try:
            nik = read_nik(number, conversation.programme.regions)
        except InvalidNik as error:
            conversation.say(f"utter_nik_{error.problem.value}", jumlah=error.digits)
            return
        conversation.slots.update(self.nik.accepted(conversation, nik, confirmed=False).slots)

    def _volunteered_wishes(self, conversation: Conversation) -> None:
        turn, slots = conversation.turn, conversation.slots
        before = {name: slots.get(name) for name in WISHES}
        if turn.requested_slot != "tanggal_lahir" and turn.value("tanggal"):
            slots["tanggal_dicari"] = turn.value("tanggal")
        if turn.value("waktu"):
            slots["waktu_dicari"] = turn.value("waktu")
        place = turn.value("tempat")
        if place and turn.requested_slot not in ("alamat", "nama"):
            slots.update(lokasi_dicari=place, koordinat=None, halaman_lokasi=0)
            if turn.requested_slot != "faskes":
                slots.update(faskes=None, sesi=None)
        if any(slots.get(name) != value for name, value in before.items()):
            slots.update(sesi=None, halaman_sesi=0)

    def _settle_home(self, conversation: Conversation) -> None:
        """Take the place asked for as home where the NIK comes from the same regency.

        The summary shows it, so a wrong guess costs a tap and a right one saves a question.
        """
        slots = conversation.slots
        wanted, nik = slots.get("lokasi_dicari"), Draft(slots, conversation.programme).nik
        if slots.get("alamat") is not None or not wanted or nik is None:
            return
        region = conversation.programme.regions.get(wanted)
        if region and region.level is Level.DISTRICT and wanted.startswith(nik.regency_code):
            slots["alamat"] = wanted

    def _settle_site(self, conversation: Conversation) -> None:
        """Choose site and session where what the citizen asked for leaves only one."""
        slots: dict[str, Any] = conversation.slots
        draft = Draft(slots, conversation.programme)
        if slots.get("faskes") is None and slots.get("lokasi_dicari") and slots.get("skrining"):
            offers = conversation.programme.offers(draft.place, draft.wish)
            there = [o for o in offers if o.site.district_code.startswith(slots["lokasi_dicari"])]
            if len(there) == 1:
                slots["faskes"] = there[0].site.id
        if slots.get("faskes") and slots.get("sesi") is None:
            slots["sesi"] = self.session.settle(conversation)


def _group_by_age(groups: list[PriorityGroup], age: int) -> str | None:
    """Return the group that age alone decides, such as the elderly."""
    decided = [g for g in groups if g.minimum_age is not None and g.minimum_age >= 60]
    return next((group.id for group in decided if group.fits_age(age)), None)
