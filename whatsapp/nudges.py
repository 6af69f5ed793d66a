"""The gate tells the bot that something came in, so that it is not found by looking alone.

A nudge is one UDP datagram to the address of the bot. It may get lost, come twice or from a
stranger: all that it does is to let the bot look into the database sooner than it would anyway.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from datetime import datetime, timezone

from vaksin.event_log import event_log
from whatsapp.intake import Received

log = event_log(__name__)

Address = tuple[str, int]
# When turns may begin, and whether messages may go out.
OnNudge = Callable[[list[datetime], bool], None]
# A call may hold messages of a thousand citizens; all but the first are found by looking.
_MOST_MOMENTS = 20


class Nudger:
    """Nudges the bot; never waits and never fails."""

    def __init__(self, bot: Address) -> None:
        self._bot = bot
        self._socket = socket.socket(_family(bot), socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def nudge(self, received: Received) -> None:
        """Tell the bot what came in."""
        if not received.due and not received.concerns_sender:
            return
        moments = sorted({due.timestamp() for due in received.due.values()})[:_MOST_MOMENTS]
        told = json.dumps([moments, received.concerns_sender]).encode()
        try:
            self._socket.sendto(told, self._bot)
        except OSError as error:  # the bot finds it nevertheless
            log.info("bot_not_nudged", error=type(error).__name__)

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()


async def listen(own: Address, on_nudge: OnNudge) -> asyncio.DatagramTransport | None:
    """Listen for nudges; ``None`` if somebody else has the address: then looking must do."""
    loop = asyncio.get_running_loop()
    try:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Listener(on_nudge), local_addr=own
        )
    except OSError as error:
        log.warning("nudges_not_heard", error=type(error).__name__)
        return None
    return transport


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, on_nudge: OnNudge) -> None:
        self._on_nudge = on_nudge

    def datagram_received(self, data: bytes, addr: object) -> None:
        try:
            moments, concerns_sender = json.loads(data)
            due = [datetime.fromtimestamp(moment, timezone.utc) for moment in moments]
        except (ValueError, TypeError, OverflowError, OSError):
            return  # not from the gate
        self._on_nudge(due[:_MOST_MOMENTS], bool(concerns_sender))


def _family(address: Address) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET
