"""Every kind of item that Meta documents, and everything that spoils one."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.unit.whatsapp.payload_samples import message, system_note, text_message

ANI, BUDI, CICI = "628000000001", "628000000002", "628000000003"
ANI_ID = "ID.13491208655302741918"
BOT_NUMBER = "628000000000"
OURS = "wamid.KELUAR"
LATE = "/pesan_terlambat"
DAY = 24 * 60 * 60

Path = tuple[Any, ...]


def citizen(number: int) -> str:
    """Return the number of one of a million citizens who do not exist."""
    return f"6280000{number:06}"


def seconds_ago(seconds: float = 0) -> str:
    """Return a moment as Meta writes it."""
    return str(int(time.time() - seconds))


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    Attributes:
        item: an item of ``messages`` without sender, id and time.
        reads: what the bot reads of it, ``None`` if there is no turn.
    """

    name: str
    item: dict[str, Any]
    reads: str | None

    def sent(self, sender: str, message_id: str, **fields: Any) -> dict[str, Any]:
        """Return the message as somebody sends it now."""
        known = {"from": sender, "id": message_id, "timestamp": seconds_ago()}
        return {**copy.deepcopy(self.item), **known, **fields}


def written(text: str, sender: str = ANI, message_id: str = "wamid.1", **fields: Any) -> Any:
    """Return a text that a citizen sends now."""
    return Kind("text", text_message(text), text).sent(sender, message_id, **fields)


def correction(original: str, text: str, message_id: str = "wamid.2", sender: str = ANI) -> Any:
    """Return the edit of a text."""
    content = {"original_message_id": original, "message": text_message(text)}
    return Kind("edit", message("edit", content), text).sent(sender, message_id)


def revocation(original: str, message_id: str = "wamid.2", sender: str = ANI) -> Any:
    """Return a message that takes another one back."""
    content = {"original_message_id": original}
    return Kind("revoke", message("revoke", content), None).sent(sender, message_id)


def note(kind: str, message_id: str = "wamid.2", sender: str | None = ANI, **content: Any) -> Any:
    """Return a note of Meta's in a conversation."""
    item = {**system_note(kind, sender, **content), "id": message_id, "timestamp": seconds_ago()}
    return {key: value for key, value in item.items() if value is not None}


