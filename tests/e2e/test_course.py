"""The course of a vaccination and what happens on its way, as people live through it on the phone.

What each question does with each answer is proved in ``tests/conversations``; here all parts run,
the operators type their commands, and what happens by itself arrives by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from tests.e2e.journey import NAME, SITE, choose_a_site, ticket_code
from tests.e2e.phone import Phone, text_of
from tests.e2e.running import Product
from vaksin.application import Vaksin
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.imports import Imports
from vaksin.booking.session_rows import SessionRecord
from vaksin.clock import WIB, SystemClock, today_in
from vaksin.eligibility.doses import NextDose
from vaksin.people.addresses import Addresses
from vaksin.schema import bookings, vaccinations
from vaksin.settings import Settings

pytestmark = pytest.mark.e2e

SUNDAY = 6
MOTHER_BORN = date(1958, 3, 7)
KEBAYORAN = (-6.2443, 106.8006)
REFERENCE = re.compile(r"L-[0-9A-Z]{4,}")
DISTANCE = re.compile(r"^([\d,]+) km · ", re.MULTILINE)
SCHEDULE = re.compile(r"^Jadwal: .+", re.MULTILINE)
# These sites have no sessions on Sundays, until an operator adds some.
ONE_SEAT = ("JKT-KEBAYORANBARU-01", "puskesmas kebayoran baru")
TO_BE_CLOSED = ("JKT-PASARMINGGU-01", "puskesmas pasar minggu")
VACCINE = "indovac"


@pytest.fixture(scope="module")
def programme(product: Product) -> Vaksin:
    """Return the domain of the running product, as somebody else reaches it."""
    return Vaksin.from_settings(Settings.from_environment(product.environment))


@pytest.fixture(scope="module")
def sunday(product: Product, tmp_path_factory: pytest.TempPathFactory) -> date:
    """Return a Sunday for which an operator imported two sessions, one of a single seat."""
    today = today_in(SystemClock())
    day = today + timedelta(days=(SUNDAY - today.weekday() - 1) % 7 + 1)
    sheet = tmp_path_factory.mktemp("sesi") / "sesi.csv"
    rows = [f"{ONE_SEAT[0]};{day};08.00;10.00;{VACCINE};1"]
    rows += [f"{TO_BE_CLOSED[0]};{day};08.00;10.00;{VACCINE};9"]
    sheet.write_text("\n".join(["site_id;date;from;until;vaccine;capacity", *rows]), "utf-8")
    assert "2 baru" in product.command("sessions", "import", str(sheet))
    return day


def contact_of(phone: Phone, programme: Vaksin) -> str:
    addresses = Addresses(phone=phone.number)
    return programme.transactions.writing(lambda act: act.contacts.contact_for(addresses))


def registers_later(phone: Phone, nik: str) -> None:
    """Leave the choice of a seat for later."""
    choose_a_site(phone, nik)
    phone.taps("Jadwal nanti")
    phone.taps("Ya, daftarkan")


def quickly_registers(phone: Phone, nik: str) -> str:
    """Take the first seat at the nearest site."""
    choose_a_site(phone, nik)
    phone.taps(phone.offered[0])
    phone.taps(phone.offered[0])
    return phone.taps("Ya, daftarkan")


def books_on(phone: Phone, nik: str, day: date, site: str) -> str:
    """Register for a day at a site, both typed."""
    choose_a_site(phone, nik)
    phone.types(site)
    phone.types(date_in_words(day))
    phone.taps(phone.offered[0])
    return phone.taps("Ya, daftarkan")


# ---- the family -------------------------------------------------------------------------------


def test_given_a_mother_who_agrees_then_she_and_who_writes_get_tickets_of_one_session(
    phone: Phone, new_nik: Callable[..., str]
) -> None:
    registers_later(phone, new_nik())
    phone.types(f"daftarkan ibu saya nik {new_nik(MOTHER_BORN)} lahir 7 maret 1958")
    phone.taps("Setuju")
    assert "setuju didaftarkan?" in phone.types("Sari Contoh")
    assert "*Ibu Sari Contoh*" in phone.last_text
    phone.taps("Ya, setuju")
    phone.types("belum pernah")
    phone.types("Tebet, Jakarta Selatan")
    phone.taps("Tidak ada")
    phone.taps("Jadwal nanti")
    phone.taps("Ya, daftarkan")

    phone.types("jadwal bersama")
    assert "Ibu Siti Contoh" in phone.taps("Semua (2 orang)")
    assert "Ibu Sari Contoh" in phone.taps("Tidak ada")
    phone.taps("Tidak ada")
    phone.taps(SITE)
    summary = phone.taps(phone.offered[0])
    assert "Kursi kami simpan sampai pukul" in summary
    phone.taps("Ya, pesankan")

    own, mothers = map(text_of, phone.newest_answer)
    assert f"Nama: {NAME}" in own
    assert "Nama: Sari Contoh" in mothers
    assert ticket_code(own) != ticket_code(mothers)
    assert SCHEDULE.findall(own) == SCHEDULE.findall(mothers) != []


def test_given_a_ticket_code_and_the_nik_then_another_number_sees_the_ticket_too(
    new_phone: Callable[[], Phone], nik: str
) -> None:
    owner, daughter = new_phone(), new_phone()
    code = ticket_code(quickly_registers(owner, nik))
    daughter.types(f"ini kode tiket ibu saya {code}")
    daughter.taps("Setuju")
    assert f"*Ibu {NAME}* sekarang bisa diurus dari nomor ini juga" in daughter.types(nik)
    assert ticket_code(daughter.taps("Kirim tiket")) == code


# ---- seats ------------------------------------------------------------------------------------


def test_given_a_full_session_when_somebody_cancels_then_who_waits_is_offered_the_seat(
    new_phone: Callable[[], Phone], new_nik: Callable[..., str], sunday: date
) -> None:
    first, waiting = new_phone(), new_phone()
    day = date_in_words(sunday)
    assert f"Jadwal: *{day} pukul 08.00-10.00 WIB*" in books_on(
        first, new_nik(), sunday, ONE_SEAT[1]
    )
    choose_a_site(waiting, new_nik())
    waiting.types(ONE_SEAT[1])
    assert "tidak ada kursi" in waiting.types(day)
    waiting.taps("Antre Min")
    assert "antrean nomor *1*" in waiting.taps("Ya, daftarkan")

    first.types("batal jadwal")
    first.taps("Ya, batalkan")

    offer = waiting.awaits_answer()
    assert f"Ada kursi kosong untuk *{NAME}*" in offer
    assert day in offer
    ticket = waiting.taps("Ya, ambil")
    assert f"Jadwal: *{day} pukul 08.00-10.00 WIB*" in ticket
    assert waiting.last_image


def test_given_a_held_seat_when_its_time_is_over_then_it_is_told_and_can_be_chosen_again(
    phone: Phone, nik: str, programme: Vaksin
) -> None:
    choose_a_site(phone, nik)
    phone.taps(SITE)
    summary = phone.taps(phone.offered[0])
    assert "Kursi kami simpan sampai pukul" in summary
    holder = bookings.c.contact_id == contact_of(phone, programme)
    with programme.engine.begin() as connection:
        past = programme.clock.now() - timedelta(seconds=1)
        connection.execute(update(bookings).where(holder).values(held_until=past))

    told = phone.awaits_answer()

    assert f"Kursi untuk *{NAME}* di {SITE}" in told
    assert "Tiket vaksinasi" in phone.taps("Ya, daftarkan")


def test_given_a_session_that_an_operator_closes_then_the_new_one_is_told(
    phone: Phone, nik: str, product: Product, programme: Vaksin, sunday: date, tmp_path: Path
) -> None:
    code = ticket_code(books_on(phone, nik, sunday, TO_BE_CLOSED[1]))
    session_id = f"{TO_BE_CLOSED[0]}-{sunday:%Y%m%d}-0800-{VACCINE}"
    calls = str(tmp_path / "telepon.csv")
    product.command("sessions", "close", session_id, "--yes", "--calls", calls)

    told = phone.awaits_answer()
    assert f"Semula: Puskesmas Pasar Minggu, {date_in_words(sunday)} pukul 08.00" in told
    assert "Menjadi: *Puskesmas Pasar Minggu, " in told
    (standing,) = programme.standings(contact_of(phone, programme))
    assert standing.live_booking is not None
    assert date_in_words(standing.live_booking.session.local_date) in told
    assert ticket_code(phone.types("kirim tiket saya")) == code


# ---- doses ------------------------------------------------------------------------------------


def test_given_a_first_dose_at_the_desk_then_the_second_one_is_announced_and_booked_when_due(
    phone: Phone, nik: str, product: Product, programme: Vaksin
) -> None:
    session = session_that_begins_soon(programme)
    site = programme.site(session.site_id)
    assert site is not None
    choose_a_site(phone, nik)
    phone.types(site.name)
    phone.taps(phone.offered[0])
    code = ticket_code(phone.taps("Ya, daftarkan"))

    assert NAME in product.command("check-in", code)
    product.command("dose", code, "--vaccine", VACCINE, "--batch", "IV-01/A")

    told = phone.awaits_answer()
    (standing,) = programme.standings(contact_of(phone, programme))
    assert isinstance(standing.next_dose, NextDose)
    earliest = standing.next_dose.earliest
    assert f"Vaksin dosis 2 untuk *{NAME}* paling cepat *{date_in_words(earliest)}*" in told

    let_time_pass(programme, standing.registration.person.id, earliest - programme.today)

    told = phone.awaits_answer()
    assert "sudah bisa dapat vaksin dosis 2" in told
    assert "Mau kami pesankan?" in told
    assert f"Nama: {NAME} (dosis 2)" in phone.taps("Ya")


def session_that_begins_soon(programme: Vaksin) -> SessionRecord:
    """Add a session of today for which the doors are open already; shortly before midnight in
    Jakarta it is in Papua, where today began two hours ago.
    """
    start = programme.clock.now() + timedelta(minutes=20)
    before_midnight = start.astimezone(WIB).date() == programme.today
    site_id, zone = (
        ("JKT-GAMBIR-01", WIB) if before_midnight else ("DJJ-UTARA-01", ZoneInfo("Asia/Jayapura"))
    )
    day = start.astimezone(zone).date()
    # By day the site has sessions of its own, with which no other may overlap.
    end = min(start + timedelta(hours=2), _next_session(programme, site_id, start))
    record = SessionRecord(
        id=f"{site_id}-{day:%Y%m%d}-{start.astimezone(zone):%H%M}-{VACCINE}",
        site_id=site_id,
        local_date=day,
        starts_at=start,
        ends_at=end,
        vaccine_id=VACCINE,
        capacity=5,
        walk_in_seats=0,
    )
    programme.transactions.writing(
        lambda act: Imports(act.connection, act.clock).put_sessions([record])
    )
    return record


def _next_session(programme: Vaksin, site_id: str, start: datetime) -> datetime:
    """Return when the next session of a site begins; a day later if there is none."""
    later = [one.starts_at for one in programme.free_sessions(site_id) if one.starts_at > start]
    return min(later, default=start + timedelta(days=1))


def let_time_pass(programme: Vaksin, person_id: str, time: timedelta) -> None:
    """Move somebody's dose into the past, as if so many days had gone by."""
    dose = vaccinations.c
    with programme.engine.begin() as connection:
        row = connection.execute(vaccinations.select().where(dose.person_id == person_id)).one()
        days = ("given_on", "given_at", "earliest_on", "next_check_on")
        moved = {day: row[day] and row[day] - time for day in days}
        connection.execute(update(vaccinations).where(dose.id == row.id).values(moved))


