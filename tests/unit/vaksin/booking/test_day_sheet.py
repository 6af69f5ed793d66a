"""Specification of the list for the desk: its order, its columns and what is marked on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import BORN, nik_number
from vaksin.booking.day_sheet import (
    NOTHING,
    TO_CHECK,
    VERIFIED,
    DaySheetLine,
    SessionOnPaper,
    day_sheet,
)
from vaksin.booking.model import Site, VaccinationSession
from vaksin.eligibility.screening import Advised, items_by_id
from vaksin.identity.nik import Nik, NikFlag
from vaksin.sheets.files import write_table

ITEMS = items_by_id()
BOOKED_AT = datetime(2021, 3, 5, 3, tzinfo=timezone.utc)
PRINTED_AT = datetime(2021, 3, 5, 23, 5, tzinfo=timezone.utc)
SITE = Site(
    id="DPS-CONTOH-01",
    name="Puskesmas Contoh Denpasar",
    short_name="Puskesmas Contoh",
    address="Jl. Contoh No. 1",
    district_code="51.71.01",
    district="Denpasar Selatan",
    city="Kota Denpasar",
    timezone="Asia/Makassar",
    latitude=-8.69,
    longitude=115.22,
    wheelchair=1,
)
SESSION = VaccinationSession(
    id="DPS-CONTOH-01-20210306-0800-sinovac",
    site=SITE,
    local_date=date(2021, 3, 6),
    starts_at=datetime(2021, 3, 6, 0, tzinfo=timezone.utc),
    ends_at=datetime(2021, 3, 6, 2, tzinfo=timezone.utc),
    vaccine_id="sinovac",
    seats_free=25,
)
PAPER = SessionOnPaper(SESSION, vaccine="Sinovac (CoronaVac)", capacity=30, walk_in_seats=4)
LINE = DaySheetLine(
    booked_at=BOOKED_AT,
    ticket_code="ABCD-EFGH-JKLM",
    name="Siti Ma'ruf",
    nik=Nik(nik_number()),
    birth_date=BORN,
    phone="+6281200009001",
    address="Tebet, Kota Jakarta Selatan",
    dose=2,
    screening=(),
    doubts=frozenset(),
    verification=VERIFIED,
)


def sheet(*lines):
    return day_sheet(PAPER, lines, ITEMS, PRINTED_AT)


def cells(line) -> dict[str, object]:
    table = sheet(line)
    return dict(zip(table.titles, table.rows[0], strict=True))


def test_the_columns_stand_in_the_order_of_the_desk():
    assert sheet(LINE).titles == (
        "No", "Nama", "NIK", "Tanggal lahir (umur)", "HP", "Alamat", "E-tiket", "Dosis ke-",
        "Vaksin", "Catatan skrining", "Verifikasi",
        "Hadir", "Batch", "Jam suntik", "Hasil observasi",
    )  # fmt: skip


def test_a_person_is_listed_with_all_that_the_desk_asks_and_room_to_write():
    assert sheet(LINE).rows == [
        (
            1,
            "Siti Ma'ruf",
            nik_number(),
            "15-06-1985 (35 th)",
            "0812-0000-9001",
            "Tebet, Kota Jakarta Selatan",
            "ABCD-EFGH-JKLM",
            2,
            "Sinovac (CoronaVac)",
            NOTHING,
            "terverifikasi",
            "", "", "", "",
        )
    ]  # fmt: skip


def test_people_are_numbered_in_the_order_in_which_they_booked():
    later = replace(LINE, name="Kedua", booked_at=BOOKED_AT + timedelta(minutes=1))
    assert [row[:2] for row in sheet(later, LINE).rows] == [(1, "Siti Ma'ruf"), (2, "Kedua")]


@given(st.lists(st.tuples(st.integers(0, 3), st.text("AB", min_size=1)), unique=True).flatmap(
    lambda keys: st.tuples(st.just(keys), st.permutations(keys))))  # fmt: skip
def test_the_list_is_the_same_whatever_order_it_is_made_from(orders):
    def lines(keys):
        return [
            replace(LINE, booked_at=BOOKED_AT + timedelta(minutes=minutes), ticket_code=code)
            for minutes, code in keys
        ]

    assert sheet(*lines(orders[0])) == sheet(*lines(orders[1]))
    assert [row[0] for row in sheet(*lines(orders[0])).rows] == [*range(1, len(orders[0]) + 1)]


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(1961, 3, 6), "06-03-1961 (60 th)"),
        (date(1961, 3, 7), "07-03-1961 (59 th)"),
    ],
)
def test_the_age_is_that_of_the_day_of_the_session(born, told):
    assert cells(replace(LINE, birth_date=born))["Tanggal lahir (umur)"] == told


def test_somebody_without_a_number_is_listed_without():
    assert cells(replace(LINE, phone=None))["HP"] == NOTHING


def test_conditions_are_named_and_those_to_decide_on_come_first_and_marked():
    line = replace(LINE, screening=("penyakit_terkontrol", "alergi_berat", "demam"))
    assert str(cells(line)["Catatan skrining"]).split("\n") == [
        f"{TO_CHECK}: Pernah alergi berat",
        f"{TO_CHECK}: Demam atau sakit",
        "Penyakit terkontrol",
    ]


@pytest.mark.parametrize("item", ITEMS.values(), ids=lambda item: item.id)
def test_every_condition_that_asks_for_caution_is_marked(item):
    note = str(cells(replace(LINE, screening=(item.id,)))["Catatan skrining"])
    assert item.label in note
    assert note.startswith(TO_CHECK) == (item.outcome in {Advised.POSTPONE, Advised.CONSULT_FIRST})


def test_a_condition_that_was_removed_from_the_programme_is_not_lost():
    note = cells(replace(LINE, screening=("dahulu_ada",)))["Catatan skrining"]
    assert note == f"{TO_CHECK}: dahulu_ada"


@pytest.mark.parametrize(
    ("verification", "told"),
    [
        ("terverifikasi", "terverifikasi"),
        (None, NOTHING),
        ("tidak_ditemukan", f"{TO_CHECK}: NIK tidak ditemukan"),
        ("tidak_cocok", f"{TO_CHECK}: nama atau tanggal lahir tidak cocok"),
        ("menunggu", f"{TO_CHECK}: belum terverifikasi"),
        ("lain_lagi", f"{TO_CHECK}: lain_lagi"),
    ],
)
def test_whatever_the_register_did_not_confirm_is_marked(verification, told):
    assert cells(replace(LINE, verification=verification))["Verifikasi"] == told


@pytest.mark.parametrize("flag", NikFlag)
def test_every_doubt_about_a_nik_is_marked_in_words(flag):
    told = str(cells(replace(LINE, doubts=frozenset({flag.value})))["Verifikasi"])
    assert told.startswith(f"{TO_CHECK}: ")
    assert "_" not in told


def test_doubts_stand_below_what_the_register_said():
    line = replace(
        LINE,
        verification="tidak_ditemukan",
        doubts=frozenset({NikFlag.BIRTH_DATE_DIFFERS.value, NikFlag.MAYBE_FAMILY_CARD.value}),
    )
    assert str(cells(line)["Verifikasi"]).split("\n") == [
        f"{TO_CHECK}: NIK tidak ditemukan",
        f"{TO_CHECK}: mungkin nomor KK, bukan NIK",
        f"{TO_CHECK}: tanggal lahir berbeda dengan NIK",
    ]


def test_the_heading_tells_site_day_hours_vaccine_seats_and_when_it_was_printed():
    assert sheet(LINE).heading == (
        "Daftar hadir vaksinasi, Puskesmas Contoh Denpasar",
        "Jl. Contoh No. 1, Denpasar Selatan, Kota Denpasar",
        "Sabtu, 6 Maret 2021 pukul 08.00-10.00 WITA",
        "Vaksin: Sinovac (CoronaVac)",
        "Kursi: 30, terdaftar 1, untuk yang datang langsung 4",
        "Dicetak Sabtu, 6 Maret 2021 pukul 07.05 WITA",
    )


def test_the_footer_reminds_to_keep_the_list_closed():
    assert any("data pribadi" in line for line in sheet(LINE).footer)


def test_a_session_without_bookings_gives_a_list_without_people():
    assert sheet().rows == []
    assert "terdaftar 0" in sheet().heading[4]


def test_a_line_shows_nobody_in_a_log():
    shown = repr(replace(LINE, screening=("demam",)))
    for secret in ("Ma'ruf", nik_number(), "81200009001", "1985", "ABCD", "demam"):
        assert secret not in shown


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_can_be_written_for_excel(kind, tmp_path):
    write_table(sheet(LINE, replace(LINE, name="=Budi")), tmp_path / f"daftar.{kind}")
    assert (tmp_path / f"daftar.{kind}").stat().st_size > 0
