"""What a seat is searched by, and which messages search anew."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from actions.conversation import Conversation
from actions.registration.draft import wished_days
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.word_lists import word_set
from vaksin.booking.nearby import Place
from vaksin.booking.timetable import Wish

PAGES = ("halaman_lokasi", "halaman_sesi")
# What tells a wish for a brand from a question about it.
_WANTING = word_set("mau maunya pengen ingin minta pilih saja aja")
WISHES = ("tanggal_dicari", "waktu_dicari")
# The slots of a search, beside the site and session that it finds.
SEARCH_SLOTS = (*WISHES, "lokasi_dicari", "koordinat", "kursi_roda", "merek_dicari", *PAGES)


class Search(Protocol):
    """Where and when a seat is looked for, for one person or several."""

    @property
    def place(self) -> Place:
        """Where to look."""
        ...

    @property
    def wish(self) -> Wish:
        """Days, hours and vaccines that come into question."""
        ...

    @property
    def first_day(self) -> date | None:
        """The first day on which the dose may be given."""
        ...


def take_wishes(conversation: Conversation) -> bool:
    """Take day, hour, place, brand and access that a message asks for; tell whether it asked."""
    turn, slots = conversation.turn, conversation.slots
    before = {name: slots.get(name) for name in SEARCH_SLOTS}
    days = wished_days(turn, conversation.programme.today)
    if days and turn.requested_slot not in ("tanggal_lahir", "riwayat"):
        slots.update(tanggal_dicari=days, waktu_dicari=None)
    if turn.value("waktu"):
        slots["waktu_dicari"] = turn.value("waktu")
    if turn.place and turn.requested_slot not in ("alamat", "nama"):
        slots.update(lokasi_dicari=turn.place, koordinat=None)
    if needs_wheelchair(turn.text):
        slots["kursi_roda"] = True
    brand = _wished_brand(conversation)
    if brand:
        slots["merek_dicari"] = brand
    return any(slots.get(name) != value for name, value in before.items())


def _wished_brand(conversation: Conversation) -> str | None:
    """Return the brand that is asked for; who asks about one, or tells of one had, wants none."""
    turn = conversation.turn
    brand = turn.value("merek")
    if brand not in conversation.programme.vaccines or turn.requested_slot == "riwayat":
        return None
    wants_it = not _WANTING.isdisjoint(normalise(turn.text).split())
    return str(brand) if wants_it or not turn.intent.startswith("info_vaksin") else None


def needs_wheelchair(text: str) -> bool:
    """Tell whether a message asks for a site that a wheelchair can enter."""
    return "kursi roda" in " ".join(text.lower().split())


def tells_a_wish(conversation: Conversation) -> bool:
    """Tell whether a message names a place, day, hour, brand or access; the form searched by it.

    Who reports symptoms names the day of the injection.
    """
    turn = conversation.turn
    days = wished_days(turn, conversation.programme.today)
    named = days or turn.place or turn.value("waktu") or _wished_brand(conversation)
    return bool(named or needs_wheelchair(turn.text)) and turn.intent != "lapor_kipi"
