"""Who looked at whose data is recorded, and nobody can change the record unnoticed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.integration.vaksin.conftest import SITE
from tests.people import make_applicant
from vaksin.__main__ import commands
from vaksin.application import Keep, retention
from vaksin.application.site_desk import Injection, WalkIn
from vaksin.booking.attendance import NotArrived
from vaksin.booking.closing import Days
from vaksin.officer_requests import RequestKind
from vaksin.privacy.access_log import AccessAct
from vaksin.privacy.keeping import DataKind
from vaksin.privacy.keys import DataKeys

MINE, THEIRS = "kontak-1", "kontak-2"
# On the day of the tests' clock, which stands at 06.00.
SESSION, LATER = f"{SITE}-20270301-0800", f"{SITE}-20270301-1000"
DOORS_OPEN = timedelta(hours=2)


@pytest.fixture
def officer(programme):
    """Return the programme as a named officer works with it."""
    return replace(programme, operator="Petugas Contoh")


@pytest.fixture
def booking(programme):
    """Return a booked seat."""
    return programme.seats.register(MINE, make_applicant(), SESSION)


@pytest.fixture
def three_records(programme):
    """Write three records about two people."""

    def write(act):
        act.note_access(AccessAct.CHECK_IN, ["orang-1"], SESSION)
        act.note_access(AccessAct.DAY_SHEET, ["orang-2", "orang-1"], SESSION)
        act.note_access(AccessAct.REQUESTS, [])

    programme.transactions.writing(write)


@pytest.fixture
def by_force(programme):
    """Return what writes as somebody can who owns the database and switches its triggers off."""

    @contextmanager
    def forced():
        with programme.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                names = connection.execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                ).scalars()
                for name in list(names):
                    connection.execute(text(f"DROP TRIGGER {name}"))
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            yield lambda statement: connection.execute(text(statement))

    return forced


@pytest.fixture
def run(programme, monkeypatch):
    """Return a function that runs a command for a named operator."""
    monkeypatch.setenv("VAKSIN_OPERATOR", "Petugas Contoh")

    def invoke(*words):
        return CliRunner().invoke(commands, list(words), obj=programme)

    return invoke


def noted(programme, person_id=None):
    """Return what was recorded: act, people and reference."""
    records = programme.accesses.records(person_id)
    return [(record.act, record.person_ids, record.reference) for record in records]


def broken(programme):
    return programme.accesses.state().first_broken


# What is recorded


def test_given_a_check_in_then_who_did_it_when_and_for_which_session_is_recorded(
    officer, booking, clock
):
    clock.advance(DOORS_OPEN)
    officer.site_desk.check_in(booking.ticket_code)

    (record,) = officer.accesses.records()

    assert (record.number, record.at, record.operator) == (1, clock.now(), "Petugas Contoh")
    assert (record.act, record.reference) == (AccessAct.CHECK_IN, SESSION)
    assert record.person_ids == (booking.person_id,)


def test_given_a_visit_then_every_act_at_the_desk_is_recorded(officer, booking, clock):
    clock.advance(DOORS_OPEN)
    desk, code = officer.site_desk, booking.ticket_code
    desk.check_in(code)
    desk.record_dose(code, Injection("indovac", "UJI-1", clock.now()))
    desk.correct_batch(code, "UJI-2")

    acts = [AccessAct.CHECK_IN, AccessAct.DOSE, AccessAct.CORRECT_BATCH]
    assert noted(officer) == [(act, (booking.person_id,), SESSION) for act in acts]


@pytest.mark.parametrize(
    ("act", "do"),
    [
        (AccessAct.REFUSE, lambda desk, code, today: desk.refuse(code)),
        (
            AccessAct.POSTPONE,
            lambda desk, code, today: desk.postpone(code, today + timedelta(days=7)),
        ),
    ],
)
def test_given_somebody_sent_home_then_it_is_recorded(officer, booking, clock, act, do):
    clock.advance(DOORS_OPEN)
    officer.site_desk.check_in(booking.ticket_code)

    do(officer.site_desk, booking.ticket_code, officer.today)

    assert noted(officer)[-1] == (act, (booking.person_id,), SESSION)


def test_given_a_walk_in_then_it_is_recorded(officer, clock):
    clock.advance(DOORS_OPEN)

    walked_in = officer.site_desk.walk_in(WalkIn(make_applicant()), SESSION)

    assert noted(officer) == [(AccessAct.WALK_IN, (walked_in.person_id,), SESSION)]


def test_given_a_day_sheet_then_everybody_on_it_is_recorded(officer, booking):
    other = officer.seats.register(THEIRS, make_applicant(9002), SESSION)
    officer.reports.day_sheet(officer.reports.session(SESSION))

    people = tuple(sorted([booking.person_id, other.person_id]))
    assert noted(officer) == [(AccessAct.DAY_SHEET, people, SESSION)]


def test_given_requests_when_read_and_closed_then_whom_they_are_about_is_recorded(officer, booking):
    reference = officer.officers.ask(MINE, RequestKind.QUESTION, "Tanya contoh")
    officer.officers.waiting()
    officer.officers.close(reference)

    about = (booking.person_id,)
    assert noted(officer) == [
        (AccessAct.REQUESTS, about, None),
        (AccessAct.CLOSE_REQUEST, about, reference),
    ]


def test_given_certificates_when_told_of_then_whose_they_are_is_recorded(officer, booking, clock):
    clock.advance(DOORS_OPEN)
    officer.site_desk.check_in(booking.ticket_code)
    officer.site_desk.record_dose(booking.ticket_code, Injection("indovac", "UJI-1", clock.now()))

    officer.certificates.tell_one(booking.ticket_code)

    assert noted(officer)[-1] == (AccessAct.CERTIFICATES, (booking.person_id,), None)


def test_given_somebody_disputed_when_settled_then_it_is_recorded_under_the_request(
    officer, booking
):
    reference = officer.family.dispute(MINE, booking.person_id)

    officer.family.settle(reference, Keep.NEITHER)

    assert noted(officer) == [(AccessAct.SETTLE, (booking.person_id,), reference)]


def test_given_a_closure_then_who_was_moved_and_who_is_to_be_called_is_recorded(officer, booking):
    closure = officer.closures.of_site(SITE, Days(officer.today, officer.today))

    officer.closures.calls(officer.closures.execute(closure))

    about = (booking.person_id,)
    assert noted(officer) == [(AccessAct.REBOOK, about, SESSION), (AccessAct.CALLS, about, None)]


def test_given_an_act_that_is_refused_then_nothing_was_done_and_nothing_is_recorded(
    officer, booking
):
    with pytest.raises(NotArrived):
        officer.site_desk.refuse(booking.ticket_code)

    assert noted(officer) == []


def test_given_a_code_of_nobody_then_nothing_is_recorded(officer):
    officer.site_desk.check_in("AAAA-AAAA-AAAA")

    assert noted(officer) == []


def test_given_what_citizens_do_themselves_then_it_is_no_access(programme, booking):
    programme.seats.cancel(MINE, booking.id)

    assert noted(programme) == []


def test_given_several_people_when_one_is_asked_about_then_only_their_records_are_shown(
    programme, three_records
):
    assert [act for act, _, _ in noted(programme, "orang-2")] == [AccessAct.DAY_SHEET]


def test_given_a_record_of_several_people_when_one_is_asked_about_then_all_of_it_is_shown(
    programme, three_records
):
    ((_, person_ids, _),) = noted(programme, "orang-2")

    assert person_ids == ("orang-1", "orang-2")


@pytest.mark.parametrize("name", ["ticket", "request", "id"])
def test_given_a_person_named_in_any_way_then_their_records_are_found(
    officer, booking, clock, name
):
    clock.advance(DOORS_OPEN)
    officer.site_desk.check_in(booking.ticket_code)
    asked = officer.officers.ask(MINE, RequestKind.QUESTION, "Tanya contoh", booking.person_id)
    named = {"ticket": booking.ticket_code, "request": asked, "id": booking.person_id}[name]

    assert len(officer.accesses.records(named)) == 1


def test_given_an_erased_person_then_the_record_stays_and_is_whole(officer, booking, clock):
    clock.advance(DOORS_OPEN)
    officer.site_desk.check_in(booking.ticket_code)
    officer.rights.ask_erasure(MINE)
    clock.advance(timedelta(days=2))
    assert officer.rights.erase_due(10) == 1

    assert len(officer.accesses.records(booking.person_id)) == 1
    assert broken(officer) is None


# Nobody changes it


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET operator = 'orang lain' WHERE number = 1",
        "UPDATE access_log_people SET person_id = 'orang-9' WHERE number = 1",
        "DELETE FROM access_log WHERE number = 3",
        "DELETE FROM access_log_people",
        "DELETE FROM access_log_tail",
        "UPDATE access_log_tail SET forgotten_number = 3",
        "UPDATE access_log_tail SET number = 2",
    ],
)
def test_given_plain_sql_when_it_would_change_the_log_then_the_database_refuses(
    programme, three_records, statement
):
    with pytest.raises(IntegrityError, match="can only grow"), programme.engine.begin() as c:
        c.execute(text(statement))

    assert broken(programme) is None


def test_given_no_records_then_the_log_is_whole(programme):
    state = programme.accesses.state()

    assert (state.first_broken, state.last_number) == (None, 0)


def test_given_records_that_nobody_touched_then_the_log_is_whole(programme, three_records):
    state = programme.accesses.state()

    assert (state.first_broken, state.last_number) == (None, 3)


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE access_log SET operator = 'orang lain' WHERE number = 2", 2),
        ("UPDATE access_log SET at = '2027-01-01 00:00:00+00' WHERE number = 1", 1),
        ("UPDATE access_log SET reference = NULL WHERE number = 2", 2),
        ("UPDATE access_log_people SET person_id = 'orang-9' WHERE person_id = 'orang-2'", 2),
        ("DELETE FROM access_log_people WHERE number = 1", 1),
        ("INSERT INTO access_log_people VALUES (3, 'orang-9')", 3),
        ("DELETE FROM access_log_people WHERE number = 2;"
         " DELETE FROM access_log WHERE number = 2", 2),
        ("DELETE FROM access_log WHERE number = 3", 3),
        ("DELETE FROM access_log_people; DELETE FROM access_log", 1),
        ("DELETE FROM access_log_tail", 1),
        ("UPDATE access_log_tail SET number = 2, mac = (SELECT mac FROM access_log"
         " WHERE number = 2); DELETE FROM access_log WHERE number = 3", 2),
        ("UPDATE access_log_tail SET forgotten_number = 1, forgotten_mac = (SELECT mac FROM"
         " access_log WHERE number = 1); DELETE FROM access_log_people WHERE number = 1;"
         " DELETE FROM access_log WHERE number = 1", 3),
        ("UPDATE access_log SET number = 9 WHERE number = 3", 3),
    ],
)  # fmt: skip
def test_given_the_owner_of_the_database_when_they_tamper_then_the_first_broken_record_is_named(
    programme, three_records, by_force, statement, first
):
    with by_force() as execute:
        for one in statement.split(";"):
            execute(one)

    assert broken(programme) == first


def test_given_two_records_that_changed_places_then_it_is_noticed(
    programme, three_records, by_force
):
    with by_force() as execute:
        for number, other in ((1, 8), (3, 1), (8, 3)):
            execute(f"UPDATE access_log_people SET number = {other} WHERE number = {number}")
            execute(f"UPDATE access_log SET number = {other} WHERE number = {number}")

    assert broken(programme) == 1


def test_given_records_of_before_a_rotation_then_they_are_proved_as_long_as_their_key_is_known(
    programme, three_records, keys
):
    newer = DataKeys({**keys.by_version, 2: b"n" * 32})
    rotated = replace(programme, keys=newer)
    rotated.transactions.writing(lambda act: act.note_access(AccessAct.REQUESTS, []))
    assert broken(rotated) is None

    without_the_old = replace(programme, keys=DataKeys({2: b"n" * 32}))

    assert broken(without_the_old) == 1


def test_given_many_officers_at_once_then_the_chain_does_not_fork(programme):
    def act_once(number):
        person = [f"orang-{number}"]
        programme.transactions.writing(lambda act: act.note_access(AccessAct.CHECK_IN, person))

    with ThreadPoolExecutor(12) as crowd:
        list(crowd.map(act_once, range(60)))

    state = programme.accesses.state()
    assert (state.first_broken, state.last_number) == (None, 60)
    assert len(programme.accesses.records()) == 60


# Old records


def forget(officer):
    """Let go of what is too old; return how many access records went."""
    return sum(n for kind, n in officer.retention.forget_old() if kind is DataKind.ACCESS_RECORD)


def just_too_old(officer):
    return timedelta(days=officer.service.retention.days[DataKind.ACCESS_RECORD], seconds=1)


def test_given_old_records_when_forgotten_then_the_rest_is_whole_and_says_so(
    officer, three_records, clock
):
    clock.advance(just_too_old(officer))
    officer.transactions.writing(lambda act: act.note_access(AccessAct.REQUESTS, ["orang-1"]))

    assert forget(officer) == 3

    assert noted(officer) == [
        (AccessAct.REQUESTS, ("orang-1",), None),
        (AccessAct.FORGET, (), "1-3"),
    ]
    assert broken(officer) is None


def test_given_many_old_records_then_they_go_bit_by_bit_and_the_rest_is_whole(
    officer, three_records, clock, monkeypatch
):
    monkeypatch.setattr(retention, "BATCH", 2)
    clock.advance(just_too_old(officer))

    assert forget(officer) == 3

    assert [reference for *_, reference in noted(officer)] == ["1-2", "3-3"]
    assert broken(officer) is None


def test_given_everything_is_old_when_forgotten_then_the_chain_goes_on(
    officer, three_records, clock
):
    clock.advance(just_too_old(officer))
    forget(officer)
    assert forget(officer) == 0

    officer.transactions.writing(lambda act: act.note_access(AccessAct.REQUESTS, []))

    assert broken(officer) is None
    assert officer.accesses.state().last_number == 5


def test_given_records_that_are_not_old_then_they_are_not_forgotten(officer, three_records, clock):
    clock.advance(just_too_old(officer) - timedelta(days=1))
    assert forget(officer) == 0
    assert len(noted(officer)) == 3


# Commands


def test_given_a_command_then_the_operator_of_the_setting_is_recorded(run, programme):
    run("requests")

    (record,) = programme.accesses.records()
    assert record.operator == "Petugas Contoh"


def test_given_no_setting_then_the_user_of_the_machine_is_recorded(run, programme, monkeypatch):
    monkeypatch.delenv("VAKSIN_OPERATOR")
    monkeypatch.setattr("getpass.getuser", lambda: "petugas-meja-1")

    run("requests")

    (record,) = programme.accesses.records()
    assert record.operator == "petugas-meja-1"


def test_given_a_user_without_a_name_then_their_number_is_recorded(run, programme, monkeypatch):
    def unknown():
        raise KeyError

    monkeypatch.delenv("VAKSIN_OPERATOR")
    monkeypatch.setattr("getpass.getuser", unknown)
    monkeypatch.setattr("os.getuid", lambda: 1001)

    run("requests")

    (record,) = programme.accesses.records()
    assert record.operator == "pengguna 1001"


def test_given_a_setting_that_is_no_name_then_nothing_is_done(run, programme, monkeypatch):
    monkeypatch.setenv("VAKSIN_OPERATOR", "x" * 81)

    result = run("requests")

    assert result.exit_code == 1
    assert "VAKSIN_OPERATOR" in result.output
    assert noted(programme) == []


def test_given_the_log_when_shown_then_each_line_says_who_when_what_and_why(run, booking, clock):
    clock.advance(DOORS_OPEN)
    run("check-in", booking.ticket_code)

    (line,) = run("access-log").output.splitlines()

    said = ("1", "01-03-2027 08.00 WIB", "Petugas Contoh", "check_in", SESSION, booking.person_id)
    assert line == "  ".join(said)


def test_given_the_log_when_asked_for_a_later_day_then_nothing_is_shown(run, three_records):
    assert run("access-log", "--since", "2027-03-02").output == "tidak ada catatan\n"


def test_given_the_log_when_asked_for_a_person_then_others_are_not_shown(run, three_records):
    assert len(run("access-log", "--person", "orang-2").output.splitlines()) == 1


def test_given_a_whole_log_when_verified_then_its_end_is_told(run, three_records, programme):
    result = run("access-log", "verify")

    assert result.exit_code == 0
    assert (
        result.output == f"✓ 3 catatan utuh; segel terakhir {programme.accesses.state().last_mac}\n"
    )


def test_given_a_broken_log_when_verified_then_the_record_is_named_and_it_ends_with_1(
    run, three_records, by_force
):
    with by_force() as execute:
        execute("UPDATE access_log SET operator = 'orang lain' WHERE number = 2")

    result = run("access-log", "verify")

    assert result.exit_code == 1
    assert "nomor 2" in result.output
