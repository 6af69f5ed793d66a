"""What Prometheus may know: how much, how long and with what result, never whose.

Each process counts what it does itself; how much waits is read from the database at every look.
"""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from whatsapp.backlog import Backlog
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


class _BacklogCollector:
    """Shows one look at the database."""

    def __init__(self, backlog: Backlog | None) -> None:
        self._backlog = backlog

    def collect(self) -> Iterator[Metric]:
        is_up = self._backlog is not None
        yield GaugeMetricFamily(
            "whatsapp_database_up", "1 if the database answered, else 0", int(is_up)
        )
        if self._backlog is not None:
            yield from self._waiting(self._backlog)

    def _waiting(self, backlog: Backlog) -> Iterator[Metric]:
        for name, text, value in (
            ("inbox_depth", "Messages that wait for their turn", backlog.inbox_depth),
            ("inbox_age_seconds", "How long the oldest of them is overdue", backlog.inbox_age),
            ("outbox_depth", "Messages that wait to be sent", backlog.outbox_depth),
            ("outbox_age_seconds", "How long the oldest of them waits", backlog.outbox_age),
            ("outbox_held", "Messages that wait for a citizen to write", backlog.outbox_held),
            ("dead_letters", "What failed for good and waits for a human", backlog.dead_letters),
            ("number_paused", "1 while nothing is sent", int(backlog.is_paused)),
        ):
            yield GaugeMetricFamily(f"whatsapp_{name}", text, value)


def exposition(backlog: Backlog | None) -> bytes:
    """Return all metrics in Prometheus' text format; without a backlog only what was counted."""
    looked = CollectorRegistry()
    looked.register(_BacklogCollector(backlog))
    return generate_latest(REGISTRY) + generate_latest(looked)
