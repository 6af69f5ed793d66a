"""Specification of the operators' commands, run with real files on a real database."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from tests.people import BORN, make_applicant, nik_number
from vaksin.__main__ import commands
from vaksin.booking.rows import CODE_ALPHABET
from vaksin.officer_requests import RequestKind
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook

SITE = "JKT-TEBET-01"
SESSION = "JKT-TEBET-01-20270301-0800"
TUESDAY_SESSION = "JKT-TEBET-01-20270302-0800"
EIGHT = datetime(2027, 3, 1, 1, 0, tzinfo=timezone.utc)
NUMBER = "6281200009001"
UNKNOWN_CODE = "AAAA-AAAA-AAAA"
SITE_HEADER = (
    "id,name,short_name,kind,address,district_code,district,city,province,timezone,latitude,"
    "longitude,vaccines,daily_capacity,wheelchair,sample"
)
SITE_ROW = (
    "JKT-BARU-01,Puskesmas Baru,Puskesmas Baru,puskesmas,Jl. Contoh No. 1,31.74.01,Tebet,"
    "Kota Jakarta Selatan,DKI Jakarta,Asia/Jakarta,-6.22870,106.84760,indovac,30,yes,no"
)


@pytest.fixture
def run(programme):
    """Return a function that runs a command and returns its result."""

    def invoke(*words, stdin=None):
        return CliRunner().invoke(commands, [str(word) for word in words], stdin, obj=programme)

    return invoke


@pytest.fixture
def contact_id(programme):
    """Return the contact of somebody who writes from a number."""
    with programme.engine.begin() as connection:
        book = ContactBook(connection, programme.keys, programme.clock)
        return book.contact_for(Addresses(phone=NUMBER))


@pytest.fixture
def ticket(programme, contact_id):
    """Return a function that books a seat and returns the ticket's code."""

    def book(serial=9001, session_id=SESSION):
        return programme.seats.register(contact_id, make_applicant(serial), session_id).ticket_code

    return book


@pytest.fixture
def arrived(run, ticket, clock):
    """Return the code of somebody who was checked in."""
    code = ticket()
    clock.moment = EIGHT
    assert run("check-in", code).exit_code == 0
    return code


def answers(serial=9050, born=BORN):
    """Return what an officer types for a walk-in."""
    return f"{nik_number(serial)}\nContoh Tamu\n{born.isoformat()}\n\n0812-0000-9050\n"


def names_nobody(text):
    """Tell whether a text holds no NIK and no phone number."""
    return nik_number(9001)[:12] not in text and "9001" not in text


# Sheets


def test_sites_and_sessions_are_imported_from_files(run, tmp_path):
    (tmp_path / "tempat.csv").write_text(f"{SITE_HEADER}\n{SITE_ROW}\n", encoding="utf-8")
    tried = run("sites", "import", tmp_path / "tempat.csv", "--dry-run")
    assert (tried.exit_code, "1 baru" in tried.output, "--dry-run" in tried.output) == (
        0,
        True,
        True,
    )
    done = run("sites", "import", tmp_path / "tempat.csv")
    assert done.output == "✓ tempat: 1 baru, 0 berubah, 0 sama\n"
    workbook = Workbook()
    workbook.active.title = "Sesi"
    workbook.active.append(["site_id", "date", "from", "until", "vaccine", "capacity"])
    workbook.active.append(["JKT-BARU-01", datetime(2027, 3, 2), "08.00", "10.00", "indovac", 20])
    workbook.save(tmp_path / "sesi.xlsx")
    assert run("sessions", "import", tmp_path / "sesi.xlsx", "--sheet", "Sesi").exit_code == 0
    listed = run("sessions", "list", "--site", "JKT-BARU-01", "--on", "2027-03-02").output
    assert "JKT-BARU-01-20270302-0800-indovac" in listed
    assert "08.00-10.00 WIB" in listed


def test_every_bad_row_is_named_and_nothing_is_imported(run, tmp_path, programme):
    before = programme.sites()
    bad = SITE_ROW.replace("JKT-BARU-01", "baru").replace(",yes,no", ",mungkin,no")
    lines = [SITE_HEADER, SITE_ROW, bad, SITE_ROW.replace("31.74.01", "99.99.99")]
    (tmp_path / "tempat.csv").write_text("\n".join(lines), encoding="utf-8")
    result = run("sites", "import", tmp_path / "tempat.csv")
    assert result.exit_code == 1
    for place in ("baris 3, kolom id", "baris 3, kolom wheelchair", "baris 4, kolom district_code"):
        assert place in result.output
    assert programme.sites() == before


