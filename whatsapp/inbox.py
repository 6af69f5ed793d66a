"""Messages of citizens, kept until their turn is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new, insert_rows, leave_taken
from vaksin.privacy.keys import DataKeys
from whatsapp.inbound import (
    EDIT,
    NEWS,
    REVOKE,
    SENT,
    SILENT_KINDS,
    TYPED,
    InboundMessage,
)
from whatsapp.schema import inbox
from whatsapp.turn_groups import Waiting, next_group

WAITING = "waiting"
DONE = "done"
FAILED = "failed"
IGNORED = "ignored"
REVOKED = "revoked"
# What a message holds once nobody needs to read it again.
EMPTIED = {"text_sealed": None, "message_id_sealed": None}
# More than anybody sends while one turn runs; the rest is read by the turn after.
_MOST_IN_A_TURN = 200
_READ_AS_NEWS = f"/{NEWS}"

# Built once, because building a statement takes longer than running it.
_OF_CONTACT = inbox.c.contact_id == bindparam("contact")
_IS_WAITING = inbox.c.status == WAITING
_NEXT = (
    select(inbox)
    .where(_OF_CONTACT, _IS_WAITING)
    # A turn that was begun before is ended first.
    .order_by(inbox.c.turn_key.is_(None), inbox.c.sent_at, inbox.c.sequence)
    .limit(_MOST_IN_A_TURN)
)
_NEXT_DUE = select(func.min(inbox.c.due_at)).where(_OF_CONTACT, _IS_WAITING)
_CHANGE = update(inbox).where(inbox.c.sequence.in_(bindparam("these", expanding=True)))
_KNOWN = select(inbox.c.message_id_hash).where(
    inbox.c.message_id_hash.in_(bindparam("hashes", expanding=True))
)


@dataclass(frozen=True)
class Turn:
    """Messages whose turn has come; typed ones that came in quick succession are one turn.

    Attributes:
        sequences: their places among all messages; the only ids of them that may be logged.
        reference: a lasting id without personal data, the same whenever this turn is run again.
        message_id: WhatsApp's id of the newest, needed to mark them as read; news has none.
        text: what the bot reads; empty if they are too old to be answered one by one.
        attempt: how many times the turn was begun, this time included.
        is_news: whether no citizen wrote, but there is news to tell.
    """

    sequences: tuple[int, ...]
    reference: str
    contact_id: str
    message_id: str = field(repr=False)
    text: str = field(repr=False)
    is_stale: bool
    attempt: int
    is_news: bool = False


@dataclass(frozen=True)
class Inbox:
    """Reads and writes the inbox within one transaction.

    Attributes:
        patience: typed messages sent within this time of one another are read as one.
    """

    connection: Connection
    keys: DataKeys
    clock: Clock
    patience: timedelta

    def add(self, messages: Sequence[InboundMessage], contact_ids: Sequence[str]) -> set[int]:
        """Keep messages that are not known yet; return the places of those in the sequences."""
        hashes = [self._hash(message.message_id) for message in messages]
        known = self._known(hashes)
        fresh = {hash_: place for place, hash_ in reversed(list(enumerate(hashes)))}
        new = sorted(place for hash_, place in fresh.items() if hash_ not in known)
        plain = [place for place in new if not messages[place].original_id]
        rows = [self._row(messages[p], hashes[p], contact_ids[p]) for p in plain]
        if rows:
            insert_rows(self.connection, inbox, rows, leave_taken)
        for place in new:
            if messages[place].original_id:
                self._add_correction(messages[place], hashes[place], contact_ids[place])
        return set(new)

    def add_news(self, contact_id: str, key: str) -> bool:
        """Let the bot tell news to a contact; ``False`` if that was asked for under the same key.

        It has its turn in the order of the contact's messages, but is none itself, and hurries
        nobody who is still typing.
        """
        now = self.clock.now()
        return insert_if_new(
            self.connection,
            inbox,
            message_id_hash=self.keys.lookup_hash(NEWS, key),
            message_id_sealed=self.keys.seal(""),
            contact_id=contact_id,
            kind=NEWS,
            text_sealed=self.keys.seal(_READ_AS_NEWS),
            status=WAITING,
            attempts=0,
            sent_at=now,
            received_at=now,
            due_at=now + self.patience,
        )

    def take(self, contact_id: str, reads_all: bool) -> Turn | None:
        """Return the messages of a contact that are read next, and count the attempt.

        With ``reads_all`` all typed messages are read as one, however far apart they were sent.
        """
        rows = self.connection.execute(_NEXT, {"contact": contact_id}).all()
        if not rows:
            return None
        waiting = [self._waiting(row) for row in rows]
        group = next_group(waiting, self.clock.now(), None if reads_all else self.patience)
        return self._begin(rows[: len(group)], group, contact_id)

    def close(self, sequences: Collection[int], status: str) -> None:
        """End the turn of messages; only what failed is read again, so nothing else is kept."""
        emptied = {} if status == FAILED else EMPTIED
        self._change(sequences, status=status, closed_at=self.clock.now(), **emptied)

    def uncount(self, sequences: Collection[int]) -> None:
        """Take back an attempt that failed for a reason that has nothing to do with the turn."""
        self.connection.execute(
            update(inbox)
            .where(inbox.c.sequence.in_(sequences), inbox.c.attempts > 1)
            .values(attempts=inbox.c.attempts - 1)
        )

    def next_due(self, contact_id: str) -> datetime | None:
        """Return when a contact's next turn may begin, ``None`` if nothing waits."""
        return self.connection.execute(_NEXT_DUE, {"contact": contact_id}).scalar_one()

    def reopen(self, sequence: int) -> str | None:
        """Let a turn that was given up wait again, with all its messages; return its contact."""
        now = self.clock.now()
        first = self.connection.execute(
            select(inbox.c.contact_id, inbox.c.turn_key).where(
                inbox.c.sequence == sequence, inbox.c.status == FAILED
            )
        ).first()
        if first is None:
            return None
        reopened = self.connection.execute(
            update(inbox)
            .where(
                inbox.c.status == FAILED,
                inbox.c.contact_id == first.contact_id,
                inbox.c.turn_key == first.turn_key,
            )
            .values(status=WAITING, attempts=0, sent_at=now, due_at=now, closed_at=None)
        )
        return str(first.contact_id) if reopened.rowcount else None

    def rekey(self, old: str, new: str) -> None:
        """Give a contact's messages to the one it was merged into."""
        self.connection.execute(
            update(inbox).where(inbox.c.contact_id == old).values(contact_id=new)
        )

    def due_of(self, message: InboundMessage) -> datetime:
        """Return when a message that comes now may be answered."""
        is_typed = message.kind == TYPED and not message.text.startswith(SENT)
        waits = is_typed or message.kind in (EDIT, REVOKE)
        return self.clock.now() + (self.patience if waits else timedelta())

    def _add_correction(self, message: InboundMessage, own_hash: str, contact_id: str) -> None:
        """Apply an edit or a revocation to its original, whichever of the two came first."""
        row = self._row(message, own_hash, contact_id)
        if not insert_if_new(self.connection, inbox, **{**row, "status": IGNORED, **EMPTIED}):
            return
        original = self._hash(message.original_id)
        changed = self._change_original(message, original, contact_id)
        if changed or self._anticipate(message, row, original):
            return
        if message.kind == EDIT and self._was_answered(original, contact_id):
            # Too late: the citizen is told how to say it again.
            self.connection.execute(
                update(inbox)
                .where(inbox.c.message_id_hash == own_hash)
                .values(
                    status=WAITING,
                    message_id_sealed=row["message_id_sealed"],
                    text_sealed=self.keys.seal(SENT + EDIT),
                )
            )

    def _change_original(self, message: InboundMessage, original: str, contact_id: str) -> bool:
        values: dict[str, Any] = {"text_sealed": self.keys.seal(message.text)}
        if message.kind == REVOKE:
            values = {"status": REVOKED, "closed_at": self.clock.now(), **EMPTIED}
        changed = self.connection.execute(
            update(inbox)
            .where(
                inbox.c.message_id_hash == original,
                inbox.c.contact_id == contact_id,
                inbox.c.status == WAITING,
                inbox.c.attempts == 0,
            )
            .values(**values)
        )
        return bool(changed.rowcount)

    def _anticipate(self, message: InboundMessage, row: Mapping[str, Any], original: str) -> bool:
        """Put what is left of an original in its place before it arrives."""
        is_revoked = message.kind == REVOKE
        values = {
            **row,
            "message_id_hash": original,
            "message_id_sealed": self.keys.seal(message.original_id),
            "kind": TYPED,
            "status": REVOKED if is_revoked else WAITING,
            "closed_at": self.clock.now() if is_revoked else None,
            **(EMPTIED if is_revoked else {}),
        }
        return insert_if_new(self.connection, inbox, **values)

    def _was_answered(self, original: str, contact_id: str) -> bool:
        status = self.connection.execute(
            select(inbox.c.status).where(
                inbox.c.message_id_hash == original, inbox.c.contact_id == contact_id
            )
        ).scalar()
        return status in (WAITING, DONE, FAILED)

    def _begin(self, rows: Sequence[Any], group: Sequence[Waiting], contact_id: str) -> Turn:
        first, last = rows[0], rows[-1]
        sequences = tuple(row.sequence for row in rows)
        key = first.turn_key or first.message_id_hash
        self._change(sequences, attempts=first.attempts + 1, turn_key=key)
        is_stale = all(waiting.is_stale(self.clock.now()) for waiting in group)
        return Turn(
            sequences=sequences,
            reference=key,
            contact_id=contact_id,
            message_id=self.keys.open(last.message_id_sealed),
            text="" if is_stale else " ".join(waiting.text for waiting in group),
            is_stale=is_stale,
            attempt=first.attempts + 1,
            is_news=first.kind == NEWS,
        )

    def _waiting(self, row: Any) -> Waiting:
        return Waiting(row.kind, self.keys.open(row.text_sealed), row.sent_at, row.turn_key)

    def _row(self, message: InboundMessage, own_hash: str, contact_id: str) -> dict[str, Any]:
        is_silent = message.kind in SILENT_KINDS
        row = {
            "message_id_hash": own_hash,
            "message_id_sealed": self.keys.seal(message.message_id),
            "contact_id": contact_id,
            "kind": message.kind,
            "text_sealed": self.keys.seal(message.text),
            "status": IGNORED if is_silent else WAITING,
            "attempts": 0,
            "sent_at": moment(message.timestamp, self.clock.now()),
            "received_at": self.clock.now(),
            "due_at": self.due_of(message),
        }
        return {**row, **EMPTIED} if is_silent else row

    def _known(self, hashes: Collection[str]) -> set[str]:
        return set(self.connection.execute(_KNOWN, {"hashes": list(hashes)}).scalars())

    def _change(self, sequences: Collection[int], **values: Any) -> None:
        self.connection.execute(_CHANGE, {"these": list(sequences), **values})

    def _hash(self, message_id: str) -> str:
        return self.keys.lookup_hash("wamid", message_id)


def moment(timestamp: int | None, now: datetime) -> datetime:
    """Return when something was sent; now if that is not known or would be in the future."""
    if timestamp is None:
        return now
    return min(datetime.fromtimestamp(timestamp, timezone.utc), now)
