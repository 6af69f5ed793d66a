"""Sites and sessions from operators' sheets, each file as one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vaksin.application.transactions import Act, Transactions
from vaksin.booking.imports import Written
from vaksin.booking.site_import import SheetImport
from vaksin.clock import today_in


@dataclass(frozen=True)
class ImportService:
    """Takes all rows of a sheet, or none."""

    transactions: Transactions

    def sites(self, sheet: SheetImport, *, dry_run: bool = False) -> Written:
        """Write the sites of a sheet; only count what would change on a dry run.

        Raises:
            SheetError: if the file cannot be read as a table.
            ImportRefused: with every mistake, if there is any.
        """
        records = sheet.sites()
        return self._written(lambda act: act.imports.put_sites(records), dry_run=dry_run)

    def sessions(self, sheet: SheetImport, *, dry_run: bool = False) -> Written:
        """Write the sessions of a sheet, and offer their seats to those who wait for the day.

        Raises:
            SheetError, ImportRefused: as :meth:`sites`.
            SessionsInTheWay: if some cannot be written beside what is booked or open.
        """
        with self.transactions.reading() as act:
            timezones = act.imports.timezones()
        records = sheet.sessions(timezones, today_in(self.transactions.clock))

        def work(act: Act) -> Written:
            written = act.imports.put_sessions(records)
            awaited, fresh = set(act.queue.queues()), set(written.ids)
            for record in records:
                if record.id in fresh and (record.site_id, record.local_date) in awaited:
                    act.queue.offer_free_seats(record.id)
            return written

        return self._written(work, dry_run=dry_run)

    def _written(self, work: Callable[[Act], Written], *, dry_run: bool) -> Written:
        return self.transactions.trying(work) if dry_run else self.transactions.writing(work)
