"""The bodies Meta posts to a webhook, and their signature."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from simulator.jsontypes import JsonObject

BUSINESS_ACCOUNT_ID = "419561257915477"
BUSINESS_NUMBER = "628990000000"
SIGNATURE_HEADER = "X-Hub-Signature-256"


def contact_of(profile_name: str, message: JsonObject) -> JsonObject:
    """Return the entry of `contacts` for a message's sender: number, user id, or both."""
    contact: JsonObject = {"profile": {"name": profile_name}}
    for key, source in (("wa_id", "from"), ("user_id", "from_user_id")):
        if source in message:
            contact[key] = message[source]
    return contact


def message_envelope(phone_number_id: str, profile_name: str, message: JsonObject) -> JsonObject:
    """Wrap one citizen's message (an item of `messages`)."""
    content = {"contacts": [contact_of(profile_name, message)], "messages": [message]}
    return envelope([[change(value(phone_number_id, content))]])


def status_item(
    recipient: JsonObject,
    message_id: str,
    status: str,
    timestamp: int,
    callback_data: str | None,
) -> JsonObject:
    """Return an item of `statuses`; `recipient` names the citizen, `timestamp` is in seconds."""
    item: JsonObject = {
        "id": message_id,
        "status": status,
        "timestamp": str(timestamp),
        **recipient,
    }
    if callback_data is not None:
        item["biz_opaque_callback_data"] = callback_data
    return item


def value(phone_number_id: str, content: JsonObject) -> JsonObject:
    """Return the `value` of one change around its messages or statuses."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": BUSINESS_NUMBER,
            "phone_number_id": phone_number_id,
        },
        **content,
    }


def change(content: JsonObject, field: str = "messages") -> JsonObject:
    """Return a change, by default one with messages or statuses."""
    return {"value": content, "field": field}


def envelope(entries: Iterable[Iterable[JsonObject]]) -> JsonObject:
    """Return a whole body: for each entry its changes."""
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": list(changes)} for changes in entries],
    }


def signature(app_secret: str, raw: bytes) -> str:
    """Return the signature header's value for these exact bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()
