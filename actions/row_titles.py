"""Titles that fit a row of a WhatsApp list."""

from __future__ import annotations

ROW_TITLE_LENGTH = 24


def row_title(text: str) -> str:
    """Shorten a title to what a list row shows; the row's description holds the whole."""
    if len(text) <= ROW_TITLE_LENGTH:
        return text
    return text[: ROW_TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
