"""The whole course as operators and a citizen live through it, from the sheets to the counts."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta, timezone

import pytest
from click.testing import CliRunner

from tests.people import make_applicant
from vaksin.__main__ import commands
from vaksin.application import CourseStatus
from vaksin.notices import NoticeKind

SITES = """\
id,name,short_name,kind,address,district_code,district,city,province,timezone,latitude,longitude,\
vaccines,daily_capacity,wheelchair,sample
JKT-BARU-01,Puskesmas Baru,Puskesmas Baru,puskesmas,Jl. Contoh No. 1,31.74.01,Tebet,\
Kota Jakarta Selatan,DKI Jakarta,Asia/Jakarta,-6.22870,106.84760,indovac,30,yes,no
"""
SESSIONS = """\
site_id;date;from;until;vaccine;capacity;walk_in_seats
JKT-BARU-01;02/03/2027;08.00;10.00;indovac;10;2
"""
SESSION = "JKT-BARU-01-20270302-0800-indovac"
EIGHT = datetime(2027, 3, 2, 1, 0, tzinfo=timezone.utc)
ME = "kontak-1"


@pytest.fixture
def run(programme):
    """Return a function that runs a command, which must succeed, and returns what it says."""

    def invoke(*words):
        result = CliRunner().invoke(commands, [str(word) for word in words], obj=programme)
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def test_a_citizen_goes_through_a_course_that_operators_set_up(run, programme, clock, tmp_path):
    (tmp_path / "tempat.csv").write_text(SITES, encoding="utf-8-sig")
    (tmp_path / "sesi.csv").write_text(SESSIONS, encoding="utf-8")
    run("sites", "import", tmp_path / "tempat.csv")
    run("sessions", "import", tmp_path / "sesi.csv")

    booking = programme.seats.register(ME, make_applicant(9001), SESSION)

    sheet = tmp_path / "hadir.csv"
    run("day-sheet", SESSION, "--out", sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        listed = [row for row in csv.reader(file) if booking.ticket_code in row]
    assert [row[1] for row in listed] == ["Contoh Warga"]

    clock.moment = EIGHT + timedelta(minutes=10)
    run("check-in", "VAKSINWA:" + booking.ticket_code)
    clock.advance(timedelta(minutes=30))
    run(
        "dose", booking.ticket_code, "--vaccine", "indovac", "--batch", "IV-01/A", "--time", "08.35"
    )

    with programme.transactions.reading() as act:
        (news,) = act.notices.untold(ME)
    assert news.kind is NoticeKind.NEXT_DOSE
    assert news.data["dose"] == "2"
    (standing,) = programme.standings(ME)
    assert standing.status is CourseStatus.ATTENDED
    assert (
        date.fromisoformat(news.data["earliest"]) == standing.next_dose.earliest > date(2027, 3, 2)
    )

    counted = run("statistics", "--by", "site", "--by", "day", "--by", "dose").splitlines()
    titles, row = counted[0].split("  "), counted[2]
    assert "Divaksin" in [title.strip() for title in titles]
    assert row.startswith("Puskesmas Baru, Kota Jakarta Selatan")
    assert row.split()[-1] == "1"
