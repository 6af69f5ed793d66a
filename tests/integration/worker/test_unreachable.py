"""Whom WhatsApp does not reach is handed over to humans: once, on record, and nobody unwilling."""

from __future__ import annotations

import csv
import os
import stat
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from tests.integration.vaksin.keeping import Town
from tests.integration.worker.campaigning import Desk
from vaksin.clock import WIB
from vaksin.notices import NoticeKind
from vaksin.people.message_choices import ChoiceMeans, MessageKind
from vaksin.privacy.access_log import AccessAct
from vaksin.schema import pushes
from whatsapp.pushing import UNREACHABLE
from worker.__main__ import main

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=WIB)
FIRST, SECOND = "628000000011", "628000000012"
NO_WHATSAPP, NOT_ALLOWED = "131026", "131049"


class Listener:
    """Another channel that remembers whom it was given."""

    def __init__(self):
        self.people = []

    def hand_over(self, people):
        self.people += people


class DeafChannel:
    """Another channel that does not work."""

    def hand_over(self, people):
        raise OSError("it is away")


@pytest.fixture
def desk(office, programme, clock):
    clock.moment = NOON
    return Desk(office)


@pytest.fixture
def hand_over(office):
    """Return what hands people over; it returns whom."""

    def hand_over(campaign_id=None):
        channel = Listener()
        count = office.programme.handing_over.hand_over(channel, UNREACHABLE, campaign_id)
        assert count == len(channel.people)
        return channel.people

    return hand_over


@pytest.fixture
def run(office, monkeypatch):
    """Return what runs the command; it returns exit code and words."""
    monkeypatch.setenv("VAKSIN_OPERATOR", "Petugas Contoh")

    def run(*words):
        done = CliRunner().invoke(main, ["campaign", "unreachable", *words], obj=office.programme)
        return done.exit_code, done.output

    return run


def fail(desk, code, *numbers, **plan):
    """Plan a campaign of which no message arrives; return its id."""
    campaign_id = desk.plan(*map(desk.stranger, numbers), **plan)
    for _ in numbers:
        desk.fail(desk.push(campaign_id), code)
    return campaign_id


@pytest.mark.parametrize("code", [NO_WHATSAPP, NOT_ALLOWED])
def test_given_people_whom_no_message_reaches_then_they_are_handed_over(desk, hand_over, code):
    campaign_id = fail(desk, code, FIRST, details={"nama": "Contoh Warga"})

    (person,) = hand_over(campaign_id)

    assert (person.number, person.name, person.template) == (
        FIRST,
        "Contoh Warga",
        "undangan_daftar",
    )
    assert person.reason == UNREACHABLE[code]


def test_given_people_who_were_handed_over_then_they_are_not_again(desk, hand_over):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)
    assert hand_over(campaign_id)
    assert hand_over(campaign_id) == []


def test_given_another_failure_then_nobody_is_handed_over(desk, hand_over):
    assert hand_over(fail(desk, "132000", FIRST)) == []


def test_given_people_of_another_campaign_then_they_are_not_handed_over(desk, hand_over):
    fail(desk, NO_WHATSAPP, FIRST)
    assert [one.number for one in hand_over(fail(desk, NO_WHATSAPP, SECOND))] == [SECOND]


def test_given_somebody_who_wants_no_invitations_then_they_are_left_out(desk, office, hand_over):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST, SECOND)
    choose(office, desk.stranger(FIRST), MessageKind.CAMPAIGN)
    assert [one.number for one in hand_over(campaign_id)] == [SECOND]


def choose(office, contact_id, kind):
    office.programme.transactions.writing(
        lambda act: act.choices.choose(contact_id, {kind}, wanted=False, means=ChoiceMeans.TYPED)
    )


def test_given_somebody_who_wants_to_be_erased_then_they_are_left_out(desk, office, hand_over):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)
    office.programme.rights.ask_erasure(desk.stranger(FIRST))
    assert hand_over(campaign_id) == []


def test_given_a_channel_that_fails_then_nobody_counts_as_handed_over(desk, office, hand_over):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)

    with pytest.raises(OSError, match="away"):
        office.programme.handing_over.hand_over(DeafChannel(), UNREACHABLE, campaign_id)

    assert [row.handed_over_at for row in office.rows(pushes)] == [None]
    assert office.programme.accesses.records() == []
    assert len(hand_over(campaign_id)) == 1


