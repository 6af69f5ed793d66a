"""Reading a ticket's code, and its QR code."""

from __future__ import annotations

import io
import re

import segno

from vaksin.booking.rows import CODE_ALPHABET, CODE_LENGTH, grouped_code

QR_SCALE = 10
QR_BORDER = 4
TICKET_PREFIX = "VAKSINWA:"
_CODE = re.compile(rf"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


def read_ticket_code(text: str) -> str | None:
    """Read a code that was typed with or without hyphens, in any case, or scanned from a ticket."""
    typed = text.strip().upper().removeprefix(TICKET_PREFIX)
    letters = _BETWEEN.sub("", typed)
    return grouped_code(letters) if _CODE.fullmatch(letters) else None


def qr_png(ticket_code: str) -> bytes:
    """Return the PNG image of a ticket's QR code; it holds the code, nothing about the person."""
    image = io.BytesIO()
    code = segno.make(TICKET_PREFIX + ticket_code, error="m", micro=False)
    code.save(image, kind="png", scale=QR_SCALE, border=QR_BORDER)
    return image.getvalue()
