"""The NIK, the sixteen-digit number of every resident.

Form: ``PPKKCC DDMMYY SSSS`` - province, regency and district where the person was first
registered, birth date (for women the day plus 40), serial from 0001 (PP 37/2007 art. 37). It never
changes, not when moving and not to match a corrected birth date, so a disagreement with other data
is a doubt to ask about and to keep as a flag, never a reason to refuse. It is a text: many NIKs
exceed what a float can hold.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum

from vaksin.identity.regions import Regions

NIK_DIGITS = 16
WOMAN_DAY_OFFSET = 40
# A family card (KK) carries the date on which it was recorded, hardly ever before this year.
FIRST_FAMILY_CARD_YEAR = 2000
ADULT_AGE = 17

# What phones put between digits: also typographic dashes, and the invisible marks of copied text.
_DASHES_AND_MARKS = "\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufeff"
_SEPARATORS = re.compile(rf"[\s._/\-{_DASHES_AND_MARKS}]+")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
_LETTERS = "OolI|"
_NO_WORD_BEFORE, _NO_WORD_AFTER = r"(?<![\dA-Za-z|])", r"(?![\dA-Za-z|])"
_PHONE = re.compile(r"08[0-9]{8,12}|\+?628[0-9]{7,11}")
# Sixteen in one piece are a NIK whatever digits (a birth date, an age) stand beside them.
_WHOLE = re.compile(rf"{_NO_WORD_BEFORE}\d[\d{_LETTERS}]{{15}}{_NO_WORD_AFTER}")
_GAP = rf"[\s.\-{_DASHES_AND_MARKS}]{{1,2}}"
# After a gap a letter is a digit only if one follows: "0812... lo" is slang for "you".
_LOOSE = re.compile(
    rf"{_NO_WORD_BEFORE}\d"
    rf"(?:(?:{_GAP})?\d|{_GAP}[{_LETTERS}](?=[{_LETTERS}]*\d)|[{_LETTERS}]){{9,24}}"
    rf"{_NO_WORD_AFTER}"
)


class Sex(Enum):
    """Sex as the NIK encodes it."""

    WOMAN = "P"
    MAN = "L"


class NikProblem(Enum):
    """The rule that a number fails; each is said to the citizen in its own words."""

    NO_NUMBER = "bukan_angka"
    TOO_SHORT = "kurang_angka"
    TOO_LONG = "lebih_angka"
    PHONE_NUMBER = "nomor_telepon"
    ALL_EQUAL = "angka_sama"
    UNKNOWN_PROVINCE = "provinsi"
    IMPOSSIBLE_DAY = "tanggal"
    IMPOSSIBLE_MONTH = "bulan"
    NO_SERIAL = "urut"
    LOOKALIKE_LETTERS = "huruf_mirip"


class NikFlag(Enum):
    """A doubt that does not refuse the number; it is kept for the officer at the desk."""

    UNKNOWN_REGENCY = "kabupaten_tidak_dikenal"
    UNKNOWN_DISTRICT = "kecamatan_tidak_dikenal"
    IMPOSSIBLE_BIRTH_DATE = "tanggal_nik_tidak_ada"
    BIRTH_DATE_DIFFERS = "tanggal_lahir_beda"
    MAYBE_FAMILY_CARD = "mungkin_nomor_kk"


class InvalidNik(ValueError):
    """A number is no NIK. The message names the rule, never the number."""

    def __init__(self, problem: NikProblem, digits: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.digits = digits


@dataclass(frozen=True)
class Nik:
    """A number that has the form of a NIK."""

    number: str

    def __repr__(self) -> str:
        """Hide the number: representations end in logs."""
        return "Nik(…)"

    @property
    def province_code(self) -> str:
        """Province of first registration, two digits."""
        return self.number[:2]

    @property
    def regency_code(self) -> str:
        """Regency or city of first registration, as ``31.74``."""
        return f"{self.number[:2]}.{self.number[2:4]}"

    @property
    def district_code(self) -> str:
        """District (kecamatan) of first registration, as ``31.74.01``."""
        return f"{self.regency_code}.{self.number[4:6]}"

    @property
    def sex(self) -> Sex:
        """Woman if the day is written plus 40."""
        return Sex.WOMAN if int(self.number[6:8]) > WOMAN_DAY_OFFSET else Sex.MAN

    def birth_date(self, today: date) -> date | None:
        """Return the encoded birth date in the newest century that is not in the future.

        ``None`` if the calendar has no such day (31 February occurs in real numbers).
        """
        day, month, short_year = (int(self.number[i : i + 2]) for i in (6, 8, 10))
        for century in (today.year // 100 * 100, today.year // 100 * 100 - 100):
            born = _date_or_none(century + short_year, month, day % WOMAN_DAY_OFFSET)
            if born is None or born <= today:
                return born
        return None

    def agrees_with(self, birth_date: date) -> bool:
        """Tell whether the encoded day, month and two-digit year are those of a birth date."""
        day = birth_date.day + (WOMAN_DAY_OFFSET if self.sex is Sex.WOMAN else 0)
        return self.number[6:12] == f"{day:02d}{birth_date.month:02d}{birth_date.year % 100:02d}"

    def may_be_same_person(self, other: Nik) -> bool:
        """Tell whether one number may be the other one mistyped: birth date and sex agree."""
        return self.number[6:12] == other.number[6:12]

    def may_be_family_card(self, today: date) -> bool:
        """Tell whether a family card may have been recorded on the encoded day."""
        encoded = self.birth_date(today)
        recent = encoded is not None and encoded.year >= FIRST_FAMILY_CARD_YEAR
        return recent and self.sex is Sex.MAN

    def flags(self, regions: Regions, today: date) -> frozenset[NikFlag]:
        """Return the doubts that the number alone raises."""
        doubts = set()
        if not regions.regency_known(self.regency_code):
            doubts.add(NikFlag.UNKNOWN_REGENCY)
        elif not regions.district_known(self.district_code):
            doubts.add(NikFlag.UNKNOWN_DISTRICT)
        if self.birth_date(today) is None:
            doubts.add(NikFlag.IMPOSSIBLE_BIRTH_DATE)
        return frozenset(doubts)

    def flags_with(self, birth_date: date, today: date) -> frozenset[NikFlag]:
        """Return the doubts that arise beside the birth date the person stated."""
        if self.agrees_with(birth_date):
            return frozenset()
        if self._reads_like_family_card(birth_date, today):
            return frozenset({NikFlag.MAYBE_FAMILY_CARD, NikFlag.BIRTH_DATE_DIFFERS})
        return frozenset({NikFlag.BIRTH_DATE_DIFFERS})

    def _reads_like_family_card(self, birth_date: date, today: date) -> bool:
        is_adult = birth_date.year + ADULT_AGE <= today.year
        return is_adult and self.may_be_family_card(today)


def read_nik(text: str, regions: Regions) -> Nik:
    """Read what a citizen typed as a NIK, forgiving spaces, dots, dashes and full-width digits.

    Raises:
        InvalidNik: naming the first rule that fails.
    """
    typed = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).strip())
    return _checked(typed, regions)


def find_numbers(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and text of everything in a message that was meant as a NIK.

    Apart from sixteen digits in one piece, ten to twenty-five with gaps and mistaken letters among
    them count, so that a number with too few or too many is noticed.
    """
    rest = _WHOLE.sub(lambda whole: "#" * len(whole.group()), text)
    found = [*_WHOLE.finditer(text), *_LOOSE.finditer(rest)]
    return sorted((m.start(), m.end(), m.group()) for m in found)


