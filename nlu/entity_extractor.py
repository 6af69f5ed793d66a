"""What a message names: people, dates, hours, places, brands and our own buttons' choices.

Rules and word lists read these (:mod:`vaksin.bahasa`), because a birth date or a NIK must be read
exactly or not at all. Values are written so that they survive JSON:

========================  =======================================================================
``nik``                   the number as typed
``nomor_hp``              E.164 form of a mobile number
``nama``                  the name, tidied
``tanggal_lahir``         ISO date
``tanggal``               ISO dates ``first/last`` of the days asked for
``waktu``                 ``earliest/latest`` of the hours asked for
``tempat``                Kemendagri code of a regency or district; a landmark gives its district
``faskes``                name of a site, tidied; ``tempat`` beside it is where the name says it is
``umur``                  years (``63``, ``6-11``) or a smaller unit (``6 bulan``)
``hubungan``              what the person meant is to the writer
``merek``                 brand of vaccine
``kode_tiket``            code of a ticket, as ``ABCD-EFGH-2345``
``pilihan``               ``slot=value`` of a tapped button
========================  =======================================================================

``ragu`` marks what a careful reader would ask about: several readings, a two-digit year.
``disebut_saja`` marks what the message names but does not ask for: "jangan senin", "kata nenek".
Whoever acts on entities passes these over.
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
from vaksin.bahasa import lexicon
from vaksin.bahasa.ages import find_ages
from vaksin.bahasa.birth_dates import find_birth_dates
from vaksin.bahasa.brands import find_brands
from vaksin.bahasa.dates import DateMention, find_dates, find_lone_months
from vaksin.bahasa.kin_mentions import find_kin
from vaksin.bahasa.landmarks import LandmarkMention, find_landmarks
from vaksin.bahasa.name_runs import find_names
from vaksin.bahasa.names import find_name
from vaksin.bahasa.phones import find_phones
from vaksin.bahasa.places import PlaceMention, find_places
from vaksin.bahasa.relations import find_relation
from vaksin.bahasa.site_mentions import find_sites
from vaksin.bahasa.times import TimeMention, find_times
from vaksin.booking.ticket_codes import find_ticket_code
from vaksin.clock import Clock, SystemClock, today_in
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.nik import find_numbers
from vaksin.identity.regions import Level, Regions, load_regions

# Nobody is vaccinated at night: "jam 2" is asked for in the afternoon.
EARLIEST_HOUR = 7
HALF_DAY = 12
_LONGEST_ANSWER = 30
_CHOSEN = frozenset({"tanggal", "waktu", "tempat", "faskes"})
_REFUSING = re.compile(
    r"\b(?:bukan|jangan|(?:gak|ga|nggak|ngga|tidak|tdk|batal) jadi)"
    r"(?: (?:yg|yang|di|ke|pada|hari|hr|tgl|tanggal|jam))*\s*$"
)

_KIND_OF_PLACE = re.compile(
    r"\b(?:kota|kotamadya|kodya|kabupaten|kab|kecamatan|kec|kcmtn|distrik|provinsi|propinsi|prov)"
    r"\b\.? *$",
    re.IGNORECASE,
)
_TITLES = re.compile(r"(?:(?:h|hj|kh|dr|drg|drs|dra|ir|prof)\b\.? *)+", re.IGNORECASE)
ONLY_NAMED = "disebut_saja"

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
        landmarks = find_landmarks(text, self._regions)
        places = [*map(_landmark, landmarks), *self._places(text)]
        names = _name(text)
        for entity in [
            *_ticket_codes(text),
            *_numbers(text),
            *self._birth_dates(text),
            # "Dekat stasiun tebet" is where to look; "di stasiun tebet" is the site itself.
            *(_landmark(landmark) for landmark in landmarks if landmark.is_near),
            *self._sites(text, places),
            *_ages(text),
            # "Yosias Tobelo" is a man, not Tobelo.
            *(name for name in names if " " in name["value"]),
            # "Pasar Minggu" is no Sunday.
            *(place for place in places if " " in text[place["start"] : place["end"]]),
            *self._days(text),
            *_hours(text),
            *places,
            *_relation(text),
            *_brands(text),
            *names,
            *self._months(text),
        ]:
            if not any(_overlap(entity, other) for other in taken):
                taken.append(_only_named(entity) if _refused(text, entity) else entity)
        return sorted(taken, key=lambda entity: int(entity["start"]))

    def _birth_dates(self, text: str) -> list[Entity]:
        return [
            _entity(
                "tanggal_lahir",
                found.reading.date.isoformat(),
                found.start,
                found.end,
                found.reading.two_digit_year,
            )
            for found in find_birth_dates(text, today_in(self._clock))
            if found.reading.date is not None
        ]

    def _days(self, text: str) -> list[Entity]:
        is_short = len(text) <= _LONGEST_ANSWER
        return [
            _day(mention)
            for mention in find_dates(text, today_in(self._clock))
            # "Sekarang" asks for today in a short message; in a story it opens a sentence.
            if is_short or not lexicon.is_in(lexicon.TODAY_WORDS, mention.text.lower())
        ]

    def _months(self, text: str) -> list[Entity]:
        months = find_lone_months(text, today_in(self._clock))
        return [_only_named(_day(mention)) for mention in months]

    def _places(self, text: str) -> list[Entity]:
        return [_place(text, mention) for mention in find_places(text, self._regions)]

    def _sites(self, text: str, places: list[Entity]) -> list[Entity]:
        """Return the named sites; what a name says of the place goes with it."""
        sites = []
        for found in find_sites(text, self._regions):
            site = _entity("faskes", found.name, found.start, found.end)
            inside = (place for place in places if _overlap(site, place))
            named = next((place for place in inside if not place.get(ONLY_NAMED)), None)
            sites.append(site | {"tempat": named["value"]} if named else site)
        return sites


def _ticket_codes(text: str) -> list[Entity]:
    found = find_ticket_code(text)
    return [_entity("kode_tiket", found.code, found.start, found.end)] if found else []


def _numbers(text: str) -> list[Entity]:
    """Return phone numbers, and what was meant as a NIK even if a digit is missing."""
    phones = [_entity("nomor_hp", p.number, p.start, p.end) for p in find_phones(text)]
    niks = (_entity("nik", number, start, end) for start, end, number in find_numbers(text))
    return [*phones, *(nik for nik in niks if not any(_overlap(nik, phone) for phone in phones))]


def _ages(text: str) -> list[Entity]:
    return [_entity("umur", age.value, age.start, age.end) for age in find_ages(text)]


def _day(mention: DateMention) -> Entity:
    """Return a mention of days; "habis lebaran" has none that could be asked for."""
    if mention.first is None:
        return _only_named(_entity("tanggal", "", mention.start, mention.end))
    value = f"{mention.first}/{mention.last}"
    return _entity("tanggal", value, mention.start, mention.end, mention.is_ambiguous)


def _place(text: str, mention: PlaceMention) -> Entity:
    """Return a place with "kota" or "kec." before it; a province alone tells no site."""
    kind = _KIND_OF_PLACE.search(text, 0, mention.start)
    start = kind.start() if kind else mention.start
    region = mention.candidates[0]
    place = _entity("tempat", region.code, start, mention.end, len(mention.candidates) > 1)
    return _only_named(place) if region.level is Level.PROVINCE else place


def _landmark(mention: LandmarkMention) -> Entity:
    """Return the district of a landmark."""
    code, is_doubtful = mention.districts[0].code, len(mention.districts) > 1
    return _entity("tempat", code, mention.start, mention.end, is_doubtful)


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
    """Return everybody related to the writer; only the first for whom something is wanted counts.

    A relation without a word of its own in the message is left out: a mark has an extent.
    """
    kin = find_kin(text)
    relation = find_relation(text)
    named = [_entity("hubungan", found.relation.value, found.start, found.end) for found in kin]
    if relation is None or not named:
        return [_only_named(entity) for entity in named]
    same = (place for place, entity in enumerate(named) if entity["value"] == relation.value)
    chosen = next(same, 0)
    named[chosen]["value"] = relation.value
    return [e if place == chosen else _only_named(e) for place, e in enumerate(named)]


def _brands(text: str) -> list[Entity]:
    return [_entity("merek", brand.id, brand.start, brand.end) for brand in find_brands(text)]


def _name(text: str) -> list[Entity]:
    """Return everybody named; the first name that the citizen gives of the person counts."""
    given = find_name(text)
    named = [_entity("nama", found.name, found.start, found.end) for found in find_names(text)]
    if given is None:
        return [_only_named(entity) for entity in named]
    title = _TITLES.match(text, given.start, given.end)
    chosen = _entity("nama", given.name, title.end() if title else given.start, given.end)
    same = next((entity for entity in named if entity["start"] == chosen["start"]), chosen)
    # A name typed with capitals ends with them; else the run of words after "nama saya" is it.
    has_capital = text[given.start].isupper() and not text.isupper()
    if has_capital or same["end"] > chosen["end"]:
        chosen = same | ({"value": chosen["value"]} if title else {})
    return [chosen, *(_only_named(e) for e in named if not _overlap(e, chosen))]


def _entity(kind: str, value: str, start: int, end: int, doubtful: bool = False) -> Entity:
    entity: Entity = {"entity": kind, "value": value, "start": start, "end": end}
    return entity | {"ragu": True} if doubtful else entity


def _only_named(entity: Entity) -> Entity:
    return entity | {ONLY_NAMED: True}


def _refused(text: str, entity: Entity) -> bool:
    """Tell whether a day, hour or place is named as the one that is not wanted."""
    return entity["entity"] in _CHOSEN and bool(_REFUSING.search(text[: entity["start"]].lower()))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
