"""Every kind of news as the citizen hears it, and what comes of the answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from actions.news_words import _WORDS
from tests.conversations.journey import QUESTIONS, TEBET_SITE, WEDNESDAY_SESSION
from tests.people import make_applicant
from vaksin.booking.model import Screening
from vaksin.notices import NoticeKind
from vaksin.officer_requests import RequestKind
from vaksin.people.decisions import DecidedBy
from vaksin.people.model import SELF
from vaksin.schema import bookings, vaccination_sessions

NEWS = "/kabar"
WIB = ZoneInfo("Asia/Jakarta")
WEDNESDAY = date(2027, 3, 3)
WEDNESDAY_IN_WORDS = "Rabu, 3 Maret 2027 pukul 08.00-10.00 WIB"
THURSDAY_SESSION = f"{TEBET_SITE}-20270304-0800"


@pytest.fixture
def tell(programme):
    """Return what writes a notice for a citizen."""

    def tell(citizen, kind, person_id, **data):
        def work(act):
            act.contacts.ensure_contact(citizen.id)
            act.notices.add(citizen.id, person_id, kind, data)

        programme.transactions.writing(work)

    return tell


@pytest.fixture
def offer(programme, records, enrol):
    """Return what lets somebody wait until a seat falls free for them."""

    def offer(citizen, serial=9001, name="Budi Contoh", relation=SELF):
        records.fill_site(TEBET_SITE, WEDNESDAY)
        person_id = enrol(citizen, serial, name, relation)
        programme.seats.wait(citizen.id, TEBET_SITE, WEDNESDAY, {person_id: Screening()})
        table = vaccination_sessions.c
        with programme.engine.begin() as connection:
            connection.execute(
                update(vaccination_sessions)
                .where(table.id == WEDNESDAY_SESSION)
                .values(seats_taken=table.seats_taken - 1)
            )
        programme.upkeep.run_once()

    return offer


def statuses(programme):
    with programme.engine.connect() as connection:
        rows = connection.execute(bookings.select().order_by(bookings.c.created_at))
        return [row.status for row in rows]


async def test_given_a_seat_that_falls_free_when_taken_then_the_ticket_comes(
    citizen, offer, hears, records
):
    offer(citizen)
    said = await hears(citizen)
    assert said.uttered == ["utter_kabar_tawaran"]
    assert "*Budi Contoh*" in said.text
    assert WEDNESDAY_IN_WORDS in said.text
    assert "sampai Senin, 1 Maret 2027 pukul 10.00 WIB" in said.text
    assert said.titles == ["Ya, ambil", "Tidak"]

    said = await citizen.taps("Ya, ambil")

    assert said.uttered == ["utter_tiket"]
    assert len(said.images) == 1
    assert [b.session_id for b in records.bookings()] == [WEDNESDAY_SESSION]


@pytest.mark.parametrize("yes", ["ya", "iya mau", "boleh"])
async def test_given_one_offer_when_agreed_in_words_then_it_is_taken(
    citizen, offer, hears, records, yes
):
    offer(citizen)
    await hears(citizen)

    assert (await citizen.says(yes)).uttered == ["utter_tiket"]
    assert len(records.bookings()) == 1


async def test_given_an_offer_when_declined_then_the_next_one_gets_the_seat(
    citizen, new_citizen, offer, hears, enrol, programme
):
    other = new_citizen()
    offer(citizen)
    programme.seats.wait(
        other.id, TEBET_SITE, WEDNESDAY, {enrol(other, 9002, "Siti Contoh"): Screening()}
    )
    await hears(citizen)

    assert (await citizen.taps("Tidak")).uttered == ["utter_tawaran_ditolak"]

    said = await hears(other)
    assert said.uttered == ["utter_kabar_tawaran"]
    assert "*Siti Contoh*" in said.text
    assert "Budi" not in said.text


async def test_given_an_offer_when_tapped_twice_then_the_same_ticket_comes(
    citizen, offer, hears, records
):
    offer(citizen)
    yes = (await hears(citizen)).payload("Ya, ambil")
    first = await citizen.says(yes)

    assert (await citizen.says(yes)).shown == first.shown
    assert len(records.bookings()) == 1


async def test_given_an_offer_taken_when_no_is_tapped_later_then_the_seat_stays(
    citizen, offer, hears, records
):
    offer(citizen)
    told = await hears(citizen)
    await citizen.taps("Ya, ambil")

    said = await citizen.says(told.payload("Tidak"))

    assert said.uttered == ["utter_tawaran_sudah_diambil"]
    assert len(records.bookings()) == 1


@pytest.mark.parametrize("title", ["Ya, ambil", "Tidak"])
async def test_given_an_offer_when_answered_weeks_later_then_the_next_way_is_shown(
    citizen, offer, hears, clock, programme, records, title
):
    offer(citizen)
    told = await hears(citizen)
    clock.advance(timedelta(weeks=3))
    programme.upkeep.run_once()

    said = await citizen.says(told.payload(title))

    assert said.uttered[0] in ("utter_tawaran_lewat", "utter_tawaran_ditolak")
    assert records.bookings() == []


async def test_given_anothers_offer_when_tapped_then_nothing_is_given_away(
    citizen, new_citizen, offer, hears, records
):
    offer(citizen)
    yes = (await hears(citizen)).payload("Ya, ambil")

    said = await new_citizen().says(yes)

    assert said.uttered == ["utter_tawaran_lewat"]
    assert "Budi" not in said.text
    assert records.bookings() == []


async def test_given_an_offer_that_passed_when_told_then_other_days_are_offered(
    citizen, offer, hears, clock, programme
):
    offer(citizen)
    clock.advance(timedelta(hours=3))
    programme.upkeep.run_once()

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_tawaran_lewat"]
    assert "*Budi Contoh*" in said.text
    assert said.titles == ["Cari jadwal lain", "Bicara ke petugas"]


async def test_given_two_of_a_family_who_wait_when_seats_fall_free_then_each_has_own_buttons(
    citizen, offer, hears, records, programme
):
    offer(citizen, 9001, "Budi Contoh")
    offer(citizen, 9002, "Siti Contoh", "ibu")

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_tawaran", "utter_kabar_tawaran"]
    in_order = sorted(said.messages, key=lambda message: "Siti Contoh" in message["text"])
    (budi, siti) = ({b["title"]: b["payload"] for b in m["buttons"]} for m in in_order)
    assert (await citizen.says("ya")).uttered == ["utter_ya_atau_tidak_untuk_apa"]
    said = await citizen.says(siti["Ya, ambil"])
    assert "Nama: Siti Contoh" in said.text
    await citizen.says(budi["Tidak"])
    assert [records.bookings()[0].status, *sorted(statuses(programme))] == [
        "booked",
        "booked",
        "cancelled",
    ]


async def test_given_a_held_seat_when_it_falls_free_then_it_is_said_how_to_choose_again(
    citizen, programme, enrol, hears, clock
):
    programme.seats.hold(citizen.id, WEDNESDAY_SESSION, {enrol(citizen): Screening()})
    clock.advance(timedelta(minutes=11))
    programme.upkeep.run_once()

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_kursi_lepas"]
    assert f"*Budi Contoh* di Puskesmas Tebet, {WEDNESDAY_IN_WORDS}" in said.text
    assert said.titles[0] == "Pilih jadwal lagi"


async def test_given_a_held_seat_of_somebody_not_registered_when_it_falls_free_then_they_are_named(
    citizen, programme, hears, clock, records
):
    applicant = make_applicant(9001, "Sari Contoh")
    programme.seats.hold_for_new(citizen.id, applicant, WEDNESDAY_SESSION)
    clock.advance(timedelta(minutes=11))
    programme.upkeep.run_once()
    assert records.people() == []

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_kursi_lepas"]
    assert f"*Sari Contoh* di Puskesmas Tebet, {WEDNESDAY_IN_WORDS}" in said.text


async def test_given_a_moved_session_when_told_then_old_and_new_are_named(
    citizen, book, tell, hears, programme
):
    booking = book(citizen)
    programme.transactions.writing(
        lambda act: act.desk.move(act.desk.booking(booking.id), THURSDAY_SESSION)
    )
    told = {"booking": booking.id, "session": WEDNESDAY_SESSION}
    tell(citizen, NoticeKind.MOVED, booking.person_id, **told)

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_dipindah"]
    assert f"Semula: Puskesmas Tebet, {WEDNESDAY_IN_WORDS}" in said.text
    assert "Menjadi: *Puskesmas Tebet, Kamis, 4 Maret 2027 pukul 08.00-10.00 WIB*" in said.text
    assert "*Contoh Warga*" in said.text


@pytest.mark.parametrize(
    ("told", "uttered", "words"),
    [
        ({"session": WEDNESDAY_SESSION}, "utter_kabar_ditutup", [WEDNESDAY_IN_WORDS]),
        (
            {"session": WEDNESDAY_SESSION, "site": TEBET_SITE, "day": "2027-03-04"},
            "utter_kabar_ditutup_antre",
            [WEDNESDAY_IN_WORDS, "antrean di Puskesmas Tebet, Kamis, 4 Maret 2027"],
        ),
        (
            {"site": TEBET_SITE, "day": "2027-03-03"},
            "utter_kabar_ditutup_hari",
            ["di Puskesmas Tebet pada Rabu, 3 Maret 2027"],
        ),
    ],
    ids=["seat lost", "waits now", "queue lost"],
)
async def test_given_a_closed_session_when_told_then_what_comes_next_is_said(
    citizen, enrol, tell, hears, told, uttered, words
):
    tell(citizen, NoticeKind.CLOSED, enrol(citizen), **told)

    said = await hears(citizen)

    assert said.uttered == [uttered]
    for word in ("*Budi Contoh*", *words):
        assert word in said.text
    assert said.titles == ["Cari jadwal lain", "Bicara ke petugas"]


async def test_given_a_seat_when_its_day_is_near_then_the_evening_before_and_the_morning_tell(
    citizen, book, hears, clock
):
    booking = book(citizen)
    clock.moment = datetime(2027, 3, 2, 17, tzinfo=WIB)
    said = await hears(citizen)
    assert said.uttered == ["utter_kabar_pengingat_besok"]
    for word in ("*Contoh Warga*", "Puskesmas Tebet", WEDNESDAY_IN_WORDS, booking.ticket_code):
        assert word in said.text
    assert said.titles == ["Kirim tiket saya", "Ubah jadwal", "Batalkan jadwal"]

    clock.moment = datetime(2027, 3, 3, 7, tzinfo=WIB)
    assert (await hears(citizen)).uttered == ["utter_kabar_pengingat_hari_ini"]
    assert (await citizen.taps("Kirim tiket saya")).uttered == ["utter_tiket"]


async def test_given_a_missed_day_when_told_then_a_new_seat_is_one_tap_away(
    citizen, book, hears, clock, programme, records
):
    missed = book(citizen)
    clock.advance(timedelta(days=3))
    programme.upkeep.run_once()
    said = await hears(citizen)
    assert said.uttered == ["utter_kabar_terlewat_kursi"]
    assert f"*Contoh Warga* belum tercatat hadir di Puskesmas Tebet, {WEDNESDAY_IN_WORDS}" in (
        said.text
    )
    assert "Masih ada kursi di Puskesmas Tebet, *" in said.text
    assert said.titles == ["Ya, pesankan", "Pilih yang lain", "Nanti saja"]

    assert (await citizen.taps("Ya, pesankan")).uttered == ["utter_tiket"]

    (new,) = [one for one in records.bookings() if one.id != missed.id]
    assert new.status == "booked"


async def test_given_a_missed_day_and_no_other_seat_when_told_then_a_new_one_can_be_chosen(
    citizen, book, hears, programme, clock
):
    book(citizen)
    clock.advance(timedelta(days=3))
    with programme.engine.begin() as connection:
        later = vaccination_sessions.c.starts_at > clock.now()
        connection.execute(update(vaccination_sessions).where(later).values(closed_at=clock.now()))
    programme.upkeep.run_once()
    said = await hears(citizen)
    assert said.uttered == ["utter_kabar_terlewat"]

    await citizen.taps("Pilih jadwal baru")

    assert (await citizen.slots())["requested_slot"] is not None


async def test_given_a_queue_in_vain_when_its_day_is_over_then_it_is_told(
    citizen, enrol, programme, records, hears, clock
):
    records.fill_site(TEBET_SITE, WEDNESDAY)
    person_id = enrol(citizen)
    programme.seats.wait(citizen.id, TEBET_SITE, WEDNESDAY, {person_id: Screening()})
    clock.advance(timedelta(days=3))
    programme.upkeep.run_once()

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_antrean_lewat"]
    assert "sampai Rabu, 3 Maret 2027" in said.text
    assert "Puskesmas Tebet" in said.text


@pytest.fixture
def postponed(programme, enrol):
    """Return what lets an officer postpone somebody until Wednesday."""

    def postponed(citizen):
        person_id = enrol(citizen)
        programme.transactions.writing(
            lambda act: act.decisions.postpone(person_id, WEDNESDAY, DecidedBy.OFFICER)
        )
        programme.upkeep.run_once()
        return person_id

    return postponed


async def test_given_a_postponement_when_its_day_is_near_then_one_tap_books_the_seat_named(
    citizen, postponed, hears, records
):
    postponed(citizen)
    said = await hears(citizen)
    assert said.uttered == ["utter_kabar_sudah_boleh_kursi"]
    assert "*Budi Contoh* boleh divaksin mulai *Rabu, 3 Maret 2027*" in said.text
    assert said.titles == ["Ya, pesankan", "Pilih yang lain", "Nanti saja"]

    said = await citizen.taps("Ya, pesankan")

    assert said.uttered == ["utter_tiket"]
    assert [b.session_date for b in records.bookings()] == [WEDNESDAY]


async def test_given_the_seat_named_when_it_is_gone_then_other_days_are_offered(
    citizen, postponed, hears, records, programme
):
    postponed(citizen)
    said = await hears(citizen)
    records.fill(said.payload("Ya, pesankan").rpartition(":")[2].rstrip('"}'))

    said = await citizen.taps("Ya, pesankan")

    assert said.uttered == ["utter_kursi_kabar_habis"]
    assert records.bookings() == []


async def test_given_the_seat_named_when_not_wanted_now_then_nothing_is_booked(
    citizen, postponed, hears, records
):
    postponed(citizen)
    await hears(citizen)

    assert (await citizen.taps("Nanti saja")).uttered == ["utter_kursi_kabar_nanti"]
    assert records.bookings() == []


async def test_given_a_postponement_and_no_seat_near_when_told_then_choosing_is_offered(
    citizen, programme, postponed, hears
):
    full = {"seats_taken": vaccination_sessions.c.capacity}
    with programme.engine.begin() as connection:
        connection.execute(update(vaccination_sessions).values(**full))
    postponed(citizen)

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_sudah_boleh"]
    assert said.titles == ["Pilih jadwal", "Bicara ke petugas"]


@pytest.mark.parametrize(
    ("kind", "uttered"),
    [
        (NoticeKind.NEXT_DOSE, "utter_kabar_dosis_berikutnya"),
        (NoticeKind.DOSE_DUE, "utter_kabar_dosis_dekat"),
    ],
)
async def test_given_a_first_dose_when_the_second_is_told_of_then_number_and_day_are_named(
    citizen, enrol, tell, hears, kind, uttered
):
    tell(citizen, kind, enrol(citizen), dose="2", earliest="2027-03-31")

    said = await hears(citizen)

    assert said.uttered == [uttered]
    assert "dosis 2" in said.text
    assert "*Budi Contoh*" in said.text
    assert "Rabu, 31 Maret 2027" in said.text


async def test_given_a_dose_when_asked_how_they_are_then_a_complaint_is_one_tap_away(
    citizen, enrol, tell, hears
):
    tell(citizen, NoticeKind.AFTER_DOSE, enrol(citizen), dose="1", given="2027-03-03")
    said = await hears(citizen)
    assert said.uttered == ["utter_kabar_sesudah_suntik"]
    for word in ("*Budi Contoh*", "dosis 1", "Rabu, 3 Maret 2027", "IGD"):
        assert word in said.text

    assert (await citizen.taps("Ada keluhan")).uttered == ["utter_ask_keluhan"]


@pytest.mark.parametrize("outcome", ["tidak_ditemukan", "tidak_cocok"])
async def test_given_a_doubtful_identity_when_told_then_what_to_do_is_said_and_the_seat_stays(
    citizen, book, tell, hears, records, outcome
):
    booking = book(citizen)
    told = {"outcome": outcome, "reference": "L-ABCDEF"}
    tell(citizen, NoticeKind.VERIFICATION, booking.person_id, **told)

    said = await hears(citizen)

    assert said.uttered == [f"utter_kabar_verifikasi_{outcome}"]
    for word in ("*Contoh Warga*", "KTP", "Dukcapil", "tetap berlaku", "L-ABCDEF"):
        assert word in said.text
    assert said.titles == ["Perbaiki data", "Bicara ke petugas"]
    assert len(records.bookings()) == 1


@pytest.mark.parametrize("outcome", ["sama", "tidak_ada"])
async def test_given_two_claims_on_a_nik_when_settled_then_what_the_officer_found_is_told(
    citizen, tell, hears, outcome
):
    tell(citizen, NoticeKind.DISPUTE, None, hasil=outcome, nama="Budi Contoh")

    said = await hears(citizen)

    assert said.uttered == [f"utter_kabar_sengketa_{outcome}"]
    assert "*Budi Contoh*" in said.text
    assert said.titles == ["Cek jadwal saya", "Bicara ke petugas"]


async def test_given_a_question_when_an_officer_answers_then_it_is_told_and_another_can_be_asked(
    citizen, programme, hears
):
    await citizen.says("halo")
    asked = programme.officers.ask(citizen.id, RequestKind.QUESTION, "Boleh kalau batuk?")
    programme.officers.close(asked, "Boleh, asal {tidak} demam.\nDatang saja.")

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_jawaban_petugas"]
    assert f"Jawaban petugas untuk *{asked}*:" in said.text
    assert "Boleh, asal {tidak} demam.\nDatang saja." in said.text
    assert said.titles == ["Tanya petugas lagi", "Cek jadwal saya"]
    assert (await citizen.taps("Tanya petugas lagi")).question is not None


async def test_given_a_certificate_when_told_then_person_dose_and_where_it_is_are_named(
    citizen, enrol, tell, hears
):
    tell(citizen, NoticeKind.CERTIFICATE, enrol(citizen), dose="2")

    said = await hears(citizen)

    assert said.uttered == ["utter_kabar_sertifikat"]
    for word in ("*Budi Contoh*", "dosis 2", "SATUSEHAT Mobile"):
        assert word in said.text
    assert said.titles == ["Bicara ke petugas", "Cek jadwal saya"]


async def test_given_a_seat_that_another_number_had_when_it_passes_on_then_the_seat_is_told(
    citizen, new_citizen, book, hears, programme
):
    booking, heir = book(citizen), new_citizen()
    await heir.says("halo")
    with programme.transactions.reading() as act:
        nik = act.people.person(booking.person_id).nik
    programme.family.link(heir.id, booking.ticket_code, nik, "ibu")
    programme.family.dispute(citizen.id, booking.person_id)

    said = await hears(heir)

    assert said.uttered == ["utter_kabar_tercatat"]
    for word in ("*Contoh Warga*", "Puskesmas Tebet", WEDNESDAY_IN_WORDS, booking.ticket_code):
        assert word in said.text
    assert said.titles == ["Kirim tiket saya", "Ubah jadwal", "Batalkan jadwal"]
    assert (await heir.taps("Kirim tiket saya")).uttered == ["utter_tiket"]


async def test_given_no_news_when_the_channel_asks_then_nothing_is_said(citizen, hears):
    assert (await hears(citizen)).messages == []


async def test_given_news_told_when_the_turn_is_run_twice_then_the_same_is_told(
    citizen, offer, programme
):
    offer(citizen)
    programme.transactions.writing(
        lambda act: act.notices.announce(citizen.id, programme.clock.now())
    )

    first, again = await citizen.says_in_a_turn_run_twice(NEWS)

    assert first.uttered == ["utter_kabar_tawaran"]
    assert again.shown == first.shown


async def test_given_an_offer_when_taken_twice_then_one_booking_and_the_same_ticket(
    citizen, offer, hears, records
):
    offer(citizen)
    yes = (await hears(citizen)).payload("Ya, ambil")

    first, again = await citizen.says_in_a_turn_run_twice(yes)

    assert again.shown == first.shown
    assert len(records.bookings()) == 1


@pytest.mark.parametrize("question", QUESTIONS)
async def test_given_a_question_when_there_is_news_then_it_is_asked_again_and_nothing_is_lost(
    at, tell, enrol, hears, question
):
    citizen = await at(question)
    asked, before = citizen.last.question, await citizen.slots()
    person_id = enrol(citizen, 9009, "Tono Contoh", "ayah")
    tell(citizen, NoticeKind.NEXT_DOSE, person_id, dose="2", earliest="2027-03-31")

    said = await hears(citizen)

    assert said.uttered[0] == "utter_kabar_dosis_berikutnya"
    assert said.question == asked
    assert await citizen.slots() == before


@pytest.mark.parametrize(("title", "done"), [("Ya, ambil", 1), ("Tidak", 0)])
async def test_given_a_question_when_an_offer_is_answered_then_the_form_goes_on(
    at, offer, hears, records, title, done
):
    citizen = await at("alamat")
    asked = citizen.last.question
    offer(citizen, 9009, "Tono Contoh", "ayah")
    told = await hears(citizen)
    assert told.question == asked

    said = await citizen.says(
        next(b["payload"] for b in told.messages[0]["buttons"] if b["title"] == title)
    )

    assert said.question == asked
    assert len(records.bookings()) == done


async def test_given_a_register_that_was_not_asked_yet_when_the_schedule_is_told_then_it_says_so(
    citizen, book
):
    book(citizen)

    assert "menunggu verifikasi" in (await citizen.says("cek jadwal")).text


def test_every_kind_of_news_has_words():
    assert set(_WORDS) == set(NoticeKind)
