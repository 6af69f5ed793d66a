from __future__ import annotations

import re

import pytest

from simulator.citizens import Citizens
from simulator.troubles import Troubles
from simulator.world import World

NUMBER = "6280000000001"
OTHER = "6280000000002"


@pytest.fixture
def citizens():
    return Citizens(World())


@pytest.fixture
def phoneless():
    return Citizens(World(troubles=Troubles(phoneless_share=1)))


def test_a_user_id_has_metas_shape_and_does_not_show_the_number(citizens):
    user_id = citizens.identity(NUMBER).user_id
    assert re.fullmatch(r"ID\.[A-Za-z0-9]{1,128}", user_id)
    assert NUMBER not in user_id


def test_a_user_id_is_the_same_after_a_restart(citizens):
    assert citizens.identity(NUMBER) == Citizens(World(seed=9)).identity(NUMBER)


@pytest.mark.parametrize("number", [NUMBER, OTHER, "012345", "999999999999999"])
def test_a_user_id_leads_back_to_its_number_without_any_memory(citizens, number):
    assert Citizens(World()).number_of(citizens.identity(number).user_id) == number


@pytest.mark.parametrize("user_id", ["ID.", "ID.1", "ID.abc", "US.1", "6280000000001", "ID.٣"])
def test_an_invented_user_id_is_nobodys(citizens, user_id):
    assert citizens.number_of(user_id) is None


def test_a_citizen_with_a_number_is_named_by_both(citizens):
    identity = citizens.identity(NUMBER)
    assert identity.sender == {"from": NUMBER, "from_user_id": identity.user_id}
    assert identity.recipient == {"recipient_id": NUMBER, "recipient_user_id": identity.user_id}


def test_a_phoneless_citizen_is_named_by_the_user_id_only(phoneless):
    identity = phoneless.identity(NUMBER)
    assert identity.sender == {"from_user_id": identity.user_id}
    assert identity.recipient == {"recipient_user_id": identity.user_id}


def test_after_a_change_the_old_user_id_still_leads_to_the_citizen(citizens):
    before = citizens.identity(NUMBER).user_id
    citizens.change_user_id(NUMBER)
    after = citizens.identity(NUMBER).user_id
    assert before != after
    assert citizens.number_of(before) == citizens.number_of(after) == NUMBER


def test_whoever_hides_a_number_hides_the_next_one_too():
    world = World(troubles=Troubles(phoneless_share=1))
    citizens = Citizens(world)
    citizens.move(NUMBER, OTHER)
    world.impose(Troubles())
    assert citizens.identity(OTHER).wa_id is None


def test_a_reset_forgets_all_changes(citizens):
    before = citizens.identity(NUMBER)
    citizens.change_user_id(NUMBER)
    citizens.reset()
    assert citizens.identity(NUMBER) == before
