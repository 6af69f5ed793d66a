"""One session for several people of a family: all of them get a seat in it, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from actions.addressing import addressed, in_one_phrase
from actions.base import Events, GuardedAction
from actions.choices import chosen_by_numbers, chosen_by_words
from actions.confirmations import Confirmation
from actions.conversation import Conversation, choice
from actions.guided_form import FAILED, GuidedForm, Question, Reading, end_after_failure
from actions.registration.draft import ANSWERS, WORKING, place_from, wish_from
from actions.registration.health_questions import health_rows, read_health
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import NO
from actions.registration.refusals import REFUSALS, refused
from actions.registration.searching import Search, take_wishes
from actions.registration.session_question import SessionQuestion
from actions.registration.site_question import SiteQuestion
from actions.registration.whom_question import bookable
from actions.row_titles import row_title
from actions.tickets import say_ticket
from actions.wording import hold_in_words, next_dose_in_words
from vaksin.application import Standing
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set
from vaksin.booking.model import Screening
from vaksin.booking.nearby import Place
from vaksin.booking.timetable import Wish
from vaksin.booking.words import session_in_words
from vaksin.eligibility.doses import NextDose
from vaksin.eligibility.screening import (
    NOTHING_APPLIES,
    NoQuestionSet,
    QuestionSet,
    assess,
    screening_on,
)
from vaksin.people.model import Person, age_on

FORM = "formulir_bersama"
ALL = "semua"
NOBODY = "tidak_ada"
DONE = "selesai"
KEPT = "batal"


@dataclass(frozen=True)
class Party:
    """The people of an open form who want a session together."""

    conversation: Conversation

    @property
    def members(self) -> list[Standing]:
        """Those who were chosen."""
        chosen = self.conversation.slots.get("peserta") or []
        return [s for s in bookable(self.conversation) if s.registration.person.id in chosen]

    @property
    def answers(self) -> Mapping[str, list[str]]:
        """Health answers so far, by the ids of the people."""
        answers: Mapping[str, list[str]] = self.conversation.slots.get("kondisi") or {}
        return answers

    @property
    def next_to_ask(self) -> Person | None:
        """Whose health is asked about next."""
        people = [standing.registration.person for standing in self.members]
        asked = (p for p in people if p.id not in self.answers and self.questions(p))
        return next(asked, None)

    @property
    def first_day(self) -> date | None:
        """The first day on which all of them may get their dose."""
        days = [self._first_day(standing) for standing in self.members]
        return max((day for day in days if day), default=None)

    @property
    def place(self) -> Place:
        """Where to look: what was asked for, else around the home of the first of them."""
        members = self.members
        home = members[0].registration.person.district_code if members else None
        return place_from(self.conversation.slots, home)

    @property
    def wish(self) -> Wish:
        """Days, hours, and only vaccines that every one of them may get."""
        dues = [standing.next_dose for standing in self.members]
        brands = [due.vaccine_ids for due in dues if isinstance(due, NextDose)]
        common = frozenset.intersection(*brands) if brands else None
        return wish_from(self.conversation.slots, self.first_day, common, seats=len(dues))

    @property
    def screenings(self) -> dict[str, Screening]:
        """What goes with each ticket."""
        return {s.registration.person.id: self._screening(s) for s in self.members}

    @property
    def names(self) -> str:
        """The people as they are called, one a line."""
        today = self.conversation.programme.today
        lines = (
            f"- {addressed(s.registration.person, today)}, {next_dose_in_words(s.next_dose)}"
            for s in self.members
        )
        return "\n".join(lines)

    def questions(self, person: Person) -> QuestionSet | None:
        """Return the health questions for one of them."""
        today = self.conversation.programme.today
        age = age_on(person.birth_date, today)
        try:
            return screening_on(today, age, person.nik.sex, self.conversation.programme.content)
        except NoQuestionSet:
            return None

    def _screening(self, standing: Standing) -> Screening:
        person = standing.registration.person
        questions = self.questions(person)
        answers = [a for a in self.answers.get(person.id, ()) if a != NOTHING_APPLIES]
        return Screening(tuple(answers), questions.version if questions else None)

    def _first_day(self, standing: Standing) -> date | None:
        person, today = standing.registration.person, self.conversation.programme.today
        questions, answers = self.questions(person), self.answers.get(person.id)
        until = assess(answers, questions, today).until if answers and questions else None
        due = standing.next_dose
        earliest = due.earliest if isinstance(due, NextDose) else None
        return max((day for day in (until, earliest) if day), default=None)


class MembersQuestion(Question):
    """Asks which people of this number go together; several names or numbers in one answer."""

    form = FORM
    slot = "peserta"

    def ask(self, conversation: Conversation) -> None:
        """Offer everybody, and each by name."""
        people = [s.registration.person for s in bookable(conversation)]
        rows = [choice(self.slot, ALL, f"Semua ({len(people)} orang)")]
        today = conversation.programme.today
        rows += [choice(self.slot, p.id, row_title(p.name), addressed(p, today)) for p in people]
        conversation.say("utter_ask_peserta", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take everybody, or the people that are named."""
        people = [s.registration.person for s in bookable(conversation)]
        turn = conversation.turn
        tapped = turn.choices.get(self.slot)
        chosen = [p for p in people if tapped in (ALL, p.id)]
        if not chosen and ALL in turn.text.lower():
            chosen = people
        if not chosen:
            # The first row stands for all of them.
            numbers = chosen_by_numbers(turn.text, len(people) + 1)
            chosen = people if 0 in numbers else [people[n - 1] for n in numbers]
        if not chosen:
            chosen = [people[n] for n in chosen_by_words(turn, [p.name for p in people])]
        return Reading(_chosen(conversation, chosen)) if chosen else None