# ---- finding a site ---------------------------------------------------------------------------


def test_given_a_shared_location_then_the_nearest_sites_are_offered_with_their_distance(
    phone: Phone, nik: str
) -> None:
    choose_a_site(phone, nik)
    phone.shares_location(*KEBAYORAN)
    assert phone.offered[0] == "Pusk. Kebayoran Baru"
    distances = DISTANCE.findall("\n".join(phone.described))
    assert len(distances) > 1
    assert distances == sorted(distances, key=lambda km: float(km.replace(",", ".")))


# ---- identity, data, and an unfinished registration -------------------------------------------


def test_given_no_nik_then_an_officer_gets_the_case_and_a_reference_is_told(
    phone: Phone, product: Product
) -> None:
    phone.types("saya belum punya NIK")
    phone.taps("Setuju")
    phone.types("Siti Contoh")
    told = phone.types("Tebet, Jakarta Selatan")
    reference = REFERENCE.search(told)
    assert reference
    assert f"{reference[0]}  tanpa_nik" in product.command("requests")


def test_given_a_wrong_name_then_the_mended_one_is_on_the_ticket(phone: Phone, nik: str) -> None:
    quickly_registers(phone, nik)
    phone.types("nama saya salah tulis")
    assert "kami ubah menjadi *Siti Aminah Contoh*" in phone.types("Siti Aminah Contoh")
    phone.taps("Ya, benar")
    assert "Nama: Siti Aminah Contoh" in phone.types("kirim tiket saya")


def test_given_erased_data_then_a_receipt_is_given_and_it_can_be_taken_back(
    phone: Phone, nik: str
) -> None:
    quickly_registers(phone, nik)
    phone.types("hapus data saya")
    assert "Nomor buktinya *" in phone.taps("Ya, hapus")
    assert "akan dihapus selamanya" in phone.types("cek jadwal")
    assert "tidak jadi dihapus" in phone.types("batal hapus")
    assert NAME in phone.types("cek jadwal")


def test_given_an_unfinished_registration_when_the_bot_starts_anew_then_it_goes_on_where_it_was(
    phone: Phone, nik: str, product: Product
) -> None:
    choose_a_site(phone, nik)
    product.restart_bot()
    assert "jam berapa" in phone.taps(SITE)
    phone.types("batal")
    asked = phone.types("daftar")
    assert asked == f"Lanjutkan pendaftaran *Ibu {NAME}*? Tinggal pilih jadwal."
    assert "jam berapa" in phone.taps(NAME)
