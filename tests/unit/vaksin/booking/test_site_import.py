"""Specification of sheets of sites and sessions: all rows are taken, or none and all is told."""

from __future__ import annotations

import csv
from dataclasses import fields
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from vaksin.booking.mistakes import ImportRefused, Mistake, choices_in_words, mistake_of
from vaksin.booking.session_rows import SessionRecord, SessionRow, SessionRules, overlapping
from vaksin.booking.site_import import SheetImport
from vaksin.booking.sites import SITE_COLUMNS, SITE_ID_LENGTH, load_sites
from vaksin.content import CONTENT_FOLDER, Entry, Fault
from vaksin.eligibility.vaccines import load_vaccines
from vaksin.schema import vaccination_sessions
from vaksin.sheets.files import write_table
from vaksin.sheets.table import Column, SheetError, Table

TODAY = date(2021, 3, 5)
TEBET, DENPASAR, JAYAPURA = "JKT-TEBET-01", "DPS-CONTOH-01", "JAP-CONTOH-01"
TIMEZONES = {TEBET: "Asia/Jakarta", DENPASAR: "Asia/Makassar", JAYAPURA: "Asia/Jayapura"}
SITE = {
    "id": TEBET,
    "name": "Puskesmas Tebet",
    "short_name": "Puskesmas Tebet",
    "kind": "puskesmas",
    "address": "Jl. Contoh No. 1, RT 02",
    "district_code": "31.74.01",
    "district": "Tebet",
    "city": "Kota Jakarta Selatan",
    "province": "DKI Jakarta",
    "timezone": "Asia/Jakarta",
    "latitude": "-6.22870",
    "longitude": "106.84760",
    "vaccines": "indovac;inavac",
    "daily_capacity": "30",
    "wheelchair": "yes",
    "sample": "no",
}
SESSION = {
    "site_id": TEBET,
    "date": "2021-03-06",
    "from": "08.00",
    "until": "10.00",
    "vaccine": "sinovac",
    "capacity": "30",
    "walk_in_seats": "5",
}


@pytest.fixture
def sheet_of(tmp_path):
    """Return a function that writes rows, each the normal one with some cells changed."""

    def write(normal, *changes, kind=".csv"):
        path = tmp_path / f"petugas{kind}"
        rows = [tuple((normal | change).values()) for change in changes]
        write_table(Table("Petugas", tuple(map(Column, normal)), rows), path)
        return path

    return write


def mistakes_of(read, *arguments) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        read(*arguments)
    return [str(mistake) for mistake in refused.value.mistakes]


# ---- Sites ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_a_site_is_read_as_it_is_from_the_programmes_own_file(kind, sheet_of):
    (site,) = SheetImport(sheet_of(SITE, {}, kind=kind)).sites()
    of_programme = next(site for site in load_sites() if site.id == TEBET)
    assert site.id == of_programme.id
    assert (site.kind, site.timezone) == (of_programme.kind, of_programme.timezone)
    assert (site.latitude, site.longitude) == (of_programme.latitude, of_programme.longitude)
    assert site.address == "Jl. Contoh No. 1, RT 02"
    assert (site.vaccines, site.daily_capacity) == (("indovac", "inavac"), 30)
    assert site.wheelchair
    assert not site.sample


def test_the_programmes_own_file_can_be_imported():
    assert SheetImport(CONTENT_FOLDER / "sites.csv").sites() == load_sites()


