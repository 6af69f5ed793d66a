"""How the items of one POST are spread over entries, changes and values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from simulator.envelopes import change, envelope, value
from simulator.jsontypes import JsonObject

_SHARE_OF_MIXED_SENDERS = 0.25
_SHARE_OF_NEW_VALUES = 0.3
_SHARE_OF_NEW_ENTRIES = 0.3
AccountField = Literal[
    "phone_number_quality_update",
    "message_template_status_update",
    "message_template_quality_update",
]
_OF_THE_ACCOUNT = get_args(AccountField)


@dataclass(frozen=True)
class WebhookItem:
    """One message, status or news of the account on its way to the bot.

    `on_result` learns whether it was taken.
    """

    kind: Literal["messages", "statuses"] | AccountField
    content: JsonObject
    on_result: Callable[[bool], None]
    contact: JsonObject | None = None


def compose_body(phone_number_id: str, items: list[WebhookItem], chance: Random) -> JsonObject:
    """Return the body of one POST with all items in their order."""
    changes = [_change(phone_number_id, group) for group in _groups(items, chance)]
    return envelope(_cut(changes, chance))


def _groups(items: list[WebhookItem], chance: Random) -> Iterator[list[WebhookItem]]:
    """Cut the items into those that share a value, now and then of two senders."""
    group: list[WebhookItem] = []
    for item in items:
        if group and not _fits(group, item, chance):
            yield group
            group = []
        group.append(item)
    yield group


def _fits(group: list[WebhookItem], item: WebhookItem, chance: Random) -> bool:
    cut, mix = chance.random() < _SHARE_OF_NEW_VALUES, chance.random() < _SHARE_OF_MIXED_SENDERS
    last = group[-1]
    if item.kind in _OF_THE_ACCOUNT:
        return False
    # System messages come without contacts; beside others they would seem to have some.
    if last.kind != item.kind or (last.contact is None) != (item.contact is None):
        return False
    return not cut and (mix or last.contact == item.contact)


def _change(phone_number_id: str, group: list[WebhookItem]) -> JsonObject:
    if group[0].kind in _OF_THE_ACCOUNT:
        return change(group[0].content, group[0].kind)
    contacts: list[JsonObject] = []
    for item in group:
        if item.contact is not None and item.contact not in contacts:
            contacts.append(item.contact)
    items: JsonObject = {group[0].kind: [item.content for item in group]}
    return change(value(phone_number_id, {"contacts": contacts, **items} if contacts else items))


def _cut(changes: list[JsonObject], chance: Random) -> list[list[JsonObject]]:
    entries = [changes[:1]]
    for item in changes[1:]:
        if chance.random() < _SHARE_OF_NEW_ENTRIES:
            entries.append([])
        entries[-1].append(item)
    return entries
