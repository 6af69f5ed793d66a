"""News for people who are in no conversation: by a template, once, at a decent hour."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.integration.vaksin.keeping import Town
from tests.people import make_applicant
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID
from vaksin.clock import WIB
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.schema import notices, pushes
from whatsapp.conversations import WINDOW
from whatsapp.graph import GraphFailure
from whatsapp.leases import SEND
from whatsapp.metrics import REGISTRY
from whatsapp.pushing import TemplateChannel
from whatsapp.remedies import Remedy
from whatsapp.schema import outbox
from whatsapp.sealed_payloads import open_payload
from whatsapp.statuses import StatusUpdate
from whatsapp.templates.reading import load_templates

TEMPLATES = load_templates()
NOON = datetime(2027, 3, 1, 12, 0, tzinfo=WIB)


@pytest.fixture
def town(office, programme, clock):
    clock.moment = NOON
    return Town(office.programme, clock.advance)


@pytest.fixture
def ani(town, office):
    """Return somebody who wrote long ago."""
    contact_id = office.write("halo")
    office.answer("Halo juga")
    office.deliver()
    office.clock.advance(WINDOW + timedelta(minutes=1))
    return contact_id


@pytest.fixture
def push(office):
    channel = TemplateChannel(office.programme.keys, office.clock, TEMPLATES)
    return lambda: office.programme.pushing.push_due(channel, 100)


@pytest.fixture
def write(office):
    """Return what writes a notice about nobody in particular."""

    def write(contact_id, kind, until=None, **data):
        def work(act):
            act.notices.add(contact_id, None, kind, data, useful_until=until)

        office.programme.transactions.writing(work)

    return write


def templates_sent(office):
    """Return name and variables of each template in the outbox, the oldest first."""
    sent = []
    for row in sorted(office.rows(outbox), key=lambda row: row.sequence):
        payload = open_payload(row.payload_sealed, office.programme.keys)
        if payload["type"] == "template":
            template = payload["template"]
            values = {
                one["parameter_name"]: one["text"]
                for component in template["components"]
                if component["type"] == "body"
                for one in component["parameters"]
            }
            sent.append((template["name"], values))
    return sent


def payloads_of(office, place):
    (row,) = [row for row in office.rows(outbox) if row.push_id][place : place + 1]
    template = open_payload(row.payload_sealed, office.programme.keys)["template"]
    buttons = [one for one in template["components"] if one["type"] == "button"]
    return [one["parameters"][0]["payload"] for one in buttons]


def book(town, ani, serial=9001, name="Contoh Warga", session_id=None):
    session_id = session_id or town.session("UJI-1", in_hours=44)
    return town.programme.seats.register(ani, make_applicant(serial, name), session_id)


def test_given_a_closed_window_when_a_reminder_is_due_then_a_template_tells_it_once(
    office, town, ani, push
):
    booking = book(town, ani)
    assert push() == 0
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)

    assert push() == 1
    assert push() == 0

    assert templates_sent(office) == [
        (
            "pengingat_besok",
            {
                "nama": "Contoh Warga",
                "tempat": "Puskesmas Tebet",
                "jadwal": "Kamis, 4 Maret 2027 pukul 08.01-10.01 WIB",
                "kode": booking.ticket_code,
            },
        )
    ]
    assert town.kinds(ani) == []


def test_given_a_reminder_when_its_buttons_are_tapped_weeks_later_then_they_name_the_seat(
    office, town, ani, push
):
    booking = book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    assert json.loads(payloads_of(office, 0)[1].removeprefix("/ubah_jadwal")) == {
        "pilihan": f"pesanan={booking.id}"
    }


def test_given_two_people_with_the_same_session_then_one_message_names_both(
    office, town, ani, push
):
    session_id = town.session("UJI-1", in_hours=44)
    first = book(town, ani, session_id=session_id)
    second = book(town, ani, 9002, "Warga Contoh", session_id)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)

    assert push() == 1

    ((name, values),) = templates_sent(office)
    assert name == "pengingat_besok"
    assert values["nama"] == "Contoh Warga dan Warga Contoh"
    assert values["kode"] == f"{first.ticket_code}, {second.ticket_code}"
    assert payloads_of(office, 0)[1] == "/ubah_jadwal"


def test_given_an_answer_then_the_message_names_the_request_only_and_the_answer_is_read_later(
    office, town, ani, push
):
    asked = office.programme.officers.ask(ani, RequestKind.QUESTION, "Boleh kalau batuk?")
    office.programme.officers.close(asked, "Boleh, asal sudah tidak demam.")

    assert push() == 1
    assert push() == 0

    assert templates_sent(office) == [("jawaban_petugas", {"nomor": asked})]
    assert payloads_of(office, 0) == ["/baca_kabar"]
    (told,) = office.programme.news.tell_all(ani)
    assert told.notice.data["answer"] == "Boleh, asal sudah tidak demam."


def test_given_a_certificate_then_a_template_tells_whose_and_of_which_dose(office, town, ani, push):
    booking = book(town, ani)
    town.give_dose(booking, office.programme.today)
    office.programme.certificates.tell_one(booking.ticket_code)

    assert push() == 1

    assert templates_sent(office) == [("sertifikat_siap", {"nama": "Contoh Warga", "dosis": "1"})]
    assert town.kinds(ani) == []


def test_given_a_seat_that_passed_to_a_number_then_a_template_tells_place_time_and_code(
    office, town, ani, push
):
    booking = book(town, "kontak-lain")
    nik = make_applicant(9001).nik
    office.programme.family.link(ani, booking.ticket_code, nik, "ibu")
    office.programme.family.dispute("kontak-lain", booking.person_id)

    assert push() == 1

    ((name, values),) = templates_sent(office)
    assert name == "jadwal_tercatat"
    assert values["tempat"] == "Puskesmas Tebet"
    assert values["kode"] == booking.ticket_code
    assert json.loads(payloads_of(office, 0)[1].removeprefix("/ubah_jadwal")) == {
        "pilihan": f"pesanan={booking.id}"
    }
    assert town.kinds(ani) == []


def test_given_news_of_several_kinds_then_one_message_says_how_much_there_is(
    office, town, ani, push, write
):
    write(ani, NoticeKind.DISPUTE, hasil="sama", nama="Contoh Warga")
    write(ani, NoticeKind.QUEUE_OVER, site="JKT-TEBET-01", day="2027-03-01", nama="Warga Contoh")

    assert push() == 1

    assert templates_sent(office) == [
        ("kabar_menunggu", {"jumlah": "2", "nama": "Contoh Warga dan Warga Contoh"})
    ]
    told = office.programme.news.tell_all(ani)
    assert {one.notice.kind for one in told} == {NoticeKind.DISPUTE, NoticeKind.QUEUE_OVER}
    assert town.kinds(ani) == []


def test_given_an_open_window_then_nothing_is_pushed(office, town, push, write):
    contact_id = office.write("halo")
    write(contact_id, NoticeKind.DISPUTE, hasil="sama")
    assert push() == 0


def test_given_quiet_hours_then_it_waits_for_the_morning(office, town, ani, push, write):
    office.clock.moment = datetime(2027, 3, 3, 23, 0, tzinfo=WIB)
    write(ani, NoticeKind.DISPUTE, hasil="sama")
    assert push() == 0
    office.clock.moment = datetime(2027, 3, 4, 6, 59, tzinfo=WIB)
    assert push() == 0
    office.clock.moment = datetime(2027, 3, 4, 7, 0, tzinfo=WIB)
    assert push() == 1


def test_given_too_many_messages_in_a_week_then_only_news_about_a_seat_goes_out(
    office, town, ani, push, write
):
    book(town, ani)
    for _ in range(office.programme.service.messages.per_week):
        write(ani, NoticeKind.DISPUTE, hasil="sama")
        assert push() == 1
        office.clock.advance(timedelta(minutes=1))
    write(ani, NoticeKind.DISPUTE, hasil="sama")
    assert push() == 0

    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    assert push() == 1
    assert templates_sent(office)[-1][0] == "pengingat_besok"

    office.clock.moment = NOON + timedelta(days=8, hours=1)
    assert push() == 1
    assert templates_sent(office)[-1][0] == "kabar_menunggu"


def test_given_a_wish_for_no_reminders_then_news_about_the_seat_still_comes(
    office, town, ani, push, write
):
    office.programme.rights.stop_notifications(ani)
    write(ani, NoticeKind.MISSED)
    write(ani, NoticeKind.DISPUTE, hasil="sama")

    assert push() == 1

    assert [values.get("jumlah") for _, values in templates_sent(office)] == ["1"]


def test_given_a_seat_that_was_cancelled_meanwhile_then_nothing_is_pushed(office, town, ani, push):
    booking = book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    office.programme.seats.cancel(ani, booking.id)
    assert push() == 0


def test_given_many_workers_then_each_person_gets_one_message(office, town, ani, push, write):
    write(ani, NoticeKind.DISPUTE, hasil="sama")
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: push(), range(8))) == 1
    assert len(templates_sent(office)) == 1


def send(office):
    """Let a worker take what goes out next; return it."""
    (lease,) = office.store.claim(SEND, 1, "pekerja")
    return lease, office.store.take_delivery(lease)


def test_given_a_message_that_meta_refuses_for_good_then_it_is_told_when_the_citizen_writes(
    office, town, ani, push
):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.mark_refused(delivery, GraphFailure("131026", Remedy.GIVE_UP_RECIPIENT))
    office.store.release([lease])

    assert town.kinds(ani) == ["pengingat_besok"]
    assert push() == 0
    assert [row.failure for row in office.rows(pushes)] == ["131026"]


@pytest.mark.parametrize("code", ["131026", "131049"])
def test_given_a_message_that_meta_reports_as_failed_then_it_counts_as_not_told(
    office, town, ani, push, code
):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.take_next_delivery(lease, delivery.queued, "wamid.a")
    report(office, delivery, "failed", code)

    assert town.kinds(ani) == ["pengingat_besok"]
    assert [row.failure for row in office.rows(pushes)] == [code]


def report(office, delivery, status, code=""):
    with office.engine.begin() as connection:
        reports = office.store.intake(connection).reports
        reports.take_in([StatusUpdate("wamid.a", status, delivery.queued.id, code)])


def test_given_reports_of_meta_then_it_is_known_how_far_the_message_got(office, town, ani, push):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.take_next_delivery(lease, delivery.queued, "wamid.a")
    for status in ("sent", "delivered", "read"):
        report(office, delivery, status)

    (row,) = office.rows(pushes)
    assert row.sent_at
    assert row.delivered_at
    assert row.read_at
    assert row.failure is None


def pushes_counted():
    counted = {}
    for family in REGISTRY.collect():
        for sample in family.samples:
            if sample.name == "whatsapp_pushes_total":
                counted[sample.labels["result"]] = sample.value
    return Counter(counted)


def test_given_reports_of_meta_then_the_metrics_count_how_far_messages_got(office, town, ani, push):
    before = pushes_counted()
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.take_next_delivery(lease, delivery.queued, "wamid.a")
    for status in ("sent", "delivered", "read"):
        report(office, delivery, status)

    assert pushes_counted() - before == {"sent": 1, "delivered": 1, "read": 1}


def test_given_a_message_that_is_given_up_then_the_metrics_count_a_failure(office, town, ani, push):
    before = pushes_counted()
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.mark_refused(delivery, GraphFailure("131026", Remedy.GIVE_UP_RECIPIENT))
    office.store.release([lease])

    assert pushes_counted() - before == {"failed": 1}


def test_given_an_answer_in_a_conversation_then_no_push_is_counted(office):
    before = pushes_counted()
    office.write("halo")
    office.answer("Halo juga")
    lease, delivery = send(office)
    office.store.take_next_delivery(lease, delivery.queued, "wamid.a")
    assert pushes_counted() == before


def test_given_a_failure_that_is_tried_again_then_the_second_try_counts_for_the_same_message(
    office, town, ani, push
):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.take_next_delivery(lease, delivery.queued, "wamid.a")
    report(office, delivery, "failed", "131000")

    again = [row for row in office.rows(outbox) if row.push_id]
    assert len({row.push_id for row in again}) == 1
    assert len(again) == 2
    assert town.kinds(ani) == []


def test_given_somebody_who_is_erased_then_the_counts_do_not_name_them(office, town, ani, push):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    office.programme.rights.ask_erasure(ani)
    office.clock.advance(timedelta(days=3))
    office.programme.upkeep.run_once()

    assert [row.contact_id for row in office.rows(pushes)] == [None]
    with office.engine.connect() as connection:
        assert connection.execute(select(notices)).all() == []


def test_given_a_failure_reported_before_our_own_answer_then_it_stays_failed(
    office, town, ani, push
):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    report(office, delivery, "failed", "131026")
    office.store.take_next_delivery(lease, delivery.queued, "wamid.a")

    assert [row.failure for row in office.rows(pushes)] == ["131026"]


@pytest.mark.parametrize("code", ["132001", "132015", "132016"])
def test_given_a_template_that_meta_does_not_take_then_no_campaign_goes_on_with_it(
    office, town, ani, push, code
):
    book(town, ani)
    office.clock.moment = NOON + timedelta(days=2, hours=5, minutes=1)
    push()
    lease, delivery = send(office)
    office.store.mark_refused(delivery, GraphFailure(code, Remedy.DEAD_LETTER))
    office.store.release([lease])

    channel = TemplateChannel(office.programme.keys, office.clock, TEMPLATES, PHONE_NUMBER_ID)
    with office.engine.begin() as connection:
        assert channel.allowance(connection, "undangan_daftar").percent == 100
        assert channel.allowance(connection, "pengingat_besok").percent == 0


def test_given_somebody_with_whom_something_is_wrong_then_the_others_hear_their_news(
    office, town, ani, write
):
    other = office.write("halo", "628000000002")
    office.clock.advance(WINDOW + timedelta(minutes=1))
    for contact_id in (ani, other):
        write(contact_id, NoticeKind.DISPUTE, hasil="sama")

    class Stumbling(TemplateChannel):
        def push(self, connection, contact_id, news):
            if contact_id == ani:
                raise KeyError(contact_id)
            return super().push(connection, contact_id, news)

    channel = Stumbling(office.programme.keys, office.clock, TEMPLATES)
    assert office.programme.pushing.push_due(channel, 100) == 1
    assert [row.contact_id for row in office.rows(pushes)] == [other]
    office.clock.advance(timedelta(hours=2))
    channel = TemplateChannel(office.programme.keys, office.clock, TEMPLATES)
    assert office.programme.pushing.push_due(channel, 100) == 1
