"""Specification of the NIK: what is refused, what is doubted, what is found in a message."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.people import nik_number
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.nik import (
    InvalidNik,
    Nik,
    NikFlag,
    NikProblem,
    Sex,
    find_numbers,
    read_nik,
    without_lookalikes,
)
from vaksin.identity.regions import Level, load_regions

TODAY = date(2027, 3, 1)
REGIONS = load_regions(CONTENT_FOLDER / "wilayah")
NUMBER = nik_number(9001)
DISTRICTS = [region.code for region in REGIONS if region.level is Level.DISTRICT]


def problem_of(text: str) -> NikProblem:
    with pytest.raises(InvalidNik) as caught:
        read_nik(text, REGIONS)
    return caught.value.problem


@pytest.mark.parametrize(
    "typed",
    [
        "3174015506859001",
        "  3174015506859001\n",
        "3174 0155 0685 9001",
        "317401.550685.9001",
        "3174-0155-0685-9001",
        "317401/550685/9001",
        "317401_550685_9001",
        "3174–0155—0685‑9001",
        "３１７４０１５５０６８５９００１",
        "3174\u00a00155\u202f0685\u30009001",
        "\u200e3174015506859001\u200b",
    ],
)
def test_the_ways_a_number_is_grouped_and_copied_are_forgiven(typed):
    assert read_nik(typed, REGIONS) == Nik(NUMBER)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NikProblem.NO_NUMBER),
        ("tidak tahu", NikProblem.NO_NUMBER),
        ("٣١٧٤٠١٥٥٠٦٨٥٩٠٠١", NikProblem.NO_NUMBER),
        ("+3174015506859001", NikProblem.NO_NUMBER),
        ("3174O15506859001", NikProblem.LOOKALIKE_LETTERS),
        ("3174o15506859001", NikProblem.LOOKALIKE_LETTERS),
        ("3l74015506859001", NikProblem.LOOKALIKE_LETTERS),
        ("3I74 0155 0685 9001", NikProblem.LOOKALIKE_LETTERS),
        ("3174O1550685900", NikProblem.NO_NUMBER),
        ("317401550685900", NikProblem.TOO_SHORT),
        ("3", NikProblem.TOO_SHORT),
        ("31740155068590011", NikProblem.TOO_LONG),
        ("081200009001", NikProblem.PHONE_NUMBER),
        ("6281200009001", NikProblem.PHONE_NUMBER),
        ("+62 812-0000-9001", NikProblem.PHONE_NUMBER),
        ("1111111111111111", NikProblem.ALL_EQUAL),
        ("0000000000000000", NikProblem.ALL_EQUAL),
        ("2074015506859001", NikProblem.UNKNOWN_PROVINCE),
        ("9974015506859001", NikProblem.UNKNOWN_PROVINCE),
        ("3174010006859001", NikProblem.IMPOSSIBLE_DAY),
        ("3174013206859001", NikProblem.IMPOSSIBLE_DAY),
        ("3174014006859001", NikProblem.IMPOSSIBLE_DAY),
        ("3174017206859001", NikProblem.IMPOSSIBLE_DAY),
        ("3174018106859001", NikProblem.IMPOSSIBLE_DAY),
        ("3174015500859001", NikProblem.IMPOSSIBLE_MONTH),
        ("3174015513859001", NikProblem.IMPOSSIBLE_MONTH),
        ("3174015506850000", NikProblem.NO_SERIAL),
    ],
)
def test_a_number_is_refused_by_the_rule_it_fails(typed, problem):
    assert problem_of(typed) is problem


def test_every_problem_that_a_number_can_have_is_specified_here():
    rows = test_a_number_is_refused_by_the_rule_it_fails.pytestmark[0].args[1]
    assert {problem for _, problem in rows} == set(NikProblem)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("317401550685900", 15), ("3174 0155 0685 90011", 17), ("+62 812-0000-9001", 13)],
)
def test_an_error_tells_how_many_digits_were_typed(typed, digits):
    with pytest.raises(InvalidNik) as caught:
        read_nik(typed, REGIONS)
    assert caught.value.digits == digits


def test_letters_in_place_of_digits_are_replaced_only_on_request():
    assert read_nik(without_lookalikes("3I740l55O6859oo|"), REGIONS) == Nik(NUMBER)


@pytest.mark.parametrize("serial", [9010, 9100, 9990])
def test_a_number_may_end_in_zero(serial):
    assert read_nik(nik_number(serial), REGIONS).number.endswith("0")


@pytest.mark.parametrize("district", ["91.01.01", "92.71.01", "93.01.01", "96.71.01"])
def test_people_of_papua_keep_the_codes_of_before_the_split_and_get_those_of_after(district):
    nik = read_nik(nik_number(district=district), REGIONS)
    assert nik.flags(REGIONS, TODAY) == frozenset()


def test_numbers_beyond_the_precision_of_a_float_keep_every_digit():
    assert read_nik("9603015506859007", REGIONS).number == "9603015506859007"


def test_a_number_names_the_region_of_first_registration():
    nik = Nik(NUMBER)
    assert (nik.province_code, nik.regency_code, nik.district_code) == ("31", "31.74", "31.74.01")


@pytest.mark.parametrize(
    ("day", "sex"), [("01", Sex.MAN), ("31", Sex.MAN), ("41", Sex.WOMAN), ("71", Sex.WOMAN)]
)
def test_forty_is_added_to_the_day_of_women(day, sex):
    nik = read_nik(f"317401{day}07859001", REGIONS)
    assert nik.sex is sex
    assert nik.birth_date(TODAY) == date(1985, 7, int(day) % 40)


@pytest.mark.parametrize(
    ("encoded", "born"),
    [
        ("010327", date(2027, 3, 1)),
        ("020327", date(1927, 3, 2)),
        ("010128", date(1928, 1, 1)),
        ("311299", date(1999, 12, 31)),
        ("290200", date(2000, 2, 29)),
        ("690296", date(1996, 2, 29)),
    ],
)
def test_two_digits_of_a_year_mean_the_newest_year_that_is_not_in_the_future(encoded, born):
    assert Nik(f"317401{encoded}9001").birth_date(TODAY) == born


@pytest.mark.parametrize("encoded", ["310285", "300285", "290285", "710485"])
def test_an_impossible_birth_date_is_a_doubt_not_a_refusal(encoded):
    nik = read_nik(f"317401{encoded}9001", REGIONS)
    assert nik.birth_date(TODAY) is None
    assert nik.flags(REGIONS, TODAY) == {NikFlag.IMPOSSIBLE_BIRTH_DATE}


def test_an_unknown_regency_is_a_doubt_not_a_refusal():
    nik = read_nik(nik_number(district="31.99.01"), REGIONS)
    assert nik.flags(REGIONS, TODAY) == {NikFlag.UNKNOWN_REGENCY}


def test_an_unknown_district_is_a_doubt_not_a_refusal():
    nik = read_nik(nik_number(district="31.74.99"), REGIONS)
    assert nik.flags(REGIONS, TODAY) == {NikFlag.UNKNOWN_DISTRICT}


def test_a_birth_date_that_agrees_raises_no_doubt():
    assert Nik(NUMBER).flags_with(date(1985, 6, 15), TODAY) == frozenset()


def test_a_century_cannot_disagree():
    assert Nik(nik_number(born=date(2020, 1, 5))).agrees_with(date(1920, 1, 5))


@pytest.mark.parametrize("stated", [date(1985, 6, 16), date(1985, 7, 15), date(1986, 6, 15)])
def test_a_birth_date_that_differs_is_a_doubt(stated):
    assert Nik(NUMBER).flags_with(stated, TODAY) == {NikFlag.BIRTH_DATE_DIFFERS}


@pytest.mark.parametrize(
    ("encoded", "stated", "suspected"),
    [
        ("150612", date(1985, 3, 2), True),
        ("150612", date(2015, 3, 2), False),
        ("550612", date(1985, 3, 2), False),
        ("150699", date(1985, 3, 2), False),
        ("310212", date(1985, 3, 2), False),
    ],
)
def test_an_adult_with_a_recent_date_in_the_number_may_have_typed_the_family_card(
    encoded, stated, suspected
):
    flags = Nik(f"317401{encoded}9001").flags_with(stated, TODAY)
    assert (NikFlag.MAYBE_FAMILY_CARD in flags) is suspected
    assert NikFlag.BIRTH_DATE_DIFFERS in flags


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("NIK saya 3174015506859001 ya", ["3174015506859001"]),
        ("nik:3174-0155-0685-9001.", ["3174-0155-0685-9001"]),
        ("Siti, 3174015506859001, 15-06-1985", ["3174015506859001"]),
        ("3174015506859001 15-06-1985", ["3174015506859001"]),
        ("15-06-1985 3174015506859001 umur 41", ["3174015506859001"]),
        ("3174015506859001\n3174015506859002", ["3174015506859001", "3174015506859002"]),
        ("3174015506859001 081200009001", ["3174015506859001", "081200009001"]),
        ("317401550685900", ["317401550685900"]),
        ("3174 0155 0685 90011", ["3174 0155 0685 90011"]),
        ("３１７４０１５５０６８５９００１", ["３１７４０１５５０６８５９００１"]),
        ("3l74O15506859oo1", ["3l74O15506859oo1"]),
        ("3174 O155 0685 9001", ["3174 O155 0685 9001"]),
        ("nomor 081200009001 lo", ["081200009001"]),
        ("lahir 15-06-1985", []),
        ("besok jam 10", []),
        ("kode abc1234567890123456def", []),
        ("12345678901234567890123456", []),
    ],
)
def test_what_was_meant_as_a_number_is_found_in_a_message(message, found):
    assert [number for _, _, number in find_numbers(message)] == found


@given(st.text(alphabet="0123456789OolI|-. \nab\u200b", max_size=80))
def test_a_found_number_stands_where_it_is_said_to_stand(message):
    end_of_last = 0
    for start, end, number in find_numbers(message):
        assert message[start:end] == number
        assert start >= end_of_last
        end_of_last = end


@given(
    district=st.sampled_from(DISTRICTS),
    born=st.dates(TODAY - timedelta(days=36500), TODAY),
    sex=st.sampled_from(Sex),
    serial=st.integers(9001, 9999),
    separator=st.sampled_from(["", " ", ".", "-", "  "]),
)
def test_every_real_number_is_read_and_tells_what_it_was_made_of(
    district, born, sex, serial, separator
):
    number = nik_number(serial, born, sex, district)
    assume(len(set(number)) > 1)
    typed = separator.join(number[start : start + 4] for start in range(0, 16, 4))
    nik = read_nik(typed, REGIONS)
    assert nik.number == number
    assert nik.district_code == district
    assert nik.sex is sex
    assert nik.birth_date(TODAY) == born
    assert nik.agrees_with(born)
    assert nik.flags(REGIONS, TODAY) == frozenset()
    assert [found for _, _, found in find_numbers(f"nik {typed} ya")] == [typed]


@given(st.text() | st.text(alphabet="0123456789Ol -+.１٣²", max_size=24))
def test_no_text_raises_anything_but_the_documented_error(text):
    with suppress(InvalidNik):
        assert len(read_nik(text, REGIONS).number) == 16


@given(st.integers(0, 10**17).map(str))
def test_neither_a_representation_nor_an_error_shows_the_number(number):
    assume(len(number) > 2)
    try:
        shown = repr(read_nik(number, REGIONS))
    except InvalidNik as error:
        shown = "".join(traceback.format_exception_only(type(error), error))
    assert number not in shown
    assert not any(letter.isdigit() for letter in shown)
