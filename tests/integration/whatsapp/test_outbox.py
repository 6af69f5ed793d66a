"""When a queued message is sent, tried again, held, or given up."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import update

from tests.integration.whatsapp.meta import error
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from vaksin.clock import SettableClock
from vaksin.privacy.keys import CannotDecrypt
from whatsapp import payloads
from whatsapp.calls import read_call
from whatsapp.dead_letters import SEND as SEND_LETTER
from whatsapp.graph import GraphClient
from whatsapp.leases import SEND, TURN, LeaseLost
from whatsapp.outbox import MAX_ATTEMPTS, MAX_REFUSALS, pause_after
from whatsapp.schema import inbox, lanes, outbox
from whatsapp.sender import Sender
from whatsapp.store import Pace, Store, prepare

ANI = "628000000001"
DOUBT = timedelta(seconds=30)


@pytest.fixture
def clock():
    return SettableClock(datetime(2026, 11, 23, 8, tzinfo=timezone.utc))


@pytest.fixture
def pace():
    return Pace(doubt=DOUBT)


@pytest.fixture
def store(world, clock, pace):
    prepare(world.engine)
    return Store(world.engine, world.domain.data_keys, clock, PHONE_NUMBER_ID, pace)


def write(store, number=1, sender=ANI):
    """Let a citizen write, which opens their window; return their contact."""
    sent = str(int(store.clock.now().timestamp()))
    message = text_message("halo", **{"from": sender, "id": f"wamid.{number}", "timestamp": sent})
    (contact,) = store.receive(read_call(call(value([message])), PHONE_NUMBER_ID)).due
    return contact


@pytest.fixture
def contact(store):
    return write(store)


@pytest.fixture
def send(store, graph):
    """Return what a worker does: it sends whatever is due now."""
    sender = Sender(store, GraphClient(graph.url, PHONE_NUMBER_ID, "akses"), at_once=1)

    def deliver():
        for lease in store.claim(SEND, 10, "pekerja"):
            sender.deliver_due(lease)

    return deliver


def report(store, status, outbox_id, code=None, wamid="wamid.KELUAR1"):
    errors = [{"code": code}] if code else []
    item = {"id": wamid, "status": status, "biz_opaque_callback_data": outbox_id}
    payload = call(value(statuses=[{**item, "errors": errors}]))
    store.receive(read_call(payload, PHONE_NUMBER_ID))


def letters(store):
    with store.engine.begin() as connection:
        return [(letter.source, letter.reason) for letter in store.letters(connection).all()]


@pytest.mark.parametrize(
    ("refusals", "seconds"), [(1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 600), (8, 600)]
)
def test_the_pause_grows_fourfold_up_to_ten_minutes(refusals, seconds):
    assert pause_after(refusals) == timedelta(seconds=seconds)


def test_given_too_many_messages_to_a_citizen_then_the_next_try_waits(
    store, contact, clock, send, graph
):
    graph.rules = [lambda message: error(131056) if len(graph.requests) < 3 else None]
    store.enqueue(contact, [payloads.text("halo")])
    tries = []
    for _ in range(12):
        send()
        tries.append(len(graph.requests))
        clock.advance(timedelta(seconds=0.5))
    assert tries[:3] == [1, 1, 2]
    assert tries[-1] == 3
    assert graph.texts_to(ANI) == ["halo"]


def test_refusals_do_not_count_as_attempts(store, contact, clock, send, graph, world):
    graph.rules = [lambda message: error(131056)]
    store.enqueue(contact, [payloads.text("halo")])
    for _ in range(MAX_ATTEMPTS + 2):
        send()
        clock.advance(timedelta(minutes=10))
    assert world.column(outbox.c.status) == ["queued"]


def test_given_refusals_without_end_then_it_becomes_a_dead_letter(
    store, contact, clock, send, graph, world
):
    graph.rules = [lambda message: error(131056)]
    store.enqueue(contact, [payloads.text("halo")])
    for _ in range(MAX_REFUSALS + 1):
        send()
        clock.advance(timedelta(minutes=10))
    assert world.column(outbox.c.status) == ["failed"]
    assert letters(store) == [(SEND_LETTER, "131056")]


def test_given_doubt_then_nothing_is_sent_again_while_a_report_may_come(
    store, contact, clock, send, graph
):
    graph.rules = [lambda message: error(131000, 500) if len(graph.requests) < 2 else None]
    store.enqueue(contact, [payloads.text("1"), payloads.text("2")])
    send()
    clock.advance(DOUBT - timedelta(seconds=1))
    send()
    assert len(graph.requests) == 1
    clock.advance(timedelta(seconds=1))
    send()
    assert graph.texts_to(ANI) == ["1", "2"]


def test_given_doubt_then_a_report_settles_it_and_the_next_message_goes(
    store, contact, send, graph, world
):
    graph.rules = [lambda message: error(131000, 500) if len(graph.requests) < 2 else None]
    store.enqueue(contact, [payloads.text("1"), payloads.text("2")])
    send()
    report(store, "delivered", world.column(outbox.c.id)[0])
    send()
    assert world.column(outbox.c.status) == ["delivered", "sent"]
    assert graph.texts_to(ANI) == ["2"]


def test_given_doubt_each_time_then_it_is_given_up_as_a_dead_letter(
    store, contact, clock, send, graph, world
):
    graph.rules = [lambda message: error(131000, 500)]
    store.enqueue(contact, [payloads.text("halo")])
    for _ in range(MAX_ATTEMPTS + 1):
        send()
        clock.advance(DOUBT)
    assert len(graph.requests) == MAX_ATTEMPTS
    assert world.column(outbox.c.status) == ["failed"]
    assert letters(store) == [(SEND_LETTER, "no_report")]


def test_given_a_process_that_died_while_sending_then_the_message_is_in_doubt(
    store, contact, clock, send, graph
):
    store.enqueue(contact, [payloads.text("halo")])
    (lease,) = store.claim(SEND, 1, "mati")
    assert store.take_delivery(lease) is not None
    clock.advance(timedelta(seconds=20))  # its lease is over
    send()
    assert graph.requests == []
    clock.advance(DOUBT)
    send()
    assert graph.texts_to(ANI) == ["halo"]


def test_a_report_of_failure_that_will_pass_sends_it_again(store, contact, clock, send, graph):
    store.enqueue(contact, [payloads.text("halo")])
    send()
    report(store, "failed", graph.accepted[0]["biz_opaque_callback_data"], 131056)
    clock.advance(timedelta(seconds=10))
    send()
    assert graph.texts_to(ANI) == ["halo", "halo"]


@pytest.mark.parametrize(("code", "buried"), [(131026, False), (100, True)])
def test_a_report_of_failure_for_good_ends_it(store, contact, send, world, graph, code, buried):
    store.enqueue(contact, [payloads.text("halo")])
    send()
    report(store, "failed", world.column(outbox.c.id)[0], code)
    send()
    assert len(graph.accepted) == 1
    assert world.column(outbox.c.status) == ["failed"]
    assert letters(store) == ([(SEND_LETTER, str(code))] if buried else [])


def test_a_citizen_who_cannot_be_reached_is_no_dead_letter(store, contact, send, graph, world):
    graph.rules = [lambda message: error(131026)]
    store.enqueue(contact, [payloads.text("halo")])
    send()
    assert world.column(outbox.c.status) == ["failed"]
    assert letters(store) == []


def test_given_a_list_that_meta_refuses_then_its_words_go_out_as_text(store, contact, send, graph):
    graph.rules = [lambda message: error(131009) if message["type"] == "interactive" else None]
    choices = [payloads.Choice("/a", "Ya"), payloads.Choice("/b", "Tidak")]
    store.enqueue(contact, [payloads.reply_buttons("Mau?", choices, None)])
    send()
    assert graph.texts_to(ANI) == ["Mau?\n\n1. Ya\n2. Tidak"]


@pytest.mark.parametrize("code", [190, 131005, 131042, 133010])
def test_given_a_bad_token_or_bill_then_nobody_is_sent_to_and_nothing_is_lost(
    store, contact, clock, send, graph, code
):
    graph.rules = [lambda message: error(code) if len(graph.requests) < 2 else None]
    other = write(store, 2, "628000000002")
    store.enqueue(contact, [payloads.text("halo")])
    send()
    store.enqueue(other, [payloads.text("hai")])
    for _ in range(3):
        clock.advance(timedelta(minutes=1))
        send()
    assert len(graph.requests) == 1
    clock.advance(timedelta(minutes=5))
    send()
    assert graph.texts_to(ANI) == ["halo"]
    assert graph.texts_to("628000000002") == ["hai"]


def test_given_a_pause_then_a_restart_tries_at_once(store, contact, send, graph, clock):
    graph.rules = [lambda message: error(190) if len(graph.requests) < 2 else None]
    store.enqueue(contact, [payloads.text("halo")])
    send()
    store.resume_after_start()
    clock.advance(timedelta(minutes=5))
    send()
    assert graph.texts_to(ANI) == ["halo"]


def test_given_spam_then_nothing_goes_out_until_an_operator_resumes(
    store, contact, clock, send, graph
):
    graph.rules = [lambda message: error(131048) if len(graph.requests) < 2 else None]
    store.enqueue(contact, [payloads.text("halo")])
    send()
    store.resume_after_start()
    for _ in range(10):
        clock.advance(timedelta(hours=1))
        send()
    assert len(graph.requests) == 1
    with store.engine.begin() as connection:
        store.numbers(connection).resume()
    clock.advance(timedelta(minutes=1))
    send()
    assert graph.texts_to(ANI) == ["halo"]


def test_given_too_many_messages_of_the_number_then_all_wait_a_little(
    store, contact, clock, send, graph
):
    graph.rules = [lambda message: error(130429) if len(graph.requests) < 2 else None]
    other = write(store, 2, "628000000002")
    store.enqueue(contact, [payloads.text("halo")])
    send()
    store.enqueue(other, [payloads.text("hai")])
    send()
    assert len(graph.requests) == 1
    clock.advance(timedelta(seconds=2))
    send()
    assert len(graph.accepted) == 2


def test_a_citizen_gets_45_messages_at_once_and_then_one_every_six_seconds(
    store, contact, clock, send, graph
):
    store.enqueue(contact, [payloads.text(str(n)) for n in range(50)])
    counts = []
    for _ in range(4):
        send()
        counts.append(len(graph.accepted))
        clock.advance(timedelta(seconds=6))
    assert counts == [45, 46, 47, 48]
    assert graph.texts_to(ANI) == [str(n) for n in range(48)]


def test_given_a_closed_window_and_no_template_then_it_is_a_dead_letter(
    store, contact, send, graph
):
    graph.rules = [lambda message: error(131047)]
    store.enqueue(contact, [payloads.text("halo")])
    send()
    assert letters(store) == [(SEND_LETTER, "131047")]


class TestWithTemplate:
    @pytest.fixture
    def pace(self):
        return Pace(template="ada_kabar")

    def test_given_a_closed_window_then_one_template_asks_and_the_messages_wait(
        self, store, contact, clock, send, graph
    ):
        clock.advance(timedelta(hours=24, seconds=1))
        store.enqueue(contact, [payloads.text("1"), payloads.text("2")])
        send()
        assert [m["template"]["name"] for m in graph.accepted] == ["ada_kabar"]
        assert graph.accepted[0]["template"]["language"] == {"code": "id"}

    def test_given_that_the_citizen_writes_again_then_what_waited_goes_out_in_order(
        self, store, contact, clock, send, graph
    ):
        clock.advance(timedelta(hours=24, seconds=1))
        store.enqueue(contact, [payloads.text("1"), payloads.text("2")])
        send()
        graph.accepted.clear()
        write(store, 2)
        send()
        assert graph.texts_to(ANI) == ["1", "2"]

    def test_given_that_meta_reports_the_window_as_closed_then_it_waits_too(
        self, store, contact, send, graph, clock
    ):
        store.enqueue(contact, [payloads.text("halo")])
        send()
        report(store, "failed", graph.accepted[0]["biz_opaque_callback_data"], 131047)
        send()
        assert [m["type"] for m in graph.accepted] == ["text", "template"]
        write(store, 2)
        send()
        assert [m["type"] for m in graph.accepted] == ["text", "template", "text"]


def test_what_was_already_reported_as_delivered_is_not_sent_again(
    store, contact, world, send, graph
):
    store.enqueue(contact, [payloads.text("halo")])
    (lease,) = store.claim(SEND, 1, "mati")
    delivery = store.take_delivery(lease)
    report(store, "delivered", delivery.queued.id)
    store.release([lease])
    send()
    assert graph.requests == []
    assert world.column(outbox.c.status) == ["delivered"]


def test_the_times_of_every_step_are_kept(store, contact, clock, send, world):
    store.enqueue(contact, [payloads.text("halo")])
    send()
    moments = [clock.now()]
    for status in ("delivered", "read"):
        clock.advance(timedelta(seconds=5))
        moments.append(clock.now())
        report(store, status, world.column(outbox.c.id)[0])
    columns = (outbox.c.sent_at, outbox.c.delivered_at, outbox.c.read_at)
    assert [world.column(column)[0] for column in columns] == moments


def test_given_an_image_that_meta_has_lost_then_it_is_uploaded_anew(
    store, contact, clock, send, graph
):
    ticket = payloads.image(PNG_LINK)
    store.enqueue(contact, [ticket])
    send()
    graph.rules = [lambda m: error(131009) if m["image"]["id"] == "media-1" else None]
    store.enqueue(contact, [ticket])
    send()
    clock.advance(timedelta(seconds=2))
    send()
    assert [m["image"]["id"] for m in graph.accepted] == ["media-1", "media-2"]


PNG_LINK = "data:image/png;base64,iVBORw0KGgo="


def test_given_a_lease_that_was_lost_then_its_holder_writes_nothing(store, contact, world):
    store.enqueue(contact, [payloads.text("halo")])
    (lease,) = store.claim(SEND, 1, "lambat")
    with world.engine.begin() as connection:
        connection.execute(update(lanes).values(lease_id="lain"))
    with pytest.raises(LeaseLost):
        store.take_delivery(lease)


def test_given_that_doubt_made_two_of_one_then_the_failure_of_the_other_changes_nothing(
    store, contact, send, world
):
    store.enqueue(contact, [payloads.text("halo")])
    send()
    report(store, "failed", world.column(outbox.c.id)[0], 131026, wamid="wamid.LAIN")
    assert world.column(outbox.c.status) == ["sent"]


def test_given_a_message_went_out_when_the_lease_was_lost_meanwhile_then_it_counts_as_sent(
    store, contact, world
):
    store.enqueue(contact, [payloads.text("halo"), payloads.text("apa kabar")])
    (lease,) = store.claim(SEND, 1, "lambat")
    delivery = store.take_delivery(lease)
    with world.engine.begin() as connection:
        connection.execute(update(lanes).values(lease_id="lain"))
    assert store.take_next_delivery(lease, delivery.queued, "wamid.KELUAR1") is None
    assert world.column(outbox.c.status) == ["sent", "queued"]


def test_given_a_report_came_first_when_meta_answers_then_the_status_stays(store, contact, world):
    store.enqueue(contact, [payloads.text("halo")])
    (lease,) = store.claim(SEND, 1, "pekerja")
    delivery = store.take_delivery(lease)
    report(store, "delivered", delivery.queued.id)
    assert store.take_next_delivery(lease, delivery.queued, "wamid.KELUAR1") is None
    assert world.column(outbox.c.status) == ["delivered"]
    assert world.column(outbox.c.in_doubt_since) == [None]


def test_a_message_is_kept_until_the_citizens_phone_has_it(store, contact, send, world):
    store.enqueue(contact, [payloads.text("halo")])
    send()
    report(store, "sent", world.column(outbox.c.id)[0])
    assert world.column(outbox.c.payload_sealed) != [None]
    report(store, "delivered", world.column(outbox.c.id)[0])
    report(store, "read", world.column(outbox.c.id)[0])
    assert world.column(outbox.c.payload_sealed) == [None]
    assert world.column(outbox.c.status) == ["read"]


@pytest.mark.parametrize(
    ("status", "is_kept"), [("done", False), ("ignored", False), ("failed", True)]
)
def test_what_a_citizen_wrote_is_kept_only_if_it_could_not_be_answered(
    store, contact, world, clock, status, is_kept
):
    clock.advance(timedelta(seconds=5))
    (lease,) = store.claim(TURN, 1, "pekerja")
    turn = store.take_turn(lease)
    store.close_turn(lease, turn, status, [payloads.text("halo juga")], payloads.text("pelan"))
    for column in (inbox.c.text_sealed, inbox.c.message_id_sealed):
        assert (world.column(column) != [None]) == is_kept


def test_given_a_message_went_out_when_the_next_one_cannot_be_opened_then_it_counts_as_sent(
    store, contact, world, send
):
    store.enqueue(contact, [payloads.text("halo"), payloads.text("apa kabar")])
    second = world.column(outbox.c.id)[1]
    with world.engine.begin() as connection:
        connection.execute(
            update(outbox).where(outbox.c.id == second).values(payload_sealed="1:rusak")
        )
    with pytest.raises(CannotDecrypt):
        send()
    assert world.column(outbox.c.status) == ["sent", "queued"]
    assert world.column(outbox.c.in_doubt_since) == [None, None]
