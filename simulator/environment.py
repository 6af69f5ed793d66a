"""Typed reading of environment variables that collects every problem."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from simulator.jsontypes import parse_object
from simulator.troubles import Troubles, TroublesError, parse_troubles

_HIGHEST_PORT = 65535


class EnvironmentReader:
    """Reads variables; notes what is wrong and goes on, so that every problem gets named."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Read from this environment; `problems` has one line for each."""
        self._environ = environ
        self.problems: list[str] = []

    def text(self, variable: str, default: str) -> str:
        """Return the value, or the default when it is not set."""
        return self._environ.get(variable, "").strip() or default

    def required(self, variable: str) -> str:
        """Return the value of a variable that must be set."""
        value = self.text(variable, "")
        if not value:
            self.problems.append(f"{variable} is not set")
        return value

    def port(self, variable: str, default: int) -> int:
        """Return a TCP port."""
        text = self.text(variable, str(default))
        if not _is_port(text):
            self.problems.append(f"{variable} must be a number from 1 to {_HIGHEST_PORT}")
            return default
        return int(text)

    def integer(self, variable: str, default: int) -> int:
        """Return a whole number."""
        try:
            return int(self.text(variable, str(default)))
        except ValueError:
            self.problems.append(f"{variable} must be a whole number")
            return default

    def switch(self, variable: str) -> bool:
        """Return whether it is 1; not set means 0."""
        text = self.text(variable, "0")
        if text not in ("0", "1"):
            self.problems.append(f"{variable} must be 0 or 1")
        return text == "1"

    def addresses(self, variable: str, default: str) -> tuple[str, ...]:
        """Return the web addresses of a list with commas."""
        urls = tuple(url.strip() for url in self.text(variable, default).split(","))
        if not all(map(_is_http_url, urls)):
            self.problems.append(f"{variable} must be http:// or https:// addresses")
        return urls

    def troubles(self, variable: str) -> Troubles:
        """Return the troubles written there as JSON, or in the file that is named there."""
        text = self.text(variable, "{}")
        try:
            raw = text.encode() if text.startswith("{") else Path(text).read_bytes()
            return parse_troubles(parse_object(raw))
        except (OSError, TroublesError) as error:
            self.problems.append(f"{variable} cannot be used: {error}")
            return Troubles()


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= _HIGHEST_PORT


def _is_http_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)
