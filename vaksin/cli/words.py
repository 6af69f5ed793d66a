"""How sessions and bookings are named on a terminal."""

from __future__ import annotations

from vaksin.bahasa.calendar_words import date_in_words, time_in_words
from vaksin.booking.model import VaccinationSession


def hours_in_words(session: VaccinationSession) -> str:
    """Return "08.00-10.00 WIB"."""
    start, end = session.local_start.time(), session.local_end.time()
    return f"{time_in_words(start)}-{time_in_words(end)} {session.site.zone_name}"


def session_in_words(session: VaccinationSession) -> str:
    """Return "Sabtu, 6 Maret 2021 pukul 08.00-10.00 WIB di Puskesmas Tebet"."""
    day = date_in_words(session.local_date)
    return f"{day} pukul {hours_in_words(session)} di {session.site.name}"
