"""An end to messages, as many people say it: to all of them, to reminders, to invitations."""

from __future__ import annotations

import re

import pytest

from tests.conversations.journey import QUESTIONS
from vaksin.people.message_choices import EVERY_KIND, ChoiceMeans, MessageKind
from whatsapp.templates.reading import load_templates

NOTHING: frozenset[MessageKind] = frozenset()
REMINDERS, INVITATIONS = frozenset({MessageKind.REMINDER}), frozenset({MessageKind.CAMPAIGN})
FOOTERS = sorted({template.footer for template in load_templates().values() if template.footer})

ALL = """
stop pesan
Stop semua pesan
unsubscribe
UNSUB dong min
jangan kirim lagi
ga usah kirim2 lagi min
brhenti krm pesan
berhenti langganan
jgn wa sy lg
ojo dikirimi maneh mas
tong dikirim deui nya
jang kirim lai
kada usah dikirimi lagi
sonde usah kirim pesan lai
mboten usah dikintuni malih
tolong hentikan pesannya, HP saya penuh, cucu tidak bisa telepon
opung sudah tua nak, tiap pagi HP ini berbunyi dari kalian, sudahlah jangan dikirimi lagi
woi stop ngirim pesan ke nomor gue, ganggu banget!!
bapak saya sudah meninggal, masih dikirimi ajakan vaksin terus. tolong hentikan, kami sedih
"""
ONLY_REMINDERS = """
STOP PENGINGAT
stop pengingat dong kak
jangan ingatkan saya
jgn ingetin gw lg
ga usah diingetin lagi
matikan pengingat
pengingatnya dimatikan saja
tidak usah diingatkan lagi pak
stop reminder
brhenti kirim pengingt
pesan pengingatnya cukup kak, jangan dikirimi terus
"""
ONLY_INVITATIONS = """
STOP AJAKAN
stop ajakan
jangan kirim ajakan lagi
ga usah kirim ajakan vaksin lagi min
brhenti kirim undangan
jgn undang2 sy vaksin lg
setop promo
stop iklan
jang kirim ajakan vaksin lai kaka
mohon undangannya tidak usah dikirim lagi
"""


def lines(text):
    return text.strip().splitlines()


@pytest.fixture
def wanted(programme):
    """Return what tells which kinds of messages a citizen wants."""

    def read(citizen):
        with programme.transactions.reading() as act:
            return act.choices.wanted(citizen.id)

    return read


@pytest.mark.parametrize("words", lines(ALL))
async def test_given_words_against_messages_then_none_is_wanted_any_more(citizen, wanted, words):
    said = await citizen.says(words)

    assert said.uttered == ["utter_notifikasi_berhenti"]
    assert wanted(citizen) == NOTHING


@pytest.mark.parametrize("words", lines(ONLY_REMINDERS))
async def test_given_words_against_reminders_then_invitations_are_still_wanted(
    citizen, wanted, words
):
    said = await citizen.says(words)

    assert said.uttered == ["utter_pengingat_berhenti"]
    assert wanted(citizen) == INVITATIONS


@pytest.mark.parametrize("words", lines(ONLY_INVITATIONS))
async def test_given_words_against_invitations_then_reminders_are_still_wanted(
    citizen, wanted, words
):
    said = await citizen.says(words)

    assert said.uttered == ["utter_ajakan_berhenti"]
    assert wanted(citizen) == REMINDERS


@pytest.mark.parametrize(
    "words", ["tidak ingat", "jangan kirim dulu", "tidak usah pesan dulu", "bisa stop pengingat?"]
)
async def test_given_words_that_only_resemble_such_a_wish_then_nothing_is_stopped_unasked(
    citizen, wanted, words
):
    said = await citizen.says(words)

    assert wanted(citizen) == EVERY_KIND or "ketik *aktifkan lagi*" in said.text


@pytest.mark.parametrize("words", ["STOP", "Berhenti", "berhenti dong"])
@pytest.mark.parametrize(
    ("tapped", "left"), [("semua pesan", NOTHING), ("engingat", INVITATIONS)], ids=["all", "some"]
)
async def test_given_nothing_to_stop_when_told_to_then_an_end_to_messages_is_one_tap_away(
    citizen, wanted, words, tapped, left
):
    said = await citizen.says(words)

    await citizen.taps(next(title for title in said.titles if tapped in title))

    assert wanted(citizen) == left


