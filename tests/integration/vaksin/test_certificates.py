"""Certificates that are issued: each is told of once, a whole sheet or none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.integration.vaksin.keeping import Town
from tests.people import make_applicant
from vaksin.application.certificates import NoDoseRecorded, Telling
from vaksin.application.site_desk import WalkIn
from vaksin.booking.attendance import UnknownTicket
from vaksin.booking.mistakes import ImportRefused
from vaksin.booking.site_import import SheetImport
from vaksin.notices import NoticeKind

ANI, BUDI = "kontak-ani", "kontak-budi"
UNKNOWN = "AAAA-AAAA-AAAA"


@pytest.fixture
def town(programme, clock):
    return Town(programme, clock.advance)


@pytest.fixture
def session(town):
    """Return a session that begins in an hour."""
    return town.session("UJI-1", in_hours=1)


@pytest.fixture
def given(town, session, programme):
    """Return what registers somebody who gets a dose; it returns their ticket's code."""

    def given(contact_id, serial):
        booking = town.register(contact_id, serial, session)
        town.give_dose(booking, programme.today)
        return booking.ticket_code

    return given


@pytest.fixture
def sheet(tmp_path):
    """Return what writes codes into a file, the first of them in its second row."""

    def write(*codes):
        path = tmp_path / "sertifikat.csv"
        path.write_text("\n".join(["ticket_code", *codes]), encoding="utf-8")
        return SheetImport(path)

    return write


def refusal(programme, sheet):
    """Return row and problem of everything that is wrong."""
    with pytest.raises(ImportRefused) as refused:
        programme.certificates.tell(sheet)
    return [(mistake.row, mistake.problem) for mistake in refused.value.mistakes]


def test_given_doses_when_their_certificates_are_issued_then_everybody_is_told(
    programme, town, given, sheet
):
    codes = given(ANI, 9001), given(BUDI, 9002)

    assert programme.certificates.tell(sheet(*codes)) == {Telling.TOLD: 2}

    for contact_id in (ANI, BUDI):
        (notice,) = town.news(contact_id)
        assert (notice.kind, notice.data) == (NoticeKind.CERTIFICATE, {"dose": "1"})


def test_given_a_sheet_taken_twice_then_each_dose_is_told_of_once(programme, town, given, sheet):
    first, second = given(ANI, 9001), given(BUDI, 9002)
    programme.certificates.tell(sheet(first))

    told = programme.certificates.tell(sheet(first, second))

    assert told == {Telling.TOLD: 1, Telling.TOLD_BEFORE: 1}
    assert len(town.news(ANI)) == 1


def test_given_two_officers_with_the_same_sheet_then_each_dose_is_told_of_once(
    programme, town, given, sheet
):
    tickets = sheet(given(ANI, 9001), given(BUDI, 9002))

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda _: programme.certificates.tell(tickets), range(4)))

    assert sum(one.get(Telling.TOLD, 0) for one in told) == 2
    assert (len(town.news(ANI)), len(town.news(BUDI))) == (1, 1)


def test_given_a_ticket_nobody_has_or_without_a_dose_then_the_rows_are_named_and_nobody_is_told(
    programme, town, session, given, sheet
):
    no_dose = town.register(BUDI, 9002, session).ticket_code

    assert refusal(programme, sheet(given(ANI, 9001), UNKNOWN, no_dose)) == [
        (3, "tiket tidak dikenal"),
        (4, "belum ada dosis yang tercatat"),
    ]
    assert town.news(ANI) == []


def test_given_rows_without_a_code_or_with_the_same_one_then_they_are_named(
    programme, town, given, sheet
):
    code = given(ANI, 9001)
    assert refusal(programme, sheet("bukan kode", code, code.lower())) == [
        (2, "bentuknya tidak sesuai"),
        (4, "sudah dipakai"),
    ]
    assert town.news(ANI) == []


def test_given_a_dry_run_then_it_is_counted_and_nobody_is_told(programme, town, given, sheet):
    tickets = sheet(given(ANI, 9001))
    assert programme.certificates.tell(tickets, dry_run=True) == {Telling.TOLD: 1}
    assert town.news(ANI) == []
    assert programme.certificates.tell(tickets) == {Telling.TOLD: 1}


def test_given_somebody_without_a_number_when_it_is_linked_later_then_they_can_be_told(
    programme, town, session, sheet
):
    town.advance(timedelta(hours=1))
    walk_in = WalkIn(make_applicant(9001))
    booking = programme.site_desk.walk_in(walk_in, session)
    town.give_dose(booking, programme.today)
    tickets = sheet(booking.ticket_code)
    assert programme.certificates.tell(tickets) == {Telling.NO_NUMBER: 1}

    programme.family.link(ANI, booking.ticket_code, walk_in.applicant.nik, "ibu")

    assert programme.certificates.tell(tickets) == {Telling.TOLD: 1}


def test_given_one_ticket_as_it_was_typed_then_it_is_told_of_once(programme, town, given):
    typed = given(ANI, 9001).replace("-", " ").lower()
    assert programme.certificates.tell_one(typed) is Telling.TOLD
    assert programme.certificates.tell_one(typed) is Telling.TOLD_BEFORE
    assert town.kinds(ANI) == [NoticeKind.CERTIFICATE.value]


@pytest.mark.parametrize("typed", [UNKNOWN, "bukan kode"])
def test_given_one_ticket_nobody_has_then_it_is_refused(programme, typed):
    with pytest.raises(UnknownTicket):
        programme.certificates.tell_one(typed)


def test_given_one_ticket_without_a_dose_then_it_is_refused(programme, town, session):
    code = town.register(ANI, 9001, session).ticket_code
    with pytest.raises(NoDoseRecorded):
        programme.certificates.tell_one(code)


def test_given_a_wish_for_silence_then_it_is_told_only_when_the_citizen_writes(
    programme, given, clock
):
    code = given(ANI, 9001)
    programme.rights.stop_notifications(ANI)
    wrote_at = clock.now()
    clock.advance(timedelta(minutes=1))
    programme.certificates.tell_one(code)

    def announce(at):
        return programme.transactions.writing(lambda act: act.notices.announce(ANI, at))

    assert announce(wrote_at) is None
    assert announce(clock.now() + timedelta(minutes=1)) is not None
