"""The domain's tables. What must never happen is forbidden here, not only in the code.

Columns whose names end in ``_sealed`` hold personal data encrypted by :mod:`vaksin.privacy.keys`;
those that end in ``_hash`` hold keyed hashes for looking it up.
"""

from __future__ import annotations

from vaksin.schema.access import access_log, access_log_people, access_log_tail
from vaksin.schema.base import metadata
from vaksin.schema.booking import (
    LIVE_BOOKING,
    LIVE_STATUSES,
    WAITING_STATUSES,
    bookings,
    site_closures,
    sites,
    vaccination_sessions,
    vaccinations,
    waiting_entries,
)
from vaksin.schema.messages import campaign_recipients, campaigns, pushes
from vaksin.schema.people import (
    LIVE_ADDRESS,
    consent_changes,
    consents,
    contact_addresses,
    contacts,
    corrections,
    decisions,
    drafts,
    erasures,
    message_choices,
    persons,
    registrations,
    verifications,
)
from vaksin.schema.requests import limited_acts, notices, officer_requests, performed_requests

__all__ = [
    "LIVE_ADDRESS",
    "LIVE_BOOKING",
    "LIVE_STATUSES",
    "WAITING_STATUSES",
    "access_log",
    "access_log_people",
    "access_log_tail",
    "bookings",
    "campaign_recipients",
    "campaigns",
    "consent_changes",
    "consents",
    "contact_addresses",
    "contacts",
    "corrections",
    "decisions",
    "drafts",
    "erasures",
    "limited_acts",
    "message_choices",
    "metadata",
    "notices",
    "officer_requests",
    "performed_requests",
    "persons",
    "pushes",
    "registrations",
    "site_closures",
    "sites",
    "vaccination_sessions",
    "vaccinations",
    "verifications",
    "waiting_entries",
]
