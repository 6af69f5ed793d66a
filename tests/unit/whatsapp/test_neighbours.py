"""Who counts as a neighbour that may look at the operations."""

from __future__ import annotations

import pytest

from whatsapp.operations import is_private


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.1.2.3", "172.16.0.9", "192.168.1.5", "fd00::7"]
)
def test_an_address_that_the_internet_does_not_route_is_a_neighbours(address):
    assert is_private(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "157.240.1.1", "2a03:2880::1", "", "unix", "127.0.0.1, 8.8.8.8"]
)
def test_an_address_of_the_internet_and_what_is_none_is_a_strangers(address):
    assert not is_private(address)
