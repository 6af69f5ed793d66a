"""The worker's commands, as an operator types them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

import memory.schema
import whatsapp.store
from memory.schema import archive
from tests.integration.worker.office import key_text, open_office
from tests.people import make_applicant
from tests.processes import CHECKOUT
from vaksin.clock import SettableClock, SystemClock
from vaksin.database import create_engine
from vaksin.schema import drafts
from worker.retention_command import _WORDS

PATIENCE_SECONDS = 120


@pytest.fixture
def office(tmp_path):
    """Return a programme and its channel whose clock is a year behind that of the machine."""
    engine = create_engine(f"sqlite:///{tmp_path / 'vaksin.db'}")
    clock = SettableClock(SystemClock().now() - timedelta(days=365))
    office = open_office(engine, clock, 1)
    office.programme.prepare()
    whatsapp.store.prepare(engine)
    memory.schema.prepare(engine)
    yield office
    engine.dispose()


@pytest.fixture
def run(office):
    """Return what runs a command with keys of some versions; it returns exit code and words."""

    def run(*words, keys=(1,), url=str(office.engine.url)):
        environment = os.environ | {
            "DATABASE_URL": url,
            "VAKSIN_DATA_KEYS": key_text(*keys),
            "PYTHONPATH": str(CHECKOUT),
        }
        done = subprocess.run(
            [sys.executable, "-m", "worker", *words],
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.returncode, " ".join(done.stdout.split())

    return run


def test_given_old_data_when_retention_is_run_then_first_it_tells_and_then_it_deletes(office, run):
    office.programme.drafts.save("kontak-contoh", None, {"nama": "Contoh Warga"})

    code, told = run("retention", "--dry-run")
    assert (code, office.count(drafts)) == (0, 1)
    assert "Akan dihapus" in told
    assert "pendaftaran yang belum selesai 30 hari 1" in told

    code, done = run("retention")
    assert (code, office.count(drafts)) == (0, 0)
    assert "pendaftaran yang belum selesai 30 hari 1" in done
    assert "Contoh Warga" not in told + done


def test_given_a_new_key_when_keys_are_rotated_then_it_tells_what_may_be_removed(office, run):
    office.programme.seats.enrol("kontak-contoh", make_applicant())
    office.programme.drafts.save("kontak-contoh", None, {"nama": "Contoh Warga"})

    code, first = run("rotate-keys", keys=(1, 2))
    assert code == 0
    assert "persons 1 0" in first
    assert "Belum ada kunci yang boleh dihapus" in first
    assert "Versi 1 adalah kunci pencarian dan tidak boleh dihapus" in first

    code, second = run("rotate-keys", keys=(1, 2, 3))
    assert code == 0
    assert "boleh dihapus dari VAKSIN_DATA_KEYS: versi 2." in second
    later = office.with_keys(1, 3)
    assert later.programme.drafts.of("kontak-contoh")[0].answers == {"nama": "Contoh Warga"}


def test_given_conversations_when_keys_are_rotated_then_they_are_resealed_too(office, run):
    office.remember("kontak-contoh", archive)

    code, said = run("rotate-keys", keys=(1, 2))

    assert code == 0
    assert "dialogue_archive 1 0" in said
    with office.engine.begin() as connection:
        resealed = connection.execute(select(archive.c.events_sealed)).scalar_one()
    assert resealed.startswith("2:")
    assert office.with_keys(1, 2).programme.keys.open(resealed) == "saya Contoh Warga"


def test_given_a_key_that_was_removed_too_early_when_keys_are_rotated_then_it_says_so(office, run):
    office.programme.drafts.save("kontak-contoh", None, {"nama": "Contoh Warga"})

    code, said = run("rotate-keys", keys=(2,))

    assert code == 1
    assert "tidak terbaca" in said


def test_given_another_lowest_key_when_keys_are_rotated_then_nothing_is_done(office, run):
    office.write("halo")

    code, said = run("rotate-keys", keys=(2, 3))

    assert code == 1
    assert "kunci pencarian" in said


def test_given_a_database_out_of_reach_when_keys_are_rotated_then_it_says_so(run):
    code, said = run("rotate-keys", url="postgresql://postgres@127.0.0.1:1/tidak-ada")

    assert code == 1
    assert "basis data tidak terjangkau" in said
    assert "Traceback" not in said


def test_every_kind_of_data_has_a_name_for_operators(office):
    assert set(_WORDS) == set(office.programme.service.retention.days)
