"""The registration form: which questions, what a message tells unasked, what follows from what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker

from actions.addressing import in_one_phrase
from actions.base import Events
from actions.conversation import REQUESTED_SLOT, Conversation, Turn
from actions.guided_form import GuidedForm, end_after_failure
from actions.pending_erasures import pending_erasure
from actions.registration.draft import (
    ANSWERS,
    FORM,
    KEPT_IN_DRAFT,
    WORKING,
    Draft,
    span,
    write_history,
)
from actions.registration.health_questions import GroupQuestion, ScreeningQuestion
from actions.registration.history_question import HistoryQuestion
from actions.registration.person_questions import (
    NO,
    BirthDateQuestion,
    ConsentQuestion,
    GuardianQuestion,
    HomeQuestion,
    NameQuestion,
    NikQuestion,
    RelationQuestion,
    proposal,
    propose,
)
from actions.registration.refusals import REFUSALS, refused
from actions.registration.searching import take_wishes
from actions.registration.seat_plans import NO_SITE, PlanKind, postponed_until
from actions.registration.session_question import SessionQuestion
from actions.registration.site_question import SiteQuestion
from actions.registration.summary import ConfirmationQuestion
from actions.registration.symptoms import names_danger, tells_illness
from actions.registration.whom_question import DRAFT, NEW, PERSON, WhomQuestion, bookable
from vaksin.bahasa.birth_dates import BirthDateReading
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set
from vaksin.booking.nearby import Place
from vaksin.clock import WIB
from vaksin.eligibility.doses import NoNextDose, WhyNone
from vaksin.eligibility.groups import PriorityGroup
from vaksin.eligibility.screening import NOTHING_APPLIES
from vaksin.identity.nik import InvalidNik, Nik, read_nik
from vaksin.identity.regions import Level
from vaksin.people.model import SELF

REGISTER_OTHER_INTENT = "daftar_orang_lain"
# What belongs to somebody else when another person's NIK is given.
ABOUT_THE_PERSON = (
    "nama",
    "tanggal_lahir",
    "izin_wali",
    "riwayat",
    "riwayat_sebagian",
    "kelompok",
    "skrining",
    "alamat",
)
# Answers to these questions are words that would look like any of the others.
QUESTIONS_OF_WORDS = frozenset({"nama", "riwayat", "alamat", "kelompok", "skrining"})
# A guardian agreed when the person was registered.
GIVEN_BEFORE = "tidak_perlu"
# How a registration ends where the rules give no dose.
_WITHOUT_DOSE = {
    WhyNone.FINISHED: "lengkap",
    WhyNone.NO_VACCINE: "usia",
    WhyNone.UNKNOWN_BRAND: "merek_lupa",
}
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
        WhomQuestion(),
        RelationQuestion(),
        ConsentQuestion(),
        nik,
        NameQuestion(),
        birth_date,
        GuardianQuestion(),
        HistoryQuestion(),
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

    def begins_anew(self, conversation: Conversation) -> bool:
        """Tell whether a button of a message, maybe weeks old, names somebody else.

        What was told of the first one is kept as a draft.
        """
        turn, named = conversation.turn, conversation.turn.choices.get(WhomQuestion.slot)
        is_other = named is not None and named != conversation.slots.get(WhomQuestion.slot)
        return turn.is_tapped_command and is_other and turn.requested_slot != WhomQuestion.slot

    def begin(self, conversation: Conversation) -> None:
        """Decide for whom; take over what is known of somebody registered or begun before."""
        turn, slots = conversation.turn, conversation.slots
        # An earlier form that ended in a failure has left its answers behind.
        slots.update(dict.fromkeys((*ANSWERS, *WORKING)))
        if pending_erasure(conversation):
            slots["hasil_daftar"] = "akan_dihapus"
            return
        relation = turn.value("hubungan")
        is_for_other = bool(relation) or turn.intent == REGISTER_OTHER_INTENT
        slots["hubungan"] = relation if is_for_other else SELF
        chosen = turn.choices.get("untuk_siapa") or self._plainly_for(conversation, is_for_other)
        if chosen:
            slots["untuk_siapa"] = chosen
            self._take_over(conversation)

    def _plainly_for(self, conversation: Conversation, is_for_other: bool) -> str | None:
        """Return for whom it is where nobody else can be meant."""
        programme, contact_id = conversation.programme, conversation.turn.contact_id
        standings = programme.standings(contact_id)
        own = next((s for s in standings if s.registration.relation == SELF), None)
        if programme.drafts.of(contact_id):
            return None
        if own and not is_for_other:
            return f"{PERSON}:{own.registration.person.id}"
        relation = conversation.slots["hubungan"]
        relatives = [s.registration.relation for s in bookable(conversation)]
        may_be_meant = [r for r in relatives if r == relation or (relation is None and r != SELF)]
        return None if may_be_meant and is_for_other else NEW

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
        slots.update(skrining=None, kursi_sampai=None)

    def is_correction(self, conversation: Conversation) -> bool:
        """Tell whether the message corrects an earlier answer."""
        return _corrects(conversation.turn)

    def derive(self, conversation: Conversation) -> None:
        """Fill what the answers already settle; forget answers that no longer fit the others."""
        slots = conversation.slots
        if conversation.turn.requested_slot == WhomQuestion.slot and slots.get("untuk_siapa"):
            self._take_over(conversation)
        self._compare_birth_date(conversation)
        self._settle_birth_date(conversation)
        self._forget_stale_permission(conversation)
        self._settle_group(conversation)
        self._forget_stale_health(conversation)
        self._end_if_nothing_can_be_offered(conversation)
        self._explain_brand(conversation)
        if slots.get("persetujuan") is True:
            self._settle_home(conversation)
        self._settle_postponement(conversation)
        if slots.get("skrining") is not None or slots.get("alamat"):
            self._settle_site(conversation)
        self._forget_stale_session(conversation)
        self._hold_seat(conversation)

    def finish_turn(self, conversation: Conversation) -> None:
        """Keep what was given, so that it can be gone on with after days and on another model."""
        slots = conversation.slots
        if slots.get("persetujuan") is not True or not slots.get("nik") or self._is_over(slots):
            return
        if all(conversation.turn.slots.get(name) == slots.get(name) for name in KEPT_IN_DRAFT):
            return
        told = (name for name in KEPT_IN_DRAFT if not proposal(conversation, name))
        answers = {name: slots[name] for name in told if slots.get(name) is not None}
        slots["draf"] = conversation.programme.drafts.save(
            conversation.turn.contact_id, slots.get("draf"), answers
        )

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet who is registered already."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()

    def is_finished(self, conversation: Conversation) -> bool:
        """End on a no to the consent, a guardian's no, or when there is an outcome."""
        return self._is_over(conversation.slots)

    def _is_over(self, slots: Mapping[str, Any]) -> bool:
        refused_consent = slots.get("persetujuan") is False or slots.get("izin_wali") == NO
        return refused_consent or bool(slots.get("hasil_daftar"))

    def _take_over(self, conversation: Conversation) -> None:
        """Fill in what is known of the one whom the registration is for."""
        kind, _, chosen = conversation.slots["untuk_siapa"].partition(":")
        if kind == PERSON:
            self._take_over_person(conversation, chosen)
        elif kind == DRAFT:
            self._take_over_draft(conversation, chosen)
        elif conversation.slots["hubungan"] == SELF and self._has_begun_for_self(conversation):
            # Somebody else than the owner of the number, who was on the list.
            conversation.slots["hubungan"] = None

    def _has_begun_for_self(self, conversation: Conversation) -> bool:
        programme, contact_id = conversation.programme, conversation.turn.contact_id
        drafts = [draft.answers.get("hubungan") for draft in programme.drafts.of(contact_id)]
        people = [s.registration.relation for s in programme.standings(contact_id)]
        return SELF in (*drafts, *people)

    def _take_over_person(self, conversation: Conversation, person_id: str) -> None:
        standings = conversation.programme.standings(conversation.turn.contact_id)
        standing = next((s for s in standings if s.registration.person.id == person_id), None)
        if standing is None:
            conversation.slots["untuk_siapa"] = NEW
            return
        if standing.live_booking:
            conversation.slots["hasil_daftar"] = "sudah_terdaftar"
        person = standing.registration.person
        conversation.slots.update(
            hubungan=standing.registration.relation,
            persetujuan=True,
            nik=person.nik.number,
            nama=person.name,
            tanggal_lahir=person.birth_date.isoformat(),
            izin_wali=GIVEN_BEFORE,
            riwayat=write_history(standing.history),
            alamat=person.district_code,
            tanda_nik=sorted(person.flags),
        )

    def _take_over_draft(self, conversation: Conversation, draft_id: str) -> None:
        drafts = conversation.programme.drafts.of(conversation.turn.contact_id)
        draft = next((draft for draft in drafts if draft.id == draft_id), None)
        if draft is None:
            conversation.slots["untuk_siapa"] = NEW
            return
        conversation.slots.update(draft.answers, draf=draft.id)
        self._forget_outdated(conversation, kept_on=draft.updated_at.astimezone(WIB).date())
        conversation.say("utter_dilanjutkan")

    def _forget_outdated(self, conversation: Conversation, kept_on: date) -> None:
        """Ask anew how somebody feels who felt otherwise on another day; forget past wishes."""
        slots, today = conversation.slots, conversation.programme.today
        if kept_on != today:
            slots["skrining"] = None
        _, last = span(slots.get("tanggal_dicari"), date.fromisoformat)
        if last and last < today:
            slots["tanggal_dicari"] = None

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
            conversation.slots["tanggal_lahir"] = None

    def _volunteered_wishes(self, conversation: Conversation) -> None:
        turn, slots = conversation.turn, conversation.slots
        if not take_wishes(conversation):
            return
        slots.update(sesi=None, halaman_sesi=0, kursi_sampai=None)
        is_elsewhere = slots.get("lokasi_dicari") != turn.slots.get("lokasi_dicari")
        if is_elsewhere:
            slots["halaman_lokasi"] = 0
        if slots.get("faskes") == NO_SITE or (is_elsewhere and turn.requested_slot != "faskes"):
            slots["faskes"] = None

    def _explain_brand(self, conversation: Conversation) -> None:
        """Say which brands there are where the one asked for cannot be given."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        wanted, allowed = slots.get("merek_dicari"), draft.vaccines
        if not wanted or not allowed or wanted in allowed:
            return
        slots["merek_dicari"] = None
        given = conversation.programme.vaccines
        names = in_one_phrase(sorted(given[vaccine_id].name for vaccine_id in allowed))
        conversation.say("utter_merek_tidak_ada", merek=given[wanted].name, pilihan=names)

    def _compare_birth_date(self, conversation: Conversation) -> None:
        """Hold a birth date that was told before the NIK against it."""
        slots, before, slot = conversation.slots, conversation.turn.slots, self.birth_date.slot
        if before.get("nik") or not slots.get("nik") or proposal(conversation, slot):
            return
        proposed = before.get("usulan") or {}
        told = before.get(slot) or (proposed.get("nilai") if proposed.get("slot") == slot else None)
        if told and slots.get(slot) in (None, told):
            reading = BirthDateReading(date.fromisoformat(told))
            slots.update(self.birth_date.told(conversation, reading).slots)

    def _settle_birth_date(self, conversation: Conversation) -> None:
        """Take the NIK's own date where nothing doubts it and the history question can name it.

        A wrong date costs a tap there and a right one saves a question. Until that question is
        answered the date is only proposed: in a draft it does not count as told.
        """
        slots, slot = conversation.slots, self.birth_date.slot
        is_next = self._next_slot(conversation) == slot
        if not is_next or slots.get("riwayat") is not None:
            return
        born = self.birth_date.undoubted(conversation)
        if born:
            slots.update({**propose(slot, born), slot: born})

    def _forget_stale_permission(self, conversation: Conversation) -> None:
        """Ask anew by what right somebody is registered if another date may make them a minor."""
        before = conversation.turn.slots.get("tanggal_lahir")
        if before and conversation.slots.get("tanggal_lahir") != before:
            conversation.slots["izin_wali"] = None

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
        """Ask again if rules or health answers put the dose off beyond the chosen day."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        plan, first_day = draft.plan, draft.first_day
        if plan is None or first_day is None:
            return
        session = conversation.programme.session(plan.session_id) if plan.session_id else None
        day = session.local_date if session else plan.day
        if plan.kind is not PlanKind.POSTPONED and day and day < first_day:
            slots.update(sesi=None, kursi_sampai=None)

    def _end_if_nothing_can_be_offered(self, conversation: Conversation) -> None:
        """Say early that no vaccine is given at this age, or that no further dose is due."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        if isinstance(draft.due, NoNextDose):
            slots["hasil_daftar"] = _WITHOUT_DOSE[draft.due.reason]
        elif draft.age is not None and not draft.vaccines:
            slots["hasil_daftar"] = "usia"

    def _settle_postponement(self, conversation: Conversation) -> None:
        """Plan no seat where the dose is due after the last day for which there are sessions."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        horizon = timedelta(days=conversation.programme.service.limits.days_ahead)
        first_day, plan = draft.first_day, draft.plan
        is_far = first_day is not None and first_day > conversation.programme.today + horizon
        if first_day and is_far and slots.get("kelompok"):
            slots.update(faskes=NO_SITE, sesi=postponed_until(first_day))
            # How somebody feels today says nothing about that day.
            slots["skrining"] = slots.get("skrining") or []
        elif plan is None or plan.kind is PlanKind.POSTPONED:
            self._plan_a_seat_after_all(conversation)

    def _plan_a_seat_after_all(self, conversation: Conversation) -> None:
        """Ask where and when, and for the health that a postponed dose need not tell."""
        slots = conversation.slots
        if slots.get("faskes") == NO_SITE:
            slots.update(faskes=None, sesi=None, skrining=slots.get("skrining") or None)

    def _hold_seat(self, conversation: Conversation) -> None:
        """Keep the chosen seat while the citizen reads the summary."""
        slots, draft = conversation.slots, Draft(conversation.slots, conversation.programme)
        plan = draft.plan
        open_slots = [s for s in ANSWERS if slots.get(s) is None and s != "konfirmasi"]
        is_asked = slots.get("ubah_bagian") is None and not self._is_over(slots)
        if open_slots or not is_asked or plan is None or plan.session_id is None:
            return
        turn = conversation.turn
        try:
            booking = conversation.programme.seats.hold_for_new(
                turn.contact_id,
                draft.applicant,
                plan.session_id,
                draft.screening_answers,
                request_id=turn.message_id,
            )
        except REFUSALS as error:
            reading = refused(error)
            slots.update(reading.slots)
            if reading.response:
                conversation.say(reading.response)
            return
        until = booking.held_until
        slots["kursi_sampai"] = until.isoformat() if until else None

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
