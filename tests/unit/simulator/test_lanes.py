from __future__ import annotations

import pytest

from simulator.batches import WebhookItem
from simulator.lanes import Lanes


def item(name):
    return WebhookItem("messages", {"id": name}, print)


def names(items):
    return [item.content["id"] for item in items]


@pytest.fixture
def lanes():
    filled = Lanes()
    for lane, name in (("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3")):
        filled.add(lane, item(name))
    return filled


def test_everything_on_free_lanes_may_go(lanes):
    assert lanes.ready == 4


def test_items_of_one_lane_are_taken_in_their_order(lanes):
    assert names(lanes.take(10)[1]) == ["a1", "a2", "a3", "b1"]


def test_no_more_are_taken_than_wanted(lanes):
    taken, items = lanes.take(2)
    assert (taken, names(items)) == (["a"], ["a1", "a2"])


def test_the_rest_of_a_lane_waits_until_it_is_released(lanes):
    lanes.take(2)
    assert lanes.ready == 1
    lanes.release(["a"])
    assert lanes.ready == 2


def test_what_is_added_to_a_lane_under_way_waits_too(lanes):
    taken, _ = lanes.take(10)
    lanes.add("a", item("a4"))
    assert lanes.ready == 0
    lanes.release(taken)
    assert names(lanes.take(10)[1]) == ["a4"]