def test_the_programmes_own_file_saved_by_indonesian_excel_can_be_imported(tmp_path):
    with (CONTENT_FOLDER / "sites.csv").open(encoding="utf-8", newline="") as file:
        titles, *rows = csv.reader(file)
    coordinates = [titles.index("latitude"), titles.index("longitude")]
    for row in rows:
        for at in coordinates:
            row[at] = row[at].replace(".", ",")
    with (tmp_path / "sites.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([titles, *rows])
    assert SheetImport(tmp_path / "sites.csv").sites() == load_sites()


def test_numbers_that_excel_made_of_texts_are_read(tmp_path):
    workbook = Workbook()
    workbook.active.append(SITE_COLUMNS)
    numbers = {"latitude": -6.2287, "longitude": 106.8476, "daily_capacity": 30.0}
    workbook.active.append([(SITE | numbers)[column] for column in SITE_COLUMNS])
    workbook.save(tmp_path / "a.xlsx")
    (site,) = SheetImport(tmp_path / "a.xlsx").sites()
    assert (site.latitude, site.longitude, site.daily_capacity) == (-6.2287, 106.8476, 30)


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"id": ""}, "kolom id: kosong; isi kolom ini"),
        (
            {"id": "jkt tebet"},
            "kolom id: bentuknya tidak sesuai; tulis huruf besar, angka, dan tanda hubung,"
            " paling banyak 24, misalnya JKT-TEBET-01",
        ),
        (
            {"short_name": "Puskesmas Kecamatan Tebet"},
            "kolom short_name: terlalu panjang; singkat menjadi paling banyak 24 huruf",
        ),
        (
            {"name": "P" * 101},
            "kolom name: terlalu panjang; singkat menjadi paling banyak 100 huruf",
        ),
        (
            {"address": "J" * 201},
            "kolom address: terlalu panjang; singkat menjadi paling banyak 200 huruf",
        ),
        (
            {"kind": "posyandu"},
            "kolom kind: tidak termasuk pilihan;"
            " isi dengan puskesmas, rumah_sakit, klinik, atau sentra",
        ),
        (
            {"district_code": "3174010"},
            "kolom district_code: bentuknya tidak sesuai;"
            " tulis kode kecamatan Kemendagri, misalnya 31.74.01",
        ),
        (
            {"district_code": "31.74.99"},
            "kolom district_code: kode tidak dikenal;"
            " cari kodenya dalam content/wilayah/kecamatan.csv",
        ),
        ({"district": "Tebet Barat"}, "kolom district: tidak termasuk pilihan; isi dengan Tebet"),
        (
            {"city": "Jakarta Selatan"},
            "kolom city: tidak termasuk pilihan; isi dengan Kota Jakarta Selatan",
        ),
        ({"province": "DKI"}, "kolom province: tidak termasuk pilihan; isi dengan DKI Jakarta"),
        (
            {"timezone": "Asia/Makassar"},
            "kolom timezone: tidak termasuk pilihan; isi dengan Asia/Jakarta",
        ),
        (
            {"latitude": "6.22870"},
            "kolom latitude: di luar batas; isi dengan angka dari -11.1 sampai 6.2",
        ),
        ({"longitude": "timur"}, "kolom longitude: bukan angka; tulis angka, misalnya -6,2287"),
        (
            {"vaccines": "indovac;indovac"},
            "kolom vaccines: bentuknya tidak sesuai; tulis id vaksin yang berbeda-beda"
            " dengan titik koma di antaranya, misalnya indovac;inavac",
        ),
        (
            {"daily_capacity": "tiga puluh"},
            "kolom daily_capacity: bukan angka bulat; tulis angka bulat, misalnya 30",
        ),
        (
            {"daily_capacity": "7"},
            "kolom daily_capacity: di luar batas; isi dengan angka dari 8 sampai 60",
        ),
        ({"wheelchair": "ya"}, "kolom wheelchair: bukan yes atau no; isi dengan yes atau no"),
        ({"sample": ""}, "kolom sample: kosong; isi kolom ini"),
    ],
)
def test_a_wrong_cell_of_a_site_is_told_with_what_to_do(change, mistake, sheet_of):
    assert mistakes_of(SheetImport(sheet_of(SITE, change)).sites) == [f"baris 2, {mistake}"]


def test_a_vaccine_that_no_rule_knows_is_told_with_those_that_are(sheet_of):
    (mistake,) = mistakes_of(SheetImport(sheet_of(SITE, {"vaccines": "jamu"})).sites)
    assert mistake.startswith("baris 2, kolom vaccines: vaksin tidak dikenal; isi dengan ")
    assert all(vaccine.id in mistake for vaccine in load_vaccines())


def test_every_wrong_cell_of_every_wrong_row_is_told_in_the_order_of_the_rows(sheet_of):
    path = sheet_of(
        SITE,
        {"id": "", "kind": "posyandu", "sample": "mungkin"},
        {"id": "JKT-LAIN-01", "short_name": "Lain"},
        {"wheelchair": "ya"},
    )
    with pytest.raises(ImportRefused) as refused:
        SheetImport(path).sites()
    assert [(m.row, m.column) for m in refused.value.mistakes] == [
        (2, "id"), (2, "kind"), (2, "sample"), (4, "wheelchair"), (4, "short_name"),
    ]  # fmt: skip
    first, *lines = str(refused.value).split("\n")
    assert first == "petugas.csv: 2 baris perlu diperbaiki, belum ada yang dimasukkan"
    assert lines == [str(mistake) for mistake in refused.value.mistakes]


