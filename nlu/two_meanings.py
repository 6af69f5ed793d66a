"""When a message means two things: what asks for something wins, and both count if both ask."""

from __future__ import annotations

from nlu.meanings import RETRIEVAL_SEPARATOR, Meaning

# How sure a clause must be (0 to 1) to count as a wish of its own.
SURE = 0.9
# How likely the second question must be for the message as a whole, too: a reason that sounds
# like a question is none.
LEAST_IN_THE_WHOLE = 0.01
# Said beside a wish, these ask for nothing.
SMALL_TALK = frozenset({"sapa", "terima_kasih", "pamit", "di_luar_topik"})
# They end or concern the talk itself: nothing is answered beside them.
_ALONE = frozenset({"hentikan_proses", "tolak", "setuju", "bantuan"})


def may_mean_two(ranking: list[Meaning]) -> bool:
    """Whether it is worth reading a message clause by clause: most mean one thing, and surely."""
    is_open = len(ranking) > 1 and ranking[1].confidence >= LEAST_IN_THE_WHOLE
    return is_open or any(meaning.name in SMALL_TALK for meaning in ranking[:1])


def wish_beside_small_talk(whole: Meaning, clauses: list[Meaning]) -> Meaning | None:
    """The wish in a message that otherwise only greets, thanks or chats; None if it has none."""
    if whole.name not in SMALL_TALK:
        return None
    return next((m for m in clauses if m.confidence >= SURE and _is_wish(m)), None)


def second_question(ranking: list[Meaning], clauses: list[Meaning]) -> str | None:
    """The topic that a message asks about beside its first wish; None if it has one wish only.

    Both must be clear by themselves, in a clause each.
    """
    whole = ranking[0]
    said_apart = {m.name for m in clauses if m.confidence >= SURE}
    if whole.name not in said_apart or not _is_wish(whole):
        return None
    likely = [m.name for m in ranking[1:] if m.confidence >= LEAST_IN_THE_WHOLE]
    return next((name for name in likely if name in said_apart and _is_topic(name)), None)


def _is_wish(meaning: Meaning) -> bool:
    return meaning.name not in SMALL_TALK | _ALONE


def _is_topic(name: str) -> bool:
    return RETRIEVAL_SEPARATOR in name
