"""Specification of how an operator's sheets come into the database, whole or not at all."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.people import make_applicant
from vaksin.application.seats import NO_ANSWERS
from vaksin.booking.closing import Days
from vaksin.booking.imports import SessionsInTheWay
from vaksin.booking.mistakes import ImportRefused
from vaksin.booking.site_import import SheetImport
from vaksin.booking.sites import SITE_COLUMNS, load_windows
from vaksin.booking.waiting import WaitingStatus
from vaksin.schema import sites, vaccination_sessions

NEW_SITE = "JKT-BARU-01"
SITE_ROW = {
    "id": NEW_SITE,
    "name": "Puskesmas Baru",
    "short_name": "Puskesmas Baru",
    "kind": "puskesmas",
    "address": "Jl. Contoh No. 1",
    "district_code": "31.74.01",
    "district": "Tebet",
    "city": "Kota Jakarta Selatan",
    "province": "DKI Jakarta",
    "timezone": "Asia/Jakarta",
    "latitude": "-6.22870",
    "longitude": "106.84760",
    "vaccines": "indovac",
    "daily_capacity": "30",
    "wheelchair": "yes",
    "sample": "no",
}
SESSION_ROW = {
    "site_id": NEW_SITE,
    "date": "2027-03-02",
    "from": "08.00",
    "until": "10.00",
    "vaccine": "indovac",
    "capacity": "20",
    "walk_in_seats": "5",
}
SESSION_ID = f"{NEW_SITE}-20270302-0800-indovac"
TUESDAY = date(2027, 3, 2)
ME = "kontak-1"


@pytest.fixture
def sheet(tmp_path, programme):
    """Return a function that writes rows into a file and opens it as an import."""

    def write(*rows):
        path = tmp_path / "lembar.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return SheetImport(path, content=programme.content)

    return write


@pytest.fixture
def imported(programme, sheet):
    """Return the programme with an imported site and session."""
    programme.imports.sites(sheet(SITE_ROW))
    programme.imports.sessions(sheet(SESSION_ROW))
    return programme


@pytest.fixture
def rows(engine):
    """Return a function that reads a table by id."""

    def read(table):
        with engine.begin() as connection:
            return {row.id: row for row in connection.execute(select(table))}

    return read


def counts(written):
    return written.new, written.changed, written.same


def test_every_column_of_a_site_is_covered_here():
    assert tuple(SITE_ROW) == SITE_COLUMNS


def test_an_imported_session_can_be_booked_but_for_the_seats_of_walk_ins(imported, rows):
    booking = imported.seats.register(ME, make_applicant(9001), SESSION_ID)
    assert booking.session.seats_free == 20 - 5 - 1
    site = rows(sites)[NEW_SITE]
    assert (site.origin, site.is_open, site.wheelchair) == ("import", 1, 1)


def test_a_dry_run_counts_and_writes_nothing(programme, sheet, rows):
    before = rows(sites)
    assert counts(programme.imports.sites(sheet(SITE_ROW), dry_run=True)) == (1, 0, 0)
    assert rows(sites) == before


def test_importing_twice_changes_nothing(imported, sheet, rows):
    before = rows(sites), rows(vaccination_sessions)
    assert counts(imported.imports.sites(sheet(SITE_ROW))) == (0, 0, 1)
    assert counts(imported.imports.sessions(sheet(SESSION_ROW))) == (0, 0, 1)
    assert (rows(sites), rows(vaccination_sessions)) == before


def test_one_bad_row_keeps_all_rows_out(programme, sheet, rows):
    before = rows(sites)
    with pytest.raises(ImportRefused) as refused:
        programme.imports.sites(
            sheet(SITE_ROW, SITE_ROW | {"id": "JKT-BARU-02", "latitude": "utara"})
        )
    assert {mistake.row for mistake in refused.value.mistakes} == {3}
    assert rows(sites) == before


def test_invented_sites_close_when_real_ones_are_imported_and_stay_closed(imported, rows):
    assert {key for key, row in rows(sites).items() if row.is_open} == {NEW_SITE}
    imported.prepare()
    assert {key for key, row in rows(sites).items() if row.is_open} == {NEW_SITE}


def test_a_start_leaves_imported_sites_and_their_sessions_as_they_are(imported, rows, clock):
    before = rows(sites)[NEW_SITE], rows(vaccination_sessions)
    clock.advance(timedelta(days=1))
    assert imported.prepare() == 0
    assert (rows(sites)[NEW_SITE], rows(vaccination_sessions)) == before


def test_a_site_of_the_files_that_is_imported_follows_the_import(programme, sheet, rows):
    ours = SITE_ROW | {"id": "JKT-TEBET-01", "name": "Puskesmas Tebet Baru"}
    assert counts(programme.imports.sites(sheet(ours))) == (0, 1, 0)
    programme.prepare()
    assert rows(sites)["JKT-TEBET-01"].name == "Puskesmas Tebet Baru"


def test_a_changed_row_changes_the_seats_and_the_end_of_its_session(imported, sheet, rows):
    changed = SESSION_ROW | {"capacity": "25", "until": "11.00"}
    assert counts(imported.imports.sessions(sheet(changed))) == (0, 1, 0)
    row = rows(vaccination_sessions)[SESSION_ID]
    assert (row.capacity, row.ends_at - row.starts_at) == (25, timedelta(hours=3))


def test_a_session_cannot_have_fewer_seats_than_are_taken(imported, sheet, rows):
    for serial in (9001, 9002):
        imported.seats.register(ME, make_applicant(serial), SESSION_ID)
    other = SESSION_ROW | {"from": "13.00", "until": "15.00"}
    with pytest.raises(SessionsInTheWay) as refused:
        imported.imports.sessions(
            sheet(other, SESSION_ROW | {"capacity": "1", "walk_in_seats": "0"})
        )
    assert list(refused.value.conflicts) == [SESSION_ID]
    assert rows(vaccination_sessions)[SESSION_ID].capacity == 20
    assert f"{NEW_SITE}-20270302-1300-indovac" not in rows(vaccination_sessions)


def test_a_session_cannot_overlap_with_an_open_one_that_was_there(imported, sheet):
    late = SESSION_ROW | {"from": "09.00"}
    with pytest.raises(SessionsInTheWay, match=SESSION_ID):
        imported.imports.sessions(sheet(late))
    imported.closures.execute(imported.closures.of_session(SESSION_ID))
    assert counts(imported.imports.sessions(sheet(late))) == (1, 0, 0)


def test_sessions_of_an_unknown_or_closed_site_are_refused(programme, sheet):
    with pytest.raises(ImportRefused, match="tempat tidak dikenal"):
        programme.imports.sessions(sheet(SESSION_ROW))


def test_sessions_imported_for_closed_days_are_closed(imported, sheet, rows):
    imported.closures.execute(imported.closures.of_site(NEW_SITE, Days(TUESDAY, TUESDAY)))
    other = SESSION_ROW | {"from": "13.00", "until": "15.00"}
    imported.imports.sessions(sheet(other))
    assert rows(vaccination_sessions)[f"{NEW_SITE}-20270302-1300-indovac"].closed_at is not None


def test_new_seats_go_to_those_who_wait_for_that_day(imported, sheet):
    person_id = imported.seats.enrol(ME, make_applicant(9001))
    imported.closures.execute(imported.closures.of_session(SESSION_ID))
    imported.seats.wait(ME, NEW_SITE, TUESDAY, {person_id: NO_ANSWERS})
    imported.imports.sessions(sheet(SESSION_ROW | {"from": "13.00", "until": "15.00"}))
    (standing,) = imported.standings(ME)
    assert standing.waiting.status is WaitingStatus.OFFERED


def test_sessions_of_the_files_keep_a_part_of_their_seats_for_walk_ins(programme, rows):
    percent = load_windows(programme.content).walk_in_percent
    kept = {(row.capacity, row.walk_in_seats) for row in rows(vaccination_sessions).values()}
    assert kept == {(capacity, capacity * percent // 100) for capacity, _ in kept}
    assert any(seats for _, seats in kept)
