"""Who wrote a message: a phone number, WhatsApp's own id of the user, or both.

Since 2026 a citizen with a user name may hide their number; then only the business-scoped user id
(BSUID) comes, and sometimes in the place of the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vaksin.people.addresses import Addresses

_PHONE = re.compile(r"\+?([0-9]{5,20})")
# "CC.<up to 128 alphanumerics>", with a parent form "CC.ENT.<...>"; longer ones were announced.
_USER_ID = re.compile(r"[A-Z]{2}(?:\.[A-Za-z0-9]{1,256}){1,2}")


def phone_in(value: Any) -> str | None:
    """Return a phone number as digits, ``None`` if this is none."""
    # Numbers are documented as texts, but Meta's own examples hold some as numbers.
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**20
    found = _PHONE.fullmatch(str(value)) if is_number or isinstance(value, str) else None
    return found[1] if found else None


def user_id_in(value: Any) -> str | None:
    """Return a user id, ``None`` if this is none."""
    return value if isinstance(value, str) and _USER_ID.fullmatch(value) else None


def addresses(phone: Any, user_id: Any) -> Addresses | None:
    """Return what can be used of a number and a user id, ``None`` if neither can."""
    number, user = phone_in(phone), user_id_in(user_id)
    return Addresses(phone=number, user_id=user) if number or user else None


def sender_of(item: Mapping[str, Any], contacts: Iterable[Mapping[str, Any]]) -> Addresses | None:
    """Return who sent an item of ``messages``; ``contacts`` of the same value complete it."""
    number, user_id = item.get("from"), user_id_in(item.get("from_user_id"))
    sender = addresses(number, user_id or number)
    if sender is None or (sender.phone and sender.user_id):
        return sender
    for contact in contacts:
        known = addresses(contact.get("wa_id"), contact.get("user_id"))
        if known and _is_same(known, sender):
            return Addresses(
                phone=sender.phone or known.phone, user_id=sender.user_id or known.user_id
            )
    return sender


def _is_same(one: Addresses, other: Addresses) -> bool:
    same_phone = one.phone is not None and one.phone == other.phone
    return same_phone or (one.user_id is not None and one.user_id == other.user_id)
