"""What Prometheus may know: how much, how long and with what result, never whose.

Each process counts what it does itself; see :mod:`whatsapp.exposition` for what all of them share.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from whatsapp.remedies import Remedy
from whatsapp.statuses import DELIVERED, FAILED, READ, SENT

REGISTRY = CollectorRegistry()

WEBHOOKS = Counter(
    "whatsapp_webhook_calls", "Calls of Meta's by status", ["status"], registry=REGISTRY
)
WEBHOOK_SECONDS = Histogram(
    "whatsapp_webhook_seconds", "Time until a call was answered", registry=REGISTRY
)
MESSAGES = Counter(
    "whatsapp_messages_received", "New messages by kind", ["kind"], registry=REGISTRY
)
TURNS = Counter("whatsapp_turns", "Turns by how they ended", ["result"], registry=REGISTRY)
TURN_SECONDS = Histogram(
    "whatsapp_turn_seconds",
    "Time that a turn took",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
SENDS = Counter("whatsapp_sends", "Requests to send by result", ["result"], registry=REGISTRY)
REPORTS = Counter(
    "whatsapp_reports", "Reports of Meta's that told something new", ["status"], registry=REGISTRY
)
PUSHES = Counter(
    "whatsapp_pushes",
    "Messages to people in no conversation by how far they got",
    ["result"],
    registry=REGISTRY,
)
ACCOUNT_ERRORS = Counter(
    "whatsapp_account_errors", "Errors about the account by code", ["code"], registry=REGISTRY
)


# A series that begins at its first event hides this event from `increase` and `rate`.
for _result in ("sent", *(remedy.name.lower() for remedy in Remedy)):
    SENDS.labels(_result)
for _result in ("done", "again", "failed"):
    TURNS.labels(_result)
for _status in (SENT, DELIVERED, READ, FAILED):
    REPORTS.labels(_status)
    PUSHES.labels(_status)
