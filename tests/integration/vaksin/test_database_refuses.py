"""What the database itself refuses, whatever a program asks of it in plain SQL."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.integration.vaksin.conftest import SITE
from tests.people import make_applicant
from vaksin.booking.model import Screening
from vaksin.schema import bookings

SESSION, OTHER = f"{SITE}-20270302-0800", f"{SITE}-20270302-1000"
DAY, DAY_AFTER = "2027-03-02", "2027-03-03"
CITIZEN = "kontak-1"


@pytest.fixture
def booking(programme):
    """Return a booked seat."""
    return programme.seats.register(CITIZEN, make_applicant(), SESSION)


@pytest.fixture
def refuses(programme):
    """Return a function that tells whether the database refuses a statement, and for what."""

    def run(statement: str, **values: object) -> str:
        with pytest.raises(IntegrityError) as caught, programme.engine.begin() as connection:
            connection.execute(text(statement), values)
        return str(caught.value.orig)

    return run


def copied(booking, **changes: str) -> str:
    """Return the statement that writes a booking once more, some columns having other values."""
    names = [column.name for column in bookings.columns]
    values = {"id": "'tiruan'", "ticket_code": "'AAAA-BBBB-CCCC'"} | changes
    wanted = ", ".join(values.get(name, name) for name in names)
    columns = ", ".join(names)
    return (
        f"INSERT INTO bookings ({columns}) SELECT {wanted} FROM bookings WHERE id = '{booking.id}'"
    )


def names(refusal: str, engine, constraint: str, columns: str = "") -> bool:
    """Tell whether a refusal is that of a constraint; SQLite names the columns of a unique one."""
    said = columns if columns and engine.dialect.name == "sqlite" else constraint
    return re.search(re.escape(said), refusal) is not None


def test_more_seats_taken_than_there_are(refuses, engine, booking):
    said = refuses("UPDATE vaccination_sessions SET seats_taken = capacity + 1")
    assert names(said, engine, "never_overbooked")


def test_fewer_seats_taken_than_none(refuses, engine, booking):
    said = refuses("UPDATE vaccination_sessions SET seats_taken = -1")
    assert names(said, engine, "never_overbooked")


def test_fewer_seats_than_are_taken(refuses, engine, booking):
    said = refuses("UPDATE vaccination_sessions SET walk_in_seats = 0, capacity = 0 WHERE id = :id",
                   id=SESSION)  # fmt: skip
    assert names(said, engine, "never_overbooked")


@pytest.mark.parametrize("walk_in_seats", ["-1", "capacity + 1"])
def test_more_walk_in_seats_than_seats_or_fewer_than_none(refuses, engine, booking, walk_in_seats):
    said = refuses(f"UPDATE vaccination_sessions SET walk_in_seats = {walk_in_seats}")
    assert names(said, engine, "walk_in_seats_are_seats")


@pytest.mark.parametrize(
    ("status", "held_until"),
    [("held", "created_at"), ("booked", "NULL"), ("arrived", "NULL")],
)
@pytest.mark.parametrize("session_id", [SESSION, OTHER])
def test_a_second_live_seat_for_the_same_person_and_dose(
    refuses, engine, booking, status, held_until, session_id
):
    said = refuses(
        copied(booking, status=f"'{status}'", held_until=held_until, session_id=f"'{session_id}'")
    )
    assert names(
        said,
        engine,
        "uq_bookings_one_live_per_person_and_dose",
        "bookings.person_id, bookings.dose",
    )


def test_an_ended_seat_beside_a_live_one_is_no_second_one(programme, booking):
    with programme.engine.begin() as connection:
        connection.execute(text(copied(booking, status="'cancelled'")))


def test_an_ended_seat_that_comes_to_life_beside_a_live_one(refuses, engine, programme, booking):
    with programme.engine.begin() as connection:
        connection.execute(text(copied(booking, status="'cancelled'")))
    said = refuses("UPDATE bookings SET status = 'booked'")
    assert names(
        said,
        engine,
        "uq_bookings_one_live_per_person_and_dose",
        "bookings.person_id, bookings.dose",
    )


def test_two_tickets_with_one_code(refuses, engine, booking):
    said = refuses(copied(booking, ticket_code="ticket_code", status="'cancelled'"))
    assert names(said, engine, "uq_bookings_ticket_code", "bookings.ticket_code")


def test_a_seat_before_the_first_day_of_the_dose(refuses, engine, booking):
    said = refuses(f"UPDATE bookings SET earliest_on = '{DAY_AFTER}'")
    assert names(said, engine, "never_before_its_day")


def test_a_seat_that_says_another_day_than_its_session(refuses, engine, booking):
    said = refuses(f"UPDATE bookings SET session_date = '{DAY_AFTER}'")
    assert names(said, engine, "fk_bookings_session", "FOREIGN KEY")


def test_a_session_that_moves_to_another_day_under_its_seats(refuses, engine, booking):
    said = refuses(
        f"UPDATE vaccination_sessions SET local_date = '{DAY_AFTER}' WHERE id = '{SESSION}'"
    )
    assert names(said, engine, "fk_bookings_session", "FOREIGN KEY")


@pytest.mark.parametrize(
    ("status", "held_until"),
    [("held", "NULL"), ("booked", "created_at"), ("expired", "created_at")],
)
def test_a_held_seat_without_an_end_or_another_with_one(
    refuses, engine, booking, status, held_until
):
    said = refuses(f"UPDATE bookings SET status = '{status}', held_until = {held_until}")
    assert names(said, engine, "held_until_a_time")


@pytest.mark.parametrize("gone", ["persons", "contacts", "vaccination_sessions", "sites"])
def test_deleting_what_a_seat_belongs_to(refuses, engine, booking, gone):
    said = refuses(f"DELETE FROM {gone}")
    assert names(said, engine, "foreign key", "FOREIGN KEY")


@pytest.mark.parametrize("column", ["person_id", "contact_id", "session_id"])
def test_a_seat_of_nobody_and_nowhere(refuses, engine, booking, column):
    said = refuses(copied(booking, dose="9", **{column: "'tidak-ada'"}))
    assert names(said, engine, "foreign key", "FOREIGN KEY")


DOSE = (
    "INSERT INTO vaccinations (id, person_id, number, vaccine_id, given_on, given_at, batch,"
    " earliest_on, told_by, recorded_at) SELECT {values} FROM bookings"
)
GIVEN = {
    "id": "'dosis'",
    "person_id": "person_id",
    "number": "1",
    "vaccine_id": "'indovac'",
    "given_on": "session_date",
    "given_at": "created_at",
    "batch": "'UJI-1'",
    "earliest_on": "session_date",
    "told_by": "'petugas'",
    "recorded_at": "created_at",
}


def dose(**changes: str) -> str:
    """Return the statement that records a dose at the session of the only booking."""
    return DOSE.format(values=", ".join((GIVEN | changes).values()))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"earliest_on": f"'{DAY_AFTER}'"}, "never_before_its_day"),
        ({"number": "0"}, "doses_count_from_one"),
        ({"batch": "NULL"}, "an_officer_records_everything"),
        ({"vaccine_id": "NULL"}, "an_officer_records_everything"),
        ({"given_at": "NULL"}, "an_officer_records_everything"),
        ({"told_by": "'siapa'"}, "known_teller"),
        ({"person_id": "'tidak-ada'"}, "foreign key"),
    ],
)
def test_a_dose_too_early_or_incomplete(refuses, engine, booking, changes, constraint):
    said = refuses(dose(**changes))
    assert names(said.lower(), engine, constraint)


def test_the_same_dose_twice(refuses, engine, programme, booking):
    with programme.engine.begin() as connection:
        connection.execute(text(dose()))
    said = refuses(dose(id="'lagi'"))
    assert names(
        said,
        engine,
        "uq_vaccinations_one_of_a_number",
        "vaccinations.person_id, vaccinations.number",
    )


def test_whoever_is_deleted_takes_everything_that_is_only_about_them_along(programme, booking):
    with programme.engine.begin() as connection:
        for statement in (
            "DELETE FROM bookings",
            "DELETE FROM registrations",
            "DELETE FROM persons",
        ):
            connection.execute(text(statement))
        left = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("verifications", "waiting_entries", "vaccinations", "decisions")
        ]
    assert left == [0, 0, 0, 0]


def test_waiting_twice_for_the_same_dose(refuses, engine, programme):
    person_id = programme.seats.enrol(CITIZEN, make_applicant())
    programme.seats.wait(CITIZEN, SITE, date(2027, 3, 9), {person_id: Screening()})
    programme.seats.stop_waiting(CITIZEN, person_id)
    programme.seats.wait(CITIZEN, SITE, date(2027, 3, 10), {person_id: Screening()})
    said = refuses("UPDATE waiting_entries SET status = 'waiting'")
    assert names(
        said,
        engine,
        "uq_waiting_entries_one_per_person_and_dose",
        "waiting_entries.person_id, waiting_entries.dose",
    )
