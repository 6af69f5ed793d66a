"""Sessions and moments in the words that citizens read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from vaksin.bahasa.calendar_words import date_in_words, time_in_words
from vaksin.booking.model import Site, VaccinationSession


def hours_in_words(session: VaccinationSession) -> str:
    """Return "08.00-10.00 WIB"."""
    start, end = session.local_start.time(), session.local_end.time()
    return f"{time_in_words(start)}-{time_in_words(end)} {session.site.zone_name}"


def session_in_words(session: VaccinationSession) -> str:
    """Return "Sabtu, 6 Maret 2021 pukul 08.00-10.00 WIB"."""
    return f"{date_in_words(session.local_date)} pukul {hours_in_words(session)}"


def moment_in_words(moment: datetime, site: Site) -> str:
    """Return "Senin, 1 Maret 2027 pukul 10.00 WIB" in the time of a site."""
    local = moment.astimezone(ZoneInfo(site.timezone))
    return f"{date_in_words(local.date())} pukul {time_in_words(local.time())} {site.zone_name}"
