"""Under which addresses a conversation is reached, and since when and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection, Row

from vaksin.privacy.keys import CannotDecrypt, DataKeys
from vaksin.schema import contact_addresses


class AddressKind(Enum):
    """What sort of address it is."""

    PHONE = "phone"
    # The messaging service's own id of a user (Meta calls it BSUID); it changes with the number.
    USER_ID = "user_id"


# Built once, because building a statement takes longer than running it.
_TABLE = contact_addresses.c
_OF_HASHES = (
    select(contact_addresses)
    .where(_TABLE.address_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(_TABLE.retired_at.is_(None), _TABLE.retired_at, _TABLE.id)
)
_LIVE = select(contact_addresses).where(
    _TABLE.contact_id == bindparam("contact"), _TABLE.retired_at.is_(None)
)

# Numbers were kept under this name before there were other addresses.
_HASHED_AS = {AddressKind.PHONE: "whatsapp", AddressKind.USER_ID: "messaging_user"}


@dataclass(frozen=True)
class Addresses:
    """The addresses that a message or a notice names; an empty one counts as none.

    Raises:
        ValueError: if there is neither a number nor a user id.
    """

    phone: str | None = field(default=None, repr=False)
    user_id: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse a sender whom nothing tells apart."""
        if not self.by_kind:
            raise ValueError("a sender has a number, a user id or both")

    @property
    def by_kind(self) -> Mapping[AddressKind, str]:
        """The addresses that there are; the user id first, because it decides."""
        both = {AddressKind.USER_ID: self.user_id, AddressKind.PHONE: self.phone}
        return {kind: value for kind, value in both.items() if value}


@dataclass(frozen=True)
class Alias:
    """That an address belongs to a contact from one moment on, until another one or until now."""

    id: int
    contact_id: str
    kind: AddressKind
    added_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True)
class Aliases:
    """Reads and writes aliases within one transaction."""

    connection: Connection
    keys: DataKeys

    def hash_of(self, kind: AddressKind, address: str) -> str:
        """Return the keyed hash under which an address is looked up."""
        return self.keys.lookup_hash(_HASHED_AS[kind], address)

    def hashes_of(self, addresses: Addresses) -> list[str]:
        """Return the keyed hash of each address."""
        return [self.hash_of(kind, address) for kind, address in addresses.by_kind.items()]

    def of_address(self, kind: AddressKind, address: str) -> list[Alias]:
        """Return all aliases that an address ever was, in the order in which they ended."""
        return self.of_hashes([self.hash_of(kind, address)]).get(self.hash_of(kind, address), [])

    def of_hashes(self, hashes: Iterable[str]) -> dict[str, list[Alias]]:
        """Return the aliases of many addresses by hash, each in the order in which they ended."""
        rows = self.connection.execute(_OF_HASHES, {"hashes": list(set(hashes))})
        found: dict[str, list[Alias]] = {}
        for row in rows:
            found.setdefault(row.address_hash, []).append(_alias(row))
        return found

    def is_found_again(self) -> bool:
        """Tell whether the first address of all is hashed with the present key, or there is none.

        An address that was changed, or whose key is missing, counts as not found.
        """
        first = select(contact_addresses).order_by(contact_addresses.c.id).limit(1)
        row = self.connection.execute(first).first()
        if row is None:
            return True
        try:
            address = self.keys.open(row.address_sealed)
        except CannotDecrypt:
            return False
        return self.hash_of(AddressKind(row.kind), address) == row.address_hash

    def live_of(self, contact_id: str) -> dict[AddressKind, Alias]:
        """Return the aliases under which a contact is reached now."""
        return {alias.kind: alias for alias in map(_alias, self._live_rows(contact_id))}

    def addresses_of(self, contact_id: str) -> Addresses | None:
        """Return the addresses at which a contact is reached now, ``None`` if there are none."""
        opened = {
            row.kind: self.keys.open(row.address_sealed) for row in self._live_rows(contact_id)
        }
        return Addresses(**opened) if opened else None

    def add(
        self,
        contact_id: str,
        kind: AddressKind,
        address: str,
        added_at: datetime,
        retired_at: datetime | None = None,
    ) -> None:
        """Record that an address belongs, or belonged, to a contact.

        Raises:
            sqlalchemy.exc.IntegrityError: if it is to be live and the address belongs to somebody,
                or the contact has a live address of this kind.
        """
        row = self._row(contact_id, kind, address, added_at) | {"retired_at": retired_at}
        self.connection.execute(insert(contact_addresses).values(**row))

    def add_new(self, contacts: Iterable[tuple[str, Addresses, datetime]]) -> None:
        """Record the addresses of many contacts, each from a moment on, with one statement.

        Raises:
            sqlalchemy.exc.IntegrityError: if one of the addresses belongs to somebody.
        """
        rows = [
            self._row(contact_id, kind, address, added_at)
            for contact_id, addresses, added_at in contacts
            for kind, address in addresses.by_kind.items()
        ]
        self.connection.execute(insert(contact_addresses), rows)

    def retire(self, alias: Alias, at: datetime) -> None:
        """Record when an address stopped belonging to its contact."""
        self.connection.execute(
            update(contact_addresses)
            .where(contact_addresses.c.id == alias.id)
            .values(retired_at=at)
        )

    def move_all(self, contact_id: str, to: str) -> None:
        """Hand the aliases of a contact over to another; of each kind the newer one stays live."""
        theirs, ours = self.live_of(contact_id), self.live_of(to)
        for kind in theirs.keys() & ours.keys():
            older, newer = sorted((ours[kind], theirs[kind]), key=lambda alias: alias.added_at)
            self.retire(older, newer.added_at)
        self.connection.execute(
            update(contact_addresses)
            .where(contact_addresses.c.contact_id == contact_id)
            .values(contact_id=to)
        )

    def _row(
        self, contact_id: str, kind: AddressKind, address: str, added_at: datetime
    ) -> dict[str, Any]:
        return {
            "contact_id": contact_id,
            "kind": kind.value,
            "address_hash": self.hash_of(kind, address),
            "address_sealed": self.keys.seal(address),
            "added_at": added_at,
        }

    def _live_rows(self, contact_id: str) -> list[Row]:
        return self.connection.execute(_LIVE, {"contact": contact_id}).all()


def holder(aliases: Iterable[Alias], at: datetime) -> Alias | None:
    """Return the alias to which something sent at a moment belongs, ``None`` for a stranger."""
    return next((a for a in aliases if a.retired_at is None or a.retired_at > at), None)


def ended_by(aliases: Iterable[Alias], at: datetime) -> Alias | None:
    """Return the alias that a change at a moment ends, or has ended if it was told before."""
    return next((a for a in aliases if a.retired_at is None or a.retired_at >= at), None)


def _alias(row: Row) -> Alias:
    return Alias(row.id, row.contact_id, AddressKind(row.kind), row.added_at, row.retired_at)
