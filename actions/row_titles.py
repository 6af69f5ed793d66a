"""Titles and descriptions that fit a row of a WhatsApp list."""

from __future__ import annotations

ROW_TITLE_LENGTH = 24
ROW_DESCRIPTION_LENGTH = 72
_BETWEEN = " · "


def row_title(text: str) -> str:
    """Shorten a title to what a list row shows; the row's description holds the whole."""
    return _shortened(text, ROW_TITLE_LENGTH)


def row_description(first: str, *others: str) -> str:
    """Join the parts of a description; the first is shortened where they would not fit."""
    rest = "".join(f"{_BETWEEN}{part}" for part in others)
    return _shortened(first, ROW_DESCRIPTION_LENGTH - len(rest)) + rest


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
