"""Specification of what the programme does for citizens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests.integration.vaksin.conftest import SITE
from tests.people import make_applicant
from vaksin.__main__ import commands
from vaksin.application import NeedsOfficer, NotYours
from vaksin.booking.model import (
    AlreadyBooked,
    BookingStatus,
    NotLive,
    Screening,
    SessionFull,
    SessionOver,
)
from vaksin.booking.nearby import Place, Point
from vaksin.booking.timetable import Wish
from vaksin.officer_requests import RequestKind
from vaksin.people.addresses import Addresses
from vaksin.people.model import Person
from vaksin.privacy.keys import DataKeys
from vaksin.schema import consents, metadata, officer_requests, persons, registrations

HERE, THERE, ELSEWHERE = "kontak-1", "kontak-2", "kontak-3"
FIRST = f"{SITE}-20270302-0800"
SECOND = f"{SITE}-20270302-1000"
OFFICER_ALPHABET = set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")


@pytest.fixture
def register(programme, applicant):
    """Return a function that registers the person with a serial and books a seat."""

    def run(contact_id=HERE, serial=9001, session_id=FIRST, screening=(), **told):
        return programme.seats.register(
            contact_id, applicant(serial, **told), session_id, Screening(screening)
        )

    return run


@pytest.fixture
def officer_messages(programme):
    """Return a function that tells what officers find, opened."""

    def read():
        with programme.engine.begin() as connection:
            rows = connection.execute(select(officer_requests)).all()
        return {row.reference: programme.keys.open(row.message_sealed) for row in rows}

    return read


def rows_of(programme, table):
    with programme.engine.begin() as connection:
        return connection.execute(select(table)).all()


def dump(engine) -> str:
    """Return everything that is in the database as one text."""
    tables = inspect(engine).get_table_names()
    with engine.begin() as connection:
        return "\n".join(
            str([tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))])
            for table in tables
        )


def test_a_registration_books_a_seat_and_can_be_looked_up(programme, register, seats):
    booking = register(screening=("hamil",))
    (standing,) = programme.standings(HERE)
    assert booking.status is BookingStatus.BOOKED
    assert booking.screening.answers == ("hamil",)
    assert standing.newest_booking == standing.live_booking == booking
    assert standing.registration.person.name == "Contoh Warga"
    assert seats(FIRST) == (1, 1)


def test_a_number_that_registered_nobody_has_no_standings(programme):
    assert programme.standings(HERE) == []


def test_a_repeated_registration_returns_the_same_booking(programme, register, seats):
    assert register() == register() == register()
    assert seats(FIRST) == (1, 1)
    assert len(rows_of(programme, persons)) == 1
    assert len(rows_of(programme, registrations)) == 1


def test_a_repeated_registration_for_the_last_seat_returns_the_same_booking(
    register, add_session, seats
):
    session_id = add_session(capacity=1)
    assert register(session_id=session_id) == register(session_id=session_id)
    assert seats(session_id) == (1, 1)


def test_a_registration_repeated_after_the_session_began_returns_the_same_booking(register, clock):
    booking = register()
    clock.moment = booking.session.starts_at + timedelta(minutes=1)
    assert register().id == booking.id


def test_given_a_missed_session_when_registered_again_then_a_new_seat_is_taken(
    programme, register, clock
):
    booking = register()
    clock.moment = booking.session.ends_at + timedelta(minutes=1)
    (standing,) = programme.standings(HERE)
    assert standing.live_booking is None
    with pytest.raises(SessionOver):
        register()


def test_a_repeated_registration_takes_no_second_seat_elsewhere_and_changes_nothing(
    programme, register, seats
):
    booking = register()
    with pytest.raises(AlreadyBooked):
        register(session_id=SECOND, name="Contoh Wargi")
    (standing,) = programme.standings(HERE)
    assert standing.newest_booking == booking
    assert standing.registration.person.name != "Contoh Wargi"
    assert (seats(FIRST), seats(SECOND)) == ((1, 1), (0, 0))


def test_a_repeated_registration_writes_corrected_data(programme, register):
    register()
    register(name="Contoh Wargi")
    assert [s.registration.person.name for s in programme.standings(HERE)] == ["Contoh Wargi"]


def test_after_a_cancellation_the_person_can_register_again(programme, register, clock, seats):
    first = register()
    programme.seats.cancel(HERE, first.id)
    clock.advance(timedelta(minutes=1))
    second = register(session_id=SECOND)
    assert second.id != first.id
    assert programme.standings(HERE)[0].live_booking == second
    assert (seats(FIRST), seats(SECOND)) == ((0, 0), (1, 1))


def test_the_family_can_be_registered_from_one_number(programme, register):
    register(serial=9001)
    register(serial=9002, name="Contoh Ibu", relation="ibu")
    found = [
        (s.registration.person.name, s.registration.relation) for s in programme.standings(HERE)
    ]
    assert sorted(found) == [("Contoh Ibu", "ibu"), ("Contoh Warga", "diri_sendiri")]


def test_given_no_seat_when_somebody_registers_then_nothing_is_written(
    programme, register, add_session
):
    session_id = add_session(capacity=1)
    register(session_id=session_id)
    before = dump(programme.engine)
    with pytest.raises(SessionFull):
        register(THERE, serial=9002, session_id=session_id)
    assert dump(programme.engine) == before


def test_given_a_session_that_began_when_somebody_registers_then_nothing_is_written(
    programme, register, clock
):
    clock.advance(timedelta(days=2))
    before = dump(programme.engine)
    with pytest.raises(SessionOver):
        register()
    assert dump(programme.engine) == before


def test_a_nik_registered_from_a_second_number_gets_a_seat_as_any_and_an_officer_hears_of_it(
    programme, register, officer_messages, seats
):
    register(HERE)
    assert register(THERE, name="Contoh Lain", session_id=SECOND).status is BookingStatus.BOOKED
    (standing,) = programme.standings(THERE)
    assert standing.registration.person.is_contested
    (message,) = officer_messages().values()
    assert "Contoh Lain" in message
    assert (seats(FIRST), seats(SECOND)) == ((1, 1), (1, 1))


def test_a_nik_registered_from_a_third_number_goes_to_an_officer(
    programme, register, officer_messages, seats
):
    register(HERE)
    register(THERE)
    with pytest.raises(NeedsOfficer) as caught:
        register(ELSEWHERE, name="Contoh Lain", session_id=SECOND)
    message = officer_messages()[caught.value.reference]
    assert "Contoh Lain" in message
    assert make_applicant(9001).nik.number in message
    assert seats(SECOND) == (0, 0)


def test_who_registers_a_nik_of_another_number_learns_and_changes_nothing(programme, register):
    booking = register(HERE)
    register(THERE, name="Contoh Lain", session_id=SECOND)
    with pytest.raises(NeedsOfficer) as caught:
        register(ELSEWHERE, name="Contoh Lain Lagi")
    shown = f"{caught.value!r} {caught.value} {caught.value.__dict__}"
    assert "Contoh" not in shown
    assert make_applicant(9001).nik.number not in shown
    assert programme.standings(ELSEWHERE) == []
    assert programme.standings(THERE)[0].registration.person.name == "Contoh Lain"
    assert programme.standings(HERE)[0].registration.person.name == "Contoh Warga"
    assert programme.standings(HERE)[0].live_booking == booking


def test_a_number_registers_only_as_many_people_as_it_may(programme, register, officer_messages):
    limit = programme.service.limits.people_per_number
    for serial in range(9001, 9001 + limit):
        register(serial=serial)
    with pytest.raises(NeedsOfficer) as caught:
        register(serial=9001 + limit)
    assert len(programme.standings(HERE)) == limit
    assert list(officer_messages()) == [caught.value.reference]


def test_a_number_at_its_limit_still_gets_its_bookings_back(programme, register):
    limit = programme.service.limits.people_per_number
    bookings = [register(serial=serial) for serial in range(9001, 9001 + limit)]
    assert register(serial=9001).id == bookings[0].id


def test_offers_come_the_nearest_first_with_their_free_seats(programme, register):
    register()
    wish = Wish(date(2027, 3, 2), date(2027, 3, 2))
    offers = programme.offers(Place("31.74.01"), wish, first=0, count=3).offers
    assert [offer.site.id for offer in offers] == [
        SITE,
        "JKT-CILANDAK-01",
        "JKT-MENTENG-01",
    ]
    assert [session.id for session in offers[0].sessions] == [FIRST, SECOND]
    # Three of thirty are kept for those who walk in.
    assert offers[0].seats_free == 27 + 27 - 1


def test_a_shared_position_decides_which_offer_comes_first(programme):
    page = programme.offers(Place(point=Point(-2.5, 140.7)), Wish(), first=0, count=1)
    assert page.offers[0].site.id == "DJJ-UTARA-01"


def test_a_site_without_a_fitting_session_is_no_offer(programme):
    # On Sundays only vaccination centres are open, and none of the few sites is one.
    sunday = date(2027, 3, 7)
    page = programme.offers(Place("31.74.01"), Wish(sunday, sunday), first=0, count=9)
    assert (page.offers, page.has_more) == ((), False)


def test_free_sessions_and_sites_can_be_looked_up(programme):
    assert [
        s.id for s in programme.free_sessions(SITE, Wish(date(2027, 3, 2), date(2027, 3, 2)))
    ] == [
        FIRST,
        SECOND,
    ]
    assert programme.session(FIRST).site in programme.sites()
    assert programme.session("TIDAK-ADA") is None


def test_only_who_registered_a_person_changes_their_booking(programme, register, seats):
    booking = register(HERE)
    for change in (
        lambda: programme.seats.cancel(THERE, booking.id),
        lambda: programme.seats.reschedule(THERE, booking.id, SECOND),
    ):
        with pytest.raises(NotYours):
            change()
    assert (seats(FIRST), seats(SECOND)) == ((1, 1), (0, 0))


def test_an_unknown_booking_cannot_be_changed(programme):
    with pytest.raises(NotLive):
        programme.seats.cancel(HERE, "tidak-ada")
    with pytest.raises(NotLive):
        programme.seats.reschedule(HERE, "tidak-ada", FIRST)


def test_a_booking_is_moved(programme, register, seats):
    booking = register()
    assert programme.seats.reschedule(HERE, booking.id, SECOND).session.id == SECOND
    assert (seats(FIRST), seats(SECOND)) == ((0, 0), (1, 1))


def test_a_failed_move_keeps_the_old_seat(programme, register, add_session, seats):
    full = add_session(capacity=1)
    register(THERE, serial=9002, session_id=full)
    booking = register()
    with pytest.raises(SessionFull):
        programme.seats.reschedule(HERE, booking.id, full)
    assert programme.standings(HERE)[0].live_booking == booking
    assert (seats(FIRST), seats(full)) == ((1, 1), (1, 1))


def test_a_cancelled_booking_is_the_newest_but_not_live(programme, register):
    booking = register()
    programme.seats.cancel(HERE, booking.id)
    (standing,) = programme.standings(HERE)
    assert standing.newest_booking.id == booking.id
    assert standing.live_booking is None


def test_the_present_consent_text_is_what_is_agreed_to(programme):
    programme.record_consent(HERE, "ibu")
    (row,) = rows_of(programme, consents)
    assert row.text_version == programme.service.consent.version
    assert row.relation == "ibu"


def test_a_question_for_an_officer_gets_a_reference_that_can_be_read_aloud(
    programme, officer_messages
):
    reference = programme.officers.ask(HERE, RequestKind.KIPI, "Lengan contoh bengkak")
    assert reference.startswith("L-")
    assert len(reference) == 8
    assert set(reference[2:]) <= OFFICER_ALPHABET
    assert officer_messages() == {reference: "Lengan contoh bengkak"}


def test_what_waits_for_an_officer_is_shown_the_oldest_first_until_it_is_closed(programme, clock):
    first = programme.officers.ask(HERE, RequestKind.QUESTION, "Tanya satu")
    clock.advance(timedelta(minutes=1))
    second = programme.officers.ask(THERE, RequestKind.KIPI, "Lengan contoh bengkak")
    waiting = [(r.reference, r.kind, r.message) for r, _ in programme.officers.waiting()]
    assert waiting == [
        (first, RequestKind.QUESTION, "Tanya satu"),
        (second, RequestKind.KIPI, "Lengan contoh bengkak"),
    ]
    assert programme.officers.close(first)
    assert [request.reference for request, _ in programme.officers.waiting()] == [second]


def test_a_request_can_be_closed_once_and_only_if_there_is_one(programme):
    reference = programme.officers.ask(HERE, RequestKind.QUESTION, "Tanya")
    assert programme.officers.close(reference)
    assert not programme.officers.close(reference)
    assert not programme.officers.close("L-TIDAKADA")


def test_notifications_can_be_stopped_before_anything_else_was_written(programme):
    programme.rights.stop_notifications(HERE)
    assert programme.standings(HERE) == []


def test_personal_data_stand_nowhere_in_the_clear(programme, register, in_book):
    address, user_id = "6281200009001", "ID.9001200130014001"
    contact_id = in_book(lambda book: book.contact_for(Addresses(address, user_id)))
    register(contact_id, name="Sitanama Contoh", screening=("penyakit_contoh",))
    programme.officers.ask(contact_id, RequestKind.KIPI, "Keluhan rahasia contoh")
    register(THERE, name="Lainnama Contoh")
    with pytest.raises(NeedsOfficer):
        register(ELSEWHERE, name="Terakhir Contoh")
    stored = dump(programme.engine)
    assert FIRST in stored
    told = make_applicant(9001)
    secrets = [
        told.nik.number,
        told.nik.number[6:12],
        "Sitanama",
        "Lainnama",
        "Terakhir",
        told.birth_date.isoformat(),
        "penyakit_contoh",
        "rahasia",
        address,
        address[2:],
        user_id,
    ]
    assert [secret for secret in secrets if secret in stored] == []


def test_a_representation_of_an_applicant_shows_no_personal_data(applicant):
    shown = repr(applicant(name="Sitanama Contoh"))
    assert not any(s in shown for s in (make_applicant().nik.number, "Sitanama", "1985"))


def test_errors_of_the_database_carry_no_personal_data(programme, in_directory):
    told = make_applicant(name="Sitanama Contoh")
    incomplete = Person("orang-1", told.nik, told.name, told.birth_date, None, told.group_id)
    with pytest.raises(IntegrityError) as caught:
        in_directory(lambda directory: directory.save(incomplete))
    shown = f"{caught.value} {caught.value!r}"
    assert "[SQL parameters hidden" in shown
    assert not any(s in shown for s in (told.nik.number, "Sitanama", "1985-06-15"))


def test_what_was_kept_is_unreadable_with_other_keys(programme, register):
    register()
    others = DataKeys.parse(DataKeys.generate())
    stranger = type(programme)(programme.engine, others, programme.clock, programme.content)
    assert (
        stranger.seats.register(THERE, make_applicant(9001), SECOND).status is BookingStatus.BOOKED
    )
    with pytest.raises(ValueError, match="changed after it was sealed"):
        stranger.standings(HERE)


def test_preparing_again_adds_no_session_and_loses_no_booking(programme, register):
    booking = register()
    assert programme.prepare() == 0
    assert programme.standings(HERE)[0].live_booking == booking


def test_the_groups_and_vaccines_of_the_day_are_those_of_the_content(programme):
    assert programme.today == date(2027, 3, 1)
    assert "lainnya" in {group.id for group in programme.groups(programme.today)}
    assert programme.vaccines["indovac"].name == "IndoVac"


def test_the_command_line_prepares_a_database(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/baru/vaksin.db")
    monkeypatch.setenv("VAKSIN_DATA_KEYS", DataKeys.generate())
    first, again = (CliRunner().invoke(commands, ["prepare"]) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "0 sesi baru" not in first.output
    assert "0 sesi baru" in again.output


def test_the_command_line_names_a_setting_that_is_wrong(monkeypatch):
    monkeypatch.setenv("VAKSIN_DATA_KEYS", "salah")
    result = CliRunner().invoke(commands, ["prepare"])
    assert result.exit_code == 1
    assert "VAKSIN_DATA_KEYS: setiap kunci ditulis <versi>:<base64>" in result.output


def test_the_command_line_makes_a_key_that_can_be_used():
    DataKeys.parse(CliRunner().invoke(commands, ["new-key"]).output.strip())


def test_every_table_is_looked_at_when_the_clear_text_is_searched(programme):
    assert {table.name for table in metadata.sorted_tables} <= set(
        inspect(programme.engine).get_table_names()
    )
