"""Moving and cancelling one's own booking."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Tracker

from actions.base import Events, GuardedAction
from actions.choices import chosen_by_words
from actions.confirmations import Confirmation
from actions.conversation import REQUESTED_SLOT, Conversation, choice
from actions.guided_form import FAILED, GuidedForm, Question, Reading, end_after_failure
from actions.registration.draft import place_from, wish_from
from actions.registration.outcome import cleared_draft
from actions.registration.person_questions import NO
from actions.registration.searching import SEARCH_SLOTS, Search, take_wishes
from actions.registration.session_question import SessionQuestion
from actions.registration.site_question import SiteQuestion
from actions.row_titles import row_title
from actions.tickets import BOOKING_SLOT, say_ticket
from vaksin.application import NotDue, NotYours, Standing
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set
from vaksin.booking.model import (
    Booking,
    NotLive,
    SessionFull,
    SessionOver,
    TooEarly,
    TooManyMoves,
)
from vaksin.booking.nearby import Place
from vaksin.booking.timetable import Wish
from vaksin.booking.words import session_in_words
from vaksin.eligibility.doses import NextDose
from vaksin.once import Operation

CANCEL_FORM = "formulir_batal_jadwal"
MOVE_FORM = "formulir_ubah_jadwal"
NOTHING_TO_CHANGE = "tidak_ada"
GONE = "sudah_lewat"
DONE = "selesai"
KEPT = "tetap"
TOO_OFTEN = "terlalu_sering"


def booked(conversation: Conversation) -> list[tuple[Standing, Booking]]:
    """Return the live bookings of the people registered from this number."""
    standings = conversation.programme.standings(conversation.turn.contact_id)
    return [(s, s.live_booking) for s in standings if s.live_booking]


def chosen_booking(conversation: Conversation) -> tuple[Standing, Booking] | None:
    """Return the booking that the form is about."""
    wanted = conversation.slots.get(BOOKING_SLOT)
    return next((pair for pair in booked(conversation) if pair[1].id == wanted), None)


class WhoseBookingQuestion(Question):
    """Asks whose booking is meant; asked only when several people are booked."""

    slot = BOOKING_SLOT

    def ask(self, conversation: Conversation) -> None:
        """Offer the booked people by name."""
        rows = [
            choice(
                self.slot,
                booking.id,
                row_title(standing.registration.person.name),
                session_in_words(booking.session),
            )
            for standing, booking in booked(conversation)
        ]
        conversation.say("utter_ask_pesanan", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped or typed name."""
        pairs = booked(conversation)
        tapped = conversation.turn.choices.get(self.slot)
        if tapped in {booking.id for _, booking in pairs}:
            return Reading({self.slot: tapped})
        names = [standing.registration.person.name for standing, _ in pairs]
        chosen = chosen_by_words(conversation.turn, names)
        return Reading({self.slot: pairs[chosen[0]][1].id}) if len(chosen) == 1 else None


class WhoseBookingToCancel(WhoseBookingQuestion):
    """Asks whose booking to cancel."""

    form = CANCEL_FORM


class WhoseBookingToMove(WhoseBookingQuestion):
    """Asks whose booking to move."""

    form = MOVE_FORM


