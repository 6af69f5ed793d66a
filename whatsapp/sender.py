"""Brings the outbox to Meta: in order for each contact, each answer awaited before the next."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from whatsapp import payloads
from whatsapp.graph import GraphClient, GraphFailure
from whatsapp.inline_images import is_inline, read_png
from whatsapp.lanes import Lanes
from whatsapp.outbox import MAX_ATTEMPTS, Delivery
from whatsapp.payloads import Payload
from whatsapp.store import Store

logger = logging.getLogger(__name__)

CONTACTS_AT_ONCE = 20
NO_ADDRESS = "no_address"


class Sender:
    """Sends what is queued, and takes up at start what was left."""

    def __init__(self, store: Store, graph: GraphClient) -> None:
        self._store = store
        self._graph = graph
        self._lanes = Lanes(self._step, CONTACTS_AT_ONCE)

    async def start(self) -> None:
        """Take up what is queued."""
        self._lanes.start()
        for contact_id in await asyncio.to_thread(self._store.contacts_to_send_to):
            self.wake(contact_id)

    def wake(self, contact_id: str) -> None:
        """Say that something was queued for a contact."""
        self._lanes.wake(contact_id)

    async def stop(self, grace: float) -> None:
        """Wait for the messages on their way, at most ``grace`` seconds; the rest stays queued."""
        await self._lanes.stop(grace)

    async def _step(self, contact_id: str) -> float | None:
        return await asyncio.to_thread(self._deliver_next, contact_id)

    def _deliver_next(self, contact_id: str) -> float | None:
        delivery = self._store.take_delivery(contact_id)
        if delivery is None:
            return None
        if delivery.wait:
            return delivery.wait.total_seconds()
        try:
            wamid = self._send(delivery)
        except GraphFailure as failure:
            is_final = not failure.is_passing or delivery.attempt >= MAX_ATTEMPTS
            logger.warning("Message %s was not sent: %s", delivery.id, failure.code)
            self._store.mark_refused(delivery.id, failure.code, is_final)
        else:
            self._store.mark_sent(delivery.id, wamid)
        return 0.0

    def _send(self, delivery: Delivery) -> str:
        if delivery.address is None:
            raise GraphFailure(NO_ADDRESS, is_passing=False)
        payload = self._with_uploaded_image(delivery.payload)
        return self._graph.send(delivery.address, payload, callback_data=delivery.id)

    def _with_uploaded_image(self, payload: Payload) -> Payload:
        link = payloads.image_link(payload)
        if link is None or not is_inline(link):
            return payload
        return payloads.with_media(payload, self._media_id(read_png(link)))

    def _media_id(self, content: bytes) -> str:
        content_hash = self._store.keys.lookup_hash("media", hashlib.sha256(content).hexdigest())
        media_id = self._store.uploaded(content_hash)
        if media_id is None:
            media_id = self._graph.upload(content)
            self._store.remember_upload(content_hash, media_id)
        return media_id
