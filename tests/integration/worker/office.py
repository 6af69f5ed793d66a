"""A programme together with its channel, and short words for what happens in them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.engine import Engine, Row

from memory.keeper import ConversationKeeper
from memory.schema import memories
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from vaksin.application import Vaksin
from vaksin.clock import SettableClock
from vaksin.privacy.keys import KEY_BYTES, DataKeys
from whatsapp import payloads
from whatsapp.calls import read_call
from whatsapp.inbox import DONE, FAILED
from whatsapp.keeper import ChannelKeeper
from whatsapp.leases import TURN
from whatsapp.schema import dead_letters, outbox
from whatsapp.statuses import SENT
from whatsapp.store import Pace, Store

NUMBER = "628000000001"
NOTICE = payloads.text("pelan-pelan")


def key_text(*versions: int) -> str:
    """Return data keys of some versions, that of each the same every time."""
    parts = (f"{v}:{base64.b64encode(bytes([v]) * KEY_BYTES).decode()}" for v in versions)
    return ",".join(parts)


@dataclass(frozen=True)
class Office:
    """A programme and its channel, and short words for what happens in them."""

    programme: Vaksin
    clock: SettableClock

    @property
    def engine(self) -> Engine:
        return self.programme.engine

    def remember(self, contact_id: str, table: Table) -> None:
        """Let something be remembered of a conversation, or be in its archive."""
        now = self.clock.now()
        moments = (
            {"remembered_at": now, "version": 1} if table is memories else {"archived_at": now}
        )
        sealed = self.programme.keys.seal("saya Contoh Warga")
        row = {"conversation_id": contact_id, "events_sealed": sealed, **moments}
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(row))

    @property
    def store(self) -> Store:
        pace = Pace(patience=timedelta())
        return Store(self.engine, self.programme.keys, self.clock, PHONE_NUMBER_ID, pace)

    def with_keys(self, *versions: int) -> Office:
        """Return the same database as a process with other keys sees it."""
        return open_office(self.engine, self.clock, *versions)

    def write(self, text: str, number: str = NUMBER) -> str:
        """Let a citizen write; return their contact. The same text is the same message."""
        sent = str(int(self.clock.now().timestamp()))
        message = text_message(
            text, **{"from": number, "id": f"wamid.{number}.{text.replace(' ', '-')}"}
        )
        received = self.store.receive(
            read_call(call(value([{**message, "timestamp": sent}])), PHONE_NUMBER_ID)
        )
        return next(iter(received.due), "")

    def answer(self, *texts: str, status: str = DONE) -> None:
        """Let the turn of whoever wrote end, and answers be queued."""
        (lease,) = self.store.claim(TURN, 1, "pekerja")
        turn = self.store.take_turn(lease)
        assert turn is not None
        self.store.close_turn(lease, turn, status, map(payloads.text, texts), NOTICE)

    def give_up(self, *texts: str) -> None:
        """Let the turn of whoever wrote fail for good."""
        self.answer(*texts, status=FAILED)

    def deliver(self) -> None:
        """Let everything that is queued be sent."""
        now = self.clock.now()
        with self.engine.begin() as connection:
            connection.execute(update(outbox).values(status=SENT, sent_at=now, changed_at=now))

    def opened(self, column: object) -> list[str]:
        """Return what stands in a sealed column; nothing for one that was emptied."""
        with self.engine.begin() as connection:
            sealed = connection.scalars(select(column))
            return ["" if one is None else self.programme.keys.open(one) for one in sealed]

    def rows(self, table: object) -> list[Row]:
        with self.engine.begin() as connection:
            return connection.execute(select(table)).all()

    def count(self, table: object) -> int:
        with self.engine.begin() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def bury(self, body: str, at: datetime) -> None:
        """Keep a call that nobody could read."""
        with self.engine.begin() as connection:
            connection.execute(
                insert(dead_letters).values(
                    source="webhook",
                    reason="not_json",
                    body_hash=self.programme.keys.lookup_hash("dead_letter", body),
                    body_sealed=self.programme.keys.seal(body),
                    created_at=at,
                )
            )


def open_office(engine: Engine, clock: SettableClock, *versions: int) -> Office:
    """Return the programme with its channel, as a process with keys of some versions sees it."""
    keys = DataKeys.parse(key_text(*versions))
    return Office(
        Vaksin(engine, keys, clock, keepers=(ChannelKeeper(keys), ConversationKeeper())), clock
    )