class ChangeConfirmation(Confirmation):
    """Asks before a booking is changed; only a clear yes changes it."""

    question: ClassVar[str]
    operation: ClassVar[Operation]

    def ask(self, conversation: Conversation) -> None:
        """Name the person and what would change."""
        buttons = [self.yes_button(conversation), choice(self.slot, NO, "Tidak jadi")]
        conversation.say(self.question, buttons, **self.shown(conversation))

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a clear yes or no."""
        # Run again, the turn finds the booking changed and would not know the question any more.
        if conversation.programme.was_done(conversation.turn.message_id, self.operation):
            return Reading({self.slot: True, "hasil_daftar": DONE})
        reply = self.reply(conversation)
        if reply is Reply.NO:
            return Reading({self.slot: False, "hasil_daftar": KEPT})
        return self.change(conversation) if reply is Reply.YES else None

    def shown(self, conversation: Conversation) -> dict[str, str]:
        """Return whose booking it is, and where and when."""
        pair = chosen_booking(conversation)
        if pair is None:
            raise LookupError("no booking is chosen")
        return _whose(*pair)

    @abstractmethod
    def change(self, conversation: Conversation) -> Reading:
        """Change the booking and tell what came of it."""


class CancelConfirmation(ChangeConfirmation):
    """Cancels on a clear yes; "batal" alone stops the form, as everywhere."""

    form = CANCEL_FORM
    question = "utter_ask_batal"
    operation = Operation.CANCEL
    yes_title = "Ya, batalkan"
    echo = word_set("batalkan batalin")

    def change(self, conversation: Conversation) -> Reading:
        """Give the seat back."""
        turn, booking_id = conversation.turn, conversation.slots["pesanan"]
        try:
            conversation.programme.seats.cancel(
                turn.contact_id, booking_id, request_id=turn.message_id
            )
        except (NotLive, NotYours, SessionOver):
            return Reading({self.slot: True, "hasil_daftar": GONE})
        return Reading({self.slot: True, "hasil_daftar": DONE})


@dataclass(frozen=True)
class MoveSearch:
    """Another session for a booking: not before the dose may be given, with a brand that fits."""

    slots: Mapping[str, Any]
    standing: Standing | None
    booking: Booking | None

    @property
    def place(self) -> Place:
        """Where to look: what was asked for, else around the present site."""
        here = self.booking.session.site.district_code if self.booking else None
        return place_from(self.slots, here)

    @property
    def first_day(self) -> date | None:
        """The first day on which the dose may be given."""
        return self.booking.earliest_on if self.booking else None

    @property
    def wish(self) -> Wish:
        """Days, hours and vaccines that come into question."""
        due = self.standing.next_dose if self.standing else None
        vaccine_ids = due.vaccine_ids if isinstance(due, NextDose) else None
        return wish_from(self.slots, self.first_day, vaccine_ids)


def move_search(conversation: Conversation) -> MoveSearch:
    """Return what to search by for the chosen booking."""
    standing, booking = chosen_booking(conversation) or (None, None)
    return MoveSearch(conversation.slots, standing, booking)


class SiteToMoveTo(SiteQuestion):
    """Asks for another site."""

    form = MOVE_FORM
    may_choose_later = False

    def search(self, conversation: Conversation) -> Search:
        """Search for the booking that is to be moved."""
        return move_search(conversation)


class SessionToMoveTo(SessionQuestion):
    """Asks for another day and hour."""

    form = MOVE_FORM
    may_wait = False

    def search(self, conversation: Conversation) -> Search:
        """Search for the booking that is to be moved."""
        return move_search(conversation)


class MoveConfirmation(ChangeConfirmation):
    """Moves on a clear yes."""

    form = MOVE_FORM
    question = "utter_ask_pindah"
    operation = Operation.RESCHEDULE
    yes_title = "Ya, pindahkan"
    echo = word_set("pindah pindahkan pindahin")

    def shown(self, conversation: Conversation) -> dict[str, str]:
        """Add where and when it would be moved to."""
        session = conversation.programme.session(conversation.slots["sesi"])
        if session is None:
            raise LookupError("no session is chosen")
        new = {"jadwal_baru": session_in_words(session), "tempat_baru": session.site.name}
        return super().shown(conversation) | new

    def change(self, conversation: Conversation) -> Reading:
        """Take the new seat and give the old one back."""
        turn, slots = conversation.turn, conversation.slots
        try:
            conversation.programme.seats.reschedule(
                turn.contact_id, slots["pesanan"], slots["sesi"], request_id=turn.message_id
            )
        except SessionFull:
            return Reading({self.slot: None, "sesi": None}, "utter_kursi_terambil")
        except (NotDue, TooEarly):
            return Reading({self.slot: None, "sesi": None}, "utter_kursi_tidak_cocok")
        except TooManyMoves:
            return Reading({self.slot: True, "hasil_daftar": TOO_OFTEN})
        except (NotLive, NotYours, SessionOver):
            return Reading({self.slot: True, "hasil_daftar": GONE})
        return Reading({self.slot: True, "hasil_daftar": DONE})


class ChangeForm(GuidedForm):
    """What moving and cancelling have in common: whose booking it is about."""

    def begin(self, conversation: Conversation) -> None:
        """Start from nothing but what this message tells; choose the booking if there is one."""
        conversation.slots.update(
            dict.fromkeys(("pesanan", "faskes", "sesi", "konfirmasi", "hasil_daftar", "usulan"))
        )
        booking_ids = [booking.id for _, booking in booked(conversation)]
        named = conversation.turn.choices.get(BOOKING_SLOT)
        if not booking_ids:
            conversation.slots["hasil_daftar"] = NOTHING_TO_CHANGE
        elif len(booking_ids) == 1 or named in booking_ids:
            conversation.slots[BOOKING_SLOT] = named if named in booking_ids else booking_ids[0]

    def is_finished(self, conversation: Conversation) -> bool:
        """End as soon as there is an outcome."""
        return bool(conversation.slots.get("hasil_daftar"))

    def after_failure(self, tracker: Tracker) -> Events:
        """Do not go on with a form that does not know yet whose bookings there are."""
        begun = tracker.get_slot(REQUESTED_SLOT) is not None
        return super().after_failure(tracker) if begun else end_after_failure()


class CancelForm(ChangeForm):
    """Cancels a booking."""

    form = CANCEL_FORM
    own_intents = frozenset({"batal_jadwal"})
    questions = (WhoseBookingToCancel(), CancelConfirmation())


class MoveForm(ChangeForm):
    """Moves a booking to another session, at the same site unless another is asked for."""

    form = MOVE_FORM
    own_intents = frozenset({"ubah_jadwal", "daftar", "daftar_orang_lain"})
    session = SessionToMoveTo()
    questions = (WhoseBookingToMove(), SiteToMoveTo(), session, MoveConfirmation())

    def begin(self, conversation: Conversation) -> None:
        """Search anew."""
        super().begin(conversation)
        conversation.slots.update(dict.fromkeys(SEARCH_SLOTS))

    def volunteered(self, conversation: Conversation) -> None:
        """Take the wished day, hour and place."""
        turn, slots = conversation.turn, conversation.slots
        if take_wishes(conversation):
            slots["sesi"] = None
        if slots.get("lokasi_dicari") != turn.slots.get("lokasi_dicari"):
            slots.update(faskes=None, halaman_lokasi=0)

    def derive(self, conversation: Conversation) -> None:
        """Stay at the same site unless another place was asked for."""
        slots, turn = conversation.slots, conversation.turn
        pair = chosen_booking(conversation)
        wants_elsewhere = slots.get("lokasi_dicari") or turn.choices.get("sesi") == "lain"
        if pair and slots.get("faskes") is None and turn.requested_slot != "faskes":
            site = pair[1].session.site
            slots["lokasi_dicari"] = slots.get("lokasi_dicari") or site.district_code
            slots["faskes"] = None if wants_elsewhere else site.id
        if slots.get("faskes") and slots.get("sesi") is None:
            slots["sesi"] = self.session.settle(conversation)


class FinishChange(GuardedAction):
    """What the two outcomes of a change form have in common."""

    answers: ClassVar[dict[str, str]]

    def perform(self, conversation: Conversation) -> Events:
        """Tell the outcome and forget the answers."""
        result = conversation.slots.get("hasil_daftar") or KEPT
        if result != FAILED:
            conversation.say(self.answers[result])
        if result == DONE:
            self.after_done(conversation)
        return cleared_draft()

    def after_done(self, conversation: Conversation) -> None:
        """Add to the message of a change that was made."""


class FinishCancel(FinishChange):
    """Says what became of a cancellation."""

    answers: ClassVar[dict[str, str]] = {
        DONE: "utter_jadwal_dibatalkan",
        KEPT: "utter_jadwal_tetap",
        GONE: "utter_jadwal_sudah_lewat",
        NOTHING_TO_CHANGE: "utter_tidak_ada_jadwal",
    }

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_batal"


class FinishMove(FinishChange):
    """Says what became of a move and sends the new ticket."""

    answers: ClassVar[dict[str, str]] = {
        **FinishCancel.answers,
        DONE: "utter_jadwal_dipindah",
        TOO_OFTEN: "utter_terlalu_sering_pindah",
    }

    def name(self) -> str:
        """Return the action's name."""
        return "action_selesai_ubah"

    def after_done(self, conversation: Conversation) -> None:
        """Send the ticket again; its code stays the same."""
        pair = chosen_booking(conversation)
        if pair:
            say_ticket(conversation, pair[1], pair[0].registration.person)


def _whose(standing: Standing, booking: Booking) -> dict[str, str]:
    return {
        "nama": standing.registration.person.name,
        "jadwal": session_in_words(booking.session),
        "tempat": booking.session.site.name,
    }
