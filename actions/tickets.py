"""Tickets and the standing of everybody registered from a number."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from actions.base import Events, GuardedAction
from actions.conversation import Conversation
from actions.pending_erasures import tell_of_erasure
from actions.second_question import answer_second_question
from actions.wording import (
    dose_in_words,
    relation_in_words,
    ticket_values,
)
from vaksin.application import Standing
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.model import Booking, BookingStatus
from vaksin.booking.tickets import qr_png
from vaksin.booking.waiting import WaitingEntry
from vaksin.booking.words import session_in_words
from vaksin.eligibility.doses import NoNextDose
from vaksin.people.model import Person
from vaksin.people.verifications import VerificationStatus

# The slot by which a button names a booking.
BOOKING_SLOT = "pesanan"
# Seats that somebody thought about leave no schedule to tell of.
_NEVER_CONFIRMED = (BookingStatus.HELD, BookingStatus.EXPIRED)


def say_ticket(conversation: Conversation, booking: Booking, person: Person) -> None:
    """Send one ticket: the QR code with everything one must know as its caption."""
    image = base64.b64encode(qr_png(booking.ticket_code)).decode()
    conversation.dispatcher.utter_message(
        response="utter_tiket",
        image=f"data:image/png;base64,{image}",
        **ticket_values(booking, person, conversation.programme),
    )


class SendTickets(GuardedAction):
    """Sends the ticket that a button names, or those of everybody on this number; never by NIK."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_kirim_tiket"

    def perform(self, conversation: Conversation) -> Events:
        """Send them, or say why there is none."""
        answer_second_question(conversation)
        if tell_of_erasure(conversation):
            return []
        standings = conversation.programme.standings(conversation.turn.contact_id)
        live = [(s, s.live_booking) for s in standings if s.live_booking]
        tapped = conversation.turn.choices.get(BOOKING_SLOT)
        meant = [pair for pair in live if pair[1] and pair[1].id == tapped]
        for standing, booking in meant or live:
            if booking:
                say_ticket(conversation, booking, standing.registration.person)
        if not live:
            conversation.say("utter_belum_ada_tiket" if standings else "utter_belum_terdaftar")
        return []


class TellSchedule(GuardedAction):
    """Tells the status of everybody registered from this number, with the reason."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_cek_jadwal"

    def perform(self, conversation: Conversation) -> Events:
        """Tell it, one line a person."""
        answer_second_question(conversation)
        if tell_of_erasure(conversation):
            return []
        standings = conversation.programme.standings(conversation.turn.contact_id)
        if not standings:
            conversation.say("utter_belum_terdaftar")
            return []
        booked = any(standing.live_booking for standing in standings)
        response = "utter_jadwal" if booked else "utter_jadwal_kosong"
        conversation.say(response, daftar=_lines(standings, conversation))
        return []


class AnswerLateMessage(GuardedAction):
    """Apologises for messages that came days late and says how things stand now.

    What they asked may have been done otherwise since, so they are not answered one by one.
    """

    def name(self) -> str:
        """Return the action's name."""
        return "action_pesan_terlambat"

    def perform(self, conversation: Conversation) -> Events:
        """Say it in one message; an open form asks its question again afterwards."""
        turn = conversation.turn
        standings = conversation.programme.standings(turn.contact_id)
        if turn.active_form:
            response = "utter_terlambat_isian_jadwal" if standings else "utter_terlambat_isian"
        else:
            response = "utter_terlambat_jadwal" if standings else "utter_terlambat_kosong"
        conversation.say(response, daftar=_lines(standings, conversation))
        return []


def _lines(standings: Sequence[Standing], conversation: Conversation) -> str:
    return "\n\n".join(
        _line(standing, conversation) + _identity_note(standing) for standing in standings
    )


def _identity_note(standing: Standing) -> str:
    is_waiting = standing.verification is VerificationStatus.WAITING
    return " Identitas: menunggu verifikasi." if is_waiting else ""


def _line(standing: Standing, conversation: Conversation) -> str:
    registration, booking = standing.registration, standing.newest_booking
    who = f"*{registration.person.name}* ({relation_in_words(registration.relation)})"
    if standing.live_booking is None and standing.waiting:
        return f"{who}: antre kursi kosong {_queue_in_words(standing.waiting, conversation)}."
    if booking is None or booking.status in _NEVER_CONFIRMED:
        until = standing.decision.until if standing.decision else None
        if until:
            return f"{who}: data sudah tercatat, vaksinasinya mulai {date_in_words(until)}."
        return f"{who}: data sudah tercatat, tetapi belum punya jadwal."
    return f"{who}: {_booking_in_words(standing, booking)}"


def _queue_in_words(waiting: WaitingEntry, conversation: Conversation) -> str:
    site = conversation.programme.site(waiting.site_id)
    where = f"di {site.name}, " if site else ""
    return f"{where}{date_in_words(waiting.local_date)}"


def _booking_in_words(standing: Standing, booking: Booking) -> str:
    site, when = booking.session.site.name, session_in_words(booking.session)
    if booking.status is BookingStatus.BOOKED and booking.session.ends_at <= standing.as_of:
        return f"jadwal {when} di {site} sudah lewat dan belum tercatat hadir."
    until = standing.decision.until if standing.decision else None
    postponed = f"ditunda sampai {date_in_words(until)}" if until else "ditunda"
    return {
        BookingStatus.BOOKED: f"terdaftar di {site}, {when}.",
        BookingStatus.ARRIVED: f"sudah datang di {site}, sedang dilayani.",
        BookingStatus.CANCELLED: f"jadwal {when} sudah dibatalkan.",
        BookingStatus.ATTENDED: (
            f"sudah divaksin dosis {booking.dose} di {site}. {_following_in_words(standing)}"
        ),
        BookingStatus.MISSED: f"tercatat tidak hadir pada {when}.",
        BookingStatus.POSTPONED: f"vaksinasi {postponed} oleh petugas di {site}.",
        BookingStatus.REFUSED: f"tercatat belum mau divaksin di {site}. Boleh mendaftar lagi.",
    }[booking.status]


def _following_in_words(standing: Standing) -> str:
    due = standing.next_dose
    if isinstance(due, NoNextDose):
        return "Menurut aturan sekarang belum perlu suntikan lagi."
    return f"Berikutnya {dose_in_words(due.step)}, mulai {date_in_words(due.earliest)}."
