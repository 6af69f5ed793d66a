"""What Meta tells of the account: quality and limit of the number, fate of the templates.

Source: Meta's pages "phone_number_quality_update", "message_template_status_update" and
"message_template_quality_update" (webhook fields), as of 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from whatsapp.envelope import inner

UNLIMITED = -1
RED, YELLOW, GREEN = "RED", "YELLOW", "GREEN"
_TIER = re.compile(r"TIER_(\d+)(K?)")
_QUALITY_OF = {"FLAGGED": RED, "UNFLAGGED": GREEN}
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_WORD = re.compile(r"[A-Z_]{1,30}")


@dataclass(frozen=True)
class NumberNews:
    """The new quality of the number, and to how many people it may write in a day; if told."""

    quality: str | None
    daily_limit: int | None


@dataclass(frozen=True)
class TemplateNews:
    """The new status or quality of a template; whichever is told."""

    name: str
    status: str | None
    quality: str | None


AccountNews = NumberNews | TemplateNews


def news_in(change: dict[str, Any]) -> AccountNews | None:
    """Return what a change tells of the account; ``None`` if it is about something else."""
    field, value = change.get("field"), inner(change, "value")
    if field == "phone_number_quality_update":
        limit = value.get("current_limit") or value.get("max_daily_conversations_per_business")
        return NumberNews(_QUALITY_OF.get(str(value.get("event"))), daily_limit(limit))
    name = str(value.get("message_template_name", ""))
    if not _NAME.fullmatch(name):
        return None
    if field == "message_template_status_update":
        return TemplateNews(name, _word(value.get("event")), None)
    if field == "message_template_quality_update":
        return TemplateNews(name, None, _word(value.get("new_quality_score")))
    return None


def daily_limit(tier: Any) -> int | None:
    """Return how many people "TIER_1K" means, :data:`UNLIMITED` for any number."""
    if tier == "TIER_UNLIMITED":
        return UNLIMITED
    found = _TIER.fullmatch(str(tier))
    return int(found[1]) * (1000 if found[2] else 1) if found else None


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None
