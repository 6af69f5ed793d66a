from __future__ import annotations

from datetime import date, time

import pytest

from vaksin.bahasa.calendar_words import (
    birth_date_in_words,
    date_in_words,
    date_short,
    time_in_words,
    weekdays_in_words,
)


def test_a_date_is_written_out_with_its_weekday() -> None:
    assert date_in_words(date(2021, 3, 6)) == "Sabtu, 6 Maret 2021"


def test_a_short_date_fits_a_button() -> None:
    assert date_short(date(2021, 3, 6)) == "Sab, 6 Mar"


def test_every_month_and_weekday_has_its_indonesian_name() -> None:
    months = [date_in_words(date(2021, month, 1)).split()[2] for month in range(1, 13)]
    weekdays = [date_in_words(date(2021, 3, day)).split(",")[0] for day in range(1, 8)]

    assert " ".join(months) == (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    )
    assert weekdays == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]


def test_a_time_has_a_dot_and_two_digits_each() -> None:
    assert time_in_words(time(8)) == "08.00"
    assert time_in_words(time(14, 5)) == "14.05"


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ({0, 1, 2, 3, 4}, "Senin-Jumat"),
        ({5}, "Sabtu"),
        ({5, 6}, "Sabtu, Minggu"),
        ({0, 2, 4}, "Senin, Rabu, Jumat"),
    ],
)
def test_days_of_the_week_are_told_as_people_say_them(weekdays, words):
    assert weekdays_in_words(weekdays) == words


def test_a_birth_date_is_told_without_its_weekday():
    assert birth_date_in_words(date(1990, 3, 6)) == "6 Maret 1990"
