"""Specification of how brands of vaccine are recognised."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.brands import find_brands
from vaksin.eligibility.vaccines import load_vaccines

CORPUS = Path(__file__).parents[4].parent / "shared" / "nlu" / "spelling-variants.tsv"
# The list counts Sinopharm as a spelling of Sinovac; it is a brand of its own.
OTHER_BRAND = {"sinopharm", "sinofarm", "sinopak", "sinoparm"}
# Words with a meaning of their own, which the list counts because of what stood around them.
ORDINARY_WORDS = {"modern", "modelan", "sinovial"}
LEAST_SHARE_OF_MENTIONS = 0.98
LEAST_SHARE_OF_SPELLINGS = 0.80


def ids(text: str) -> list[str]:
    return [mention.id for mention in find_brands(text)]


@pytest.mark.parametrize("vaccine", load_vaccines(), ids=lambda vaccine: vaccine.id)
def test_every_vaccine_of_the_programme_is_recognised_by_its_name(vaccine):
    assert ids(f"apakah ada {vaccine.name}?")[0] == vaccine.id


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("ada az gak", "astrazeneca"),
        ("mau yang Astra", "astrazeneca"),
        ("astra zeneca masih ada?", "astrazeneca"),
        ("astra zanecca", "astrazeneca"),
        ("dosis 1 astrazenica", "astrazeneca"),
        ("sinovak atau bukan", "sinovac"),
        ("cinovac", "sinovac"),
        ("sinovacnya habis", "sinovac"),
        ("sinopharm", "sinopharm"),
        ("phizer", "pfizer"),
        ("MODERNA", "moderna"),
        ("modrena", "moderna"),
        ("jansen sekali suntik", "janssen"),
        ("indovak", "indovac"),
        ("inavak", "inavac"),
    ],
)
def test_misspelt_and_short_names_are_recognised(text, brand):
    assert ids(text) == [brand]


@pytest.mark.parametrize(
    "text",
    [
        "rumah sakit modern",
        "lebih modernya apa",
        "inovasi baru",
        "saya sudah vaksin",
        "mau daftar besok",
        "a",
        "",
    ],
)
def test_ordinary_words_are_not_brands(text):
    assert ids(text) == []


def test_several_brands_are_found_in_their_order():
    assert ids("sinovac, astra zeneca atau pfizer?") == ["sinovac", "astrazeneca", "pfizer"]


def test_a_brand_in_two_words_is_one_mention_over_both():
    text = "mau astra zeneca dong"
    (mention,) = find_brands(text)
    assert text[mention.start : mention.end] == "astra zeneca"


@given(st.text() | st.lists(st.sampled_from(["astra", "zeneca", "az", "sino", " ", "-"])))
def test_mentions_lie_within_the_text_and_never_overlap(parts):
    text = "".join(parts)
    end_of_last = 0
    for mention in find_brands(text):
        assert end_of_last <= mention.start < mention.end <= len(text)
        end_of_last = mention.end


@pytest.mark.skipif(not CORPUS.exists(), reason="the collected spellings are not here")
def test_nearly_all_collected_spellings_are_recognised():
    brands = {vaccine.id for vaccine in load_vaccines()}
    with CORPUS.open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row[0] in brands]
    rows = [row for row in rows if row[1] not in OTHER_BRAND | ORDINARY_WORDS]
    recognised = [row for row in rows if ids(row[1]) == [row[0]]]
    mentions = sum(int(row[2]) for row in recognised) / sum(int(row[2]) for row in rows)
    assert mentions >= LEAST_SHARE_OF_MENTIONS
    assert len(recognised) / len(rows) >= LEAST_SHARE_OF_SPELLINGS
