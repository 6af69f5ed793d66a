"""``make bench-campaign``: how long it takes to plan a campaign to a country, as it grows.

A country of elders and younger people lies in PostgreSQL; a campaign for the elders is checked and
planned, in chunks. What a million people take, and that it grows no faster than they do, tells what
38 million take.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path

import matplotlib as mpl
from sqlalchemy import text

from tests.postgres import running_postgres
from vaksin.application import Vaksin
from vaksin.campaigns.model import CampaignPlan
from vaksin.campaigns.segments import Segment
from vaksin.clock import SystemClock
from vaksin.database import create_engine
from vaksin.people.model import SELF
from vaksin.privacy.keys import DataKeys
from whatsapp.templates.reading import load_templates

mpl.use("Agg")
import matplotlib.pyplot as plt

PICTURE = Path("docs/kampanye-sejuta.png")
# Parts of the country that lie in the database when a campaign is planned.
SIZES = (0.125, 0.25, 0.5, 1.0)
# One in two is old enough; who is what age is known only when it is unsealed.
BIRTH_DAYS = ("1950-03-07", "1990-03-07", "1961-11-20", "2001-05-01")
ELDERS = Segment(youngest=60, doses=0)
ROWS = (
    """INSERT INTO contacts (id, created_at)
       SELECT md5('kontak-' || n), now() FROM generate_series(:first, :last) AS n""",
    """INSERT INTO persons (id, nik_hash, nik_sealed, name_sealed, birth_date_sealed,
           district_code, group_sealed, flags, created_at, updated_at)
       SELECT md5('orang-' || n), md5('nik-' || n) || md5('b' || n), :name, :name,
           (ARRAY[:a, :b, :c, :d])[n % 4 + 1], '31.74.01', :name, '', now(), now()
       FROM generate_series(:first, :last) AS n""",
    """INSERT INTO registrations (contact_id, person_id, relation, created_at)
       SELECT md5('kontak-' || n), md5('orang-' || n), :self, now()
       FROM generate_series(:first, :last) AS n""",
    """INSERT INTO consents (id, contact_id, text_version, relation, given_at, person_id)
       SELECT md5('setuju-' || n), md5('kontak-' || n), '1', :self, now(), md5('orang-' || n)
       FROM generate_series(:first, :last) AS n""",
)


def grow(programme: Vaksin, first: int, last: int) -> None:
    """Add people to the country."""
    seal = programme.keys.seal
    births = {name: seal(day) for name, day in zip("abcd", BIRTH_DAYS, strict=True)}
    values = {"first": first, "last": last, "name": seal("Contoh Warga"), "self": SELF, **births}
    with programme.engine.begin() as connection:
        for rows in ROWS:
            connection.execute(text(rows), values)
        connection.execute(text("ANALYZE"))


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def measure(programme: Vaksin, people: int) -> Iterator[tuple[int, float, float, float]]:
    """Yield for more and more people the seconds of a check and a plan, and MB of memory."""
    template = load_templates()["undangan_daftar"]
    variables = {one.name: one.type.limit for one in template.variables}
    audience = programme.campaigns.of_segment(ELDERS)
    before = 0
    for size in (int(part * people) for part in SIZES):
        grow(programme, before + 1, size)
        before = size
        plan = _plan(programme)
        checked = timed(lambda: programme.campaigns.check(plan, audience, variables))  # noqa: B023
        campaign_id = ""

        def planned() -> None:
            nonlocal campaign_id
            campaign_id = programme.campaigns.plan(plan, audience)  # noqa: B023

        seconds = timed(planned)
        programme.campaigns.stop(campaign_id)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield size, checked, seconds, memory


def _plan(programme: Vaksin) -> CampaignPlan:
    now = programme.clock.now()
    return CampaignPlan(
        name="Lansia",
        template="undangan_daftar",
        values={"kelompok": "lanjut usia"},
        begins_at=now,
        ends_at=now + timedelta(days=60),
        daily_from=clock_time(8),
        daily_until=clock_time(20),
        per_minute=60_000,
    )


def draw(found: list[tuple[int, float, float, float]]) -> None:
    """Draw how the time grows with the people."""
    figure, axes = plt.subplots(figsize=(7, 4))
    people = [row[0] / 1000 for row in found]
    axes.plot(people, [row[2] for row in found], "o-", label="menyusun")
    axes.plot(people, [row[1] for row in found], "s--", label="memeriksa (dry run)")
    axes.set_xlabel("ribu orang terdaftar")
    axes.set_ylabel("detik")
    axes.set_ylim(bottom=0)
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(PICTURE, dpi=110)


def main() -> None:
    """Print a row for each size of the country, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    people = parser.parse_args().people
    with running_postgres("max_wal_size=4GB") as url:
        programme = Vaksin(create_engine(url), DataKeys.parse(DataKeys.generate()), SystemClock())
        programme.prepare()
        print("    orang  memeriksa  menyusun  detik/100.000  memori")
        found = []
        for row in measure(programme, people):
            found.append(row)
            size, checked, planned, memory = row
            per = planned / size * 100_000
            print(f"{size:9}  {checked:7.1f} s {planned:7.1f} s  {per:9.1f} s  {memory:6.0f} MB")
        programme.engine.dispose()
    draw(found)
    print(f"gambar: {PICTURE}")


if __name__ == "__main__":
    main()
