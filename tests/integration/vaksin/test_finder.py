"""Specification of finding a site: the nearest with seats, page by page, and what else there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, update
from sqlalchemy.engine import Engine

from vaksin.application import Vaksin
from vaksin.booking.nearby import Place, Point, by_nearness
from vaksin.booking.site_map import KEPT_FOR
from vaksin.booking.timetable import Timetable, Wish
from vaksin.clock import SettableClock
from vaksin.schema import sites, vaccination_sessions

MONDAY, TUESDAY, SATURDAY = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 6)
TEBET = Place("31.74.01")
HERE = Place(point=Point(-6.2287, 106.8476))


@dataclass(frozen=True)
class Opening:
    """A site's session: day, hour, seats and vaccine."""

    day: date = TUESDAY
    hour: int = 8
    capacity: int = 10
    taken: int = 0
    vaccine_id: str = "indovac"


@dataclass(frozen=True)
class Ground:
    """A site to be: where it lies and its sessions."""

    code: str
    latitude: float
    longitude: float
    openings: tuple[Opening, ...] = (Opening(),)


@pytest.fixture
def empty(engine: Engine, keys, clock: SettableClock, few_sites) -> Vaksin:
    """Return the programme without any site."""
    return Vaksin(engine, keys, clock, few_sites)


@pytest.fixture
def country(empty: Vaksin) -> Callable[[Sequence[Ground]], Vaksin]:
    """Return what replaces all sites by those given; their ids follow the order given."""

    def build(grounds: Sequence[Ground]) -> Vaksin:
        site_rows = [_site_row(number, ground) for number, ground in enumerate(grounds)]
        session_rows = [
            _session_row(f"S-{number:05}", index, opening)
            for number, ground in enumerate(grounds)
            for index, opening in enumerate(ground.openings)
        ]
        with empty.engine.begin() as connection:
            connection.execute(delete(vaccination_sessions))
            connection.execute(delete(sites))
            for table, rows in ((sites, site_rows), (vaccination_sessions, session_rows)):
                if rows:
                    connection.execute(insert(table), rows)
        return Vaksin(empty.engine, empty.keys, empty.clock, empty.content)

    return build


def _site_row(number: int, ground: Ground) -> dict[str, object]:
    return {
        "id": f"S-{number:05}",
        "name": f"Puskesmas Contoh {number}",
        "short_name": f"Contoh {number}",
        "kind": "puskesmas",
        "address": "Jl. Contoh No. 1",
        "district_code": ground.code,
        "district": "Contoh",
        "city": "Kota Contoh",
        "timezone": "Asia/Jakarta",
        "latitude": ground.latitude,
        "longitude": ground.longitude,
        "is_sample": 1,
        "is_open": 1,
    }


