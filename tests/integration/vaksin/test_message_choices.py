"""Which kinds of messages a number wants: the newest choice counts, and none is ever changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from vaksin.people.addresses import Addresses
from vaksin.people.message_choices import (
    EVERY_KIND,
    ChoiceMeans,
    MessageKind,
    unwanted_by,
)
from vaksin.schema import contacts, message_choices

ANI, BUDI = "kontak-ani", "kontak-budi"
REMINDERS, INVITATIONS = frozenset({MessageKind.REMINDER}), frozenset({MessageKind.CAMPAIGN})
OLD, NEW = Addresses("6281200009001"), Addresses("6281200009002")


@pytest.fixture
def wanted(programme):
    """Return what tells which kinds of messages a contact wants."""

    def read(contact_id):
        with programme.transactions.reading() as act:
            return act.choices.wanted(contact_id)

    return read


@pytest.fixture
def history(programme):
    """Return what tells what a contact chose."""

    def read(contact_id):
        with programme.transactions.reading() as act:
            return act.choices.history(contact_id)

    return read


@pytest.fixture
def silent(programme):
    """Return what selects the contacts that want no messages of a kind."""

    def read(kind):
        with programme.transactions.reading() as act:
            unwanted = unwanted_by(contacts.c.id, kind)
            found = act.connection.execute(select(contacts.c.id).where(unwanted))
            others = act.connection.execute(select(contacts.c.id).where(~unwanted))
            return sorted(found.scalars()), sorted(others.scalars())

    return read


@pytest.fixture
def two(in_book):
    """Return two contacts that turn out to be one when the first gets the second's number."""
    return tuple(in_book(lambda book, one=one: book.contact_for(one)) for one in (OLD, NEW))


def test_given_nothing_chosen_then_every_kind_is_wanted(wanted, history):
    assert wanted(ANI) == EVERY_KIND
    assert history(ANI) == []


@pytest.mark.parametrize(
    ("stopped", "left"),
    [(REMINDERS, INVITATIONS), (INVITATIONS, REMINDERS), (EVERY_KIND, frozenset())],
    ids=["reminders", "invitations", "all"],
)
def test_given_a_kind_stopped_then_only_the_others_are_wanted(programme, wanted, stopped, left):
    assert programme.rights.stop_notifications(ANI, stopped) == left
    assert wanted(ANI) == left


def test_given_all_stopped_when_one_kind_is_wanted_again_then_the_other_stays_away(
    programme, wanted
):
    programme.rights.stop_notifications(ANI)

    assert programme.rights.resume_notifications(ANI, REMINDERS) == REMINDERS
    assert wanted(ANI) == REMINDERS


def test_given_several_choices_then_the_history_has_each_with_its_moment_and_means(
    programme, history, clock
):
    first = clock.now()
    programme.rights.stop_notifications(ANI, INVITATIONS, ChoiceMeans.META)
    clock.advance(timedelta(days=1))
    programme.rights.resume_notifications(ANI, INVITATIONS, ChoiceMeans.TAPPED)

    assert [(one.kind, one.wanted, one.means, one.at) for one in history(ANI)] == [
        (MessageKind.CAMPAIGN, False, ChoiceMeans.META, first),
        (MessageKind.CAMPAIGN, True, ChoiceMeans.TAPPED, clock.now()),
    ]


def test_given_a_repeated_request_when_more_was_chosen_in_between_then_it_says_what_it_said(
    programme, wanted
):
    said = programme.rights.stop_notifications(ANI, REMINDERS, request_id="p-1")
    programme.rights.stop_notifications(ANI, INVITATIONS, request_id="p-2")

    assert programme.rights.stop_notifications(ANI, REMINDERS, request_id="p-1") == said
    assert wanted(ANI) == frozenset()


def test_given_some_who_want_silence_then_a_query_tells_them_from_the_others(programme, silent):
    programme.rights.stop_notifications(ANI, REMINDERS)
    programme.rights.stop_notifications(BUDI)
    programme.rights.resume_notifications(BUDI, REMINDERS)

    assert silent(MessageKind.REMINDER) == ([ANI], [BUDI])
    assert silent(MessageKind.CAMPAIGN) == ([BUDI], [ANI])


