"""What happens when many citizens want something at the same moment."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.people import make_applicant
from vaksin.application import BeingErased, NeedsOfficer, NotYours, Vaksin
from vaksin.booking.model import BookingError, NotLive, SessionFull
from vaksin.people.addresses import Addresses
from vaksin.people.contacts import ContactBook
from vaksin.schema import contacts, persons

# SQLite lets one write after the other; more threads would only wait.
CROWD = {"postgresql": 100, "sqlite": 40}
SEATS = 10
EXPECTED = (BookingError, BeingErased, NeedsOfficer, NotYours)


@pytest.fixture
def crowd(engine) -> int:
    """Return how many citizens come at once."""
    return CROWD[engine.dialect.name]


def at_once(works: Iterable[Callable[[], object]]) -> list[object]:
    """Start everything at the same moment; return results, or expected errors in their place."""
    works = list(works)
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except EXPECTED as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def register(programme: Vaksin, contact_id: str, serial: int, session_id: str):
    return lambda: programme.seats.register(contact_id, make_applicant(serial), session_id)


def kinds(results: list[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def how_many(programme: Vaksin, table) -> int:
    with programme.engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_ten_seats_are_given_to_ten_of_the_crowd_and_the_rest_hear_that_it_is_full(
    programme, add_session, seats, crowd
):
    session_id = add_session(capacity=SEATS)
    results = at_once(
        register(programme, f"kontak-{number}", 9001 + number, session_id)
        for number in range(crowd)
    )
    assert kinds(results) == {"Booking": SEATS, "SessionFull": crowd - SEATS}
    assert seats(session_id) == (SEATS, SEATS)
    assert how_many(programme, persons) == SEATS


def test_a_registration_sent_twenty_times_at_once_is_one_booking(programme, add_session, seats):
    session_id = add_session(capacity=SEATS)
    results = at_once(register(programme, "kontak-1", 9001, session_id) for _ in range(20))
    assert kinds(results) == {"Booking": 20}
    assert len({result.id for result in results}) == 1
    assert seats(session_id) == (1, 1)


def test_a_registration_sent_at_once_for_the_last_seat_is_one_booking(
    programme, add_session, seats
):
    session_id = add_session(capacity=1)
    results = at_once(register(programme, "kontak-1", 9001, session_id) for _ in range(20))
    assert kinds(results) == {"Booking": 20}
    assert seats(session_id) == (1, 1)


def test_a_nik_registered_from_twenty_numbers_at_once_is_contested_by_one_and_left_by_the_rest(
    programme, add_session, seats
):
    session_id = add_session(capacity=SEATS)
    results = at_once(register(programme, f"kontak-{n}", 9001, session_id) for n in range(20))
    assert kinds(results) == {"Booking": 2, "NeedsOfficer": 18}
    assert seats(session_id) == (2, 2)
    found = [s.registration.person for n in range(20) for s in programme.standings(f"kontak-{n}")]
    assert sorted(person.is_contested for person in found) == [False, True]


def test_a_number_that_registers_many_at_once_keeps_to_its_limit(programme, add_session, seats):
    session_id, limits = add_session(capacity=50), programme.service.limits
    limit, tries = limits.people_per_number, limits.niks_per_day
    results = at_once(register(programme, "kontak-1", 9001 + n, session_id) for n in range(tries))
    assert kinds(results) == {"Booking": limit, "NeedsOfficer": tries - limit}
    assert seats(session_id) == (limit, limit)


def resolve(programme: Vaksin, *senders: Addresses) -> list[str]:
    with programme.engine.begin() as connection:
        book = ContactBook(connection, programme.keys, programme.clock)
        return book.contacts_for([(sender, None) for sender in senders])


def test_somebody_new_who_writes_twenty_times_at_once_is_one_contact(programme):
    phone, user_id = "6281200009001", "ID.9001200130014001"
    forms = [Addresses(phone, user_id), Addresses(phone), Addresses(phone, user_id)]
    results = at_once(lambda n=n: resolve(programme, forms[n % 3])[0] for n in range(20))
    assert len(set(results)) == 1
    assert how_many(programme, contacts) == 1


def test_many_new_senders_in_any_order_at_once_get_one_contact_each(programme):
    senders = [Addresses(str(628120000000 + n), f"ID.{n}") for n in range(20)]
    orders = [random.Random(seed).sample(senders, len(senders)) for seed in range(10)]
    results = at_once(lambda order=order: resolve(programme, *order) for order in orders)
    found = [dict(zip(order, ids, strict=True)) for order, ids in zip(orders, results, strict=True)]
    assert found == [found[0]] * len(orders)
    assert how_many(programme, contacts) == len(senders)


def test_nothing_is_lost_when_a_contact_registers_while_it_is_merged(programme, add_session):
    session_id = add_session(capacity=40)
    for n in range(5):
        old, new = Addresses(f"62812000091{n:02}"), Addresses(f"62812000092{n:02}")
        survivor, hasty = resolve(programme, old, new)

        def change(old=old, new=new):
            with programme.engine.begin() as connection:
                book = ContactBook(connection, programme.keys, programme.clock)
                return book.change(old, new, programme.clock.now())

        works = [register(programme, hasty, 9001 + 4 * n + k, session_id) for k in range(3)]
        results = at_once([change, *works, change])
        assert kinds(results) == {"AddressChange": 2, "Booking": 3}
        assert len(programme.standings(survivor)) == 3


def test_a_booking_cancelled_twenty_times_at_once_gives_one_seat_back(
    programme, add_session, seats
):
    session_id = add_session(capacity=SEATS)
    register(programme, "kontak-2", 9002, session_id)()
    booking = register(programme, "kontak-1", 9001, session_id)()
    results = at_once([lambda: programme.seats.cancel("kontak-1", booking.id)] * 20)
    assert kinds(results) == {"Booking": 1, NotLive.__name__: 19}
    assert seats(session_id) == (1, 1)


def test_people_who_change_places_do_not_wait_for_one_another_forever(
    programme, add_session, seats
):
    one, other, pairs = add_session(capacity=40), add_session(capacity=40), 15
    places = {n: (one, other) if n % 2 else (other, one) for n in range(2 * pairs)}
    booked = {n: register(programme, f"kontak-{n}", 9001 + n, places[n][0])() for n in places}
    results = at_once(
        lambda n=n: programme.seats.reschedule(f"kontak-{n}", booked[n].id, places[n][1])
        for n in places
    )
    assert kinds(results) == {"Booking": 2 * pairs}
    assert (seats(one), seats(other)) == ((pairs, pairs), (pairs, pairs))


def test_the_last_seat_goes_to_one_of_those_who_move_there(programme, add_session, seats):
    wanted, movers = add_session(capacity=1), 20
    home = add_session(capacity=movers)
    booked = [register(programme, f"kontak-{n}", 9001 + n, home)() for n in range(movers)]
    results = at_once(
        lambda n=n: programme.seats.reschedule(f"kontak-{n}", booked[n].id, wanted)
        for n in range(movers)
    )
    assert kinds(results) == {"Booking": 1, SessionFull.__name__: movers - 1}
    assert (seats(wanted), seats(home)) == ((1, 1), (movers - 1, movers - 1))


def test_erasing_and_cancelling_at_once_give_a_seat_back_only_once(programme, add_session, seats):
    session_id = add_session(capacity=30)
    register(programme, "kontak-x", 9100, session_id)()
    for n in range(10):
        contact_id = f"kontak-{n}"
        booking = register(programme, contact_id, 9001 + n, session_id)()
        at_once(
            [
                lambda c=contact_id: programme.rights.ask_erasure(c),
                lambda c=contact_id, b=booking.id: programme.seats.cancel(c, b),
                lambda c=contact_id: programme.rights.ask_erasure(c),
            ]
        )
        assert seats(session_id) == (1, 1)


@pytest.mark.parametrize("seed", range(3))
def test_no_seat_is_lost_or_invented_whatever_people_do_at_once(
    programme, add_session, seats, seed
):
    choice = random.Random(seed)
    sessions = [add_session(capacity=choice.randint(1, 6)) for _ in range(4)]
    citizens = {f"kontak-{n}": (9001 + 2 * n, 9002 + 2 * n) for n in range(8)}

    def act(contact_id: str, own: random.Random) -> None:
        for _ in range(8):
            try:
                _one_act(programme, own, contact_id, citizens[contact_id], sessions)
            except EXPECTED:
                continue

    # Two at once for each number: people press a button twice.
    actors = [(contact_id, random.Random(choice.random())) for contact_id in [*citizens] * 2]
    at_once(lambda actor=actor: act(*actor) for actor in actors)
    for session_id in sessions:
        taken, booked = seats(session_id)
        assert taken == booked


def _one_act(programme, own, contact_id, serials, sessions) -> None:
    live = [s.live_booking for s in programme.standings(contact_id) if s.live_booking]
    act = own.choice(["register", "register", "cancel", "move", "move", "erase"])
    if act == "register":
        register(programme, contact_id, own.choice(serials), own.choice(sessions))()
    elif act == "erase":
        programme.rights.ask_erasure(contact_id)
        programme.rights.withdraw_erasures(contact_id)
    elif live and act == "cancel":
        programme.seats.cancel(contact_id, own.choice(live).id)
    elif live:
        programme.seats.reschedule(contact_id, own.choice(live).id, own.choice(sessions))
