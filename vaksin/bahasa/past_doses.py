"""What people tell of injections they had: "udah 2x, terakhir pfizer agustus 2022"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vaksin.bahasa.brands import find_brands
from vaksin.bahasa.date_mentions import Leaning
from vaksin.bahasa.dates import find_dates
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.numbers import read_number

MOST_DOSES = 9
# Before this nobody was vaccinated against Covid-19 in Indonesia (13 January 2021).
FIRST_DAY = date(2021, 1, 13)

_NEVER = re.compile(
    r"\b(?:belum|tidak|tak|ndak|nggak|gak) (?:\w+ )?(?:pernah|sama sekali)\b|^belum$|^(?:nol|0)$"
)
_TIMES = re.compile(
    r"\b(\d|satu|dua|tiga|empat|lima|enam|sekali)\b(?= ?(?:x|kali|dosis|suntikan|suntik)\b)"
    r"|\b(sekali)\b"
)
_ORDINAL = re.compile(
    r"\b(?:dosis|vaksin|suntikan|suntik)(?: yang)? ?(?:ke ?-? ?)?(\d|satu|pertama|dua|kedua|tiga"
    r"|ketiga|empat|keempat|lima|kelima)\b"
)
_BOOSTER = re.compile(
    r"\b(?:booster|buster|boster|bosster)(?: (?:ke ?-? ?)?(\d|pertama|kedua|dua))?"
)
_COMPLETE = re.compile(r"\b(?:lengkap|komplit|komplet)\b")
_FORGOTTEN = re.compile(
    r"\b(?:lupa|lali|kesupen|entah|(?:tidak|nggak|gak|ndak|kurang) (?:tahu|tau|ingat|inget|hafal))"
)
_ORDINALS = {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5, "sekali": 1}
_BARE_YEAR = re.compile(r"\b(20[2-9]\d)\b")
_PRIMARY_DOSES = 2


@dataclass(frozen=True)
class PastDoses:
    """What a message says about earlier injections; what it does not say is ``None``.

    Attributes:
        count: how many there were.
        brand: id of the newest one's brand.
        last_on: the latest day that the words allow for the newest one: a month named alone is read
            as its last day, so that no waiting time comes out too short.
        forgotten: whether the message says that something is not remembered.
    """

    count: int | None = None
    brand: str | None = None
    last_on: date | None = None
    forgotten: bool = False


def read_past_doses(text: str, today: date) -> PastDoses:
    """Read what a message tells of earlier injections."""
    plain = normalise(text)
    brands = find_brands(text)
    return PastDoses(
        count=_count(plain),
        brand=brands[-1].id if brands else None,
        last_on=_last_day(text, today),
        forgotten=_FORGOTTEN.search(plain) is not None,
    )


def _count(plain: str) -> int | None:
    if _NEVER.search(plain.strip(" .,!")):
        return 0
    booster = _BOOSTER.search(plain)
    if booster:
        return _PRIMARY_DOSES + (_number(booster.group(1)) or 1)
    for pattern in (_TIMES, _ORDINAL):
        found = pattern.search(plain)
        word = next(filter(None, found.groups()), None) if found else None
        if word:
            return _number(word)
    if _COMPLETE.search(plain):
        return _PRIMARY_DOSES
    alone = re.fullmatch(r"(?:sudah |baru )?(\d|satu|dua|tiga|empat|lima)(?: kali)?[.! ]*", plain)
    return _number(alone.group(1)) if alone else None


def _number(word: str | None) -> int | None:
    if not word:
        return None
    number = _ORDINALS.get(word) or read_number(word)
    return number if number is not None and number <= MOST_DOSES else None


def _last_day(text: str, today: date) -> date | None:
    mentions = find_dates(text, today, Leaning.PAST)
    ends = [mention.last for mention in mentions if mention.last is not None]
    if not ends:
        ends = [date(int(year), 12, 31) for year in _BARE_YEAR.findall(text)]
    told = [min(day, today) for day in ends if day >= FIRST_DAY and day.year <= today.year]
    return max(told, default=None)
