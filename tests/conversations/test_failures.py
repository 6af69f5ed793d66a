"""When something breaks: a kind sentence, the open question, and nothing lost."""

from __future__ import annotations

from itertools import count
from math import inf

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

import actions.base
from tests.conversations.journey import QUESTIONS, WEDNESDAY_SESSION
from vaksin.application import Vaksin
from vaksin.application.officers import OfficerService

TWO_HOURS = 2 * 60 * 60


AWAY = OperationalError("SELECT 1", {}, Exception("the database is away"))


class Outage:
    """A time in which the programme cannot be reached, or a number of attempts that fail."""

    def __init__(self, error: Exception = AWAY, attempts: float = inf) -> None:
        self._patch = pytest.MonkeyPatch()
        self._error = error
        self._attempts_left = attempts
        self._reached = actions.base.programme
        self.pauses: list[float] = []

    def __enter__(self) -> Outage:
        self._patch.setattr(actions.base, "programme", self._programme)
        self._patch.setattr(actions.base, "sleep", self.pauses.append)
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.undo()

    def _programme(self) -> Vaksin:
        if self._attempts_left > 0:
            self._attempts_left -= 1
            raise self._error
        return self._reached()


@pytest.mark.parametrize("question", QUESTIONS)
async def test_given_a_question_when_the_database_is_away_then_an_apology_and_nothing_is_lost(
    at, question
):
    citizen = await at(question)
    before = await citizen.slots()

    with Outage():
        said = await citizen.says("ya")

    assert said.uttered[0] == "utter_gangguan"
    after = await citizen.slots()
    assert {k: v for k, v in after.items() if k != "percobaan"} == {
        k: v for k, v in before.items() if k != "percobaan"
    }


LOST = DBAPIError("SELECT 1", {}, Exception("gone"), connection_invalidated=True)


@pytest.mark.parametrize("error", [AWAY, InterfaceError("SELECT 1", {}, Exception("gone")), LOST])
async def test_given_a_short_outage_when_it_is_over_in_time_then_nobody_notices(at, records, error):
    citizen = await at("konfirmasi")

    with Outage(error, attempts=3) as outage:
        said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert outage.pauses == [0.2, 1.0, 3.0]
    assert len(records.bookings()) == 1


async def test_given_an_outage_when_the_turn_has_apologised_then_it_waits_no_more(at):
    citizen = await at("konfirmasi")

    with Outage() as outage:
        said = await citizen.says("ya")

    assert said.uttered == ["utter_gangguan"]
    assert outage.pauses == [0.2, 1.0, 3.0]


@pytest.mark.parametrize(
    "error", [ValueError("wrong"), IntegrityError("INSERT", {}, Exception("taken"))]
)
async def test_given_an_error_of_another_kind_when_it_comes_then_nothing_is_tried_again(
    citizen, error
):
    with Outage(error) as outage:
        said = await citizen.says("cek jadwal")

    assert said.uttered == ["utter_gangguan"]
    assert outage.pauses == []


async def test_given_slow_attempts_when_the_citizen_has_waited_long_then_the_apology_comes(
    citizen, monkeypatch
):
    seconds = count(step=30)
    monkeypatch.setattr(actions.base, "monotonic", lambda: next(seconds))

    with Outage() as outage:
        said = await citizen.says("cek jadwal")

    assert said.uttered == ["utter_gangguan"]
    assert outage.pauses == []


async def test_given_an_answer_lost_after_the_work_when_tried_again_then_it_is_done_once(
    citizen, programme, records, monkeypatch
):
    ask = OfficerService.ask

    def lose_the_answer(*args, **options):
        monkeypatch.setattr(OfficerService, "ask", ask)
        ask(*args, **options)
        raise AWAY

    monkeypatch.setattr(OfficerService, "ask", lose_the_answer)

    said = await citizen.says("mau ngomong sama petugas")

    assert said.uttered == ["utter_petugas_bertugas"]
    assert len(records.requests()) == 1


async def test_given_an_outage_when_it_is_over_then_the_open_question_can_be_answered(at, records):
    citizen = await at("konfirmasi")
    with Outage():
        await citizen.says("ya")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("mau daftar vaksin", "utter_ask_persetujuan"),
        ("daftarkan ibu saya", "utter_ask_persetujuan"),
        ("batal jadwal", "utter_tidak_ada_jadwal"),
        ("ubah jadwal", "utter_tidak_ada_jadwal"),
    ],
)
async def test_given_an_outage_at_the_beginning_when_the_message_is_sent_again_then_it_works(
    citizen, text, question
):
    with Outage():
        said = await citizen.says(text)
    assert said.uttered == ["utter_gangguan"]

    said = await citizen.says(text)

    assert said.uttered == [question]


@pytest.mark.parametrize("text", ["cek jadwal", "kirim tiket saya", "petugas", "😀", "/hapus_data"])
async def test_given_an_outage_when_anything_is_asked_then_an_apology_comes(citizen, text):
    with Outage():
        said = await citizen.says(text)

    assert set(said.uttered) == {"utter_gangguan"}


async def test_given_a_broken_booking_when_confirmed_then_nothing_is_half_written(
    at, programme, records
):
    citizen = await at("konfirmasi")
    with programme.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE bookings RENAME TO gone")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_gangguan", "utter_ask_konfirmasi"]
    assert records.registrations() == []
    assert records.seats_taken(WEDNESDAY_SESSION) == 1


@pytest.mark.parametrize("question", ["nik", "faskes"])
async def test_given_an_open_form_when_the_session_expired_then_the_answer_still_counts(
    at, question
):
    answers = {"nik": "3174015506859001", "faskes": "puskesmas tebet"}
    citizen = await at(question, seconds_ago=TWO_HOURS)
    before = await citizen.slots()

    await citizen.says(answers[question])

    after = await citizen.slots()
    assert after[question]
    assert after["persetujuan"] == before["persetujuan"]
    assert after["requested_slot"] not in (None, question)


async def test_given_an_open_form_when_the_session_expired_then_a_greeting_asks_it_again(at):
    citizen = await at("alamat", seconds_ago=TWO_HOURS)

    said = await citizen.says("halo")

    assert said.uttered[-1] == "utter_ask_alamat"
    assert (await citizen.slots())["nama"] == "Contoh Warga"
