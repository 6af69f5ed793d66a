"""What happened so far, counted for a load or chaos run."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from simulator import clock
from simulator.jsontypes import JsonObject, dump_escaped
from simulator.pair_limit import PairLimit


class Report:
    """Counts since the start or the last reset."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._counts: Counter[str] = Counter()
        self._webhook_failures: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        self._templates: Counter[str] = Counter()
        self._repeats = _Repeats()
        self._same_bodies = _SameBodies()
        self._pairs = PairLimit()

    def inbound(self) -> None:
        """A citizen sent a message."""
        self._counts["inbound"] += 1

    def created(self) -> None:
        """An item for the webhook came into being."""
        self._counts["undelivered"] += 1

    def taken(self, items: int) -> None:
        """The bot answered 200 to the first post of these items."""
        self._counts["undelivered"] -= items

    def posted(self, items: int, problem: str | None) -> None:
        """One POST was tried; `problem` says why it was not taken."""
        self._counts["webhook_posts"] += 1
        self._counts["webhook_items"] += items
        if problem is not None:
            self._webhook_failures[problem] += 1

    def accepted(self, number: str, body: JsonObject) -> None:
        """A send was accepted, and not as one that fails afterwards."""
        self._counts["sent_twice"] += self._repeats.is_repeat(number, body)
        self._same_bodies.add(number, body)
        self.accepted_to_fail(number, body)

    def accepted_to_fail(self, number: str, body: JsonObject) -> None:
        """A send was accepted that the citizen never sees."""
        self._counts["sends_accepted"] += 1
        if body.get("type") == "template":
            self._templates[body["template"]["name"]] += 1
        self._counts["out_of_pair_limit"] += not self._pairs.allows(number)

    def refused(self, code: int) -> None:
        """A send was refused with this code of Meta's."""
        self._refusals[str(code)] += 1

    def uploaded(self) -> None:
        """The bot uploaded a file."""
        self._counts["uploads"] += 1

    def receipt(self) -> None:
        """The bot marked a message as read."""
        self._counts["receipts"] += 1

    def as_json(self) -> JsonObject:
        """Return all counts, and the numbers that got the same body twice."""
        return {
            **{name: self._counts[name] for name in _COUNTS},
            "webhook_failures": dict(self._webhook_failures),
            "sends_refused": dict(self._refusals),
            "templates_accepted": dict(self._templates),
            "same_body_twice": sorted(self._same_bodies.numbers),
        }


_COUNTS = (
    "inbound",
    "webhook_posts",
    "webhook_items",
    "undelivered",
    "sends_accepted",
    "sent_twice",
    "uploads",
    "receipts",
    "out_of_pair_limit",
)


class _Repeats:
    """Finds sends that came before: by the sender's reference, else by payload and second."""

    def __init__(self) -> None:
        self._references: set[str] = set()
        self._second = 0
        self._payloads: set[tuple[str, bytes]] = set()

    def is_repeat(self, number: str, body: JsonObject) -> bool:
        reference = body.get("biz_opaque_callback_data")
        if reference is not None:
            return _was_in(self._references, reference)
        if clock.seconds() != self._second:
            self._second = clock.seconds()
            self._payloads.clear()
        return _was_in(self._payloads, (number, dump_escaped(body)))


class _SameBodies:
    """Finds citizens who got the same body twice, whenever and under whatever reference."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self._seen: set[tuple[str, bytes]] = set()

    def add(self, number: str, body: JsonObject) -> None:
        kind = body.get("type", "text")
        content = dump_escaped({"type": kind, "content": body[kind]})
        if _was_in(self._seen, (number, hashlib.sha256(content).digest())):
            self.numbers.add(number)


def _was_in(seen: set[Any], item: object) -> bool:
    before = item in seen
    seen.add(item)
    return before
