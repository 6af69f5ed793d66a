"""Sessions, summaries and tickets in words."""

from __future__ import annotations

from actions.registration.draft import Draft
from actions.row_titles import row_description
from vaksin.application import Vaksin
from vaksin.bahasa.calendar_words import (
    birth_date_in_words,
    date_in_words,
    date_short,
    time_in_words,
    weekdays_in_words,
)
from vaksin.booking.finder import SiteOffer
from vaksin.booking.model import Booking, VaccinationSession
from vaksin.people.model import Person
from vaksin.service import Service


def hours_in_words(session: VaccinationSession) -> str:
    """Return "08.00-10.00 WIB"."""
    start, end = session.local_start.time(), session.local_end.time()
    return f"{time_in_words(start)}-{time_in_words(end)} {session.site.zone_name}"


def session_in_words(session: VaccinationSession) -> str:
    """Return "Sabtu, 6 Maret 2021 pukul 08.00-10.00 WIB"."""
    return f"{date_in_words(session.local_date)} pukul {hours_in_words(session)}"


def session_title(session: VaccinationSession) -> str:
    """Return "Sab, 6 Mar 08.00" for a list row."""
    return f"{date_short(session.local_date)} {time_in_words(session.local_start.time())}"


def vaccine_name(session: VaccinationSession, programme: Vaksin) -> str:
    """Return the brand as people know it."""
    vaccine = programme.vaccines.get(session.vaccine_id)
    return vaccine.name if vaccine else session.vaccine_id


def session_description(session: VaccinationSession, programme: Vaksin) -> str:
    """Return hours, vaccine and free seats for a list row."""
    vaccine = vaccine_name(session, programme)
    return f"{hours_in_words(session)} · {vaccine} · {session.seats_free} kursi"


def distance_in_words(kilometres: float) -> str:
    """Return "1,2 km", from ten kilometres on "12 km"."""
    places = 1 if kilometres < 9.95 else 0
    return f"{kilometres:.{places}f} km".replace(".", ",")


def count_in_words(number: int) -> str:
    """Return "1.250" as Indonesians write it."""
    return f"{number:,}".replace(",", ".")


def offer_description(offer: SiteOffer) -> str:
    """Return "1,2 km · mulai Sab, 6 Mar · 12 kursi"; without a distance the district."""
    distance = offer.distance_km
    where = offer.site.district if distance is None else distance_in_words(distance)
    begins = f"mulai {date_short(offer.first.local_date)}"
    return row_description(where, begins, f"{count_in_words(offer.seats_free)} kursi")


def summary_values(draft: Draft, session: VaccinationSession) -> dict[str, str]:
    """Return the values of the summary before the last yes."""
    programme = draft.programme
    applicant = draft.applicant
    return {
        "nama": applicant.name,
        "nik": f"•••• •••• •••• {applicant.nik.number[-4:]}",
        "tanggal_lahir": birth_date_in_words(applicant.birth_date),
        "alamat": programme.regions.full_name(applicant.district_code),
        "kelompok": _group_in_words(draft),
        "tempat": session.site.name,
        "jadwal": session_in_words(session),
        "vaksin": vaccine_name(session, programme),
    }


def _group_in_words(draft: Draft) -> str:
    group = draft.group
    if group is None:
        return "-"
    return group.label if group.free else f"{group.label} (biaya sendiri)"


def officer_hours_in_words(service: Service, timezone: str) -> str:
    """Return "Senin-Jumat pukul 08.00-16.00, Sabtu pukul 08.00-12.00"."""
    return ", ".join(
        f"{weekdays_in_words(hours.weekdays)} pukul"
        f" {time_in_words(hours.start)}-{time_in_words(hours.end)}"
        for hours in service.officer_hours
        if hours.timezone == timezone
    )


def ticket_values(booking: Booking, person: Person, programme: Vaksin) -> dict[str, str]:
    """Return the values of a ticket."""
    session = booking.session
    return {
        "nama": person.name,
        "kode": booking.ticket_code,
        "dosis": str(booking.dose),
        "tempat": session.site.name,
        "alamat": f"{session.site.address}, {session.site.district}, {session.site.city}",
        "peta": session.site.map_link,
        "jadwal": session_in_words(session),
        "vaksin": vaccine_name(session, programme),
        "bawaan": "\n".join(f"- {thing}" for thing in programme.service.bring),
    }
