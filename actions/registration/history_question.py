"""The question which doses somebody had: how many, and of the newest one brand and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actions.conversation import Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM
from vaksin.bahasa.calendar_words import month_in_words
from vaksin.bahasa.past_doses import PastDoses, read_past_doses

MOST_OFFERED = 4
FORGOTTEN = "lupa"
LONG_AGO = "lama"
# This month and the six before it; "recently" alone would put the next dose off for too long.
MONTHS_OFFERED = 7
# Half a year and a day: past every waiting time of the rules.
HALF_A_YEAR = timedelta(days=184)
# What people call a brand of which the list knows the maker's other name.
_SAME_BRAND = {"novavax": "covovax"}
_COUNTS = {
    "0": ("Belum pernah", "Ini suntikan pertama"),
    "1": ("1 kali", ""),
    "2": ("2 kali", ""),
    "3": ("3 kali", "Sudah booster pertama"),
    "4": ("4 kali", "Sudah booster kedua"),
}


class HistoryQuestion(Question):
    """Asks for the doses had before; who had none is asked nothing more."""

    form = FORM
    slot = "riwayat"

    def ask(self, conversation: Conversation) -> None:
        """Ask for what is missing, the number first."""
        told = self._told(conversation)
        if told.get("jumlah") is None:
            rows = [choice(self.slot, n, title, more) for n, (title, more) in _COUNTS.items()]
            conversation.say("utter_ask_riwayat", rows)
        elif not told.get("merek") and not told.get("tanggal"):
            conversation.say("utter_ask_riwayat_terakhir")
        elif not told.get("merek"):
            conversation.say("utter_ask_riwayat_merek")
        else:
            months = _recent_months(conversation.programme.today)
            rows = [choice(self.slot, LONG_AGO, "Lebih dari 6 bulan")]
            rows += [choice(self.slot, day.isoformat(), month_in_words(day)) for day in months]
            conversation.say("utter_ask_riwayat_kapan", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take what the message tells and keep it until nothing is missing."""
        before = self._told(conversation)
        told = dict(before)
        tapped = conversation.turn.choices.get(self.slot)
        if tapped in _COUNTS:
            told["jumlah"] = int(tapped)
        elif tapped:
            told["tanggal"] = self._about(conversation.programme.today, tapped)
        else:
            self._take(conversation, told)
        if told == before:
            return None
        if told["jumlah"] == 0:
            return Reading({self.slot: [], "usulan": None})
        if all(told.get(part) for part in ("jumlah", "merek", "tanggal")):
            return Reading({self.slot: _history(told), "usulan": None})
        return Reading({self.slot: None, "usulan": {"slot": self.slot, **told}})

    def _take(self, conversation: Conversation, told: dict[str, Any]) -> None:
        said = read_past_doses(conversation.turn.text, conversation.programme.today)
        if told["jumlah"] is None or (said.count and said.count != told["jumlah"]):
            told["jumlah"] = said.count
        brand = self._brand(conversation, said)
        if brand:
            told["merek"] = brand
        elif said.forgotten and told["jumlah"] and not told.get("merek"):
            told["merek"] = FORGOTTEN
        if said.last_on:
            told["tanggal"] = said.last_on.isoformat()

    def _brand(self, conversation: Conversation, said: PastDoses) -> str | None:
        brand = _SAME_BRAND.get(said.brand or "", said.brand)
        return brand if brand in conversation.programme.vaccines else None

    def _about(self, today: date, tapped: str) -> str | None:
        """Return the latest day that a tapped answer allows."""
        if tapped == LONG_AGO:
            return (today - HALF_A_YEAR).isoformat()
        offered = {day.isoformat() for day in _recent_months(today)}
        return tapped if tapped in offered else None

    def _told(self, conversation: Conversation) -> Mapping[str, Any]:
        state = conversation.slots.get("usulan") or {}
        parts = state if state.get("slot") == self.slot else {}
        return {part: parts.get(part) for part in ("jumlah", "merek", "tanggal")}


def _recent_months(today: date) -> list[date]:
    """Return the last day of each month that is offered, today in this one, the newest first."""
    days = [today]
    while len(days) < MONTHS_OFFERED:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days


def _history(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    count = told["jumlah"]
    earlier = [{"ke": number, "merek": None, "tanggal": None} for number in range(1, count)]
    brand = None if told["merek"] == FORGOTTEN else told["merek"]
    return [*earlier, {"ke": count, "merek": brand, "tanggal": told["tanggal"]}]
