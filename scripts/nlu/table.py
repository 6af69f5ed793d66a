"""Every measure of how well messages are understood, one line each: ``make measure-nlu``.

What the comments need is kept beside the project; where it is absent, its lines say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from scripts.nlu import heldout
from scripts.nlu.reading import FALLBACK, OUT_OF_TOPIC, TRANSACTIONS, Read, read_all
from vaksin.bahasa.dates import find_dates
from vaksin.bahasa.replies import Reply, read_reply
from vaksin.bahasa.spans import DateSpan

DATES = heldout.ROOT / "tests" / "dates" / "ungkapan.tsv"
DATES_WRITTEN_ON = date(2021, 7, 10)
_REPLIES = {Reply.YES: "ya", Reply.NO: "tidak", Reply.STOP: "batal"}
_OPEN = "ragu"
_KINDS_OF_DATES = ("hari", "rentang", "tanya")
_BINS = (0.3, 0.5, 0.7, 0.85, 0.95, 1.01)


@dataclass(frozen=True)
class Row:
    """One measure: what it is, the figure, and the bar that it should reach."""

    measure: str
    figure: str
    bar: str = ""


def rows() -> Iterator[Row]:
    """Measure everything; each row is given as soon as it is known."""
    yield from comment_rows()
    messages = heldout.messages()
    read = list(zip(messages, read_all(m.text for m in messages), strict=True))
    yield from message_rows(read)
    yield from outside_rows(read)
    yield from confidence_rows(read)
    yield from answer_rows()
    yield from entity_rows()
    yield from date_rows()


def comment_rows(file: Path = heldout.COMMENTS) -> Iterator[Row]:
    """Real comments: the annotated intent, any accepted one, and those outside the domain."""
    if not file.exists():
        yield Row("real comments", "not measured: the comments are not beside the project")
        return
    comments = heldout.comments(file)
    read = list(zip(comments, read_all(c.text for c in comments), strict=True))
    strict = [c.intent == r.intent for c, r in read if c.intent]
    yield Row("real comments: annotated intent", _share(strict), "70 %, aim 80 %")
    accepted = [r.intent in c.accepted for c, r in read]
    yield Row("real comments: any accepted intent", _share(accepted), "85 %, aim 92 %")
    outside = [r for c, r in read if c.accepted == {OUT_OF_TOPIC}]
    begun = sum(r.intent in TRANSACTIONS for r in outside)
    yield Row("real comments outside the domain that begin something", f"{begun}", "0")


def message_rows(read: list[tuple[heldout.Labelled, Read]]) -> Iterator[Row]:
    """The held-out messages, all together and by style."""
    yield Row("held-out messages: intent", _share([m.intent == r.intent for m, r in read]))
    for style in sorted({m.style for m, _ in read}):
        right = [m.intent == r.intent for m, r in read if m.style == style]
        yield Row(f"  {style}", _share(right))


def outside_rows(read: list[tuple[heldout.Labelled, Read]]) -> Iterator[Row]:
    """Messages outside the domain, and those inside that were turned away."""
    outside = [r.intent for m, r in read if m.intent == OUT_OF_TOPIC]
    inside = [r.intent for m, r in read if m.intent != OUT_OF_TOPIC]
    begun = sum(intent in TRANSACTIONS for intent in outside)
    yield Row("outside the domain: begins a transaction", f"{begun} of {len(outside)}", "0")
    kept_out = [intent in (OUT_OF_TOPIC, FALLBACK) for intent in outside]
    yield Row("outside the domain: said so, or asked", _share(kept_out), "85 %")
    away = [intent == OUT_OF_TOPIC for intent in inside]
    yield Row("in the domain: turned away", _share(away), "< 5 %")
    yield Row("in the domain: asked what was meant", _share([i == FALLBACK for i in inside]))


def confidence_rows(read: list[tuple[heldout.Labelled, Read]]) -> Iterator[Row]:
    """How often the model is right where it says how sure it is."""
    for low, high in pairwise(_BINS):
        some = [(m, r) for m, r in read if low <= r.confidence < high and r.intent != FALLBACK]
        if some:
            mean = sum(r.confidence for _, r in some) / len(some)
            right = _share([m.intent == r.intent for m, r in some])
            yield Row(f"confidence {low:.2f}-{min(high, 1):.2f}, {mean:.0%} on average", right)


def answer_rows() -> Iterator[Row]:
    """Answers to a yes-no question; a yes that is none is counted by itself."""
    answers = heldout.answers()
    given = [_answer(text, r) for (_, text), r in zip(answers, _read(answers), strict=True)]
    pairs = [(meant, said) for (meant, _), said in zip(answers, given, strict=True)]
    yield Row("yes, no, stop or doubt", _share([meant == said for meant, said in pairs]), "98 %")
    consent = sum(said == "ya" != meant for meant, said in pairs)
    yield Row("taken for a yes and none", f"{consent} of {len(pairs)}", "0")
    asked = sum(said == _OPEN != meant for meant, said in pairs)
    yield Row("clear to people, asked again", f"{asked} of {len(pairs)}")


def entity_rows() -> Iterator[Row]:
    """What messages name: exact place and kind, F1 over all and for each kind."""
    for file in sorted(heldout.ENTITIES.glob("*.txt")):
        marked = heldout.marked_messages(file)
        found = [r.spans for r in read_all(m.text for m in marked)]
        gold = {(i, span) for i, m in enumerate(marked) for span in m.spans}
        kinds = sorted({span.kind for _, span in gold})
        said = {(i, s) for i, spans in enumerate(found) for s in spans if s.kind in kinds}
        name = f"entities in {len(marked)} messages ({file.stem}): F1"
        yield Row(name, f"{_f1(gold, said):.3f}", "0.95")
        for kind in kinds:
            some = [{(i, s) for i, s in spans if s.kind == kind} for spans in (gold, said)]
            yield Row(f"  {kind} ({len(some[0])})", f"{_f1(*some):.3f}")


def date_rows(file: Path = DATES) -> Iterator[Row]:
    """Expressions that denote a date, as a careful reader resolves them."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    dates = [(text, kind, readings) for text, kind, readings in rows if kind in _KINDS_OF_DATES]
    right = [_is_read_so(*row) for row in dates]
    yield Row(f"{len(dates)} date expressions: resolved", _share(right), "95 %")
    others = [not find_dates(text, DATES_WRITTEN_ON) for text, kind, _ in rows if kind == "durasi"]
    yield Row(f"{len(others)} bare durations: not taken for a date", _share(others))


