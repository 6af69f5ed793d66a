"""How sessions and bookings are named on a terminal."""

from __future__ import annotations

from vaksin.booking.model import VaccinationSession
from vaksin.booking.words import session_in_words


def session_at_site(session: VaccinationSession) -> str:
    """Return "Sabtu, 6 Maret 2021 pukul 08.00-10.00 WIB di Puskesmas Tebet"."""
    return f"{session_in_words(session)} di {session.site.name}"
