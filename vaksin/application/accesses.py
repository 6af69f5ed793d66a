"""Looking into who looked at or changed whose data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.attendance import UnknownTicket
from vaksin.privacy.access_log import AccessRecord


@dataclass(frozen=True)
class AccessState:
    """Whether the chain is whole: the first broken record if it is not, and where it ends."""

    first_broken: int | None
    last_number: int
    last_mac: str


@dataclass(frozen=True)
class AccessService:
    """Reads the access log and proves it whole."""

    transactions: Transactions

    def records(
        self, named: str | None = None, since: datetime | None = None
    ) -> list[AccessRecord]:
        """Return what was done with anybody's data, or with that of one person.

        ``named`` is the code of a ticket, the reference of an open request, or the person's id,
        which counts even if the person is erased.
        """
        with self.transactions.reading() as act:
            person_id = _person_id(act, named) if named else None
            return act.access_log.records(person_id, since)

    def state(self) -> AccessState:
        """Prove every record unchanged."""
        with self.transactions.reading() as act:
            first_broken = act.access_log.first_broken()
            return AccessState(first_broken, *act.access_log.end())


def _person_id(act: Act, named: str) -> str:
    request = act.requests.of_reference(named)
    if request and request.person_id:
        return request.person_id
    try:
        return act.attendance.ticket(named).person_id
    except UnknownTicket:
        return named
