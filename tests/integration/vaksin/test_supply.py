"""Specification of how sites and sessions of ``content/`` come into the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from vaksin.booking.model import Wanted
from vaksin.booking.sites import load_sites, load_windows
from vaksin.booking.supply import Supply
from vaksin.schema import sites, vaccination_sessions

DAYS_AHEAD = 14
MONDAY = date(2027, 3, 1)


@pytest.fixture
def records(few_sites):
    """Return a handful of sites."""
    return load_sites(few_sites)


@pytest.fixture
def windows(few_sites):
    """Return the arrival windows."""
    return load_windows(few_sites)


@pytest.fixture
def supply(engine, clock, windows):
    """Return a function that writes sites and tops their sessions up."""

    def run(records, days_ahead=DAYS_AHEAD):
        with engine.begin() as connection:
            supply = Supply(connection, clock)
            supply.put_sites(records)
            return supply.top_up(records, windows, days_ahead)

    return run


def stored(engine, table):
    with engine.begin() as connection:
        return {row.id: row for row in connection.execute(select(table))}


def test_every_site_is_written_open(engine, supply, records):
    supply(records)
    found = stored(engine, sites)
    assert set(found) == {record.id for record in records}
    assert {row.is_open for row in found.values()} == {1}


def test_sessions_reach_from_today_to_the_last_day_ahead(engine, supply, records):
    supply(records)
    days = {row.local_date for row in stored(engine, vaccination_sessions).values()}
    assert (min(days), max(days)) == (MONDAY, MONDAY + timedelta(days=DAYS_AHEAD))


def test_every_window_of_a_site_is_a_session_with_its_share_of_the_capacity(
    engine, supply, records, windows
):
    supply(records)
    (tebet,) = (record for record in records if record.id == "JKT-TEBET-01")
    found = stored(engine, vaccination_sessions).values()
    for weekday in range(7):
        day = MONDAY + timedelta(days=weekday)
        expected = [window.places(30) for window in windows.windows_on(tebet.kind, weekday)]
        capacities = [r.capacity for r in found if (r.site_id, r.local_date) == (tebet.id, day)]
        assert sorted(capacities) == sorted(expected)


def test_a_new_session_has_no_seat_taken(engine, supply, records):
    assert supply(records) > 0
    assert {row.seats_taken for row in stored(engine, vaccination_sessions).values()} == {0}


def test_repeating_it_adds_nothing(engine, supply, records):
    supply(records)
    before = stored(engine, sites), stored(engine, vaccination_sessions)
    assert supply(records) == 0
    assert (stored(engine, sites), stored(engine, vaccination_sessions)) == before


def test_on_the_next_day_only_the_new_last_day_is_added(engine, supply, records, clock):
    supply(records)
    before = set(stored(engine, vaccination_sessions))
    clock.advance(timedelta(days=1))
    added = supply(records)
    fresh = [r for k, r in stored(engine, vaccination_sessions).items() if k not in before]
    assert len(fresh) == added > 0
    assert {row.local_date for row in fresh} == {MONDAY + timedelta(days=DAYS_AHEAD + 1)}


def test_a_session_that_is_wanted_and_there_keeps_its_seats(supply, records, at_desk, add_person,
                                                            programme, seats):  # fmt: skip
    session_id = "JKT-TEBET-01-20270302-0800"
    person_id, contact_id = add_person()
    at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    supply(records)
    assert seats(session_id) == (1, 1)


def test_a_site_that_is_gone_is_closed_and_opens_when_it_returns(engine, supply, records):
    supply(records)
    supply(records[1:])
    found = stored(engine, sites)
    assert found[records[0].id].is_open == 0
    assert {found[record.id].is_open for record in records[1:]} == {1}
    supply(records)
    assert stored(engine, sites)[records[0].id].is_open == 1


def test_corrected_data_of_a_site_are_written(engine, supply, records):
    supply(records)
    supply([replace(records[0], address="Jl. Contoh No. 1"), *records[1:]])
    assert stored(engine, sites)[records[0].id].address == "Jl. Contoh No. 1"


def test_a_site_with_two_vaccines_gives_both_in_turn(engine, supply, records):
    supply(records)
    given = [
        row.vaccine_id
        for row in sorted(
            stored(engine, vaccination_sessions).values(), key=lambda row: row.starts_at
        )
        if row.site_id == "JKT-MENTENG-01" and row.local_date == MONDAY
    ]
    assert set(given) == {"indovac", "inavac"}
    assert all(one != next_one for one, next_one in pairwise(given))


def test_in_the_east_the_day_begins_earlier(engine, supply, records, clock):
    # 23.30 WIB is 01.30 WIT of the next day.
    clock.advance(timedelta(hours=17, minutes=30))
    supply(records)
    with engine.begin() as connection:
        first_days = dict(
            connection.execute(
                select(
                    vaccination_sessions.c.site_id, func.min(vaccination_sessions.c.local_date)
                ).group_by(vaccination_sessions.c.site_id)
            ).all()
        )
    assert first_days["JKT-TEBET-01"] == MONDAY
    assert first_days["DJJ-UTARA-01"] == MONDAY + timedelta(days=1)


def test_without_sites_there_are_no_sessions(engine, supply):
    assert supply([]) == 0
