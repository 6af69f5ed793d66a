"""What a message names: people, dates, hours, places, brands and our own buttons' choices.

Rules and word lists read these (:mod:`vaksin.bahasa`), because a birth date or a NIK must be read
exactly or not at all. Values are written so that they survive JSON:

========================  =======================================================================
``nik``                   the number as typed
``nama``                  the name, tidied
``tanggal_lahir``         ISO date
``tanggal``               ISO dates ``first/last`` of the days asked for
``waktu``                 ``earliest/latest`` of the hours asked for
``tempat``                Kemendagri code of a regency or district
``hubungan``              what the person meant is to the writer
``merek``                 brand of vaccine
``pilihan``               ``slot=value`` of a tapped button
========================  =======================================================================

``ragu`` marks what a careful reader would ask about: several readings, a two-digit year.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.sure_intents import CHOICE_PREFIX
from vaksin.bahasa.birth_dates import FoundBirthDate, find_birth_date
from vaksin.bahasa.brands import find_brands
from vaksin.bahasa.dates import find_dates
from vaksin.bahasa.names import find_name
from vaksin.bahasa.places import find_places
from vaksin.bahasa.relations import find_relation
from vaksin.bahasa.times import TimeMention, find_times
from vaksin.clock import Clock, SystemClock, today_in
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.nik import find_numbers
from vaksin.identity.regions import Level, Regions, load_regions

# Nobody is vaccinated at night: "jam 2" is asked for in the afternoon.
EARLIEST_HOUR = 7
HALF_DAY = 12
_CHOSEN = frozenset({"tanggal", "waktu", "tempat"})
_REFUSING = re.compile(
    r"\b(?:bukan|jangan|(?:gak|ga|nggak|ngga|tidak|tdk|batal) jadi)"
    r"(?: (?:yg|yang|di|ke|pada|hari|hr|tgl|tanggal|jam))*\s*$"
)

Entity = dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class IndonesianEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Writes the entities of a message; spans never overlap, the surer kind goes first."""

    def __init__(self, regions: Regions, clock: Clock) -> None:
        self._regions = regions
        self._clock = clock

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IndonesianEntityExtractor:
        """Create the extractor with the regions of ``content/``."""
        return cls(load_regions(CONTENT_FOLDER / "wilayah"), SystemClock())

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the entities into every message."""
        for message in messages:
            found = self.entities_of(message.get(TEXT) or "")
            everything = message.get(ENTITIES, []) + self.add_extractor_name(found)
            message.set(ENTITIES, everything, add_to_output=True)
        return messages

    def entities_of(self, text: str) -> list[Entity]:
        """Return what a text names, from left to right."""
        if text.startswith(CHOICE_PREFIX):
            return [_entity("pilihan", text[1:], 0, len(text))]
        if text.startswith("/"):
            return []
        taken: list[Entity] = []
        places = self._places(text)
        for entity in [
            *self._numbers(text),
            *self._birth_date(text),
            # "Pasar Minggu" is no Sunday.
            *(place for place in places if " " in text[place["start"] : place["end"]]),
            *self._days(text),
            *_hours(text),
            *places,
            *_relation(text),
            *_brands(text),
            *_name(text),
        ]:
            if not any(_overlap(entity, other) for other in taken) and not _refused(text, entity):
                taken.append(entity)
        return sorted(taken, key=lambda entity: int(entity["start"]))

    def _numbers(self, text: str) -> list[Entity]:
        return [_entity("nik", number, start, end) for start, end, number in find_numbers(text)]

    def _birth_date(self, text: str) -> list[Entity]:
        found: FoundBirthDate | None = find_birth_date(text, today_in(self._clock))
        if found is None or found.reading.date is None:
            return []
        born, doubtful = found.reading.date.isoformat(), found.reading.two_digit_year
        return [_entity("tanggal_lahir", born, found.start, found.end, doubtful)]

    def _days(self, text: str) -> list[Entity]:
        mentions = find_dates(text, today_in(self._clock))
        return [
            _entity("tanggal", f"{m.first}/{m.last}", m.start, m.end, m.is_ambiguous)
            for m in mentions
            if m.first is not None
        ]

    def _places(self, text: str) -> list[Entity]:
        mentions = find_places(text, self._regions)
        return [
            _entity("tempat", m.candidates[0].code, m.start, m.end, len(m.candidates) > 1)
            for m in mentions
            if m.candidates[0].level is not Level.PROVINCE
        ]


def _hours(text: str) -> list[Entity]:
    return [_entity("waktu", _window(m), m.start, m.end) for m in find_times(text)]


def _window(mention: TimeMention) -> str:
    earliest, latest = mention.earliest, mention.latest
    if mention.may_be_afternoon and earliest.hour < EARLIEST_HOUR:
        earliest, latest = _later(earliest, HALF_DAY * 60), _later(latest, HALF_DAY * 60)
    if earliest == latest:
        latest = _later(latest, 1)
    return f"{earliest:%H:%M}/{latest:%H:%M}"


def _later(moment: time, minutes: int) -> time:
    return (datetime.combine(datetime.min, moment) + timedelta(minutes=minutes)).time()


def _relation(text: str) -> list[Entity]:
    relation = find_relation(text)
    return [_entity("hubungan", relation.value, 0, 0)] if relation else []


def _brands(text: str) -> list[Entity]:
    return [_entity("merek", brand.id, brand.start, brand.end) for brand in find_brands(text)]


def _name(text: str) -> list[Entity]:
    found = find_name(text)
    return [_entity("nama", found.name, found.start, found.end)] if found else []


def _entity(kind: str, value: str, start: int, end: int, doubtful: bool = False) -> Entity:
    entity: Entity = {"entity": kind, "value": value, "start": start, "end": end}
    return entity | {"ragu": True} if doubtful else entity


def _refused(text: str, entity: Entity) -> bool:
    """Tell whether a day, hour or place is named as the one that is not wanted."""
    return entity["entity"] in _CHOSEN and bool(_REFUSING.search(text[: entity["start"]].lower()))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
