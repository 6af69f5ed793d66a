"""The hours in which nobody is written to who did not write just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class QuietHours:
    """From an hour in the evening to one in the morning, in the time of where somebody lives."""

    begin: time
    end: time

    def covers(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Tell whether people sleep in a zone."""
        return not self.end <= moment.astimezone(zone).time() < self.begin

    def end_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment itself, or when the quiet hours end in which it lies."""
        if not self.covers(moment, zone):
            return moment
        local = moment.astimezone(zone)
        morning = datetime.combine(local.date(), self.end, zone)
        return morning if morning > local else morning + timedelta(days=1)
