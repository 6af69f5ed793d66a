"""Who is writing: conversations have an internal id, and addresses that come and go.

Numbers are given to other people after a while and the messaging service's user ids change with
the number, so an address belongs to a contact for a time only. Messages and notices reach us late
and in any order; what they say counts for the moment at which they were sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.engine import Connection

from vaksin.clock import Clock
from vaksin.database import insert_if_new
from vaksin.people.addresses import Addresses, AddressKind, Alias, Aliases, ended_by, holder
from vaksin.people.merging import absorb
from vaksin.privacy.keys import DataKeys
from vaksin.schema import contacts

# Who had a number longer than this before somebody else moved to it is another person.
OVERTAKING = timedelta(days=7)
# A new number and the new user id that comes with it are told in two notices.
SAME_CHANGE = timedelta(hours=1)
# Any number will do, as long as nothing else in this database locks the same one.
_LOCK_OF_ADDRESSES = 0x76616B73

# Built once, because building a statement takes longer than running it.
_SUCCESSOR = select(contacts.c.merged_into).where(contacts.c.id == bindparam("contact"))
_HELD_SUCCESSOR = _SUCCESSOR.with_for_update(key_share=True)

_Senders = Mapping[int, tuple[Addresses, datetime]]


@dataclass(frozen=True)
class AddressChange:
    """What a change of address came to: the contact, and the contacts that were merged into it."""

    contact_id: str
    merged: tuple[str, ...]


@dataclass(frozen=True)
class ContactBook:
    """Reads and writes contacts within one transaction; addresses are sealed on their way in."""

    connection: Connection
    keys: DataKeys
    clock: Clock

    def contact_for(self, addresses: Addresses, at: datetime | None = None) -> str:
        """Return the contact of a sender, making one for a stranger.

        A known user id decides. An address that is new goes to the contact of the other one. A
        number that comes with another user id than before was given to another person: they get a
        contact of their own. ``at`` is when the message was sent, now unless given.
        """
        return self.contacts_for([(addresses, at)])[0]

    def contacts_for(self, senders: Sequence[tuple[Addresses, datetime | None]]) -> list[str]:
        """Return the contact of each sender as :meth:`contact_for` does, all known ones at once.

        Other transactions that need new contacts or addresses wait until this one ends.
        """
        now = self.clock.now()
        sent = {n: (addresses, at or now) for n, (addresses, at) in enumerate(senders)}
        contact_ids: dict[int, str] = {}
        while sent:
            contact_ids |= self._settled(sent)
            sent = {n: sender for n, sender in sent.items() if n not in contact_ids}
            # The others of the same sender are likely to be known afterwards.
            first = {addresses: n for n, (addresses, _) in reversed(sent.items())}
            odd = {n: sent.pop(n) for n in sorted(first.values())}
            strangers = self._welcome(odd) if odd else {}
            contact_ids |= strangers
            for n in sorted(odd.keys() - strangers.keys()):
                contact_ids[n] = self._settle(*odd[n])
        return [contact_ids[n] for n in range(len(senders))]

    def known(self, addresses: Sequence[Addresses]) -> Mapping[Addresses, str]:
        """Return the contacts of those addresses that we know; nothing is written."""
        now = self.clock.now()
        settled = self._settled({n: (one, now) for n, one in enumerate(addresses)})
        return {addresses[n]: contact_id for n, contact_id in settled.items()}

    def addresses_of(self, contact_id: str) -> Addresses | None:
        """Return where a contact is reached now, ``None`` if nowhere."""
        return self._aliases.addresses_of(self.current(contact_id))

    def phone_of(self, contact_id: str) -> str | None:
        """Return the number of a contact, ``None`` if it is unknown."""
        addresses = self.addresses_of(contact_id)
        return addresses.phone if addresses else None

    def change(self, old: Addresses, new: Addresses, at: datetime) -> AddressChange:
        """Record that whoever had ``old`` has ``new`` since a moment; repeating it does nothing.

        The contact of ``old`` stays. A contact that wrote from ``new`` before this was told is
        merged into it, but not one that had that number long before. A user id seen with the
        number up to then ends with it: the service gives a new one with a new number.
        """
        self._lock()
        owner = self._owner(old, at)
        bearers = self._bearers(new, at)
        contact_id = owner or next(iter(bearers), None) or self._new()
        merged = tuple(bearer for bearer in bearers if bearer != contact_id)
        for locked in sorted((contact_id, *merged)):
            self.hold(locked)
        self._end_old(contact_id, old, new, at)
        for other in merged:
            self._aliases.move_all(other, contact_id)
            absorb(self.connection, other, contact_id)
        for kind, address in _changed(new, old).items():
            self._begin(contact_id, kind, address, at)
        return AddressChange(contact_id, merged)

    def ensure_contact(self, contact_id: str) -> None:
        """Make a conversation that came without an address (terminal, tests) known."""
        insert_if_new(self.connection, contacts, id=contact_id, created_at=self.clock.now())

    def current(self, contact_id: str) -> str:
        """Return the contact into which this one was merged, itself if it was not."""
        return self._successor(contact_id) or contact_id

    def known_as(self, contact_id: str) -> list[str]:
        """Return the id of a contact and those of all that were merged into it."""
        query = select(contacts.c.id).where(contacts.c.merged_into == contact_id)
        return [contact_id, *self.connection.execute(query).scalars()]

    def is_hash_key_right(self) -> bool:
        """Tell whether contacts are found by the hash key; with no contact any key is right."""
        return self._aliases.is_found_again()

    def hold(self, contact_id: str) -> str:
        """Let others that hold this contact wait; return the contact that it is by now."""
        successor = self._successor(contact_id, wait=True)
        return self.hold(successor) if successor else contact_id

    @cached_property
    def _aliases(self) -> Aliases:
        return Aliases(self.connection, self.keys)

    def _successor(self, contact_id: str, *, wait: bool = False) -> str | None:
        query = _HELD_SUCCESSOR if wait else _SUCCESSOR
        return self.connection.execute(query, {"contact": contact_id}).scalar_one_or_none()

    def _settled(self, sent: _Senders) -> dict[int, str]:
        """Return the contacts of senders whose every address is known to belong to one contact."""
        hashes = self._hashes(sent)
        known = self._aliases.of_hashes(chain.from_iterable(hashes.values()))
        settled = {}
        for n, (_, at) in sent.items():
            holders = [holder(known.get(hash_, ()), at) for hash_ in hashes[n]]
            contact_ids = {alias.contact_id if alias else None for alias in holders}
            if len(contact_ids) == 1 and (contact_id := contact_ids.pop()):
                settled[n] = contact_id
        return settled

    def _welcome(self, sent: _Senders) -> dict[int, str]:
        """Make contacts, all at once, for those senders of whom nothing was ever known."""
        self._lock()
        hashes = self._hashes(sent)
        taken = set(self._aliases.of_hashes(chain.from_iterable(hashes.values())))
        strangers: dict[int, str] = {}
        for n in sent:
            if taken.isdisjoint(hashes[n]):
                strangers[n] = uuid.uuid4().hex
                taken.update(hashes[n])
        if strangers:
            created_at = self.clock.now()
            rows = [{"id": new, "created_at": created_at} for new in strangers.values()]
            self.connection.execute(insert(contacts), rows)
            self._aliases.add_new((new, *sent[n]) for n, new in strangers.items())
        return strangers

    def _hashes(self, sent: _Senders) -> dict[int, list[str]]:
        return {n: self._aliases.hashes_of(addresses) for n, (addresses, _) in sent.items()}

    def _settle(self, addresses: Addresses, at: datetime) -> str:
        """Return the contact of a sender of whom something is new; addresses are locked."""
        decisive = self._decisive(addresses, at)
        contact_id = decisive.contact_id if decisive else self._new()
        until = decisive.retired_at if decisive else None
        for kind, address in addresses.by_kind.items():
            self._attach(contact_id, kind, address, at, until)
        return contact_id

    def _decisive(self, addresses: Addresses, at: datetime) -> Alias | None:
        """Return the alias that tells whose message it is."""
        for kind, address in addresses.by_kind.items():
            alias = holder(self._aliases.of_address(kind, address), at)
            if alias is None:
                continue
            has_other_user = AddressKind.USER_ID in self._aliases.live_of(alias.contact_id)
            was_recycled = kind is AddressKind.PHONE and addresses.user_id and has_other_user
            return None if was_recycled else alias
        return None

    def _attach(
        self,
        contact_id: str,
        kind: AddressKind,
        address: str,
        at: datetime,
        until: datetime | None = None,
    ) -> None:
        """Give a contact an address from a moment on; what is known of later moments stays."""
        bearer = holder(self._aliases.of_address(kind, address), at)
        if bearer and (bearer.contact_id == contact_id or bearer.retired_at or until):
            return
        rivals = [bearer] if bearer else []
        own = self._aliases.live_of(contact_id).get(kind)
        rivals += [own] if own else []
        ends = [until] if until else []
        ends += [rival.added_at for rival in rivals if rival.added_at > at]
        if not ends:
            for rival in rivals:
                self._aliases.retire(rival, at)
        self._aliases.add(contact_id, kind, address, at, min(ends, default=None))

    def _owner(self, old: Addresses, at: datetime) -> str | None:
        for kind, address in old.by_kind.items():
            aliases = self._aliases.of_address(kind, address)
            alias = ended_by(aliases, at)
            # Nobody else ever gets a user id, so one that ended before still tells who it was.
            if alias is None and kind is AddressKind.USER_ID and aliases:
                alias = aliases[-1]
            if alias:
                return alias.contact_id
        return None

    def _bearers(self, new: Addresses, at: datetime) -> list[str]:
        """Return the contacts that wrote from the new addresses already, each once."""
        found = []
        for kind, address in new.by_kind.items():
            alias = holder(self._aliases.of_address(kind, address), at)
            is_former_owner = (
                alias and kind is AddressKind.PHONE and alias.added_at < at - OVERTAKING
            )
            if alias and not is_former_owner:
                found.append(alias.contact_id)
        return list(dict.fromkeys(found))

    def _end_old(self, contact_id: str, old: Addresses, new: Addresses, at: datetime) -> None:
        for kind, address in _changed(old, new).items():
            if kind in new.by_kind:
                self._end(contact_id, kind, address, at)
        user = self._aliases.live_of(contact_id).get(AddressKind.USER_ID)
        if user and not new.user_id and user.added_at < at - SAME_CHANGE:
            self._aliases.retire(user, at)

    def _end(self, contact_id: str, kind: AddressKind, address: str, at: datetime) -> None:
        alias = ended_by(self._aliases.of_address(kind, address), at)
        if alias is None:
            # Messages and notices from before this moment may still come.
            self._aliases.add(contact_id, kind, address, at, at)
        elif alias.contact_id == contact_id and alias.retired_at != at:
            self._aliases.retire(alias, at)

    def _begin(self, contact_id: str, kind: AddressKind, address: str, at: datetime) -> None:
        """Give a contact an address that it may have had before, and left in between."""
        alias = holder(self._aliases.of_address(kind, address), at)
        is_own = alias is not None and alias.contact_id == contact_id
        if alias and is_own and alias.retired_at is None and alias.added_at < at:
            self._aliases.retire(alias, at)
        self._attach(contact_id, kind, address, at)

    def _new(self) -> str:
        contact_id = uuid.uuid4().hex
        self.ensure_contact(contact_id)
        return contact_id

    def _lock(self) -> None:
        """Let changes of addresses come one after the other, so that none sees half of another.

        SQLite does so by itself. What was read before must be read anew afterwards.
        """
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(_LOCK_OF_ADDRESSES)))


def _changed(these: Addresses, others: Addresses) -> dict[AddressKind, str]:
    """Return those addresses that are not the same among the others."""
    return {
        kind: address
        for kind, address in these.by_kind.items()
        if others.by_kind.get(kind) != address
    }
