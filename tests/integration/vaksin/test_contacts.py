"""Specification of which conversation a message belongs to, whatever happens to addresses."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise, permutations

import pytest
from sqlalchemy import event, select

from vaksin.officer_requests import RequestKind
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import OVERTAKING, AddressChange
from vaksin.schema import bookings, consents, contacts, message_choices, officer_requests

A, B, C, D = (Addresses(phone=f"628120000900{number}") for number in range(1, 5))
U, V, W = (Addresses(user_id=f"ID.900120013001400{number}") for number in range(1, 4))
MINUTE = timedelta(minutes=1)


def both(phone: Addresses, user: Addresses) -> Addresses:
    return Addresses(phone.phone, user.user_id)


@pytest.fixture
def contact_for(in_book):
    return lambda addresses, at=None: in_book(lambda book: book.contact_for(addresses, at))


@pytest.fixture
def change(in_book):
    return lambda old, new, at: in_book(lambda book: book.change(old, new, at))


@pytest.fixture
def addresses_of(in_book):
    return lambda contact_id: in_book(lambda book: book.addresses_of(contact_id))


@pytest.fixture
def now(clock):
    return clock.now()


def rows_of(engine, table):
    with engine.begin() as connection:
        return connection.execute(select(table)).all()


@pytest.mark.parametrize("nothing", [{}, {"phone": ""}, {"phone": None, "user_id": ""}])
def test_a_sender_without_any_address_is_refused(nothing):
    with pytest.raises(ValueError, match="a number, a user id or both"):
        Addresses(**nothing)


def test_a_representation_of_addresses_shows_none():
    shown = repr(both(A, U))
    assert A.phone not in shown
    assert U.user_id not in shown


@pytest.mark.parametrize("sender", [A, U, both(A, U)])
def test_a_sender_keeps_their_contact(contact_for, addresses_of, sender):
    contact_id = contact_for(sender)
    assert contact_for(sender) == contact_id
    assert addresses_of(contact_id) == sender


def test_different_senders_are_different_contacts(contact_for):
    assert len({contact_for(sender) for sender in (A, B, U, V)}) == 4


def test_a_contact_says_nothing_about_its_addresses(contact_for):
    contact_id = contact_for(both(A, U))
    assert A.phone not in contact_id
    assert U.user_id not in contact_id


def test_the_number_of_a_contact_can_be_told_if_it_is_known(in_book, contact_for):
    told = {c: in_book(lambda book, c=c: book.phone_of(c)) for c in (contact_for(A), "tidak-ada")}
    assert list(told.values()) == [A.phone, None]
    user = contact_for(U)
    assert in_book(lambda book: book.phone_of(user)) is None


def test_a_conversation_without_an_address_is_a_contact_too(in_book, addresses_of):
    for _ in range(2):
        in_book(lambda book: book.ensure_contact("terminal"))
    assert addresses_of("terminal") is None


def test_a_known_contact_stays_as_it_is_when_it_is_ensured(in_book, contact_for, addresses_of):
    contact_id = contact_for(A)
    in_book(lambda book: book.ensure_contact(contact_id))
    assert addresses_of(contact_id) == A


def test_moments_come_back_aware_of_their_time_zone(engine, contact_for):
    contact_for(A)
    (row,) = rows_of(engine, contacts)
    assert row.created_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("known", "new"), [(A, U), (U, A)])
def test_an_address_that_is_new_goes_to_the_contact_of_the_known_one(
    contact_for, addresses_of, known, new
):
    contact_id = contact_for(known)
    assert contact_for(both(A, U)) == contact_id
    assert contact_for(new) == contact_id
    assert addresses_of(contact_id) == both(A, U)


def test_a_known_user_with_a_new_number_stays_the_same_contact(contact_for, addresses_of, clock):
    contact_id = contact_for(both(A, U))
    clock.advance(MINUTE)
    assert contact_for(both(B, U)) == contact_id
    assert addresses_of(contact_id) == both(B, U)
    assert contact_for(A) != contact_id


def test_a_number_that_comes_with_another_user_was_given_to_somebody_else(
    contact_for, addresses_of, clock
):
    former = contact_for(both(A, U))
    clock.advance(MINUTE)
    present = contact_for(both(A, V))
    assert present != former
    assert (addresses_of(former), addresses_of(present)) == (U, both(A, V))
    assert contact_for(A) == present


def test_of_two_known_contacts_that_of_the_user_wins_and_takes_the_number(
    contact_for, addresses_of, clock
):
    of_number, of_user = contact_for(A), contact_for(U)
    clock.advance(MINUTE)
    assert contact_for(both(A, U)) == of_user
    assert addresses_of(of_user) == both(A, U)
    assert addresses_of(of_number) is None


def test_a_message_from_before_a_number_was_given_away_belongs_to_its_former_owner(
    contact_for, addresses_of, clock, now
):
    former = contact_for(both(A, U))
    clock.advance(MINUTE)
    present = contact_for(both(A, V))
    assert contact_for(A, now) == former
    assert contact_for(both(A, U), now) == former
    assert (addresses_of(former), addresses_of(present)) == (U, both(A, V))


def test_an_old_message_that_names_a_former_user_takes_no_number_back(
    contact_for, addresses_of, clock, now
):
    clock.advance(MINUTE)
    present = contact_for(both(A, V))
    former = contact_for(both(A, U), now)
    assert former != present
    assert addresses_of(present) == both(A, V)
    assert contact_for(both(A, U), now) == former


def test_many_senders_are_told_in_their_order(in_book, contact_for):
    known = contact_for(A)
    senders = [(B, None), (A, None), (both(C, U), None), (B, None), (U, None)]
    found = in_book(lambda book: book.contacts_for(senders))
    assert found[1] == known
    assert found == [contact_for(addresses) for addresses, _ in senders]
    assert len(set(found)) == 3


def test_nobody_is_nobody(in_book):
    assert in_book(lambda book: book.contacts_for([])) == []


def test_a_thousand_senders_take_a_few_statements_and_one_when_they_are_known(engine, in_book):
    senders = [(Addresses(str(628120000000 + n), f"ID.{n}"), None) for n in range(1000)]
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    first = in_book(lambda book: book.contacts_for(senders))
    # PostgreSQL's driver writes many rows as a few long statements.
    assert len(statements) < 20
    statements.clear()
    assert in_book(lambda book: book.contacts_for(senders)) == first
    assert len([one for one in statements if one.startswith("SELECT")]) == 1


@pytest.mark.parametrize(("old", "new"), [(A, B), (U, V), (both(A, U), both(B, V))])
def test_who_changes_an_address_keeps_their_contact(
    contact_for, change, addresses_of, clock, old, new
):
    contact_id = contact_for(old)
    clock.advance(MINUTE)
    assert change(old, new, clock.now()) == AddressChange(contact_id, ())
    assert addresses_of(contact_id) == new
    assert contact_for(new) == contact_id


def test_after_a_change_the_old_address_is_a_stranger_except_for_late_messages(
    contact_for, change, clock, now
):
    contact_id = contact_for(A)
    clock.advance(MINUTE)
    change(A, B, clock.now())
    assert contact_for(A, now) == contact_id
    assert contact_for(A) != contact_id


def test_a_new_user_id_leaves_the_number(contact_for, change, addresses_of, clock):
    contact_id = contact_for(both(A, U))
    clock.advance(MINUTE)
    change(U, V, clock.now())
    assert addresses_of(contact_id) == both(A, V)


@pytest.mark.parametrize("told_first", ["number", "user id"])
def test_number_and_user_id_may_change_in_two_notices(
    contact_for, change, addresses_of, clock, told_first
):
    contact_id = contact_for(both(A, U))
    clock.advance(timedelta(days=30))
    notices = [(A, B), (U, V)]
    for old, new in notices if told_first == "number" else reversed(notices):
        change(old, new, clock.now())
        clock.advance(MINUTE)
    assert addresses_of(contact_id) == both(B, V)
    assert contact_for(both(B, V)) == contact_id


def test_a_new_user_id_that_was_never_told_goes_with_the_new_number(
    contact_for, change, addresses_of, clock
):
    contact_id = contact_for(both(A, U))
    clock.advance(timedelta(days=30))
    change(A, B, clock.now())
    assert contact_for(both(B, V)) == contact_id
    assert change(U, V, clock.now()) == AddressChange(contact_id, ())
    assert addresses_of(contact_id) == both(B, V)


def test_a_change_of_somebody_unknown_makes_a_contact_for_the_new_address(
    contact_for, change, addresses_of, clock, now
):
    clock.advance(MINUTE)
    contact_id = change(A, B, clock.now()).contact_id
    assert addresses_of(contact_id) == B
    assert contact_for(A, now) == contact_id


def test_messages_that_overtook_the_notice_are_merged_into_the_old_conversation(
    contact_for, change, addresses_of, clock
):
    contact_id = contact_for(both(A, U))
    clock.advance(timedelta(days=30))
    changed_at = clock.now()
    clock.advance(MINUTE)
    hasty = contact_for(both(B, V))
    assert change(A, B, changed_at) == AddressChange(contact_id, (hasty,))
    assert addresses_of(contact_id) == both(B, V)
    assert contact_for(B) == contact_for(V) == contact_id


def test_a_number_that_another_person_had_long_before_is_taken_but_their_data_stay_theirs(
    contact_for, change, addresses_of, clock
):
    stranger = contact_for(both(B, V))
    contact_id = contact_for(A)
    clock.advance(OVERTAKING + MINUTE)
    assert change(A, B, clock.now()) == AddressChange(contact_id, ())
    assert addresses_of(contact_id) == B
    assert addresses_of(stranger) == V


def test_a_repeated_notice_changes_nothing(engine, contact_for, change, addresses_of, clock):
    contact_id = contact_for(A)
    clock.advance(MINUTE)
    changed_at, _ = clock.now(), contact_for(B)
    change(A, B, changed_at)
    clock.advance(MINUTE)
    later = change(B, C, clock.now())
    before = rows_of(engine, contacts), addresses_of(contact_id)
    assert change(A, B, changed_at) == later == AddressChange(contact_id, ())
    assert (rows_of(engine, contacts), addresses_of(contact_id)) == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("numbers", [(A, B, C, D), (A, B, C, A), (A, B, A, B)])
def test_notices_may_come_in_any_order_and_repeatedly(
    contact_for, change, addresses_of, in_book, clock, numbers, order
):
    first = contact_for(numbers[0])
    moves = []
    for old, new in pairwise(numbers):
        clock.advance(timedelta(days=1))
        moves.append((old, new, clock.now()))
    for number in (*order, *order):
        change(*moves[number])
    # The contact of somebody who comes back to a number may live on in one made on the way.
    contact_id = in_book(lambda book: book.current(first))
    assert addresses_of(contact_id) == numbers[-1]
    assert contact_for(numbers[-1]) == contact_id
    assert contact_for(numbers[0], moves[0][2] - MINUTE) == contact_id


@pytest.fixture
def merged(programme, applicant, add_session, contact_for, change, clock):
    """Return two contacts that both did everything, after the second was merged into the first."""
    session_id = add_session()
    first = contact_for(A)
    clock.advance(MINUTE)
    second = contact_for(B)
    for contact_id, serial in ((first, 9001), (second, 9002)):
        programme.seats.register(contact_id, applicant(serial), session_id)
        programme.record_consent(contact_id, "diri_sendiri")
        programme.officers.ask(contact_id, RequestKind.QUESTION, "Tanya")
    programme.rights.stop_notifications(second)
    assert change(A, B, clock.now()).merged == (second,)
    return first, second


def test_a_merged_contact_brings_all_it_has(engine, programme, merged):
    first, _ = merged
    found = {
        standing.registration.person.nik.number[-4:] for standing in programme.standings(first)
    }
    assert found == {"9001", "9002"}
    for table in (bookings, consents, officer_requests, message_choices):
        assert [row.contact_id for row in rows_of(engine, table)] == [first, first]


def test_who_still_uses_the_id_of_a_merged_contact_acts_for_the_one_it_is_now(
    programme, merged, addresses_of
):
    first, second = merged
    assert programme.standings(second) == programme.standings(first)
    for standing in programme.standings(second):
        programme.seats.cancel(second, standing.live_booking.id)
    assert addresses_of(second) == B
    programme.rights.ask_erasure(second)
    assert [wish.is_whole for wish in programme.rights.pending_erasures(first)] == [True]


def test_somebody_registered_from_both_is_registered_once_after_a_merger(
    programme, applicant, add_session, in_directory, contact_for, change, clock
):
    first, second = contact_for(A), contact_for(B)
    programme.seats.register(first, applicant(9001), add_session())
    person_id = programme.standings(first)[0].registration.person.id
    in_directory(lambda directory: directory.link(second, person_id, "ayah"))
    change(A, B, clock.now())
    (standing,) = programme.standings(first)
    assert standing.registration.relation == "diri_sendiri"


def test_a_contact_merged_twice_leads_to_the_last_one(in_book, contact_for, change, clock):
    first, second, third = contact_for(A), contact_for(B), contact_for(C)
    clock.advance(MINUTE)
    change(B, C, clock.now())
    change(A, B, clock.now() - MINUTE)
    found = [in_book(lambda book, c=c: book.current(c)) for c in (first, second, third)]
    assert found == [first] * 3


@pytest.mark.parametrize("seed", range(15))
def test_whatever_comes_in_whatever_order_a_sender_of_this_moment_is_reached_where_they_write(
    in_book, contact_for, change, addresses_of, clock, seed
):
    choice = random.Random(seed)
    phones, users = [a.phone for a in (A, B, C)], [a.user_id for a in (U, V, W)]

    def sender() -> Addresses:
        phone, user_id = choice.choice(phones), choice.choice(users)
        return choice.choice(
            [Addresses(phone), Addresses(None, user_id), Addresses(phone, user_id)]
        )

    for _ in range(60):
        clock.advance(MINUTE * choice.choice([0, 1, 5, 60 * 24 * 9]))
        earlier = clock.now() - MINUTE * choice.choice([0, 1, 10, 60 * 24 * 10])
        act = choice.choice(["message", "late message", "late notice", "batch"])
        if act == "message":
            written = sender()
            reached = addresses_of(contact_for(written)).by_kind
            assert written.by_kind.items() <= reached.items()
        elif act == "late message":
            contact_for(sender(), earlier)
        elif act == "late notice":
            told = change(sender(), sender(), earlier)
            assert told.contact_id not in told.merged
        else:
            batch = [(sender(), choice.choice([None, earlier])) for _ in range(5)]
            assert len(in_book(lambda book, b=batch: book.contacts_for(b))) == len(batch)