def _is_read_so(text: str, kind: str, readings: str) -> bool:
    """Tell whether a date is read as one of the readings, and asked about where people would."""
    mentions = find_dates(text, DATES_WRITTEN_ON)
    if len(mentions) != 1:
        return False
    mention, meant = mentions[0], readings.split("|")
    if kind == "tanya" and mention.is_ambiguous:
        return True
    said = [_written(span) for span in mention.readings]
    return bool(said) and (said[0] in meant if kind == "tanya" else meant[0] in said)


def _written(span: DateSpan) -> str:
    return f"{span.first}" if span.is_day else f"{span.first}/{span.last}"


def _read(answers: list[tuple[str, str]]) -> list[Read]:
    return read_all(text for _, text in answers)


def _answer(text: str, read: Read) -> str:
    return _REPLIES.get(read_reply(text)) or read.answer or _OPEN


def _f1(gold: set[tuple[int, heldout.Span]], said: set[tuple[int, heldout.Span]]) -> float:
    return 2 * len(gold & said) / (len(gold) + len(said)) if gold or said else 1.0


def _share(right: list[bool]) -> str:
    return f"{sum(right) / len(right):.1%} of {len(right)}" if right else "nothing to measure"


def main() -> None:
    """Print the rows as they come."""
    for row in rows():
        bar = f"   (bar: {row.bar})" if row.bar else ""
        print(f"{row.measure:58} {row.figure}{bar}", flush=True)


if __name__ == "__main__":
    main()
