"""Specification of landmarks in a message: stations, malls, squares near which a site is sought."""

from __future__ import annotations

import csv
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.landmarks import find_landmarks
from vaksin.bahasa.places import HomeProblem, read_home
from vaksin.content import CONTENT_FOLDER, ContentError
from vaksin.identity.regions import load_regions

FOLDER = CONTENT_FOLDER / "wilayah"
REGIONS = load_regions(FOLDER)
ROWS = list(csv.DictReader((FOLDER / "patokan.csv").open(encoding="utf-8")))


def found(text: str) -> list[tuple[str, str, bool]]:
    return [
        (text[m.start : m.end], m.districts[0].code, m.is_near)
        for m in find_landmarks(text, REGIONS)
    ]


NEAR = """
dekat stasiun tebet                            = stasiun tebet 31.74.01
deket mall kelapa gading ada ga                = mall kelapa gading 31.72.06
min sekitar simpang lima semarang masih buka?  = simpang lima semarang 33.74.07
di seputaran alun2 bandung                     = alun2 bandung 32.73.11
seputar alun-alun bandung                      = alun-alun bandung 32.73.11
Deket sama kampus UGM                          = UGM 34.04.07
sebelah mal kelapa gading                      = mal kelapa gading 31.72.06
depan rsud dr soetomo                          = rsud dr soetomo 35.78.08
dkt univ brawijaya malang                      = univ brawijaya 35.73.05
yg deket exit tol merak                        = tol merak 36.72.03
belakang gbk                                   = gbk 31.71.07
"""
AT = """
vaksin di monas sabtu ini                      = monas 31.71.01
masih ada di stasiun senen?                    = stasiun senen 31.71.04
GBK penuh                                      = GBK 31.71.07
di pasar baru                                  = pasar baru 31.71.02
saya dari pasar baru, bandung                  = pasar baru 32.73.05
alun alun kidul solo                           = alun alun kidul 33.72.03
alun alun kidul jogja                          = alun alun kidul 34.71.09
simpang lima banda aceh                        = simpang lima 11.71.02
"""
MISSPELT = """
deket stasion tebet                            = stasion tebet 31.74.01
di mall klapa gading                           = mall klapa gading 31.72.06
dekat univ brawijya                            = univ brawijya 35.73.05
sekitar simpang lma semarang                   = simpang lma semarang 33.74.07
deket rs hasan sadkin                          = rs hasan sadkin 32.73.07
"""


def _cases(table: str) -> list[tuple[str, str, str]]:
    lines = (line.split("=") for line in table.splitlines() if line)
    return [(text.strip(), *named.strip().rsplit(" ", 1)) for text, named in lines]


@pytest.mark.parametrize(("text", "span", "code"), _cases(NEAR))
def test_a_landmark_near_which_somebody_wants_to_go_is_found(text, span, code):
    assert found(text) == [(span, code, True)]


@pytest.mark.parametrize(("text", "span", "code"), _cases(AT))
def test_a_landmark_to_which_somebody_wants_to_go_is_found(text, span, code):
    assert found(text) == [(span, code, False)]


@pytest.mark.parametrize(("text", "span", "code"), _cases(MISSPELT))
def test_a_misspelt_landmark_is_found_with_its_exact_span(text, span, code):
    (mention,) = find_landmarks(text, REGIONS)
    assert (text[mention.start : mention.end], mention.districts[0].code) == (span, code)
    assert 90 <= mention.score < 100


NO_LANDMARK = """
pasar baru aja buka | saya mau ke pasar | dekat rumah | deket sini | sekitar jam 7 pagi
rs mana yang buka | mall terdekat | di rsud | bu sarinah mau vaksin | depan gang | jl braga no 5
dekat alun alun kota | di alun alun batam | sebelah kanan | bulan depan | belakang rumah saya
univ mana saja | di stasiun mana | alun belum vaksin | stasiun tebat | komplek monas
kampus saya tutup | minggu depan | tol mana | bandara tutup | dari dr | dr | 2 | alun2
"""


@pytest.mark.parametrize(
    "text", [t.strip() for t in NO_LANDMARK.replace("\n", "|").split("|") if t]
)
def test_everyday_words_and_other_places_are_no_landmarks(text):
    assert found(text) == []


def test_a_landmark_of_several_towns_keeps_every_meaning_until_a_town_decides():
    (open_,) = find_landmarks("dekat simpang lima", REGIONS)
    assert [region.code for region in open_.districts] == ["33.74.07", "11.71.02"]
    (decided,) = find_landmarks("dekat simpang lima aceh", REGIONS)
    assert [region.code for region in decided.districts] == ["11.71.02"]


def test_a_landmark_is_no_home():
    assert read_home("dekat monas", REGIONS).problem is HomeProblem.NOT_FOUND


def test_every_landmark_of_the_list_leads_to_each_of_its_districts():
    missed = [
        (row["name"], row["code"])
        for row in ROWS
        if row["code"]
        not in [d.code for m in find_landmarks(f"di {row['name']}", REGIONS) for d in m.districts]
    ]
    assert missed == []


def test_the_list_covers_the_country():
    assert len({row["name"] for row in ROWS}) >= 250
    assert {row["code"][:2] for row in ROWS} >= {
        "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35",
        "36", "51", "52", "53", "61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76",
        "81", "82", "91", "92", "93", "94", "95",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("contoh,31.74.99,Tebet", r"code 31\.74\.99 is no district's"),
        ("contoh,31.74,Tebet", r"code 31\.74 is no district's"),
        ("contoh,31.74.01,Pancoran", "district is 'Pancoran', must be one of Tebet"),
        ("satu dua tiga empat lima enam,31.74.01,Tebet", "one to 5 words"),
        ("!!,31.74.01,Tebet", "one to 5 words"),
        ("Mal Kelapa Gading,31.72.06,Kelapa Gading", "stands for this district already"),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_row(tmp_path, line, message):
    folder = shutil.copytree(FOLDER, tmp_path / "wilayah")
    with (folder / "patokan.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ContentError, match=rf"patokan\.csv, row \d+: .*{message}"):
        find_landmarks("monas", load_regions(folder))


_PIECES = (
    "di dekat dr rs rsud alun2 alun alun bandung batam stasiun stasion tebet monas , . 2 ’ İ ²"
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(_PIECES.split()), max_size=10).map(" ".join))
def test_mentions_lie_in_the_text_in_order_and_mean_something(text):
    mentions = find_landmarks(text, REGIONS)
    offsets = [offset for mention in mentions for offset in (mention.start, mention.end)]
    assert offsets == sorted(offsets)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(m.districts and 90 <= m.score <= 100 for m in mentions)
