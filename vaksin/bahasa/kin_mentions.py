"""Where a message names a relative or acquaintance of the writer: "[nenekku]", "[kakak ipar] saya".

:func:`vaksin.bahasa.relations.find_relation` decides for whom the writer wants something; here
everybody counts who is named, as long as the word does not just address the assistant.
"""

from __future__ import annotations

from dataclasses import dataclass

from vaksin.bahasa import age_words, kin_words
from vaksin.bahasa.kin_words import Relation
from vaksin.bahasa.tokens import Tokens, tokens_of
from vaksin.bahasa.word_lists import family_names, first_names, word_set

_ENDINGS = ("ku", "q", "nya", "ne", "na", "e", "mu", "kuh", "ta", "nyo")
_SHORTEST_STEM = 3
_OWNER_REACH = 4
_MOST_NAMES = 4
_BETWEEN = word_set(
    "pertama kedua ketiga bungsu sulung kecil remaja balita sebelah kerja sekolah kos kost kantor"
    " rumah tua ke 1 2 3 dari di laki perempuan cewek cowok kandung tiri angkat - nomor no satu"
    " dua besar kampus kuliah laki2 lelaki lanang wedok wadon boru doli"
)
_EVERY_WORD = (
    kin_words.ALWAYS.keys()
    | kin_words.MOSTLY.keys()
    | kin_words.WITH_SIGN.keys()
    | {pair[0] for pair in kin_words.PAIRS}
)
# "Ibu2", "anak2" are people in general, "kawan2" and "tetangga2" the writer's own.
_GENERAL = kin_words.WITH_SIGN.keys() | {"nenek", "kakek", "emak", "ibuk", "mama", "om", "tante"}


@dataclass(frozen=True)
class KinMention:
    """A relative named in a message: `text[start:end]` is the word for them."""

    relation: Relation
    start: int
    end: int


def find_kin(text: str) -> list[KinMention]:
    """The relatives and acquaintances that a message names, in its order."""
    tokens = tokens_of(text)
    found: list[KinMention] = []
    index = 0
    while index < len(tokens):
        match = _match(tokens, index)
        if match:
            relation, end = match
            found.append(KinMention(relation, *tokens.extent(index, end)))
        index = match[1] if match else index + 1
    return found


def _match(tokens: Tokens, index: int) -> tuple[Relation, int] | None:
    word = tokens.word(index)
    stem, is_owned = _stem(word)
    if stem not in _EVERY_WORD:
        return None
    if _is_general(tokens, index):
        return None
    pair = kin_words.PAIRS.get((word, tokens.word(index + 1)))
    if pair:
        return (pair, index + 2) if _pair_counts(tokens, index) else None
    end = _end(tokens, index)
    relation = _relation_of(tokens, index, end, stem)
    if relation is None:
        return None
    return (relation, end) if is_owned or _is_spoken_of(tokens, index, end, stem) else None


def _stem(word: str) -> tuple[str, bool]:
    """The word without "-ku" and its like, and whether it had such an ending that tells whose."""
    if word in _EVERY_WORD:
        return word, False
    for ending in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST_STEM and stem in _EVERY_WORD:
            is_always = stem in kin_words.ALWAYS
            return (stem, True) if ending in {"ku", "q", "kuh"} or is_always else ("", False)
    return "", False


def _end(tokens: Tokens, index: int) -> int:
    end = index + 1
    word = tokens.word(end)
    if tokens.is_glued(end) and word == "2":
        return end + 1  # "kawan2"
    if word in kin_words.IN_LAW:
        return end + 1
    # "Kakak perempuan" is marked as far as "kakak"; "anak angkat" is not just any "anak".
    is_other = word in kin_words.KINDS and word not in _EVERY_WORD
    return end + (is_other or word in {"putri", "kakung", "sepupu"})


def _relation_of(tokens: Tokens, index: int, end: int, stem: str) -> Relation | None:
    if end > index + 1 and tokens.word(index + 1) in kin_words.IN_LAW:
        return Relation.LAINNYA
    for table in (kin_words.ALWAYS, kin_words.MOSTLY, kin_words.WITH_SIGN):
        if stem in table:
            return table[stem]
    return None


def _is_general(tokens: Tokens, index: int) -> bool:
    """ "anak-anak", "bapak/ibu", "ibu hamil": nobody in particular."""
    before, after = tokens.word(index - 1), tokens.word(index + 1)
    is_many = tokens.is_glued(index + 1) and after == "2" and tokens.word(index) in _GENERAL
    is_slashed = before == "/" or after == "/"
    is_doubled = "-" in (before, after) and tokens.word(index) in (
        tokens.word(index - 2), tokens.word(index + 2),
    )  # fmt: skip
    is_group = after in kin_words.NOT_A_GROUP and tokens.word(index) not in kin_words.ALWAYS
    return is_slashed or is_doubled or is_group or is_many


