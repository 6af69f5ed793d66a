"""The messages of campaigns: who may have one now, and what stands in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import null, select
from sqlalchemy.engine import Connection

from vaksin.application.audience import GROUP, NAME, PLACE
from vaksin.application.transactions import Act
from vaksin.campaigns.model import CampaignPlan, LeftOut
from vaksin.clock import today_in
from vaksin.eligibility.groups import groups_on
from vaksin.identity.regions import REGENCY_CODE_LENGTH, Regions
from vaksin.messages.rules import MessageRules
from vaksin.people.erasures import hides
from vaksin.people.message_choices import MessageKind, unwanted_by
from vaksin.people.model import Person
from vaksin.schema import LIVE_STATUSES, bookings, contacts, registrations


@dataclass(frozen=True)
class Letter:
    """A message of a campaign to one contact."""

    contact_id: str
    person_id: str | None
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Allowance:
    """What may go out by a channel now.

    Attributes:
        people: to how many more people it may write today; ``None`` for any number.
        percent: the part of its pace at which a campaign may go on.
        reason: why nothing may go out, for operators; empty if something may.
    """

    people: int | None
    percent: int
    reason: str = ""


class CampaignChannel(Protocol):
    """Brings messages of campaigns to people."""

    def variables(self, template: str) -> Collection[str]:
        """Return what must be known to fill a template."""
        ...

    def allowance(self, connection: Connection, template: str) -> Allowance:
        """Return what may go out now."""
        ...

    def send(
        self, connection: Connection, template: str, letters: Sequence[Letter]
    ) -> Sequence[str]:
        """Put messages on their way within a transaction; return the id of each."""
        ...


@dataclass(frozen=True)
class Descriptions:
    """Tells what the programme knows of people, in the words of a message."""

    regions: Regions
    content: Path

    def values(
        self, act: Act, plan: CampaignPlan, person_id: str | None, details: Mapping[str, str]
    ) -> Mapping[str, str]:
        """Return what stands in the variables of a message: of the person, the list, and the plan.

        What is the same for everybody counts most.
        """
        person = act.people.person(person_id) if person_id else None
        told = self._of(person, act) if person else {}
        return {**told, **details, **plan.values}

    def _of(self, person: Person, act: Act) -> Mapping[str, str]:
        groups = {group.id: group.label for group in groups_on(today_in(act.clock), self.content)}
        return {
            NAME: person.name,
            PLACE: self.regions.full_name(person.district_code[:REGENCY_CODE_LENGTH]),
            GROUP: groups.get(person.group_id, person.group_id),
        }


Reached = tuple[str, str | None]
"""A contact, and the person for whose sake it is written to, if one is known."""


def left_out_now(
    act: Act, reached: Collection[Reached], rules: MessageRules, campaign_id: str = ""
) -> dict[str, LeftOut]:
    """Return which contacts get no message of a campaign, and why."""
    contact_ids = {contact_id for contact_id, _ in reached}
    why = dict.fromkeys(_with_seat(act, reached), LeftOut.HAS_SEAT)
    why |= dict.fromkeys(act.campaigns.in_others(campaign_id, contact_ids), LeftOut.ELSEWHERE)
    since = act.clock.now() - rules.between_invitations
    why |= dict.fromkeys(act.pushes.invited_since(contact_ids, since), LeftOut.INVITED)
    why |= dict.fromkeys(act.pushes.full(contact_ids, rules.per_week), LeftOut.TOO_MANY)
    unwilling = select(contacts.c.id).where(
        contacts.c.id.in_(contact_ids), unwanted_by(contacts.c.id, MessageKind.CAMPAIGN)
    )
    why |= dict.fromkeys(act.connection.execute(unwilling).scalars(), LeftOut.UNWANTED)
    why |= dict.fromkeys(_without_consent(act, reached), LeftOut.NO_CONSENT)
    return why


def _without_consent(act: Act, reached: Collection[Reached]) -> set[str]:
    """Return the contacts who want to be erased, or have no say over the person any more."""
    contact_ids = {contact_id for contact_id, _ in reached}
    person_ids = {person_id for _, person_id in reached if person_id}
    hidden = select(contacts.c.id).where(
        contacts.c.id.in_(contact_ids), hides(contacts.c.id, null())
    )
    linked = select(registrations.c.contact_id, registrations.c.person_id).where(
        registrations.c.person_id.in_(person_ids), registrations.c.erased_by.is_(None)
    )
    links = {(row.contact_id, row.person_id) for row in act.connection.execute(linked)}
    agreed = links & act.consents.agreed_for(person_ids)
    without = {
        contact_id
        for contact_id, person_id in reached
        if person_id and (contact_id, person_id) not in agreed
    }
    return without | set(act.connection.execute(hidden).scalars())


def _with_seat(act: Act, reached: Collection[Reached]) -> set[str]:
    """Return the contacts whose person, or anybody of theirs if none is named, has a seat."""
    person_ids = {person_id for _, person_id in reached if person_id}
    of_contact = [contact_id for contact_id, person_id in reached if person_id is None]
    is_live = bookings.c.status.in_(LIVE_STATUSES)
    persons = select(bookings.c.person_id).where(bookings.c.person_id.in_(person_ids), is_live)
    booked = select(bookings.c.contact_id).where(bookings.c.contact_id.in_(of_contact), is_live)
    seated = set(act.connection.execute(persons).scalars())
    found = {contact_id for contact_id, person_id in reached if person_id in seated}
    return found | set(act.connection.execute(booked).scalars())
