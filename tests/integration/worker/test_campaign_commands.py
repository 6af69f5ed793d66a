"""Operators plan, start, pause and end campaigns on the terminal; what is wrong is told plainly."""

from __future__ import annotations

from datetime import datetime

import pytest
from click.testing import CliRunner

from vaksin.clock import WIB
from vaksin.schema import campaign_recipients, campaigns
from worker.__main__ import main

MORNING = datetime(2027, 3, 1, 9, 0, tzinfo=WIB)
TIMES = ("--from", "2027-03-01 09.00", "--until", "2027-03-05 20.00")
VALUES = ("--value", "kelompok=lanjut usia", "--value", "daerah=Kota Contoh")
INVITATION = ("--name", "Lansia", "--template", "undangan_daftar")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, clock):
    monkeypatch.setenv("WHATSAPP_PHONE_NUMBER_ID", "100000000000001")
    clock.moment = MORNING


@pytest.fixture
def run(office):
    """Return what runs a command; it returns exit code and words."""

    def run(*words, answer=None):
        command = ["campaign", *map(str, words)]
        done = CliRunner().invoke(main, command, obj=office.programme, input=answer)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.exit_code, done.output

    return run


@pytest.fixture
def people(tmp_path):
    """Return what writes a list of people."""

    def write(*rows):
        path = tmp_path / "warga.csv"
        path.write_text("\n".join(("nomor,persetujuan", *rows)), encoding="utf-8")
        return path

    return write


THREE = ("081200000001,2027-02-01", "081200000002,2027-02-01", "081200000002,2027-02-01")


def test_given_a_good_list_then_it_is_planned_started_paused_and_stopped(office, run, people):
    code, said = run("plan", *INVITATION, *VALUES, *TIMES, "--list", people(*THREE), "--price", 600)
    assert code == 0
    assert "penerima: 2\n" in said
    assert "nomornya sudah ada di kampanye ini: 1" in said
    assert "perkiraan biaya: Rp1.200" in said
    assert "untuk lanjut usia di Kota Contoh sudah dibuka" in said
    assert "0812" not in said
    (campaign,) = office.rows(campaigns)
    assert office.count(campaign_recipients) == 2

    assert run("start", campaign.id) == (0, f"✓ {campaign.id} berjalan\n")
    assert run("pause", campaign.id)[0] == 0
    assert run("start", campaign.id)[0] == 0
    assert run("stop", campaign.id, answer="n\n")[0] == 1
    assert run("stop", campaign.id, answer="y\n")[0] == 0
    code, said = run("start", campaign.id)
    assert (code, said) == (1, f"✗ kampanye {campaign.id} dihentikan\n")
    assert f"{campaign.id}  dihentikan" in run("list")[1]


def test_given_a_dry_run_then_nothing_is_written(office, run, people):
    code, said = run("plan", *INVITATION, *VALUES, *TIMES, "--list", people(*THREE), "--dry-run")
    assert code == 0
    assert "ini baru rencana" in said
    assert office.count(campaigns) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*INVITATION[:2], "--template", "tidak_ada", *TIMES), "✗ --template: harus salah satu"),
        ((*INVITATION, *TIMES), "✗ beri --list, atau --group"),
        ((*INVITATION, *TIMES, "--group", "tidak_ada"), "✗ --group: harus salah satu dari"),
        ((*INVITATION, *TIMES, "--region", "99.99"), "✗ --region: kode wilayahnya tidak dikenal"),
        ((*INVITATION, *VALUES, *TIMES, "--doses", "2"), "tidak ada seorang pun"),
        ((*INVITATION, *VALUES, *TIMES[2:], "--from", "besok"), "tulis waktu seperti"),
        ((*INVITATION, *VALUES, *TIMES, "--daily", "pagi"), "tulis jam seperti"),
        ((*INVITATION, *TIMES, "--value", "kelompok", "--doses", "2"), "tulis seperti kelompok="),
        ((*INVITATION, *VALUES, *TIMES, "--doses", "0", "--daily", "05.00-20.00"), "jam tenang"),
    ],
)
def test_given_something_wrong_then_it_is_told_and_nothing_is_written(office, run, words, told):
    code, said = run("plan", *words)
    assert code != 0
    assert told in said
    assert office.count(campaigns) == 0


def test_given_a_faulty_row_then_its_place_is_told_unless_it_is_to_be_skipped(office, run, people):
    file = people(*THREE, "0211234,2027-02-01")
    words = ("plan", *INVITATION, *VALUES, *TIMES, "--list", file)
    code, said = run(*words)
    assert code == 1
    assert "nomornya bukan nomor HP Indonesia: 1 (warga.csv baris 5)" in said
    assert office.count(campaigns) == 0
    assert run(*words, "--skip-faulty")[0] == 0
    assert office.count(campaign_recipients) == 2


def test_given_a_campaign_that_is_not_there_then_that_is_told(run):
    assert run("start", "K-TIDAKADA") == (1, "✗ tidak ada kampanye K-TIDAKADA\n")