def without_lookalikes(text: str) -> str:
    """Replace the letters that are mistaken for digits (O, l, I)."""
    return text.translate(_LOOKALIKES)


def _checked(typed: str, regions: Regions) -> Nik:
    if _PHONE.fullmatch(typed):
        raise InvalidNik(NikProblem.PHONE_NUMBER, len(typed.lstrip("+")))
    if not typed.isascii() or not typed.isdigit():
        raise InvalidNik(_problem_with_letters(typed))
    if len(typed) != NIK_DIGITS:
        problem = NikProblem.TOO_SHORT if len(typed) < NIK_DIGITS else NikProblem.TOO_LONG
        raise InvalidNik(problem, len(typed))
    nik = Nik(typed)
    problem_in_parts = _problem_in_parts(nik, regions)
    if problem_in_parts:
        raise InvalidNik(problem_in_parts, len(typed))
    return nik


def _problem_with_letters(typed: str) -> NikProblem:
    repaired = without_lookalikes(typed)
    looks_alike = repaired.isascii() and repaired.isdigit() and len(repaired) == NIK_DIGITS
    return NikProblem.LOOKALIKE_LETTERS if looks_alike else NikProblem.NO_NUMBER


def _problem_in_parts(nik: Nik, regions: Regions) -> NikProblem | None:
    number = nik.number
    day, month = int(number[6:8]), int(number[8:10])
    rules = (
        (len(set(number)) == 1, NikProblem.ALL_EQUAL),
        (not regions.province_known(nik.province_code), NikProblem.UNKNOWN_PROVINCE),
        (not (1 <= day <= 31 or 41 <= day <= 71), NikProblem.IMPOSSIBLE_DAY),
        (not 1 <= month <= 12, NikProblem.IMPOSSIBLE_MONTH),
        (number[12:] == "0000", NikProblem.NO_SERIAL),
    )
    return next((problem for fails, problem in rules if fails), None)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
