"""Telling people that the certificate of their dose is issued.

SATUSEHAT cannot be asked for certificates, so an officer says whose are there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.attendance import UnknownTicket
from vaksin.booking.mistakes import ImportRefused, Mistake
from vaksin.booking.model import BookingError
from vaksin.booking.site_import import TICKET_COLUMN, SheetImport
from vaksin.booking.tickets import read_ticket_code
from vaksin.notices import NoticeKind
from vaksin.people.doses import RecordedDose
from vaksin.privacy.access_log import AccessAct

_UNKNOWN = "tiket tidak dikenal", "periksa lagi kodenya di daftar hadir"
_NOT_GIVEN = "belum ada dosis yang tercatat", "catat dulu dosisnya, atau hapus baris ini"


class Telling(Enum):
    """What came of telling of one certificate; who has no number can be told once they have."""

    TOLD = "dikabari"
    TOLD_BEFORE = "sudah_dikabari"
    NO_NUMBER = "tanpa_nomor"


class NoDoseRecorded(BookingError):
    """No dose was given with this ticket."""


@dataclass(frozen=True)
class CertificateService:
    """Tells of each dose's certificate once, to every number that registered the person."""

    transactions: Transactions

    def tell(self, sheet: SheetImport, *, dry_run: bool = False) -> Mapping[Telling, int]:
        """Tell of all tickets of a sheet, or of none; only count on a dry run.

        Raises:
            SheetError: if the file cannot be read as a table.
            ImportRefused: with every mistake, if there is any.
        """
        rows = sheet.tickets()

        def work(act: Act) -> Mapping[Telling, int]:
            doses = {code: act.doses.of_ticket(code) for code in rows}
            missing = [code for code, dose in doses.items() if dose is None]
            if missing:
                raise ImportRefused(sheet.path.name, _mistakes(act, missing, rows))
            return _tell(act, filter(None, doses.values()))

        return self.transactions.trying(work) if dry_run else self.transactions.writing(work)

    def tell_one(self, typed: str) -> Telling:
        """Tell of the ticket with a code as it was typed.

        Raises:
            UnknownTicket: if there is none with this code.
            NoDoseRecorded: if no dose was given with it.
        """

        def work(act: Act) -> Telling:
            code = read_ticket_code(typed)
            dose = act.doses.of_ticket(code) if code else None
            if dose is None:
                act.attendance.ticket(typed)
                raise NoDoseRecorded
            (telling,) = _tell(act, [dose])
            return telling

        return self.transactions.writing(work)


def _mistakes(act: Act, codes: Iterable[str], rows: Mapping[str, int]) -> Iterator[Mistake]:
    for code in codes:
        try:
            act.attendance.ticket(code)
        except UnknownTicket:
            yield Mistake(rows[code], TICKET_COLUMN, *_UNKNOWN)
        else:
            yield Mistake(rows[code], TICKET_COLUMN, *_NOT_GIVEN)


def _tell(act: Act, doses: Iterable[RecordedDose]) -> Mapping[Telling, int]:
    # In one order, lest two officers with the same doses wait for one another.
    in_order = sorted(doses, key=lambda dose: dose.id)
    tellings = Counter(_tell_of(act, dose) for dose in in_order)
    act.note_access(AccessAct.CERTIFICATES, {dose.person_id for dose in in_order})
    return tellings


def _tell_of(act: Act, dose: RecordedDose) -> Telling:
    if not act.people.contacts_of(dose.person_id):
        return Telling.NO_NUMBER
    if not act.doses.certificate_told(dose.id):
        return Telling.TOLD_BEFORE
    act.tell(dose.person_id, NoticeKind.CERTIFICATE, {"dose": str(dose.number)})
    return Telling.TOLD