def _chosen(conversation: Conversation, people: Sequence[Person]) -> dict[str, object]:
    today = conversation.programme.today
    names = in_one_phrase([addressed(person, today) for person in people])
    return {MembersQuestion.slot: [person.id for person in people], "nama_peserta": names}


class EachHealthQuestion(Question):
    """Asks about the health of one after the other, each by name."""

    form = FORM
    slot = "kondisi_semua"

    def is_needed(self, conversation: Conversation) -> bool:
        """Ask while there is somebody left."""
        return Party(conversation).next_to_ask is not None

    def ask(self, conversation: Conversation) -> None:
        """Show the list for the next person."""
        party = Party(conversation)
        person = party.next_to_ask
        questions = party.questions(person) if person else None
        if person and questions:
            conversation.say(
                "utter_ask_skrining",
                health_rows(self.slot, questions),
                pertanyaan=questions.question,
                orang=addressed(person, conversation.programme.today),
            )

    def read(self, conversation: Conversation) -> Reading | None:
        """Take the answer of the person who was asked about."""
        party = Party(conversation)
        person = party.next_to_ask
        questions = party.questions(person) if person else None
        answers = read_health(conversation, self.slot, questions) if questions else None
        if person is None or questions is None or answers is None:
            return None
        slots = {self.slot: None, "kondisi": {**party.answers, person.id: answers}}
        advice = assess(answers, questions, conversation.programme.today).advice
        if not advice:
            return Reading(slots)
        return Reading(slots, "utter_saran_skrining", {"saran": "\n".join(advice)})


class SiteForAll(SiteQuestion):
    """Asks for a site with enough seats."""

    form = FORM
    may_choose_later = False

    def search(self, conversation: Conversation) -> Search:
        """Search for all of them."""
        return Party(conversation)


class SessionForAll(SessionQuestion):
    """Asks for a session with enough seats."""

    form = FORM
    may_wait = False

    def search(self, conversation: Conversation) -> Search:
        """Search for all of them."""
        return Party(conversation)


class TogetherConfirmation(Confirmation):
    """Shows everybody and the session; the yes books all seats."""

    form = FORM
    yes_title = "Ya, pesankan"
    echo = word_set("pesan pesankan pesenin daftar daftarkan")

    def ask(self, conversation: Conversation) -> None:
        """Show who goes where and when."""
        until = conversation.slots.get("kursi_sampai")
        held = hold_in_words(
            datetime.fromisoformat(until) if until else None, conversation.programme.clock.now()
        )
        buttons = [self.yes_button(conversation), choice(self.slot, NO, "Tidak jadi")]
        conversation.say(
            "utter_ask_konfirmasi_bersama", buttons, kursi=held, **self.shown(conversation)
        )

    def shown(self, conversation: Conversation) -> dict[str, str]:
        """Return what the question shows."""
        session = conversation.programme.session(conversation.slots["sesi"])
        if session is None:
            raise LookupError("the chosen session is unknown")
        return {
            "daftar": Party(conversation).names,
            "tempat": session.site.name,
            "jadwal": session_in_words(session),
        }

    def read(self, conversation: Conversation) -> Reading | None:
        """Book on a yes."""
        reply = self.reply(conversation)
        if reply is Reply.NO:
            return Reading({self.slot: False, "hasil_daftar": KEPT})
        return self._book(conversation) if reply is Reply.YES else None

    def _book(self, conversation: Conversation) -> Reading:
        turn = conversation.turn
        try:
            booked = conversation.programme.seats.book(
                turn.contact_id,
                conversation.slots["sesi"],
                Party(conversation).screenings,
                request_id=turn.message_id,
            )
        except REFUSALS as error:
            return refused(error)
        ids = ",".join(booking.id for booking in booked)
        return Reading({self.slot: True, "hasil_daftar": f"{DONE}:{ids}"})


