"""Images that travel inside a response as ``data:`` addresses, such as a ticket's QR code."""

from __future__ import annotations

import base64

_PREFIX = "data:image/png;base64,"
_PNG = b"\x89PNG\r\n\x1a\n"


def is_inline(link: str) -> bool:
    """Tell whether a link carries the image itself."""
    return link.startswith("data:")


def read_png(link: str) -> bytes:
    """Return the image that a link carries.

    Raises:
        ValueError: if it is not a PNG in base64.
    """
    if not link.startswith(_PREFIX):
        raise ValueError(f"an inline image must start with {_PREFIX}")
    content = base64.b64decode(link[len(_PREFIX) :], validate=True)
    if not content.startswith(_PNG):
        raise ValueError("the inline image is not a PNG")
    return content
