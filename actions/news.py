"""News that the citizen did not ask for just now, and the seats that it offers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.news_words import FREE_SEAT, OFFERED_SEAT, words_for
from actions.tickets import say_ticket
from vaksin.application import NotDue, NotYours
from vaksin.application.news import News
from vaksin.booking.model import (
    AlreadyBooked,
    Booking,
    NotLive,
    Screening,
    SessionFull,
    SessionOver,
    TooEarly,
    TooManyCancellations,
)
from vaksin.people.model import SELF

_NO_SEAT = (SessionFull, SessionOver, NotDue, NotYours, TooEarly, TooManyCancellations)


class TellNews(GuardedAction):
    """Tells all news that is on its way to this number, in one turn."""

    apologises = False

    def name(self) -> str:
        """Return the action's name."""
        return "action_kabar"

    def perform(self, conversation: Conversation) -> Events:
        """Tell it; an open form asks its question again afterwards."""
        turn, programme = conversation.turn, conversation.programme
        _say_all(conversation, programme.news.tell(turn.contact_id, request_id=turn.message_id))
        return []


class ReadNews(GuardedAction):
    """Tells whoever taps "Baca kabar" what they have not heard yet."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_baca_kabar"

    def perform(self, conversation: Conversation) -> Events:
        """Tell it, or that there is nothing new."""
        turn, programme = conversation.turn, conversation.programme
        news = programme.news.tell_all(turn.contact_id, request_id=turn.message_id)
        _say_all(conversation, news)
        if not news:
            conversation.say("utter_tidak_ada_kabar")
        return []


class OfferAnswer(GuardedAction):
    """An answer to the seat that news offered, tapped at once, weeks later or twice."""

    def perform(self, conversation: Conversation) -> Events:
        """Do what is asked with the seat that the button names."""
        self.answer(conversation, conversation.turn.choices)
        return []

    def answer(self, conversation: Conversation, choices: Mapping[str, str]) -> None:
        """Do what is asked with the seat that a choice names."""
        if OFFERED_SEAT in choices:
            self.answer_offer(conversation, choices[OFFERED_SEAT])
        elif FREE_SEAT in choices:
            person_id, _, session_id = choices[FREE_SEAT].partition(":")
            self.answer_free_seat(conversation, person_id, session_id)
        else:
            conversation.say("utter_tombol_lama")

    @abstractmethod
    def answer_offer(self, conversation: Conversation, booking_id: str) -> None:
        """Answer about a seat that was held for somebody who waits."""

    @abstractmethod
    def answer_free_seat(self, conversation: Conversation, person_id: str, session_id: str) -> None:
        """Answer about a seat that was free when the news was told."""


class TakeOffer(OfferAnswer):
    """Takes the seat and sends the ticket."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_terima_tawaran"

    def answer_offer(self, conversation: Conversation, booking_id: str) -> None:
        """Take exactly the seat that was offered, as long as it is held."""
        turn, seats = conversation.turn, conversation.programme.seats
        try:
            booking = seats.take_offer(turn.contact_id, booking_id, request_id=turn.message_id)
        except (NotLive, NotYours, SessionOver):
            conversation.say("utter_tawaran_lewat")
        else:
            _hand_over(conversation, booking)

    def answer_free_seat(self, conversation: Conversation, person_id: str, session_id: str) -> None:
        """Book the seat if it is still free; the health questions are asked at the desk."""
        turn, seats = conversation.turn, conversation.programme.seats
        try:
            (booking,) = seats.book(
                turn.contact_id, session_id, {person_id: Screening()}, request_id=turn.message_id
            )
        except AlreadyBooked:
            conversation.say("utter_sudah_terdaftar")
        except _NO_SEAT:
            conversation.say("utter_kursi_kabar_habis")
        else:
            _hand_over(conversation, booking)


class DeclineOffer(OfferAnswer):
    """Gives the seat to the next one; nothing that was booked is given up by it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_tolak_tawaran"

    def answer_offer(self, conversation: Conversation, booking_id: str) -> None:
        """Let the seat go, unless it was taken before."""
        turn, programme = conversation.turn, conversation.programme
        try:
            programme.seats.decline_offer(turn.contact_id, booking_id, request_id=turn.message_id)
        except (NotLive, NotYours):
            conversation.say("utter_tawaran_lewat")
            return
        live = [s.live_booking for s in programme.standings(turn.contact_id) if s.live_booking]
        is_taken = any(booking.id == booking_id for booking in live)
        conversation.say("utter_tawaran_sudah_diambil" if is_taken else "utter_tawaran_ditolak")

    def answer_free_seat(self, conversation: Conversation, person_id: str, session_id: str) -> None:
        """Leave it; nothing was held."""
        conversation.say("utter_kursi_kabar_nanti")


class AnswerWithoutQuestion(GuardedAction):
    """A yes or no outside of any form: it may answer the only seat that was offered just now."""

    offer_answer: ClassVar[OfferAnswer]
    otherwise: ClassVar[str]

    def perform(self, conversation: Conversation) -> Events:
        """Answer the offer, or say that no question is open."""
        offer = conversation.turn.open_offer
        if offer is None:
            conversation.say(self.otherwise)
        else:
            self.offer_answer.answer(conversation, offer)
        return []


class YesWithoutQuestion(AnswerWithoutQuestion):
    """Takes an offer by words."""

    offer_answer = TakeOffer()
    otherwise = "utter_ya_atau_tidak_untuk_apa"

    def name(self) -> str:
        """Return the action's name."""
        return "action_ya_tanpa_pertanyaan"


class NoWithoutQuestion(AnswerWithoutQuestion):
    """Declines an offer by words."""

    offer_answer = DeclineOffer()
    otherwise = "utter_menolak"

    def name(self) -> str:
        """Return the action's name."""
        return "action_tidak_tanpa_pertanyaan"


def _say_all(conversation: Conversation, news: Sequence[News]) -> None:
    standings = conversation.programme.standings(conversation.turn.contact_id) if news else []
    relations = {s.registration.person.id: s.registration.relation for s in standings}
    for one in news:
        words = words_for(one, relations.get(one.notice.person_id or "", SELF))
        conversation.say(words.response, words.buttons, **words.values)


def _hand_over(conversation: Conversation, booking: Booking) -> None:
    standings = conversation.programme.standings(conversation.turn.contact_id)
    people = {s.registration.person.id: s.registration.person for s in standings}
    say_ticket(conversation, booking, people[booking.person_id])
