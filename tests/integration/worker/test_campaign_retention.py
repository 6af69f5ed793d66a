"""Campaigns, their recipients and who came in by a list go in time; nothing goes too early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from memory.schema import memories
from tests.integration.vaksin.keeping import Town
from tests.integration.worker.campaigning import Desk
from vaksin.notices import NoticeKind
from vaksin.people.message_choices import ChoiceMeans, MessageKind
from vaksin.privacy.keeping import DataKind
from vaksin.schema import (
    campaign_recipients,
    campaigns,
    contact_addresses,
    contacts,
    notices,
    pushes,
)

NUMBER = "628000000011"
LONG = timedelta(days=5000)


@pytest.fixture
def desk(office):
    return Desk(office)


@pytest.fixture
def forget(office):
    """Return what lets time pass, and then all be forgotten that is too old by then."""

    def forget(by=LONG, times=1):
        office.clock.advance(by)
        for _ in range(times):
            list(office.programme.retention.forget_old())

    return forget


@pytest.fixture
def days(office):
    return timedelta(days=office.programme.service.retention.days[DataKind.CAMPAIGN])


def test_given_a_campaign_that_ended_then_it_goes_with_its_recipients_and_messages(
    desk, office, forget, days
):
    campaign_id = desk.plan(desk.stranger(NUMBER))
    desk.let(desk.push(campaign_id), sent_at=True)
    office.clock.advance(timedelta(days=1))
    office.programme.campaigns.stop(campaign_id)

    forget(days)
    assert list(map(office.count, (campaigns, campaign_recipients, pushes))) == [1, 1, 1]

    forget(timedelta(seconds=1))
    assert list(map(office.count, (campaigns, campaign_recipients, pushes))) == [0, 0, 0]


def test_given_a_campaign_that_nobody_started_then_it_goes_after_its_window(
    desk, office, forget, days
):
    desk.plan(desk.stranger(NUMBER))
    forget(days + timedelta(days=5))
    assert office.count(campaign_recipients) == 1

    forget(timedelta(seconds=1))

    assert office.count(campaign_recipients) == office.count(campaigns) == 0


def test_given_news_that_was_pushed_then_its_message_goes_by_its_own_age(
    desk, office, forget, days
):
    desk.tell_news(desk.stranger(NUMBER), "cek_kipi")
    forget(days)
    assert office.count(pushes) == 1

    forget(timedelta(seconds=1))

    assert office.count(pushes) == 0


def test_given_news_that_is_not_told_yet_then_its_message_stays_so_that_it_is_not_pushed_again(
    desk, office, forget
):
    contact_id = desk.stranger(NUMBER)
    push_id = desk.tell_news(contact_id, "kabar_menunggu")

    def work(act):
        act.notices.add(contact_id, None, NoticeKind.CLOSED, {})
        ids = [notice.id for notice in act.notices.untold(contact_id)]
        act.notices.pushed(ids, push_id, tells_all=False)

    office.programme.transactions.writing(work)

    forget()

    assert [row.push_id for row in office.rows(notices)] == [push_id]


def test_given_somebody_of_a_list_when_their_campaign_is_gone_then_their_number_goes_too(
    desk, office, forget
):
    office.programme.campaigns.stop(desk.plan(desk.stranger(NUMBER)))

    forget(times=2)

    assert office.count(contacts) == office.count(contact_addresses) == 0


def test_given_somebody_of_a_list_who_is_not_old_then_their_number_stays(
    desk, office, forget, days
):
    desk.stranger(NUMBER)
    forget(days)
    assert office.count(contact_addresses) == 1


def test_given_somebody_whose_number_went_when_they_write_then_they_are_a_stranger(
    desk, office, forget
):
    before = desk.stranger(NUMBER)
    forget()
    assert office.write("halo", NUMBER) not in ("", before)


def register(office, desk, contact_id):
    Town(office.programme, office.clock.advance).enrol(contact_id, 9001)


def wish_for_silence(office, desk, contact_id):
    office.programme.transactions.writing(
        lambda act: act.choices.choose(
            contact_id, {MessageKind.CAMPAIGN}, wanted=False, means=ChoiceMeans.TYPED
        )
    )


def wait_in_a_campaign(office, desk, contact_id):
    desk.plan(contact_id)


def write(office, desk, contact_id):
    office.write("halo", NUMBER)


def remember(office, desk, contact_id):
    office.remember(contact_id, memories)


KNOWN = [register, wish_for_silence, wait_in_a_campaign, write, remember]


@pytest.mark.parametrize("know", KNOWN, ids=lambda know: know.__name__)
def test_given_somebody_of_whom_something_is_kept_then_their_number_stays(
    desk, office, forget, know
):
    contact_id = desk.stranger(NUMBER)
    office.clock.advance(LONG)
    know(office, desk, contact_id)

    forget(timedelta(days=1))

    assert contact_id in {row.contact_id for row in office.rows(contact_addresses)}


def test_given_a_contact_that_others_were_merged_into_then_it_stays(desk, office, forget):
    contact_id = desk.stranger(NUMBER)
    office.programme.transactions.writing(lambda act: act.contacts.ensure_contact("kontak-lama"))
    with office.engine.begin() as connection:
        old = contacts.c.id == "kontak-lama"
        connection.execute(contacts.update().where(old).values(merged_into=contact_id))

    forget()

    assert office.count(contacts) == 2


def test_given_old_strangers_when_they_are_only_counted_then_nothing_is_deleted(
    desk, office, forget
):
    desk.stranger(NUMBER)
    office.clock.advance(LONG)
    assert office.programme.retention.count_old()[DataKind.CAMPAIGN] == 1
    assert office.count(contact_addresses) == 1
