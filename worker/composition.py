"""The programme together with everybody who keeps personal data outside of the domain."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

import whatsapp.store
from vaksin.application import Vaksin
from vaksin.content import ContentError
from vaksin.privacy.keeping import Shelf
from vaksin.privacy.sealing import SealedTable
from vaksin.service import load_service
from vaksin.settings import Settings, SettingsError
from whatsapp.keeper import ChannelKeeper


@dataclass(frozen=True)
class ConversationKeeper:
    """The table of Rasa's tracker store, whose events are sealed; Rasa makes it when it starts.

    What a citizen said is forgotten there by the conversation itself, when the wish to be erased
    ends it.
    """

    shelves: Sequence[Shelf] = ()
    sealed: Sequence[SealedTable] = (SealedTable("events", "id", ("data",)),)

    def forget(self, connection: Connection, contact_id: str) -> None:
        """Leave it to the conversation, which may be going on at this moment."""


def composed() -> Vaksin:
    """Return the programme that the environment describes; end with a message if it is wrong."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        sys.exit(str(error))
    keepers = (ChannelKeeper(settings.data_keys), ConversationKeeper())
    programme = Vaksin.from_settings(settings, keepers)
    try:
        load_service(programme.content)
    except ContentError as error:
        sys.exit(str(error))
    return programme


@contextmanager
def database_at_hand() -> Iterator[None]:
    """End with a message if the database is lost; what was done by then stays done."""
    try:
        yield
    except (InterfaceError, OperationalError):
        sys.exit("✗ basis data tidak terjangkau; yang sudah selesai tetap selesai, coba lagi nanti")


def prepare(programme: Vaksin) -> None:
    """Make the tables of those who keep data, in case nobody has yet; the domain's are there.

    Raises:
        sqlalchemy.exc.DBAPIError: if the database cannot be reached.
    """
    whatsapp.store.prepare(programme.engine)
