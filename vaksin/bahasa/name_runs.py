"""Every person whom a message names, the writer or not: "pak [Ucok Siregar]", "buat [Siti A]".

:func:`vaksin.bahasa.name_mentions.find_name` reads only the name that the citizen gives for the
form; here a known first name that another name follows is enough.
"""

from __future__ import annotations

import re

from vaksin.bahasa import kin_words, lexicon, site_words
from vaksin.bahasa.brands import is_brand
from vaksin.bahasa.name_case import NAME_ABBREVIATIONS, tidy_case
from vaksin.bahasa.name_mentions import NameMention
from vaksin.bahasa.place_words import STREET_WORDS, VILLAGE_WORDS
from vaksin.bahasa.word_lists import (
    PROTECTED_WORDS,
    family_names,
    first_names,
    fold,
    word_lists,
    word_set,
)

_MOST_WORDS = 5
_FEWEST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIAL = re.compile(r"\. ?$")

# Noble, religious and birth-order titles that belong to the name.
_OPENERS = word_set(
    "cut teuku tengku tgk raja dayang encik nyi ki rd rr raden mas muh moh mhd md st la wa i ni ida"
    " dewa anak sang si gusti andi daeng puang baiq lalu putri raden syarif syarifah said abu umi"
    " siti sitti ode laode waode tan lie lim liem oei ong kwee tjia tio go gan ang auw uray gede"
    " desak"
)
# ... of which these are words of their own as well.
_WEAK_OPENERS = word_set(
    "i la wa ni si mas sang anak dewa ki go ang umi putri raja lalu st andi abu"
)
_LINKS = word_set("bin binti br boru van de da dos der al el dg daeng")
_TITLES = word_set(
    "pak bapak bu ibu bpk sdr sdri saudara saudari tn ny nn h hj kh drs dra ir prof dr drg haji"
    " hajah mbak mba mas kak bang"
    " bidan bdn om tante mbah mpok cak ning kang teh neng uda uni wak uwak pakde bude bulek paklek"
    " almarhum almarhumah alm almh ust ustad ustadz ustadzah opa oma kakek nenek mang bi koh ci"
    " koko cici bro sis gus nyai amang inang ito tulang namboru beli bli mbok"
)
# After these the next capitalised word is a name.
_CUES = word_set(
    "nama namanya nami jeneng jenenge asma asmane wasta ngaran an bernama beta kulo kula dengan"
    " dgn ini nama2 saya sy aku ak gw gue sa ambo abdi tiang ulun lon kt kita awak bernama"
    " panggil atasnama pasien pemilik orangnya yaitu"
)
_STRONG_CUES = word_set(
    "nama namanya nami jeneng jenenge asma asmane wasta bernama an ngaran atasnama"
)
_WEAK_CUES = word_set("buat untuk utk bukan tapi tp punya sama milik via sm bwt kalau klo dan utk")
_KIN = kin_words.ALWAYS.keys() | kin_words.MOSTLY.keys() | kin_words.WITH_SIGN.keys()
_STREETS = STREET_WORDS | word_set("jend jenderal jendral patung raya lapangan")
_NOT_NAMES = (
    site_words.STOPS
    | STREET_WORDS
    | VILLAGE_WORDS
    | lexicon.DATE_WORDS
    | lexicon.PARTS_OF_DAY
    | lexicon.UNITS.keys()
    | word_set(
        "jl jln jalan gg gang kota kab kabupaten kec kecamatan prov nik ktp hp wa no lahir umur"
        " usia umure umurnya alamat tinggal warga saking asal dari domisili nyuwun tolong mohon"
        " halo hai assalamualaikum selamat terima terimakasih dosis covid kelahiran ttl tlp telp"
        " telpon nomor nomornya nomer nope dok dokter beliau handak galak nunggu minta baru lewat"
        " menyang saking ing karo lan utawi sareng jeung ngadaftar bade rek hoyong badhe arek wong"
        " urang ureung orang pung pu pe punya depe jadi yang adalah itu hamil lansia sampean"
        " bpjs rt rw dinas kantor puskesmas rs rsud klinik vaksin booster sertifikat tiket kartu"
        " jam pukul tgl tanggal sudah belum mau ingin tetangga keluarga anda kamu kami mereka"
        " email merk merek aplikasi pedulilindungi satusehat data wna wni tki bot cs dapat umu"
    )
)
_INFLECTED = re.compile(
    r"(?:ter|ber|mem|men|meng|mer|peng|pem)\w{4,}|di[^aeiou]\w{4,}|\w{4,}(?:kan|nya)"
)


def find_names(text: str) -> list[NameMention]:
    """The people whom a message names, in its order; a doubtful word is nobody."""
    words = list(_WORD.finditer(text))
    run = _Runs(text, words)
    found: list[NameMention] = []
    position = 0
    while position < len(words):
        end = run.end_of_name(position)
        if end:
            start, stop = words[position].start(), words[end - 1].end()
            found.append(NameMention(tidy_case(text[start:stop]), start, stop))
        position = end or position + 1
    return found


