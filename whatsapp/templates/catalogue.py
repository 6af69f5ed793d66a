"""The templates that Meta has, read through its API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whatsapp.envelope import inner, objects
from whatsapp.graph import GraphCaller

_FIELDS = "name,status,category,language,components"
_PAGE = 100


def templates_at_meta(
    api_url: str, business_account_id: str, access_token: str
) -> Iterator[dict[str, Any]]:
    """Yield Meta's entries of all templates of a business account, page by page.

    The token needs the permission ``whatsapp_business_management``.

    Raises:
        GraphFailure: if Meta refused.
    """
    account = GraphCaller(f"{api_url}/{business_account_id}", access_token)
    place: dict[str, str] = {}
    while True:
        asked = {"fields": _FIELDS, "limit": str(_PAGE), **place}
        page = account.call("GET", "message_templates", params=asked)
        yield from objects(page, "data")
        paging = inner(page, "paging")
        if not paging.get("next"):
            return
        place = {"after": str(inner(paging, "cursors").get("after", ""))}
