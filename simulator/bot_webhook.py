"""HTTP to the bot's webhook: signed posts and the verification handshake."""

from __future__ import annotations

import asyncio
import secrets

import aiohttp

from simulator.envelopes import SIGNATURE_HEADER, signature
from simulator.settings import Settings

_OK = 200
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


class BotWebhook:
    """Calls the webhook at any of its addresses."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; open() comes before any call."""
        self._settings = settings
        self._http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the HTTP client."""
        self._http = aiohttp.ClientSession(timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close the HTTP client."""
        if self._http is not None:
            await self._http.close()

    async def post(self, url: str, raw: bytes) -> str | None:
        """Post once; return the status or exception that was wrong, None for a 200."""
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature(self._settings.app_secret, raw),
        }
        try:
            async with self._client.post(url, data=raw, headers=headers) as answer:
                return None if answer.status == _OK else str(answer.status)
        except _FAILURES as error:
            return type(error).__name__

    async def accepts_handshake(self, url: str) -> bool:
        """Tell whether the address gives the challenge back."""
        challenge = secrets.token_hex(16)
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self._settings.verify_token,
        }
        try:
            async with self._client.get(url, params=query) as answer:
                return answer.status == _OK and await answer.text() == challenge
        except _FAILURES:
            return False

    @property
    def _client(self) -> aiohttp.ClientSession:
        assert self._http is not None, "open() comes before any call"
        return self._http
