"""Encryption of personal data and hashes to look it up by.

Values are sealed with AES-256-GCM. Every sealed value names the version of its key, so that keys
can be rotated; lookups go through a keyed hash (HMAC-SHA-256): a plain hash of a 16-digit NIK
can be reversed by trying all of them.

A hash names no version: whoever looks something up knows only what they look for, and of many
hashes (a message that may come again, a NIK that was tried) the plain value is nowhere kept. So the
key of the lowest version is the hash key for good. Rotation takes sealing away from it, never
hashing, and it must stay among the keys.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class InvalidDataKeys(ValueError):
    """The text of the data keys cannot be used."""


class WrongHashKey(InvalidDataKeys):
    """The lowest of the data keys is not the one by which the database looks people up."""

    def __init__(self) -> None:
        super().__init__(
            "VAKSIN_DATA_KEYS: kunci versi terendah bukan kunci pencarian basis data ini, sehingga"
            " tidak ada warga yang ditemukan kembali; pasang lagi kunci terendah yang semula"
        )


class CannotDecrypt(ValueError):
    """A sealed value was changed, or its key is not among the data keys."""


@dataclass(frozen=True)
class DataKeys:
    """Versioned keys: the highest version seals, all of them open, the lowest one hashes."""

    by_version: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> DataKeys:
        """Read ``1:<base64 of 32 bytes>,2:<base64>...``.

        Raises:
            InvalidDataKeys: if no key is given, one is malformed or two have the same version.
        """
        if not text.strip():
            raise InvalidDataKeys("belum diisi; contoh: 1:<32 byte dalam base64>")
        keys = [_parse_key(part.strip()) for part in text.split(",")]
        if len(dict(keys)) < len(keys):
            raise InvalidDataKeys("setiap versi hanya boleh ada sekali")
        return cls(dict(keys))

    @staticmethod
    def generate(version: int = 1) -> str:
        """Return the text of a fresh key of a version."""
        return f"{version}:" + base64.b64encode(os.urandom(KEY_BYTES)).decode()

    @property
    def newest(self) -> int:
        """The version that seals."""
        return max(self.by_version)

    @property
    def hashing(self) -> int:
        """The version that hashes."""
        return min(self.by_version)

    def seal(self, plain: str) -> str:
        """Encrypt a text; the same text gives another result each time."""
        return self.seal_bytes(plain.encode())

    def seal_bytes(self, plain: bytes) -> str:
        """Encrypt bytes, as :meth:`seal` does a text."""
        version = self.newest
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.by_version[version]).encrypt(nonce, plain, None)
        return f"{version}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str) -> str:
        """Decrypt a sealed text.

        Raises:
            CannotDecrypt: if the key is unknown or the value was tampered with.
        """
        return self.open_bytes(sealed).decode()

    def open_bytes(self, sealed: str) -> bytes:
        """Decrypt sealed bytes.

        Raises:
            CannotDecrypt: as :meth:`open`.
        """
        version, _, body = sealed.partition(":")
        key = self.by_version.get(int(version)) if version.isdecimal() else None
        if key is None:
            raise CannotDecrypt("the key of this value is not among the data keys")
        try:
            raw = base64.b64decode(body, validate=True)
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise CannotDecrypt("the value was changed after it was sealed") from None

    def reseal(self, sealed: str) -> str:
        """Seal what is sealed, a text or bytes, with the newest key.

        Raises:
            CannotDecrypt: if the key is unknown or the value was tampered with.
        """
        return self.seal_bytes(self.open_bytes(sealed))

    def lookup_hash(self, kind: str, value: str) -> str:
        """Return the keyed hash by which a value of a kind ("nik", "whatsapp") is found again."""
        return self._hmac(kind, value)

    def mac(self, kind: str, text: str) -> str:
        """Return a keyed hash that proves a text unchanged; it outlives every rotation."""
        return self._hmac(kind, text)

    def is_mac(self, kind: str, text: str, mac: str) -> bool:
        """Tell whether :meth:`mac` made this of a text."""
        return hmac.compare_digest(mac, self._hmac(kind, text))

    def _hmac(self, kind: str, text: str) -> str:
        key = self.by_version[self.hashing]
        return hmac.new(key, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()


def _parse_key(part: str) -> tuple[int, bytes]:
    version, separator, encoded = part.partition(":")
    if not separator or not version.isdecimal():
        raise InvalidDataKeys("setiap kunci ditulis <versi>:<base64>")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise InvalidDataKeys(f"kunci versi {version} bukan base64") from None
    if len(key) != KEY_BYTES:
        raise InvalidDataKeys(f"kunci versi {version} harus {KEY_BYTES} byte")
    return int(version), key
