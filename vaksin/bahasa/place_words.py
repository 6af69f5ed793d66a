"""The words of a message, and the small words that tell where a place is named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from vaksin.identity.regions import Region

_WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*")

_BREAKS = frozenset(",;:!?()\n")

# Ways to shorten a part of a place name; the names in the lists are read through the same table.
_SHORT_FORMS = {
    "1": "i",
    "2": "ii",
    "3": "iii",
    "bar": "barat",
    "bru": "baru",
    "brt": "barat",
    "gn": "gunung",
    "jak": "jakarta",
    "jkt": "jakarta",
    "kb": "kebon",
    "kep": "kepulauan",
    "lma": "lama",
    "pd": "pondok",
    "ps": "pasar",
    "psr": "pasar",
    "pus": "pusat",
    "sei": "sungai",
    "sel": "selatan",
    "slt": "selatan",
    "tgh": "tengah",
    "tim": "timur",
    "tj": "tanjung",
    "tjg": "tanjung",
    "tlk": "teluk",
    "tmr": "timur",
    "ut": "utara",
    "utr": "utara",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DISTRICT_WORDS = _words("kec kecamatan kcmtn kecamatn distrik kapanewon kemantren")
CITY_WORDS = _words("kota kotamadya kodya")
COUNTY_WORDS = _words("kab kabupaten kabupten")
PROVINCE_WORDS = _words("prov provinsi propinsi")
LEVEL_WORDS = DISTRICT_WORDS | CITY_WORDS | COUNTY_WORDS | PROVINCE_WORDS
VILLAGE_WORDS = _words("kel kelurahan desa ds dusun dsn")
STREET_WORDS = _words("jl jln jalan gang gg komplek kompleks perum perumahan")

# Something beside the place that follows is meant, not the place itself.
NEAR_WORDS = _words(
    """belakang belakangnya blkg dekat dekatnya deket deketan deketnya depan dkat dket dkt samping
    sampingnya sebelah sebrang seberang sekitar sekitaran seputar seputaran"""
)

# "dr" is left out: it is "dari" as often as "dokter", and a doctor's name is not a place.
PLACE_CUES = LEVEL_WORDS | _words(
    """alamat alamatnya area asal berasal berdomisili d daerah dari deket dekat di dkt dom domisili
    domisilinya drh dri faskes ke ktp pkm pusk puskesmas rs rsia rsu rsud sekitar sekitaran seputar
    seputaran tinggal tnggl warga wil wilayah"""
)

# What may stand around a place in the answer to "where do you live?" without being part of it.
FILLERS = (
    PLACE_CUES
    | VILLAGE_WORDS
    | _words(
        """ada adalah admin aja aku alamatku bang bapak bu dan dgn dok gan gue gw ibu ini itu iya
        jawa ka kak kakak kk mas mba mbak menetap min nya orang pak sama saja saya sekarang skrg sy
        sya tempat tinggalnya untuk utk ya yaitu yg yang"""
    )
)


@dataclass(frozen=True)
class Word:
    """A word of a message.

    Attributes:
        start: offset of its first character in the text as it was typed.
        end: offset after its last character.
        plain: lower case, without accents and apostrophes.
        part: the same as a part of a place name, written out where it is a usual short form.
        after_break: whether a comma or the like stands before it, which no name goes across.
    """

    start: int
    end: int
    plain: str
    part: str
    after_break: bool


@lru_cache(maxsize=4)
def message_words(text: str) -> list[Word]:
    """The words of a message, cut once for all who look for places and sites; read only."""
    return words_of(text)


def words_of(text: str) -> list[Word]:
    """Split a text into words, with offsets into the text as it was typed."""
    words: list[Word] = []
    for match in _WORD.finditer(text):
        gap = text[words[-1].end if words else 0 : match.start()]
        plain = _plain(match.group())
        part = _SHORT_FORMS.get(plain, plain)
        words.append(Word(match.start(), match.end(), plain, part, not _BREAKS.isdisjoint(gap)))
    return words


def key_of(words: list[Word]) -> str:
    """Return the form by which a name is found: parts written out, without spaces or signs."""
    return "".join([word.part for word in words])


def named_level(regions: tuple[Region, ...], word: str) -> tuple[Region, ...]:
    """Return those regions that are of the kind which a word such as "kec" or "kota" names."""
    return tuple(region for region in regions if word in _words_for(region))


def _words_for(region: Region) -> frozenset[str]:
    if region.code.count(".") == 1:
        return CITY_WORDS if region.is_city else COUNTY_WORDS
    return DISTRICT_WORDS if "." in region.code else PROVINCE_WORDS


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if char.isalnum())
