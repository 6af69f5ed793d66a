"""Which numbers are ages, and which measure time or count something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.ages import find_ages

AGES = {
    "ibu saya 63 thn mau daftar": [("63 thn", "63")],
    "umur 63": [("63", "63")],
    "usianya udah 70 lebih": [("70 lebih", "70")],
    "bayi umur 6 bulan": [("6 bulan", "6 bulan")],
    "anak saya 4 tahun": [("4 tahun", "4")],
    "18+ boleh?": [("18+", "18")],
    "yang 60 keatas kapan": [("60", "60")],
    "anak usia 6-11 tahun": [("6-11 tahun", "6-11")],
    "saya 17thn": [("17thn", "17")],
    "kakek 88 masih kuat": [("88", "88")],
    "udah 71 masih nyangkul": [("71", "71")],
    "umurnya lima puluh tiga tahun": [("lima puluh tiga tahun", "53")],
    "cucu saya umur 2 tahun 3 bulan": [("2 tahun 3 bulan", "2")],
    "yuswana 78 taun": [("78 taun", "78")],
    "iya 29": [("29", "29")],
    "Hendra Wijaya, 58": [("58", "58")],
    "simbah 70an tahun": [("70an tahun", "70")],
    "umur 14 sama 19": [("14", "14"), ("19", "19")],
}
NO_AGES = """
3 bulan lagi | 2 tahun yang lalu | hamil 5 bulan | 14 hari setelah dosis 1 | jarak 3 bulan | dosis 2
jam 9 | tgl 20 | antrian no 30 | selama 15 tahun | 20 orang | rt 05 | harga 50 ribu | 3 bulan sekali
udah 5 jam nunggu | vaksin ke 2 | suhu 38 | lantai 3 | tahun 1965 | 2021 | halo | umum | seminggu
"""


@pytest.mark.parametrize(("message", "ages"), AGES.items())
def test_age_is_found_with_its_unit(message: str, ages: list[tuple[str, str]]) -> None:
    found = [(message[age.start : age.end], age.value) for age in find_ages(message)]
    assert found == ages


@pytest.mark.parametrize(
    "message", [c.strip() for row in NO_AGES.strip().splitlines() for c in row.split(" | ")]
)
def test_durations_and_other_numbers_are_no_ages(message: str) -> None:
    assert find_ages(message) == []


@given(st.text(alphabet="umr 0123456789tahnbl+-,.", max_size=60))
def test_any_text_gives_spans_in_order(message: str) -> None:
    ends = [0]
    for age in find_ages(message):
        assert ends[-1] <= age.start < age.end <= len(message)
        ends.append(age.end)


def test_given_names_with_numbers_in_a_list_when_read_then_each_number_is_an_age() -> None:
    assert [age.value for age in find_ages("Budi 31, Siti 28, Joko 25")] == ["31", "28", "25"]


def test_given_a_single_name_with_a_number_when_read_then_it_is_no_age() -> None:
    assert find_ages("jl Budi 31") == []
