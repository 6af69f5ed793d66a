from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.pacing import FLOOD, PAIR, Bucket, throughput

NOW = datetime(2027, 2, 28, 23, 0, tzinfo=timezone.utc)
MOMENT = timedelta(microseconds=1)
NONE = timedelta()

buckets = st.builds(
    Bucket,
    interval=st.integers(1, 10_000_000).map(lambda us: timedelta(microseconds=us)),
    burst=st.integers(1, 60),
)
gaps = st.integers(0, 20_000_000).map(lambda us: timedelta(microseconds=us))


def passed(bucket, moments):
    """Return those of the moments at which the bucket lets something pass."""
    full_at, kept = None, []
    for moment in moments:
        if bucket.wait(full_at, moment) == NONE:
            full_at = bucket.after(full_at, moment)
            kept.append(moment)
    return kept


def taken(bucket, count, now=NOW):
    full_at = None
    for _ in range(count):
        full_at = bucket.after(full_at, now)
    return full_at


def test_after_a_long_rest_a_burst_passes_at_once_and_no_more():
    bucket = Bucket(timedelta(seconds=6), 3)
    assert [bucket.wait(taken(bucket, count), NOW) for count in range(5)] == [
        NONE,
        NONE,
        NONE,
        timedelta(seconds=6),
        timedelta(seconds=12),
    ]


def test_a_bucket_that_was_never_used_is_full():
    assert Bucket(timedelta(seconds=6), 1).wait(None, NOW) == NONE


def test_a_rest_that_is_longer_than_needed_earns_nothing():
    bucket = Bucket(timedelta(seconds=6), 2)
    rested = NOW + timedelta(days=1)
    assert bucket.after(taken(bucket, 2), rested) == bucket.after(None, rested)


@given(buckets, st.lists(gaps, min_size=1, max_size=80))
def test_never_more_than_a_burst_and_one_for_each_interval_pass_in_any_span(bucket, waits):
    moments, now = [], NOW
    for gap in waits:
        now += gap
        moments += [now] * 3
    kept = passed(bucket, moments)
    for first, begin in enumerate(kept):
        for count, end in enumerate(kept[first:], start=1):
            assert count <= bucket.burst + (end - begin) // bucket.interval


@given(buckets, st.lists(gaps, max_size=40))
def test_given_the_wait_then_the_next_one_passes_and_not_a_moment_sooner(bucket, waits):
    full_at, now = None, NOW
    for gap in waits:
        now += gap
        wait = bucket.wait(full_at, now)
        assert bucket.wait(full_at, now + wait) == NONE
        if wait:
            assert bucket.wait(full_at, now + wait - MOMENT) == MOMENT
        full_at = bucket.after(full_at, now)


@given(buckets, st.integers(1, 100))
def test_whoever_waits_every_time_goes_on_at_the_interval(bucket, count):
    full_at, now, moments = None, NOW, []
    for _ in range(count):
        now += bucket.wait(full_at, now)
        moments.append(now)
        full_at = bucket.after(full_at, now)
    late = moments[bucket.burst - 1 :]
    assert moments[: bucket.burst] == [NOW] * min(count, bucket.burst)
    assert all(b - a == bucket.interval for a, b in pairwise(late))


@given(buckets, st.integers(1, 50), gaps)
def test_taking_many_at_once_is_the_same_as_taking_them_one_by_one(bucket, count, gap):
    before = taken(bucket, 7)
    one_by_one = before
    for _ in range(count):
        one_by_one = bucket.after(one_by_one, NOW + gap)
    assert bucket.after(before, NOW + gap, count) == one_by_one


def test_a_citizen_gets_forty_five_messages_at_once_and_then_one_every_six_seconds():
    assert PAIR.wait(taken(PAIR, 44), NOW) == NONE
    assert PAIR.wait(taken(PAIR, 45), NOW) == timedelta(seconds=6)


def test_a_burst_of_twenty_is_paid_back_after_two_minutes():
    assert taken(PAIR, 20) - NOW == timedelta(minutes=2)


def test_whoever_writes_twenty_messages_at_once_is_a_flood_with_the_next_one():
    assert FLOOD.wait(taken(FLOOD, 19), NOW) == NONE
    assert FLOOD.wait(taken(FLOOD, 20), NOW) > NONE


@pytest.mark.parametrize("per_second", [1, 7, 20, 80, 1000])
def test_a_number_sends_in_the_long_run_what_meta_allows_a_second(per_second):
    bucket = throughput(per_second)
    in_an_hour = timedelta(hours=1) / bucket.interval
    assert in_an_hour == pytest.approx(3600 * per_second, rel=1e-3)


@pytest.mark.parametrize("per_second", [1, 7, 20, 80, 1000])
def test_a_number_never_sends_two_messages_at_once(per_second):
    bucket = throughput(per_second)
    assert bucket == Bucket(timedelta(seconds=1) / per_second, burst=1)
    assert bucket.wait(taken(bucket, 1), NOW) == bucket.interval


@pytest.mark.parametrize(("per_second", "count"), [(20, 2), (80, 8), (1000, 100)])
def test_whoever_took_the_right_to_several_messages_holds_up_the_next_for_all_of_them(
    per_second, count
):
    bucket = throughput(per_second)
    first = bucket.after(None, NOW, count)
    assert bucket.wait(first, NOW) == count * bucket.interval
    assert bucket.wait(first, first) == NONE