class _Runs:
    """Looks for runs of name words in one message."""

    def __init__(self, text: str, words: list[re.Match[str]]) -> None:
        self._text = text
        self._words = words
        self._plain = [fold(word.group()) for word in words]
        # Capitals tell names only where the writer uses both cases.
        self._has_case = text != text.upper() and text != text.lower()

    def end_of_name(self, start: int) -> int | None:
        """Return the index after the name that begins at a word, if one does."""
        if not self._may_begin(start):
            return None
        end = start + 1
        while end < min(len(self._words), start + _MOST_WORDS) and self._goes_on(end):
            end += 1
        while end > start + 1 and self._plain[end - 1] in _LINKS:
            end -= 1
        letters = sum(len(word) for word in self._plain[start:end])
        return end if letters >= _FEWEST_LETTERS and self._is_sure(start, end) else None

    def _may_begin(self, at: int) -> bool:
        word = self._plain[at]
        if self._is_on_street_sign(at):
            return False
        if word in first_names():
            return self._is_capital(at) or not self._is_ordinary(word)
        if word in _OPENERS:
            return True
        if not self._is_capital(at) or self._is_ordinary(word):
            return False
        return self._cue(at) is not None or self._next_is_capital(at)

    def _is_on_street_sign(self, at: int) -> bool:
        """ "jl ahmad yani", "jl. jend. sudirman": streets are named after people."""
        before = {self._plain[side] for side in (at - 1, at - 2) if side >= 0}
        return not before.isdisjoint(_STREETS)

    def _goes_on(self, at: int) -> bool:
        gap = self._text[self._words[at - 1].end() : self._words[at].start()]
        before, word = self._plain[at - 1], self._plain[at]
        is_initial = _INITIAL.fullmatch(gap) and self._is_abbreviation(before)
        is_apart = bool(gap) and not gap.strip(" ")
        if not is_apart and not is_initial:
            return False
        if word in _LINKS:
            return at + 1 < len(self._words) and not self._is_ordinary(self._plain[at + 1])
        if len(word) == 1:
            return self._is_capital(at)
        if word in first_names() or word in family_names():
            return self._is_capital(at) or not self._is_ordinary(word)
        if self._is_ordinary(word):
            return False
        if self._has_case and self._is_capital(at - 1):
            return self._is_capital(at)
        return before in _OPENERS or before in _LINKS

    def _is_sure(self, start: int, end: int) -> bool:
        cue = self._cue(start)
        first = self._plain[start]
        if end - start == 1:
            return self._single_is_sure(start, cue)
        rest = self._plain[start + 1 : end]
        is_known = first in first_names() and first not in _WEAK_OPENERS
        are_capitals = all(self._is_capital(at) for at in range(start, end))
        if are_capitals and self._has_case:
            names = first_names() | family_names()
            return cue is not None or is_known or any(word in names for word in rest)
        if first in _OPENERS and not is_known:
            rest = rest[1:] if rest[0] == "ode" and len(rest) > 1 else rest  # "Wa Ode Nurhayati"
            is_next_known = rest[0] in first_names() or rest[0] in family_names()
            return is_next_known and (
                first not in _WEAK_OPENERS or cue is not None or self._plain[start + 1] == "ode"
            )
        return is_known and first not in _NOT_NAMES

    def _single_is_sure(self, at: int, cue: str | None) -> bool:
        word = self._plain[at]
        if word in _OPENERS and word not in first_names():
            return False
        is_known = word in first_names() and not self._is_ordinary(word)
        if cue in _STRONG_CUES or cue in _TITLES:
            return is_known or (self._has_case and self._is_capital(at))
        if cue is not None:
            return is_known or (self._is_capital(at) and word in first_names())
        before = self._plain[at - 1] if at else ""
        is_capital = self._has_case and self._is_capital(at)
        if is_known and (before in _WEAK_CUES or before.endswith(("ku", "mu"))):
            return True
        is_inside = at > 0 and is_capital and not self._begins_sentence(at)
        return is_known and is_inside

    def _cue(self, at: int) -> str | None:
        """The word before a name that announces one, also behind "saya": "uni ambo Yulfitri"."""
        if at == 0:
            return None
        gap = self._text[self._words[at - 1].end() : self._words[at].start()]
        marks = gap.strip()
        before = self._plain[at - 1]
        if marks not in {"", ":", ".", "="} and before not in _STRONG_CUES:
            return None
        if marks == "." and before not in _TITLES and before not in {"an", "n"}:
            return None
        earlier = self._plain[at - 2] if at > 1 else ""
        if before == "n" and earlier == "a":
            return "an"
        if before in kin_words.OWNERS and (earlier in _TITLES or earlier in _KIN):
            return earlier if earlier in _TITLES else "nama"
        if before in kin_words.OWNERS and earlier in _STRONG_CUES:
            return earlier
        if before in _TITLES or before in _CUES:
            return before
        return "nama" if before in _KIN else None

    def _begins_sentence(self, at: int) -> bool:
        before = self._text[: self._words[at].start()].rstrip()
        return not before or before[-1] in ".!?\n"

    def _next_is_capital(self, at: int) -> bool:
        return at + 1 < len(self._words) and self._is_capital(at + 1) and self._goes_on(at + 1)

    def _is_capital(self, at: int) -> bool:
        word = self._words[at].group()
        return word[0].isupper() and (not self._has_case or len(word) == 1 or not word.isupper())

    def _is_abbreviation(self, word: str) -> bool:
        return len(word) == 1 or word in NAME_ABBREVIATIONS

    def _is_ordinary(self, word: str) -> bool:
        if word in _NOT_NAMES or word in PROTECTED_WORDS or is_brand(word):
            return True
        if word in kin_words.ALWAYS or word in _TITLES:
            return True
        lists = word_lists()
        if word in lists.standard or word in lists.slang:
            return True
        if word in first_names() or word in family_names():
            return False
        is_month = lexicon.month_number(word) is not None
        is_day = lexicon.meaning(lexicon.WEEKDAYS, word) is not None
        return is_month or is_day or _INFLECTED.fullmatch(word) is not None