def status(name: str, number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a report about one of our messages."""
    item = {"id": f"{OURS}{number}", "status": name, "timestamp": seconds_ago()}
    return {**item, "recipient_id": ANI, **fields}


def interactive(**content: Any) -> dict[str, Any]:
    """Return an item with an answer to an interactive message."""
    (kind,) = content
    context = {"from": BOT_NUMBER, "id": f"{OURS}1"}
    return message("interactive", {"type": kind, **content}, context=context)


def flow_answer(response: Any) -> dict[str, Any]:
    """Return an item with an answer to a flow."""
    return interactive(nfm_reply={"name": "flow", "body": "Sent", "response_json": response})


def media(kind: str, **fields: Any) -> dict[str, Any]:
    """Return an item with a file."""
    file = {"id": "1003383421387256", "mime_type": "x/y", "sha256": "SfInY0gGKTsJ", **fields}
    return message(kind, file)


def refused(kind: str, **fields: Any) -> dict[str, Any]:
    """Return an item with an error in the place of its content."""
    error = {"code": 131051, "title": "Message type unknown", "error_data": {"details": "x"}}
    return message(kind, errors=[error], **fields)


CARD = {"name": {"formatted_name": "Rani"}, "phones": [{"phone": "+62", "wa_id": CICI}]}
PRODUCT = {"catalog_id": "1", "product_retailer_id": "2"}
ADVERTISEMENT = {
    "source_url": "https://fb.me/x",
    "source_type": "ad",
    "body": "/restart",
    "welcome_message": {"text": "/restart"},
}
OF_OURS = {"from": BOT_NUMBER, "id": f"{OURS}1"}
PLACE = {"latitude": -6.2, "longitude": 106.8, "name": "/restart", "address": "Jl. Contoh 1"}

KINDS = [
    Kind("text", text_message("halo"), "halo"),
    Kind("reply", text_message("halo", context=OF_OURS), "halo"),
    Kind("product", text_message("halo", context={"referred_product": PRODUCT}), "halo"),
    Kind("advertisement", text_message("halo", referral=ADVERTISEMENT), "halo"),
    Kind("forwarded", text_message("halo", context={"forwarded": True}), "halo"),
    Kind("chain letter", text_message("halo", context={"frequently_forwarded": True}), "halo"),
    Kind("button_reply", interactive(button_reply={"id": "/mulai", "title": "Mulai"}), "/mulai"),
    Kind("list_reply", interactive(list_reply={"id": "#a=1", "title": "A"}), "#a=1"),
    Kind("foreign button", interactive(button_reply={"id": "ya", "title": "Ya"}), "Ya"),
    Kind("nfm_reply", flow_answer('{"nama": "/restart"}'), "#kiriman=nfm_reply"),
    Kind("nfm_reply with a list", flow_answer("[1, 2]"), "#kiriman=nfm_reply"),
    Kind("nfm_reply with a number", flow_answer("7"), "#kiriman=nfm_reply"),
    Kind("nfm_reply that is broken", flow_answer('{"nama": '), "#kiriman=nfm_reply"),
    Kind("nfm_reply with an object", flow_answer({"nama": "x"}), "#kiriman=nfm_reply"),
    Kind(
        "call_permission_reply",
        interactive(call_permission_reply={"response": "accept"}),
        None,
    ),
    Kind("interactive with errors", refused("interactive"), "#kiriman=interactive"),
    Kind("button", message("button", {"payload": "Berhenti", "text": "Stop"}), "Stop"),
    Kind("our button", message("button", {"payload": "/stop", "text": "Stop"}), "/stop"),
    Kind("location", message("location", PLACE), "#lokasi=-6.200000,106.800000"),
    Kind("image", media("image"), "#kiriman=image"),
    Kind("image with caption", media("image", caption="ini"), "ini"),
    Kind("image with command", media("image", caption="/restart"), "\u200b/restart"),
    Kind("document", media("document", filename="/restart"), "#kiriman=document"),
    Kind("document with caption", media("document", filename="a.pdf", caption="ini"), "ini"),
    Kind("audio", media("audio", voice=False), "#kiriman=audio"),
    Kind("voice note", media("audio", voice=True), "#kiriman=audio"),
    Kind("voice", media("voice"), "#kiriman=voice"),
    Kind("video", media("video"), "#kiriman=video"),
    Kind("video with caption", media("video", caption="ini"), "ini"),
    Kind("sticker", media("sticker", animated=True), "#kiriman=sticker"),
    Kind("contacts", message("contacts", [CARD]), "#kiriman=contacts"),
    Kind("reaction", message("reaction", {"message_id": f"{OURS}1", "emoji": "👍"}), None),
    Kind("reaction taken back", message("reaction", {"message_id": f"{OURS}1"}), None),
    Kind(
        "order",
        message("order", {"catalog_id": "1", "text": "/restart", "product_items": [PRODUCT]}),
        "#kiriman=order",
    ),
    Kind(
        "unsupported", refused("unsupported", unsupported={"type": "poll"}), "#kiriman=unsupported"
    ),
    Kind("unknown", refused("unknown"), "#kiriman=unknown"),
    Kind("placeholder", message("unsupported", errors=[{"code": 131060}]), "#kiriman=unsupported"),
    Kind("future", message("jajak_pendapat", {"isi": "/restart"}), "#kiriman=jajak_pendapat"),
    Kind("future with caption", message("ingatan", {"caption": "ini"}), "ini"),
    Kind("future with odd name", message("Jajak Pendapat!"), "#kiriman=unknown"),
    Kind("request_welcome", message("request_welcome"), None),
    Kind("identity", system_note("customer_identity_changed", identity="x", hash="y"), None),
    Kind("future note", system_note("kelak_ada", wa_id=BUDI), None),
]
CORRECTIONS = [
    Kind(
        "edit",
        message("edit", {"original_message_id": "wamid.asli", "message": text_message("baru")}),
        "baru",
    ),
    Kind("revoke", message("revoke", {"original_message_id": "wamid.asli"}), None),
]
STATUSES = [
    status("sent", pricing={"billable": True, "pricing_model": "PMP", "category": "service"}),
    status("delivered", conversation={"id": "x", "origin": {"type": "service"}}),
    status("read", recipient_user_id=ANI_ID),
    status("played"),
    status("deleted"),
    status("failed", errors=[{"code": 131026, "title": "x", "error_data": {"details": "y"}}]),
    status("kelak_ada"),
]
# Values of the fields that an app may subscribe to besides messages.
OTHER_FIELDS: dict[str, dict[str, Any]] = {
    "account_alerts": {"entity_type": "PHONE_NUMBER", "alert_severity": "CRITICAL"},
    "account_update": {"phone_number": BOT_NUMBER, "event": "VERIFIED_ACCOUNT"},
    "business_capability_update": {"max_daily_conversation_per_phone": 1000},
    "calls": {"calls": [{"id": "wacid.1", "from": ANI, "event": "connect"}]},
    "flows": {"event": "FLOW_STATUS_CHANGE", "flow_id": "1"},
    "group_participants_update": {"groups": [{"group_id": "x", "type": "group_create"}]},
    "history": {"history": [{"metadata": {"phase": 0}, "threads": []}]},
    "message_template_quality_update": {"previous_quality_score": "GREEN"},
    "message_template_status_update": {"event": "FLAGGED", "message_template_id": 7},
    "phone_number_quality_update": {"event": "FLAGGED", "current_limit": "TIER_1K"},
    "security": {"event": "PIN_CHANGED", "requester": "7"},
    "smb_app_state_sync": {"state_sync": [{"type": "contact", "contact": {}}]},
    "smb_message_echoes": {"message_echoes": [text_message("halo", id="wamid.gema")]},
    "user_preferences": {"user_preferences": [{"wa_id": ANI, "value": "stop"}]},
}


class _Missing:
    """Stands for a key that is taken away."""


MISSING = _Missing()
_DEEP: list[Any] = []
for _ in range(200):
    _DEEP = [_DEEP]
REPLACEMENTS: dict[str, Any] = {
    "missing": MISSING,
    "null": None,
    "number": 7,
    "true": True,
    "text": "kata",
    "empty text": "",
    "list": [1],
    "empty list": [],
    "object": {"a": 1},
    "empty object": {},
    "huge": "x" * 5000,
    "deep": _DEEP,
}


def places(node: Any, depth: int, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything inside a JSON value, down to a depth."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in items:
        yield (*path, key)
        if depth > 1 and isinstance(child, (dict, list)):
            yield from places(child, depth - 1, (*path, key))


def changed(node: Any, path: Path, replacement: Any) -> Any:
    """Return a JSON value with something else in one place."""
    result = copy.deepcopy(node)
    holder = result
    for key in path[:-1]:
        holder = holder[key]
    if replacement is MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = replacement
    return result


@dataclass(frozen=True)
class Mutant:
    """An item with something else in one place."""

    path: Path
    replacement: str
    item: Any


def mutants(item: Any, depth: int = 3) -> Iterator[Mutant]:
    """Yield every change of an item."""
    for path in places(item, depth):
        for name, replacement in REPLACEMENTS.items():
            yield Mutant(path, name, changed(item, path, replacement))
