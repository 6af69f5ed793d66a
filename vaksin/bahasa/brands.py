"""Brands of vaccine as citizens spell them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

SURE_SCORE = 82
SHORTEST_FUZZY_WORD = 6

# Written forms that resemble their brand too little for comparison, or stand for it in short.
_SHORT_FORMS = {
    "az": "astrazeneca",
    "astra": "astrazeneca",
    "sino": "sinovac",
    "indovak": "indovac",
    "inavak": "inavac",
    "jansen": "janssen",
}
_BRANDS = (
    "sinovac",
    "sinopharm",
    "astrazeneca",
    "pfizer",
    "moderna",
    "janssen",
    "covovax",
    "novavax",
    "zifivax",
    "convidecia",
    "indovac",
    "inavac",
)
# Ordinary words that are spelt like a brand.
_NOT_BRANDS = frozenset({"modern", "modernya", "sinova", "moderen", "inovasi", "inovatif"})
_WORD = re.compile(r"[A-Za-z]+")
_ENDING = re.compile(r"nya$")


@dataclass(frozen=True)
class BrandMention:
    """A brand named in a message, by its id in ``content/vaccines.yml``."""

    id: str
    start: int
    end: int


def find_brands(text: str) -> list[BrandMention]:
    """Return the brands that a message names, misspelt ones and those in two words included."""
    words = list(_WORD.finditer(text))
    found: list[BrandMention] = []
    skip_until = 0
    for index, word in enumerate(words):
        if word.start() < skip_until:
            continue
        pair = words[index + 1] if index + 1 < len(words) else None
        joined = _brand_of(word.group() + pair.group()) if pair and _is_half(word.group()) else None
        brand, end = (
            (joined, pair.end()) if joined and pair else (_brand_of(word.group()), word.end())
        )
        if brand:
            found.append(BrandMention(brand, word.start(), end))
            skip_until = end
    return found


def _is_half(word: str) -> bool:
    """Tell whether a word is the first of "astra zeneca" and its kin."""
    return fuzz.ratio(word.lower(), "astra") >= SURE_SCORE or word.lower() in ("aztra", "astar")


def _brand_of(word: str) -> str | None:
    plain = word.lower()
    if plain in _NOT_BRANDS:
        return None
    plain = _ENDING.sub("", plain)
    if plain in _SHORT_FORMS:
        return _SHORT_FORMS[plain]
    if len(plain) < SHORTEST_FUZZY_WORD:
        return None
    score, brand = max((fuzz.ratio(plain, brand), brand) for brand in _BRANDS)
    return brand if score >= SURE_SCORE else None