def test_given_people_of_the_programme_then_it_is_recorded_whose_numbers_were_seen(
    desk, office, hand_over
):
    contact_id = desk.stranger(FIRST)
    person_id = Town(office.programme, office.clock.advance).enrol(contact_id, 9001)
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)

    hand_over(campaign_id)

    (record,) = office.programme.accesses.records()
    assert (record.act, record.reference) == (AccessAct.REACH_OTHERWISE, campaign_id)
    assert record.person_ids == (person_id,)


def tell(office, desk, kind, number=FIRST, until=None):
    """Let news about nobody in particular not arrive."""
    contact_id = desk.stranger(number)
    push_id = desk.tell_news(contact_id, "kabar_menunggu")

    def work(act):
        act.notices.add(contact_id, None, kind, {}, useful_until=until)
        ids = [notice.id for notice in act.notices.untold(contact_id)]
        act.notices.pushed(ids, push_id, tells_all=False)

    office.programme.transactions.writing(work)
    desk.fail(push_id, NO_WHATSAPP)
    return contact_id


def test_given_news_that_did_not_arrive_then_its_readers_are_handed_over_once(
    desk, office, hand_over
):
    tell(office, desk, NoticeKind.CLOSED)
    assert [(one.number, one.template) for one in hand_over()] == [(FIRST, "kabar_menunggu")]
    assert hand_over() == []


def test_given_news_that_was_told_in_a_conversation_then_nobody_is_handed_over(
    desk, office, hand_over
):
    office.programme.news.tell_all(tell(office, desk, NoticeKind.CLOSED))
    assert hand_over() == []


def test_given_news_that_is_of_no_use_any_more_then_nobody_is_handed_over(desk, office, hand_over):
    tell(office, desk, NoticeKind.CLOSED, until=NOON + timedelta(hours=1))
    office.clock.advance(timedelta(hours=2))
    assert hand_over() == []


@pytest.mark.parametrize(("kind", "count"), [(NoticeKind.MISSED, 0), (NoticeKind.CLOSED, 1)])
def test_given_a_wish_for_no_reminders_then_only_other_news_is_handed_over(
    desk, office, hand_over, kind, count
):
    choose(office, tell(office, desk, kind), MessageKind.REMINDER)
    assert len(hand_over()) == count


def test_given_messages_of_a_campaign_then_they_are_no_news(desk, hand_over):
    fail(desk, NO_WHATSAPP, FIRST)
    assert hand_over() == []


def test_given_an_order_when_a_file_is_written_then_only_its_owner_may_read_it(desk, run, tmp_path):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)
    file = tmp_path / "surat.csv"

    code, said = run(campaign_id, "--to", str(file))

    assert code == 0
    assert FIRST not in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    titles, row = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
    assert titles == ["nomor", "nama", "templat", "alasan"]
    assert row == [FIRST, "", "undangan_daftar", "tidak memakai WhatsApp"]


def test_given_a_file_that_is_there_then_it_stays_and_nobody_is_handed_over(
    desk, run, hand_over, tmp_path
):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)
    file = tmp_path / "surat.csv"
    file.write_text("lama", encoding="utf-8")

    code, said = run(campaign_id, "--to", str(file))

    assert (code, said) == (1, "✗ surat.csv: berkas ini sudah ada; beri nama lain\n")
    assert file.read_text(encoding="utf-8") == "lama"
    assert len(hand_over(campaign_id)) == 1


def test_given_a_folder_that_is_not_there_then_nobody_is_handed_over(
    desk, run, hand_over, tmp_path
):
    campaign_id = fail(desk, NO_WHATSAPP, FIRST)

    code, said = run(campaign_id, "--to", str(tmp_path / "tidak-ada" / "surat.csv"))

    assert code == 1
    assert f"({os.strerror(2)})" in said
    assert len(hand_over(campaign_id)) == 1


def test_given_nobody_new_then_no_file_is_written(run, desk, tmp_path):
    code, said = run("--news", "--to", str(tmp_path / "surat.csv"))
    assert (code, said) == (0, "tidak ada orang baru yang perlu dihubungi dengan cara lain\n")
    assert not list(tmp_path.glob("*.csv"))
