from __future__ import annotations

import hashlib
import hmac

import pytest

from simulator.envelopes import contact_of, message_envelope, signature, status_item
from simulator.media import MediaLibrary
from simulator.phone_messages import address, compose, quote

PHONE_NUMBER_ID = "106540352242922"
NUMBER = "628990000001"

REQUESTS = {
    "text_message.json": {"type": "text", "text": "halo"},
    "interactive_button_reply_message.json": {
        "type": "button_reply",
        "id": "ya",
        "title": "Ya",
        "context": "wamid.A",
    },
    "button_message.json": {
        "type": "button",
        "id": "/ubah_jadwal",
        "title": "Ubah jadwal",
        "context": "wamid.A",
    },
    "interactive_list_reply_message.json": {
        "type": "list_reply",
        "id": "satu",
        "title": "Satu",
        "description": "Yang pertama",
        "context": "wamid.A",
    },
    "location_message.json": {
        "type": "location",
        "latitude": -6.9,
        "longitude": 107.6,
        "name": "Bandung",
        "address": "Jl. Contoh 1",
    },
    "image_message.json": {"type": "image", "caption": "foto"},
    "reaction_message.json": {"type": "reaction", "message_id": "wamid.A", "emoji": "👍"},
    "unsupported_message.json": {"type": "unsupported"},
}


def shape(value):
    """The keys and kinds of a JSON value; numbers count as one kind, lists by their first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return "number" if isinstance(value, (int, float)) else type(value).__name__


def envelope_for(request):
    content = quote(request, "628990000000") | compose(request, MediaLibrary())
    return message_envelope(
        PHONE_NUMBER_ID, "Warga", address(content, {"from": NUMBER}, "wamid.B", 1614556800)
    )


def without_url(envelope):
    envelope["entry"][0]["changes"][0]["value"]["messages"][0].get("location", {}).pop("url", None)
    return envelope


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_a_citizens_message_has_the_shape_of_metas_example(example, name):
    meta = without_url(example(f"webhooks/{name}"))
    assert shape(envelope_for(REQUESTS[name])) == shape(meta)


def test_the_contact_of_a_message_is_its_sender():
    value = envelope_for({"type": "text", "text": "halo"})["entry"][0]["changes"][0]["value"]
    assert value["contacts"] == [{"profile": {"name": "Warga"}, "wa_id": NUMBER}]
    assert value["messages"][0]["from"] == NUMBER
    assert value["messages"][0]["timestamp"] == "1614556800"
    assert value["metadata"]["phone_number_id"] == PHONE_NUMBER_ID


def test_the_contact_of_a_sender_without_number_has_only_the_user_id():
    message = {"from_user_id": "ID.1", "id": "wamid.B"}
    assert contact_of("Warga", message) == {"profile": {"name": "Warga"}, "user_id": "ID.1"}


def test_a_status_carries_the_callback_data_of_its_message():
    recipient = {"recipient_id": NUMBER, "recipient_user_id": "ID.1"}
    assert status_item(recipient, "wamid.B", "sent", 1614556800, "outbox-7") == {
        "id": "wamid.B",
        "status": "sent",
        "timestamp": "1614556800",
        "recipient_id": NUMBER,
        "recipient_user_id": "ID.1",
        "biz_opaque_callback_data": "outbox-7",
    }


def test_a_status_without_callback_data_has_no_such_field():
    item = status_item({"recipient_id": NUMBER}, "wamid.B", "read", 1614556800, None)
    assert "biz_opaque_callback_data" not in item


def test_the_signature_is_hmac_sha256_of_the_exact_bytes():
    raw = b'{"a":"\\u00e9"}'
    expected = hmac.new(b"rahasia", raw, hashlib.sha256).hexdigest()
    assert signature("rahasia", raw) == f"sha256={expected}"
    assert len(signature("rahasia", raw)) == 71
    assert signature("rahasia", raw + b" ") != signature("rahasia", raw)
