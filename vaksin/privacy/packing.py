"""Sealing texts that are long and alike, such as JSON, in a fraction of the room.

What is sealed cannot be compressed any more, so it is compressed before. Short texts that share
their words with thousands of others gain most from a vocabulary: what stands in it takes no room.
A vocabulary must never be changed, or nothing that was packed with it can be read again.
"""

from __future__ import annotations

import zlib

from vaksin.privacy.keys import DataKeys

_LEVEL = 9
# How whatever is packed begins; JSON never does.
_PACKED = b"\x78"


def seal_packed(keys: DataKeys, plain: str, vocabulary: bytes) -> str:
    """Compress and seal a text."""
    packer = zlib.compressobj(_LEVEL, zdict=vocabulary)
    return keys.seal_bytes(packer.compress(plain.encode()) + packer.flush())


def open_packed(keys: DataKeys, sealed: str, vocabulary: bytes) -> str:
    """Open a text that was packed with the same vocabulary, or JSON that was sealed unpacked.

    Raises:
        vaksin.privacy.keys.CannotDecrypt: if the key is unknown or the value was tampered with.
    """
    packed = keys.open_bytes(sealed)
    if not packed.startswith(_PACKED):
        return packed.decode()
    return zlib.decompressobj(zdict=vocabulary).decompress(packed).decode()
