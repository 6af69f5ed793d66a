"""Which waiting messages are read together as one turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from whatsapp import bounds
from whatsapp.inbound import COMMAND_SIGNS, NEWS, TYPED

# Meta delivers for up to seven days; who wrote yesterday does not wait for a word on each message.
STALE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """A message that waits for its turn; ``turn_key`` names the turn that was begun with it."""

    kind: str
    text: str = field(repr=False)
    sent_at: datetime
    turn_key: str | None = None

    @property
    def is_typed(self) -> bool:
        """Tell whether these are words, which may go on in the next message."""
        return self.kind == TYPED and not self.text.startswith(COMMAND_SIGNS)

    def is_stale(self, now: datetime) -> bool:
        """Tell whether it is too late to answer the message itself; news is told as it is now."""
        return self.kind != NEWS and now - self.sent_at > STALE_AFTER


def next_group(
    waiting: Sequence[Waiting], now: datetime, patience: timedelta | None
) -> Sequence[Waiting]:
    """Return the first messages of a contact that are one turn: at least one.

    Messages are in the order in which they were sent, those of a turn that was begun first. Typed
    words sent within ``patience`` of the first are one turn, without it all of them are.
    """
    first = waiting[0]
    if first.turn_key is not None:
        return list(takewhile(lambda w: w.turn_key == first.turn_key, waiting))
    if first.is_stale(now):
        return list(takewhile(lambda w: w.is_stale(now), waiting))
    if not first.is_typed or patience == timedelta():
        return [first]
    return _typed_together(waiting, patience)


def _typed_together(waiting: Sequence[Waiting], patience: timedelta | None) -> list[Waiting]:
    first, *others = waiting
    group, length = [first], len(first.text)
    for other in others:
        length += 1 + len(other.text)
        is_late = patience is not None and other.sent_at - first.sent_at > patience
        if is_late or not other.is_typed or length > bounds.TEXT:
            break
        group.append(other)
    return group
