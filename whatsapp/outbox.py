"""Messages to citizens, kept until Meta took them, and how far they got."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import Update

from vaksin.clock import Clock
from vaksin.database import UtcDateTime
from vaksin.event_log import event_log
from vaksin.messages.pushes import Pushes, Step
from vaksin.notices import Notices
from vaksin.people.message_choices import ChoiceMeans, MessageChoices, MessageKind
from vaksin.privacy.keys import DataKeys
from whatsapp.guard import plain_fallback
from whatsapp.limits import check
from whatsapp.metrics import PUSHES
from whatsapp.payloads import Payload
from whatsapp.schema import outbox
from whatsapp.sealed_payloads import open_payload, seal_payload
from whatsapp.statuses import DELIVERED, FAILED, QUEUED, READ, SENT, StatusUpdate, steps_before

log = event_log(__name__)

# How often a message is put to Meta whose fate stays unknown, and how often Meta may say "later".
MAX_ATTEMPTS = 3
MAX_REFUSALS = 12
_LONGEST_PAUSE = timedelta(minutes=10)
# The citizen has told WhatsApp that they want no marketing from us.
_STOPPED_MARKETING = "131050"
_ARRIVED = frozenset({DELIVERED, READ})
# What a message holds once it can only have been read.
_EMPTIED = {"payload_sealed": None}
_TIME_OF = {
    "sent": "sent_at",
    "delivered": "delivered_at",
    "read": "read_at",
    "failed": "failed_at",
}

# Built once, because building a statement takes longer than running it.
_INSERT = insert(outbox)
_IS_QUEUED = outbox.c.status == QUEUED
_FIRST = (
    select(outbox)
    .where(
        outbox.c.contact_id == bindparam("contact"),
        _IS_QUEUED,
        outbox.c.held_since.is_(None),
    )
    .order_by(outbox.c.sequence)
    .limit(1)
)
_CHANGE = update(outbox).where(outbox.c.id == bindparam("this"))
_CHANGE_QUEUED = _CHANGE.where(_IS_QUEUED)
_REPORT = _CHANGE.values(
    status=bindparam("status"),
    in_doubt_since=None,
    **{
        name: bindparam(name, type_=outbox.c[name].type)
        for name in ("wamid_hash", "error_code", "payload_sealed", "changed_at", *_TIME_OF.values())
    },
)
_LOCK = (
    select(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(outbox.c.sequence)
    .with_for_update()
)
_SENT = _CHANGE.values(
    wamid_hash=bindparam("wamid"),
    in_doubt_since=None,
    status=case((_IS_QUEUED, SENT), else_=outbox.c.status),
    error_code=case((_IS_QUEUED, None), else_=outbox.c.error_code),
    sent_at=case((_IS_QUEUED, bindparam("now", type_=UtcDateTime)), else_=outbox.c.sent_at),
)
_REPORTED = (
    select(outbox)
    .where(
        or_(
            outbox.c.wamid_hash.in_(bindparam("hashes", expanding=True)),
            outbox.c.id.in_(bindparam("ids", expanding=True)),
        )
    )
    .order_by(outbox.c.sequence)
)
_HELD = (
    outbox.c.contact_id.in_(bindparam("contacts", expanding=True)),
    _IS_QUEUED,
    outbox.c.held_since.is_not(None),
)
_HAVE_HELD = select(outbox.c.contact_id).where(*_HELD)
_RELEASE = update(outbox).where(*_HELD)


@dataclass(frozen=True)
class Queued:
    """The first message of a contact that is not sent yet.

    Attributes:
        in_doubt_since: when it was put to Meta without learning what became of it.
        refusals: how often Meta asked to come again later.
        push_id: what the domain knows it by, if it goes to somebody who is in no conversation.
    """

    id: str
    contact_id: str
    payload: Payload = field(repr=False)
    attempts: int
    refusals: int
    next_attempt_at: datetime
    in_doubt_since: datetime | None
    push_id: str | None = None

    @property
    def is_template(self) -> bool:
        """Tell whether Meta takes it outside the 24-hour window."""
        return self.payload.get("type") == "template"


@dataclass(frozen=True)
class Reported:
    """A message that Meta has reported something new about; ``failed`` if it did not arrive."""

    outbox_id: str
    status: str
    error_code: str
    failed: Queued | None = None


@dataclass
class _Change:
    """How far a message got by the reports of one call."""

    row: Any
    is_new: bool = False
    status: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.status = self.row.status
        self.values = {
            "this": self.row.id,
            "wamid_hash": self.row.wamid_hash,
            "error_code": self.row.error_code,
            "payload_sealed": self.row.payload_sealed,
            **{column: self.row._mapping[column] for column in _TIME_OF.values()},
        }

    def takes(self, report: StatusUpdate, wamid_hash: str) -> bool:
        """Tell whether a report says more than what is known."""
        # What was sent again after a doubt has two ids; the failure of one is not that of both.
        is_of_another = self.values["wamid_hash"] not in (None, wamid_hash)
        if report.status == FAILED and is_of_another:
            return False
        return self.status in steps_before(report.status)

    def note(self, report: StatusUpdate, wamid_hash: str, now: datetime) -> None:
        """Take a report in."""
        self.is_new, self.status = True, report.status
        self.values |= {
            "status": report.status,
            "changed_at": now,
            "wamid_hash": self.values["wamid_hash"] or wamid_hash,
            "error_code": report.error_code or None,
            _TIME_OF[report.status]: now,
            **(_EMPTIED if report.status in _ARRIVED else {}),
        }


@dataclass(frozen=True)
class Outbox:
    """Reads and writes the outbox within one transaction."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def add(self, contact_id: str, payloads: Iterable[Payload], held: bool = False) -> None:
        """Queue messages in their order; one that breaks a limit is replaced by plain texts.

        Held ones wait until the citizen writes.
        """
        held_since = self.clock.now() if held else None
        for payload in payloads:
            if not check(payload):
                self._add(contact_id, payload, held_since=held_since)
                continue
            ids = [
                self._add(contact_id, plain, held_since=held_since)
                for plain in plain_fallback(payload)
            ]
            log.error("message_broke_limits", sent_as_text=ids)

    def push(self, letters: Sequence[tuple[str, Payload]]) -> list[str]:
        """Queue messages that answer none, each to a contact; return the ids of the pushes."""
        rows = [
            self._row(contact_id, payload, push_id=uuid.uuid4().hex)
            for contact_id, payload in letters
        ]
        self.connection.execute(_INSERT, rows)
        return [str(row["push_id"]) for row in rows]

    def ask_to_write(self, contact_id: str, name: str) -> None:
        """Queue a template that asks a citizen to open the window, unless one was asked already."""
        held = (outbox.c.contact_id == contact_id, outbox.c.held_since.is_not(None))
        if self.connection.execute(select(outbox.c.id).where(*held).limit(1)).first():
            return
        template = {"name": name, "language": {"code": "id"}}
        self._add(contact_id, {"type": "template", "template": template})

    def add_again(self, queued: Queued, held: bool, pause: timedelta) -> None:
        """Queue a message anew that Meta had taken and then reported as failed."""
        now = self.clock.now()
        self._add(
            queued.contact_id,
            queued.payload,
            refusals=queued.refusals + 1,
            next_attempt_at=now + pause,
            held_since=now if held else None,
            push_id=queued.push_id,
        )

    def first(self, contact_id: str) -> Queued | None:
        """Return the message to a contact that goes out next."""
        row = self.connection.execute(_FIRST, {"contact": contact_id}).first()
        return None if row is None else self._queued(row)

    def begin(self, queued: Queued) -> None:
        """Note before the request that Meta may have the message from now on."""
        self._change(queued.id, attempts=queued.attempts + 1, in_doubt_since=self.clock.now())

    def sent(self, queued: Queued, wamid: str) -> None:
        """Record that Meta took a message; a report about it may have come before."""
        wamid_hash = self.keys.lookup_hash("wamid", wamid)
        self._execute(_SENT, queued.id, wamid=wamid_hash, now=self.clock.now())
        if queued.push_id:
            Pushes(self.connection, self.clock).reached([queued.push_id], Step.SENT)
            PUSHES.labels(SENT).inc()

    def later(self, queued: Queued, code: str) -> timedelta:
        """Put a message off that Meta did not take; return for how long."""
        pause = pause_after(queued.refusals + 1)
        self._change_queued(
            queued.id,
            attempts=queued.attempts,
            refusals=queued.refusals + 1,
            next_attempt_at=self.clock.now() + pause,
            in_doubt_since=None,
            error_code=code,
        )
        return pause

    def again(self, queued: Queued, code: str) -> None:
        """Let a message be tried again as soon as sending goes on; it did not fail by itself."""
        self._change_queued(
            queued.id, attempts=queued.attempts, in_doubt_since=None, error_code=code
        )

    def in_doubt(self, queued: Queued, code: str) -> None:
        """Record why nobody knows what became of a message."""
        self._change_queued(queued.id, error_code=code)

    def settle(self, queued: Queued) -> None:
        """Take a message as not sent, because no report about it came."""
        self._change_queued(queued.id, in_doubt_since=None)

    def fail(self, queued: Queued, code: str) -> None:
        """Give a message up."""
        self._change_queued(
            queued.id,
            status=FAILED,
            error_code=code,
            in_doubt_since=None,
            failed_at=self.clock.now(),
        )
        self.did_not_arrive(queued, code)

    def did_not_arrive(self, queued: Queued, code: str) -> None:
        """Tell the domain of a push that is given up."""
        if queued.push_id is None:
            return
        Pushes(self.connection, self.clock).failed(queued.push_id, code)
        PUSHES.labels(FAILED).inc()
        Notices(self.connection, self.keys, self.clock).did_not_arrive(queued.push_id)
        if code == _STOPPED_MARKETING:
            choices = MessageChoices(self.connection, self.clock)
            unwanted = {MessageKind.CAMPAIGN}
            choices.choose(queued.contact_id, unwanted, wanted=False, means=ChoiceMeans.META)

    def hold(self, queued: Queued, code: str) -> None:
        """Keep a message until the citizen writes again."""
        self._change_queued(
            queued.id, held_since=self.clock.now(), in_doubt_since=None, error_code=code
        )

    def as_plain_text(self, queued: Queued, code: str) -> None:
        """Send the words of a message whose buttons or list Meta does not take."""
        first, *others = plain_fallback(queued.payload)
        self._change_queued(
            queued.id,
            payload_sealed=seal_payload(first, self.keys),
            in_doubt_since=None,
            error_code=code,
        )
        for payload in others:
            self._add(queued.contact_id, payload)

    def release(self, contact_ids: Sequence[str]) -> set[str]:
        """Let messages go out that waited for citizens to write; return whose they are."""
        these = {"contacts": list(contact_ids)}
        found = set(self.connection.execute(_HAVE_HELD, these).scalars())
        if found:
            self.connection.execute(_RELEASE, {**these, "held_since": None})
        return found

    def requeue(self, outbox_id: str) -> str | None:
        """Queue a message again that was given up; return its contact."""
        row = self.connection.execute(
            select(outbox).where(outbox.c.id == outbox_id, outbox.c.status == FAILED)
        ).first()
        if row is None:
            return None
        self._add(row.contact_id, self._payload(row), push_id=row.push_id)
        return str(row.contact_id)

    def reported(self, reports: Sequence[StatusUpdate]) -> dict[str, Any]:
        """Return the rows that reports are about, by id of the outbox and by hash of the wamid."""
        hashes = {self.keys.lookup_hash("wamid", report.wamid) for report in reports}
        ids = {report.outbox_id for report in reports if report.outbox_id}
        these = {"hashes": list(hashes), "ids": list(ids)}
        rows = self.connection.execute(_REPORTED, these).all()
        by_hash = {row.wamid_hash: row for row in rows if row.wamid_hash}
        return {row.id: row for row in rows} | by_hash

    def advance(self, reports: Sequence[StatusUpdate], known: Mapping[str, Any]) -> list[Reported]:
        """Record reports of Meta's about messages that did not get further already.

        Returns what was new, in the order of the reports.
        """
        changes = {row.id: _Change(row) for row in self._locked({row.id for row in known.values()})}
        new = []
        for report in reports:
            wamid_hash = self.keys.lookup_hash("wamid", report.wamid)
            # A report can come before the answer to our own request, when the id is not known yet.
            row = known.get(wamid_hash) or known.get(report.outbox_id)
            change = changes.get(row.id) if row is not None else None
            if change is not None and change.takes(report, wamid_hash):
                change.note(report, wamid_hash, self.clock.now())
                failed = self._queued(change.row) if report.status == FAILED else None
                new.append(Reported(change.row.id, report.status, report.error_code, failed))
        changed = [change for change in changes.values() if change.is_new]
        if changed:
            self.connection.execute(_REPORT, [change.values for change in changed])
        self._tell_of_pushes(changed)
        return new

    def _locked(self, outbox_ids: set[str]) -> Sequence[Any]:
        """Return messages that nobody else changes until this transaction ends."""
        if not outbox_ids:
            return []
        return self.connection.execute(_LOCK, {"ids": sorted(outbox_ids)}).all()

    def _tell_of_pushes(self, changed: Sequence[_Change]) -> None:
        steps: dict[Step, list[str]] = {}
        for change in changed:
            if change.row.push_id and change.status != FAILED:
                steps.setdefault(Step(change.status), []).append(change.row.push_id)
                PUSHES.labels(change.status).inc()
        for step, push_ids in steps.items():
            Pushes(self.connection, self.clock).reached(push_ids, step)

    def rekey(self, old: str, new: str) -> None:
        """Give a contact's messages to the one it was merged into."""
        self.connection.execute(
            update(outbox).where(outbox.c.contact_id == old).values(contact_id=new)
        )

    def _add(self, contact_id: str, payload: Payload, **values: Any) -> str:
        row = self._row(contact_id, payload, **values)
        self.connection.execute(_INSERT, row)
        return str(row["id"])

    def _row(self, contact_id: str, payload: Payload, **values: Any) -> dict[str, Any]:
        now = self.clock.now()
        return {
            "id": uuid.uuid4().hex,
            "contact_id": contact_id,
            "payload_sealed": seal_payload(payload, self.keys),
            "status": QUEUED,
            "attempts": 0,
            "next_attempt_at": now,
            "created_at": now,
            "changed_at": now,
            **values,
        }

    def _queued(self, row: Any) -> Queued:
        return Queued(
            id=row.id,
            contact_id=row.contact_id,
            payload=self._payload(row),
            attempts=row.attempts,
            refusals=row.refusals,
            next_attempt_at=row.next_attempt_at,
            in_doubt_since=row.in_doubt_since,
            push_id=row.push_id,
        )

    def _payload(self, row: Any) -> Payload:
        return open_payload(row.payload_sealed, self.keys)

    def _change_queued(self, outbox_id: str, **values: Any) -> None:
        """Change a message unless a report has moved it on in the meantime."""
        self._execute(_CHANGE_QUEUED, outbox_id, **values)

    def _change(self, outbox_id: str, **values: Any) -> None:
        self._execute(_CHANGE, outbox_id, **values)

    def _execute(self, change: Update, outbox_id: str, **values: Any) -> None:
        given = {"this": outbox_id, "changed_at": self.clock.now(), **values}
        self.connection.execute(change, given)


def pause_after(refusals: int) -> timedelta:
    """Return how long to wait after a refusal: 4^n seconds, as Meta asks for code 131056."""
    return min(timedelta(seconds=4 ** (refusals - 1)), _LONGEST_PAUSE)