# Closing


def test_closing_shows_a_plan_first_and_does_it_when_told_to(run, ticket, tmp_path, programme):
    code = ticket(9001, TUESDAY_SESSION)
    plan = run("sessions", "close", TUESDAY_SESSION)
    assert plan.exit_code == 0
    assert "1  jam lain pada hari yang sama" in plan.output
    assert "--yes" in plan.output
    assert programme.site_desk.ticket(code).session.id == TUESDAY_SESSION
    done = run("sessions", "close", TUESDAY_SESSION, "--yes")
    assert "✓ ditutup; 1 orang sudah diurus" in done.output
    assert programme.site_desk.ticket(code).session.id == "JKT-TEBET-01-20270302-1000"
    assert run("sessions", "reopen", TUESDAY_SESSION).exit_code == 0
    assert run("sessions", "reopen", TUESDAY_SESSION).exit_code == 1


def test_who_needs_a_call_is_written_before_anything_is_done(run, ticket, tmp_path, programme):
    code = ticket()
    refused = run("sessions", "close", SESSION, "--yes")
    assert refused.exit_code == 1
    assert "--calls" in refused.output
    assert programme.site_desk.ticket(code).session.id == SESSION
    calls = tmp_path / "telepon.csv"
    assert run("sessions", "close", SESSION, "--yes", "--calls", calls).exit_code == 0
    with calls.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Nama"], row["E-tiket"]) == ("Contoh Warga", code)
    assert row["Alasan"] == "jadwal lama kurang dari 24 jam lagi"
    again = run("sessions", "close", SESSION, "--yes", "--calls", calls)
    assert (again.exit_code, "sudah ada" in again.output) == (1, True)


def test_a_site_is_closed_for_days_and_opened_again(run, ticket, programme):
    code = ticket(9001, TUESDAY_SESSION)
    closed = run("sites", "close", SITE, "--from", "02/03/2027", "--until", "03/03/2027", "--yes")
    assert closed.exit_code == 0, closed.output
    assert programme.site_desk.ticket(code).session.local_date.day == 4
    assert "ditutup" in run("sessions", "list", "--site", SITE, "--on", "2027-03-03").output
    assert run("sites", "reopen", SITE).exit_code == 0
    assert "ditutup" not in run("sessions", "list", "--site", SITE, "--on", "2027-03-03").output


@pytest.mark.parametrize(
    "words",
    [
        ("sessions", "close", "TIDAK-ADA"),
        ("sites", "close", "TIDAK-ADA", "--from", "2027-03-02"),
        ("sites", "reopen", "TIDAK-ADA"),
        ("release-absent", "TIDAK-ADA"),
        ("day-sheet", "TIDAK-ADA", "--show"),
        ("check-in", UNKNOWN_CODE),
        ("dose", UNKNOWN_CODE, "--vaccine", "indovac", "--batch", "IV-01/A"),
        ("postpone", UNKNOWN_CODE, "--until", "2027-03-05"),
        ("refuse", UNKNOWN_CODE),
        ("correct-batch", UNKNOWN_CODE, "--batch", "IV-01/A"),
    ],
)
def test_what_does_not_exist_is_refused_with_one(run, words):
    result = run(*words)
    assert (result.exit_code, result.output.startswith("✗ ")) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("sites", "close", SITE, "--from", "besok"),
        ("sites", "close", SITE, "--from", "2027-03-02", "--until", "2027-03-01"),
        ("day-sheet", "--show"),
        ("dose", UNKNOWN_CODE, "--vaccine", "indovac"),
        ("statistics", "--by", "warna"),
        ("walk-in", SESSION, "--earlier", "apa:2026-01-01"),
        ("walk-in", SESSION, "--group", "presiden"),
    ],
)
def test_wrong_use_ends_with_two(run, words):
    assert run(*words).exit_code == 2


# The desk


def test_check_in_names_the_person_and_what_to_look_at(run, ticket, clock):
    code = ticket()
    clock.moment = EIGHT
    result = run("check-in", code.lower().replace("-", ""))
    assert "✓ hadir: Contoh Warga, dosis ke-1, sesi 08.00-10.00 WIB" in result.output
    assert "PERIKSA: identitas belum terverifikasi" in result.output


def test_a_refused_check_in_says_what_to_do_and_names_nobody(run, arrived):
    result = run("check-in", arrived)
    assert result.exit_code == 1
    assert "sudah hadir sebelumnya" in result.output
    assert "Contoh" not in result.output


