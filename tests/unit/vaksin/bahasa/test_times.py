from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.calendar_words import time_in_words
from vaksin.bahasa.times import find_times


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("subuh", time(4), time(6)),
        ("pagi", time(6), time(11)),
        ("pgi", time(6), time(11)),
        ("siang", time(11), time(15)),
        ("sore", time(15), time(18)),
        ("malem", time(18), time(23, 59)),
        ("abis dzuhur", time(12), time(14)),
        ("ba'da asar", time(15), time(17)),
        ("sebelum magrib", time(16), time(18)),
        ("jam 9an", time(8, 30), time(9, 30)),
        ("jam 9an pagi", time(8, 30), time(9, 30)),
        ("jam 12an malam", time(0), time(0, 30)),
        ("jam 8-10", time(8), time(10)),
        ("jam 8 sampai jam 10", time(8), time(10)),
        ("jam 8 s/d 10", time(8), time(10)),
        ("jam 10-2", time(10), time(14)),
        ("jam 11-1 siang", time(11), time(13)),
        ("08.00-10.00 WIB", time(8), time(10)),
    ],
)
def test_a_window_of_the_day_is_read(text: str, earliest: time, latest: time) -> None:
    [mention] = find_times(text)
    assert (mention.text, mention.earliest, mention.latest) == (text, earliest, latest)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("jam 9", time(9)),
        ("jam9", time(9)),
        ("pkl. 9", time(9)),
        ("jam 2 siang", time(14)),
        ("siang jam 2", time(14)),
        ("jam 14.30", time(14, 30)),
        ("14:30", time(14, 30)),
        ("pukul 08.00", time(8)),
        ("pukul 08.00 WIB", time(8)),
        ("jam 8.30", time(8, 30)),
        ("jam setengah tiga", time(2, 30)),
        ("jam setengah tiga siang", time(14, 30)),
        ("setengah 3 sore", time(14, 30)),
        ("jam sembilan pagi", time(9)),
        ("9 pagi", time(9)),
        ("jam 12 siang", time(12)),
        ("jam 12 malam", time(0)),
        ("jam 1 malam", time(1)),
        ("jam 7 malam", time(19)),
        ("08.00 malam", time(20)),
        ("jam 9 lewat 15", time(9, 15)),
        ("jam 9 kurang seperempat", time(8, 45)),
        ("jam 24.00", time(0)),
    ],
)
def test_a_moment_is_read(text: str, moment: time) -> None:
    [mention] = find_times(text)
    assert (mention.text, mention.earliest, mention.latest) == (text, moment, moment)


@pytest.mark.parametrize("text", ["jam 2", "jam setengah tiga", "jam 9an", "jam 1-3"])
def test_an_hour_without_part_of_day_may_be_in_the_afternoon(text: str) -> None:
    assert find_times(text)[0].may_be_afternoon


@pytest.mark.parametrize("text", ["jam 2 siang", "pukul 08.00", "jam 14", "pagi", "jam 12"])
def test_a_clear_hour_is_not_open_to_both_halves(text: str) -> None:
    assert not find_times(text)[0].may_be_afternoon


@pytest.mark.parametrize(
    "text",
    [
        "selamat pagi", "met siang", "pagi kak, mau daftar", "jam 25", "jam 9.75", "24 jam",
        "2 setengah 9", "setengah 3 tahun", "14.75", "rp 14.30", "14.30 rb", "paginya",
        "jam berapa", "dosis 2", "setengah dosis", "",
    ],
)  # fmt: skip
def test_greetings_and_other_numbers_are_no_times(text: str) -> None:
    assert find_times(text) == []


def test_a_part_of_day_alone_is_an_answer_even_with_an_address() -> None:
    assert find_times("pagi kak")[0].earliest == time(6)


def test_the_day_of_a_date_is_not_taken_for_an_hour() -> None:
    assert [mention.text for mention in find_times("tgl 9 pagi")] == ["pagi"]


def test_times_keep_their_place_in_the_message() -> None:
    text = "Sabtu jam 9 pagi, atau minggu sore ya min"
    assert [text[m.start : m.end] for m in find_times(text)] == ["jam 9 pagi", "sore"]


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_every_written_time_is_read_back(moment: time) -> None:
    [mention] = find_times(f"Sabtu, 6 Maret 2021 pukul {time_in_words(moment)} WIB")
    assert mention.earliest == mention.latest == moment


_VOCABULARY = (
    "jam pukul 9 12 24 2 30 9an 14.30 . : - setengah pagi siang malam sampai kurang lewat tiga "
    "abis dzuhur s / d ,"
)


@given(
    st.text()
    | st.lists(st.sampled_from(_VOCABULARY.split())).map(" ".join)
    | st.text(alphabet="jam pgisn0123456789.:-/")
)
def test_any_text_gives_ordered_times_inside_it(text: str) -> None:
    end = 0
    for mention in find_times(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.earliest <= mention.latest
        end = mention.end


@pytest.mark.parametrize(
    ("text", "phrase", "earliest", "latest"),
    [
        ("sebelum jam 11 ya", "sebelum jam 11", time(7), time(11)),
        ("setelah jam 2 bisa", "setelah jam 2", time(14), time(18)),
        ("jam 8-an datang", "jam 8-an", time(7, 30), time(8, 30)),
        ("jam 10 an sampai", "jam 10 an", time(9, 30), time(10, 30)),
        ("tengah hari libur", "tengah hari", time(11), time(13)),
        ("jam 9 pas buka", "jam 9 pas", time(9), time(9)),
        ("jam 9 pas saya libur", "jam 9", time(9), time(9)),
    ],
)
def test_given_words_around_an_hour_when_read_then_they_belong_to_it(
    text: str, phrase: str, earliest: time, latest: time
) -> None:
    found = find_times(text)[0]
    assert (found.text, found.earliest, found.latest) == (phrase, earliest, latest)


def test_given_an_hour_in_somebodys_name_when_read_then_an_is_not_around_it() -> None:
    assert find_times("jam 9 an Joko Susilo")[0].text == "jam 9"
