"""Campaigns that are over, and messages outside of conversations, as shelves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.sql import ColumnElement

from vaksin.privacy.keeping import DataKind, Rows, Shelf
from vaksin.schema import campaign_recipients, campaigns, notices, pushes

_CAMPAIGN, _ROW, _PUSH = campaigns.c, campaign_recipients.c, pushes.c
# One that nobody started or ended goes by its window: afterwards nothing goes out any more.
_ENDED_AT = func.coalesce(_CAMPAIGN.ended_at, _CAMPAIGN.ends_at)


def _end_of(campaign_id: ColumnElement[str]) -> ColumnElement:
    return select(_ENDED_AT).where(_CAMPAIGN.id == campaign_id).scalar_subquery()


# In this order, because each refers to those after it. A campaign stays together, so that its
# results stay right; news that is not told yet would be pushed again without its message.
OLD_CAMPAIGNS: Sequence[Shelf] = (
    Rows(DataKind.CAMPAIGN, campaign_recipients, _end_of(_ROW.campaign_id)),
    Rows(
        DataKind.CAMPAIGN,
        pushes,
        ended_at=func.coalesce(_end_of(_PUSH.campaign_id), _PUSH.created_at),
        is_over=~exists().where(_ROW.push_id == _PUSH.id)
        & ~exists().where(notices.c.push_id == _PUSH.id),
    ),
    Rows(
        DataKind.CAMPAIGN,
        campaigns,
        ended_at=_ENDED_AT,
        is_over=~exists().where(_ROW.campaign_id == _CAMPAIGN.id)
        & ~exists().where(_PUSH.campaign_id == _CAMPAIGN.id),
    ),
)
