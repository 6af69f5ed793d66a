"""The templates that Meta has, read and submitted through its API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whatsapp.envelope import inner, objects
from whatsapp.graph import GraphCaller
from whatsapp.payloads import Payload

_PATH = "message_templates"
_FIELDS = "name,status,category,language,components"
_PAGE = 100


class TemplatesAtMeta:
    """The templates of one business account.

    The token needs the permission ``whatsapp_business_management``.
    """

    def __init__(self, api_url: str, business_account_id: str, access_token: str) -> None:
        self._account = GraphCaller(f"{api_url}/{business_account_id}", access_token)

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield Meta's entries of all templates, page by page.

        Raises:
            GraphFailure: if Meta refused.
        """
        place: dict[str, str] = {}
        while True:
            asked = {"fields": _FIELDS, "limit": str(_PAGE), **place}
            page = self._account.call("GET", _PATH, params=asked)
            yield from objects(page, "data")
            paging = inner(page, "paging")
            if not paging.get("next"):
                return
            place = {"after": str(inner(paging, "cursors").get("after", ""))}

    def submit(self, body: Payload) -> str:
        """Submit a template; return the status that Meta gives it at first, such as PENDING.

        Raises:
            GraphFailure: if Meta refused, or nobody knows.
        """
        return str(self._account.call("POST", _PATH, json=body).get("status", ""))
