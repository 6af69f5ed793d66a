"""A vaccination from the first message to the second dose, in three time zones, as weeks go by.

All parts run by one clock that goes ahead. Whoever is told something in these weeks has not written
for more than a day, so each message is a template; each comes once, and at its hour.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from tests.e2e.conftest import BORN, FAILURE, MODEL
from tests.e2e.journey import NAME
from tests.e2e.phone import Message, Phone, text_of
from tests.e2e.running import Product, running_product
from tests.people import FIRST_SERIAL, nik_number
from vaksin.application import Standing, Vaksin
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.model import Booking
from vaksin.booking.seats import DOORS_CLOSE_AFTER
from vaksin.booking.words import session_in_words
from vaksin.clock import WIB
from vaksin.eligibility.doses import NextDose
from vaksin.people.addresses import Addresses
from vaksin.settings import Settings

pytestmark = pytest.mark.e2e

WITA, WIT = ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")
SUNDAY = 6
# Longer than a worker rests between two rounds.
ROUND_SECONDS = 5.0


@dataclass
class Trial:
    """The running product and the clock of its world."""

    product: Product
    file: Path

    def now(self) -> datetime:
        """Return the present moment of that world."""
        ahead = float(self.file.read_text()) if self.file.exists() else 0.0
        return datetime.now(WIB) + timedelta(seconds=ahead)

    def go_to(self, moment: datetime) -> None:
        """Let time pass until a moment; there is no way back."""
        by = (moment - self.now()).total_seconds()
        assert by > 0, "that moment is over"
        url = f"{self.product.phones_url}/control/time"
        requests.post(url, json={"seconds": by}, timeout=5).raise_for_status()


@dataclass
class Patient:
    """Somebody with a phone, who hears from us without having asked."""

    trial: Trial
    phone: Phone
    nik: str = field(repr=False)
    zone: ZoneInfo
    seen: int = 0

    def hears(self) -> tuple[str, str]:
        """Wait for the one message that comes; return the name of its template and its words."""
        deadline = time.monotonic() + 6 * ROUND_SECONDS
        while not (new := self._new()):
            assert time.monotonic() < deadline, f"nothing came by {self.trial.now():%d %H.%M} WIB"
            time.sleep(0.1)
        self.seen = self.phone.bot_messages
        (message,) = new
        assert message["type"] == "template", message["type"]
        local = self.trial.now().astimezone(self.zone)
        assert 7 <= local.hour < 21, f"a message came at {local:%H.%M}"
        return message["payload"]["template"]["name"], text_of(message)

    def hears_nothing(self, *, waiting: bool = True) -> None:
        """Let the worker have its round; nothing must come of it."""
        time.sleep(ROUND_SECONDS if waiting else 0)
        assert self._new() == []

    @property
    def standing(self) -> Standing:
        """Where they stand in the programme."""
        settings = Settings.from_environment(self.trial.product.environment)
        programme = replace(Vaksin.from_settings(settings), clock=self.trial)
        addresses = Addresses(phone=self.phone.number)
        contact_id = programme.transactions.writing(lambda act: act.contacts.contact_for(addresses))
        (standing,) = programme.standings(contact_id)
        return standing

    @property
    def seat(self) -> Booking:
        """The seat that they have now."""
        booking = self.standing.live_booking
        assert booking is not None
        return booking

    @property
    def last_session_in_words(self) -> str:
        """When their newest seat is, or was."""
        booking = self.standing.newest_booking
        assert booking is not None
        return session_in_words(booking.session)

    @property
    def next_dose(self) -> date:
        """The first day of their next dose."""
        due = self.standing.next_dose
        assert isinstance(due, NextDose)
        return due.earliest

    @property
    def day(self) -> date:
        """The day of their seat, where it is."""
        return self.seat.session.local_date

    def talks(self) -> None:
        """Take what was said in the conversation as heard."""
        self._new()
        self.seen = self.phone.bot_messages

    def _new(self) -> list[Message]:
        self.phone.looks()
        return self.phone.from_bot[self.seen :]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    if not MODEL.exists():
        pytest.skip("there is no trained model; `make train` makes one")
    folder = tmp_path_factory.mktemp("trial")
    with running_product(folder) as product:
        yield Trial(product, folder / "time-travel")
        logs = product.logs()
    assert [line for line in logs.splitlines() if FAILURE.search(line)] == []


@pytest.fixture(scope="module")
def people(trial: Trial) -> list[Patient]:
    """Return somebody in the west, in the middle and in the east."""
    return [
        Patient(
            trial,
            Phone(trial.product, f"62899700000{number}"),
            nik_number(FIRST_SERIAL + 900 + number, BORN),
            zone,
        )
        for number, zone in enumerate((WIB, WITA, WIT), start=1)
    ]


def registers(patient: Patient, place: str, day: date) -> str:
    """Register by what is typed and tapped, for a seat on a day; return the ticket."""
    phone = patient.phone
    phone.types(f"daftar vaksin, saya {NAME} nik {patient.nik} lahir 5 januari 1990")
    phone.taps("Setuju")
    phone.types("belum pernah")
    phone.types(place)
    phone.taps("Lainnya")
    phone.taps("Tidak ada")
    ticket = books(phone, day)
    patient.talks()
    return ticket


def books(phone: Phone, day: date) -> str:
    """Take the nearest site and its first hour on a day; return the ticket."""
    phone.taps(phone.offered[0])
    phone.types(date_in_words(day))
    phone.taps(phone.offered[0])
    return phone.taps("Ya, daftarkan")


def at(day: date, hour: str, zone: ZoneInfo) -> datetime:
    """Return a second after an hour of a day."""
    clock = datetime.strptime(hour, "%H.%M").time().replace(second=1)
    return datetime.combine(day, clock, zone)


def test_from_the_first_message_to_the_second_dose(
    trial: Trial, people: list[Patient], tmp_path: Path
) -> None:
    west, middle, east = people
    start = trial.now().date() + timedelta(days=1)
    trial.go_to(at(start, "09.00", WIB))
    day = start + timedelta(days=5)
    day += timedelta(days=day.weekday() == SUNDAY)
    registers(west, "Tebet, Jakarta Selatan", day)
    registers(middle, "Denpasar Selatan, Denpasar", day)
    registers(east, "Abepura, Jayapura", day)
    codes = {patient.zone: patient.seat.ticket_code for patient in people}

    _a_session_and_a_site_are_closed(trial, middle, east, tmp_path)
    _one_of_them_gets_another_number(trial, east)
    _nobody_comes_although_all_are_reminded(trial, people, codes)
    _a_dose_is_given(trial, west)
    _the_next_dose_is_booked_when_it_is_due(trial, west)

    west.hears_nothing()
    middle.hears_nothing(waiting=False)
    east.hears_nothing(waiting=False)


def _a_session_and_a_site_are_closed(
    trial: Trial, middle: Patient, east: Patient, folder: Path
) -> None:
    trial.go_to(trial.now() + timedelta(days=2))
    calls = ("--yes", "--calls", str(folder / "telepon.csv"))
    trial.product.command("sessions", "close", middle.seat.session.id, *calls)
    days = ("--from", f"{east.day}", "--until", f"{east.day}")
    more = ("--yes", "--calls", str(folder / "telepon-2.csv"))
    trial.product.command("sites", "close", east.seat.session.site.id, *days, *more)
    for patient in (middle, east):
        name, text = patient.hears()
        assert name == "jadwal_dipindah"
        assert f"Menjadi: {patient.seat.session.site.name}, {date_in_words(patient.day)}" in text


def _one_of_them_gets_another_number(trial: Trial, east: Patient) -> None:
    url = f"{trial.product.phones_url}/phone/{east.phone.number}/change-number"
    answer = requests.post(url, json={"to": "628997000009"}, timeout=5)
    answer.raise_for_status()
    east.phone.number = "628997000009"


def _told(people: list[Patient]) -> Iterator[tuple[datetime, int, str]]:
    """Yield what each is told of their seat, if they do not come, and when."""
    for number, patient in enumerate(people):
        session = patient.seat.session
        yield at(patient.day - timedelta(days=1), "17.00", patient.zone), number, "pengingat_besok"
        yield at(patient.day, "07.00", patient.zone), number, "pengingat_hari_ini"
        doors_closed = session.ends_at + DOORS_CLOSE_AFTER + timedelta(seconds=1)
        yield doors_closed, number, "jadwal_terlewat_kursi"


def _nobody_comes_although_all_are_reminded(
    trial: Trial, people: list[Patient], codes: dict[ZoneInfo, str]
) -> None:
    """Each is told at the hours of their site; one wants no more after the first reminder.

    Another takes the seat that is offered instead, by one tap on the template.
    """
    west, quiet, _ = people
    for moment, number, expected in sorted(_told(people)):
        patient = people[number]
        trial.go_to(moment)
        if patient is quiet and expected != "pengingat_besok":
            patient.hears_nothing()
            continue
        name, text = patient.hears()
        assert name == expected
        assert patient.last_session_in_words in text
        if name != "jadwal_terlewat_kursi":
            assert codes[patient.zone] in text
        if patient is west and name == "jadwal_terlewat_kursi":
            assert f"Nama: {NAME} (dosis 1)" in west.phone.taps("Ya, pesankan")
            west.talks()
        if patient is quiet:
            assert "tidak mengingatkan lagi" in patient.phone.types("STOP PENGINGAT")
            patient.talks()


def _a_dose_is_given(trial: Trial, west: Patient) -> None:
    seat, command = west.seat, trial.product.command
    for moment, expected in (
        (at(west.day - timedelta(days=1), "17.00", WIB), "pengingat_besok"),
        (at(west.day, "07.00", WIB), "pengingat_hari_ini"),
    ):
        trial.go_to(moment)
        assert west.hears()[0] == expected
    trial.go_to(seat.session.starts_at + timedelta(minutes=5))
    assert NAME in command("check-in", seat.ticket_code)
    command("dose", seat.ticket_code, "--vaccine", seat.session.vaccine_id, "--batch", "UJI-01/A")
    trial.go_to(at(seat.session.local_date + timedelta(days=1), "10.00", WIB))
    name, text = west.hears()
    assert name == "cek_kipi"
    assert "119" in text


def _the_next_dose_is_booked_when_it_is_due(trial: Trial, west: Patient) -> None:
    due = west.next_dose
    trial.go_to(at(due - timedelta(days=14), "08.00", WIB))
    name, text = west.hears()
    assert name == "dosis_berikutnya"
    assert date_in_words(due) in text
    west.phone.taps("Pilih jadwal")
    west.phone.taps("Lainnya")
    west.phone.taps("Tidak ada")
    books(west.phone, due)
    west.talks()
    assert west.seat.dose == 2
