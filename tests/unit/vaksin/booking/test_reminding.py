"""When somebody who has a seat is reminded of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.booking.reminding import reminders_of
from vaksin.notices import NoticeKind
from vaksin.service import load_service

RULES = load_service().seats
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


@pytest.mark.parametrize("zone", ZONES)
def test_the_evening_before_and_in_the_morning_by_the_clock_of_the_site(zone):
    there = ZoneInfo(zone)
    starts_at = datetime(2027, 3, 6, 8, tzinfo=there)
    tomorrow, today = reminders_of(starts_at, there, RULES)
    assert (tomorrow.kind, tomorrow.due_at) == (
        NoticeKind.TOMORROW,
        datetime(2027, 3, 5, 17, tzinfo=there),
    )
    assert (today.kind, today.due_at) == (
        NoticeKind.TODAY,
        datetime(2027, 3, 6, 7, tzinfo=there),
    )


def test_a_session_at_dawn_has_the_evening_before_only():
    there = ZoneInfo(ZONES[0])
    (only,) = reminders_of(datetime(2027, 3, 6, 7, tzinfo=there), there, RULES)
    assert only.kind is NoticeKind.TOMORROW


@given(
    st.dates(date(2021, 1, 1), date(2040, 1, 1)),
    st.times(time(5), time(22)),
    st.sampled_from(ZONES),
)
def test_no_reminder_says_tomorrow_today_or_comes_at_night(day, clock, zone):
    there = ZoneInfo(zone)
    starts_at = datetime.combine(day, clock, there)
    for reminder in reminders_of(starts_at, there, RULES):
        local = reminder.due_at.astimezone(there)
        assert not RULES.quiet.covers(reminder.due_at, there)
        assert reminder.due_at < reminder.useful_until <= starts_at
        days_before = timedelta(days=1 if reminder.kind is NoticeKind.TOMORROW else 0)
        last = (reminder.useful_until - timedelta(seconds=1)).astimezone(there).date()
        assert local.date() == last == day - days_before
