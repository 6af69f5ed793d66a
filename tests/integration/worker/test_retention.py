"""What is older than it may be goes; what somebody still waits for stays, however old it is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from memory.schema import archive, memories
from tests.integration.worker.campaigning import Desk
from vaksin.application import retention
from vaksin.limits import LimitedAct
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.privacy.keeping import DataKind
from vaksin.schema import (
    campaigns,
    drafts,
    erasures,
    limited_acts,
    notices,
    officer_requests,
    performed_requests,
)
from whatsapp.schema import conversations, dead_letters, inbox, outbox

CONTACT = "kontak-contoh"
LONG = timedelta(days=5000)


@pytest.fixture
def forget(office):
    """Return what lets all that is too old be forgotten, and tells how much of what."""

    def forget():
        counts = Counter()
        for kind, deleted in office.programme.retention.forget_old():
            counts[kind] += deleted
        return +counts

    return forget


@pytest.fixture
def let_age(office):
    """Return what lets time pass until data of a kind has just become too old."""

    def let_age(kind):
        days = office.programme.service.retention.days[kind]
        office.clock.advance(timedelta(days=days, seconds=1))

    return let_age


def write_notice(office, told):
    def work(act):
        act.contacts.ensure_contact(CONTACT)
        act.notices.add(CONTACT, None, NoticeKind.MAY_COME, {"until": "2027-03-01"})
        if told:
            act.notices.told([notice.id for notice in act.notices.untold(CONTACT)])

    office.programme.transactions.writing(work)


def ask_officer(office):
    return office.programme.officers.ask(CONTACT, RequestKind.QUESTION, "Tanya", request_id=None)


def close_request(office):
    reference = ask_officer(office)
    office.programme.transactions.writing(lambda act: act.requests.close(reference))


def save_draft(office):
    office.programme.drafts.save(CONTACT, None, {"nama": "Contoh Warga"})


def try_nik(office):
    def work(act):
        act.contacts.ensure_contact(CONTACT)
        act.limits.note(CONTACT, LimitedAct.GIVES_NIK, "contoh", 5)

    office.programme.transactions.writing(work)


def consent(office):
    office.programme.record_consent(CONTACT, "ibu", request_id="pesan-1")


def withdraw_erasure(office):
    office.programme.rights.ask_erasure(CONTACT)
    office.programme.rights.withdraw_erasures(CONTACT)


def answer(office):
    office.write("halo")
    office.answer()


def send(office):
    office.write("apa kabar")
    office.answer("Halo")
    office.deliver()


def bury(office):
    office.bury("bukan json", office.clock.now())


def end_campaign(office):
    office.programme.campaigns.stop(Desk(office).plan())


OVER = [
    (DataKind.INCOMING, inbox, answer),
    (DataKind.OUTGOING, outbox, send),
    (DataKind.DEAD_LETTER, dead_letters, bury),
    (DataKind.NOTICE, notices, lambda office: write_notice(office, told=True)),
    (DataKind.PERFORMED_REQUEST, performed_requests, consent),
    (DataKind.LIMITED_ACT, limited_acts, try_nik),
    (DataKind.DRAFT, drafts, save_draft),
    (DataKind.OFFICER_REQUEST, officer_requests, close_request),
    (DataKind.ERASURE_RECEIPT, erasures, withdraw_erasure),
    (DataKind.CAMPAIGN, campaigns, end_campaign),
]


@pytest.mark.parametrize(("kind", "table", "make"), OVER, ids=[kind.value for kind, *_ in OVER])
def test_given_data_that_is_over_when_its_days_have_passed_then_it_goes_and_not_before(
    office, forget, let_age, kind, table, make
):
    make(office)
    days = office.programme.service.retention.days[kind]
    office.clock.advance(timedelta(days=days))
    forget()
    assert office.count(table) == 1

    office.clock.advance(timedelta(seconds=1))

    assert forget()[kind] >= 1
    assert office.count(table) == 0


def wait_for_answer(office):
    office.write("belum dijawab")


def wait_for_sending(office):
    office.write("halo")
    office.answer("belum terkirim")


OPEN = [
    ("unanswered", inbox, wait_for_answer),
    ("unsent", outbox, wait_for_sending),
    ("untold", notices, lambda office: write_notice(office, told=False)),
    ("open_request", officer_requests, ask_officer),
    ("open_wish", erasures, lambda office: office.programme.rights.ask_erasure(CONTACT)),
]


@pytest.mark.parametrize(("table", "make"), [rest for _, *rest in OPEN], ids=[n for n, *_ in OPEN])
def test_given_data_that_is_not_over_when_years_have_passed_then_it_stays(
    office, forget, table, make
):
    make(office)
    office.clock.advance(LONG)

    forget()

    assert office.count(table) == 1


def test_given_a_message_that_an_operator_may_replay_then_it_stays_as_long_as_its_letter(
    office, forget, let_age
):
    office.write("yang gagal")
    office.give_up()
    let_age(DataKind.INCOMING)
    forget()
    assert office.count(inbox) == office.count(dead_letters) == 1

    let_age(DataKind.DEAD_LETTER)
    forget()

    assert office.count(inbox) == office.count(dead_letters) == 0


def test_given_a_citizen_who_wrote_long_ago_then_when_they_wrote_is_forgotten(
    office, forget, let_age
):
    office.write("halo")
    office.answer()
    let_age(DataKind.INCOMING)
    office.clock.advance(timedelta(days=1))

    forget()

    assert office.count(conversations) == 0


def test_given_old_data_when_it_is_only_counted_then_nothing_is_deleted(office, forget):
    for _, _, make in OVER:
        make(office)
    office.clock.advance(LONG)
    tables = [table for _, table, _ in OVER]
    before = list(map(office.rows, tables))

    counts = office.programme.retention.count_old()

    assert list(map(office.rows, tables)) == before
    assert +Counter(counts) == forget()


def test_given_more_than_one_transaction_deletes_then_all_of_it_goes_bit_by_bit(
    office, monkeypatch
):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        save_draft(office)
    office.clock.advance(LONG)

    deleted = [n for kind, n in office.programme.retention.forget_old() if kind is DataKind.DRAFT]

    assert deleted == [2, 2, 1]


def test_given_a_deletion_that_stops_halfway_then_what_is_left_goes_the_next_time(
    office, forget, monkeypatch
):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        save_draft(office)
    office.clock.advance(LONG)
    for _, deleted in office.programme.retention.forget_old():
        if deleted:
            break
    assert office.count(drafts) == 3

    forget()

    assert office.count(drafts) == 0


def test_every_kind_of_data_is_on_a_shelf(office):
    on_shelves = {shelf.kind for shelf in office.programme.retention.shelves}
    assert on_shelves == set(DataKind)


@pytest.mark.parametrize("table", [memories, archive], ids=lambda table: table.name)
def test_given_an_old_conversation_then_it_goes(office, forget, let_age, table):
    office.remember(CONTACT, table)
    let_age(DataKind.CONVERSATION)
    assert forget() == {DataKind.CONVERSATION: 1}
    assert office.count(table) == 0


@pytest.mark.parametrize("table", [memories, archive], ids=lambda table: table.name)
def test_given_a_conversation_that_is_not_old_then_it_stays(office, forget, table):
    office.remember(CONTACT, table)
    assert forget() == {}
    assert office.count(table) == 1
