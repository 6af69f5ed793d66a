"""The results of campaigns and of news as a picture, or as a page that needs nothing else."""

from __future__ import annotations

import html
import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from vaksin.campaigns.results import Step
from vaksin.sheets.table import SheetError
from worker.campaign_report import Reported
from worker.campaign_terminal import in_thousands

# More of them are no picture any more.
MOST = 20
_DOTS_PER_INCH = 110
_GOES_ON, _STOPPED = "#1f6f8b", "#c8553d"
_WIDEST_REASON = 38
_HINT = "dalam kurung: bagian dari langkah sebelumnya"
_PAGE = """<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ margin: 1rem; }} svg {{ max-width: 100%; height: auto; }}</style></head>
<body>{picture}</body>
</html>
"""


def draw_chart(reported: Sequence[Reported], title: str, path: Path) -> None:
    """Draw everything as PNG or HTML, as the file's name ends.

    Raises:
        SheetError: if the name ends with neither, or there is too much for a picture.
    """
    writers: Mapping[str, Callable[[Figure, str, Path], None]] = {
        ".png": _write_png,
        ".html": _write_page,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise SheetError(f"{path.name}: nama gambar harus berakhir dengan .png atau .html")
    if len(reported) > MOST:
        problem = f"lebih dari {MOST} kampanye dan templat; sebut satu kampanye, atau --from"
        raise SheetError(f"{path.name}: {problem}")
    writer(_figure(reported, title), title, path)


def _write_png(figure: Figure, _title: str, path: Path) -> None:
    figure.savefig(path, format="png", dpi=_DOTS_PER_INCH)


def _write_page(figure: Figure, title: str, path: Path) -> None:
    picture = io.StringIO()
    # Words stay words, to be read aloud and searched.
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(picture, format="svg")
    _, tag, drawing = picture.getvalue().partition("<svg")
    path.write_text(_PAGE.format(title=html.escape(title), picture=tag + drawing), encoding="utf-8")


def _figure(reported: Sequence[Reported], title: str) -> Figure:
    figure = Figure(figsize=(13, 3.6 * len(reported) + 0.5), layout="constrained")
    figure.suptitle(title, fontweight="bold")
    figure.supxlabel(_HINT, fontsize=9, color="0.4")
    rows = figure.subplots(
        len(reported),
        2,
        squeeze=False,
        gridspec_kw={"width_ratios": [3, 2], "wspace": 0.04, "hspace": 0.08},
    )
    for one, (funnel, reasons) in zip(reported, rows, strict=True):
        _draw_bars(funnel, one.title, _steps(one), _GOES_ON)
        if one.reasons:
            words = {_wrapped(reason): (n, in_thousands(n)) for reason, n in one.reasons.items()}
            _draw_bars(reasons, "Yang tidak menerima pesan", words, _STOPPED)
        else:
            reasons.axis("off")
            reasons.text(0.5, 0.5, "tidak ada yang gagal", ha="center", color="0.4")
    return figure


def _steps(reported: Reported) -> dict[str, tuple[int, str]]:
    return {
        step.value: (count, _told(count, reported.funnel.percent(step), step))
        for step, count in ((step, reported.funnel.steps[step]) for step in Step)
    }


def _told(count: int, percent: int | None, step: Step) -> str:
    if step is Step.PLANNED or percent is None:
        return in_thousands(count)
    return f"{in_thousands(count)}  ({percent}%)"


def _draw_bars(axes: Any, title: str, bars: Mapping[str, tuple[int, str]], color: str) -> None:
    """Draw a bar for each, the first one on top, with its number in words at its end."""
    counts = [count for count, _ in bars.values()]
    drawn = axes.barh(list(bars), counts, color=color, height=0.68)
    axes.bar_label(drawn, labels=[told for _, told in bars.values()], padding=4, fontsize=9)
    # Between two of these signs would stand a formula.
    axes.set_title(title.replace("$", r"\$"), fontsize=10, loc="left")
    axes.set_xlim(0, 1.28 * max(*counts, 1))
    axes.set_ylim(max(len(bars), 4) - 0.5, -0.5)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0, labelsize=9)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)


def _wrapped(reason: str) -> str:
    return textwrap.fill(reason, _WIDEST_REASON)
