"""How people say that they are well, or that something does not apply to them.

"Tidak sehat" holds the word for health and "tidak demam" a symptom; neither may be taken for it.
"""

from __future__ import annotations

import re

from vaksin.bahasa.address_words import ADDRESS_WORDS, PARTICLES
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set

_DENYING = word_set("tidak bukan belum kurang jarang tanpa bebas")
_WELL = word_set("sehat fit bugar")
_COMPLAINT = word_set("keluhan penyakit sakit gejala masalah kondisi riwayat apa apanya apapun pun")
_BESIDE = (
    ADDRESS_WORDS
    | PARTICLES
    | word_set("saya semua semuanya alhamdulillah baik kok saja ada punya yang sesuai satu sama")
    | word_set("sekali badan hari ini kami dan aman walafiat wal afiat sangat")
)


def is_healthy(text: str) -> bool:
    """Tell whether a message says that no condition applies, and nothing else."""
    typed = _words(text)
    well, complaint = typed & _WELL, typed & _COMPLAINT
    rest = typed - _WELL - _COMPLAINT - _BESIDE
    if complaint:
        return not well and bool(rest) and rest <= _DENYING - {"kurang", "jarang"}
    return bool(well) and not rest


def denies(text: str) -> bool:
    """Tell whether something is denied, so that naming it is no yes to it."""
    return bool(_words(text) & _DENYING)


def _words(text: str) -> set[str]:
    return set(re.findall("[a-z]+", normalise(text)))
