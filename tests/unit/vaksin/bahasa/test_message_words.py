"""Plain demands for fewer messages, and what only resembles them."""

from __future__ import annotations

import pytest

from vaksin.bahasa.message_words import demands_silence, kinds_named
from vaksin.people.message_choices import MessageKind

REMINDER, CAMPAIGN = MessageKind.REMINDER, MessageKind.CAMPAIGN
DEMANDS = """
stop pesan | STOP PENGINGAT | stop ajakan | jangan kirim lagi | ga usah kirim2 lagi min
brhnti krm pesan | berenti ngingetin | setop kirim promo | hentikan pengiriman pesan
unsubscribe | UNSUB | unsubcribe | unsuscribe | ansubscribe dong | unsubscribed
ojo dikirimi maneh | tong dikirim deui | jang kirim lai | kada usah dikirimi lagi
mboten usah dikintuni malih | jan dikirim juo lai | bek kirem pesan le | jangan kabari saya lagi
matiin notifnya dong | nonaktifkan pengingat | notifikasi dimatikan | reminder dipateni wae mbak
ga mau dikirimi undangan lagi | jangan ajak saya lagi | stop broadcast & iklan | jgn wa saya lg
"""
OTHERS = """
stop | berhenti | STOP min | berhenti dulu | tidak | tidak usah | jangan | jangan senin
tidak ingat | saya tidak ingat lagi | ingatkan saya | saya mau diingatkan | undangan
jangan kirim | jangan kirim dulu | kirim tiket lagi | tidak usah kirim tiket | jangan batal
jangan pesan dulu | tidak usah pesan | tidak mau pesan lagi | stop vaksin | stop daftar
tidak mau vaksin lagi | hp mati | WA saya mati | bisa stop pengingat? | batal | saya sudah vaksin
stop pengingat dong saya mau ganti jadwal ke hari rabu | pengingatnya ganggu tidur saya
"""


def cases(text: str) -> list[str]:
    return [case.strip() for line in text.strip().splitlines() for case in line.split("|")]


@pytest.mark.parametrize("text", cases(DEMANDS))
def test_given_a_plain_demand_then_it_is_one(text):
    assert demands_silence(text)


@pytest.mark.parametrize("text", ["", "?!", *cases(OTHERS)])
def test_given_anything_else_then_it_is_no_demand(text):
    assert not demands_silence(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("stop pesan", []),
        ("stop pesan pengingat", [REMINDER]),
        ("jgn ingetin gw lg", [REMINDER]),
        ("stop reminder", [REMINDER]),
        ("jangan kirim undangannya lagi", [CAMPAIGN]),
        ("ga usah ngajak2 lagi", [CAMPAIGN]),
        ("stop pengingat dan ajakan", [REMINDER, CAMPAIGN]),
        ("/aktifkan_notifikasi", []),
        ("tidak ingat", []),
    ],
)
def test_given_a_message_then_the_kinds_it_names_are_found(text, kinds):
    assert kinds_named(text) == set(kinds)
