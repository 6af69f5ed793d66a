"""Buttons of templates, tapped weeks later: they lead to the right person and the right seat."""

from __future__ import annotations

import json

import pytest

from tests.conversations.journey import TEBET_SITE, WEDNESDAY_SESSION
from tests.people import make_applicant, nik_number
from vaksin.notices import NoticeKind
from vaksin.people.model import SELF
from whatsapp.templates.model import Subject
from whatsapp.templates.reading import load_templates

TEMPLATES = load_templates()
THURSDAY_SESSION = f"{TEBET_SITE}-20270304-0800"


def payload(template, title, **about):
    """Return what a tap on a template's button sends."""
    button = next(one for one in TEMPLATES[template].buttons if one.title == title)
    return button.payload_about({Subject[name]: value for name, value in about.items()})


@pytest.fixture
def family(citizen, programme, enrol):
    """Return a citizen with two bookings, of themselves and of their mother."""
    own = programme.seats.register(
        citizen.id, make_applicant(9001, "Budi Contoh"), WEDNESDAY_SESSION
    )
    mothers = programme.seats.register(
        citizen.id, make_applicant(9002, "Siti Contoh", "ibu"), THURSDAY_SESSION
    )
    return own, mothers


async def test_given_two_tickets_when_one_is_asked_for_then_that_one_comes(citizen, family):
    _, mothers = family
    said = await citizen.says(payload("pengingat_besok", "Kirim tiket", BOOKING=mothers.id))
    assert said.uttered == ["utter_tiket"]
    assert "Siti Contoh" in said.text


async def test_given_a_seat_that_is_gone_when_its_ticket_is_asked_for_then_all_others_come(
    citizen, family, programme
):
    own, mothers = family
    programme.seats.cancel(citizen.id, mothers.id)
    said = await citizen.says(payload("pengingat_besok", "Kirim tiket", BOOKING=mothers.id))
    assert own.ticket_code in said.text


async def test_given_two_seats_when_one_is_to_be_cancelled_then_it_is_not_asked_which(
    citizen, family
):
    own, _ = family
    said = await citizen.says(payload("pengingat_besok", "Batalkan jadwal", BOOKING=own.id))
    assert "Budi Contoh" in said.text
    assert "Siti Contoh" not in said.text


async def test_given_two_seats_when_one_is_to_be_moved_then_it_is_not_asked_which(citizen, family):
    _, mothers = family
    said = await citizen.says(payload("pengingat_besok", "Ubah jadwal", BOOKING=mothers.id))
    assert "utter_ask_pesanan" not in said.uttered


@pytest.mark.parametrize(
    ("serial", "name", "relation"), [(9001, "Budi Contoh", SELF), (9002, "Siti Contoh", "ibu")]
)
async def test_given_a_family_when_a_dose_is_due_then_the_tap_is_about_whom_it_named(
    citizen, enrol, serial, name, relation
):
    people = {
        9001: enrol(citizen, 9001, "Budi Contoh", SELF),
        9002: enrol(citizen, 9002, "Siti Contoh", "ibu"),
    }
    tap = payload("dosis_berikutnya", "Pilih jadwal", PERSON=people[serial])
    said = await citizen.says(tap)
    assert "utter_ask_untuk_siapa" not in said.uttered
    assert (await citizen.slots())["nama"] == name


async def test_given_an_unfinished_registration_when_a_button_names_another_then_it_is_about_them(
    citizen, enrol, programme
):
    mother = enrol(citizen, 9002, "Siti Contoh", "ibu")
    await citizen.says("daftarkan bapak saya")
    await citizen.says("#persetujuan=ya")
    await citizen.says(nik_number(9001))
    await citizen.says("Budi Contoh")

    await citizen.says(payload("dosis_berikutnya", "Pilih jadwal", PERSON=mother))

    assert (await citizen.slots())["nama"] == "Siti Contoh"
    drafts = programme.drafts.of(citizen.id)
    assert "Budi Contoh" in {draft.answers.get("nama") for draft in drafts}


async def test_given_an_unfinished_registration_when_a_ticket_is_asked_for_then_it_goes_on_after(
    citizen, family
):
    own, _ = family
    await citizen.says("daftarkan bapak saya")
    said = await citizen.says(payload("pengingat_besok", "Kirim tiket", BOOKING=own.id))
    assert said.uttered[0] == "utter_tiket"
    assert len(said.uttered) > 1


async def test_given_news_that_waits_when_it_is_to_be_read_then_all_of_it_is_told(
    citizen, programme, family
):
    def write(act):
        for kind in (NoticeKind.MISSED, NoticeKind.DISPUTE):
            data = {"hasil": "sama", "nama": "Budi Contoh"}
            act.notices.add(citizen.id, None, kind, data)

    programme.transactions.writing(write)
    said = await citizen.says(payload("kabar_menunggu", "Baca kabar"))
    assert set(said.uttered) == {"utter_kabar_terlewat", "utter_kabar_sengketa_sama"}

    assert (await citizen.says("/baca_kabar")).uttered == ["utter_tidak_ada_kabar"]


async def test_given_an_open_question_when_news_is_read_then_the_question_comes_again(
    citizen, programme
):
    await citizen.says("mau daftar vaksin")
    asked = (await citizen.says("/baca_kabar")).uttered
    assert asked[0] == "utter_tidak_ada_kabar"
    assert len(asked) > 1


async def test_given_an_offer_in_a_template_when_taken_then_the_ticket_comes(citizen, programme):
    assert json.loads(
        payload("tawaran_kursi", "Ya, ambil", OFFER="abc").removeprefix("/terima_tawaran")
    ) == {"pilihan": "tawaran=abc"}
    said = await citizen.says(payload("tawaran_kursi", "Ya, ambil", OFFER="abc"))
    assert said.uttered == ["utter_tawaran_lewat"]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_no_button_of_a_template_meets_silence(new_citizen, name):
    for button in TEMPLATES[name].buttons:
        said = await new_citizen().says(button.payload)
        assert said.uttered, button.payload
