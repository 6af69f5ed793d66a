"""What the channel demands of Rasa before it starts."""

from __future__ import annotations

import pytest
import yaml
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    SQLTrackerStore,
)
from rasa.shared.core.domain import Domain
from rasa.shared.utils.common import class_from_module_path

from tests.integration.whatsapp.bot import Agent, echo, running
from vaksin.content import CONTENT_FOLDER
from whatsapp.channel import WhatsAppChannel
from whatsapp.service import VolatileTrackerStore, refuse_volatile_tracker


def in_memory():
    return InMemoryTrackerStore(Domain.empty())


@pytest.mark.parametrize("wrap", [lambda store: store, FailSafeTrackerStore])
def test_conversations_in_memory_are_refused(wrap):
    with pytest.raises(VolatileTrackerStore, match=r"endpoints\.yml"):
        refuse_volatile_tracker(Agent(tracker_store=wrap(in_memory())))


@pytest.mark.parametrize("wrap", [lambda store: store, FailSafeTrackerStore])
def test_conversations_in_a_database_are_fine(tmp_path, wrap):
    store = SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(tmp_path / "percakapan.db"))
    refuse_volatile_tracker(Agent(tracker_store=wrap(store)))


async def test_the_server_does_not_start_with_conversations_in_memory(world):
    with pytest.raises(VolatileTrackerStore):
        async with running(world, echo, Agent(tracker_store=in_memory())):
            pass


def test_rasa_finds_the_channel_that_the_credentials_name():
    credentials = yaml.safe_load((CONTENT_FOLDER.parent / "credentials.yml").read_text())
    assert credentials == {"whatsapp.channel.WhatsAppChannel": None}
    (name,) = credentials
    assert class_from_module_path(name) is WhatsAppChannel
    assert WhatsAppChannel.name() == "whatsapp"
