"""Making two people on file one, without a second live seat or a dose lost on the way."""

from __future__ import annotations

from vaksin.application.transactions import Act
from vaksin.booking.model import Booking, BookingStatus
from vaksin.people.joining import hand_over
from vaksin.people.model import Person


def join(act: Act, kept: Person, other: Person) -> bool:
    """Hand everything of ``other`` over to ``kept`` and delete ``other``.

    Of two live seats for a dose the one is kept at which the person has arrived, else that of
    ``kept``. Returns whether a seat was given back.
    """
    act.desk.give_back_of(other.id, only_held=True)
    act.queue.leave_all(other.id)
    act.doses.join(other.id, kept.id)
    had = len(act.doses.of(kept.id))
    gave_back = False
    for booking in act.desk.live_of_any([other.id]):
        rival = act.desk.live_of(kept.id, booking.dose)
        for superfluous in _superfluous(booking, rival, had):
            act.desk.end(superfluous.id)
            gave_back = True
        act.queue.leave(kept.id, booking.dose)
    hand_over(act.connection, other.id, kept.id)
    act.people.remove(other.id)
    return gave_back


def _superfluous(booking: Booking, rival: Booking | None, doses_had: int) -> list[Booking]:
    if rival is None:
        return [booking] if booking.dose <= doses_had else []
    return [rival if booking.status is BookingStatus.ARRIVED else booking]
