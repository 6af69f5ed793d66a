"""A tester goes ahead in time, and every part of the trial with them."""

from __future__ import annotations

import time

import pytest

from simulator import clock
from vaksin.clock import TIME_TRAVEL, SystemClock


@pytest.fixture
def trial(tmp_path, monkeypatch):
    monkeypatch.setenv(clock.TIME_TRAVEL, str(tmp_path / "var" / "time-travel"))


def test_simulator_and_product_name_the_same_file():
    assert clock.TIME_TRAVEL == TIME_TRAVEL


@pytest.mark.usefixtures("trial")
def test_given_a_journey_then_both_are_as_far_ahead():
    product = SystemClock()
    assert clock.travel(3600)
    assert clock.travel(1800)
    assert clock.ahead() == 5400
    assert product.now().timestamp() == pytest.approx(clock.now(), abs=1)
    assert clock.now() == pytest.approx(time.time() + 5400, abs=1)


def test_given_no_file_for_it_then_nobody_travels(monkeypatch):
    monkeypatch.delenv(clock.TIME_TRAVEL, raising=False)
    assert not clock.travel(3600)
    assert clock.ahead() == 0
