"""What citizens type and the standard words it stands for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaksin.bahasa.normalise import normalise, normalise_word
from vaksin.bahasa.word_lists import PROTECTED_WORDS, word_lists

WORDS = {
    # drawn-out letters
    "vaksinnn": "vaksin",
    "bangettt": "banget",
    "gaaaak": "tidak",
    "iyaaaaa": "iya",
    "maaaaf": "maaf",
    "minggguuuu": "minggu",
    "saaaat": "saat",
    "vaksinn": "vaksin",
    # digits inside words
    "t4": "tempat",
    "2minggu": "2 minggu",
    "3bln": "3 bulan",
    "10thn": "10 tahun",
    "k2": "ke 2",
    "ke2": "ke 2",
    "tgl5": "tanggal 5",
    "bln2": "bulan 2",
    "dosis2": "dosis 2",
    "anak2": "anak-anak",
    "org2": "orang-orang",
    "apa2": "apa-apa",
    "dmn2": "di mana-mana",
    "2x": "2 kali",
    "se7": "setuju",
    # the ending -nya
    "vaksinx": "vaksinnya",
    "vaksine": "vaksinnya",
    "vaksinya": "vaksinnya",
    "vaksinny": "vaksinnya",
    "carane": "caranya",
    "lokasine": "lokasinya",
    "nikx": "niknya",
    "sertifnya": "sertifikatnya",
    "online": "online",
    "sore": "sore",
    "bukanya": "bukanya",
    # f, p and v
    "paksin": "vaksin",
    "faksin": "vaksin",
    "dipaksin": "divaksin",
    "faksinnya": "vaksinnya",
    "sertivikat": "sertifikat",
    "sertipikat": "sertifikat",
    "pebruari": "februari",
    "nopember": "november",
    "propinsi": "provinsi",
    "paksa": "paksa",
    "dipaksakan": "dipaksakan",
    # slang, short forms and regional words
    "gak": "tidak",
    "ora": "tidak",
    "teu": "tidak",
    "sy": "saya",
    "gue": "saya",
    "udh": "sudah",
    "wis": "sudah",
    "blm": "belum",
    "durung": "belum",
    "gmn": "bagaimana",
    "piye": "bagaimana",
    "kumaha": "bagaimana",
    "pripun": "bagaimana",
    "dmn": "di mana",
    "krn": "karena",
    "kl": "kalau",
    "pengen": "mau",
    "gelem": "mau",
    "dr": "dari",
    "loaksi": "lokasi",
    "jum'at": "jumat",
    "Jum’at": "jumat",
    # words that stay
    "divaksin": "divaksin",
    "tak": "tak",
    "dll": "dll",
    "assalamualaikum": "assalamualaikum",
    "Tebet": "tebet",
    "ＤＡＦＴＡＲ": "daftar",
}


@pytest.mark.parametrize(("word", "standard"), WORDS.items())
def test_word_gets_its_standard_form(word: str, standard: str) -> None:
    assert normalise_word(word) == standard


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("min gmn cara dftr vaksin yg di tebet", "min bagaimana cara daftar vaksin yang di tebet"),
        ("Vksin k2 brp bln lg?", "vaksin ke 2 berapa bulan lagi?"),
        ("vaksin ke-2 kpn", "vaksin ke 2 kapan"),
        ("sy blm dpt sms, hrs gmn ya", "saya belum dapat sms, harus bagaimana ya"),
        ("aku gak bs dtg  bsk\npagi", "saya tidak bisa datang besok pagi"),
        ("no KK sy salah", "no kk saya salah"),
        ("makasih kk", "terima kasih kk"),
        ("ktp sy NIK nya beda", "ktp saya nik nya beda"),
        ("dr. Sri dr puskesmas", "dr. sri dari puskesmas"),
        ("a.n. Budi, S.Pd. s/d k-2", "a.n. budi, s.pd. s/d ke 2"),
        ("kirim ke budi.g@contoh.id ya", "kirim ke budi.g@contoh.id ya"),
        ("cek https://contoh.id/g/yg dong", "cek https://contoh.id/g/yg dong"),
        ("3174010101909001", "3174010101909001"),
        ("0812-3456 tgl 12/10 jam 08.30", "0812-3456 tanggal 12/10 jam 08.30"),
        ("kode VX1234 A1234567", "kode vx1234 a1234567"),
        ("covid19", "covid-19"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_text_gets_standard_words(text: str, standard: str) -> None:
    assert normalise(text) == standard


@pytest.mark.parametrize("word", sorted(PROTECTED_WORDS))
def test_protected_word_is_never_changed(word: str) -> None:
    assert normalise(f"{word} {word.upper()}") == f"{word} {word}"


@given(st.from_regex(r"[0-9]{1,20}([./:-][0-9]{1,6}){0,3}", fullmatch=True))
def test_numbers_are_never_changed(number: str) -> None:
    assert normalise(number) == number


def test_every_slang_word_is_read_by_the_normaliser_as_the_list_says() -> None:
    slang = word_lists().slang
    wrong = {word for word, standard in slang.items() if normalise_word(word) != standard}
    assert wrong == set()


def test_every_standard_form_is_stable() -> None:
    forms = {*word_lists().slang.values(), *word_lists().standard}
    assert {form for form in forms if normalise(form) != form} == set()


_LETTERS = st.text(alphabet="abdegiklnprstuvxy2' -./", max_size=40)


@given(st.one_of(st.text(max_size=60), _LETTERS))
@example("İyyy")
@example("aabbccddeeff")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
