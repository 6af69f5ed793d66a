"""The bodies Meta posts to a webhook, and their signature."""

from __future__ import annotations

import hashlib
import hmac

from simulator.jsontypes import JsonObject

BUSINESS_ACCOUNT_ID = "419561257915477"
BUSINESS_NUMBER = "628990000000"
SIGNATURE_HEADER = "X-Hub-Signature-256"


def message_envelope(phone_number_id: str, profile_name: str, message: JsonObject) -> JsonObject:
    """Wrap one citizen's message (an item of `messages`)."""
    contact = {"profile": {"name": profile_name}, "wa_id": message["from"]}
    return _envelope(phone_number_id, {"contacts": [contact], "messages": [message]})


def status_envelope(
    phone_number_id: str,
    recipient: str,
    message_id: str,
    status: str,
    timestamp: int,
    callback_data: str | None,
) -> JsonObject:
    """Wrap one status of a message the bot sent; `timestamp` in seconds."""
    item: JsonObject = {
        "id": message_id,
        "status": status,
        "timestamp": str(timestamp),
        "recipient_id": recipient,
    }
    if callback_data is not None:
        item["biz_opaque_callback_data"] = callback_data
    return _envelope(phone_number_id, {"statuses": [item]})


def signature(app_secret: str, raw: bytes) -> str:
    """Return the signature header's value for these exact bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()


def _envelope(phone_number_id: str, content: JsonObject) -> JsonObject:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": BUSINESS_NUMBER,
            "phone_number_id": phone_number_id,
        },
        **content,
    }
    change = {"value": value, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": [change]}],
    }
