"""The sealed tracker store on a real database, used as Rasa uses it."""

import pytest
import sqlalchemy as sa
from rasa.core.agent import Domain
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import ActionExecuted, Restarted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from memory.tracker_store import UnfinishedTurn
from vaksin.privacy.keys import DataKeys

MARKER = "kata rahasia contoh"
SENDER = "percakapan-contoh"


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setenv("VAKSIN_DATA_KEYS", DataKeys.generate())
    return f"sqlite:///{tmp_path}/percakapan.db"


@pytest.fixture
def store(url):
    endpoint = EndpointConfig(type="memory.tracker_store.SealedTrackerStore", url=url)
    return TrackerStore.create(endpoint, Domain.empty())


def conversation(*events):
    return DialogueStateTracker.from_events(SENDER, list(events))


def rows(url):
    with sa.create_engine(url).connect() as connection:
        return [str(tuple(row)) for row in connection.execute(sa.text("SELECT * FROM events"))]


async def test_what_was_said_is_found_again(store):
    await store.save(conversation(SessionStarted(), UserUttered(MARKER)))
    tracker = await store.retrieve(SENDER)
    assert tracker.latest_message.text == MARKER


async def test_what_was_said_does_not_stand_in_the_database(store, url):
    await store.save(conversation(SessionStarted(), UserUttered(MARKER)))
    assert len(rows(url)) == 2
    assert not [row for row in rows(url) if MARKER in row]


async def test_given_a_restart_then_nothing_before_it_is_kept(store, url):
    said = [SessionStarted(), UserUttered(MARKER), ActionExecuted("action_selesai_hapus")]
    await store.save(conversation(*said[:2]))
    await store.save(conversation(*said, Restarted(), SessionStarted()))
    tracker = await store.retrieve(SENDER)
    assert [type(event) for event in tracker.events] == [SessionStarted]
    assert len(rows(url)) == 1


async def test_given_a_restart_then_what_is_said_later_is_kept(store):
    await store.save(conversation(SessionStarted(), UserUttered(MARKER), Restarted()))
    tracker = await store.get_or_create_tracker(SENDER)
    tracker.update_with_events([SessionStarted(), UserUttered("halo lagi")], Domain.empty())
    await store.save(tracker)
    assert (await store.retrieve(SENDER)).latest_message.text == "halo lagi"


async def test_another_conversation_is_not_forgotten_with_it(store):
    other = DialogueStateTracker.from_events("lain", [SessionStarted(), UserUttered("tetap ada")])
    await store.save(other)
    await store.save(conversation(SessionStarted(), UserUttered(MARKER), Restarted()))
    assert (await store.retrieve("lain")).latest_message.text == "tetap ada"


async def test_a_turn_that_did_not_end_is_not_kept(store, url):
    store._on_tracker_store_error = _raise
    unfinished = conversation(
        SessionStarted(), UserUttered(MARKER), ActionExecuted("action_session_start")
    )
    with pytest.raises(UnfinishedTurn):
        await store.save(unfinished)
    assert rows(url) == []


def _raise(error):
    raise error
