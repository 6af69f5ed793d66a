"""Reads the answer to "siapa nama lengkap?"; `find_name` looks into longer messages.

Names follow Permendagri 73/2022 loosely: at most 60 characters in Latin letters without digits, but
a single word is a name, since older records keep theirs.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from vaksin.bahasa.name_case import NAME_ABBREVIATIONS, tidy_case
from vaksin.bahasa.name_mentions import NameMention, find_name
from vaksin.bahasa.normalise import normalise_word
from vaksin.bahasa.replies import Reply, read_reply
from vaksin.bahasa.word_lists import word_set

__all__ = ["NameMention", "NameProblem", "NameReading", "find_name", "read_name"]

LONGEST_NAME = 60
MOST_WORDS = 7


class NameProblem(Enum):
    """Why an answer cannot be taken as a name."""

    EMPTY = auto()
    HAS_DIGITS = auto()
    TOO_LONG = auto()
    """More than 60 characters."""
    NOT_LATIN = auto()
    LOOKS_LIKE_SENTENCE = auto()
    """A question, a request or more than 7 words."""
    LOOKS_LIKE_REPLY = auto()
    """Only a yes, a no or a stop."""
    TOO_SHORT = auto()
    """One letter."""


@dataclass(frozen=True)
class NameReading:
    """A tidied name, or an empty one with the problem."""

    name: str
    problem: NameProblem | None


_SELF = "saya|sy|sya|aku|gw|gue|gua|ane|kulo|ambo|awak"
_ADDRESS = r"pak|bapak|bu|ibu|kak|kakak|min|mimin|admin|mas|mbak|mba|bang|dok"
_LEAD_INS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:halo|hallo|hai|hi|ass?alamu'?alaikum|(?:selamat )?(?:pagi|siang|sore|malam)|permisi)"
        rf"(?: (?:{_ADDRESS}))?[ ,.!]+",
        r"(?:ya|iya|ok|oke|baik|siap|nggih|maaf)\s*[,.!]+\s*",
        rf"(?:{_ADDRESS})\s*,\s*",
        r"(?:perkenalkan|kenalkan|kenalin)\b[ ,:]*",
        r"(?:wasta|ngaran|nami) (?:abdi|kuring)\b[ :]*",
        rf"(?:nama|jeneng|namo)(?: lengkap| panjang| asli)?(?:nya|ku|q| (?:{_SELF}))?"
        r"(?: lengkap)?(?: (?:itu|adalah|yaitu|ialah|sesuai ktp))?(?:\s*[:=-]+\s*|\s+|$)",
        r"(?:a\. ?n\b\.?|a/n\b|an\.|atas nama\b)\s*:?\s*",
        rf"(?:{_SELF})(?: (?:adalah|bernama))?\b[ ,:]+",
        r"(?:saya|sy|aku)$",
        r"(?:ini|dengan|dgn|panggil(?: saja| aja)?) +(?=\S)",
        r"(?:pak|bapak|bu|ibu|kak|kakak|sdri?\.?|saudara|saudari|tn\.|ny\.|nn\.) +(?=\S)",
    )
)
_COURTESY = word_set(
    "kak kakak kk min admin pak bapak bu ibu mas mbak bang gan bro dok dong deh ya saja "
    "terima kasih banyak matur"
)
_SENTENCE_WORDS = word_set(
    "info mau ingin pengen daftar dftr mendaftar daftarkan daftarin pendaftaran vaksin vaksinasi "
    "divaksin kapan dimana kemana bagaimana gimana gmn berapa brp apa apakah siapa kenapa knp "
    "tidak gak nggak enggak tdk kagak belum blm sudah udah sdh bisa bs boleh tolong tlg minta "
    "mohon lahir umur usia tinggal alamat nik ktp untuk utk dengan jadwal batal ganti ubah "
    "salah lupa saya sy aku kamu anda kalau kalo klo karena krn tapi nanti besok tanggal "
    "nomor kok petugas tiket sertifikat hamil lansia punya harus bukan jangan menu bantuan "
    "mana kenapa piye kumaha ora teu"
)
_MARKS = re.compile(r"[\"“”*~_()<>\[\]]")
_ALLOWED_MARKS = frozenset(" '.,-")
_BEFORE_COMMA = re.compile(r"\s*,\s*")
_DEGREE = re.compile(r"(?:\w{1,4}\.)+\w{0,4}|s[ehtip]|mm|m[mht]|sh|skm|spd|amd|skom", re.IGNORECASE)


def read_name(text: str) -> NameReading:
    """Read the answer to the question for the full name; never raises.

    Lead-ins ("nama saya", "a.n.") and courtesy ("kak", "makasih") around the name fall away.
    """
    typed = _clean(text)
    name = _without_courtesy(_without_lead_ins(typed))
    problem = _problem_of(text, name)
    return NameReading("" if problem else tidy_case(name), problem)


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _MARKS.sub(" ", text))
    plain = re.sub("[`´ʼ‘’]", "'", plain)
    # Emoji and invisible characters; a letter that carries a separate accent was composed above.
    kept = (
        " " if unicodedata.category(char) in ("So", "Sk", "Cc", "Cf") else char for char in plain
    )
    return " ".join(_BEFORE_COMMA.sub(", ", "".join(kept)).split())


def _without_lead_ins(text: str) -> str:
    start = 0
    while match := next(filter(None, (lead_in.match(text, start) for lead_in in _LEAD_INS)), None):
        start = match.end()
    return text[start:]


def _without_courtesy(text: str) -> str:
    words = text.split()
    while words and _is_courtesy(words):
        words.pop()
    return _without_final_point(" ".join(words).rstrip(" ,;:!-"))


def _is_courtesy(words: list[str]) -> bool:
    """Whether the last word is no part of the name; "Lie Min" with its capital is a name."""
    last = words[-1].rstrip(".,!")
    if not last:
        return True
    separate = len(words) == 1 or words[-2].endswith(",")
    careful = last != last.lower() and "".join(words) != "".join(words).upper()
    standard = normalise_word(last).split()
    is_polite = len(last) > 1 and bool(standard) and _COURTESY.issuperset(standard)
    return is_polite and (separate or not careful)


def _without_final_point(name: str) -> str:
    last = name.split(" ")[-1].rstrip(".")
    is_short = "." in last or len(last) == 1 or last.lower() in NAME_ABBREVIATIONS
    return name if is_short and last else name.rstrip(".")


def _problem_of(text: str, name: str) -> NameProblem | None:
    letters = [char for char in name if char.isalpha()]
    if _is_reply(text) or _is_reply(name):
        return NameProblem.LOOKS_LIKE_REPLY
    if any(char.isdigit() for char in name):
        return NameProblem.HAS_DIGITS
    if not letters:
        return NameProblem.EMPTY
    if not all(unicodedata.name(letter, "").startswith("LATIN ") for letter in letters):
        return NameProblem.NOT_LATIN
    if _looks_like_sentence(name):
        return NameProblem.LOOKS_LIKE_SENTENCE
    if len(letters) == 1:
        return NameProblem.TOO_SHORT
    return NameProblem.TOO_LONG if len(tidy_case(name)) > LONGEST_NAME else None


def _is_reply(text: str) -> bool:
    return read_reply(text) is not Reply.UNSURE


def _looks_like_sentence(name: str) -> bool:
    words = name.split()
    if not all(char.isalpha() or char in _ALLOWED_MARKS for char in name):
        return True
    if any(not _DEGREE.fullmatch(part.strip()) for part in name.split(",")[1:]):
        return True
    # "Mau" is a family name of Timor; only a capital at the end of a name shows it.
    spoken = words[:-1] if len(words) > 1 and words[-1] == "Mau" else words
    if any(word.lower().rstrip(".").removesuffix("nya") in _SENTENCE_WORDS for word in spoken):
        return True
    return sum("." not in word and len(word) > 1 for word in words) > MOST_WORDS
