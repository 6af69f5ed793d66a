"""Which images Meta has already, and under which ids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.privacy.keys import DataKeys
from whatsapp import payloads
from whatsapp.inline_images import is_inline, read_png
from whatsapp.payloads import Payload
from whatsapp.schema import media

# Meta keeps an upload for 30 days.
_LIFETIME = timedelta(days=25)


@dataclass(frozen=True)
class Uploads:
    """Reads and writes within one transaction; a file is known by a keyed hash of its content."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def media_id(self, content: bytes) -> str | None:
        """Return Meta's id of an image that was uploaded before and is still there."""
        media_id = self.connection.execute(
            select(media.c.media_id).where(
                media.c.content_hash == self._hash(content),
                media.c.uploaded_at > self.clock.now() - _LIFETIME,
            )
        ).scalar_one_or_none()
        return None if media_id is None else str(media_id)

    def remember(self, content: bytes, media_id: str) -> None:
        """Keep Meta's id of an uploaded image."""
        self.forget(content)
        self.connection.execute(
            insert(media).values(
                content_hash=self._hash(content), media_id=media_id, uploaded_at=self.clock.now()
            )
        )

    def forget(self, content: bytes) -> None:
        """Have an image uploaded anew the next time."""
        self.connection.execute(delete(media).where(media.c.content_hash == self._hash(content)))

    def forget_image_of(self, payload: Payload) -> None:
        """Have the image that a message carries uploaded anew the next time."""
        link = payloads.image_link(payload)
        if link is not None and is_inline(link):
            self.forget(read_png(link))

    def _hash(self, content: bytes) -> str:
        return self.keys.lookup_hash("media", hashlib.sha256(content).hexdigest())
