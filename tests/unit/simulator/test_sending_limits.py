from __future__ import annotations

import pytest

from simulator.sending_limits import DAY, SendingLimits

NUMBER = "6280000000001"
OTHER = "6280000000002"
NEVER = 0


@pytest.fixture
def clock():
    class Clock:
        now = 10 * DAY

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def limits(clock):
    return SendingLimits(clock)


def test_without_limits_everything_is_let_through(limits):
    assert all(limits.allows_message(None) for _ in range(1000))
    assert all(limits.allows_template(f"62800{n:08d}", NEVER, None) for n in range(1000))


def test_more_messages_within_a_second_are_too_many(limits, clock):
    assert [limits.allows_message(2) for _ in range(3)] == [True, True, False]
    clock.now += 1
    assert limits.allows_message(2)


def test_what_went_before_the_limit_came_counts(limits):
    limits.allows_message(None)
    assert not limits.allows_message(1)
    limits.allows_template(NUMBER, NEVER, None)
    assert not limits.allows_template(OTHER, NEVER, 1)


def test_a_citizen_who_got_a_template_may_get_another_beyond_the_limit(limits):
    assert [limits.allows_template(number, NEVER, 1) for number in (NUMBER, OTHER, NUMBER)] == [
        True,
        False,
        True,
    ]


def test_a_day_later_other_citizens_may_get_a_template(limits, clock):
    limits.allows_template(NUMBER, NEVER, 1)
    clock.now += DAY
    assert limits.allows_template(OTHER, NEVER, 1)


def test_whoever_wrote_within_a_day_does_not_count(limits, clock):
    assert limits.allows_template(NUMBER, clock.now - DAY + 1, 1)
    assert limits.allows_template(OTHER, NEVER, 1)
    assert limits.allows_template(NUMBER, clock.now - DAY + 1, 1)


def test_whoever_wrote_longer_ago_counts(limits, clock):
    limits.allows_template(NUMBER, NEVER, 1)
    assert not limits.allows_template(OTHER, clock.now - DAY, 1)
