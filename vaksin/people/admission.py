"""Whose data it is that a number registers under a NIK.

Whoever knows a NIK must learn nothing by it, least of all whether it is registered (the peers that
told so leaked it). So a number that registers a NIK which another number registered before is
answered as everybody else: it gets a contested person of its own, whose ticket the desk compares
with the KTP. There is at most one of these for a NIK. What is looked up does not depend on what is
found, so that the time which it takes tells nothing either.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from vaksin.people.directory import Directory
from vaksin.people.model import Person


def admit(
    people: Directory, contact_id: str, told: Person, is_unclaimed: Callable[[str], bool]
) -> Person | None:
    """Write what a number told of a person and return it under its id; ``None`` for an officer.

    ``told`` has an id that is not used yet. ``is_unclaimed`` tells of somebody whom no number has
    registered to the end whether nobody else, not even a desk, has had to do with them.
    """
    numbers = people.numbers_by_person(told.nik)
    candidates = (told, replace(told, id=uuid.uuid4().hex, is_contested=True))
    known = {person.is_contested: person for person in people.find(told.nik)}
    for candidate in candidates:
        present = known.get(candidate.is_contested)
        if present and not _may_write(present, contact_id, numbers, is_unclaimed):
            continue
        person = replace(candidate, id=present.id, phone=present.phone) if present else candidate
        # Saving fails if another number registers the same NIK at this very moment.
        if people.save(person):
            return person
    return None


def _may_write(
    person: Person,
    contact_id: str,
    numbers: Mapping[str, Collection[str]],
    is_unclaimed: Callable[[str], bool],
) -> bool:
    registered_from = numbers.get(person.id)
    return contact_id in registered_from if registered_from else is_unclaimed(person.id)
