"""Takes in Meta's reports about messages that the bot sent, and does what a failure asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from whatsapp.dead_letters import DeadLetters
from whatsapp.leases import SEND, Lanes
from whatsapp.numbers import Numbers
from whatsapp.outbox import MAX_REFUSALS, Outbox, Queued, Reported, pause_after
from whatsapp.pauses import react
from whatsapp.remedies import Remedy, remedy_for_report
from whatsapp.statuses import StatusUpdate
from whatsapp.uploads import Uploads

_SENT_AGAIN = frozenset(
    {
        Remedy.REPEAT,
        Remedy.REPEAT_FOR_CITIZEN,
        Remedy.WAIT_FOR_META,
        Remedy.UPLOAD_AGAIN,
        Remedy.PAUSE_NUMBER,
        Remedy.STOP_NUMBER,
    }
)


@dataclass(frozen=True)
class Reports:
    """Writes reports into the outbox within one transaction.

    Attributes:
        template: the name of the template that asks a citizen to write, empty if there is none.
    """

    outbox: Outbox
    lanes: Lanes
    numbers: Numbers
    letters: DeadLetters
    uploads: Uploads
    template: str

    def take_in(self, reports: Sequence[StatusUpdate]) -> list[Reported]:
        """Record reports; return what they told that was new."""
        if not reports:
            return []
        known = self.outbox.reported(reports)
        # A message that was in doubt may have held up the next ones.
        waiting = {
            row.contact_id: self.lanes.clock.now()
            for row in known.values()
            if row.in_doubt_since is not None
        }
        self.lanes.schedule(SEND, waiting)
        told = self.outbox.advance(reports, known)
        for reported in told:
            if reported.failed is not None:
                self._mend(reported.failed, reported.error_code)
        return told

    def _mend(self, queued: Queued, code: str) -> None:
        remedy = remedy_for_report(code)
        react(self.numbers, remedy, queued.refusals, code)
        if remedy is Remedy.UPLOAD_AGAIN:
            self.uploads.forget_image_of(queued.payload)
        if remedy is Remedy.SWITCH_TO_TEMPLATE and self.template and not queued.is_template:
            self.outbox.ask_to_write(queued.contact_id, self.template)
            self.outbox.add_again(queued, held=True, pause=timedelta())
        elif remedy in _SENT_AGAIN and queued.refusals < MAX_REFUSALS:
            self.outbox.add_again(queued, held=False, pause=pause_after(queued.refusals + 1))
        else:
            self.outbox.did_not_arrive(queued, code)
            if remedy is not Remedy.GIVE_UP_RECIPIENT:
                self.letters.add_send(code or "failed", queued.id)
        self.lanes.schedule(SEND, {queued.contact_id: self.lanes.clock.now()})