def test_the_desk_s_own_site_may_stand_in_the_environment(run, ticket, clock, monkeypatch):
    monkeypatch.setenv("VAKSIN_SITE", "JKT-CILANDAK-01")
    code = ticket()
    clock.moment = EIGHT
    assert "di Puskesmas Tebet" in run("check-in", code).output


def test_a_walk_in_is_asked_for_and_gets_a_ticket(run, clock, programme):
    clock.moment = EIGHT
    result = run("walk-in", SESSION, stdin=answers())
    assert result.exit_code == 0, result.output
    code = result.output.strip().rpartition(" ")[2]
    assert set(code) <= set(CODE_ALPHABET + "-")
    assert programme.site_desk.ticket(code).session.id == SESSION


def test_a_walk_in_with_an_earlier_dose_gets_the_next_one(run, clock):
    clock.moment = EIGHT
    result = run("walk-in", SESSION, "--earlier", "indovac:2027-01-04", stdin=answers())
    assert "dosis ke-2" in result.output


def test_a_walk_in_who_comes_too_early_hears_when_and_is_not_named(run, clock):
    clock.moment = EIGHT
    result = run("walk-in", SESSION, "--earlier", "indovac:2027-02-22", stdin=answers(9001))
    assert result.exit_code == 1
    refusal = result.output.splitlines()[-1]
    assert "yang boleh diberikan: dosis ke-2 mulai" in refusal
    assert names_nobody(refusal)


def test_a_mistyped_nik_is_asked_for_again_and_not_repeated(run, clock):
    clock.moment = EIGHT
    result = run("walk-in", SESSION, stdin="12345\n" + answers())
    assert result.exit_code == 0
    assert "periksa 16 angkanya" in result.output


def test_a_dose_is_recorded_with_batch_and_time_and_the_next_one_is_told(run, arrived, clock):
    clock.advance(timedelta(minutes=40))
    words = ("dose", arrived, "--vaccine", "indovac", "--batch", "iv-01/a")
    result = run(*words, "--time", "08.35")
    assert result.exit_code == 0, result.output
    assert "✓ dosis ke-1 tercatat" in result.output
    assert "dosis berikutnya (ke-2) mulai" in result.output
    assert "observasi 15 menit" in result.output
    assert run(*words).exit_code == 1
    assert run("correct-batch", arrived, "--batch", "IV-02/B").exit_code == 0


def test_a_time_in_the_future_is_refused(run, arrived):
    result = run("dose", arrived, "--vaccine", "indovac", "--batch", "IV-01/A", "--time", "09.00")
    assert (result.exit_code, "tidak di masa depan" in result.output) == (1, True)


def test_people_are_postponed_let_in_again_and_refuse(run, arrived):
    postponed = run("postpone", arrived, "--until", "2027-03-06")
    assert "ditunda sampai Sabtu, 6 Maret 2027" in postponed.output
    assert "--again" in run("check-in", arrived).output
    assert run("check-in", arrived, "--again").exit_code == 0
    assert run("refuse", arrived).exit_code == 0


def test_seats_of_absent_people_are_released_late_in_the_session(run, ticket, clock):
    ticket()
    clock.moment = EIGHT
    assert run("release-absent", SESSION).exit_code == 1
    clock.advance(timedelta(minutes=95))
    assert run("release-absent", SESSION).output == "✓ 1 kursi dilepas untuk yang datang langsung\n"


# Lists and counts


def test_a_day_sheet_is_written_to_a_file_in_desk_order(run, ticket, tmp_path, clock):
    first = ticket(9001)
    clock.advance(timedelta(minutes=1))
    second = ticket(9002)
    out = tmp_path / "hadir.xlsx"
    assert run("day-sheet", SESSION, "--out", out).exit_code == 0
    rows = [list(row) for row in load_workbook(out).active.iter_rows(values_only=True)]
    title = next(at for at, row in enumerate(rows) if row[0] == "No")
    people = rows[title + 1 : title + 3]
    assert [row[:3] for row in people] == [
        [1, "Contoh Warga", nik_number(9001)],
        [2, "Contoh Warga", nik_number(9002)],
    ]
    assert [row[6] for row in people] == [first, second]
    assert people[0][4] == "0812-0000-9001"
    assert people[0][5] == "Tebet, Kota Jakarta Selatan"


def test_personal_data_is_shown_on_the_terminal_only_when_asked_for(run, ticket):
    ticket()
    refused = run("day-sheet", SESSION)
    assert (refused.exit_code, nik_number(9001) in refused.output) == (2, False)
    assert nik_number(9001) in run("day-sheet", SESSION, "--show").output


