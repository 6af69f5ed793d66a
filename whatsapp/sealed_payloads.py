"""Messages on their way into the outbox and back: small, and unreadable without the keys."""

from __future__ import annotations

import json

from vaksin.privacy.keys import DataKeys
from vaksin.privacy.packing import open_packed, seal_packed
from whatsapp.payloads import Payload

# As most messages look. It must stay as it is (:mod:`vaksin.privacy.packing`).
_VOCABULARY = (
    b'{"type": "text", "text": {"body": "", "preview_url": false}}'
    b'{"type": "image", "image": {"id": "", "caption": ""}}{"type": "location", "location": '
    b'{"latitude": , "longitude": , "name": "", "address": ""}}'
    b"Bapak/Ibu, *vaksinasi* di Puskesmas pukul 08.00 WIB sampai kapan? Misalnya Selasa, Rabu, "
    b"Kamis, Jumat, Sabtu, Januari Februari Maret April Mei Juni Juli Agustus September Oktober "
    b"November Desember\\n\\nTulis jadwal daftar nomor tanggal lahir kecamatan petugas belum sudah "
    b'{"type": "interactive", "interactive": {"type": "button", "body": {"text": ""}, "action": '
    b'{"buttons": [{"type": "reply", "reply": {"id": "", "title": ""}}, {"type": "reply", "reply": '
    b'{"type": "interactive", "interactive": {"type": "list", "body": {"text": ""}, "action": '
    b'{"button": "Pilih", "sections": [{"rows": [{"id": "", "title": "", "description": ""}, '
)


def seal_payload(payload: Payload, keys: DataKeys) -> str:
    """Return a message as a sealed text."""
    return seal_packed(keys, json.dumps(payload), _VOCABULARY)


def open_payload(sealed: str, keys: DataKeys) -> Payload:
    """Return the message of a sealed text.

    Raises:
        vaksin.privacy.keys.CannotDecrypt: if the key is missing or the text was changed.
    """
    payload: Payload = json.loads(open_packed(keys, sealed, _VOCABULARY))
    return payload
