"""Brands of vaccine as citizens spell them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from vaksin.bahasa.word_lists import word_set

SURE_SCORE = 82
SHORTEST_FUZZY_WORD = 6

# Written forms that resemble their brand too little for comparison, or stand for it in short.
_SHORT_FORMS = {
    form: brand
    for brand, forms in {
        "astrazeneca": "az astra aztra astrazen astraz zeneca zeneka astrazenca azeneca azt"
        " astraze",
        "sinovac": "sino sinov sinovial sinopak coronavac cinopak sinova sinofa",
        "sinopharm": "sinofam sinofarma sinopam sinoparm sinofharm sinofarem",
        "pfizer": "pf pfz faiser faizer pfaiser pfaizer fayzer phaizer prifizer frizer pijer fijer"
        " pfizr pfzer pfizre phizr fizr pizr pizzer pfyzer comirnaty pfizzer pfiz faizar fiser"
        " fizr",
        "moderna": "modrna moderen mdrna modena moderno spikevax modernah mordena morderna mordema",
        "janssen": "jansen yansen johnson jhonson jonson jhonsen janson jnj janssens",
        "indovac": "indovak",
        "inavac": "inavak inavax",
        "convidecia": "cansino cancino kansino kancino cansinobio konvidecia convidesia",
        "novavax": "novavac nuvaxovid",
        "zifivax": "zifi zivifax zifipax",
        "pentabio": "pentabio pentabyo",
        "sputnik": "sputnik",
        "gardasil": "gardasil gardazil",
        "cervarix": "cervarix servarix",
        "rotarix": "rotarix rotarik",
        "infanrix": "infanrix",
        "hexaxim": "hexaxim heksaxim",
        "prevenar": "prevenar prevnar",
        "qdenga": "qdenga",
        "verorab": "verorab",
        "menactra": "menactra",
        "menveo": "menveo",
        "vaxigrip": "vaxigrip",
    }.items()
    for form in forms.split()
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
    "pentabio",
)
# Ordinary words that are spelt like a brand; beside talk of vaccines "modern" is one, though.
_NOT_BRANDS = frozenset({"modernya", "inovasi", "inovatif", "inovac", "moderat", "modernisasi"})
_BRAND_AMONG_VACCINES = {"modern": "moderna", "moderen": "moderna", "modena": "moderna"}
_VACCINE_TALK = word_set(
    "vaksin vaksinnya dosis booster boster campur merk merek suntik disuntik dapat dapet dpt opo"
    " apa"
    " pake pakai stok"
)
# Letters that sound alike to Indonesians: "sinopack", "zyfivax", "fizer", "astraseneka".
_SOUND = str.maketrans({"v": "f", "p": "f", "z": "s", "c": "k", "q": "k", "x": "k", "y": "i"})
_SILENT = re.compile(r"h|(.)(?=\1)")
_SHORTEST_SOUND = 5
_SHORTEST_FUZZY_SOUND = 6
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
    talks_of_vaccines = False
    for index, word in enumerate(words):
        if word.start() < skip_until:
            continue
        pair = words[index + 1] if index + 1 < len(words) else None
        joined = _brand_of(word.group() + pair.group()) if pair and _is_half(word.group()) else None
        brand, end = (
            (joined, pair.end()) if joined and pair else (_brand_of(word.group()), word.end())
        )
        plain = word.group().lower()
        if brand is None and talks_of_vaccines:
            brand = _BRAND_AMONG_VACCINES.get(plain)
        talks_of_vaccines = brand is not None or plain in _VACCINE_TALK or talks_of_vaccines
        if brand:
            found.append(BrandMention(brand, word.start(), end))
            skip_until = end
    return found


def is_brand(word: str) -> bool:
    """Tell whether a single word names a brand."""
    return _brand_of(word) is not None


def _is_half(word: str) -> bool:
    """Tell whether a word is the first of "astra zeneca" and its kin."""
    return fuzz.ratio(word.lower(), "astra") >= SURE_SCORE or word.lower() in ("aztra", "astar")


@lru_cache(maxsize=20_000)
def _brand_of(word: str) -> str | None:
    plain = word.lower()
    if plain in _NOT_BRANDS:
        return None
    plain = _ENDING.sub("", plain)
    if plain in _SHORT_FORMS:
        return _SHORT_FORMS[plain]
    if len(plain) < _SHORTEST_SOUND or plain in _BRAND_AMONG_VACCINES:
        return None
    sound = _sound(plain)
    if sound in _BY_SOUND:
        return _BY_SOUND[sound]
    alike = [known for known in _BY_SOUND if known[0] == sound[:1]]
    nearest = max(alike, key=lambda known: fuzz.ratio(sound, known), default=None)
    is_long = len(sound) >= _SHORTEST_FUZZY_SOUND
    if nearest and is_long and fuzz.ratio(sound, nearest) >= SURE_SCORE:
        return _BY_SOUND[nearest]
    if len(plain) < SHORTEST_FUZZY_WORD:
        return None
    score, brand = max((fuzz.ratio(plain, brand), brand) for brand in _BRANDS)
    return brand if score >= SURE_SCORE else None


def _sound(word: str) -> str:
    return _SILENT.sub("", _SILENT.sub("", word).translate(_SOUND))


_BY_SOUND = {_sound(brand): brand for brand in _BRANDS}
