"""All metrics as Prometheus reads them: what was counted, and at every look how much waits."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from whatsapp.backlog import Backlog
from whatsapp.metrics import REGISTRY


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
