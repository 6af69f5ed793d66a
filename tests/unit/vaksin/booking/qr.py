"""A small reader of QR codes: version 2, letters of the alphanumeric set, no errors.

Written after ISO/IEC 18004; it shares nothing with the library that draws the codes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SIZE = 25
LEVEL_L = 0b01
FORMAT_MASK = 0b101010000010010
ALPHANUMERIC_MODE = 0b0010
MASKS = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def read_qr(png: bytes, scale: int, border: int) -> str:
    """Return the text of a QR code drawn with ``scale`` pixels for a module."""
    image = Image.open(io.BytesIO(png)).convert("L")
    assert image.size == ((SIZE + 2 * border) * scale,) * 2, "not a code of version 2"
    places = [(border + index) * scale + scale // 2 for index in range(SIZE)]
    modules = [[image.getpixel((x, y)) < 128 for x in places] for y in places]
    return _text("".join(_data_bits(modules, MASKS[_mask_number(modules)])))


def _mask_number(modules: list[list[bool]]) -> int:
    columns = [0, 1, 2, 3, 4, 5, 7]
    cells = [(8, column) for column in columns] + [(row, 8) for row in (8, 7, 5, 4, 3, 2, 1, 0)]
    bits = int("".join(str(int(modules[row][column])) for row, column in cells), 2) ^ FORMAT_MASK
    assert bits >> 13 != LEVEL_L, "of the level that a scratched screen makes unreadable"
    return bits >> 10 & 0b111


def _data_bits(modules, is_masked) -> Iterator[str]:
    upwards = True
    for right in (24, 22, 20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        for row in range(SIZE - 1, -1, -1) if upwards else range(SIZE):
            for column in (right, right - 1):
                if not _is_pattern(row, column):
                    yield str(int(modules[row][column] != is_masked(row, column)))
        upwards = not upwards


def _is_pattern(row: int, column: int) -> bool:
    finder = (row < 9 and (column < 9 or column > 16)) or (row > 16 and column < 9)
    alignment = 16 <= row <= 20 and 16 <= column <= 20
    return finder or alignment or row == 6 or column == 6


def _text(bits: str) -> str:
    assert int(bits[:4], 2) == ALPHANUMERIC_MODE
    length, rest, letters = int(bits[4:13], 2), bits[13:], ""
    while len(letters) < length - 1:
        letters += "".join(ALPHABET[index] for index in divmod(int(rest[:11], 2), 45))
        rest = rest[11:]
    return letters if len(letters) == length else letters + ALPHABET[int(rest[:6], 2)]
