"""News on the phone: what happens by itself reaches the citizen and can be answered with a tap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.e2e.phone import Phone, choices_of
from tests.e2e.running import Product
from tests.people import make_applicant
from vaksin.application import Vaksin
from vaksin.booking.model import Screening
from vaksin.booking.nearby import Place
from vaksin.clock import WIB
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from vaksin.schema import bookings, vaccination_sessions
from vaksin.settings import Settings

pytestmark = pytest.mark.e2e

TEBET = "31.74.01"
SESSIONS = vaccination_sessions.c


@pytest.fixture(scope="module")
def programme(product: Product) -> Vaksin:
    """Return the domain of the running product, as somebody else reaches it."""
    return Vaksin.from_settings(Settings.from_environment(product.environment))


@pytest.fixture
def contact_id(phone: Phone, programme: Vaksin) -> str:
    """Return the id of a phone whose window is open."""
    phone.types("halo")
    with programme.engine.begin() as connection:
        book = ContactBook(connection, programme.keys, programme.clock)
        return book.contact_for(Addresses(phone=phone.number))


@pytest.fixture
def session(programme: Vaksin):
    """Return a session of a far site, in some days."""
    day = (programme.clock.now() + timedelta(days=5)).astimezone(WIB).date()
    offers = programme.offers(Place(region_code=TEBET))
    return next(s for o in reversed(offers) for s in o.sessions if s.local_date == day)


def take_seats(programme, session, left: int) -> None:
    """Leave so many seats in a session, and none in the others of its day and site."""
    same_day = (SESSIONS.site_id == session.site.id) & (SESSIONS.local_date == session.local_date)
    with programme.engine.begin() as connection:
        full = update(vaccination_sessions).values(seats_taken=SESSIONS.capacity)
        connection.execute(full.where(same_day))
        here = SESSIONS.id == session.id
        free = update(vaccination_sessions).values(seats_taken=SESSIONS.capacity - left)
        connection.execute(free.where(here))


def titles_of_newest(phone: Phone) -> list[str]:
    """Return what can be tapped in the bot's newest message."""
    return [choice["title"] for choice in choices_of(phone.from_bot[-1])]


def test_given_somebody_who_waits_when_a_seat_falls_free_then_one_tap_brings_the_ticket(
    phone: Phone, programme: Vaksin, contact_id: str, session
):
    applicant = make_applicant(9701, "Sari Contoh")
    person_id = programme.seats.enrol(contact_id, applicant)
    take_seats(programme, session, left=0)
    programme.seats.wait(contact_id, session.site.id, session.local_date, {person_id: Screening()})
    take_seats(programme, session, left=1)

    offer = phone.awaits_answer()
    assert "Ada kursi kosong untuk *Sari Contoh*" in offer
    assert session.site.name in offer
    assert titles_of_newest(phone) == ["Ya, ambil", "Tidak"]

    ticket = phone.taps("Ya, ambil")

    assert "Tiket vaksinasi" in ticket
    assert "Nama: Sari Contoh" in ticket
    assert phone.last_image
    live = programme.standings(contact_id)[0].live_booking
    assert live is not None
    assert live.session.id == session.id


def test_given_a_held_seat_when_its_time_is_over_then_the_phone_is_told(
    phone: Phone, programme: Vaksin, contact_id: str, session
):
    take_seats(programme, session, left=3)
    held = programme.seats.hold_for_new(contact_id, make_applicant(9702, "Tono Contoh"), session.id)
    with programme.engine.begin() as connection:
        past = programme.clock.now() - timedelta(seconds=1)
        this = bookings.c.id == held.id
        connection.execute(update(bookings).where(this).values(held_until=past))

    told = phone.awaits_answer()

    assert "Kursi untuk *Tono Contoh*" in told
    assert titles_of_newest(phone) == ["Pilih jadwal lagi", "Bicara ke petugas"]
    assert programme.standings(contact_id) == []
