"""Specification of which sessions are offered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import update

from tests.integration.vaksin.conftest import SITE
from vaksin.booking.model import Wanted
from vaksin.booking.timetable import Wish
from vaksin.schema import sites

MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
MERAUKE = "DJJ-UTARA-01"


@pytest.fixture
def offered(programme, in_timetable):
    """Return a function that tells the ids of a site's free sessions that fit a wish."""

    def find(wish=None, site_ids=(SITE,)):
        found = in_timetable(lambda timetable: timetable.free_sessions(site_ids, wish))
        return [session.id for session in found]

    return find


def test_a_session_is_found_with_its_site_and_its_hours(programme, in_timetable):
    session = in_timetable(lambda timetable: timetable.session(f"{SITE}-20270301-0800"))
    assert session.site.name == "Puskesmas Tebet"
    assert session.local_date == MONDAY
    assert session.starts_at == datetime(2027, 3, 1, 1, 0, tzinfo=timezone.utc)
    assert session.local_start.time() == time(8)
    assert session.local_end.time() == time(10)
    assert session.vaccine_id == "indovac"


def test_of_thirty_seats_those_are_offered_that_are_not_kept_for_who_comes_unasked(
    programme, in_timetable
):
    session = in_timetable(lambda timetable: timetable.session(f"{SITE}-20270301-0800"))
    assert session.seats_free == 27


def test_hours_are_those_of_the_site_not_of_jakarta(programme, in_timetable):
    session = in_timetable(lambda timetable: timetable.session(f"{MERAUKE}-20270302-0800"))
    assert session.site.zone_name == "WIT"
    assert session.local_start.time() == time(8)
    assert session.starts_at == datetime(2027, 3, 1, 23, 0, tzinfo=timezone.utc)


def test_a_site_can_be_shown_on_a_map(programme, in_timetable):
    session = in_timetable(lambda timetable: timetable.session(f"{SITE}-20270301-0800"))
    assert session.site.map_link == "https://maps.google.com/?q=-6.2287,106.8476"


def test_an_unknown_session_is_none(programme, in_timetable):
    assert in_timetable(lambda timetable: timetable.session("TIDAK-ADA")) is None


def test_sessions_come_in_the_order_of_time(programme, in_timetable):
    site_ids = {site.id for site in in_timetable(lambda timetable: timetable.sites())}
    found = in_timetable(lambda timetable: timetable.free_sessions(site_ids))
    starts = [session.starts_at for session in found]
    assert starts == sorted(starts)
    assert {session.site.id for session in found} == site_ids


def test_only_the_sessions_of_the_sites_asked_for_are_offered(offered):
    assert {session_id.rsplit("-", 2)[0] for session_id in offered()} == {SITE}
    assert offered(site_ids=[]) == []


def test_a_full_session_is_not_offered(offered, add_session, add_person, at_desk):
    session_id = add_session(capacity=1)
    assert session_id in offered()
    person_id, contact_id = add_person()
    at_desk(lambda desk: desk.book(Wanted(person_id), contact_id, session_id))
    assert session_id not in offered()


def test_a_session_that_has_begun_is_not_offered(offered, clock):
    first = f"{SITE}-20270301-0800"
    clock.advance(timedelta(hours=2) - timedelta(seconds=1))
    assert offered()[0] == first
    clock.advance(timedelta(seconds=1))
    assert first not in offered()


def test_a_closed_site_is_neither_told_nor_offered(programme, in_timetable, offered):
    with programme.engine.begin() as connection:
        connection.execute(update(sites).where(sites.c.id == SITE).values(is_open=0))
    assert offered() == []
    assert SITE not in {site.id for site in in_timetable(lambda timetable: timetable.sites())}
    assert in_timetable(lambda timetable: timetable.site(SITE)) is None


@pytest.mark.parametrize(
    ("wish", "fitting"),
    [
        (Wish(TUESDAY, TUESDAY), ["20270302-0800", "20270302-1000"]),
        (Wish(last_day=MONDAY), ["20270301-0800", "20270301-1000"]),
        (Wish(MONDAY, TUESDAY, latest=time(10)), ["20270301-0800", "20270302-0800"]),
        (Wish(MONDAY, MONDAY, earliest=time(10)), ["20270301-1000"]),
        (Wish(MONDAY, MONDAY, earliest=time(9)), ["20270301-0800", "20270301-1000"]),
        (Wish(MONDAY, MONDAY, earliest=time(12)), []),
        (Wish(TUESDAY, MONDAY), []),
        (
            Wish(MONDAY, MONDAY, vaccine_ids=frozenset({"indovac"})),
            ["20270301-0800", "20270301-1000"],
        ),
        (Wish(MONDAY, MONDAY, vaccine_ids=frozenset({"inavac"})), []),
        (Wish(MONDAY, MONDAY, vaccine_ids=frozenset()), []),
    ],
)
def test_a_wish_for_day_and_hour_is_kept(offered, wish, fitting):
    assert offered(wish) == [f"{SITE}-{rest}" for rest in fitting]


def test_a_wish_for_hours_means_the_hours_of_the_site(offered):
    wish = Wish(TUESDAY, TUESDAY, latest=time(9))
    assert offered(wish, [MERAUKE]) == [f"{MERAUKE}-20270302-0800"]


def test_an_empty_wish_leaves_everything(offered):
    assert offered(Wish()) == offered()
