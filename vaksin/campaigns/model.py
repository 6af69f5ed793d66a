"""What a campaign is, and when and how fast it goes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from vaksin.identity.regions import TIMEZONES
from vaksin.messages.rules import MessageRules

# In the time zone of somebody of whom no list says where they live.
ANYWHERE = "anywhere"
# What a campaign may make up for when nobody could send for a moment.
_LONGEST_BURST = timedelta(seconds=20)
FASTEST_PER_MINUTE = 60_000


class CampaignStatus(Enum):
    """How far a campaign is; the value is what is kept, the words are for operators."""

    PLANNING = "planning"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"

    @property
    def words(self) -> str:
        """What operators read."""
        return _STATUS_WORDS[self]


_STATUS_WORDS = {
    CampaignStatus.PLANNING: "sedang disusun",
    CampaignStatus.PLANNED: "siap dimulai",
    CampaignStatus.RUNNING: "berjalan",
    CampaignStatus.PAUSED: "dijeda",
    CampaignStatus.STOPPED: "dihentikan",
    CampaignStatus.DONE: "selesai",
}


class LeftOut(Enum):
    """Why somebody who is in a list or a segment gets no message; the words are for operators."""

    UNWANTED = "tidak_mau"
    NO_CONSENT = "tanpa_izin"
    HAS_SEAT = "punya_jadwal"
    INVITED = "baru_diajak"
    ELSEWHERE = "kampanye_lain"
    TOO_MANY = "banyak_pesan"
    TWICE = "ganda"

    @property
    def words(self) -> str:
        """What operators read."""
        return _LEFT_OUT_WORDS[self]


_LEFT_OUT_WORDS = {
    LeftOut.UNWANTED: "tidak mau menerima ajakan",
    LeftOut.NO_CONSENT: "persetujuannya tidak ada atau sudah ditarik",
    LeftOut.HAS_SEAT: "sudah punya jadwal",
    LeftOut.INVITED: "baru saja diajak",
    LeftOut.ELSEWHERE: "sudah ada di kampanye lain yang belum selesai",
    LeftOut.TOO_MANY: "sudah menerima cukup banyak pesan minggu ini",
    LeftOut.TWICE: "nomornya sudah ada di kampanye ini",
}


@dataclass(frozen=True)
class CampaignPlan:
    """What goes out when.

    Attributes:
        values: what stands in variables of the template for everybody.
        daily_from, daily_until: hours of the day, in the time of where somebody lives.
        per_minute: how many messages a minute, at most.
    """

    name: str
    template: str
    values: Mapping[str, str] = field(repr=False)
    begins_at: datetime
    ends_at: datetime
    daily_from: time
    daily_until: time
    per_minute: int

    def zones_at(self, moment: datetime) -> list[str]:
        """Return the time zones in which messages may go out at a moment."""
        zones = [zone for zone in TIMEZONES if self._is_open(moment, ZoneInfo(zone))]
        return [*zones, ANYWHERE] if len(zones) == len(TIMEZONES) else zones

    def takes(self, recipients: int) -> timedelta:
        """Return for how long messages go out to so many people."""
        return recipients * timedelta(minutes=1) / max(self.per_minute, 1)

    def hours_open(self, zones: Collection[str] = TIMEZONES[:1]) -> timedelta:
        """Return for how long messages may go out in all of some zones, all days together."""
        total, day = timedelta(), self.begins_at.astimezone(ZoneInfo(TIMEZONES[0])).date()
        while day <= self.ends_at.astimezone(ZoneInfo(TIMEZONES[0])).date():
            begins = [datetime.combine(day, self.daily_from, ZoneInfo(zone)) for zone in zones]
            ends = [datetime.combine(day, self.daily_until, ZoneInfo(zone)) for zone in zones]
            total += max(min(*ends, self.ends_at) - max(*begins, self.begins_at), timedelta())
            day += timedelta(days=1)
        return total

    def _is_open(self, moment: datetime, zone: ZoneInfo) -> bool:
        return self.daily_from <= moment.astimezone(zone).time() < self.daily_until


@dataclass(frozen=True)
class Campaign:
    """A plan that is kept, and how far it is."""

    id: str
    plan: CampaignPlan
    status: CampaignStatus
    pause_reason: str | None
    full_at: datetime | None
    created_by: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Pace:
    """How many messages may go out: so many a minute, together for any number of processes.

    It is remembered by the moment at which a whole burst could go out again. A campaign begins with
    nothing saved up, so that in no stretch of time there are more than its pace allows.
    """

    per_minute: float

    @property
    def interval(self) -> timedelta:
        """The time between two messages."""
        return timedelta(minutes=1) / self.per_minute

    @staticmethod
    def nothing_saved(now: datetime) -> datetime:
        """Return what to remember of a campaign that begins to go out."""
        return now + _LONGEST_BURST

    def free(self, full_at: datetime | None, now: datetime) -> int:
        """Return how many may go out now."""
        if full_at is None or not self.per_minute:
            return 0
        saved = now + _LONGEST_BURST - max(full_at, now)
        return max(int(saved / self.interval), 0)

    def after(self, full_at: datetime | None, now: datetime, count: int) -> datetime:
        """Return what to remember once so many went out."""
        return max(full_at or now, now) + count * self.interval


def problems_of(
    plan: CampaignPlan,
    variables: Mapping[str, int],
    told: Collection[str],
    rules: MessageRules,
    now: datetime,
) -> list[str]:
    """Return what is wrong with a plan, one Indonesian sentence each.

    ``variables`` are those of the template with the longest value of each, ``told`` those that the
    list or the programme tells of each person.
    """
    return [
        *_wrong_values(plan, variables, told),
        *_wrong_times(plan, rules, now),
    ]


def _wrong_values(
    plan: CampaignPlan, variables: Mapping[str, int], told: Collection[str]
) -> Iterable[str]:
    for name in sorted(plan.values.keys() - variables.keys()):
        yield f"--value {name}: templat {plan.template} tidak punya variabel itu"
    for name in sorted(variables.keys() - plan.values.keys() - set(told)):
        yield f"variabel {name} belum terisi: beri --value {name}=... atau kolom {name}"
    for name, value in sorted(plan.values.items()):
        if not value.strip():
            yield f"--value {name}: kosong"
        elif len(value) > variables.get(name, len(value)):
            yield f"--value {name}: paling panjang {variables[name]} huruf"


def _wrong_times(plan: CampaignPlan, rules: MessageRules, now: datetime) -> Iterable[str]:
    if plan.ends_at <= max(plan.begins_at, now):
        yield "--until: harus sesudah --from dan sesudah sekarang"
    if plan.daily_until <= plan.daily_from:
        yield "--daily: jam mulai harus sebelum jam selesai"
    elif plan.daily_from < rules.quiet.end or plan.daily_until > rules.quiet.begin:
        quiet = f"{rules.quiet.begin:%H.%M} sampai {rules.quiet.end:%H.%M}"
        yield f"--daily: tidak boleh di jam tenang, yaitu pukul {quiet}"
    else:
        yield from _never_open(plan)
    if not 1 <= plan.per_minute <= FASTEST_PER_MINUTE:
        yield f"--per-minute: dari 1 sampai {FASTEST_PER_MINUTE}"


def _never_open(plan: CampaignPlan) -> Iterable[str]:
    """Yield for whom no message could go out."""
    for zone in TIMEZONES:
        if not plan.hours_open([zone]):
            yield f"--daily: di {zone} jamnya tidak pernah berada di antara --from dan --until"
    if not plan.hours_open(TIMEZONES):
        yield (
            "--daily: yang kode wilayahnya tidak disebut hanya dikirimi pada jam yang cocok di WIB,"
            " WITA, dan WIT; jam itu tidak ada"
        )
