"""How far messages got: everybody is counted once, and only for what a message can have caused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from tests.integration.vaksin.keeping import Town
from tests.integration.worker.campaigning import Desk, reached
from tests.integration.worker.test_rounds import rounds_of
from tests.people import make_applicant
from vaksin.campaigns.model import LeftOut
from vaksin.campaigns.results import Step
from vaksin.clock import WIB
from vaksin.people.addresses import Addresses
from vaksin.schema import bookings, pushes
from whatsapp.pushing import TemplateChannel

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=WIB)
FIRST, SECOND = "628000000011", "628000000012"


@pytest.fixture
def desk(office, programme, clock):
    clock.moment = NOON
    return Desk(office)


@pytest.fixture
def town(office, desk):
    return Town(office.programme, office.clock.advance)


@pytest.fixture
def note_answers(office):
    channel = TemplateChannel(office.programme.keys, office.clock, {})
    return lambda: office.programme.results.note_answers(channel)


def test_given_a_planned_campaign_then_everybody_waits_for_their_turn(desk):
    campaign_id = desk.plan(desk.stranger(FIRST), desk.stranger(SECOND))

    funnel = desk.result(campaign_id)

    assert reached(funnel) == {Step.PLANNED: 2}
    assert (funnel.waiting, funnel.on_the_way, funnel.settled) == (2, 0, 0)


def test_given_a_message_that_is_not_sent_yet_then_it_is_on_its_way(desk):
    campaign_id = desk.plan(desk.stranger(FIRST), desk.stranger(SECOND))
    desk.push(campaign_id)

    funnel = desk.result(campaign_id)

    assert (funnel.waiting, funnel.on_the_way, funnel.settled) == (1, 1, 0)


def test_given_reports_then_each_step_counts_those_who_got_at_least_so_far(desk):
    campaign_id = desk.plan(desk.stranger(FIRST), desk.stranger(SECOND))
    desk.let(desk.push(campaign_id), sent_at=True, delivered_at=True, read_at=True)
    desk.let(desk.push(campaign_id), sent_at=True)

    funnel = desk.result(campaign_id)

    assert reached(funnel) == {Step.PLANNED: 2, Step.SENT: 2, Step.DELIVERED: 1, Step.READ: 1}
    assert funnel.settled == 2
    assert funnel.percent(Step.DELIVERED) == 50
    assert funnel.percent(Step.BOOKED) is None


def test_given_failures_then_they_are_counted_by_code(desk):
    campaign_id = desk.plan(desk.stranger(FIRST), desk.stranger(SECOND))
    desk.fail(desk.push(campaign_id), "131026")
    desk.fail(desk.push(campaign_id), "131049")
    assert desk.result(campaign_id).failed == {"131026": 1, "131049": 1}


def test_given_recipients_who_are_left_out_then_they_are_counted_by_reason(desk, office):
    campaign_id = desk.plan(desk.stranger(FIRST))
    recipient = desk.next(campaign_id)
    office.programme.transactions.writing(
        lambda act: act.campaigns.leave_out({recipient.id: LeftOut.UNWANTED})
    )

    funnel = desk.result(campaign_id)

    assert funnel.left_out == {LeftOut.UNWANTED: 1}
    assert (funnel.planned, funnel.waiting) == (1, 0)


def test_given_two_contacts_who_turn_out_to_be_one_then_they_are_counted_once(desk, office):
    campaign_id = desk.plan(desk.stranger(FIRST), desk.stranger(SECOND))
    desk.let(desk.push(campaign_id), sent_at=True, delivered_at=True)
    desk.fail(desk.push(campaign_id), "131026")
    office.programme.transactions.writing(
        lambda act: act.contacts.change(
            Addresses(phone=FIRST), Addresses(phone=SECOND), office.clock.now()
        )
    )

    funnel = desk.result(campaign_id)

    assert reached(funnel) == {Step.PLANNED: 1, Step.SENT: 1, Step.DELIVERED: 1}
    assert funnel.failed == {}


def test_given_people_who_were_erased_then_the_counts_stay(desk, office):
    contact_ids = desk.stranger(FIRST), desk.stranger(SECOND)
    campaign_id = desk.plan(*contact_ids)
    for _ in contact_ids:
        desk.let(desk.push(campaign_id), sent_at=True)
    for one in contact_ids:
        office.programme.transactions.writing(lambda act, one=one: act.pushes.forget(one))
    assert reached(desk.result(campaign_id)) == {Step.PLANNED: 2, Step.SENT: 2}


def test_given_somebody_erased_before_their_turn_then_nobody_waits_for_them(desk, office):
    contact_id = desk.stranger(FIRST)
    campaign_id = desk.plan(contact_id)
    office.programme.transactions.writing(lambda act: act.pushes.forget(contact_id))
    assert reached(desk.result(campaign_id)) == {}


def test_given_two_campaigns_then_each_has_its_own_results(desk):
    contact_id = desk.stranger(FIRST)
    first, second = desk.plan(contact_id), desk.plan(contact_id)
    desk.let(desk.push(first), sent_at=True)
    assert reached(desk.result(first)) == {Step.PLANNED: 1, Step.SENT: 1}
    assert reached(desk.result(second)) == {Step.PLANNED: 1}


def test_given_a_booking_after_the_message_then_it_counts_as_booked(desk, town):
    contact_id = desk.stranger(FIRST)
    campaign_id = desk.plan(contact_id)
    desk.let(desk.push(campaign_id), sent_at=True)
    town.register(contact_id, 9001, town.session("UJI-1"))
    town.register(contact_id, 9002, "UJI-1")
    assert reached(desk.result(campaign_id))[Step.BOOKED] == 1


def test_given_a_seat_that_was_only_held_then_it_does_not_count_as_booked(desk, town, office):
    contact_id = desk.stranger(FIRST)
    campaign_id = desk.plan(contact_id)
    desk.let(desk.push(campaign_id), sent_at=True)
    town.register(contact_id, 9001, town.session("UJI-1"))
    with office.engine.begin() as connection:
        connection.execute(update(bookings).values(status="expired"))
    assert Step.BOOKED not in reached(desk.result(campaign_id))


def test_given_a_booking_from_before_the_message_then_it_does_not_count(desk, town, office):
    contact_id = desk.stranger(FIRST)
    town.register(contact_id, 9001, town.session("UJI-1"))
    office.clock.advance(timedelta(minutes=1))
    campaign_id = desk.plan(contact_id)
    desk.let(desk.push(campaign_id), sent_at=True)
    assert Step.BOOKED not in reached(desk.result(campaign_id))


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, False)])
def test_given_a_booking_then_it_counts_for_thirty_days(desk, town, office, seconds, counts):
    contact_id = desk.stranger(FIRST)
    campaign_id = desk.plan(contact_id)
    desk.let(desk.push(campaign_id), sent_at=True)
    office.clock.advance(timedelta(days=30, seconds=seconds))
    town.register(contact_id, 9001, town.session("UJI-1"))
    assert (Step.BOOKED in reached(desk.result(campaign_id))) is counts


def test_given_a_dose_after_the_message_then_it_counts_as_attended(desk, town, office):
    contact_id = desk.stranger(FIRST)
    campaign_id = desk.plan(contact_id)
    desk.let(desk.push(campaign_id), sent_at=True)
    town.register(contact_id, 9001, town.session("UJI-1"))
    with office.engine.begin() as connection:
        connection.execute(update(bookings).values(status="attended"))
    funnel = desk.result(campaign_id)
    assert (funnel.steps[Step.BOOKED], funnel.steps[Step.ATTENDED]) == (1, 1)


def test_given_news_then_messages_are_counted_by_template(desk, office):
    contact_id = desk.stranger(FIRST)
    desk.let(desk.tell_news(contact_id, "pengingat_besok"), sent_at=True)
    desk.tell_news(contact_id, "pengingat_besok")
    desk.fail(desk.tell_news(contact_id, "cek_kipi"), "131026")
    now = office.clock.now()

    found = office.programme.results.of_news(now, now + timedelta(days=1))

    assert list(found) == ["cek_kipi", "pengingat_besok"]
    assert reached(found["pengingat_besok"]) == {Step.PLANNED: 2, Step.SENT: 1}
    assert found["pengingat_besok"].on_the_way == 1
    assert found["cek_kipi"].failed == {"131026": 1}


def test_given_news_of_another_time_or_of_a_campaign_then_it_is_not_counted(desk, office):
    contact_id = desk.stranger(FIRST)
    desk.push(desk.plan(contact_id))
    desk.tell_news(contact_id, "cek_kipi")
    now = office.clock.now()
    assert office.programme.results.of_news(now - timedelta(days=1), now) == {}


def test_given_somebody_who_writes_after_a_message_then_they_have_answered_it(
    desk, office, note_answers
):
    contact_id = desk.stranger(FIRST)
    push_id = desk.push(desk.plan(contact_id))
    desk.let(push_id, sent_at=True)
    office.clock.advance(timedelta(hours=2))
    assert office.write("halo", FIRST) == contact_id
    office.clock.advance(timedelta(minutes=5))

    assert note_answers() == 1
    assert note_answers() == 0

    (row,) = office.rows(pushes)
    assert row.answered_at == NOON + timedelta(hours=2)


def test_given_somebody_who_wrote_only_before_a_message_then_it_is_not_answered(
    desk, office, note_answers
):
    contact_id = office.write("halo", FIRST)
    office.clock.advance(timedelta(minutes=1))
    desk.let(desk.push(desk.plan(contact_id)), sent_at=True)
    assert note_answers() == 0


def test_given_somebody_who_writes_a_week_later_then_it_is_no_answer(desk, office, note_answers):
    contact_id = desk.stranger(FIRST)
    desk.let(desk.push(desk.plan(contact_id)), sent_at=True)
    office.clock.advance(timedelta(days=7, seconds=1))
    office.write("halo", FIRST)
    assert note_answers() == 0


def test_given_a_message_that_failed_then_nobody_has_answered_it(desk, office, note_answers):
    contact_id = desk.stranger(FIRST)
    desk.fail(desk.push(desk.plan(contact_id)), "131026")
    office.clock.advance(timedelta(hours=1))
    office.write("halo", FIRST)
    assert note_answers() == 0


def test_given_several_messages_and_readers_then_each_answer_is_noted(desk, office, note_answers):
    first, second = desk.stranger(FIRST), desk.stranger(SECOND)
    for contact_id in (first, first, second):
        desk.let(desk.tell_news(contact_id, "cek_kipi"), sent_at=True)
    office.clock.advance(timedelta(hours=1))
    office.write("halo", FIRST)

    assert note_answers() == 2
    assert {row.contact_id for row in office.rows(pushes) if row.answered_at} == {first}


def test_given_a_running_worker_then_it_looks_for_answers_every_ten_minutes(desk, office):
    work = rounds_of(office.programme)
    contact_id = desk.stranger(FIRST)
    work.once()
    desk.let(desk.tell_news(contact_id, "cek_kipi"), sent_at=True)
    office.clock.advance(timedelta(minutes=9))
    office.write("halo", FIRST)
    assert "answers_noted" not in work.once()

    office.clock.advance(timedelta(minutes=1))

    assert work.once()["answers_noted"] == 1


def test_given_an_applicant_of_another_number_then_their_booking_does_not_count(desk, office, town):
    campaign_id = desk.plan(desk.stranger(FIRST))
    desk.let(desk.push(campaign_id), sent_at=True)
    session_id = town.session("UJI-1")
    office.programme.seats.register(desk.stranger(SECOND), make_applicant(), session_id)
    assert Step.BOOKED not in reached(desk.result(campaign_id))
