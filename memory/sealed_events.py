"""Events on their way into the database and back: slim, small and unreadable without the keys."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rasa.shared.core.events import Event, deserialise_events

from memory.recollection import slim
from vaksin.privacy.keys import DataKeys
from vaksin.privacy.packing import open_packed, seal_packed

# As most events look. It must stay as it is (:mod:`vaksin.privacy.packing`).
_VOCABULARY = (
    b"Bapak/Ibu, *vaksinasi* di Puskesmas pukul 08.00 WIB sampai kapan? Misalnya Selasa, Rabu, "
    b"Kamis, Jumat, Sabtu, Januari Februari Maret April Mei Juni Juli Agustus September Oktober "
    b"November Desember\\n\\nTulis jadwal daftar nomor tanggal lahir kecamatan petugas belum sudah "
    b'{"event":"slot","timestamp":1.0,"metadata":{"recalled":true},"name":"usulan","value":null},'
    b'{"event":"active_loop","timestamp":1.0,"name":"formulir_daftar"},'
    b'{"event":"user","timestamp":1.0,"metadata":{"assistant_id":"vaksin-wa"},"text":"","parse_data":'
    b'{"intent":{"name":"info_vaksin","confidence":0.9,"full_retrieval_intent_name":""},"entities":['
    b'{"entity":"","start":0,"end":0,"value":"","extractor":"IndonesianEntityExtractor"}],"text":"",'
    b'"message_id":"","metadata":{}},"input_channel":"whatsapp","message_id":""},'
    b'{"event":"action","timestamp":1.0,"metadata":{"assistant_id":"vaksin-wa"},"name":'
    b'"action_listen","policy":"QuickRulePolicy","confidence":1.0,"action_text":null,'
    b'"hide_rule_turn":false},{"event":"bot","timestamp":1.0,"metadata":{"utter_action":"utter_ask_",'
    b'"orang":"","assistant_id":"vaksin-wa"},"text":"","data":{"elements":null,"quick_replies":null,'
    b'"buttons":[{"title":"","payload":"","description":""}],"attachment":null,"image":null,'
    b'"custom":{"daftar":"Pilih"}}},{"event":"slot","timestamp":1.0,"metadata":{"assistant_id":'
    b'"vaksin-wa"},"name":"requested_slot","value":"'
)


def seal_events(events: Sequence[Event], keys: DataKeys) -> str:
    """Return events as a sealed text. What repeats from event to event takes no room."""
    plain = json.dumps([slim(event.as_dict()) for event in events], separators=(",", ":"))
    return seal_packed(keys, plain, _VOCABULARY)


def open_events(sealed: str, keys: DataKeys) -> list[Event]:
    """Return the events of a sealed text.

    Raises:
        vaksin.privacy.keys.CannotDecrypt: if the key is missing or the text was changed.
    """
    events: list[Event] = deserialise_events(json.loads(open_packed(keys, sealed, _VOCABULARY)))
    return events
