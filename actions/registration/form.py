"""The registration form: which questions, what a message tells unasked, what follows from what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker

from actions.base import Events
from actions.conversation import REQUESTED_SLOT, Conversation, Turn
from actions.guided_form import GuidedForm, end_after_failure
from actions.registration.booking_questions import (
    WISHES,
    ConfirmationQuestion,
    GroupQuestion,
    ScreeningQuestion,
    SessionQuestion,
    SiteQuestion,
)
from actions.registration.draft import ANSWERS, FORM, WORKING, Draft, wished_days
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
from actions.registration.symptoms import names_danger, tells_illness
from vaksin.bahasa.birth_dates import BirthDateReading
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set
from vaksin.booking.nearby import Place
from vaksin.eligibility.groups import PriorityGroup
from vaksin.eligibility.screening import NOTHING_APPLIES
from vaksin.identity.nik import InvalidNik, Nik, read_nik
from vaksin.identity.regions import Level
from vaksin.people.model import SELF

REGISTER_OTHER_INTENT = "daftar_orang_lain"
# What belongs to somebody else when another person's NIK is given.
ABOUT_THE_PERSON = ("nama", "tanggal_lahir", "izin_wali", "kelompok", "skrining", "alamat")
# Answers to these questions are words that would look like any of the others.
QUESTIONS_OF_WORDS = frozenset({"nama", "alamat", "kelompok", "skrining"})
# "Eh salah, nik saya ..." replaces what was told before and answers nothing else.
_CORRECTING = word_set("salah keliru ralat koreksi revisi maksud maksudnya maksudku typo")


class RegistrationForm(GuidedForm):
    """Registers one person."""

    form = FORM
    own_intents = frozenset({"daftar", REGISTER_OTHER_INTENT})

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

    def keeps(self, turn: Turn) -> bool:
        """Keep what is told of one's health now; it is asked about again."""
        return super().keeps(turn) or tells_illness(turn)

    def begin(self, conversation: Conversation) -> None:
        """Decide for whom; take over what is known of somebody registered before."""
        turn, slots = conversation.turn, conversation.slots
        # An earlier form that ended in a failure has left its answers behind.
        slots.update(dict.fromkeys((*ANSWERS, *WORKING)))
        relation = turn.value("hubungan")
        if relation or turn.intent == REGISTER_OTHER_INTENT:
            slots["hubungan"] = relation
            return
        slots["hubungan"] = SELF
        self._take_over(conversation)

    def volunteered(self, conversation: Conversation) -> None:
        """Take what the message tells beside, or instead of, the answer."""
        if self._is_about_somebody_else(conversation):
            conversation.say("utter_satu_per_satu")
            return
        before = dict(conversation.slots)
        self._take_illness(conversation)
        self._volunteered_identity(conversation)
        self._volunteered_wishes(conversation)
        if conversation.slots != before:
            conversation.slots["ubah_bagian"] = None

    def _is_about_somebody_else(self, conversation: Conversation) -> bool:
        """Tell whether the message wants a second person registered before the first one is."""
        turn, slots = conversation.turn, conversation.slots
        if slots.get("nik") is None or turn.active_form != self.form:
            return False
        agrees_as_parent = turn.requested_slot == "izin_wali"
        return not agrees_as_parent and turn.value("hubungan") not in (None, slots["hubungan"])

    def _take_illness(self, conversation: Conversation) -> None:
        """Ask about health again when somebody says that they are ill now."""
        turn, slots = conversation.turn, conversation.slots
        if turn.active_form != self.form or not tells_illness(turn):
            return
        if names_danger(turn.text):
            conversation.say("utter_gejala_bahaya")
        elif turn.requested_slot != "skrining":
            conversation.say("utter_gejala")
        slots["skrining"] = None

    def is_correction(self, conversation: Conversation) -> bool:
        """Tell whether the message corrects an earlier answer."""
        return _corrects(conversation.turn)

    def derive(self, conversation: Conversation) -> None:
        """Fill what the answers already settle; forget answers that no longer fit the others."""
        slots = conversation.slots
        self._settle_group(conversation)
        self._forget_stale_health(conversation)
        self._end_if_nothing_can_be_offered(conversation)
        if slots.get("persetujuan") is True:
            self._settle_home(conversation)
        if slots.get("skrining") is not None or slots.get("alamat"):
            self._settle_site(conversation)
        self._forget_stale_session(conversation)

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet who is registered already."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()

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
        number = turn.number
        if number and turn.requested_slot != "nik":
            self._take_nik(conversation, str(number))
        if turn.value("nama") and self._may_take("nama", conversation):
            slots["nama"] = turn.value("nama")
        born = turn.found("tanggal_lahir")
        if born and self._may_take("tanggal_lahir", conversation):
            told = date.fromisoformat(born["value"])
            reading = BirthDateReading(told, two_digit_year=bool(born.get("ragu")))
            slots.update(self.birth_date.told(conversation, reading).slots)

    def _may_take(self, slot: str, conversation: Conversation) -> bool:
        turn = conversation.turn
        if turn.requested_slot == slot:
            return False
        is_open = conversation.slots.get(slot) is None
        return _corrects(turn) or (is_open and turn.requested_slot not in QUESTIONS_OF_WORDS)

    def _take_nik(self, conversation: Conversation, number: str) -> None:
        try:
            nik = read_nik(number, conversation.programme.regions)
        except InvalidNik as error:
            conversation.say(f"utter_nik_{error.problem.value}", jumlah=error.digits)
            return
        known = conversation.slots.get("nik")
        if nik.number == known:
            return
        is_other_person = known and not nik.may_be_same_person(Nik(known))
        if is_other_person and not _corrects(conversation.turn):
            conversation.slots.update(dict.fromkeys(ABOUT_THE_PERSON))
        conversation.slots.update(self.nik.accepted(conversation, nik, confirmed=False).slots)
        born = Draft(conversation.slots, conversation.programme).birth_date
        if born and not nik.agrees_with(born):
            conversation.slots.update(tanggal_lahir=None, izin_wali=None)

    def _volunteered_wishes(self, conversation: Conversation) -> None:
        turn, slots = conversation.turn, conversation.slots
        before = {name: slots.get(name) for name in WISHES}
        days = wished_days(turn, conversation.programme.today)
        if turn.requested_slot != "tanggal_lahir" and days:
            slots["tanggal_dicari"] = days
            slots["waktu_dicari"] = None
        if turn.value("waktu"):
            slots["waktu_dicari"] = turn.value("waktu")
        place = turn.place
        if place and turn.requested_slot not in ("alamat", "nama"):
            slots.update(lokasi_dicari=place, koordinat=None, halaman_lokasi=0, halaman_sesi=0)
            if turn.requested_slot != "faskes":
                slots.update(faskes=None, sesi=None)
        if any(slots.get(name) != value for name, value in before.items()):
            slots.update(sesi=None, halaman_sesi=0)

    def _settle_group(self, conversation: Conversation) -> None:
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        if draft.age is None:
            return
        slots["kelompok"] = _group_by_age(draft.groups, draft.age) or slots.get("kelompok")
        if draft.group is None:
            slots["kelompok"] = None

    def _forget_stale_health(self, conversation: Conversation) -> None:
        """Ask again if a corrected NIK or birth date brings other health questions."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        if draft.age is None or draft.sex is None:
            return
        asked = {item.id for item in draft.questions.items} if draft.questions else set()
        if set(slots.get("skrining") or ()) - asked - {NOTHING_APPLIES}:
            slots["skrining"] = None

    def _forget_stale_session(self, conversation: Conversation) -> None:
        """Ask again if the health answers postpone the vaccination beyond the chosen day."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        until = draft.screening.until if draft.screening else None
        session = conversation.programme.session(slots["sesi"]) if slots.get("sesi") else None
        if until and session and session.local_date < until:
            slots["sesi"] = None

    def _end_if_nothing_can_be_offered(self, conversation: Conversation) -> None:
        """Say early that no vaccine is given at this age, or none before the last session."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        horizon = timedelta(days=conversation.programme.service.limits.days_ahead)
        until = draft.screening.until if draft.screening else None
        if draft.age is not None and not draft.vaccines:
            slots["hasil_daftar"] = "usia"
        elif until and until > conversation.programme.today + horizon:
            slots["hasil_daftar"] = f"tunda:{until.isoformat()}"

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
            wanted = slots["lokasi_dicari"]
            page = conversation.programme.offers(Place(wanted), draft.wish, first=0, count=2)
            there = [o for o in page.offers if o.site.district_code.startswith(wanted)]
            if len(there) == 1:
                slots["faskes"] = there[0].site.id
        if slots.get("faskes") and slots.get("sesi") is None:
            slots["sesi"] = self.session.settle(conversation)


def _corrects(turn: Turn) -> bool:
    return not _CORRECTING.isdisjoint(re.findall("[a-z]+", normalise(turn.text)))


def _group_by_age(groups: list[PriorityGroup], age: int) -> str | None:
    """Return the group that age alone decides, such as the elderly."""
    decided = [g for g in groups if g.minimum_age is not None and g.minimum_age >= 60]
    return next((group.id for group in decided if group.fits_age(age)), None)
