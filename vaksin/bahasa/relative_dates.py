"""Days counted from today: "besok", "lusa", "tadi pagi", "3 hari lagi", "2 minggu yang lalu"."""

from __future__ import annotations

from vaksin.bahasa import lexicon
from vaksin.bahasa.date_mentions import Context, Kind, Match
from vaksin.bahasa.lexicon import When, is_in
from vaksin.bahasa.phrases import Amount, match_amount, match_when
from vaksin.bahasa.spans import DateSpan, Unit, day_span, shifted, span_around, without_repeats
from vaksin.bahasa.tokens import Tokens

_UNTIL = lexicon.words("sampai sampe smp sampek hingga")
_EARLIER_TODAY = lexicon.words("tadi td wau tdi")
_DAWN = lexicon.words("subuh shubuh")
_CLOCK_WORDS = lexicon.words("jam jm tabuh pukul pkl pukua")
# "Ari ni", "dino iki", "dinten ieu", "uroe nyoe": today, from Bangka to Aceh.
_TODAY_IN_TWO_WORDS = {
    "ari": lexicon.words("ni ini iko"),
    "hari": lexicon.words("iko iki ni niki"),
    "dino": lexicon.words("iki ki"),
    "dina": lexicon.words("iki ki"),
    "dinten": lexicon.words("niki ieu puniki"),
    "poe": lexicon.words("ieu"),
    "uroe": lexicon.words("nyoe"),
    "sadari": lexicon.words("on"),
    "are": lexicon.words("jia reya"),
    "esso": lexicon.words("ewe"),
    "jelo": lexicon.words("sine"),
    "rahina": lexicon.words("mangkin"),
}
# A number after one of these counts no weeks: "dosis 2 minggu depan", "jam 9 minggu depan".
_NOT_COUNTED_AFTER = lexicon.words("jam jm pukul pkl dosis ke vaksin - tahap")
_DAY_WORDS = (
    (lexicon.TOMORROW_WORDS, 1),
    (lexicon.DAY_AFTER_TOMORROW_WORDS, 2),
    (lexicon.YESTERDAY_WORDS, -1),
    (lexicon.LAST_NIGHT_WORDS, -1),
)

OPENERS = (
    lexicon.TODAY_WORDS
    | lexicon.DAY_WORDS
    | lexicon.PARTS_OF_DAY
    | lexicon.TOMORROW_BEFORE_HOUR
    | lexicon.COMING_WORDS
    | _EARLIER_TODAY
    | _TODAY_IN_TWO_WORDS.keys()
    | frozenset(word for known, _ in _DAY_WORDS for word in known)
)


def match_relative(tokens: Tokens, index: int, context: Context) -> Match | None:
    """The day counted from today that is named at `index`."""
    return (
        _match_today(tokens, index, context)
        or _match_pair(tokens, index, context)
        or _match_day_word(tokens, index, context)
        or _match_distance(tokens, index, context)
    )


def _match_today(tokens: Tokens, index: int, context: Context) -> Match | None:
    """ "hari ini", "skrg", "sore ini", "tadi pagi", "nanti malam"."""
    word, following = tokens.word(index), tokens.word(index + 1)
    if is_in(lexicon.TODAY_WORDS, word) and tokens.word(index - 1) not in _UNTIL:
        return _days(index, index + 1, context, 0)
    is_this = is_in(lexicon.THIS_WORDS, following)
    if is_this and (word in lexicon.DAY_WORDS or word in lexicon.PARTS_OF_DAY):
        return _days(index, index + 2, context, 0)
    if following in _TODAY_IN_TWO_WORDS.get(word, ()):
        return _days(index, index + 2, context, 0)
    is_tomorrow = lexicon.is_tomorrow_before_hour(word, following)
    if is_tomorrow and _hour_follows(tokens, index + 1):
        return _days(index, index + 1, context, 1)
    if word in _EARLIER_TODAY and following in lexicon.PARTS_OF_DAY | _DAWN:
        return _days(index, index + 2, context, -1 if following in lexicon.EVENING else 0)
    later_parts = lexicon.PARTS_OF_DAY - lexicon.MORNING
    if word in lexicon.COMING_WORDS and following in later_parts:
        return _days(index, index + 2, context, 0)
    return None


def _hour_follows(tokens: Tokens, index: int) -> bool:
    return tokens.word(index) in _CLOCK_WORDS or tokens.word(index) in lexicon.MORNING


def _match_pair(tokens: Tokens, index: int, context: Context) -> Match | None:
    """Two day words together: "kemarin lusa" is a day, "besok lusa" is either of two."""
    words = tokens.word(index), tokens.word(index + 1)
    for word, other in (words, words[::-1]):
        if is_in(lexicon.DAY_AFTER_TOMORROW_WORDS, other):
            if is_in(lexicon.YESTERDAY_WORDS, word):
                return _days(index, index + 2, context, -2)
            if is_in(lexicon.TOMORROW_WORDS, word):
                return _days(index, index + 2, context, 1, 2)
    return None


def _match_day_word(tokens: Tokens, index: int, context: Context) -> Match | None:
    for known, steps in _DAY_WORDS:
        if is_in(known, tokens.word(index)):
            return _days(index, index + 1, context, steps)
    return None


def _match_distance(tokens: Tokens, index: int, context: Context) -> Match | None:
    amount = match_amount(tokens, index)
    if amount is None:
        return None
    steps, end = amount.value, amount.end + 1
    if not is_in(lexicon.AGAIN_WORDS, tokens.word(amount.end)):
        when = match_when(tokens, amount.end)
        if when is None or when[0] is When.THIS:
            return None
        if tokens.word(amount.end) in lexicon.NEXT_WORDS:
            return _match_counted_or_next(tokens, index, amount, context)
        steps, end = (-steps if when[0] is When.LAST else steps), when[1]
    day = shifted(context.today, amount.unit, steps)
    return None if day is None else Match(index, end, Kind.RELATIVE, (day_span(day),))


def _match_counted_or_next(
    tokens: Tokens, index: int, amount: Amount, context: Context
) -> Match | None:
    """ "2 minggu depan" is said of the day in two weeks, and of any day of next week."""
    if tokens.word(index - 1) in _NOT_COUNTED_AFTER or amount.unit is Unit.DAY:
        return None
    day = shifted(context.today, amount.unit, amount.value)
    following = shifted(context.today, amount.unit, 1)
    if day is None or following is None:
        return None
    readings = without_repeats((day_span(day), span_around(following, amount.unit)))
    return Match(index, amount.end + 1, Kind.RELATIVE, readings)


def _days(start: int, end: int, context: Context, *steps: int) -> Match | None:
    days = (shifted(context.today, Unit.DAY, step) for step in steps)
    readings: tuple[DateSpan, ...] = tuple(day_span(day) for day in days if day)
    return Match(start, end, Kind.RELATIVE, readings) if readings else None
