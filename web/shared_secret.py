"""A secret that two of our processes share, so that one answers nobody but the other."""

from __future__ import annotations

import hmac
from collections.abc import Collection

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

SECRET_HEADER = "x-vaksin-secret"
# Half of what ``secrets.token_urlsafe(24)`` gives; shorter ones were thought up by somebody.
SHORTEST = 16
_UNAUTHORIZED = 401


def require_secret(app: Sanic, secret: str, but_for: Collection[str]) -> None:
    """Answer 401 to every request without the secret, but for some paths.

    It is compared in constant time, before anything of the request's body is looked at.
    """

    async def refuse(request: Request) -> HTTPResponse | None:
        given = request.headers.get(SECRET_HEADER, "")
        if request.path in but_for or hmac.compare_digest(given.encode(), secret.encode()):
            return None
        return empty(status=_UNAUTHORIZED)

    app.register_middleware(refuse, "request")
