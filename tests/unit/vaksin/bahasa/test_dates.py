"""What citizens type and the days it means, read on Wednesday 16 September 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.calendar_words import date_in_words, date_short
from vaksin.bahasa.dates import DateMention, Leaning, find_dates, find_lone_months

TODAY = date(2026, 9, 16)
some_days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def only(text: str, leaning: Leaning = Leaning.FUTURE, today: date = TODAY) -> DateMention:
    [mention] = find_dates(text, today, leaning)
    return mention


def written(mention: DateMention) -> list[str]:
    """The readings of a mention as "month-day" of 2026, or with the year when it is another."""

    def day(value: date) -> str:
        return value.isoformat().removeprefix("2026-")

    return [
        day(span.first) if span.is_day else f"{day(span.first)}..{day(span.last)}"
        for span in mention.readings
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hari ini", "09-16"), ("hr ini", "09-16"), ("skrg", "09-16"), ("sore ini", "09-16"),
        ("nanti malam", "09-16"), ("tadi pagi", "09-16"), ("tadi malam", "09-15"),
        ("semalam", "09-15"),
        ("besok", "09-17"), ("bsk", "09-17"), ("besuk", "09-17"), ("sesuk", "09-17"),
        ("bsok", "09-17"), ("besokkk", "09-17"), ("lusa", "09-18"), ("emben", "09-18"),
        ("kemarin", "09-15"), ("kemaren", "09-15"), ("kmrn", "09-15"), ("kmren", "09-15"),
        ("kmarin", "09-15"), ("wingi", "09-15"), ("kemarin lusa", "09-14"),
        ("3 hari lagi", "09-19"), ("dua hari lagi", "09-18"), ("seminggu lagi", "09-23"),
        ("2minggu lagi", "09-30"), ("2 mgg lg", "09-30"), ("3 bulan lagi", "12-16"),
        ("setahun lagi", "2027-09-16"), ("2 minggu yang lalu", "09-02"), ("3hari yg lalu", "09-13"),
        ("sebulan lalu", "08-16"),
    ],
)  # fmt: skip
def test_a_day_counted_from_today_is_read(text: str, day: str) -> None:
    mention = only(text)
    assert (written(mention), mention.text) == ([day], text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("sabtu", "09-19"), ("sabtu ini", "09-19"), ("sabtu besok", "09-19"), ("rabu ini", "09-16"),
        ("hr senin", "09-21"), ("hari sel", "09-22"), ("hr selsa", "09-22"), ("senin", "09-21"),
        ("senin depan", "09-21"), ("senin dpn", "09-21"), ("sen depan", "09-21"),
        ("jum'at", "09-18"), ("jum’at", "09-18"), ("jumaat", "09-18"), ("senen", "09-21"),
        ("ahad", "09-20"), ("hari minggu", "09-20"), ("hr min", "09-20"), ("malam minggu", "09-19"),
        ("senin lalu", "09-14"), ("sabtu kemarin", "09-12"), ("senin yg akan datang", "09-21"),
    ],
)  # fmt: skip
def test_a_weekday_is_read(text: str, day: str) -> None:
    mention = only(text)
    assert (written(mention), mention.text) == ([day], text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tgl 5", "10-05"), ("tanggal 5", "10-05"), ("tgl. 20", "09-20"), ("tgl.20", "09-20"),
        ("tanggal2", "10-02"), ("tgl 16", "09-16"), ("tgl 31", "10-31"), ("tgl 5 nanti", "10-05"),
        ("tanggal lima belas", "10-15"), ("tgl 5 bulan depan", "10-05"), ("tgl 5 bln 7",
        "2027-07-05"),
        ("tgl 20 bln ini", "09-20"), ("tgl 20 ini", "09-20"),
        ("tgl 23juni", "2027-06-23"), ("5 okt", "10-05"), ("5 okt 2026", "10-05"), ("5okt",
        "10-05"),
        ("lima oktober", "10-05"), ("tgl 10 agistus", "2027-08-10"), ("10 nopember", "11-10"),
        ("3 pebruari", "2027-02-03"), ("29 feb", "2028-02-29"), ("5 agustus tahun depan",
        "2027-08-05"),
        ("12/10", "10-12"), ("12-10-2026", "10-12"), ("12.10.26", "10-12"), ("tgl 12-10", "10-12"),
        ("tgl 20/02", "2027-02-20"), ("13/1/2021", "2021-01-13"), ("30-juni-2021", "2021-06-30"),
        ("2026-10-12", "10-12"), ("5 jan 90", "1990-01-05"), ("1 juli 2021 ini", "2021-07-01"),
    ],
)  # fmt: skip
def test_a_date_with_its_day_is_read_day_first(text: str, day: str) -> None:
    mention = only(text)
    assert (written(mention), mention.text) == ([day], text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("minggu depan", "09-21..09-27"), ("mgg dpn", "09-21..09-27"), ("minggu ini",
        "09-14..09-20"),
        ("pekan lalu", "09-07..09-13"), ("bulan ini", "09-01..09-30"), ("bulan depan",
        "10-01..10-31"),
        ("bulan kemarin", "08-01..08-31"), ("tahun ini", "01-01..12-31"),
        ("thn dpn", "2027-01-01..2027-12-31"), ("thn lalu", "2025-01-01..2025-12-31"),
        ("awal bulan", "10-01..10-10"), ("pertengahan bulan", "09-11..09-20"),
        ("akhir bulan", "09-21..09-30"), ("akhir bulan depan", "10-21..10-31"),
        ("akhir bulan lalu", "08-21..08-31"), ("awal okt", "10-01..10-10"),
        ("akhir tahun", "10-01..12-31"), ("akhir pekan", "09-19..09-20"),
        ("bulan oktober", "10-01..10-31"), ("bulan 10", "10-01..10-31"),
        ("oktober ini", "10-01..10-31"), ("juli 2021", "2021-07-01..2021-07-31"),
        ("tgl 20-25", "09-20..09-25"), ("5-7 okt", "10-05..10-07"), ("5 s/d 7 okt", "10-05..10-07"),
        ("tgl 5 sampai 7 oktober 2026", "10-05..10-07"),
    ],
)  # fmt: skip
def test_a_span_of_days_is_read_and_is_no_single_day(text: str, span: str) -> None:
    mention = only(text)
    assert (written(mention), mention.text) == ([span], text)
    assert not mention.is_ambiguous
    assert mention.day is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Sabtu, 6 Maret 2027", "2027-03-06"), ("Sab, 6 Mar", "2027-03-06"),
        ("sabtu tgl 19", "09-19"), ("besok kamis", "09-17"), ("besok (17/9", "09-17"),
        ("senin minggu depan", "09-21"), ("minggu depan hari senin", "09-21"),
        ("bulan depan tgl 5", "10-05"), ("minggu 27 sept", "09-27"),
    ],
)  # fmt: skip
def test_phrases_that_describe_one_day_are_one_mention(text: str, day: str) -> None:
    mention = only(text)
    assert (written(mention), mention.text) == ([day], text)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("minggu", ["09-20", "09-14..09-20"]),
        ("jumat depan", ["09-25", "09-18"]),
        ("rabu", ["09-23", "09-16"]),
        ("besok lusa", ["09-17", "09-18"]),
        ("besok sabtu", ["09-17", "09-19"]),
        ("senin 6 maret 2027", ["2027-03-06", "09-21"]),
        ("2 minggu depan", ["09-30", "09-21..09-27"]),
        ("tgl 5 ini", ["10-05", "09-05"]),
        ("minggu kemarin", ["09-07..09-13", "09-13"]),
    ],
)
def test_where_a_careful_indonesian_would_ask_all_readings_are_given(
    text: str, readings: list[str]
) -> None:
    mention = only(text)
    assert written(mention) == readings
    assert mention.is_ambiguous
    assert mention.day is None
    assert len(mention.alternatives) == 1


@pytest.mark.parametrize("text", ["habis lebaran", "abis lebaran", "setelah idul fitri"])
def test_a_movable_feast_is_a_mention_without_a_date(text: str) -> None:
    mention = only(text)
    assert (mention.text, mention.first, mention.last) == (text, None, None)
    assert mention.is_ambiguous
    assert mention.day is None


@pytest.mark.parametrize("text", ["minggu pagi", "sabtu atau minggu", "minggu besok"])
def test_minggu_is_the_sunday_where_no_week_can_be_meant(text: str) -> None:
    assert find_dates(text, TODAY)[-1].day == date(2026, 9, 20)


def test_a_weekday_said_on_a_sunday_for_next_week_may_be_tomorrow() -> None:
    sunday = date(2026, 9, 20)
    assert written(only("senin depan", today=sunday)) == ["09-28", "09-21"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tgl 26 kemaren", "08-26"), ("tgl 26", "08-26"), ("tgl 16", "09-16"), ("13 juli", "07-13"),
        ("31 desember", "2025-12-31"), ("12/10", "2025-10-12"), ("sabtu", "09-12"),
        ("tgl 28 juni kemarin", "06-28"), ("tanggal 7 lalu", "09-07"), ("tgl 1 agustus kmrn",
        "08-01"),
        ("akhir bulan", "08-21..08-31"), ("akhir juli", "07-21..07-31"),
    ],
)  # fmt: skip
def test_leaning_to_the_past_finds_the_last_such_day(text: str, day: str) -> None:
    assert written(only(text, Leaning.PAST)) == [day]


@pytest.mark.parametrize("text", ["tgl 26 lalu", "sabtu lalu", "13 juli kemarin"])
def test_words_for_the_past_win_over_leaning_to_the_future(text: str) -> None:
    assert find_dates(text, TODAY) == find_dates(text, TODAY, Leaning.PAST)


@pytest.mark.parametrize(
    "text",
    [
        "31 feb", "tgl 31 feb 2026", "50 okt", "50 okt 2021", "tgl 32", "12/13", "tgl 30/2",
        "0 mei",
    ],
)  # fmt: skip
def test_impossible_dates_are_no_dates(text: str) -> None:
    assert find_dates(text, TODAY) == []


@pytest.mark.parametrize("text", ["3 bulan", "14 hari", "33 minggu", "3bln", "2 bulan 7 hari"])
def test_bare_durations_are_no_dates(text: str) -> None:
    assert find_dates(text, TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "min mau daftar", "min ini gimana", "minum obat", "meinar", "pak marwan", "bu mei",
        "sel darah",
        "rab proyek", "jan sampai telat", "kam di bandung", "juni sari", "50 sen", "pak agus",
    ],
)  # fmt: skip
def test_names_and_words_that_look_like_dates_are_no_dates(text: str) -> None:
    assert find_dates(text, TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "3174054501909001", "3174-05-450190-9001", "31.74.05.450190.9001", "0812-3456-7890",
        "rt 02/05", "1/2 dosis", "jam 8-10", "dosis 2 juli", "vaksin ke 2 juli", "k2 juli",
        "usia 6-11 tahun", "tgl 20an", "tgl berapa", "tanggal dua satu", "tensi 120/80",
    ],
)  # fmt: skip
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text, TODAY) == []


@pytest.mark.parametrize(
    "text", ["tiap senin", "setiap hari sabtu", "minggu ke 2", "beberapa minggu", "besoknya"]
)
def test_recurring_days_and_counted_weeks_are_no_dates(text: str) -> None:
    assert find_dates(text, TODAY) == []


def test_dates_keep_their_place_in_a_message() -> None:
    text = "Min, sy siti. Bisanya SABTU ini jam 9 atau tgl 5 Okt ya, makasih"
    mentions = find_dates(text, TODAY)
    assert [mention.text for mention in mentions] == ["SABTU ini", "tgl 5 Okt"]
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)


@given(some_days, some_days)
def test_every_date_in_words_is_read_back_whole(day: date, today: date) -> None:
    text = date_in_words(day)
    mention = only(f"jadwal {text} pukul 08.00 WIB", today=today)
    assert (mention.day, mention.text) == (day, text)


@given(some_days, st.integers(0, 364))
def test_every_short_date_of_the_coming_year_is_read_back_whole(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    mention = only(date_short(day), today=today)
    assert (mention.day, mention.text) == (day, date_short(day))


@given(some_days, some_days, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]))
def test_every_date_in_digits_is_read_back(day: date, today: date, form: str) -> None:
    assert only(f"mau {day.strftime(form)} ya", today=today).day == day


@given(some_days, st.integers(1, 31), st.sampled_from(list(Leaning)))
def test_a_day_of_the_month_is_always_on_the_side_it_leans_to(
    today: date, number: int, leaning: Leaning
) -> None:
    day = only(f"tgl {number}", leaning, today).day
    assert day is not None
    assert day.day == number
    assert (day >= today) if leaning is Leaning.FUTURE else (day <= today)


_VOCABULARY = (
    "tgl tanggal 5 31 16 2026 90 lima belas okt februari / - . , ( ' hari hr malam minggu sabtu "
    "min sel depan ini lalu yang akan datang nanti kemarin lusa besok 2 se seminggu bulan tahun "
    "lagi awal akhir pekan sampai s d habis lebaran tadi pagi tiap ke an 50 feb"
)
some_phrases = st.lists(st.sampled_from(_VOCABULARY.split()), max_size=12)


@given(
    st.text()
    | st.text(alphabet="0123456789 tglbnhariseokt/-.'\n")
    | some_phrases.map(" ".join)
    | some_phrases.map("".join),
    some_days,
    st.sampled_from(list(Leaning)),
)
def test_any_text_gives_ordered_mentions_inside_it(
    text: str, today: date, leaning: Leaning
) -> None:
    end = 0
    for mention in find_dates(text, today, leaning):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert all(span.first <= span.last for span in mention.readings)
        assert len(set(mention.readings)) == len(mention.readings)
        end = mention.end


@given(st.from_regex(r"[0-9]{16}", fullmatch=True), st.sampled_from(list(Leaning)))
def test_sixteen_digits_are_never_a_date(digits: str, leaning: Leaning) -> None:
    assert find_dates(f"nik {digits} ya", TODAY, leaning) == []


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("selasa s.d. jumat buka", ["selasa s.d. jumat"]),
        ("feb 7 bisa", ["feb 7"]),
        ("feb 7 orang", []),
        ("weekend depan aja", ["weekend depan"]),
        ("minggu ke tiga maret", ["minggu ke tiga maret"]),
        ("dinten kemis", ["dinten kemis"]),
    ],
)
def test_given_days_as_typed_when_read_then_the_whole_phrase_is_one_mention(
    text: str, phrases: list[str]
) -> None:
    assert [found.text for found in find_dates(text, date(2026, 3, 4))] == phrases


def test_given_a_month_inside_a_name_when_read_then_it_is_no_date() -> None:
    assert find_lone_months("buat Tan Mei Ling", date(2026, 3, 4)) == []
