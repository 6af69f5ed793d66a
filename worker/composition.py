"""The programme together with everybody who keeps personal data outside of the domain."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError

import memory.schema
import whatsapp.store
from memory.keeper import ConversationKeeper
from vaksin.application import Vaksin
from vaksin.content import ContentError
from vaksin.service import load_service
from vaksin.settings import Settings, SettingsError
from whatsapp.keeper import ChannelKeeper
from whatsapp.pushing import TemplateChannel
from whatsapp.settings import read_sender
from whatsapp.templates.news import problems_with
from whatsapp.templates.reading import load_templates


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


def channel_of(programme: Vaksin) -> TemplateChannel:
    """Return what writes to people who are in no conversation; end with a message if wrong."""
    try:
        templates = load_templates(programme.content)
        sender = read_sender(os.environ)
    except (ContentError, SettingsError) as error:
        sys.exit(str(error))
    problems = problems_with(templates)
    if problems:
        sys.exit("\n".join(problems))
    return TemplateChannel(
        programme.keys,
        programme.clock,
        templates,
        sender.phone_number_id,
        sender.daily_limit,
        sender.per_second,
    )


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
    memory.schema.prepare(programme.engine)
