"""The list of one session for the desk at the site, in the order of its columns.

The order is that of the programme's desk cards and of P-Care: number, name, NIK, birth date, phone,
address, e-ticket, dose, vaccine; then what the officers write by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers

from vaksin.bahasa.calendar_words import date_in_words, time_in_words
from vaksin.booking.model import VaccinationSession
from vaksin.eligibility.screening import Advised, ScreeningItem
from vaksin.identity.nik import Nik, NikFlag
from vaksin.people.model import age_on
from vaksin.sheets.table import Cell, Column, Table

NOTHING = "-"
TO_CHECK = "PERIKSA"
VERIFIED = "terverifikasi"
# The doubt that another person is registered with the same NIK.
CONTESTED = "identitas_ganda"

_DOUBTS = {
    NikFlag.UNKNOWN_REGENCY.value: "kode kabupaten/kota pada NIK tidak dikenal",
    NikFlag.UNKNOWN_DISTRICT.value: "kode kecamatan pada NIK tidak dikenal",
    NikFlag.IMPOSSIBLE_BIRTH_DATE.value: "tanggal pada NIK tidak ada di kalender",
    NikFlag.BIRTH_DATE_DIFFERS.value: "tanggal lahir berbeda dengan NIK",
    NikFlag.MAYBE_FAMILY_CARD.value: "mungkin nomor KK, bukan NIK",
    CONTESTED: "NIK didaftarkan dua kali: bandingkan KTP",
}
_VERIFICATIONS = {
    VERIFIED: "terverifikasi",
    "tidak_ditemukan": "NIK tidak ditemukan",
    "tidak_cocok": "nama atau tanggal lahir tidak cocok",
    "menunggu": "belum terverifikasi",
}
_COLUMNS = (
    Column("No", 4),
    Column("Nama", 24),
    Column("NIK", 17),
    Column("Tanggal lahir (umur)", 14),
    Column("HP", 15),
    Column("Alamat", 22),
    Column("E-tiket", 15),
    Column("Dosis ke-", 6),
    Column("Vaksin", 12),
    Column("Catatan skrining", 24),
    Column("Verifikasi", 20),
    # Written by hand at the desk.
    Column("Hadir", 6),
    Column("Batch", 12),
    Column("Jam suntik", 8),
    Column("Hasil observasi", 20),
)
_BY_HAND = ("", "", "", "")


@dataclass(frozen=True)
class DaySheetLine:
    """One person with a seat.

    ``phone`` is in E.164 form and the number to call, if there is one. ``address`` is the place
    where the person lives. ``screening`` holds the ids of the health conditions that apply,
    ``doubts`` those about the NIK, ``verification`` the register's answer as it is stored.
    """

    booked_at: datetime
    ticket_code: str = field(repr=False)
    name: str = field(repr=False)
    nik: Nik
    birth_date: date = field(repr=False)
    phone: str | None = field(repr=False)
    address: str
    dose: int
    screening: tuple[str, ...] = field(repr=False)
    doubts: frozenset[str]
    verification: str | None


@dataclass(frozen=True)
class SessionOnPaper:
    """What stands above the list: the session, its vaccine's name and its seats."""

    session: VaccinationSession
    vaccine: str
    capacity: int
    walk_in_seats: int


def day_sheet(
    paper: SessionOnPaper,
    lines: Sequence[DaySheetLine],
    items: Mapping[str, ScreeningItem],
    printed_at: datetime,
) -> Table:
    """Return the list, numbered in the order in which the seats were booked.

    ``items`` are the health conditions by id; a condition that is not among them is still listed,
    by its id. Ages are those on the day of the session.
    """
    in_order = sorted(lines, key=lambda line: (line.booked_at, line.ticket_code))
    site = paper.session.site
    return Table(
        name=f"{paper.session.local_date:%d-%m-%Y} {site.short_name}",
        columns=_COLUMNS,
        rows=[_row(number, line, paper, items) for number, line in enumerate(in_order, start=1)],
        heading=_heading(paper, len(lines), printed_at),
        footer=(
            f"{TO_CHECK}: tanyakan lagi di meja skrining; keputusan ada pada petugas.",
            "Berisi data pribadi. Simpan tertutup, jangan difoto, hancurkan setelah direkap.",
        ),
    )


def _heading(paper: SessionOnPaper, people: int, printed_at: datetime) -> tuple[str, ...]:
    session, site = paper.session, paper.session.site
    start, end = session.local_start.time(), session.local_end.time()
    hours = f"{time_in_words(start)}-{time_in_words(end)} {site.zone_name}"
    printed = printed_at.astimezone(ZoneInfo(site.timezone))
    return (
        f"Daftar hadir vaksinasi, {site.name}",
        f"{site.address}, {site.district}, {site.city}",
        f"{date_in_words(session.local_date)} pukul {hours}",
        f"Vaksin: {paper.vaccine}",
        f"Kursi: {paper.capacity}, terdaftar {people}, untuk yang datang langsung"
        f" {paper.walk_in_seats}",
        f"Dicetak {date_in_words(printed.date())} pukul {time_in_words(printed.time())}"
        f" {site.zone_name}",
    )


def _row(
    number: int, line: DaySheetLine, paper: SessionOnPaper, items: Mapping[str, ScreeningItem]
) -> tuple[Cell, ...]:
    age = age_on(line.birth_date, paper.session.local_date)
    return (
        number,
        line.name,
        line.nik.number,
        f"{line.birth_date:%d-%m-%Y} ({age} th)",
        _phone(line.phone),
        line.address,
        line.ticket_code,
        line.dose,
        paper.vaccine,
        _screening(line.screening, items),
        _verification(line),
        *_BY_HAND,
    )


def _phone(number: str | None) -> str:
    """Return the number as it is dialled and read in Indonesia: 0812-0000-1234."""
    if number is None:
        return NOTHING
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _screening(ids: Sequence[str], items: Mapping[str, ScreeningItem]) -> str:
    """Return one line for each condition, those that the officer must decide on first."""
    urgent, others = [], []
    for id_ in ids:
        item = items.get(id_)
        if item is None or item.outcome >= Advised.POSTPONE:
            urgent.append(f"{TO_CHECK}: {item.label if item else id_}")
        else:
            others.append(item.label)
    return "\n".join(urgent + others) or NOTHING


def _verification(line: DaySheetLine) -> str:
    answer = _VERIFICATIONS.get(line.verification or "", line.verification)
    to_check = [] if line.verification in (None, VERIFIED) else [answer]
    to_check += [_DOUBTS.get(doubt, doubt) for doubt in sorted(line.doubts)]
    lines = [f"{TO_CHECK}: {words}" for words in to_check]
    return "\n".join(lines) or answer or NOTHING
