from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.birth_dates import BirthDateProblem, find_birth_date, read_birth_date
from vaksin.bahasa.calendar_words import date_in_words

TODAY = date(2026, 9, 16)
BORN = date(1990, 1, 5)
FICTIONAL_NIK = "3174054501909001"
past_days = st.dates(date(1902, 1, 1), TODAY)


@pytest.mark.parametrize(
    "answer",
    [
        "5 januari 1990", "5januari1990", "05-01-1990", "5.1.1990", "5 1 1990", "5 - 1 - 1990",
        "05-01 1990", "05011990", "1990-01-05", "19900105", "Bandung, 5-1-1990", "5/jan/1990",
        "lahir 5 januari 1990", "tgl 5 bln 1 thn 1990", "tanggal 5 bulan januari tahun 1990",
        "lima januari seribu sembilan ratus sembilan puluh", "5 januari,1990", "5 Januri 1990",
        f"05 01 1990 {FICTIONAL_NIK}", f"{FICTIONAL_NIK}\n05 01 1990\n0812-3456-7890",
    ],
)  # fmt: skip
def test_a_full_birth_date_is_read(answer: str) -> None:
    reading = read_birth_date(answer, TODAY)
    assert (reading.date, reading.two_digit_year, reading.problem) == (BORN, False, None)


@pytest.mark.parametrize(
    "answer",
    [
        "5 jan 90", "5 Jan '90", "5 Jan’90", "05/01/90", "050190", "5 januari tahun 90",
        "tanggal lima bulan satu tahun sembilan puluh",
    ],
)  # fmt: skip
def test_a_two_digit_year_is_read_and_flagged(answer: str) -> None:
    reading = read_birth_date(answer, TODAY)
    assert (reading.date, reading.two_digit_year) == (BORN, True)


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("15-09-26", date(2026, 9, 15)),
        ("17-09-26", date(1926, 9, 17)),
        ("29/2/00", date(2000, 2, 29)),
        ("17 agst 45", date(1945, 8, 17)),
    ],
)
def test_the_century_is_the_newest_that_is_not_in_the_future(answer: str, day: date) -> None:
    assert read_birth_date(answer, TODAY).date == day


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", BirthDateProblem.NO_DATE),
        ("gak tau", BirthDateProblem.NO_DATE),
        ("besok", BirthDateProblem.NO_DATE),
        ("35 tahun", BirthDateProblem.NO_DATE),
        (FICTIONAL_NIK, BirthDateProblem.NO_DATE),
        ("3174 0545 0190 9001", BirthDateProblem.NO_DATE),
        ("31 74 05 050190 9001", BirthDateProblem.NO_DATE),
        ("31.74.05.050190.9001", BirthDateProblem.NO_DATE),
        ("0812-3456-7890", BirthDateProblem.NO_DATE),
        ("januari 1990", BirthDateProblem.ONLY_MONTH_OR_YEAR),
        ("1990", BirthDateProblem.ONLY_MONTH_OR_YEAR),
        ("thn 1990", BirthDateProblem.ONLY_MONTH_OR_YEAR),
        ("5 januari", BirthDateProblem.ONLY_MONTH_OR_YEAR),
        ("5/1", BirthDateProblem.ONLY_MONTH_OR_YEAR),
        ("31 feb 1990", BirthDateProblem.IMPOSSIBLE),
        ("29 feb 90", BirthDateProblem.IMPOSSIBLE),
        ("5/15/1990", BirthDateProblem.IMPOSSIBLE),
        ("17 september 2026", BirthDateProblem.IN_FUTURE),
        ("15 september 1901", BirthDateProblem.TOO_OLD),
    ],
)
def test_an_answer_without_a_usable_date_says_why(answer: str, problem: BirthDateProblem) -> None:
    reading = read_birth_date(answer, TODAY)
    assert (reading.date, reading.problem) == (None, problem)


def test_the_oldest_people_can_register() -> None:
    assert read_birth_date("16 september 1901", TODAY).date == date(1901, 9, 16)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (f"sy siti nik {FICTIONAL_NIK} lahir 5 jan 90 mau sabtu", "5 jan 90"),
        ("siti 05-01-1990 mau sabtu", "05-01-1990"),
        ("ttl: Bandung, 050190", "050190"),
        ("kelahiran 5 1 1990 ya min", "5 1 1990"),
        ("mau vaksin, lahir 5 Januari 1990", "5 Januari 1990"),
    ],
)
def test_a_clear_birth_date_is_found_in_a_message(message: str, found: str) -> None:
    birth_date = find_birth_date(message, TODAY)
    assert birth_date is not None
    assert birth_date.reading.date == BORN
    assert message[birth_date.start : birth_date.end] == found


@pytest.mark.parametrize(
    "message",
    [
        "mau vaksin sabtu", "vaksin 1 tgl 13 juli 2021 mau booster", "positif covid 5 mei 2024",
        "mau tgl 5 okt 2026", "siti 050190", "kelahiran 1990", f"nik {FICTIONAL_NIK}",
        "nik 3174-05-050190-9001", "lahir th 1990 mau tgl 5/10/2026", "tgl 16 maret 2026", "",
    ],
)  # fmt: skip
def test_other_dates_and_numbers_are_no_birth_date(message: str) -> None:
    assert find_birth_date(message, TODAY) is None


def test_an_impossible_date_after_lahir_is_reported() -> None:
    birth_date = find_birth_date("tgl lahir 31 feb 1990", TODAY)
    assert birth_date is not None
    assert birth_date.reading.problem is BirthDateProblem.IMPOSSIBLE


@given(past_days, st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d"]))
def test_every_date_in_digits_is_read_back_day_first(day: date, form: str) -> None:
    assert read_birth_date(f"Bandung, {day.strftime(form)}", TODAY).date == day


@given(past_days)
def test_every_date_in_words_is_read_back(day: date) -> None:
    assert read_birth_date(date_in_words(day), TODAY).date == day


@given(past_days)
def test_every_compact_date_is_read_back(day: date) -> None:
    assert read_birth_date(day.strftime("%d%m%Y"), TODAY).date == day


@given(st.from_regex(r"[0-9]{16}", fullmatch=True), st.sampled_from(["{}", "nik {}", "{}\n"]))
def test_sixteen_digits_are_never_a_birth_date(digits: str, form: str) -> None:
    assert read_birth_date(form.format(digits), TODAY).date is None
    assert find_birth_date(form.format(digits), TODAY) is None


_VOCABULARY = "lahir ttl tgl 5 31 050190 1990 90 januari feb bln thn lima belas , '"


@given(
    st.text()
    | st.text(alphabet="0123456789 -/.'janmei\n")
    | st.lists(st.sampled_from(_VOCABULARY.split())).map(" ".join)
)
def test_any_text_gives_a_date_or_a_problem(text: str) -> None:
    reading = read_birth_date(text, TODAY)
    assert (reading.date is None) == (reading.problem is not None)
    assert reading.date is None or reading.date <= TODAY
    found = find_birth_date(text, TODAY)
    assert found is None or 0 <= found.start < found.end <= len(text)
