"""Campaigns: checked before anybody is written to, sent at a pace, stopped at any moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from vaksin.application.audience import (
    Audience,
    Candidate,
    Chunk,
    ListAudience,
    SegmentAudience,
)
from vaksin.application.letters import Descriptions, left_out_now
from vaksin.application.transactions import Act, Transactions
from vaksin.campaigns.lists import Fault, FaultyRow
from vaksin.campaigns.model import (
    Campaign,
    CampaignPlan,
    CampaignStatus,
    LeftOut,
    Pace,
    problems_of,
)
from vaksin.campaigns.rows import NewRecipient
from vaksin.campaigns.seen import Seen
from vaksin.campaigns.segments import Segment
from vaksin.clock import today_in
from vaksin.eligibility.groups import load_groups
from vaksin.messages.manners import Manners

_SAMPLES = 3
# How many rows of each fault a check names.
_ROWS_NAMED = 5
_NOT_ENDED = (
    CampaignStatus.PLANNING,
    CampaignStatus.PLANNED,
    CampaignStatus.RUNNING,
    CampaignStatus.PAUSED,
)


class CampaignError(Exception):
    """A campaign cannot do what was asked; the text is for operators."""


@dataclass
class Check:
    """What a campaign would be.

    Attributes:
        problems: what must be mended before, for operators.
        faults: how many rows of lists have each fault.
        faulty: the first of these rows.
        left_out: how many get no message, and why.
        recipients: how many would get one.
        samples: what stands in the variables for the first of them.
    """

    problems: list[str] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)
    faulty: list[FaultyRow] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    recipients: int = 0
    samples: list[Mapping[str, str]] = field(default_factory=list, repr=False)
    _seen: Seen = field(default_factory=Seen, repr=False)

    def may_be_planned(self, *, skip_faulty: bool) -> bool:
        """Tell whether nothing is wrong, or only rows that are to be skipped."""
        return not self.problems and (skip_faulty or not self.faults)

    def note_faulty(self, rows: Sequence[FaultyRow]) -> None:
        """Count rows that nobody can be written to by."""
        for row in rows:
            self.faults[row.fault] += 1
            if self.faults[row.fault] <= _ROWS_NAMED:
                self.faulty.append(row)

    def is_new(self, candidate: Candidate, contact_id: str | None) -> bool:
        """Tell whether somebody was not seen before."""
        number = candidate.address.phone if candidate.address else None
        keys = filter(None, (contact_id or number, candidate.person_id))
        were_new = [self._seen.add(key) for key in keys]
        return all(were_new)


@dataclass(frozen=True)
class CampaignService:
    """Checks, plans, starts and ends campaigns."""

    transactions: Transactions
    manners: Manners
    content: Path

    def of_lists(self, paths: Sequence[Path], columns: Mapping[str, int]) -> Audience:
        """Return the people in files; ``columns`` fill variables, each up to a length."""
        return ListAudience(paths, columns, self.manners.regions, self._today)

    def of_segment(self, segment: Segment) -> Audience:
        """Return the people of the programme who have something in common."""
        return SegmentAudience(segment, self.transactions, self.manners.regions)

    def problems_of_segment(self, segment: Segment) -> list[str]:
        """Return what is wrong with a segment, one Indonesian sentence each."""
        problems = []
        groups = sorted({group.id for group in load_groups(self.content)})
        if segment.group is not None and segment.group not in groups:
            problems.append(f"--group: harus salah satu dari {', '.join(groups)}")
        if segment.region is not None and self.manners.regions.get(segment.region) is None:
            problems.append("--region: kode wilayahnya tidak dikenal")
        return problems

    def check(
        self,
        plan: CampaignPlan,
        audience: Audience,
        variables: Mapping[str, int],
        progress: Callable[[int], object] = lambda _: None,
    ) -> Check:
        """Look at everybody without writing anything.

        ``variables`` are those of the template with the longest value of each; ``progress`` hears
        how many were looked at.

        Raises:
            SheetError: if a list cannot be read.
        """
        now, rules = self.transactions.clock.now(), self.manners.rules
        check = Check(problems_of(plan, variables, audience.told, rules, now))
        for chunk in audience.chunks():
            with self.transactions.reading() as act:
                self._look_at(act, plan, chunk, check)
            progress(len(chunk.candidates) + len(chunk.faulty))
        check.problems += _problems_of_size(plan, check.recipients)
        return check

    def plan(
        self,
        plan: CampaignPlan,
        audience: Audience,
        progress: Callable[[int], object] = lambda _: None,
    ) -> str:
        """Write a campaign with everybody who may get a message; return its id.

        It must have been checked before. Who turns up twice gets one message.
        """
        operator = self.transactions.operator
        campaign_id = self.transactions.writing(lambda act: act.campaigns.add(plan, operator))
        for chunk in audience.chunks():
            self.transactions.writing(partial(self._write, campaign_id, chunk))
            progress(len(chunk.candidates) + len(chunk.faulty))
        self._change(campaign_id, (CampaignStatus.PLANNING,), CampaignStatus.PLANNED)
        return campaign_id

    def start(self, campaign_id: str) -> None:
        """Let a campaign that is planned or paused go out.

        Raises:
            CampaignError: if it is neither.
        """
        full_at = Pace.nothing_saved(self.transactions.clock.now())
        among = (CampaignStatus.PLANNED, CampaignStatus.PAUSED)
        more = {"full_at": full_at, "pause_reason": None}
        self._change(campaign_id, among, CampaignStatus.RUNNING, **more)

    def pause(self, campaign_id: str, reason: str) -> None:
        """Let nothing more go out until it is started again.

        Raises:
            CampaignError: if it does not run.
        """
        running = (CampaignStatus.RUNNING,)
        self._change(campaign_id, running, CampaignStatus.PAUSED, pause_reason=reason)

    def stop(self, campaign_id: str) -> None:
        """End a campaign; who has got no message gets none.

        Raises:
            CampaignError: if it has ended.
        """
        now = self.transactions.clock.now()
        self._change(campaign_id, _NOT_ENDED, CampaignStatus.STOPPED, ended_at=now)

    def campaign(self, campaign_id: str) -> Campaign:
        """Return a campaign.

        Raises:
            CampaignError: if there is none with this id.
        """
        with self.transactions.reading() as act:
            found = act.campaigns.campaign(campaign_id)
        if found is None:
            raise CampaignError(f"tidak ada kampanye {campaign_id}")
        return found

    def all(self) -> list[Campaign]:
        """Return all campaigns, the newest first."""
        with self.transactions.reading() as act:
            return act.campaigns.all()

    def _look_at(self, act: Act, plan: CampaignPlan, chunk: Chunk, check: Check) -> None:
        check.note_faulty(chunk.faulty)
        addresses = [one.address for one in chunk.candidates]
        known = act.contacts.known([address for address in addresses if address])
        whose = [
            one.contact_id or (known.get(one.address) if one.address else None)
            for one in chunk.candidates
        ]
        reached = [
            (contact_id, one.person_id)
            for one, contact_id in zip(chunk.candidates, whose, strict=True)
            if contact_id
        ]
        out = left_out_now(act, reached, self.manners.rules)
        words = Descriptions(self.manners.regions, self.content)
        for candidate, contact_id in zip(chunk.candidates, whose, strict=True):
            if not check.is_new(candidate, contact_id):
                check.left_out[LeftOut.TWICE] += 1
            elif contact_id in out:
                check.left_out[out[contact_id]] += 1
            else:
                check.recipients += 1
                if len(check.samples) < _SAMPLES:
                    check.samples.append(
                        words.values(act, plan, candidate.person_id, candidate.details)
                    )

    def _write(self, campaign_id: str, chunk: Chunk, act: Act) -> None:
        now = act.clock.now()
        strangers = [(one.address, now) for one in chunk.candidates if one.address]
        contact_ids = iter(act.contacts.contacts_for(strangers))
        whose = [one.contact_id or next(contact_ids) for one in chunk.candidates]
        reached = [
            (contact_id, one.person_id)
            for one, contact_id in zip(chunk.candidates, whose, strict=True)
        ]
        out = left_out_now(act, reached, self.manners.rules, campaign_id)
        people = act.campaigns.people_in(
            campaign_id, {one.person_id for one in chunk.candidates if one.person_id}
        )
        recipients = []
        for one, contact_id in zip(chunk.candidates, whose, strict=True):
            # Somebody may be registered from two numbers, of which one is written to.
            if contact_id in out or one.person_id in people:
                continue
            people |= {one.person_id} if one.person_id else set()
            recipients.append(NewRecipient(contact_id, one.person_id, one.timezone, one.details))
        act.campaigns.add_recipients(campaign_id, recipients)

    def _change(
        self,
        campaign_id: str,
        among: Collection[CampaignStatus],
        to: CampaignStatus,
        **more: object,
    ) -> None:
        def work(act: Act) -> bool:
            return act.campaigns.change(campaign_id, among, to, **more)

        if not self.transactions.writing(work):
            status = self.campaign(campaign_id).status.words
            raise CampaignError(f"kampanye {campaign_id} {status}")

    @property
    def _today(self) -> date:
        return today_in(self.transactions.clock)


def _problems_of_size(plan: CampaignPlan, recipients: int) -> list[str]:
    if not recipients:
        return ["tidak ada seorang pun yang akan menerima pesan"]
    if plan.takes(recipients) > plan.hours_open() > timedelta():
        pace = f"{recipients} pesan dengan {plan.per_minute} per menit"
        return [f"--until: {pace} tidak selesai sebelum itu"]
    return []
