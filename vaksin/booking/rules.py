"""For how long seats are held and offered, and how often a booking may be moved.

Read from the ``seats`` part of ``content/service.yml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from vaksin.booking.model import VaccinationSession
from vaksin.content import Entry
from vaksin.quiet_hours import QuietHours


@dataclass(frozen=True)
class SeatRules:
    """The rules of the service about seats.

    ``hold`` is how long a citizen has to confirm a chosen seat, ``offer`` how long somebody who
    waits has to take one. In the ``quiet`` hours of the site an offer's time stands still.
    ``last_offer`` before a session its free seats are offered no more. ``last_part`` before the end
    of a session the seats of those who have not come may be given to others. A seat in a session
    that is closed is replaced by one within ``rebook_days`` and ``rebook_km``. ``moves`` is how
    often one booking may be moved, ``cancellations`` how many bookings of a person may be cancelled
    within 30 days before an officer is asked. Who has a seat is reminded the day before at
    ``remind_on_eve`` and on the day at ``remind_on_day``, and asked how they are the day after at
    ``ask_after_dose`` (the site's time).
    """

    hold: timedelta
    offer: timedelta
    quiet: QuietHours
    last_offer: timedelta
    last_part: timedelta
    rebook_days: int
    rebook_km: int
    moves: int
    cancellations: int
    remind_on_eve: time
    remind_on_day: time
    ask_after_dose: time

    def hold_until(self, now: datetime, session: VaccinationSession) -> datetime:
        """Return until when a seat is held that was chosen now; never past the session's start."""
        return min(now + self.hold, session.starts_at)

    def offer_until(self, now: datetime, session: VaccinationSession) -> datetime | None:
        """Return until when an offer made now stands; ``None`` if it is too late for one."""
        last = session.starts_at - self.last_offer
        if now >= last:
            return None
        begins = self.quiet.end_after(now, ZoneInfo(session.site.timezone))
        return min(begins + self.offer, last)


def read_seat_rules(entry: Entry) -> SeatRules:
    """Read the rules.

    Raises:
        ContentError: naming the setting that is wrong.
    """
    entry.allow(
        "source", "as_of", "confirmed", "hold_minutes", "offer_minutes", "quiet_from",
        "quiet_until", "last_offer_minutes", "absent_minutes", "rebook_days", "rebook_km", "moves",
        "cancellations", "remind_on_eve", "remind_on_day", "ask_after_dose",
    )  # fmt: skip
    rules = SeatRules(
        hold=timedelta(minutes=entry.integer("hold_minutes", 3, 60)),
        offer=timedelta(minutes=entry.integer("offer_minutes", 10, 24 * 60)),
        quiet=QuietHours(entry.clock("quiet_from"), entry.clock("quiet_until")),
        last_offer=timedelta(minutes=entry.integer("last_offer_minutes", 15, 24 * 60)),
        last_part=timedelta(minutes=entry.integer("absent_minutes", 0, 240)),
        rebook_days=entry.integer("rebook_days", 0, 60),
        rebook_km=entry.integer("rebook_km", 0, 500),
        moves=entry.integer("moves", 1, 20),
        cancellations=entry.integer("cancellations", 1, 20),
        remind_on_eve=entry.clock("remind_on_eve"),
        remind_on_day=entry.clock("remind_on_day"),
        ask_after_dose=entry.clock("ask_after_dose"),
    )
    if rules.quiet.end >= rules.quiet.begin:
        raise entry.error("quiet_until must be in the morning, before quiet_from")
    for name in ("remind_on_eve", "remind_on_day", "ask_after_dose"):
        if not rules.quiet.end <= getattr(rules, name) < rules.quiet.begin:
            raise entry.error(f"{name} must be between quiet_until and quiet_from")
    return rules
