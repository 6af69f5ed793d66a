"""The words of Indonesian dates, with the spellings that citizens use.

Sources: counts of date expressions in public comments of 2021; Javanese and Sundanese words that
are common in chat. A word stands here only if it is safe where the grammar looks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import TypeVar

from vaksin.bahasa.spans import Unit

_Meaning = TypeVar("_Meaning")
_SHORTEST_TYPO = 6
_DRAWN_OUT_END = re.compile(r"(.)\1+$")


class When(Enum):
    """What a word after a day or a period says of it."""

    THIS = auto()
    NEXT = auto()
    """The one of the next period: "depan"."""
    COMING = auto()
    """Any time after today: "nanti", "besok"."""
    LAST = auto()


class Part(Enum):
    """The parts of a period that people name."""

    EARLY = auto()
    MIDDLE = auto()
    LATE = auto()


def words(text: str) -> frozenset[str]:
    """The set of the words in a text."""
    return frozenset(text.split())


def _index(rows: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    return {word: meaning for meaning, row in rows.items() for word in row.split()}


MONTHS = _index({
    1: "januari jan january jnuari januri",
    2: "februari pebruari feb peb february febuari pebuari",
    3: "maret mar mrt mart march",
    4: "april apr aprl apl",
    5: "mei may",
    6: "juni jun june",
    7: "juli jul july",
    8: "agustus agu agt agst agus ags agts agsts august",
    9: "september sep sept spt",
    10: "oktober okt oct october",
    11: "november nov nopember nop",
    12: "desember des dec december",
})  # fmt: skip

WEEKDAYS = _index({
    0: "senin senen snin snen sanayan sinayan seulanyan sennen",
    1: "selasa slasa selsa salasa seulasa",
    2: "rabu rebo rbu rabo arba rabaa rebbo",
    3: "kamis kemis kmis kamih hameh kemmis",
    4: "jumat jumaat jmat jmt jumuah jemuah jumaah jumaaik jumahat",
    5: "sabtu sbtu saptu setu sabtoe",
    6: "ahad ngahad",
})  # fmt: skip
WEEKDAY_ABBREVIATIONS = _index({
    0: "sen snn",
    1: "sel sls",
    2: "rab rb",
    3: "kam kms",
    4: "jum",
    5: "sab sbt",
    6: "min",
})  # fmt: skip
SUNDAY = 6
# In chat "min" is nearly always the admin, also before "ini" ("min ini gimana").
ADMIN = "min"
SUNDAY_OR_WEEK = words("minggu mingu mnggu mggu mgg")

UNITS = _index({
    Unit.DAY: "hari hr hri harian dino",
    Unit.WEEK: "minggu mingu mnggu mggu mgg pekan mingguan minggon",
    Unit.MONTH: "bulan bln bulanan bl wulan sasi",
    Unit.YEAR: "tahun thn th taun tahunan",
})  # fmt: skip
DAY_WORDS = words("hari hr hri")
MONTH_WORDS = words("bulan bln bl")
YEAR_WORDS = words("tahun thn th taun")
DATE_WORDS = words("tgl tanggal tggl tgal tnggl tangal tanggl tglnya tanggalnya")

THIS_WORDS = words("ini ni")
NEXT_WORDS = words("depan dpn dpan depn ngarep payun muko ngajeng")
COMING_WORDS = words("mendatang nanti nti ntar tar mengko mangke engke engko engkin kagek gek")
LAST_WORDS = words("lalu silam kepungkur")
LINKS = words("yang yg y")
AGAIN_WORDS = words("lagi lg lgi maneh deui")

TODAY_WORDS = words("sekarang skrg skrng skr skrang skarang sekrang")
TOMORROW_WORDS = words(
    "besok bsk besuk sesuk bsok besk bsuk esok mbesok mbesuk isukan benjing mbenjing ngenjing beso"
    # Minang, Aceh, Batak, Bali, Sasak, Madura, Makassar, Banjar, Palembang, Lampung.
    " bisuak bisuk isuak singoh marsogot mani jemaq lagguk laggu ammuko isok jemoh jewu benjang"
    " isoq lagguna"
)
DAY_AFTER_TOMORROW_WORDS = words("lusa emben mben pageto haduan luso sangeting embin")
YESTERDAY_WORDS = words(
    "kemarin kemaren kmrn kmren kmarin kmaren kamarin kemrin kemren kemarn wingi kamari"
    " kapatang nantuari baroe ibi uwiq samalam"
)
LAST_NIGHT_WORDS = words("semalam semalem smlm")

PARTS = _index({
    Part.EARLY: "awal awl",
    Part.MIDDLE: "pertengahan tengah ptengahan",
    Part.LATE: "akhir ahir akir akhr",
})  # fmt: skip

MORNING = words("pagi pgi esuk isuk semengan enjing énjing enjang énjang ele beungoh pagih")
MIDDAY = words("siang siank")
AFTERNOON = words("sore sonten petang patang sanja")
EVENING = words("malam mlm malem mlem bengi peuting dalu wengi mbengi")
# "Isuk tabuh dalapan": to Sundanese "isuk" is tomorrow, to Javanese the morning.
TOMORROW_BEFORE_HOUR = words("isuk baja manih")
_SUNDANESE_TOMORROW, _SUNDANESE_CLOCK = words("enjing énjing enjang énjang"), "tabuh"
MARKET_DAYS = words("legi pahing paing pon wage kliwon")
PARTS_OF_DAY = MORNING | MIDDAY | AFTERNOON | EVENING

# Feasts and breaks whose dates move or that mean different days to different people.
AFTER_OR_BEFORE = words(
    "habis abis hbs setelah stlh stelah sesudah selesai sebelum sblm seblum menjelang"
)
MOVABLE_EVENTS = (
    ("lebaran",), ("idul", "fitri"), ("idulfitri",), ("idul", "adha"), ("iduladha",),
    ("hari", "raya"), ("puasa",), ("ramadan",), ("ramadhan",), ("natal",), ("natalan",),
    ("tahun", "baru"), ("liburan",), ("imlek",), ("nyepi",), ("galungan",),
    ("paskah",), ("waisak",), ("maulid",), ("syawal",), ("lebaran", "haji"),
)  # fmt: skip


def meaning(table: Mapping[str, _Meaning], word: str) -> _Meaning | None:
    """What a word means in a table, also with its last letter drawn out ("besokkk")."""
    found = table.get(word)
    return table.get(_undrawn(word)) if found is None else found


def is_tomorrow_before_hour(word: str, following: str) -> bool:
    """Whether a word for the morning is tomorrow, as before an hour ("isuk jam 8")."""
    if following == _SUNDANESE_CLOCK and word in _SUNDANESE_TOMORROW:
        return True
    return word in TOMORROW_BEFORE_HOUR


def is_in(known: frozenset[str], word: str) -> bool:
    """Whether a set has the word, also with its last letter drawn out."""
    return word in known or _undrawn(word) in known


@lru_cache(maxsize=20_000)
def month_number(word: str) -> int | None:
    """The month a word names, also with one typo in a long name ("agistus")."""
    exact = meaning(MONTHS, word)
    return _one_edit_away(MONTHS, word) if exact is None else exact


@lru_cache(maxsize=20_000)
def weekday_with_typo(word: str) -> int | None:
    """The weekday a word names with at most one typo; only sound after "hari"."""
    exact = meaning(WEEKDAYS, word)
    return _one_edit_away(WEEKDAYS, word) if exact is None else exact


@lru_cache(maxsize=20_000)
def _undrawn(word: str) -> str:
    return _DRAWN_OUT_END.sub(r"\1", word)


def _one_edit_away(table: Mapping[str, int], word: str) -> int | None:
    """Names shorter than six letters are left out: "macet" is not "maret"."""
    names = (name for name in table if len(name) >= _SHORTEST_TYPO)
    return next((table[name] for name in names if is_within_one_edit(name, word)), None)


def is_within_one_edit(left: str, right: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with its neighbour is enough."""
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    is_swap = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or is_swap
