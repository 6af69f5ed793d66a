"""What operators see of a campaign's results: on the terminal, in a sheet and in a picture."""

from __future__ import annotations

import csv
import os
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from tests.integration.worker.campaigning import Desk
from vaksin.campaigns.model import CampaignStatus, LeftOut
from vaksin.clock import WIB
from vaksin.schema import campaigns
from whatsapp.account_news import RED
from whatsapp.schema import numbers
from whatsapp.settings import read_sender
from worker import campaign_results_command
from worker.__main__ import main

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=WIB)
FIRST, SECOND, THIRD = "628000000011", "628000000012", "628000000013"


@pytest.fixture
def desk(office, programme, clock):
    clock.moment = NOON
    return Desk(office)


@pytest.fixture
def run(office):
    """Return what runs a command; it returns exit code and words."""

    def run(*words):
        done = CliRunner().invoke(main, ["campaign", *words], obj=office.programme)
        return done.exit_code, done.output

    return run


@pytest.fixture
def campaign_id(desk):
    """Return a campaign of which one message was read, one failed, and one waits."""
    found = desk.plan(*map(desk.stranger, (FIRST, SECOND, THIRD)))
    desk.let(desk.push(found), sent_at=True, delivered_at=True, read_at=True)
    desk.fail(desk.push(found), "131026")
    return found


def test_given_a_running_campaign_when_it_is_shown_then_its_progress_is_told(run, campaign_id):
    code, said = run("show", campaign_id)
    assert code == 0
    assert "status: berjalan\n" in said
    assert "2 dari 3 (66%)" in said
    assert "dibaca: 1\n" in said
    assert "menunggu giliran: 1\n" in said
    assert "gagal: kode 131026 dari Meta: nomor ini tidak ada di WhatsApp" in said
    assert FIRST not in said


def test_given_a_paused_campaign_when_it_is_shown_then_the_reason_is_told(run, office, campaign_id):
    office.programme.campaigns.pause(campaign_id, "petugas")
    _, said = run("show", campaign_id)
    assert "status: dijeda (petugas)" in said


def meta_says(office, **standing):
    number = read_sender(os.environ).phone_number_id
    with office.engine.begin() as connection:
        connection.execute(numbers.insert().values(phone_number_id=number, **standing))


def test_given_a_number_that_meta_complains_about_when_shown_then_it_tells_what_is_waited_for(
    run, office, campaign_id
):
    meta_says(office, quality=RED)
    _, said = run("show", campaign_id)
    assert "menunggu: mutu nomor merah menurut Meta" in said


def test_given_the_night_when_a_campaign_is_shown_then_it_waits_for_the_morning(
    run, office, campaign_id
):
    office.clock.advance(timedelta(hours=10))
    _, said = run("show", campaign_id)
    assert "menunggu: di luar jam pengiriman" in said


def test_given_a_day_that_is_used_up_when_a_campaign_is_shown_then_it_says_so(
    run, office, campaign_id
):
    meta_says(office, daily_limit=2)
    _, said = run("show", campaign_id)
    assert "menunggu: batas harian Meta sudah terpakai" in said


def test_given_a_watched_campaign_when_it_ends_then_watching_ends(
    run, office, campaign_id, monkeypatch
):
    def end(_):
        with office.engine.begin() as connection:
            status = CampaignStatus.DONE.value
            connection.execute(update(campaigns).values(status=status, ended_at=office.clock.now()))

    monkeypatch.setattr(campaign_results_command.time, "sleep", end)

    _, said = run("show", campaign_id, "--watch")

    assert said.index("status: berjalan") < said.index("status: selesai")


def test_given_no_such_campaign_when_it_is_shown_then_it_says_so(run, desk):
    code, said = run("show", "K-TIDAKADA")
    assert (code, said) == (1, "✗ tidak ada kampanye K-TIDAKADA\n")


def test_given_results_when_a_report_is_asked_for_then_it_stands_on_the_terminal(
    run, desk, campaign_id
):
    desk.let(desk.tell_news(desk.stranger(FIRST), "pengingat_besok"), sent_at=True)
    code, said = run("report")
    assert code == 0
    assert campaign_id in said
    assert "pengingat_besok" in said
    assert FIRST not in said


def test_given_a_reader_who_wrote_just_now_when_a_report_is_made_then_the_answer_counts(
    run, office, campaign_id, tmp_path
):
    office.clock.advance(timedelta(minutes=1))
    office.write("halo", FIRST)
    run("report", campaign_id, "--csv", str(tmp_path / "hasil.csv"))
    titles, row = rows_of(tmp_path / "hasil.csv")
    assert row[titles.index("dijawab")] == "1"


def test_given_results_when_a_sheet_is_written_then_it_has_a_column_for_each_reason(
    run, desk, office, campaign_id, tmp_path
):
    waiting = desk.next(campaign_id)
    office.programme.transactions.writing(
        lambda act: act.campaigns.leave_out({waiting.id: LeftOut.UNWANTED})
    )

    code, _ = run("report", campaign_id, "--csv", str(tmp_path / "hasil.csv"))

    assert code == 0
    titles, row = rows_of(tmp_path / "hasil.csv")
    found = dict(zip(titles, row, strict=True))
    assert found["kampanye"] == campaign_id
    assert found["direncanakan"] == "3"
    assert found["terkirim"] == "2"
    assert found["tidak dikirimi: tidak mau menerima ajakan"] == "1"
    assert [found[title] for title in titles if title.startswith("gagal: kode 131026")] == ["1"]


def rows_of(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_given_results_when_a_page_is_drawn_then_it_needs_nothing_else(run, campaign_id, tmp_path):
    code, _ = run("report", campaign_id, "--chart", str(tmp_path / "hasil.html"))
    page = (tmp_path / "hasil.html").read_text(encoding="utf-8")
    assert code == 0
    assert "<svg" in page
    assert "divaksin" in page
    assert "1  (50%)" in page
    assert "src=" not in page


def test_given_results_when_a_picture_is_drawn_then_it_is_one(run, campaign_id, tmp_path):
    code, _ = run("report", campaign_id, "--chart", str(tmp_path / "hasil.png"))
    assert code == 0
    assert (tmp_path / "hasil.png").read_bytes().startswith(b"\x89PNG")


def test_given_a_picture_of_another_kind_then_it_is_refused(run, campaign_id, tmp_path):
    code, said = run("report", campaign_id, "--chart", str(tmp_path / "hasil.pdf"))
    assert (code, said) == (1, "✗ hasil.pdf: nama gambar harus berakhir dengan .png atau .html\n")


def test_given_a_time_without_messages_when_a_report_is_asked_for_then_it_says_so(run, campaign_id):
    code, said = run("report", "--from", "2020-01-01", "--until", "2020-01-31")
    assert (code, said) == (1, "✗ tidak ada kampanye atau kabar di antara hari itu\n")
