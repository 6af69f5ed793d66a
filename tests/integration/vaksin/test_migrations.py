"""The migrations make the tables that the code describes, on every database."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Table, bindparam, func, inspect, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from vaksin.application import MIGRATIONS
from vaksin.database import UtcDateTime, create_engine, upgrade
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from vaksin.people.message_choices import EVERY_KIND, MessageChoices
from vaksin.schema import (
    bookings,
    consent_changes,
    consents,
    contacts,
    erasures,
    message_choices,
    metadata,
    persons,
    sites,
    vaccination_sessions,
)

DATABASE = "migrasi"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_engine(request, tmp_path):
    """Return a database without tables."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'kosong.db'}")
        yield engine
        engine.dispose()
        return
    server = create_engine(request.getfixturevalue("postgres_url"))
    server = server.execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    engine = create_engine(str(server.url.set(database=DATABASE)))
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {DATABASE}"))
    server.dispose()


def constraints(engine: Engine) -> dict[str, set[tuple[str, str]]]:
    inspector = inspect(engine)
    return {
        table: {
            *((check["name"], "check") for check in inspector.get_check_constraints(table)),
            *((str(key["name"]), "foreign") for key in inspector.get_foreign_keys(table)),
            *((str(key["name"]), "unique") for key in inspector.get_unique_constraints(table)),
            *((str(index["name"]), str(index["unique"])) for index in inspector.get_indexes(table)),
            (str(inspector.get_pk_constraint(table)["name"]), "primary"),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_the_migrated_tables_are_those_of_the_metadata(empty_engine):
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_tables_have_the_constraints_of_the_metadata(empty_engine):
    metadata.create_all(empty_engine)
    expected = constraints(empty_engine)
    metadata.drop_all(empty_engine)
    upgrade(empty_engine, MIGRATIONS)
    assert constraints(empty_engine) == expected
    assert ("ck_vaccination_sessions_never_overbooked", "check") in expected["vaccination_sessions"]


def test_upgrading_twice_keeps_what_is_there(empty_engine, clock):
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        connection.execute(contacts.insert().values(id="terminal", created_at=clock.now()))
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        assert connection.execute(select(contacts.c.id)).scalars().all() == ["terminal"]


def test_scripts_are_found_in_a_folder_with_a_percent_sign(empty_engine, tmp_path):
    folder = Path(tmp_path / "100% contoh")
    folder.symlink_to(MIGRATIONS)
    upgrade(empty_engine, folder)
    assert "bookings" in inspect(empty_engine).get_table_names()


def old_scripts(folder: Path, last: str) -> Path:
    """Return the migrations up to one, as an old release had them."""
    scripts = folder / f"rilis-{last}"
    shutil.copytree(MIGRATIONS, scripts)
    for script in (scripts / "versions").glob("*.py"):
        if script.name[: len(last)] > last:
            script.unlink()
    return scripts


def test_numbers_from_before_there_were_other_addresses_are_still_found(
    empty_engine, keys, clock, tmp_path
):
    number = "6281200009001"
    upgrade(empty_engine, old_scripts(tmp_path, "0001"))
    with empty_engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO contacts (id, address_hash, address_sealed, created_at)"
                " VALUES ('kontak-1', :hash, :sealed, :at), ('terminal', NULL, NULL, :at)"
            ),
            {
                "hash": keys.lookup_hash("whatsapp", number),
                "sealed": keys.seal(number),
                "at": clock.now(),
            },
        )
        connection.execute(
            consents.insert().values(
                id="s-1",
                contact_id="kontak-1",
                text_version="1",
                relation="ibu",
                given_at=clock.now(),
            )
        )
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        book = ContactBook(connection, keys, clock)
        assert book.contact_for(Addresses(phone=number)) == "kontak-1"
        assert book.phone_of("kontak-1") == number
        assert connection.execute(select(consents.c.contact_id)).scalars().all() == ["kontak-1"]


