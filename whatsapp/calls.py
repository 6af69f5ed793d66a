"""What a webhook call holds: messages, reports, news of addresses, and what is unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from whatsapp.account_news import AccountNews, news_in
from whatsapp.address_news import AddressNotice, notices_in
from whatsapp.envelope import inner
from whatsapp.inbound import InboundMessage, UnreadableMessage, read_message
from whatsapp.statuses import StatusUpdate, UnreadableStatus, error_code, read_status

Content = InboundMessage | StatusUpdate | AddressNotice


@dataclass(frozen=True)
class Item:
    """Something in a call that was understood; ``body`` is a call with nothing else in it."""

    content: Content
    body: Any = field(repr=False)


@dataclass(frozen=True)
class Unreadable:
    """Something in a call that is to be looked at by a human."""

    reason: str
    body: Any = field(repr=False)


@dataclass(frozen=True)
class Call:
    """The items of one call in Meta's order.

    Attributes:
        account_errors: Meta's codes of errors that concern the account and no message.
        account_news: what Meta tells of the number and of templates.
    """

    items: list[Item] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    account_errors: list[str] = field(default_factory=list)
    account_news: list[AccountNews] = field(default_factory=list)

    @property
    def messages(self) -> list[InboundMessage]:
        """What citizens sent."""
        return [item.content for item in self.items if isinstance(item.content, InboundMessage)]

    @property
    def reports(self) -> list[StatusUpdate]:
        """What became of messages that the bot sent."""
        return [item.content for item in self.items if isinstance(item.content, StatusUpdate)]

    @property
    def notices(self) -> list[AddressNotice]:
        """Who has another number or user id now."""
        return [item.content for item in self.items if isinstance(item.content, AddressNotice)]


def read_call(payload: Any, phone_number_id: str) -> Call:
    """Read what is meant for one number; whatever is malformed harms no other item."""
    call = Call()
    for entry in _objects(payload, "entry", call, lambda entries: entries):
        for change in _objects(entry, "changes", call, _in_entry):
            value = change.get("value")
            if not isinstance(value, dict):
                call.unreadable.append(Unreadable("no_value", _in_entry({"changes": [change]})))
            elif _is_for(value, phone_number_id):
                call.account_news.extend(filter(None, [news_in(change)]))
                _Reader(value, call).read()
    return call


@dataclass(frozen=True)
class _Reader:
    """Reads the value of one change into a call."""

    value: dict[str, Any]
    call: Call

    def read(self) -> None:
        contacts = [item for item in self._list("contacts") if isinstance(item, dict)]
        for item in self._objects("messages"):
            self._read_message(item, contacts)
        for item in self._objects("statuses"):
            self._read_status(item)
        for item in self._objects("user_id_update"):
            self._read_update(item)
        for item in self._objects("errors"):
            self.call.account_errors.append(error_code(item) or "unknown")

    def _read_message(self, item: dict[str, Any], contacts: list[dict[str, Any]]) -> None:
        notices = list(notices_in(item))
        if notices:
            self._add("messages", item, *notices)
            return
        try:
            message = read_message(item, contacts)
        except UnreadableMessage as error:
            self._bury(str(error), "messages", item)
        else:
            self._add("messages", item, *filter(None, [message]))

    def _read_status(self, item: dict[str, Any]) -> None:
        try:
            report = read_status(item)
        except UnreadableStatus as error:
            self._bury(str(error), "statuses", item)
        else:
            self._add("statuses", item, *filter(None, [report]))

    def _read_update(self, item: dict[str, Any]) -> None:
        notices = list(notices_in(item))
        self._add("user_id_update", item, *notices)
        if not notices:
            self._bury("update_without_change", "user_id_update", item)

    def _add(self, key: str, item: Any, *contents: Content) -> None:
        self.call.items.extend(Item(content, self._alone(key, item)) for content in contents)

    def _bury(self, reason: str, key: str, item: Any) -> None:
        self.call.unreadable.append(Unreadable(reason, self._alone(key, item)))

    def _alone(self, key: str, item: Any) -> Any:
        """Return a call that holds one item and what is needed to read it."""
        return _in_value({**self._shared, key: [item]})

    @property
    def _shared(self) -> dict[str, Any]:
        """What is needed to read any of the items."""
        return {name: self.value[name] for name in ("metadata", "contacts") if name in self.value}

    def _list(self, key: str) -> list[Any]:
        items = self.value.get(key)
        return items if isinstance(items, list) else []

    def _objects(self, key: str) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list that may be missing; note whatever else is there."""
        items = self.value.get(key)
        if items is not None and not isinstance(items, list):
            body = _in_value({**self._shared, key: items})
            self.call.unreadable.append(Unreadable(f"{key}_is_no_list", body))
        for item in self._list(key):
            if isinstance(item, dict):
                yield item
            else:
                self._bury(f"{key}_holds_no_object", key, item)


def _is_for(value: dict[str, Any], phone_number_id: str) -> bool:
    meant = inner(value, "metadata").get("phone_number_id")
    names_a_number = isinstance(meant, (str, int)) and meant != ""
    return not names_a_number or str(meant) == phone_number_id


def _objects(
    holder: Any, key: str, call: Call, wrap: Callable[[dict[str, Any]], Any]
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list that must be there; note whatever else is there.

    ``wrap`` makes a call of a holder, so that what was noted can be read again.
    """
    items = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(items, list):
        call.unreadable.append(Unreadable(f"no_{key}", wrap(holder)))
        return
    for item in items:
        if isinstance(item, dict):
            yield item
        else:
            call.unreadable.append(Unreadable(f"{key}_holds_no_object", wrap({key: [item]})))


def _in_entry(entry: Any) -> Any:
    return {"entry": [entry]}


def _in_value(value: Any) -> Any:
    return _in_entry({"changes": [{"value": value}]})