def test_two_sites_with_one_id_are_told_with_both_rows(sheet_of):
    path = sheet_of(SITE, {}, {"short_name": "Lain"})
    assert mistakes_of(SheetImport(path).sites) == [
        "baris 3, kolom id: sudah dipakai; isi yang lain; baris 2 sudah memakainya"
    ]


def test_two_sites_of_one_city_that_look_alike_in_a_list_are_told(sheet_of):
    path = sheet_of(SITE, {}, {"id": "JKT-TEBET-02", "short_name": "PUSKESMAS TEBET"})
    assert mistakes_of(SheetImport(path).sites) == [
        "baris 3, kolom short_name: sudah dipakai; isi yang lain; baris 2 sudah memakainya"
    ]


def test_a_row_with_an_unquoted_comma_is_told_as_such(tmp_path):
    (tmp_path / "a.csv").write_text(
        ",".join(SITE) + "\n" + ",".join(SITE.values()) + "\n", encoding="utf-8"
    )
    assert mistakes_of(SheetImport(tmp_path / "a.csv").sites) == [
        "baris 2: ada isi di luar kolom yang berjudul;"
        " hapus isi itu, atau beri tanda kutip pada isi yang mengandung koma"
    ]


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_of_a_field_can_be_said_in_indonesian_without_the_value(fault):
    error = Entry("a.csv, row 2", {}, 2).field_error("date", fault, "is 'Rahasia'", [1, 2])
    told = str(mistake_of(error))
    assert told.startswith("baris 2, kolom date: ")
    assert "Rahasia" not in told


# ---- Sessions ------------------------------------------------------------------------------


def sessions_of(path, sheet=None) -> list[SessionRecord]:
    return SheetImport(path, sheet).sessions(TIMEZONES, TODAY)


@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_a_session_is_read_with_its_hours_in_utc(kind, sheet_of):
    assert sessions_of(sheet_of(SESSION, {}, kind=kind)) == [
        SessionRecord(
            id="JKT-TEBET-01-20210306-0800-sinovac",
            site_id=TEBET,
            local_date=date(2021, 3, 6),
            starts_at=datetime(2021, 3, 6, 1, tzinfo=timezone.utc),
            ends_at=datetime(2021, 3, 6, 3, tzinfo=timezone.utc),
            vaccine_id="sinovac",
            capacity=30,
            walk_in_seats=5,
        )
    ]


@pytest.mark.parametrize(("site", "hour"), [(TEBET, 1), (DENPASAR, 0), (JAYAPURA, -1)])
def test_hours_are_those_of_the_sites_own_time_zone(site, hour, sheet_of):
    (session,) = sessions_of(sheet_of(SESSION, {"site_id": site}))
    midnight = datetime(2021, 3, 6, tzinfo=timezone.utc)
    assert session.starts_at - midnight == timedelta(hours=hour)
    assert session.starts_at.tzinfo is timezone.utc
    assert session.local_date == date(2021, 3, 6)


@pytest.mark.parametrize(
    "cells",
    [
        {"date": "06/03/2021", "from": "8:00", "until": "10:00"},
        {"date": date(2021, 3, 6), "from": time(8), "until": time(10)},
        {"date": datetime(2021, 3, 6), "from": 8 / 24, "until": 10 / 24},
        {"date": "2021-03-06", "from": 8.0, "until": 10.0, "capacity": 30.0},
    ],
)
def test_days_and_hours_in_any_form_of_excel_give_the_same_session(cells, tmp_path, sheet_of):
    workbook = Workbook()
    workbook.active.append(list(SESSION))
    workbook.active.append(list((SESSION | cells).values()))
    workbook.save(tmp_path / "excel.xlsx")
    assert sessions_of(tmp_path / "excel.xlsx") == sessions_of(sheet_of(SESSION, {}))


@pytest.mark.parametrize("cell", [{"walk_in_seats": ""}, {"walk_in_seats": "0"}])
def test_no_seats_are_kept_for_walk_ins_unless_the_sheet_says_so(cell, sheet_of):
    assert sessions_of(sheet_of(SESSION, cell))[0].walk_in_seats == 0