def _session_row(site_id: str, index: int, opening: Opening) -> dict[str, object]:
    local = datetime.combine(opening.day, time(opening.hour), ZoneInfo("Asia/Jakarta"))
    starts_at = local.astimezone(timezone.utc)
    return {
        "id": f"{site_id}-{index}",
        "site_id": site_id,
        "local_date": opening.day,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "vaccine_id": opening.vaccine_id,
        "capacity": opening.capacity,
        "seats_taken": opening.taken,
    }


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """Note every statement that is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def ids(page) -> list[str]:
    return [offer.site.id for offer in page.offers]


def spread(number: int, openings: tuple[Opening, ...] = (Opening(),)) -> list[Ground]:
    """Return so many sites all over the country, in 34 provinces with 15 regencies each."""
    return [
        Ground(
            f"{11 + place % 34}.{1 + place % 15:02}.{1 + place % 7:02}",
            -10 + place * 7919 % 1600 / 100,
            95 + place * 104_729 % 4500 / 100,
            openings,
        )
        for place in range(number)
    ]


def test_a_page_tells_the_first_session_the_seats_and_the_distance(country):
    openings = (Opening(TUESDAY, 13, 10, 4), Opening(TUESDAY, 8, 20), Opening(SATURDAY, 8, 5))
    programme = country([Ground("31.74.01", -6.2287, 106.8576, openings)])
    (offer,) = programme.offers(HERE, Wish(), first=0, count=9).offers
    assert (offer.first.local_date, offer.first.local_start.time()) == (TUESDAY, time(8))
    assert offer.seats_free == 6 + 20 + 5
    assert offer.distance_km == pytest.approx(1.1, abs=0.05)


def test_without_a_shared_position_no_distance_is_told(country):
    programme = country([Ground("31.74.01", -6.2287, 106.8576)])
    assert programme.offers(TEBET, Wish(), first=0, count=9).offers[0].distance_km is None


def test_a_page_says_whether_more_follow_and_how_many_came_before(country):
    programme = country([Ground("31.74.01", -6.2, 106.8 + step / 100) for step in range(5)])
    pages = [programme.offers(TEBET, Wish(), first, 2) for first in (0, 2, 4, 6, 20)]
    told = [(len(page.offers), page.has_more, page.preceding) for page in pages]
    assert told == [(2, True, 0), (2, True, 2), (1, False, 4), (0, False, 5), (0, False, 5)]


def test_where_nothing_fits_no_site_comes_before_any_page(country):
    programme = country([Ground("31.74.01", -6.2, 106.8, ())])
    page = programme.offers(TEBET, Wish(), first=9, count=9)
    assert (page.offers, page.has_more, page.preceding) == ((), False, 0)


def test_a_wish_for_saturday_gives_the_sites_with_seats_left_on_saturday(country):
    full = Opening(SATURDAY, taken=10)
    programme = country(
        [
            Ground("31.74.01", -6.2, 106.8, (Opening(TUESDAY),)),
            Ground("31.74.01", -6.2, 106.8, (full, Opening(TUESDAY))),
            Ground("31.74.06", -6.2, 106.8, (full, Opening(SATURDAY, hour=10))),
        ]
    )
    page = programme.offers(TEBET, Wish(SATURDAY, SATURDAY), first=0, count=9)
    assert ids(page) == ["S-00002"]
    assert [session.id for session in page.offers[0].sessions] == ["S-00002-1"]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), ["S-00000", "S-00001", "S-00002"]),
        (Wish(latest=time(9)), ["S-00000", "S-00002"]),
        (Wish(earliest=time(12)), ["S-00001"]),
        (Wish(vaccine_ids=frozenset({"inavac"})), ["S-00002"]),
        (Wish(vaccine_ids=frozenset()), []),
        (Wish(first_day=SATURDAY), []),
    ],
)
def test_only_sites_with_a_session_that_fits_are_offered(country, wish, expected):
    programme = country(
        [
            Ground("31.74.01", -6.20, 106.8, (Opening(hour=8),)),
            Ground("31.74.01", -6.20, 106.8, (Opening(hour=13),)),
            Ground("31.74.01", -6.20, 106.8, (Opening(vaccine_id="inavac"),)),
        ]
    )
    assert ids(programme.offers(TEBET, wish, first=0, count=9)) == expected


def test_a_site_that_closed_is_offered_no_more_at_once(country):
    programme = country([Ground("31.74.01", -6.2, 106.8), Ground("31.74.01", -6.2, 106.8)])
    assert ids(programme.offers(TEBET, Wish(), first=0, count=9)) == ["S-00000", "S-00001"]
    with programme.engine.begin() as connection:
        connection.execute(update(sites).where(sites.c.id == "S-00000").values(is_open=0))
    assert ids(programme.offers(TEBET, Wish(), first=0, count=9)) == ["S-00001"]


def test_a_site_is_shown_as_it_is_called_now(country):
    programme = country([Ground("31.74.01", -6.2, 106.8)])
    programme.offers(TEBET, Wish(), first=0, count=1)
    with programme.engine.begin() as connection:
        connection.execute(update(sites).values(name="Puskesmas Nama Baru"))
    (offer,) = programme.offers(TEBET, Wish(), first=0, count=1).offers
    assert offer.site.name == "Puskesmas Nama Baru"


def test_a_site_that_another_process_opened_is_found_after_a_minute(country, clock):
    programme = country([Ground("31.74.01", -6.2, 106.8)])
    programme.offers(TEBET, Wish(), first=0, count=9)
    with programme.engine.begin() as connection:
        new = Ground("31.74.01", -6.2, 106.8)
        connection.execute(insert(sites), [_site_row(7, new)])
        connection.execute(insert(vaccination_sessions), [_session_row("S-00007", 0, Opening())])
    clock.advance(KEPT_FOR)
    assert ids(programme.offers(TEBET, Wish(), first=0, count=9)) == ["S-00000", "S-00007"]


def test_sites_that_were_just_prepared_are_found_at_once(empty):
    assert empty.nearest_sites(TEBET, 1) == []
    empty.prepare()
    assert empty.nearest_sites(TEBET, 1)[0].id == "JKT-TEBET-01"


def test_the_nearest_sites_are_told_whether_or_not_they_have_seats(country):
    programme = country([Ground("31.74.01", -6.2, 106.8, ()), Ground("31.74.06", -6.2, 106.8)])
    assert [site.id for site in programme.nearest_sites(TEBET, 9)] == ["S-00000", "S-00001"]


def _statements_for_pages(programme: Vaksin, wish: Wish) -> list[int]:
    programme.nearest_sites(TEBET, 1)  # The map of the sites is read once a minute, not for a page.
    counts = []
    for place in (TEBET, HERE, Place("31.74"), Place("31"), Place()):
        with counted_statements(programme.engine) as sent:
            assert len(programme.offers(place, wish, first=9, count=9).offers) == 9
        counts.append(sum(statement.startswith("SELECT") for statement in sent))
    return counts


def test_a_page_of_five_thousand_sites_takes_as_many_statements_as_one_of_fifty(country):
    saturday = Wish(SATURDAY, SATURDAY, vaccine_ids=frozenset({"indovac"}))
    openings = (Opening(TUESDAY), Opening(SATURDAY))
    few = _statements_for_pages(country(spread(50, openings)), saturday)
    many = _statements_for_pages(country(spread(5_000, openings)), saturday)
    assert many == few == [2] * 5


def test_of_five_thousand_sites_only_the_sessions_of_the_nearest_are_read(country, monkeypatch):
    programme = country(spread(5_000))
    read: list[list[str]] = []
    free_sessions = Timetable.free_sessions

    def noted(self, site_ids, wish=None):
        read.append(list(site_ids))
        return free_sessions(self, site_ids, wish)

    monkeypatch.setattr(Timetable, "free_sessions", noted)
    programme.offers(HERE, Wish(), first=18, count=9)
    assert [len(site_ids) for site_ids in read] == [28]


def test_where_no_site_of_the_country_fits_a_handful_of_statements_shows_it(country):
    programme = country(spread(5_000))
    with counted_statements(programme.engine) as sent:
        assert programme.offers(TEBET, Wish(SATURDAY, SATURDAY), first=0, count=9).offers == ()
    assert len(sent) < 20


def test_pages_of_five_thousand_sites_follow_the_order_of_nearness(country):
    programme = country(spread(5_000))
    expected = [site.id for site in by_nearness(programme.sites(), HERE)[:45]]
    pages = [programme.offers(HERE, Wish(), first, 9) for first in range(0, 45, 9)]
    assert [site_id for page in pages for site_id in ids(page)] == expected


_openings = st.lists(
    st.builds(
        Opening,
        day=st.sampled_from([MONDAY, TUESDAY, SATURDAY]),
        hour=st.sampled_from([5, 8, 13]),
        taken=st.sampled_from([0, 9, 10]),
        vaccine_id=st.sampled_from(["indovac", "inavac"]),
    ),
    max_size=3,
).map(tuple)
_grounds = st.builds(
    Ground,
    st.sampled_from(["31.74.01", "31.74.06", "31.71.01", "32.73.02", "91.71.01"]),
    st.sampled_from([-6.2, -6.3, -2.5]),
    st.sampled_from([106.8, 106.9, 140.7]),
    _openings,
)
_places = st.sampled_from([TEBET, HERE, Place("31.74"), Place("31"), Place("11.01.01"), Place()])
_wishes = st.builds(
    Wish,
    first_day=st.sampled_from([None, TUESDAY]),
    last_day=st.sampled_from([None, TUESDAY]),
    latest=st.sampled_from([None, time(10)]),
    vaccine_ids=st.sampled_from([None, frozenset({"indovac"})]),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(_grounds, max_size=25), _places, _wishes, st.integers(1, 9))
def test_all_pages_together_are_the_sites_that_fit_in_the_order_of_nearness(
    country, clock, grounds, place, wish, count
):
    programme = country(grounds)
    every = programme.sites()
    fitting = {site.id for site in every if programme.free_sessions(site.id, wish)}
    expected = [site.id for site in by_nearness(every, place) if site.id in fitting]

    found, first, has_more = [], 0, True
    while has_more:
        page = programme.offers(place, wish, first, count)
        found += ids(page)
        first, has_more = first + count, page.has_more

    assert found == expected


@pytest.fixture
def full_on_saturday(country) -> Vaksin:
    """Return sites of which the first has no seat on Saturday."""
    week = [MONDAY + timedelta(days=days) for days in range(1, 12)]
    others = tuple(Opening(day) for day in week if day != SATURDAY)
    return country(
        [
            Ground("31.74.01", -6.20, 106.80, (Opening(SATURDAY, taken=10), *others)),
            Ground("31.74.01", -6.20, 106.90, (Opening(SATURDAY),)),
            Ground("31.71.01", -6.20, 106.81, (Opening(SATURDAY),)),
            Ground("31.71.01", -6.20, 106.81, (Opening(TUESDAY),)),
        ]
    )


def test_instead_of_a_full_site_its_nearest_days_and_the_nearest_sites_are_told(full_on_saturday):
    site = full_on_saturday.site("S-00000")
    found = full_on_saturday.alternatives(site, Wish(SATURDAY, SATURDAY), count=3)
    days = [(session.site.id, (session.local_date - SATURDAY).days) for session in found.sessions]
    assert days == [("S-00000", -1), ("S-00000", 1), ("S-00000", -2)]
    assert [offer.site.id for offer in found.offers] == ["S-00002", "S-00001"]
    assert found.offers[0].distance_km == pytest.approx(1.1, abs=0.02)


def test_instead_of_a_full_session_the_same_day_elsewhere_is_told_whatever_day_was_wished(
    full_on_saturday,
):
    session = full_on_saturday.session("S-00000-0")
    found = full_on_saturday.alternatives(session, Wish(), count=1)
    assert [offer.site.id for offer in found.offers] == ["S-00002"]
    assert [s.local_date - SATURDAY for s in found.sessions] == [timedelta(days=-1)]


def test_instead_of_a_full_session_another_hour_of_the_day_comes_first(country):
    openings = (Opening(SATURDAY, 8, taken=10), Opening(TUESDAY), Opening(SATURDAY, 13))
    programme = country([Ground("31.74.01", -6.2, 106.8, openings)])
    found = programme.alternatives(programme.session("S-00000-0"), Wish(), count=9)
    assert [session.id for session in found.sessions] == ["S-00000-2", "S-00000-1"]
    assert found.offers == ()


def test_alternatives_keep_the_hours_and_vaccines_of_the_wish(full_on_saturday):
    site = full_on_saturday.site("S-00000")
    wish = Wish(SATURDAY, SATURDAY, vaccine_ids=frozenset({"inavac"}))
    found = full_on_saturday.alternatives(site, wish, count=9)
    assert (found.sessions, found.offers) == ((), ())
