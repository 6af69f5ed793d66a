"""Identifiers in the shapes Meta uses."""

from __future__ import annotations

import base64
import secrets

_WAMID_BYTES = 36
_MEDIA_DIGITS = 16


def new_wamid() -> str:
    """Return a fresh message id such as "wamid.HBgL...", carrying nothing about the sender."""
    return "wamid." + base64.b64encode(secrets.token_bytes(_WAMID_BYTES)).decode("ascii")


def new_media_id() -> str:
    """Return a fresh media id: sixteen digits, the first not zero."""
    lowest = 10 ** (_MEDIA_DIGITS - 1)
    return str(lowest + secrets.randbelow(9 * lowest))


def new_template_id() -> str:
    """Return a fresh id of a template; it has the form of a media id."""
    return new_media_id()


def new_trace_id() -> str:
    """Return a fresh fbtrace_id for an error answer."""
    return "A" + secrets.token_urlsafe(16)
