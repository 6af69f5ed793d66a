"""People who say that they have no NIK, and what they have instead."""

from __future__ import annotations

import re
from enum import Enum

from vaksin.bahasa.normalise import normalise


class Papers(Enum):
    """What somebody has who has no ordinary NIK; foreigners with a KITAP or KITAS do have one."""

    NOTHING = "belum_punya"
    CHILD = "anak"
    KITAP = "kitap"
    KITAS = "kitas"
    PASSPORT = "paspor"


_NONE = r"(?:belum|tidak|tak|nggak|gak|ga|ora|ndak|dak|tanpa|trada)"
_HAVE = r"(?: (?:ada|punya|memiliki|mempunyai|dapat|dikasih|bikin|buat|jadi|keluar|terbit))?"
_NIK = r"(?:nik|ktp|e ktp|nomor induk)"
_WHO = (
    r"(?:(?:maaf|kak|min|pak|bu|saya|aku|dia|beliau|orangnya|anak|bayi|balita|ibu|bapak|ayah|nenek"
    r"|kakek|suami|istri|adik|kakak|tetangga|memang|emang|masih|soalnya|karena|kami|baru) )*"
)
_AFTER = r"(?: (?:saja|aja|doang|kak|min|pak|bu|saya|dia|sama|sekali|dong|nih|sih))*"
_LACKS = re.compile(
    rf"{_WHO}{_NONE}{_HAVE} {_NIK}(?:nya)?{_AFTER}"
    rf"|{_WHO}{_NIK}(?:nya)? {_WHO}{_NONE}{_HAVE}{_AFTER}"
)
_FOREIGN = re.compile(
    rf"{_WHO}(?:(?:cuma|cuman|hanya|pakai|punya|pegang|ada|adanya|nomor|pemegang) )*"
    rf"(?P<papers>paspor|passport|pasport|kitas|kitap){_AFTER}"
)
_CHILD = re.compile(r"\b(?:bayi|anak|balita)\b")
_BY_WORD = {"kitas": Papers.KITAS, "kitap": Papers.KITAP}


def find_papers(text: str) -> Papers | None:
    """Return what somebody has who says that they have no NIK; ``None`` if they say no such thing.

    Only plain statements count: "paspor boleh?" asks, and is answered.
    """
    typed = " ".join(re.findall(r"[\w?]+", normalise(text)))
    foreign = _FOREIGN.fullmatch(typed)
    if foreign:
        return _BY_WORD.get(foreign["papers"], Papers.PASSPORT)
    if not _LACKS.fullmatch(typed):
        return None
    return Papers.CHILD if _CHILD.search(typed) else Papers.NOTHING
