"""How long the whole number rests after an error that concerns more than one citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vaksin.event_log import event_log
from whatsapp.numbers import Numbers
from whatsapp.remedies import Remedy

log = event_log(__name__)

# Whether a token works again, or a bill is paid, is tried by sending one message now and then.
_TRY_AGAIN = timedelta(minutes=5)
_MAINTENANCE = timedelta(minutes=1)
_OUT_OF_REACH = timedelta(seconds=5)
_LONGEST_BACKOFF = timedelta(minutes=1)
# More than citizens put up with. What is too fast for the number (130429) lets it rest for seconds;
# what is too much for one citizen (131056, 131049) concerns nobody else.
_COMPLAINTS = frozenset({"131048"})


@dataclass(frozen=True)
class NumberPause:
    """That nothing is sent for a time, or until an operator resumes; some need a human."""

    lasting: timedelta | None
    is_alarming: bool

    def begin(self, numbers: Numbers, code: str) -> None:
        """Let the number rest, and tell the log if it did not before."""
        if numbers.begin_pause(code, self.lasting):
            tell = log.error if self.is_alarming else log.warning
            tell("number_paused", code=code)


def react(numbers: Numbers, remedy: Remedy, refusals: int, code: str) -> None:
    """Let the number rest, or go on more slowly, if an error concerns more than one citizen."""
    pause = pause_for(remedy, refusals)
    if pause is not None:
        pause.begin(numbers, code)
    if code in _COMPLAINTS:
        numbers.ease()


def pause_for(remedy: Remedy, refusals: int) -> NumberPause | None:
    """Return how long the number rests for the sake of an error, ``None`` if others may go on."""
    if remedy is Remedy.REPEAT:
        return NumberPause(min(timedelta(seconds=2**refusals), _LONGEST_BACKOFF), False)
    if remedy is Remedy.WAIT_FOR_META:
        return NumberPause(_MAINTENANCE, False)
    if remedy is Remedy.REACH_AGAIN:
        return NumberPause(_OUT_OF_REACH, False)
    if remedy is Remedy.PAUSE_NUMBER:
        return NumberPause(_TRY_AGAIN, True)
    return NumberPause(None, True) if remedy is Remedy.STOP_NUMBER else None
