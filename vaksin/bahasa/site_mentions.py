"""Named sites in a message: "puskesmas kecamatan tebet", "RSUD Cibinong", "GOR Pajajaran".

A kind of site without a name ("puskesmas terdekat") is none. A name goes on until an everyday word,
a mark, or, where it names a place, until that place's name ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.bahasa import age_words, lexicon, site_words
from vaksin.bahasa.name_case import tidy_case
from vaksin.bahasa.place_index import PlaceIndex, place_index
from vaksin.bahasa.place_words import Word, key_of, message_words
from vaksin.bahasa.word_lists import word_lists, word_set
from vaksin.identity.regions import Level, Regions

_MOST_NAME_WORDS = 5
_MOST_WORDS_BEFORE_KIND = 3
_LONGEST_PLACE = 3
_ABBREVIATIONS = word_set("dr drg prof h hj st kec kab kel pusk m a i r no ir kh tgk moh muh")
_LOOSE_ENDS = word_set("dan dr no nomor prof dengan")
_COUNTED = age_words.UNITS.keys() | lexicon.words("orang org dosis kali jam x menit lagi km")


@dataclass(frozen=True)
class SiteMention:
    """A site named in a message; `text[start:end]` is its kind and name as typed."""

    name: str
    start: int
    end: int


def find_sites(text: str, regions: Regions) -> list[SiteMention]:
    """The sites that a message names, in its order."""
    words = message_words(text)
    if not any(_may_be_kind(word.plain) for word in words):
        return []
    return _Scan(text, words, place_index(regions)).sites()


def _may_be_kind(word: str) -> bool:
    return (
        site_words.is_kind(word)
        or word in site_words.SECOND_WORDS
        or word in site_words.SCHOOLS
        or word in site_words.LANDMARKS
        or word in site_words.LAST_WORDS
        or word in {"center", "centre", "square", "hall"}
    )


@dataclass(frozen=True)
class _Site:
    """The words from ``first`` up to, not including, ``last``."""

    first: int
    last: int


class _Scan:
    """One pass over the words of a message."""

    def __init__(self, text: str, words: list[Word], index: PlaceIndex) -> None:
        self._text = text
        self._words = words
        self._index = index
        self._is_shouted = text == text.upper()

    def sites(self) -> list[SiteMention]:
        found: list[_Site] = []
        position = 0
        while position < len(self._words):
            after_kind = self._kind_last_end(position)
            first = self._name_start(position, free_from=found[-1].last if found else 0)
            if after_kind and first < position:
                end: int | None = self._name_end(after_kind, may_be_empty=True)
            else:
                first, end = position, self._site_end(position)
            if end:
                found.append(_Site(first, end))
            position = end or position + 1
        return [self._mention(site.first, site.last) for site in found]

    def _mention(self, first: int, end: int) -> SiteMention:
        start, stop = self._words[first].start, self._words[end - 1].end
        return SiteMention(tidy_site(self._text[start:stop]), start, stop)

    def _plain(self, position: int) -> str:
        return self._words[position].plain if 0 <= position < len(self._words) else ""

    def _site_end(self, position: int) -> int | None:
        after_kind = self._kind_end(position)
        if after_kind is None:
            if self._plain(position) in site_words.LANDMARKS:
                return position + 1
            return self._school_end(position)
        end = self._name_end(after_kind)
        return end if end > after_kind else None

    def _kind_end(self, position: int) -> int | None:
        word, following = self._plain(position), self._plain(position + 1)
        if (word, following) in site_words.LAST_PAIRS:
            return position + 2
        if word == "pasar" and not self._is_named_market(position):
            return None
        if following in site_words.SECOND_WORDS.get(word, ()):
            return position + 2
        if word in site_words.NEEDS_SECOND or not site_words.is_kind(word):
            return None
        return position + 1

    def _school_end(self, position: int) -> int | None:
        """ "SDN 1 Cileungsi": without its number it is any school."""
        if self._plain(position) not in site_words.SCHOOLS or position + 1 >= len(self._words):
            return None
        number = position + 1 + (self._plain(position + 1) == "negeri")
        if not self._plain(number).isdecimal() or not self._is_number(number):
            return None
        return self._name_end(number + 1, may_be_empty=True)

    def _kind_last_end(self, position: int) -> int | None:
        word, following = self._plain(position), self._plain(position + 1)
        if (word, following) in site_words.LAST_PAIRS:
            return position + 2
        return position + 1 if word in site_words.LAST_WORDS else None

    def _name_start(self, position: int, free_from: int) -> int:
        start = position
        while start > max(free_from, position - _MOST_WORDS_BEFORE_KIND):
            is_name = not self._is_everyday(start - 1) or self._place_end(start - 1) is not None
            if self._breaks_before(start) or not is_name:
                break
            start -= 1
        return start

    def _name_end(self, start: int, may_be_empty: bool = False) -> int:
        """Where the name that begins here ends; where it begins if nothing is named."""
        position, is_named, in_place = start, may_be_empty, False
        while position < min(len(self._words), start + _MOST_NAME_WORDS):
            if position > 0 and self._breaks_before(position):
                break
            if self._is_calendar_word(start, position):
                break
            place = self._place_end(position)
            if place and in_place and self._is_province(position, place):
                break
            if place and not self._is_town_of_a_doctors_site(start, position, place):
                position, is_named, in_place = place, True, True
                continue
            is_house_of = position == start and self._is_building_behind_clinic(position)
            if place or not (is_house_of or self._may_go_on(position, in_place)):
                break
            if position == start and self._is_bare_number(position):
                break
            is_named = is_named or not self._is_empty(position)
            position += 1
        position = self._without_loose_end(start, position)
        return position if is_named else start

    def _is_named_market(self, position: int) -> bool:
        """ "pasar badung", "pasar Johar"; not the district Pasar Minggu, nor any market."""
        if self._place_end(position) or position + 1 >= len(self._words):
            return False
        return self._is_capital(position + 1) or self._place_end(position + 1) is not None

    def _is_empty(self, position: int) -> bool:
        word = self._plain(position)
        is_building = word in site_words.OTHER_KINDS and word not in site_words.NAME_PARTS
        return is_building or word in site_words.EMPTY_PARTS

    def _is_calendar_word(self, start: int, position: int) -> bool:
        """ "puskesmas jetis rebo", "rs hermina bulan depan"; not "puskesmas pasar minggu"."""
        if self._plain(position) not in site_words.CALENDAR_WORDS:
            return False
        if self._plain(position + 1) in site_words.TIME_SIGNS:
            return self._plain(position - 1) not in site_words.BEFORE_CALENDAR_WORDS
        return position > start and (
            self._plain(position - 1) not in site_words.BEFORE_CALENDAR_WORDS
        )

    def _is_province(self, position: int, end: int) -> bool:
        """Whether it tells where the place of the name lies: "puskesmas baiturrahman aceh"."""
        name = self._index.find(self._words[position:end])
        return name is not None and all(r.level is Level.PROVINCE for r in name.regions)

    def _without_loose_end(self, start: int, end: int) -> int:
        while end > start and self._plain(end - 1) in {
            "dan",
            "dr",
            "no",
            "nomor",
            "prof",
            "dengan",
        }:
            end -= 1
        return end

    def _place_end(self, position: int) -> int | None:
        for length in range(_LONGEST_PLACE, 0, -1):
            end = position + length
            if end > len(self._words) or any(map(self._breaks_before, range(position + 1, end))):
                continue
            phrase = self._words[position:end]
            name = self._index.find(phrase)
            is_word = phrase[0].plain in site_words.STOPS or key_of(phrase) in self._index.stop_list
            if name and name.regions and not is_word and not phrase[0].plain.isdecimal():
                return end
        return None

    def _is_town_of_a_doctors_site(self, start: int, position: int, end: int) -> bool:
        """ "RSUD dr. M. Yunus Bengkulu": a person's name is complete without the town."""
        titled = {self._plain(at) for at in range(start, position)} & {"dr", "prof"}
        if not titled or position - start < 2:
            return False
        name = self._index.find(self._words[position:end])
        return name is not None and any(r.level is not Level.DISTRICT for r in name.regions)

    def _may_go_on(self, position: int, in_place: bool) -> bool:
        word = self._plain(position)
        if site_words.is_number(word):
            return self._is_number(position)
        if self._kind_end(position) is not None and word not in site_words.NAME_PARTS:
            return False
        if self._is_everyday(position):
            return False
        if not word[0].isalpha() or any(letter.isdigit() for letter in word):
            return False
        return not in_place or word in site_words.NAME_PARTS or self._is_capital(position)

    def _is_building_behind_clinic(self, position: int) -> bool:
        """ "klinik polres sambas" is one site, not a clinic and a police station."""
        is_clinic = self._plain(position - 1) in site_words.HEALTH_KINDS
        return is_clinic and self._plain(position) in site_words.OTHER_KINDS

    def _is_number(self, position: int) -> bool:
        """Whether a number belongs to the name: not in "puskesmas gambir 2 hari lagi"."""
        return self._plain(position + 1) not in _COUNTED

    def _is_bare_number(self, position: int) -> bool:
        """Whether nothing follows a number for which it could count: "puskesmas 1 ubud" goes on."""
        if not self._plain(position).isdecimal():
            return False
        following = self._plain(position + 1)
        is_month = lexicon.month_number(following) is not None
        return not following or is_month or self._is_everyday(position + 1)

    def _is_capital(self, position: int) -> bool:
        return not self._is_shouted and self._text[self._words[position].start].isupper()

    def _is_everyday(self, position: int) -> bool:
        word = self._plain(position)
        if word in site_words.NAME_PARTS:
            return False
        if word in site_words.STOPS or word.endswith(("nya", "kah")):
            return True
        if site_words.VERB.fullmatch(word) or self._is_doubled(position):
            return True
        lists = word_lists()
        if word in lists.standard or word in lists.slang:
            return True
        prefixed = site_words.PREFIXED.fullmatch(word)
        return prefixed is not None and _is_root(prefixed[1])

    def _is_doubled(self, position: int) -> bool:
        """ "ramah ramah"."""
        word = self._plain(position)
        return word in (self._plain(position - 1), self._plain(position + 1))

    def _breaks_before(self, position: int) -> bool:
        gap = self._text[self._words[position - 1].end : self._words[position].start]
        marks = gap.strip()
        if marks == ".":
            before = self._plain(position - 1)
            return before not in _ABBREVIATIONS and before not in site_words.HOSPITALS
        return marks not in {"", "-", "'"} or "\n" in gap


def _is_root(word: str) -> bool:
    return word in word_lists().standard or word in site_words.STOPS


def tidy_site(typed: str) -> str:
    """Write a site as it stands on its gate: "RSUD Cibinong", "Puskesmas Tebet"."""
    words = []
    for word in tidy_case(typed).split():
        plain = word.lower().rstrip(".")
        is_short = plain in site_words.HOSPITALS or plain in {"gor", "pkm", "sdn", "smpn", "sman"}
        words.append(word.upper() if is_short or site_words.is_number(plain) else word)
    return " ".join(words)
