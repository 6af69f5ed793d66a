"""Encryption of personal data and hashes to look it up by.

Values are sealed with AES-256-GCM. Every sealed value names the version of its key, so that keys
can be rotated; lookups go through a keyed hash (HMAC-SHA-256): a plain hash of a 16-digit NIK
can be reversed by trying all of them.
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
    def generate() -> str:
        """Return the text of a fresh first key."""
        return "1:" + base64.b64encode(os.urandom(KEY_BYTES)).decode()

    def seal(self, plain: str) -> str:
        """Encrypt a text; the same text gives another result each time."""
        version = max(self.by_version)
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.by_version[version]).encrypt(nonce, plain.encode(), None)
        return f"{version}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str) -> str:
        """Decrypt a sealed text.

        Raises:
            CannotDecrypt: if the key is unknown or the value was tampered with.
        """
        version, _, body = sealed.partition(":")
        key = self.by_version.get(int(version)) if version.isdecimal() else None
        if key is None:
            raise CannotDecrypt("the key of this value is not among the data keys")
        try:
            raw = base64.b64decode(body, validate=True)
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError):
            raise CannotDecrypt("the value was changed after it was sealed") from None

    def lookup_hash(self, kind: str, value: str) -> str:
        """Return the keyed hash by which a value of a kind ("nik", "whatsapp") is found again."""
        key = self.by_version[min(self.by_version)]
        return _hmac(key, kind, value)

    def mac(self, kind: str, text: str) -> str:
        """Return a keyed hash that proves a text unchanged, with the version of its key."""
        version = max(self.by_version)
        return f"{version}:{_hmac(self.by_version[version], kind, text)}"

    def is_mac(self, kind: str, text: str, mac: str) -> bool:
        """Tell whether :meth:`mac` made this of a text, with a key that is known still."""
        version, _, made = mac.partition(":")
        key = self.by_version.get(int(version)) if version.isdecimal() else None
        return key is not None and hmac.compare_digest(made, _hmac(key, kind, text))


def _hmac(key: bytes, kind: str, text: str) -> str:
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