class TogetherForm(GuidedForm):
    """Finds a session for several people."""

    form = FORM
    own_intents = frozenset({"jadwal_bersama", "daftar", "daftar_orang_lain"})
    session = SessionForAll()
    questions = (
        MembersQuestion(),
        EachHealthQuestion(),
        SiteForAll(),
        session,
        TogetherConfirmation(),
    )

    def begin(self, conversation: Conversation) -> None:
        """Start anew; end at once if there is nobody to choose a session for."""
        conversation.slots.update(dict.fromkeys((*ANSWERS, *WORKING)))
        people = bookable(conversation)
        if not people:
            conversation.slots["hasil_daftar"] = NOBODY
        elif len(people) == 1:
            conversation.slots.update(_chosen(conversation, [people[0].registration.person]))

    def volunteered(self, conversation: Conversation) -> None:
        """Take the wished day, hour and place."""
        turn, slots = conversation.turn, conversation.slots
        if take_wishes(conversation):
            slots.update(sesi=None, halaman_sesi=0, kursi_sampai=None)
        if slots.get("lokasi_dicari") != turn.slots.get("lokasi_dicari"):
            slots.update(faskes=None, halaman_lokasi=0)

    def derive(self, conversation: Conversation) -> None:
        """Choose the only session that fits, and hold the seats of a chosen one."""
        slots = conversation.slots
        if slots.get("faskes") and slots.get("sesi") is None:
            slots["sesi"] = self.session.settle(conversation)
        party = Party(conversation)
        everybody_asked = bool(party.members) and party.next_to_ask is None
        if slots.get("sesi") and everybody_asked and not slots.get("hasil_daftar"):
            self._hold(conversation, party)

    def is_finished(self, conversation: Conversation) -> bool:
        """End as soon as there is an outcome."""
        return bool(conversation.slots.get("hasil_daftar"))

    def after_failure(self, tracker: Any) -> Events:
        """Do not go on with a form that does not know yet who is registered."""
        begun = tracker.get_slot("requested_slot") is not None
        return super().after_failure(tracker) if begun else end_after_failure()

    def _hold(self, conversation: Conversation, party: Party) -> None:
        slots, turn = conversation.slots, conversation.turn
        try:
            held = conversation.programme.seats.hold(
                turn.contact_id, slots["sesi"], party.screenings, request_id=turn.message_id
            )
        except REFUSALS as error:
            reading = refused(error)
            slots.update(reading.slots)
            if reading.response:
                conversation.say(reading.response)
            return
        until = held[0].held_until
        slots["kursi_sampai"] = until.isoformat() if until else None


class FinishTogether(GuardedAction):
    """Sends the tickets of all, or says why there are none."""

    answers: ClassVar[dict[str, str]] = {
        KEPT: "utter_bersama_batal",
        NOBODY: "utter_belum_ada_peserta",
        "sudah_terdaftar": "utter_sudah_terdaftar",
        "sering_batal": "utter_sering_batal",
    }

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_bersama"

    def perform(self, conversation: Conversation) -> Events:
        """Tell the outcome and forget the answers."""
        result, _, ids = (conversation.slots.get("hasil_daftar") or KEPT).partition(":")
        if result in self.answers:
            conversation.say(self.answers[result])
        if result == KEPT:
            conversation.programme.seats.release(
                conversation.turn.contact_id, request_id=conversation.turn.message_id
            )
        if result == DONE:
            self._tickets(conversation, ids.split(","))
        return cleared_draft() if result != FAILED else []

    def _tickets(self, conversation: Conversation, booking_ids: list[str]) -> None:
        for standing in conversation.programme.standings(conversation.turn.contact_id):
            booking = standing.live_booking
            if booking and booking.id in booking_ids:
                say_ticket(conversation, booking, standing.registration.person)