def test_given_many_choices_then_the_index_finds_the_newest(programme):
    with programme.engine.begin() as connection:
        many = [{"id": f"kontak-{n}", "created_at": programme.clock.now()} for n in range(2000)]
        connection.execute(insert(contacts), many)
        chosen = {"kind": "pengingat", "wanted": 0, "means": "lama", "at": programme.clock.now()}
        connection.execute(
            insert(message_choices), [{"contact_id": row["id"], **chosen} for row in many]
        )
    with programme.engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            connection.execute(text("ANALYZE message_choices"))
        query = select(unwanted_by(contacts.c.id, MessageKind.REMINDER)).where(
            contacts.c.id == "kontak-7"
        )
        sql = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        plan = str(connection.exec_driver_sql(f"{explain} {sql}").all())
    assert plan.count("ix_message_choices_newest") == 2


@pytest.mark.parametrize("stopping", [0, 1])
def test_given_two_contacts_of_one_person_when_one_wants_silence_then_both_do(
    programme, in_book, wanted, two, clock, stopping
):
    other = two[1 - stopping]
    programme.rights.stop_notifications(two[stopping], REMINDERS)
    programme.rights.stop_notifications(other)
    programme.rights.resume_notifications(other)

    in_book(lambda book: book.change(OLD, NEW, clock.now()))

    assert wanted(two[0]) == INVITATIONS


def test_given_two_contacts_of_one_person_then_the_history_of_both_is_kept(
    programme, in_book, history, two, clock
):
    programme.rights.stop_notifications(two[0], REMINDERS)
    programme.rights.stop_notifications(two[1], INVITATIONS)

    in_book(lambda book: book.change(OLD, NEW, clock.now()))

    assert [one.kind for one in history(two[0])] == [MessageKind.REMINDER, MessageKind.CAMPAIGN]
    assert history(two[1]) == []


@pytest.fixture
def erase(programme, clock):
    """Return what erases all that a number gave us."""

    def run(contact_id):
        clock.moment = programme.rights.ask_erasure(contact_id).due_at
        assert programme.rights.erase_due(10) == 1

    return run


def test_given_an_erasure_then_the_silence_wished_for_stays(programme, history, wanted, erase):
    programme.rights.stop_notifications(ANI)
    programme.rights.resume_notifications(ANI, REMINDERS)

    erase(ANI)

    assert {(one.kind, one.wanted) for one in history(ANI)} == {(MessageKind.CAMPAIGN, False)}
    assert wanted(ANI) == REMINDERS


def test_given_an_erasure_of_who_wanted_all_then_no_list_invites_them_again(
    programme, history, erase
):
    programme.rights.stop_notifications(ANI)
    programme.rights.resume_notifications(ANI)

    erase(ANI)

    assert [(one.kind, one.wanted, one.means) for one in history(ANI)] == [
        (MessageKind.CAMPAIGN, False, ChoiceMeans.ERASURE)
    ]


@pytest.mark.parametrize("change", ["wanted = 1", "kind = 'ajakan'", "at = at", "means = 'meta'"])
def test_given_plain_sql_when_it_would_change_a_choice_then_the_database_refuses(programme, change):
    programme.rights.stop_notifications(ANI, REMINDERS)

    with pytest.raises(IntegrityError, match="cannot be changed"), programme.engine.begin() as c:
        c.execute(text(f"UPDATE message_choices SET {change}"))


@pytest.mark.parametrize("change", ["'lain', 0, 'lama'", "'ajakan', 2, 'lama'", "'ajakan', 0, 'x'"])
def test_given_plain_sql_when_a_choice_is_none_then_the_database_refuses(programme, change):
    programme.rights.stop_notifications(ANI, REMINDERS)
    statement = (
        "INSERT INTO message_choices (contact_id, at, kind, wanted, means)"
        f" SELECT contact_id, at, {change} FROM message_choices"
    )

    with pytest.raises(IntegrityError), programme.engine.begin() as connection:
        connection.execute(text(statement))
