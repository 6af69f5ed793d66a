"""How often and when people are written to who did not write; from ``content/service.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vaksin.content import Entry
from vaksin.quiet_hours import QuietHours


@dataclass(frozen=True)
class MessageRules:
    """The manners of the service.

    In the ``quiet`` hours, in the time of where somebody lives, nobody is written to but who wrote
    within ``awake_for``. A number gets at most ``per_week`` messages in seven days, and above that
    only what presses: news about a seat, and how somebody is after a dose. Between two invitations
    lie ``between_invitations``. Campaigns may use ``campaign_percent`` of how many people may be
    written to in a day; the rest is for news.
    """

    quiet: QuietHours
    awake_for: timedelta
    per_week: int
    between_invitations: timedelta
    campaign_percent: int

    def campaign_share(self, people: int) -> int:
        """Return to how many of so many people in a day campaigns may write."""
        return people * self.campaign_percent // 100


def read_message_rules(entry: Entry, quiet: QuietHours) -> MessageRules:
    """Read the rules.

    Raises:
        ContentError: naming the setting that is wrong.
    """
    entry.allow(
        "source", "as_of", "confirmed", "per_week", "awake_minutes", "invitation_days",
        "campaign_percent",
    )  # fmt: skip
    return MessageRules(
        quiet=quiet,
        awake_for=timedelta(minutes=entry.integer("awake_minutes", 0, 120)),
        per_week=entry.integer("per_week", 1, 20),
        between_invitations=timedelta(days=entry.integer("invitation_days", 1, 365)),
        campaign_percent=entry.integer("campaign_percent", 1, 100),
    )