def _pair_counts(tokens: Tokens, index: int) -> bool:
    """ "orang tua" alone are old people; "pak de" and the like are always one's own."""
    if tokens.word(index) not in {"orang", "wong"} or tokens.word(index + 1).endswith("ku"):
        return True
    return _has_owner(tokens, index, index + 2) or tokens.word(index - 1) in kin_words.BEFORE


def _is_spoken_of(tokens: Tokens, index: int, end: int, stem: str) -> bool:
    if _is_writer(tokens, index) or _is_detail(tokens, index, end):
        return False
    if stem in kin_words.ALWAYS:
        return True
    if end > index + 1 and tokens.word(index + 1) in {"ipar", "mertua", "angkat", "tiri"}:
        return True
    if _has_owner(tokens, index, end) or _has_cue_before(tokens, index):
        return True
    if stem in kin_words.MOSTLY:
        return _is_no_address(tokens, index, end)
    if _is_told_apart(tokens, index, end) or _is_in_list(tokens, index, end):
        return True
    return _age_follows(tokens, end) and stem not in kin_words.CHILDREN


def _is_detail(tokens: Tokens, index: int, end: int) -> bool:
    """The "laki" of "adik laki saya" or "laki2", and the "bayi" of "umur 4 bulan bayi saya"."""
    if tokens.word(index) == "laki":
        before = tokens.word(index - 1)
        is_doubled = tokens.word(end) in {"-", "laki", "2"} or before == "-"
        return is_doubled or _is_kin(before)
    return tokens.word(index) == "bayi" and tokens.word(index - 1) in age_words.UNITS


def _is_told_apart(tokens: Tokens, index: int, end: int) -> bool:
    """ "si bungsu", "adik namanya Komang", "ibu Sumiyati, 65 tahun"."""
    if tokens.word(index - 1) == "si":
        return True
    if tokens.word(end) in {"namanya", "jenenge", "namane"}:
        return _is_name(tokens, end + 1)
    at = end
    while at < end + _MOST_NAMES and _is_name(tokens, at):
        at += 1
    return at > end and _age_follows(tokens, at + (tokens.word(at) == ","))


def _is_name(tokens: Tokens, index: int) -> bool:
    word = tokens.word(index)
    if not word.isalpha():
        return False
    is_capital = tokens.source[tokens.extent(index, index + 1)[0]].isupper()
    return is_capital or word in first_names() or word in family_names()


def _is_in_list(tokens: Tokens, index: int, end: int) -> bool:
    """ "bapa ibu sama adik": relatives beside each other, not "bapak dan ibu" who are addressed."""
    others = []
    if tokens.word(end) in kin_words.LIST_JOINTS:
        others.append(tokens.word(end + 1))
    if tokens.word(index - 1) in kin_words.LIST_JOINTS:
        others.append(tokens.word(index - 2))
    is_parent = tokens.word(index) in kin_words.PARENTS
    return any(_is_kin(o) and not (is_parent and o in kin_words.PARENTS) for o in others)


def _is_kin(word: str) -> bool:
    return bool(word) and _stem(word)[0] in _EVERY_WORD


def _is_writer(tokens: Tokens, index: int) -> bool:
    """ "saya istri dari ...", "saya seorang ibu": the writer is the relative."""
    before = tokens.word(index - 1)
    before = tokens.word(index - 2) if before in {"seorang", "adalah"} else before
    return before in {"saya", "sy", "aku", "menyusui"}


def _has_owner(tokens: Tokens, index: int, end: int) -> bool:
    if tokens.word(index - 1) in kin_words.OWNED or tokens.word(index - 1) == "pun":
        return True
    if tokens.word(index - 1) in kin_words.GREETINGS and tokens.word(index) in kin_words.WITH_SIGN:
        return False
    at = end
    while at < end + _OWNER_REACH and tokens.word(at) in _BETWEEN:
        at += 1
    if tokens.word(at) not in kin_words.OWNERS:
        return False
    # "Ibu saya mau tanya" lacks a comma: the writer asks.
    after = at + 1
    while tokens.word(after) in kin_words.WISHES:
        after += 1
    return tokens.word(after) not in kin_words.ASKING


def _has_cue_before(tokens: Tokens, index: int) -> bool:
    before = tokens.word(index - 1)
    if before not in kin_words.BEFORE:
        return False
    if tokens.word(index) in kin_words.CHILDREN and before in kin_words.NO_CUE_FOR_CHILDREN:
        return False
    is_title = tokens.word(index + 1) in first_names() | kin_words.CLERKS
    return not (is_title and tokens.word(index) in kin_words.WITH_SIGN)


def _is_no_address(tokens: Tokens, index: int, end: int) -> bool:
    before, after = tokens.word(index - 1), tokens.word(end)
    if before in kin_words.GREETINGS:
        return False
    return after.isalnum() or (index > 0 and after in {",", ":", "(", "/", "&"} and before != ",")


def _age_follows(tokens: Tokens, end: int) -> bool:
    if age_words.CUE.fullmatch(tokens.word(end)):
        return True
    return tokens.is_digits(end) and tokens.word(end + 1) in age_words.UNITS
