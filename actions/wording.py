"""Sessions, summaries and tickets in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.registration.draft import Draft
from actions.registration.seat_plans import PlanKind
from actions.row_titles import row_description
from vaksin.application import Vaksin
from vaksin.bahasa.calendar_words import (
    birth_date_in_words,
    date_in_words,
    date_short,
    month_in_words,
    time_in_words,
    weekdays_in_words,
)
from vaksin.bahasa.kin_words import Relation
from vaksin.booking.finder import SiteOffer
from vaksin.booking.model import ZONE_NAMES, Booking, VaccinationSession
from vaksin.booking.words import hours_in_words, session_in_words
from vaksin.eligibility.course import GivenDose, Stage, Step
from vaksin.eligibility.doses import NextDose, NoNextDose
from vaksin.eligibility.options import ReasonKind
from vaksin.people.model import SELF, Person
from vaksin.service import Service

_ORDINALS = {1: "pertama", 2: "kedua", 3: "ketiga"}
_RELATIONS_IN_WORDS = {
    SELF: "Bapak/Ibu sendiri",
    Relation.IBU.value: "ibu",
    Relation.AYAH.value: "ayah",
    Relation.PASANGAN.value: "suami atau istri",
    Relation.ANAK.value: "anak",
    Relation.KAKEK_NENEK.value: "kakek atau nenek",
    Relation.SAUDARA.value: "saudara",
    Relation.TETANGGA.value: "tetangga",
}
# What is still to be told of an unfinished registration, in the order of the questions.
_PARTS_IN_WORDS = (
    ("nik", "NIK dan data diri"),
    ("nama", "nama dan data diri"),
    ("tanggal_lahir", "tanggal lahir, alamat, dan jadwal"),
    ("riwayat", "riwayat vaksin, alamat, dan jadwal"),
    ("alamat", "alamat, kesehatan, dan jadwal"),
    ("kelompok", "kelompok, kesehatan, dan jadwal"),
    ("skrining", "kondisi kesehatan dan jadwal"),
    ("faskes", "pilih lokasi dan jadwal"),
    ("sesi", "pilih jadwal"),
)


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
    """Return "1,2 km", from ten kilometres on "12 km"; nothing is nearer than "0,1 km"."""
    places = 1 if kilometres < 9.95 else 0
    return f"{max(kilometres, 0.1):.{places}f} km".replace(".", ",")


def count_in_words(number: int) -> str:
    """Return "1.250" as Indonesians write it."""
    return f"{number:,}".replace(",", ".")


def offer_description(offer: SiteOffer) -> str:
    """Return "1,2 km · mulai Sab, 6 Mar · 12 kursi"; without a distance the district."""
    distance = offer.distance_km
    where = offer.site.district if distance is None else distance_in_words(distance)
    begins = f"mulai {date_short(offer.first.local_date)}"
    return row_description(where, begins, f"{count_in_words(offer.seats_free)} kursi")


def summary_values(draft: Draft) -> dict[str, str]:
    """Return the values of the summary before the last yes."""
    programme = draft.programme
    applicant = draft.applicant
    return {
        "nama": applicant.name,
        "nik": f"•••• •••• •••• {applicant.nik.number[-4:]}",
        "tanggal_lahir": birth_date_in_words(applicant.birth_date),
        "riwayat": history_in_words(applicant.history, programme),
        "alamat": programme.regions.full_name(applicant.district_code),
        "kelompok": _group_in_words(draft),
        "rencana": _plan_in_words(draft),
    }


def _group_in_words(draft: Draft) -> str:
    group = draft.group
    if group is None:
        return "-"
    return group.label if group.free else f"{group.label} (biaya sendiri)"


def _plan_in_words(draft: Draft) -> str:
    """Return where, when and which dose; or what is done instead of booking a seat."""
    plan, programme = draft.plan, draft.programme
    if plan and plan.kind is PlanKind.QUEUE and plan.site_id and plan.day:
        site = programme.site(plan.site_id)
        where = site.name if site else "-"
        return f"Antre kursi kosong: *{where}*, *{date_in_words(plan.day)}*"
    if plan and plan.kind is PlanKind.POSTPONED and plan.day:
        return f"Jadwal: menunggu sampai *{date_in_words(plan.day)}*, nanti kami kabari"
    session = programme.session(plan.session_id) if plan and plan.session_id else None
    if session is None:
        return "Jadwal: *dipilih nanti*"
    dose = dose_in_words(draft.due.step) if isinstance(draft.due, NextDose) else ""
    return (
        f"Tempat: *{session.site.name}*\nJadwal: *{session_in_words(session)}*\n"
        f"Vaksin: {vaccine_name(session, programme)}, {dose}"
    )


def dose_in_words(step: Step) -> str:
    """Return "dosis 2" or "booster pertama"."""
    if step.stage is Stage.BOOSTER:
        return f"booster {_ORDINALS.get(step.number, f'ke-{step.number}')}"
    return f"dosis {step.number}{' (diulang dari awal)' if step.repeated else ''}"


def wait_in_words(due: NextDose | NoNextDose) -> str:
    """Return why a dose cannot be given earlier: "28 hari sesudah suntikan ke-1"."""
    reasons = due.reasons if isinstance(due, NextDose) else ()
    for reason in reasons:
        if reason.kind is ReasonKind.WAIT and reason.counted_from:
            time = f"{reason.days} hari" if reason.days else f"{reason.months} bulan"
            return f"paling cepat {time} sesudah suntikan ke-{reason.counted_from}"
    return "menurut kondisi kesehatannya"


def next_dose_in_words(due: NextDose | NoNextDose) -> str:
    """Return "dosis 2, mulai Sab, 6 Mar"."""
    if isinstance(due, NoNextDose):
        return "belum ada dosis berikutnya"
    return f"{dose_in_words(due.step)}, mulai {date_short(due.earliest)}"


def history_in_words(history: Sequence[GivenDose], programme: Vaksin) -> str:
    """Return "2 kali, terakhir Pfizer, Agustus 2022"."""
    if not history:
        return "belum pernah"
    last = history[-1]
    vaccine = programme.vaccines.get(last.vaccine_id or "")
    parts = [vaccine.name if vaccine else "merek lupa"]
    # People remember the month; its last day is only what is reckoned with.
    parts += [month_in_words(last.given_on)] if last.given_on else []
    return f"{len(history)} kali, terakhir {', '.join(parts)}"


def hold_in_words(until: datetime | None, now: datetime, zone: str = "Asia/Jakarta") -> str:
    """Return for how long the chosen seat is kept; nothing where none is."""
    if until is None:
        return ""
    if until <= now:
        return "Waktu simpan kursi sudah habis. Kalau masih ada, tetap kami ambilkan.\n\n"
    local = until.astimezone(ZoneInfo(zone))
    until_when = f"{time_in_words(local.time())} {ZONE_NAMES[zone]}"
    return f"Kursi kami simpan sampai pukul {until_when}.\n\n"


def missing_in_words(answers: Mapping[str, Any]) -> str:
    """Return what an unfinished registration still lacks: "pilih lokasi dan jadwal".

    It follows "tinggal", so the first missing answer stands with those that come after it.
    """
    missing = (words for slot, words in _PARTS_IN_WORDS if answers.get(slot) is None)
    return next(missing, "jawaban terakhir")


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


def relation_in_words(relation: str) -> str:
    """Return what a person is to the owner of the number: "ibu", "Bapak/Ibu sendiri"."""
    return _RELATIONS_IN_WORDS.get(relation, "orang lain")
