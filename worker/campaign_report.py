"""The results of campaigns and of news as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from vaksin.campaigns.model import Campaign
from vaksin.campaigns.results import Funnel, Step
from vaksin.sheets.table import Cell, Column, Table
from whatsapp.explanations import explain
from worker.campaign_terminal import in_thousands

_NEWS = "kabar"


@dataclass(frozen=True)
class Reported:
    """What is reported on: a campaign, or news of one template."""

    subject: str
    name: str
    template: str
    funnel: Funnel

    @property
    def title(self) -> str:
        """How it is called above its picture."""
        return " ".join(filter(None, (self.subject, self.name, f"({self.template})")))

    @property
    def reasons(self) -> dict[str, int]:
        """Why how many got no message, in words for operators."""
        failed = {f"gagal: {explain(code)}": n for code, n in self.funnel.failed.items()}
        left_out = {f"tidak dikirimi: {why.words}": n for why, n in self.funnel.left_out.items()}
        return failed | left_out


def of_campaign(campaign: Campaign, funnel: Funnel) -> Reported:
    """Return what is reported on a campaign."""
    return Reported(campaign.id, campaign.plan.name, campaign.plan.template, funnel)


def of_news(template: str, funnel: Funnel) -> Reported:
    """Return what is reported on news of a template."""
    return Reported(_NEWS, "", template, funnel)


def results_table(reported: Sequence[Reported], *, in_detail: bool = False) -> Table:
    """Return a row for each; ``in_detail`` with a column for each reason that occurs."""
    nothing: dict[str, int] = {}
    all_reasons = reduce(or_, (one.reasons for one in reported), nothing)
    reasons = sorted(all_reasons) if in_detail else []
    steps = [step.value for step in Step]
    titles = ["kampanye", "nama", "templat", *steps, "menunggu giliran", "dalam perjalanan"]
    titles += ["gagal", "tidak dikirimi", *reasons]
    return Table(
        name="Hasil kampanye",
        columns=tuple(map(Column, titles)),
        rows=[_row(one, reasons) for one in reported],
    )


def reasons_in_lines(reported: Reported) -> list[str]:
    """Return why how many got no message, a line for each reason."""
    return [f"  {reason}: {in_thousands(count)}" for reason, count in reported.reasons.items()]


def _row(reported: Reported, reasons: Sequence[str]) -> tuple[Cell, ...]:
    funnel, found = reported.funnel, reported.reasons
    return (
        reported.subject,
        reported.name,
        reported.template,
        *(funnel.steps[step] for step in Step),
        funnel.waiting,
        funnel.on_the_way,
        sum(funnel.failed.values()),
        sum(funnel.left_out.values()),
        *(found.get(reason, 0) for reason in reasons),
    )
