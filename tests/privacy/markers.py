"""What is planted: values that stand nowhere by themselves, and how they may be disguised."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import quote, quote_plus

from tests.people import nik_number
from vaksin.bahasa.calendar_words import date_in_words

# The serials that the planted NIKs carry; other tests use lower ones.
FIRST_SERIAL = 9871
BORN = date(1973, 8, 17)
MOTHERS_BIRTH = date(1947, 10, 28)

NAME = "Zubaidah Markahnama"
MOTHER = "Qomariyah Markahnama"
CHANGED_NAME = "Zubaidah Markahbaru"
WORDS = "kalimatrahasiabiru"
SYMPTOMS = "alergirahasiaudang"
ADDRESS = "gangrahasiamelati"
CAPTION = "takarirrahasiamerah"
JUNK = "sampahrahasiahijau"
PLACE = (-6.226371, 106.846793)
# Fewer characters of a marker than these would be met by chance.
_SHORTEST_IN_BASE64 = 8


@dataclass(frozen=True)
class Marker:
    """Something planted, and every shape in which it could be left somewhere."""

    kind: str
    value: str

    @cached_property
    def written(self) -> frozenset[bytes]:
        """The shapes that may be written in any case, in lower case."""
        return frozenset(shape.encode() for shape in self._written())

    @cached_property
    def coded(self) -> frozenset[bytes]:
        """The shapes in base64, which is told apart by its case."""
        return frozenset(shape.encode() for shape in self._base64())

    def is_in(self, data: bytes, lowered: bytes) -> bool:
        """Tell whether any shape is in some bytes; ``lowered`` are the same in lower case."""
        return any(s in lowered for s in self.written) or any(s in data for s in self.coded)

    def _written(self) -> Iterator[str]:
        for spelt in self._spellings():
            low = spelt.lower()
            yield low
            yield quote(low).lower()
            yield quote_plus(low).lower()
            yield json.dumps(low)[1:-1]
            yield low.encode().hex()

    def _spellings(self) -> Iterator[str]:
        yield self.value
        if self.value.isdigit():
            for separator in (" ", "-", ".", ", "):
                yield separator.join(re.findall(".{1,4}", self.value))
                yield separator.join(re.findall(".{1,2}", self.value))
        else:
            yield self.value.replace(" ", "_")

    def _base64(self) -> Iterator[str]:
        """Yield what is left of the value in base64, at whichever of three places it begins."""
        for spelt in {self.value, self.value.lower()}:
            for before in range(3):
                coded = base64.b64encode(b"\0" * before + spelt.encode()).decode().rstrip("=")
                inner = coded[-(-before * 8 // 6) : len(coded) - len(coded) % 4 or None]
                if len(inner) >= _SHORTEST_IN_BASE64:
                    yield inner
                    yield inner.replace("+", "-").replace("/", "_")


def of_text(kind: str, value: str) -> Iterator[Marker]:
    """Yield a text and each of its words; what is left of a name is often one of them."""
    for part in {value, *value.split()}:
        yield Marker(kind, part)


def of_day(kind: str, day: date) -> Iterator[Marker]:
    """Yield a day as people and as machines write it."""
    forms = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%d%m%Y")
    for written in (date_in_words(day).split(", ")[-1], *map(day.strftime, forms)):
        yield Marker(kind, written)


def niks(count: int) -> list[str]:
    """Return NIKs of women born on the planted day."""
    return [nik_number(FIRST_SERIAL + n, BORN) for n in range(count)]
