"""Symptoms told while registering: being ill now is no report after an injection."""

from __future__ import annotations

import re

from actions.conversation import Turn
from actions.registration.health_words import denies
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set

SYMPTOM_INTENT = "lapor_kipi"
# Words that speak of an injection that was given already.
_AFTER_INJECTION = re.compile(r"\b(?:di)?(?:suntik|vaksin)\w*")
_DANGER = word_set("sesak pingsan kejang bengkak kaku biru ambruk")
_CHEST_PAIN = re.compile(r"\b(?:nyeri|sakit) dada\b")


def tells_illness(turn: Turn) -> bool:
    """Tell whether a message says that somebody is ill now, without an injection before."""
    is_symptom = turn.intent == SYMPTOM_INTENT and not denies(turn.text)
    return is_symptom and not _AFTER_INJECTION.search(normalise(turn.text))


def names_danger(text: str) -> bool:
    """Tell whether a message names a danger sign, for which one goes to the emergency room."""
    typed = normalise(text)
    return bool(_DANGER & set(re.findall("[a-z]+", typed))) or bool(_CHEST_PAIN.search(typed))
