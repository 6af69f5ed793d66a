"""One session for a family: all of them get a seat in it, or none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.conversations.journey import TEBET_SITE, WEDNESDAY_SESSION
from tests.people import nik_number
from vaksin.booking.model import Screening
from vaksin.eligibility.course import GivenDose
from vaksin.identity.nik import Nik
from vaksin.schema import vaccination_sessions

HEALTHY = "#kondisi_semua=tidak_ada"


@pytest.fixture
def trio(citizen, enrol, clock):
    """Register three people of one number without a seat, one after the other."""
    enrol(citizen, 9001, "Budi Contoh")
    clock.advance(timedelta(minutes=1))
    enrol(citizen, 9002, "Siti Contoh", "ibu")
    clock.advance(timedelta(minutes=1))
    enrol(citizen, 9003, "Tono Contoh", "ayah")
    return citizen


@pytest.fixture
def seats_left(programme):
    """Return what leaves so many seats in a session."""

    def leave(session_id, count):
        session = vaccination_sessions.c
        with programme.engine.begin() as connection:
            connection.execute(
                update(vaccination_sessions)
                .where(session.id == session_id)
                .values(seats_taken=session.capacity - session.walk_in_seats - count)
            )

    return leave


async def _at_summary(citizen, people="#peserta=semua", count=3):
    await citizen.says("/jadwal_bersama")
    await citizen.says(people)
    for _ in range(count):
        await citizen.says(HEALTHY)
    await citizen.says(f"#faskes={TEBET_SITE}")
    return await citizen.says("rabu jam 8")


# Who


async def test_given_a_family_without_seats_then_it_is_asked_who_goes_together(trio):
    said = await trio.says("jadwal bersama")

    assert said.uttered == ["utter_ask_peserta"]
    assert said.titles == ["Semua (3 orang)", "Budi Contoh", "Siti Contoh", "Tono Contoh"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Budi dan Siti", {"Budi Contoh", "Siti Contoh"}),
        ("2 dan 3", {"Budi Contoh", "Siti Contoh"}),
        ("semua", {"Budi Contoh", "Siti Contoh", "Tono Contoh"}),
        ("1", {"Budi Contoh", "Siti Contoh", "Tono Contoh"}),
        ("tono", {"Tono Contoh"}),
    ],
)
async def test_given_the_question_who_when_names_or_numbers_are_typed_then_these_are_taken(
    trio, programme, typed, names
):
    await trio.says("/jadwal_bersama")

    said = await trio.says(typed)

    assert said.uttered == ["utter_ask_skrining"]
    people = {s.registration.person.id: s.registration.person.name
              for s in programme.standings(trio.id)}  # fmt: skip
    assert {people[chosen] for chosen in (await trio.slots())["peserta"]} == names


@pytest.mark.parametrize("typed", ["rahmat", "9", "ga tau"])
async def test_given_the_question_who_when_nobody_of_them_is_named_then_it_is_asked_again(
    trio, typed
):
    await trio.says("/jadwal_bersama")

    said = await trio.says(typed)

    assert said.uttered == ["utter_salah_peserta", "utter_ask_peserta"]


async def test_given_one_without_a_seat_then_it_is_not_asked_who(citizen, enrol):
    enrol(citizen, 9002, "Siti Contoh", "ibu")

    said = await citizen.says("/jadwal_bersama")

    assert said.uttered == ["utter_ask_skrining"]
    assert "Ibu Siti Contoh" in said.text


async def test_given_nobody_without_a_seat_then_it_is_said_with_the_next_ways(family):
    said = await family.says("/jadwal_bersama")

    assert said.uttered == ["utter_belum_ada_peserta"]
    assert "Daftarkan keluarga" in said.titles


# Health


async def test_given_several_then_each_is_asked_about_by_name(trio):
    await trio.says("/jadwal_bersama")
    asked = [(await trio.says("semua")).text]
    asked.append((await trio.says(HEALTHY)).text)
    asked.append((await trio.says("sehat kak")).text)
    for name in ("Budi", "Siti", "Tono"):
        assert sum(f"*Ibu {name} Contoh*" in text for text in asked) == 1

    said = await trio.says(HEALTHY)

    assert said.uttered == ["utter_ask_faskes"]
    assert all(f"Ibu {name} Contoh" in said.text for name in ("Budi", "Siti", "Tono"))


async def test_given_a_fever_of_one_then_all_wait_until_the_fever_is_over(trio, programme):
    await trio.says("/jadwal_bersama")
    await trio.says("semua")
    await trio.says(HEALTHY)
    said = await trio.taps(next(t for t in trio.last.titles if "emam" in t))
    assert said.uttered[0] == "utter_saran_skrining"
    await trio.says(HEALTHY)

    said = await trio.says(f"#faskes={TEBET_SITE}")

    session_id = said.buttons[0]["payload"].removeprefix("#sesi=")
    assert programme.session(session_id).local_date > programme.today


# All or none


async def test_given_everybody_when_agreed_then_each_gets_a_ticket_in_one_session(trio, records):
    said = await _at_summary(trio)
    assert said.uttered == ["utter_ask_konfirmasi_bersama"]
    for name in ("Budi", "Siti", "Tono"):
        assert f"Ibu {name} Contoh, dosis 1" in said.text
    assert "Kursi kami simpan sampai pukul 08.12 WIB" in said.text
    assert records.seats_taken(WEDNESDAY_SESSION) == 3

    said = await trio.says("ya")

    assert said.uttered == ["utter_tiket"] * 3
    assert {b.session_id for b in records.bookings()} == {WEDNESDAY_SESSION}
    assert records.seats_taken(WEDNESDAY_SESSION) == 3


async def test_given_two_of_three_when_agreed_then_the_third_has_no_seat(trio, records):
    await _at_summary(trio, "Budi dan Siti", count=2)

    said = await trio.says("ya")

    assert said.uttered == ["utter_tiket"] * 2
    assert len(records.bookings()) == 2


async def test_given_too_few_seats_for_all_then_that_session_is_not_offered(trio, seats_left):
    seats_left(WEDNESDAY_SESSION, 2)
    await trio.says("/jadwal_bersama")
    await trio.says("semua")
    for _ in range(3):
        await trio.says(HEALTHY)

    said = await trio.says(f"#faskes={TEBET_SITE}")

    assert "Rab, 3 Mar 08.00" not in said.titles
    assert "Rab, 3 Mar 10.00" in said.titles


async def test_given_seats_that_went_meanwhile_when_chosen_then_nobody_gets_one(
    trio, seats_left, records
):
    await trio.says("/jadwal_bersama")
    await trio.says("semua")
    for _ in range(3):
        await trio.says(HEALTHY)
    said = await trio.says(f"#faskes={TEBET_SITE}")
    row = said.payload("Rab, 3 Mar 08.00")
    seats_left(WEDNESDAY_SESSION, 2)
    taken = records.seats_taken(WEDNESDAY_SESSION)

    said = await trio.says(row)

    assert said.uttered == ["utter_kursi_terambil", "utter_ask_sesi"]
    assert records.seats_taken(WEDNESDAY_SESSION) == taken
    assert records.bookings("held") == []


async def test_given_the_summary_when_declined_then_every_seat_is_given_back(trio, records):
    await _at_summary(trio)

    said = await trio.taps("Tidak jadi")

    assert said.uttered == ["utter_bersama_batal"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 0
    assert records.bookings() == []


async def test_given_the_summary_when_stopped_then_every_seat_is_given_back(trio, records):
    await _at_summary(trio)

    said = await trio.says("batal")

    assert said.uttered == ["utter_dihentikan"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 0


async def test_given_the_summary_when_confirmed_twice_then_one_booking_each(trio, records):
    await _at_summary(trio)

    first, again = await trio.says_in_a_turn_run_twice("ya")

    assert first.uttered == ["utter_tiket"] * 3
    assert again.shown == first.shown
    assert len(records.bookings()) == 3


async def test_given_one_who_got_a_seat_elsewhere_meanwhile_then_only_the_others_are_booked(
    trio, programme, records
):
    await _at_summary(trio)
    person_id = (await trio.slots())["peserta"][0]
    programme.seats.book(
        trio.id, f"{TEBET_SITE}-20270304-0800",
        {person_id: Screening()},
    )  # fmt: skip

    said = await trio.says("ya")

    assert said.uttered[-1] in ("utter_tiket", "utter_sudah_terdaftar")
    assert len([b for b in records.bookings() if b.person_id == person_id]) == 1


# Brands


@pytest.fixture
def adult_and_minor(pandemic, citizen, enrol):
    """Register an adult who may have any brand, and a minor who may have two."""
    enrol(citizen, 9001, "Budi Contoh")
    born = date(2010, 1, 5)
    enrol(
        citizen, 9002, "Rara Contoh", "anak",
        nik=Nik(nik_number(9002, born)), birth_date=born, group_id="remaja",
    )  # fmt: skip
    return citizen


async def test_given_one_who_may_not_have_a_brand_then_only_sessions_for_all_are_offered(
    adult_and_minor, programme
):
    # Pfizer and Sinovac alone were given to minors (KMK HK.01.07/MENKES/6688/2021).
    session = vaccination_sessions.c
    for_both = f"{TEBET_SITE}-20230607-0800"
    with programme.engine.begin() as connection:
        connection.execute(
            update(vaccination_sessions).where(session.id == for_both).values(vaccine_id="pfizer")
        )
    await adult_and_minor.says("/jadwal_bersama")
    await adult_and_minor.says("semua")
    await adult_and_minor.says(HEALTHY)
    await adult_and_minor.says(HEALTHY)

    said = await adult_and_minor.says(f"#faskes={TEBET_SITE}")

    sessions = [b["payload"] for b in said.buttons if TEBET_SITE in b["payload"]]
    assert sessions == [f"#sesi={for_both}"]


async def test_given_different_doses_then_each_ticket_tells_its_own(citizen, enrol):
    enrol(citizen, 9001, "Budi Contoh")
    history = (GivenDose(1, None, None), GivenDose(2, "pfizer", date(2022, 8, 31)))
    enrol(citizen, 9002, "Siti Contoh", "ibu", history=history)

    said = await _at_summary(citizen, count=2)

    assert "Ibu Budi Contoh, dosis 1" in said.text
    assert "Ibu Siti Contoh, booster pertama" in said.text
