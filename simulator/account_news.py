"""What Meta tells a business about its number and its templates, as values of webhooks."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.envelopes import BUSINESS_NUMBER
from simulator.jsontypes import JsonObject

QUALITIES = ("GREEN", "YELLOW", "RED")
LIMITS = ("TIER_250", "TIER_1K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
TEMPLATE_EVENTS = ("APPROVED", "PAUSED", "DISABLED", "REJECTED")
UNRATED = "UNKNOWN"
_LOWEST = "RED"
_REASONS = {"REJECTED": "INVALID_FORMAT"}


@dataclass(frozen=True)
class Rating:
    """What Meta thinks of a number, and how many citizens it lets it begin to write to."""

    quality: str
    limit: str

    @property
    def is_flagged(self) -> bool:
        """Tell whether the quality is so low that the limit is in danger."""
        return self.quality == _LOWEST


def number_news(before: Rating | None, now: Rating) -> JsonObject:
    """Return the value of ``phone_number_quality_update``; a new number has no rating before."""
    return {
        "display_phone_number": BUSINESS_NUMBER,
        "event": _number_event(before or Rating(QUALITIES[0], now.limit), now),
        "old_limit": (before or now).limit,
        "current_limit": now.limit,
    }


def template_status_news(kept: JsonObject, event: str) -> JsonObject:
    """Return the value of ``message_template_status_update``."""
    return {"event": event, **_named(kept), "reason": _REASONS.get(event, "NONE")}


def template_quality_news(kept: JsonObject, quality: str) -> JsonObject:
    """Return the value of ``message_template_quality_update``."""
    return {
        "previous_quality_score": kept.get("quality", UNRATED),
        "new_quality_score": quality,
        **_named(kept),
    }


def _number_event(before: Rating, now: Rating) -> str:
    if now.is_flagged != before.is_flagged:
        return "FLAGGED" if now.is_flagged else "UNFLAGGED"
    if now.limit != before.limit:
        rose = LIMITS.index(now.limit) > LIMITS.index(before.limit)
        return "UPGRADE" if rose else "DOWNGRADE"
    return "FLAGGED" if now.is_flagged else "ONBOARDING"


def _named(kept: JsonObject) -> JsonObject:
    return {
        "message_template_id": int(kept["id"]),
        "message_template_name": kept["name"],
        "message_template_language": kept["language"],
    }
