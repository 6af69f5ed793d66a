"""A register to ask, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from satusehat.http import Http
from satusehat.register import SatusehatRegister
from satusehat.settings import SatusehatSettings
from tests.people import BORN, nik_number
from tests.satusehat_server import CLIENT_ID, CLIENT_SECRET, Resident, Satusehat
from vaksin.clock import SettableClock
from vaksin.identity.nik import Nik
from vaksin.identity.verification import IdentityClaim


@pytest.fixture
def server(clock: SettableClock) -> Iterator[Satusehat]:
    """Return a register that knows one person."""
    running = Satusehat(clock, [Resident(nik_number(), "Siti Contoh", BORN)])
    yield running
    running.close()


@pytest.fixture
def settings(server: Satusehat) -> SatusehatSettings:
    return SatusehatSettings(server.url, CLIENT_ID, CLIENT_SECRET)


@pytest.fixture
def register(settings: SatusehatSettings, clock: SettableClock) -> SatusehatRegister:
    return SatusehatRegister(settings, clock)


@pytest.fixture
def impatient(settings: SatusehatSettings, clock: SettableClock) -> SatusehatRegister:
    """Return the way to the register that waits for one second only."""
    return SatusehatRegister(settings, clock, Http(settings.base_url, read_seconds=1))


@pytest.fixture
def claim() -> IdentityClaim:
    """Return what that person says truly of themselves."""
    return IdentityClaim(Nik(nik_number()), "Siti Contoh", BORN)