def test_all_sessions_of_a_day_are_written_one_file_each(run, ticket, tmp_path):
    ticket()
    out = tmp_path / "hadir.csv"
    assert run("day-sheet", "--site", SITE, "--on", "2027-03-01", "--out", out).exit_code == 0
    assert sorted(file.name for file in tmp_path.glob("hadir*")) == [
        "hadir-0800-indovac.csv",
        "hadir-1000-indovac.csv",
    ]


def test_somebody_registered_twice_under_one_nik_is_marked_for_the_desk(run, ticket, programme):
    ticket()
    programme.seats.register("kontak-2", make_applicant(9001, "Contoh Lain"), SESSION)
    assert run("day-sheet", SESSION, "--show").output.count("bandingkan KTP") == 2


def test_bookings_are_counted_by_what_is_asked_for(run, arrived, ticket, tmp_path):
    ticket(9002, TUESDAY_SESSION)
    by_day = run("statistics", "--by", "day").output
    assert "2027-03-01" in by_day
    assert "2027-03-02" in by_day
    by_group = run("statistics", "--by", "site", "--by", "group", "--until", "2027-03-01").output
    assert "Puskesmas Tebet, Kota Jakarta Selatan" in by_group
    assert by_group.splitlines()[-1].split()[-1] == "1"
    out = tmp_path / "statistik.xlsx"
    assert run("statistics", "--out", out).exit_code == 0
    assert out.exists()


# What citizens are told


@pytest.fixture
def asked(programme, contact_id):
    """Return the number of a question that waits for an officer."""
    return programme.officers.ask(contact_id, RequestKind.QUESTION, "Boleh kalau batuk?")


@pytest.mark.parametrize(
    ("given", "stdin"), [("Boleh.", None), ("-", "Boleh.\n")], ids=["words", "standard input"]
)
def test_a_request_is_closed_with_an_answer(run, programme, contact_id, asked, given, stdin):
    assert run("requests", "--close", asked, "--answer", given, stdin=stdin).exit_code == 0
    (news,) = programme.news.tell_all(contact_id)
    assert news.notice.data["answer"] == "Boleh."
    assert run("requests", "--close", asked).exit_code == 1


def test_an_answer_that_fits_no_message_leaves_the_request_open(run, asked):
    result = run("requests", "--close", asked, "--answer", "J" * 1000)
    assert (result.exit_code, "1 sampai 900 huruf" in result.output) == (1, True)
    assert asked in run("requests").output


def test_an_answer_needs_a_request(run):
    assert run("requests", "--answer", "Boleh.").exit_code == 2


@pytest.fixture
def injected(run, arrived):
    """Return the code of somebody who got a dose."""
    assert run("dose", arrived, "--vaccine", "indovac", "--batch", "UJI-01").exit_code == 0
    return arrived


def test_certificates_of_a_file_are_told_of_once(run, injected, tmp_path):
    file = tmp_path / "sertifikat.csv"
    file.write_text(f"ticket_code\n{injected}\n", encoding="utf-8")
    counts = "1 dikabari, 0 sudah dikabari sebelumnya, 0 tanpa nomor WhatsApp"
    assert counts in run("certificates", file, "--dry-run").output
    assert run("certificates", file).output == f"✓ sertifikat: {counts}\n"
    assert "0 dikabari, 1 sudah dikabari sebelumnya" in run("certificates", file).output


def test_a_bad_row_keeps_certificates_from_being_told_of(run, injected, tmp_path):
    file = tmp_path / "sertifikat.csv"
    file.write_text(f"ticket_code\n{injected}\n{UNKNOWN_CODE}\n", encoding="utf-8")
    result = run("certificates", file)
    assert result.exit_code == 1
    assert "baris 3, kolom ticket_code: tiket tidak dikenal" in result.output
    assert UNKNOWN_CODE not in result.output


def test_a_certificate_of_one_ticket_is_told_of(run, injected):
    assert "1 dikabari" in run("certificates", "--ticket", injected).output


def test_a_ticket_without_a_dose_has_no_certificate(run, arrived):
    result = run("certificates", "--ticket", arrived)
    assert (result.exit_code, "belum ada dosis" in result.output) == (1, True)


def test_certificates_need_a_file_or_a_ticket(run):
    assert run("certificates").exit_code == 2


def test_a_missing_setting_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("VAKSIN_DATA_KEYS", raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{Path(tmp_path) / 'vaksin.db'}")
    result = CliRunner().invoke(commands, ["check-in", UNKNOWN_CODE])
    assert result.exit_code != 0
    assert "VAKSIN_DATA_KEYS" in result.output
