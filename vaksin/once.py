"""Requests that may come twice have their effect once.

Who asks for something under an id and hears no answer, because a process or a connection broke,
asks again under the same id. What it came to the first time is kept in the same transaction as
the effect, so there is never one without the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keeping import DataKind, Rows
from vaksin.privacy.keys import DataKeys
from vaksin.schema import performed_requests

# Nobody asks again after messages are delivered again no more.
OLD_REQUESTS = Rows(
    DataKind.PERFORMED_REQUEST, performed_requests, performed_requests.c.performed_at
)


class Operation(Enum):
    """What was asked for; one message may ask for several things, each of them once."""

    CONSENT = "persetujuan"
    ENROL = "catat"
    REGISTER = "daftar"
    HOLD = "simpan_kursi"
    RELEASE = "lepas_kursi"
    BOOK = "pesan"
    TAKE_OFFER = "terima_tawaran"
    DECLINE_OFFER = "tolak_tawaran"
    WAIT = "antre"
    STOP_WAITING = "berhenti_antre"
    CANCEL = "batal"
    RESCHEDULE = "ubah"
    ASK_OFFICER = "petugas"
    STOP_NOTIFICATIONS = "berhenti"
    RESUME_NOTIFICATIONS = "kabari_lagi"
    ERASE = "hapus"
    TELL_NEWS = "kabar"
    WITHDRAW_ERASURE = "batal_hapus"
    CORRECT = "perbaiki"
    DISPUTE = "sengketa"
    LINK = "hubungkan"


@dataclass(frozen=True)
class PerformedRequests:
    """Remembers within one transaction what requests came to."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def once(
        self,
        contact_id: str,
        request_id: str | None,
        operation: Operation,
        effect: Callable[[], str],
    ) -> str:
        """Return what ``effect`` returns, or returned when this was asked for the first time.

        A request without an id, or whose effect raises, is not remembered.
        """
        if request_id is None:
            return effect()
        earlier = self.result_of(request_id, operation)
        if earlier is not None:
            return earlier
        result = effect()
        self.connection.execute(
            insert(performed_requests).values(
                key=self._key(request_id, operation),
                contact_id=contact_id,
                result_sealed=self.keys.seal(result),
                performed_at=self.clock.now(),
            )
        )
        return result

    def result_of(self, request_id: str, operation: Operation) -> str | None:
        """Return what a request came to, ``None`` if it had no effect yet."""
        sealed = self.connection.execute(
            select(performed_requests.c.result_sealed).where(
                performed_requests.c.key == self._key(request_id, operation)
            )
        ).scalar_one_or_none()
        return None if sealed is None else self.keys.open(sealed)

    def forget_of(self, contact_id: str) -> None:
        """Delete what the requests of a contact came to."""
        of_contact = performed_requests.c.contact_id == contact_id
        self.connection.execute(delete(performed_requests).where(of_contact))

    def _key(self, request_id: str, operation: Operation) -> str:
        return self.keys.lookup_hash("request", f"{operation.value}\0{request_id}")
