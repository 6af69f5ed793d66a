"""Whom the citizen speaks of: their mother, child, neighbour ... and not the assistant.

"Ibu", "Bapak" and "kak" are mostly how people address the assistant. They count as relatives only
with a sign of kinship: "ibu saya", "adikku", "sa pu mama", "daftarin bapak".
"""

from __future__ import annotations

import re

from vaksin.bahasa.kin_words import Relation
from vaksin.bahasa.word_lists import fold

__all__ = ["Relation", "find_relation"]


# Words that nobody uses to address the assistant.
_PLAIN = {
    Relation.LAINNYA: (
        "(?:ibu|bapak|ayah|mama|papa|bpk) mertua|mertua|mertuo|(?:adik|kakak|abang) ipar|ipar|besan"
        "|menantu|mantu|cucu|keponakan|ponakan|ortu|paman|pakde|bude|paklik|bulik"
    ),
    Relation.IBU: (
        "nyokap|nyokab|emak|mamak|mamake|ema|enyak|amak|amai|ibunda|simbok|biyung|ibu kandung|ibuke"
    ),
    Relation.AYAH: "bokap|bokab|ayah|ayahanda|babeh|babe|bapake|bapak kandung|apak",
    Relation.PASANGAN: (
        "suami|istri|isteri|bojo|bini|misua|salaki|pamajikan|garwo|garwa|pasangan saya"
    ),
    Relation.ANAK: "bayi|si kecil|buah hati|putra saya|putri saya|budak saya",
    Relation.KAKEK_NENEK: (
        "simbah|embah|mbah|mbahe|nenek|nenekku|kakek|oma|opa|eyang|engkong|kakung|yangti|yangkung|aki"
        "|nini|enin|opung|ompung|inyiak|anduang|datuk|ninik"
    ),
    Relation.SAUDARA: "sepupu|misan|saudara sepupu|saudara kandung|sodara kandung",
    Relation.TETANGGA: "tetangga|tonggo|tangga sebelah|tatangga|jiran",
}
# Words that count only with a sign of kinship.
_AMBIGUOUS = {
    Relation.IBU: "ibu|ibuk|bunda|mama|mamah|mami|mak|mbok|umi|ummi|mace|inang|indung",
    Relation.AYAH: "bapak|bpk|bapa|papa|papah|papi|abah|abi|pace|amang|babah",
    Relation.ANAK: "anak|ank|putra|putri",
    Relation.SAUDARA: ("adik|adek|ade|kakak|kakang|abang|abg|saudara|saudari|sodara|rayi|dulur"),
    Relation.LAINNYA: (
        "om|tante|bibi|uwa|uwak|teman|temen|sahabat|kenalan|karyawan|pegawai|pembantu|art|sopir|supir"
        "|majikan|murid|siswa|pacar|orang ?tua|keluarga|kerabat|kawan|konco|rencang"
    ),
}

_OWNER = (
    r"(?:saya|sy|sya|aku|ak|ku|q|gw|gue|gua|ane|kulo|kula|abdi|kuring|ambo|awak|beta|sa|kami|kandung"
    r"|ulun|inyong)"
)
_DETAIL = (
    r"(?: (?:kandung|tiri|angkat|pertama|kedua|ketiga|ke ?-?\d|bungsu|sulung|laki[- ]laki|laki2"
    r"|cowok|cewek|perempuan|kecil|remaja|balita|sebelah|kerja|sekolah|di rumah))?"
)
_BEFORE = (
    r"(?:(?:(?:men)?daftar(?:kan|in|ke)|dftrin|dftarin|daptarkeun|ndaftar(?:ke|no|in)|ngedaftarin"
    r"|vaksin(?:in|kan)|anter(?:in)?|antar(?:kan|in)?|punya|pu|pe|pung) )"
)
# "Daftarin ibu hamil" is about a group.
_NOT_A_GROUP = r"(?! (?:hamil|menyusui|rumah tangga|admin|petugas|/))"

# "Ibu saya mau tanya" lacks a comma: the writer asks, not a mother.
_NOT_ASKING = (
    r"(?! (?:(?:mau|ingin|pengen|mo|mw|izin|ijin|numpang|boleh) )*"
    r"(?:tanya|bertanya|nanya|konfirmasi|bingung))"
)

# "Pagi Bapak saya mau ..." greets; "saya istri dari ..." tells who writes, "menyusui bayi" how.
_NOT_BEHIND = (
    r"(?<!pagi )(?<!siang )(?<!sore )(?<!malam )(?<!halo )(?<!kasih )(?<!makasih )"
    r"(?<!bapak/)(?<!bpk/)(?<!pak/)(?<!ibu/)"
)
_NOT_SELF = r"(?<!saya )(?<!saya seorang )(?<!sy )(?<!aku )(?<!menyusui )(?<!ibu )"


def _plain_pattern(words: str) -> str:
    return rf"{_NOT_SELF}\b(?:{words})(?:ku|q|nya|ne)?\b"


def _ambiguous_pattern(words: str) -> str:
    kin = rf"\b(?:{words})"
    owned = rf"{_NOT_BEHIND}{kin}(?:(?:ku|q)\b|{_DETAIL} {_OWNER}\b{_NOT_ASKING})"
    registered = rf"\b{_BEFORE}(?:{words})\b{_NOT_A_GROUP}"
    return f"{owned}|{registered}"


_PATTERNS = tuple(
    (relation, re.compile(pattern(words)))
    for table, pattern in ((_PLAIN, _plain_pattern), (_AMBIGUOUS, _ambiguous_pattern))
    for relation, words in table.items()
)


def find_relation(text: str) -> Relation | None:
    """The first relative or acquaintance whom the message speaks of; None if there is none."""
    plain = " ".join(fold(text).split())
    found = [
        (match.start(), order, relation)
        for order, (relation, pattern) in enumerate(_PATTERNS)
        if (match := pattern.search(plain))
    ]
    return min(found)[2] if found else None
