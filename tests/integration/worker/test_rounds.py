"""The worker as a process, and what it does when the database is away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

import whatsapp.store
from tests.people import make_applicant
from tests.processes import CHECKOUT
from vaksin.application import Vaksin, retention
from vaksin.clock import SystemClock
from vaksin.database import create_engine
from vaksin.identity.structural import StructuralRegister
from vaksin.people.verifications import VerificationStatus
from vaksin.privacy.keeping import DataKind
from vaksin.privacy.keys import DataKeys
from vaksin.schema import bookings, vaccination_sessions
from whatsapp.pushing import TemplateChannel
from whatsapp.templates.reading import load_templates
from worker import rounds
from worker.rounds import Rounds

CONTACT = "kontak-ani"
TEMPLATES = load_templates()
PATIENCE_SECONDS = 60


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'vaksin.db'}"


@pytest.fixture
def data_keys():
    return DataKeys.generate()


@pytest.fixture
def trial(address, data_keys, few_sites):
    """Return a programme by the machine's clock, whose database is not made yet."""
    programme = Vaksin(create_engine(address), DataKeys.parse(data_keys), SystemClock(), few_sites)
    yield programme
    programme.engine.dispose()


def rounds_of(programme):
    whatsapp.store.prepare(programme.engine)
    checks = programme.identity_checks(StructuralRegister(programme.regions))
    return Rounds(programme, checks, TemplateChannel(programme.keys, programme.clock, TEMPLATES))


def hold_and_let_time_pass(programme):
    """Register somebody, and let them have held a seat for too long."""
    person_id = programme.seats.enrol(CONTACT, make_applicant())
    sessions = vaccination_sessions.c
    with programme.engine.begin() as connection:
        session = connection.execute(
            select(sessions.id, sessions.local_date).order_by(sessions.starts_at.desc()).limit(1)
        ).one()
        past = programme.clock.now() - timedelta(minutes=1)
        connection.execute(
            bookings.insert().values(
                id="pesanan-uji",
                person_id=person_id,
                contact_id=CONTACT,
                session_id=session.id,
                session_date=session.local_date,
                dose=1,
                status="held",
                held_until=past,
                ticket_code="AAAA-BBBB-CCCC",
                screening_sealed=programme.keys.seal("[]"),
                created_at=past,
                changed_at=past,
            )
        )
        here = sessions.id == session.id
        connection.execute(
            update(vaccination_sessions).where(here).values(seats_taken=sessions.seats_taken + 1)
        )


def status(programme):
    with programme.engine.connect() as connection:
        return connection.execute(select(bookings.c.status)).scalar_one_or_none()


def eventually(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def start(address, data_keys):
    """Return what starts a worker; it is ended with the test, however that ends."""
    started = []

    def start(*options, keys=data_keys):
        environment = os.environ | {
            "DATABASE_URL": address,
            "VAKSIN_DATA_KEYS": keys,
            "PYTHONPATH": str(CHECKOUT),
            "LOG_LEVEL": "INFO",
        }
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "worker", *options],
                cwd=CHECKOUT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_given_a_running_worker_when_asked_to_stop_then_it_ends_in_order(trial, start, wish):
    trial.prepare()
    hold_and_let_time_pass(trial)
    process = start()
    eventually(lambda: status(trial) == "expired")

    process.send_signal(wish)
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0, said
    assert "✓ pekerja siap" in said
    assert '"seats_expired": 1' in said
    assert make_applicant().nik.number not in said
    assert make_applicant().name not in said


def test_given_one_round_when_it_is_over_then_the_worker_tells_what_it_did(trial, start):
    trial.prepare()
    hold_and_let_time_pass(trial)
    process = start("--once")
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0, said
    assert "seats_expired: 1" in said
    assert "identity_verified: 1" in said


def test_given_no_keys_when_started_then_the_missing_setting_is_named(start):
    process = start(keys="")
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode != 0
    assert "VAKSIN_DATA_KEYS" in said


def test_given_more_old_data_than_one_round_deletes_then_the_rest_goes_in_the_next_rounds(
    office, monkeypatch
):
    monkeypatch.setattr(rounds, "FORGET_SECONDS", 0.0)
    monkeypatch.setattr(retention, "BATCH", 1)
    programme = office.programme
    for _ in range(3):
        programme.drafts.save(CONTACT, None, {})
    office.clock.advance(timedelta(days=31))
    work = rounds_of(programme)

    forgotten = [work.once().get("forgotten_draft", 0) for _ in range(40)]

    assert max(forgotten) == 1
    assert sum(forgotten) == 3


def test_given_old_data_when_a_day_begins_then_it_is_deleted_and_looked_at_once(office):
    programme = office.programme
    work = rounds_of(programme)
    programme.drafts.save(CONTACT, None, {})
    work.once()
    days = timedelta(days=programme.service.retention.days[DataKind.DRAFT])

    office.clock.advance(days - timedelta(hours=1))
    assert "forgotten_draft" not in work.once()
    office.clock.advance(timedelta(hours=2))
    assert "forgotten_draft" not in work.once()
    office.clock.advance(timedelta(days=1))
    assert work.once()["forgotten_draft"] == 1


def test_given_a_database_that_is_away_when_it_is_back_then_the_work_goes_on(trial, monkeypatch):
    monkeypatch.setattr(rounds, "PAUSE_SECONDS", 0.01)
    work = rounds_of(trial)
    thread = threading.Thread(target=work.run)
    thread.start()
    time.sleep(0.2)
    assert thread.is_alive()

    trial.prepare()
    hold_and_let_time_pass(trial)
    eventually(lambda: status(trial) == "expired")
    eventually(lambda: trial.standings(CONTACT)[0].verification is VerificationStatus.VERIFIED)
    work.stopping.set()
    thread.join(PATIENCE_SECONDS)

    assert not thread.is_alive()
