"""Brings the outbox to Meta: in order for each contact, each answer awaited before the next."""

from __future__ import annotations

import asyncio
import threading
import time

from vaksin.event_log import event_log
from whatsapp import payloads
from whatsapp.deliveries import Delivery
from whatsapp.graph import GraphClient, GraphFailure
from whatsapp.inline_images import is_inline, read_png
from whatsapp.leases import SEND, Lease
from whatsapp.metrics import SENDS
from whatsapp.outbox import Queued
from whatsapp.remedies import Remedy
from whatsapp.store import Store
from whatsapp.throttle import Throttle
from whatsapp.workers import Workers

log = event_log(__name__)

# An image that Meta does not find any more is refused as missing media or as a wrong parameter.
_MAY_BE_LOST_MEDIA = frozenset({Remedy.UPLOAD_AGAIN, Remedy.DEAD_LETTER})


_FEWEST_AT_ONCE, _MOST_AT_ONCE = 20, 200


def sends_at_once(per_second: int) -> int:
    """Return how many requests one process makes at once to use what the number may send."""
    # Meta answers within a quarter of a second.
    return min(max(per_second // 4, _FEWEST_AT_ONCE), _MOST_AT_ONCE)


class Sender:
    """Sends what is queued, whichever process queued it."""

    def __init__(self, store: Store, graph: GraphClient, at_once: int) -> None:
        self._store = store
        self._graph = graph
        self._throttle = Throttle(store, time.sleep)
        self._stopping = threading.Event()
        self.workers = Workers(store, SEND, self._step, at_once)

    def start(self) -> None:
        """Begin to send."""
        self.workers.start()

    def wake(self) -> None:
        """Say that something was queued."""
        self.workers.wake()

    async def stop(self, grace: float) -> None:
        """Wait for the messages on their way, at most ``grace`` seconds; the rest stays queued."""
        self._stopping.set()
        await self.workers.stop(grace)

    async def _step(self, lease: Lease) -> None:
        await asyncio.to_thread(self.deliver_due, lease)

    def deliver_due(self, lease: Lease) -> None:
        """Send a contact what is due, one message after the other."""
        delivery = self._take(lease)
        while delivery is not None:
            delivery = self._deliver(lease, delivery)

    def _take(self, lease: Lease) -> Delivery | None:
        if not self._stopping.is_set():
            return self._store.take_delivery(lease)
        self._store.release([lease])
        return None

    def _deliver(self, lease: Lease, delivery: Delivery) -> Delivery | None:
        """Send a message; return the next one."""
        self._throttle.wait()
        try:
            wamid = self._send(delivery)
        except GraphFailure as failure:
            SENDS.labels(failure.remedy.name.lower()).inc()
            log.warning(
                "message_not_sent",
                message=delivery.queued.id,
                code=failure.code,
                trace=failure.trace_id,
            )
            self._store.mark_refused(delivery, failure)
        else:
            SENDS.labels("sent").inc()
            log.info("message_sent", message=delivery.queued.id)
            return self._take_after(lease, delivery.queued, wamid)
        return self._take(lease)

    def _take_after(self, lease: Lease, sent: Queued, wamid: str) -> Delivery | None:
        """Record that a message was sent, whatever may be wrong with the next one; return that."""
        if self._stopping.is_set():
            self._store.mark_sent(sent, wamid)
            return self._take(lease)
        try:
            return self._store.take_next_delivery(lease, sent, wamid)
        except Exception:
            self._store.mark_sent(sent, wamid)
            raise

    def _send(self, delivery: Delivery) -> str:
        payload, link = delivery.queued.payload, payloads.image_link(delivery.queued.payload)
        if link is None or not is_inline(link):
            return self._graph.send(delivery.to, payload, callback_data=delivery.queued.id)
        return self._send_with_image(delivery, read_png(link))

    def _send_with_image(self, delivery: Delivery, content: bytes) -> str:
        media_id, is_fresh = self._media_id(content)
        payload = payloads.with_media(delivery.queued.payload, media_id)
        try:
            return self._graph.send(delivery.to, payload, callback_data=delivery.queued.id)
        except GraphFailure as failure:
            if is_fresh or failure.remedy not in _MAY_BE_LOST_MEDIA:
                raise
            with self._store.engine.begin() as connection:
                self._store.uploads(connection).forget(content)
            raise GraphFailure(failure.code, Remedy.UPLOAD_AGAIN, failure.trace_id) from None

    def _media_id(self, content: bytes) -> tuple[str, bool]:
        """Return Meta's id of an image, and whether it was uploaded just now."""
        with self._store.engine.begin() as connection:
            known = self._store.uploads(connection).media_id(content)
        if known is not None:
            return known, False
        media_id = self._upload(content)
        with self._store.engine.begin() as connection:
            self._store.uploads(connection).remember(content, media_id)
        return media_id, True

    def _upload(self, content: bytes) -> str:
        try:
            return self._graph.upload(content)
        except GraphFailure as failure:
            if failure.remedy is not Remedy.SETTLE:
                raise
            # Whether or not Meta has the file now, the citizen has got no message.
            raise GraphFailure(failure.code, Remedy.REPEAT_FOR_CITIZEN, failure.trace_id) from None
