from __future__ import annotations

import pytest

from simulator.pair_limit import PairLimit

NUMBER = "6280000000001"


@pytest.fixture
def clock():
    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def used_up(clock):
    limit = PairLimit(clock)
    assert all(limit.allows(NUMBER) for _ in range(45))
    return limit


def test_the_46th_message_at_once_is_too_many(used_up):
    assert not used_up.allows(NUMBER)


def test_six_seconds_later_one_more_is_allowed(used_up, clock):
    clock.now += 6
    assert used_up.allows(NUMBER)
    assert not used_up.allows(NUMBER)


def test_every_citizen_has_a_limit_of_ones_own(used_up):
    assert used_up.allows("6280000000002")
