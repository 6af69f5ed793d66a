"""The question which doses somebody had: how many, and of the newest one brand and day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actions.conversation import Conversation, Turn, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM
from actions.registration.person_questions import TOPICS, BirthDateQuestion, proposal
from vaksin.bahasa.birth_dates import FoundBirthDate, find_birth_dates, names_birth
from vaksin.bahasa.calendar_words import birth_date_in_words, month_in_words
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.past_doses import FIRST_DAY, PastDoses, read_past_doses
from vaksin.bahasa.replies import Reply, read_reply
from vaksin.bahasa.word_lists import word_set

MOST_OFFERED = 4
FORGOTTEN = "lupa"
LONG_AGO = "lama"
WRONG_BIRTH_DATE = "lahir_salah"
# What is told of the newest dose, until nothing is missing.
PART_SLOT = "riwayat_sebagian"
_PARTS = ("jumlah", "merek", "tanggal")
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
# "Tgl lahir salah", "lahirnya bukan itu"; "tidak" alone would as well answer the question itself.
_DENYING = word_set("salah keliru bukan beda berbeda ralat koreksi revisi ganti perbaiki typo")
_NOT = word_set("tidak")
_BESIDE_A_BARE_DATE = _DENYING | word_set(
    "saya aku kak pak bu mas mbak min maaf itu yang benar harusnya seharusnya tanggal tanggalnya"
)


class HistoryQuestion(Question):
    """Asks for the doses had before; who had none is asked nothing more.

    A birth date that was taken from the NIK is named in it, and can be corrected by the answer.
    """

    form = FORM
    slot = "riwayat"
    birth_date = BirthDateQuestion()

    def ask(self, conversation: Conversation) -> None:
        """Ask for what is missing, the number first."""
        told = _told(conversation)
        if told.get("jumlah") is None:
            self._ask_how_often(conversation)
        elif not told.get("merek") and not told.get("tanggal"):
            conversation.say("utter_ask_riwayat_terakhir")
        elif not told.get("merek"):
            conversation.say("utter_ask_riwayat_merek")
        else:
            months = _recent_months(conversation.programme.today)
            rows = [choice(self.slot, LONG_AGO, "Lebih dari 6 bulan")]
            rows += [choice(self.slot, day.isoformat(), month_in_words(day)) for day in months]
            conversation.say("utter_ask_riwayat_kapan", rows)

    def _ask_how_often(self, conversation: Conversation) -> None:
        rows = [choice(self.slot, n, title, more) for n, (title, more) in _COUNTS.items()]
        named = proposal(conversation, self.birth_date.slot)
        if named is None:
            conversation.say("utter_ask_riwayat", rows)
            return
        rows.append(choice(self.slot, WRONG_BIRTH_DATE, "Tanggal lahir salah"))
        words = birth_date_in_words(date.fromisoformat(named))
        conversation.say("utter_ask_riwayat_lahir", rows, tanggal=words)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take what the message tells of the doses, and what it corrects of the birth date."""
        is_named = proposal(conversation, self.birth_date.slot) is not None
        if conversation.turn.choices.get(self.slot) == WRONG_BIRTH_DATE:
            return self._with_birth_date(self.birth_date.denied(), None)
        found = self._birth_date_told(conversation)
        text = conversation.turn.text
        rest = f"{text[: found.start]} {text[found.end :]}" if found else text
        doses = self._read_doses(conversation, rest)
        if found:
            return self._with_birth_date(self.birth_date.told(conversation, found.reading), doses)
        if _denies_birth_date(conversation.turn, is_named):
            return self._with_birth_date(self.birth_date.denied(), doses)
        agrees = doses is None and is_named and read_reply(text) is Reply.YES
        taken = Reading({self.slot: None}) if agrees else doses
        # Whoever answers has read the date above the question.
        accepted = {"usulan": None} if is_named else {}
        return Reading({**taken.slots, **accepted}) if taken else None

    def _with_birth_date(self, birth_date: Reading, doses: Reading | None) -> Reading:
        """Join what was told of both; a date without a proposal of its own is asked for."""
        told = doses.slots if doses else {self.slot: None}
        slots = {**told, **self.birth_date.denied().slots, **birth_date.slots}
        return Reading(slots, birth_date.response, birth_date.values)

    def _birth_date_told(self, conversation: Conversation) -> FoundBirthDate | None:
        """Find a birth date: beside "lahir", or alone and too early for the day of a dose."""
        turn, today = conversation.turn, conversation.programme.today
        found = find_birth_dates(turn.text, today)
        told = [birth_date for birth_date in found if birth_date.is_told]
        if told:
            # "Lahirnya bukan 15 juni 1985 tapi 12 mei 1988"
            known = conversation.slots.get(self.birth_date.slot)
            others = [f for f in told if _is_early(f) and str(f.reading.date) != known]
            return next(iter([*others, *told]))
        if len(found) != 1 or _told(conversation)["jumlah"] is not None:
            return None
        (alone,) = found
        beside = _words(turn.text[: alone.start] + turn.text[alone.end :])
        return alone if _is_early(alone) and beside <= _BESIDE_A_BARE_DATE else None

    def _read_doses(self, conversation: Conversation, text: str) -> Reading | None:
        """Keep what is told of the doses until nothing is missing."""
        before = _told(conversation)
        told = dict(before)
        tapped = conversation.turn.choices.get(self.slot)
        if tapped in _COUNTS:
            told["jumlah"] = int(tapped)
        elif tapped:
            told["tanggal"] = self._about(conversation.programme.today, tapped)
        else:
            self._take(conversation, text, told)
        if told == before:
            return None
        if told["jumlah"] == 0:
            return Reading({self.slot: [], PART_SLOT: None})
        if all(told.get(part) for part in _PARTS):
            return Reading({self.slot: _history(told), PART_SLOT: None})
        return Reading({self.slot: None, PART_SLOT: told})

    def _take(self, conversation: Conversation, text: str, told: dict[str, Any]) -> None:
        said = read_past_doses(text, conversation.programme.today)
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


def _told(conversation: Conversation) -> Mapping[str, Any]:
    parts = conversation.slots.get(PART_SLOT) or {}
    return {part: parts.get(part) for part in _PARTS}


def _is_early(found: FoundBirthDate) -> bool:
    """Tell whether nobody was vaccinated yet on that day."""
    return found.reading.date is not None and found.reading.date < FIRST_DAY


def _denies_birth_date(turn: Turn, is_named: bool) -> bool:
    """Tell whether a message says that the birth date is wrong without telling the right one."""
    words = _words(turn.text)
    if names_birth(turn.text):
        asks = turn.is_surely_about_something_else and turn.intent.startswith(TOPICS)
        return not asks and not words.isdisjoint(_DENYING | _NOT)
    return is_named and not words.isdisjoint(_DENYING) and read_reply(turn.text) is Reply.NO


def _words(text: str) -> set[str]:
    return set(re.findall("[a-z]+", normalise(text)))


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