def test_the_column_of_walk_ins_may_be_left_out(sheet_of):
    without = {name: text for name, text in SESSION.items() if name != "walk_in_seats"}
    assert sessions_of(sheet_of(without, {}))[0].walk_in_seats == 0


def test_all_seats_may_be_kept_for_walk_ins(sheet_of):
    assert sessions_of(sheet_of(SESSION, {"walk_in_seats": "30"}))[0].walk_in_seats == 30


IN_USE = "isi dengan astrazeneca atau sinovac"


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"site_id": ""}, "kolom site_id: kosong; isi kolom ini"),
        (
            {"site_id": "JKT-LAIN-01"},
            "kolom site_id: tempat tidak dikenal;"
            " pakai id dari daftar tempat, atau masukkan tempatnya dahulu",
        ),
        (
            {"date": "31/02/2021"},
            "kolom date: bentuknya tidak sesuai; tulis tanggal seperti 2021-03-06 atau 06/03/2021",
        ),
        (
            {"date": "2021-03-04"},
            "kolom date: tanggal sudah lewat; isi dengan hari ini atau sesudahnya",
        ),
        (
            {"date": "2022-03-07"},
            "kolom date: tanggal terlalu jauh; isi dengan tanggal dalam 366 hari ke depan",
        ),
        ({"from": "pagi"}, "kolom from: bentuknya tidak sesuai; tulis jam seperti 08.00"),
        ({"until": "25.00"}, "kolom until: bentuknya tidak sesuai; tulis jam seperti 10.00"),
        (
            {"until": "08.00"},
            "kolom until: tidak sesudah jam mulai; isi dengan jam sesudah 08.00",
        ),
        ({"from": "04.59"}, "kolom from: terlalu pagi; isi dengan jam 05.00 atau sesudahnya"),
        (
            {"until": "22.01"},
            "kolom until: sesi terlalu lama;"
            " bagi menjadi sesi yang masing-masing paling lama 14 jam",
        ),
        ({"vaccine": "jamu"}, f"kolom vaccine: vaksin tidak dikenal; {IN_USE}"),
        ({"vaccine": "indovac"}, f"kolom vaccine: vaksin tidak dipakai pada tanggal itu; {IN_USE}"),
        ({"capacity": "0"}, "kolom capacity: di luar batas; isi dengan angka dari 1 sampai 10000"),
        (
            {"capacity": "2,5"},
            "kolom capacity: bukan angka bulat; tulis angka bulat, misalnya 30",
        ),
        (
            {"walk_in_seats": "31"},
            "kolom walk_in_seats: lebih banyak dari capacity; isi dengan angka dari 0 sampai 30",
        ),
        (
            {"walk_in_seats": "-1"},
            "kolom walk_in_seats: bukan angka bulat; tulis angka bulat, misalnya 30",
        ),
    ],
)
def test_a_wrong_cell_of_a_session_is_told_with_what_to_do(change, mistake, sheet_of):
    assert mistakes_of(sessions_of, sheet_of(SESSION, change)) == [f"baris 2, {mistake}"]


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=366)])
def test_today_and_a_year_ahead_are_not_refused(day, sheet_of):
    assert sessions_of(sheet_of(SESSION, {"date": day.isoformat()}))[0].local_date == day


def test_the_vaccine_of_a_session_must_be_in_use_on_its_day_not_today(sheet_of):
    # IndoVac is in use from 30 September 2022, by its permit of that day.
    path = sheet_of(
        SESSION,
        {"date": "2022-09-29", "vaccine": "indovac"},
        {"date": "2022-09-30", "vaccine": "indovac"},
    )
    with pytest.raises(ImportRefused) as refused:
        SheetImport(path).sessions(TIMEZONES, date(2022, 9, 1))
    assert [mistake.row for mistake in refused.value.mistakes] == [2]


@pytest.mark.parametrize(
    "second",
    [
        {},
        {"from": "09.59", "until": "12.00"},
        {"from": "08.30", "until": "09.00"},
        {"from": "07.00", "until": "08.01"},
    ],
)
def test_two_sessions_of_a_site_with_one_vaccine_must_not_overlap(second, sheet_of):
    assert mistakes_of(sessions_of, sheet_of(SESSION, {}, second)) == [
        "baris 3, kolom from: jamnya bertumpuk dengan baris 2; ubah jamnya atau hapus salah satu"
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"from": "10.00", "until": "12.00"},
        {"vaccine": "astrazeneca"},
        {"date": "2021-03-07"},
        {"site_id": DENPASAR},
    ],
)
def test_sessions_that_differ_in_hour_vaccine_day_or_site_go_together(second, sheet_of):
    assert len({session.id for session in sessions_of(sheet_of(SESSION, {}, second))}) == 2