@pytest.mark.parametrize("footer", [footer for footer in FOOTERS if footer.startswith("Tulis")])
async def test_given_a_footer_of_a_template_when_its_words_are_typed_then_reminders_stop(
    citizen, wanted, footer
):
    words = re.fullmatch(r"Tulis ([A-Z ]+) kalau tidak mau diingatkan\.", footer)
    assert words is not None, footer

    await citizen.says(words[1])

    assert wanted(citizen) == INVITATIONS


async def test_given_an_invitation_when_its_button_is_tapped_then_only_invitations_stop(
    citizen, wanted, programme
):
    button = load_templates()["undangan_daftar"].buttons[-1]
    assert button.title == "Berhenti"

    await citizen.says(button.payload)

    assert wanted(citizen) == REMINDERS
    with programme.transactions.reading() as act:
        (choice,) = act.choices.history(citizen.id)
    assert choice.means is ChoiceMeans.TAPPED


async def test_given_one_kind_stopped_when_the_other_is_too_then_it_is_said_that_none_comes(
    citizen,
):
    await citizen.says("stop pengingat")

    said = await citizen.says("stop ajakan")

    assert said.uttered == ["utter_notifikasi_berhenti"]


async def test_given_one_kind_stopped_then_all_can_be_with_one_tap(citizen, wanted):
    await citizen.says("stop ajakan")

    await citizen.taps("Stop semua pesan")

    assert wanted(citizen) == NOTHING


async def test_given_messages_stopped_then_answers_still_come(citizen):
    await citizen.says("jangan kirim pesan lagi")

    assert (await citizen.says("cek jadwal")).uttered == ["utter_belum_terdaftar"]


@pytest.mark.parametrize("stop", ["stop pesan", "stop pengingat", "stop ajakan"])
async def test_given_a_confirmation_then_it_tells_what_still_comes_and_the_way_back(
    citizen, wanted, stop
):
    said = await citizen.says(stop)
    assert "tetap sampai" in said.text
    assert "ketik *aktifkan lagi*" in said.text

    said = await citizen.taps("Aktifkan lagi")

    assert said.uttered == ["utter_notifikasi_aktif"]
    assert wanted(citizen) == EVERY_KIND


@pytest.mark.parametrize(
    ("words", "answer", "left"),
    [
        ("aktifkan lagi", "utter_notifikasi_aktif", EVERY_KIND),
        ("kabari saya lagi", "utter_notifikasi_aktif", EVERY_KIND),
        ("aktifkan pengingat dan ajakan lagi", "utter_notifikasi_aktif", EVERY_KIND),
        ("nyalakan pengingat", "utter_pengingat_aktif", REMINDERS),
        ("ingatkan saya lagi", "utter_pengingat_aktif", REMINDERS),
        ("aktifkan ajakan lagi", "utter_ajakan_aktif", INVITATIONS),
    ],
)
async def test_given_all_stopped_when_some_are_wanted_again_then_only_those_come(
    citizen, wanted, words, answer, left
):
    await citizen.says("stop pesan")

    assert (await citizen.says(words)).uttered == [answer]
    assert wanted(citizen) == left


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("stop pesan", NOTHING),
        ("STOP PENGINGAT", INVITATIONS),
        ("jangan kirim ajakan lagi", REMINDERS),
    ],
)
async def test_given_a_question_when_messages_are_stopped_then_it_is_asked_again(
    at, wanted, question, words, left
):
    citizen = await at(question)
    asked, before = citizen.last.question, await citizen.slots()

    said = await citizen.says(words)

    assert said.question == asked
    assert await citizen.slots() == before
    assert wanted(citizen) == left


async def test_given_choices_when_own_data_is_asked_for_then_each_is_shown(citizen):
    await citizen.says("stop pesan")
    await citizen.taps("Aktifkan lagi")
    await citizen.says("stop ajakan")

    text = (await citizen.says("lihat data saya")).text

    assert "Pengingat: aktif\nAjakan: berhenti" in text
    assert "1 Maret 2027: pengingat dan ajakan berhenti, ditulis di sini" in text
    assert "1 Maret 2027: pengingat dan ajakan aktif lagi, lewat tombol" in text
    assert "1 Maret 2027: ajakan berhenti, ditulis di sini" in text


async def test_given_more_choices_than_fit_then_the_newest_are_shown_and_the_others_counted(
    citizen, programme
):
    for _ in range(50):
        programme.rights.stop_notifications(citizen.id)
        programme.rights.resume_notifications(citizen.id)

    said = await citizen.says("lihat data saya")

    assert "- dan 88 pilihan sebelumnya" in said.text
    assert len(said.text) <= 4096
