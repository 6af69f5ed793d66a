"""News is put on its way, told once, and kept from those who want none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import false, true

from tests.integration.vaksin.keeping import Town
from vaksin.notices import TOLD_WITHIN, NoticeKind
from vaksin.people.message_choices import MessageKind

ANI = "kontak-ani"


@pytest.fixture
def town(programme, clock):
    return Town(programme, clock.advance)


@pytest.fixture
def write(programme):
    """Return what writes a notice about nobody in particular."""

    def write(kind, **data):
        def work(act):
            act.contacts.ensure_contact(ANI)
            act.notices.add(ANI, None, kind, data)

        programme.transactions.writing(work)

    return write


@pytest.fixture
def announce(programme, clock):
    def announce(wrote_ago=timedelta()):
        at = clock.now() - wrote_ago
        return programme.transactions.writing(lambda act: act.notices.announce(ANI, at))

    return announce


def to_tell(programme):
    with programme.transactions.reading() as act:
        return list(act.notices.contacts_to_tell(lambda _: true(), lambda _: false(), 10))


def kinds(news):
    return [one.notice.kind for one in news]


def test_given_news_when_it_is_on_its_way_then_it_is_told_once(programme, write, announce):
    write(NoticeKind.NEXT_DOSE)
    assert programme.news.tell(ANI) == []
    assert announce() is not None

    assert kinds(programme.news.tell(ANI)) == [NoticeKind.NEXT_DOSE]
    assert programme.news.tell(ANI) == []
    assert announce() is None


def test_given_news_told_when_the_turn_is_run_again_then_the_same_is_told(
    programme, write, announce
):
    write(NoticeKind.NEXT_DOSE)
    announce()
    first = programme.news.tell(ANI, request_id="putaran-1")
    write(NoticeKind.DISPUTE)
    announce()

    assert programme.news.tell(ANI, request_id="putaran-1") == first
    assert kinds(programme.news.tell(ANI, request_id="putaran-2")) == [NoticeKind.DISPUTE]


def test_given_news_on_its_way_when_it_is_not_told_then_it_is_announced_anew(
    programme, clock, write, announce
):
    write(NoticeKind.NEXT_DOSE)
    first = announce()
    assert announce() is None
    assert to_tell(programme) == []

    clock.advance(TOLD_WITHIN)

    assert to_tell(programme) == [ANI]
    assert announce() not in (None, first)


def test_given_a_wish_for_silence_when_there_is_a_reminder_then_only_what_was_asked_for_is_told(
    programme, clock, write, announce
):
    write(NoticeKind.MISSED)
    write(NoticeKind.MOVED)
    programme.rights.stop_notifications(ANI)

    announce(wrote_ago=timedelta(hours=1))

    assert kinds(programme.news.tell(ANI)) == [NoticeKind.MOVED]


def test_given_no_wish_for_invitations_when_there_is_a_reminder_then_it_is_told(
    programme, write, announce
):
    write(NoticeKind.MISSED)
    programme.rights.stop_notifications(ANI, [MessageKind.CAMPAIGN])

    announce(wrote_ago=timedelta(hours=1))

    assert kinds(programme.news.tell(ANI)) == [NoticeKind.MISSED]


def test_given_a_wish_for_silence_when_the_citizen_writes_then_reminders_are_told(
    programme, clock, write, announce
):
    write(NoticeKind.MAY_COME)
    programme.rights.stop_notifications(ANI)
    assert announce(wrote_ago=timedelta(hours=1)) is None
    clock.advance(timedelta(hours=2))

    announce()

    assert kinds(programme.news.tell(ANI)) == [NoticeKind.MAY_COME]


def test_given_a_missed_day_when_a_new_seat_is_booked_before_it_is_told_then_nobody_is_bothered(
    town, programme, announce
):
    town.register(ANI, 9001, town.session("UJI-1", in_hours=1))
    town.advance(timedelta(hours=6))
    programme.upkeep.run_once()
    town.register(ANI, 9001, town.session("UJI-2"))
    announce()

    assert programme.news.tell(ANI) == []


def test_given_two_processes_when_they_announce_at_once_then_one_of_them_does(
    programme, write, announce
):
    write(NoticeKind.NEXT_DOSE)

    with ThreadPoolExecutor(4) as threads:
        keys = list(threads.map(lambda _: announce(), range(4)))

    assert sum(key is not None for key in keys) == 1