def test_every_wrong_session_is_told(sheet_of):
    path = sheet_of(SESSION, {"date": "kapan-kapan", "from": "", "capacity": "banyak"}, {}, {})
    with pytest.raises(ImportRefused) as refused:
        sessions_of(path)
    assert [(m.row, m.column) for m in refused.value.mistakes] == [
        (2, "date"), (2, "from"), (2, "capacity"), (4, "from"),
    ]  # fmt: skip


def test_a_file_imported_twice_gives_the_same_sessions(sheet_of):
    path = sheet_of(SESSION, {}, {"date": "2021-03-07"})
    assert sessions_of(path) == sessions_of(path)


def test_sites_and_sessions_may_stand_in_one_workbook(tmp_path):
    workbook = Workbook()
    workbook.active.title = "Tempat"
    for normal, sheet in ((SITE, workbook.active), (SESSION, workbook.create_sheet("Sesi"))):
        sheet.append(list(normal))
        sheet.append(list(normal.values()))
    workbook.save(tmp_path / "a.xlsx")
    sites = SheetImport(tmp_path / "a.xlsx", "Tempat").sites()
    zones = {site.id: site.timezone for site in sites}
    (session,) = SheetImport(tmp_path / "a.xlsx", "Sesi").sessions(zones, TODAY)
    assert session.site_id == sites[0].id


def test_the_longest_id_of_a_session_fits_its_column():
    vaccine = max((vaccine.id for vaccine in load_vaccines()), key=len)
    row = SessionRow(2, "X" * SITE_ID_LENGTH, TODAY, time(8), time(10), vaccine, 1, 0)
    rules = SessionRules({row.site_id: "Asia/Jakarta"}, {}, TODAY)
    assert len(rules.record(row).id) <= vaccination_sessions.c.id.type.length


def test_what_is_read_has_a_column_in_the_database_for_each_field_of_today():
    columns = set(vaccination_sessions.c.keys()) | {"walk_in_seats"}
    assert {field.name for field in fields(SessionRecord)} <= columns


def test_a_sheet_without_rows_is_no_import_of_nothing(sheet_of):
    with pytest.raises(SheetError, match="tidak ada baris"):
        sessions_of(sheet_of(SESSION))


def test_progress_is_told_every_thousand_rows_and_at_the_end(tmp_path):
    told = []
    changes = [
        {
            "date": f"{TODAY + timedelta(days=day):%d/%m/%Y}",
            "from": f"{hour}.00",
            "until": f"{hour}.59",
        }
        for day in range(250)
        for hour in range(8, 17)
    ]
    rows = [tuple((SESSION | change).values()) for change in changes]
    write_table(Table("A", tuple(map(Column, SESSION)), rows), tmp_path / "a.csv")
    sessions = SheetImport(tmp_path / "a.csv", progress=told.append).sessions(TIMEZONES, TODAY)
    assert len(sessions) == 2250
    assert told == [1000, 2000, 2250]


_hours = st.tuples(st.integers(6, 20), st.integers(6, 20)).filter(lambda h: h[0] < h[1])


@given(hours=st.lists(_hours, max_size=8))
def test_an_overlap_is_found_if_and_only_if_two_sessions_share_an_hour(hours):
    rows = [
        SessionRow(number, TEBET, TODAY, time(start), time(end), "sinovac", 1, 0)
        for number, (start, end) in enumerate(hours, start=2)
    ]
    taken = [hour for start, end in hours for hour in range(start, end)]
    assert bool(list(overlapping(rows))) == (len(set(taken)) < len(taken))


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ([], "-"),
        (["yes"], "yes"),
        (["yes", "no"], "yes atau no"),
        (["a", "b", "c"], "a, b, atau c"),
    ],
)
def test_choices_are_said_as_a_person_says_them(choices, words):
    assert choices_in_words(choices) == words


def test_a_mistake_of_a_whole_row_names_no_column():
    assert str(Mistake(7, None, "rusak", "perbaiki")) == "baris 7: rusak; perbaiki"
