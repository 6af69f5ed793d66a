"""A name inside a longer message is found only where it is beyond doubt."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaksin.bahasa.name_case import tidy_case
from vaksin.bahasa.name_mentions import find_name

MENTIONS = {
    "sy siti nik 3174010101909001 lahir 5 jan 90 mau sabtu pagi di tebet": "Siti",
    "nama saya budi santoso umur 40": "Budi Santoso",
    "perkenalkan nama: Hj. Rukmini, nik 32..": "Hj. Rukmini",
    "halo kak saya joko susilo mau daftar": "Joko Susilo",
    "daftarkan ibu saya, namanya siti aminah, nik 3": "Siti Aminah",
    "a.n. budi hartono tgl 5": "Budi Hartono",
    "atas nama Bapak Sugiono": "Sugiono",
    "nama saya Sri Indah mau vaksin": "Sri Indah",
    "nama saya Indah": "Indah",
    "nama saya wagiyem": "Wagiyem",
    "NAMA SAYA BUDI SANTOSO NIK 3174": "Budi Santoso",
    "nama: A.A. Gede Raka, umur 5": "A.A. Gede Raka",
    "saya dr. sri mau tanya": "dr. Sri",
    "nama saya budi. saya mau daftar": "Budi",
    "saya, budi, mau daftar": "Budi",
    "nama saya Muh. Rizki lahir 1990": "Muh. Rizki",
    "saya siti hari ini mau vaksin": "Siti",
    "saya Ibu Siti mau daftar": "Siti",
    "nama saya Ma'ruf, umur 50": "Ma'ruf",
    "nama lengkap: SITI AMINAH\nNIK: 3174": "Siti Aminah",
    "saya siti depok": "Siti",
    "mau vaksin, saya ketut dari tebet": "Ketut",
    "nama budi umur 40": "Budi",
}
NO_MENTION = """
saya mau daftar | saya dari tebet | saya lansia | saya hamil | saya sudah vaksin
saya guru nik 3174
ibu saya siti mau vaksin | anak saya budi umur 12 | nama ibu saya siti | nama anak saya budi
nama saya salah di sertifikat | nama saya tercetak keliru | nama saya belum muncul
nama saya bukan budi | nama saya di ktp beda | nama saya siapa | siapa nama dokternya
nama vaksinnya apa | nama puskesmasnya apa | nama obatnya paracetamol | nama jalan melati
atas nama saya | atas nama siapa | minta atas nama ibu saya | perkenalkan saya warga depok
saya asma boleh vaksin | saya hari ini mau vaksin | saya ibu rumah tangga | saya indah
saya imam masjid | saya minggu depan aja | kapan saya divaksin | saya | nama | nama saya
nama saya: | budi santoso | siti 3174 | namanya juga usaha | saya penyintas covid
ya | vaksin saya budi
"""


@pytest.mark.parametrize(("message", "name"), MENTIONS.items())
def test_name_is_found_with_its_place(message: str, name: str) -> None:
    mention = find_name(message)
    assert mention is not None
    assert mention.name == name
    assert tidy_case(message[mention.start : mention.end]) == name


@pytest.mark.parametrize(
    "message",
    [cell.strip() for row in NO_MENTION.strip().splitlines() for cell in row.split(" | ")],
)
def test_doubtful_word_is_no_name(message: str) -> None:
    assert find_name(message) is None


@given(st.one_of(st.text(max_size=80), st.text(alphabet="nama sayk.budit':,", max_size=60)))
@example("nama: " * 500)
@example("nama saya " + "a. " * 500)
def test_a_found_name_is_the_tidied_text_at_its_place(message: str) -> None:
    mention = find_name(message)
    if mention is not None:
        assert 0 <= mention.start < mention.end <= len(message)
        assert tidy_case(message[mention.start : mention.end]) == mention.name


@given(
    st.sampled_from(["mau", "dari", "sudah", "belum", "hamil", "lansia", "sakit", "punya", "bisa"])
)
def test_saya_with_an_ordinary_word_is_never_a_name(word: str) -> None:
    assert find_name(f"saya {word} vaksin di tebet") is None
