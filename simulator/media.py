"""Pictures and other files that were uploaded through Graph or sent from a phone."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from pathlib import Path

from simulator.ids import new_media_id

IMAGE_SIZE_LIMIT = 5 * 1024 * 1024
_SAMPLES = Path(__file__).parent / "samples"
_IMAGE_SIGNATURES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


@dataclass(frozen=True)
class Media:
    """One stored file."""

    id: str
    mime_type: str
    content: bytes
    stored_at: float = field(default_factory=time.monotonic, compare=False)

    def has_expired(self, lifetime: float | None) -> bool:
        """Tell whether Meta has dropped it after so many seconds; None means never."""
        return lifetime is not None and time.monotonic() - self.stored_at > lifetime

    @property
    def sha256(self) -> bytes:
        """Return the digest of the content; Meta writes it in hex or base64 by context."""
        return hashlib.sha256(self.content).digest()


class MediaLibrary:
    """All files of one simulator, by media id."""

    def __init__(self) -> None:
        """Start empty."""
        self._items: dict[str, Media] = {}

    def add(self, content: bytes, mime_type: str) -> Media:
        """Store a file under a fresh id."""
        media = Media(new_media_id(), mime_type, content)
        self._items[media.id] = media
        return media

    def get(self, media_id: str) -> Media | None:
        """Return the file, or None when there is none with that id."""
        return self._items.get(media_id)


@dataclass(frozen=True)
class Sample:
    """A small real file that a simulated phone sends when the caller brings none."""

    filename: str
    mime_type: str

    def read(self) -> bytes:
        """Return the file's content."""
        return (_SAMPLES / self.filename).read_bytes()


SAMPLES = {
    "image": Sample("foto.jpg", "image/jpeg"),
    "audio": Sample("suara.ogg", "audio/ogg; codecs=opus"),
    "sticker": Sample("stiker.webp", "image/webp"),
    "document": Sample("dokumen.pdf", "application/pdf"),
    "video": Sample("video.mp4", "video/mp4"),
}


def image_problem(content: bytes, mime_type: str) -> str | None:
    """Say why Meta would refuse this image upload, or return None when it is fine."""
    signature = _IMAGE_SIGNATURES.get(mime_type)
    if signature is None:
        return f"type must be one of {', '.join(_IMAGE_SIGNATURES)}"
    if len(content) > IMAGE_SIZE_LIMIT:
        return f"file has {len(content)} bytes, the limit is {IMAGE_SIZE_LIMIT}"
    if not content.startswith(signature):
        return "the content of file does not match its type"
    return None
