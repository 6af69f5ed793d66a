from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from whatsapp.backlog import Backlog
from whatsapp.exposition import exposition
from whatsapp.metrics import REGISTRY

BACKLOG = Backlog(
    inbox_depth=3,
    inbox_age=1.5,
    outbox_depth=4,
    outbox_age=60.0,
    outbox_held=2,
    dead_letters=1,
    is_paused=True,
)


def shown(backlog):
    """Return the value of each metric without labels, as Prometheus reads them."""
    families = text_string_to_metric_families(exposition(backlog).decode())
    return {s.name: s.value for family in families for s in family.samples if not s.labels}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("whatsapp_inbox_depth", 3),
        ("whatsapp_inbox_age_seconds", 1.5),
        ("whatsapp_outbox_depth", 4),
        ("whatsapp_outbox_age_seconds", 60),
        ("whatsapp_outbox_held", 2),
        ("whatsapp_dead_letters", 1),
        ("whatsapp_number_paused", 1),
    ],
)
def test_what_waits_is_shown(name, value):
    assert shown(BACKLOG)[name] == value


def test_a_second_look_shows_the_second_backlog():
    exposition(BACKLOG)
    assert shown(Backlog(0, 0.0, 0, 0.0, 0, 0, False))["whatsapp_inbox_depth"] == 0


def test_what_this_process_did_is_shown_too():
    assert "whatsapp_turn_seconds_count" in shown(BACKLOG)


def test_nothing_is_counted_by_citizen():
    labels = {label for family in REGISTRY.collect() for s in family.samples for label in s.labels}
    assert labels <= {"status", "kind", "result", "code", "le"}


def test_what_waits_in_both_directions_counts_for_the_depth():
    assert BACKLOG.depth == 7
