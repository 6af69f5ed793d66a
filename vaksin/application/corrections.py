"""Citizens mend their data themselves, as far as nothing that an officer must see depends on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from vaksin.application.for_officer import for_officer, needs_officer, or_raise
from vaksin.application.model import NeedsOfficer, NotYours
from vaksin.application.transactions import Act, Transactions
from vaksin.booking.model import Booking
from vaksin.clock import today_in
from vaksin.eligibility.doses import NextDose, next_dose
from vaksin.eligibility.groups import groups_on
from vaksin.identity.nik import NikFlag
from vaksin.officer_requests import RequestKind
from vaksin.once import Operation
from vaksin.people.corrections import Part
from vaksin.people.model import ADULT_AGE, Person, age_on

# Doubts that a birth date which agrees with the NIK clears.
_DOUBTS = frozenset({NikFlag.BIRTH_DATE_DIFFERS.value, NikFlag.MAYBE_FAMILY_CARD.value})
# A register compares these with the NIK.
_CHECKED = (Part.NAME, Part.BIRTH_DATE)


@dataclass(frozen=True)
class CorrectionService:
    """Writes corrected data, or leaves the correction for an officer."""

    transactions: Transactions
    content: Path

    def correct(
        self,
        contact_id: str,
        person_id: str,
        part: Part,
        value: str,
        *,
        request_id: str | None = None,
    ) -> None:
        """Correct a part of a person's data.

        ``value`` is the name, the birth date in ISO form, the person's own number in E.164 form,
        or the district code of their home.

        Raises:
            NotYours: if the person was not registered from this number.
            NeedsOfficer: if the birth date disagrees with the NIK, or changes what the person may
                get or who must agree to it.
        """

        def effect(act: Act) -> str:
            own = {r.person.id: r.person for r in act.people.registered_from(act.contact_id)}
            if person_id not in own:
                raise NotYours
            person, corrected = own[person_id], _corrected(own[person_id], part, value)
            if part is Part.BIRTH_DATE and self._matters(act, person, corrected):
                told = f"Tanggal lahir {person.name}: {person.birth_date}, seharusnya {value}"
                kind = RequestKind.CORRECTION
                return for_officer(act.requests.add(act.contact_id, kind, told, person_id))
            act.people.save(corrected)
            act.corrections.add(person_id, act.contact_id, part)
            if part in _CHECKED:
                act.verifications.begin(person_id)
            return ""

        def outcome(_: Act, result: str) -> NeedsOfficer | None:
            return needs_officer(result)

        or_raise(self.transactions.once(contact_id, request_id, Operation.CORRECT, effect, outcome))

    def _matters(self, act: Act, before: Person, after: Person) -> bool:
        """Tell whether an officer must look at another birth date."""
        today = today_in(act.clock)
        ages = [age_on(person.birth_date, today) for person in (before, after)]
        if not after.nik.agrees_with(after.birth_date):
            return True
        if (ages[0] < ADULT_AGE) != (ages[1] < ADULT_AGE):
            return True
        groups = {group.id: group for group in groups_on(today, self.content)}
        group = groups.get(after.group_id)
        if group and not group.fits_age(ages[1]):
            return True
        booked = act.desk.live_of_any([before.id])
        return any(self._changes(act, booking, before, after) for booking in booked)

    def _changes(self, act: Act, booking: Booking, before: Person, after: Person) -> bool:
        days = (today_in(act.clock), booking.session.local_date)
        return any(self._due(act, before, on) != self._due(act, after, on) for on in days)

    def _due(self, act: Act, person: Person, on: date) -> tuple[int, frozenset[str]] | None:
        history = act.doses.of(person.id)
        due = next_dose(history, on, person.birth_date, person.group_id, self.content)
        return (due.number, due.vaccine_ids) if isinstance(due, NextDose) else None


def _corrected(person: Person, part: Part, value: str) -> Person:
    if part is Part.NAME:
        return replace(person, name=value)
    if part is Part.PHONE:
        return replace(person, phone=value)
    if part is Part.HOME:
        return replace(person, district_code=value)
    return replace(person, birth_date=date.fromisoformat(value), flags=person.flags - _DOUBTS)
