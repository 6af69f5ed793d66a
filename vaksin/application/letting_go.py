"""A number that has no say over somebody any more: what it booked for them passes on."""

from __future__ import annotations

from vaksin.application.transactions import Act


def let_go(act: Act, person_id: str) -> bool:
    """Pass a person's seats and places in queues on to the next number that registered them.

    Returns whether there is one. If there is none, seats that are not confirmed are given back and
    the queues are left; what becomes of a booking is for the caller to say.
    """
    heir = next(iter(act.people.heirs_of(person_id, act.contact_id)), None)
    act.notices.forget(act.contact_id, person_id)
    if heir is None:
        act.desk.give_back_of(person_id, only_held=True)
        act.queue.leave_all(person_id)
        return False
    act.desk.hand_over(person_id, act.contact_id, heir)
    act.queue.hand_over(person_id, act.contact_id, heir)
    return True