def a_booking_of_an_old_release(session_day: date, at: datetime) -> list[tuple[Table, dict]]:
    """Return the rows, in the columns that release 0003 had, of one booked seat."""
    return [
        (contacts, {"id": "kontak-1", "created_at": at}),
        (
            persons,
            {
                "id": "orang-1",
                "nik_hash": "h",
                "nik_sealed": "s",
                "name_sealed": "s",
                "birth_date_sealed": "s",
                "district_code": "31.74.01",
                "group_sealed": "s",
                "flags": "",
                "created_at": at,
                "updated_at": at,
            },
        ),
        (
            sites,
            {
                "id": "tempat-1",
                "name": "Puskesmas Contoh",
                "short_name": "Contoh",
                "kind": "puskesmas",
                "address": "Jl. Contoh 1",
                "district_code": "31.74.01",
                "district": "Tebet",
                "city": "Jakarta",
                "timezone": "Asia/Jakarta",
                "latitude": 0.0,
                "longitude": 0.0,
                "is_sample": 1,
                "is_open": 1,
            },
        ),
        (
            vaccination_sessions,
            {
                "id": "sesi-1",
                "site_id": "tempat-1",
                "local_date": session_day,
                "starts_at": at + timedelta(hours=1),
                "ends_at": at + timedelta(hours=2),
                "vaccine_id": "indovac",
                "capacity": 5,
                "seats_taken": 1,
            },
        ),
        (
            bookings,
            {
                "id": "pesan-1",
                "person_id": "orang-1",
                "contact_id": "kontak-1",
                "session_id": "sesi-1",
                "dose": 1,
                "status": "booked",
                "ticket_code": "AAAA-BBBB-CCCC",
                "screening_sealed": "s",
                "created_at": at,
                "changed_at": at,
            },
        ),
    ]


def test_bookings_of_an_old_release_get_the_day_of_their_session(empty_engine, clock, tmp_path):
    # 23.00 UTC is the next day already where the session is.
    day = date(2027, 3, 1)
    upgrade(empty_engine, old_scripts(tmp_path, "0003"))
    with empty_engine.begin() as connection:
        for table, row in a_booking_of_an_old_release(day, clock.now()):
            connection.execute(table.insert().values(row))
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        (booking,) = connection.execute(select(bookings)).all()
    assert (booking.id, booking.session_id, booking.session_date) == ("pesan-1", "sesi-1", day)
    assert (booking.status, booking.held_until, booking.earliest_on) == ("booked", None, None)
    assert (booking.origin, booking.moves) == ("citizen", 0)


def test_consents_that_were_withdrawn_in_an_old_release_stay_so(empty_engine, clock, tmp_path):
    upgrade(empty_engine, old_scripts(tmp_path, "0005"))
    at = clock.now()
    with empty_engine.begin() as connection:
        connection.execute(contacts.insert().values(id="kontak-1", created_at=at))
        connection.execute(
            erasures.insert().values(
                receipt="H-ABC234", contact_id="kontak-1", requested_at=at, due_at=at
            )
        )
        for id_, withdrawn_at in (("s-1", at), ("s-2", None)):
            connection.execute(
                text(
                    "INSERT INTO consents (id, contact_id, text_version, relation, given_at,"
                    " withdrawn_at) VALUES (:id, 'kontak-1', '1', 'ibu', :given, :withdrawn)"
                ).bindparams(
                    bindparam("given", at, UtcDateTime),
                    bindparam("withdrawn", withdrawn_at, UtcDateTime),
                    id=id_,
                )
            )
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        (change,) = connection.execute(select(consent_changes)).all()
        assert connection.execute(select(func.count()).select_from(consents)).scalar_one() == 2
    assert (change.consent_id, change.change) == ("s-1", "ditarik")
    assert (change.receipt, change.at) == ("H-ABC234", at)


def test_who_wanted_no_messages_in_an_old_release_wants_none_of_any_kind(
    empty_engine, clock, tmp_path
):
    upgrade(empty_engine, old_scripts(tmp_path, "0008"))
    at = clock.now()
    people = (("kontak-1", at, None), ("kontak-2", None, None), ("kontak-3", at, "kontak-1"))
    with empty_engine.begin() as connection:
        for id_, stopped_at, merged_into in people:
            connection.execute(
                text(
                    "INSERT INTO contacts (id, notifications_stopped_at, created_at, merged_into)"
                    " VALUES (:id, :stopped, :created, :into)"
                ).bindparams(
                    bindparam("created", at, UtcDateTime),
                    bindparam("stopped", stopped_at, UtcDateTime),
                    id=id_,
                    into=merged_into,
                )
            )
    upgrade(empty_engine, MIGRATIONS)
    with empty_engine.begin() as connection:
        rows = connection.execute(select(message_choices)).all()
        choices = MessageChoices(connection, clock)
        wanted = [choices.wanted(f"kontak-{number}") for number in (1, 2)]
    assert {(row.contact_id, row.means, row.at) for row in rows} == {("kontak-1", "lama", at)}
    assert wanted == [frozenset(), EVERY_KIND]


def test_references_are_watched_again_after_an_upgrade(empty_engine, clock):
    upgrade(empty_engine, MIGRATIONS)
    orphan = consents.insert().values(
        id="s-1", contact_id="tidak-ada", text_version="1", relation="ibu", given_at=clock.now()
    )
    with pytest.raises(IntegrityError), empty_engine.begin() as connection:
        connection.execute(orphan)
