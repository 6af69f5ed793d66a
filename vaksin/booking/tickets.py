"""The ticket's QR code."""

from __future__ import annotations

import io

import segno

QR_SCALE = 10
QR_BORDER = 4
TICKET_PREFIX = "VAKSINWA:"


def qr_png(ticket_code: str) -> bytes:
    """Return the PNG image of a ticket's QR code; it holds the code, nothing about the person."""
    image = io.BytesIO()
    code = segno.make(TICKET_PREFIX + ticket_code, error="m", micro=False)
    code.save(image, kind="png", scale=QR_SCALE, border=QR_BORDER)
    return image.getvalue()
