"""Events on their way into the database and back: slim, small and unreadable without the keys."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from rasa.shared.core.events import Event, deserialise_events

from memory.recollection import slim
from vaksin.privacy.keys import DataKeys


def seal_events(events: Sequence[Event], keys: DataKeys) -> str:
    """Return events as a sealed text. What repeats from event to event takes no room."""
    plain = json.dumps([slim(event.as_dict()) for event in events], separators=(",", ":"))
    return keys.seal_bytes(zlib.compress(plain.encode()))


def open_events(sealed: str, keys: DataKeys) -> list[Event]:
    """Return the events of a sealed text.

    Raises:
        vaksin.privacy.keys.CannotDecrypt: if the key is missing or the text was changed.
    """
    events: list[Event] = deserialise_events(json.loads(zlib.decompress(keys.open_bytes(sealed))))
    return events
