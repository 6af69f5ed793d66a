"""Everything on file about the people of a number, for a citizen to read (UU 27/2022 art. 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.model import Booking
from vaksin.booking.waiting import WaitingEntry
from vaksin.eligibility.course import GivenDose
from vaksin.officer_requests import OfficerRequest
from vaksin.people.consents import Consent
from vaksin.people.decisions import Decision
from vaksin.people.message_choices import MessageChoice
from vaksin.people.model import Registration
from vaksin.people.verifications import VerificationStatus

# How far back a citizen is told that officers opened their data.
ACCESS_DAYS = 30


@dataclass(frozen=True)
class PersonalData:
    """What is kept about one person.

    ``bookings`` are the newest first; ``consents`` and ``requests`` those of the number that asks.
    ``accesses`` is how often officers opened or changed the data in the last :data:`ACCESS_DAYS`.
    """

    registration: Registration
    history: tuple[GivenDose, ...]
    bookings: tuple[Booking, ...]
    waiting: WaitingEntry | None
    decision: Decision | None
    verification: VerificationStatus | None
    consents: tuple[Consent, ...]
    requests: tuple[OfficerRequest, ...]
    accesses: int


@dataclass(frozen=True)
class OwnData:
    """What is kept about a number; ``requests`` are those that are about nobody on file.

    ``choices`` say which messages it wants, the first choice first.
    """

    people: tuple[PersonalData, ...]
    requests: tuple[OfficerRequest, ...]
    unfinished: int
    choices: tuple[MessageChoice, ...]


@dataclass(frozen=True)
class OwnDataService:
    """Reads what is kept, for the number that may read it."""

    transactions: Transactions

    def of(self, contact_id: str) -> OwnData:
        """Return all that is kept about a number and whoever was registered from it.

        Whoever is about to be erased is not among them.
        """
        with self.transactions.reading() as act:
            current = act.contacts.current(contact_id)
            requests = act.requests.waiting_of(current)
            people = tuple(
                _personal_data(act, registration, requests)
                for registration in act.people.registered_from(current)
            )
            told = {request.reference for person in people for request in person.requests}
            return OwnData(
                people=people,
                requests=tuple(one for one in requests if one.reference not in told),
                unfinished=len(act.drafts.of(current)),
                choices=tuple(act.choices.history(current)),
            )


def _personal_data(
    act: Act, registration: Registration, requests: list[OfficerRequest]
) -> PersonalData:
    person_id = registration.person.id
    since = act.clock.now() - timedelta(days=ACCESS_DAYS)
    return PersonalData(
        registration=registration,
        history=act.doses.of(person_id),
        bookings=tuple(act.desk.of_person(person_id)),
        waiting=act.queue.of_person(person_id),
        decision=act.decisions.of(person_id),
        verification=act.verifications.of(person_id),
        consents=tuple(act.consents.of(registration.contact_id, person_id)),
        requests=tuple(one for one in requests if one.person_id == person_id),
        accesses=act.access_log.count(person_id, since),
    )
