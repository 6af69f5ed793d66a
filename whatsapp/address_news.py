"""News that a citizen has another number or another user id now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vaksin.people.addresses import Addresses
from whatsapp.envelope import inner
from whatsapp.inbound import SYSTEM, timestamp_of
from whatsapp.senders import addresses, phone_in, sender_of, user_id_in


@dataclass(frozen=True)
class AddressNotice:
    """What a citizen was reached by and what they are reached by since ``timestamp``."""

    old: Addresses = field(repr=False)
    new: Addresses = field(repr=False)
    timestamp: int | None


def notices_in(item: dict[str, Any]) -> Iterator[AddressNotice]:
    """Yield the change that a system message, or an item of ``user_id_update``, tells of."""
    old, new = _from_system(item) if item.get("type") == SYSTEM else _from_update(item)
    if old and new:
        yield AddressNotice(old, new, timestamp_of(item))


def _from_system(item: dict[str, Any]) -> tuple[Addresses | None, Addresses | None]:
    note = inner(item, SYSTEM)
    kind, sender = note.get("type"), sender_of(item, ())
    # Newer notices name the old user id beside the old number.
    previous = user_id_in(note.get("previous_user_id")) or (sender and sender.user_id)
    old = addresses(sender and sender.phone, previous)
    # Which of the two names it has depends on the version of the webhook.
    phone = phone_in(note.get("wa_id")) or phone_in(note.get("new_wa_id"))
    user_id = user_id_in(note.get("user_id"))
    if kind in ("user_changed_number", "customer_changed_number"):
        return old, addresses(phone, user_id) if phone else None
    if kind == "user_changed_user_id":
        return old, addresses(phone, user_id) if user_id else None
    return None, None


def _from_update(item: dict[str, Any]) -> tuple[Addresses | None, Addresses | None]:
    ids = inner(item, "user_id")
    return addresses(None, ids.get("previous")), addresses(None, ids.get("current"))
