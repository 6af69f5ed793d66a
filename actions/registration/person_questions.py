"""Questions about the person: consent, relation, NIK, name, birth date, guardian, home."""

from __future__ import annotations

import re
from datetime import date

from actions.choices import chosen_by_number
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM, Draft
from actions.row_titles import row_title
from vaksin.bahasa.birth_dates import BirthDateReading, read_birth_date
from vaksin.bahasa.calendar_words import birth_date_in_words
from vaksin.bahasa.names import NameProblem, read_name
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.places import HomeProblem, HomeReading, read_home
from vaksin.bahasa.relations import Relation
from vaksin.bahasa.replies import Reply, read_reply
from vaksin.bahasa.word_lists import first_names, fold, word_set
from vaksin.booking.nearby import Place, Point
from vaksin.identity.nik import (
    InvalidNik,
    Nik,
    NikFlag,
    NikProblem,
    find_numbers,
    read_nik,
    without_lookalikes,
)
from vaksin.identity.regions import Level, Region
from vaksin.people.model import SELF, ConsentBasis

YES = "ya"
NO = "tidak"
GUARDIAN = "wali"
_CONSENT_REMINDER = "utter_ask_persetujuan_lagi"
_EXPLAINED_NAME_PROBLEMS = (
    NameProblem.HAS_DIGITS,
    NameProblem.TOO_LONG,
    NameProblem.NOT_LATIN,
    NameProblem.TOO_SHORT,
)
# The model finds these in unknown words; questions and clear replies are told apart before.
_INTENTS_OF_NAMES = ("di_luar_topik", "setuju", "tolak")
MOST_WORDS_OF_NAME = 5
# Their districts are offered as the home of somebody who shares a position.
SITES_AROUND_HOME = 3
TOPICS = "info_vaksin"
# "Iya, saya ibunya" agrees as a parent does.
_PARENT_WORDS = word_set("ibunya mamanya ayahnya bapaknya papanya walinya orangtuanya ortunya")
# "Iya, beliau tahu" answers whether somebody knows and agrees.
AGREEING_WORDS = _PARENT_WORDS | word_set("beliau orangnya tahu")
_GUARDIAN = re.compile(r"\bwali(?:nya)?\b")
_NO_GUARDIAN = re.compile(r"\b(?:bukan|belum|tanpa|tidak ada|tidak punya) wali")
_SOFTENERS = word_set("dong kak saja deh tolong pak bu min")
_NIK_LABEL = re.compile(r"[\s,;.]*\bnik\W*$", re.IGNORECASE)
# To the model a question about children.
_BALINESE_TITLE = "anak agung"

RELATION_TITLES = {
    Relation.IBU: "Ibu",
    Relation.AYAH: "Ayah",
    Relation.PASANGAN: "Suami atau istri",
    Relation.ANAK: "Anak",
    Relation.KAKEK_NENEK: "Kakek atau nenek",
    Relation.SAUDARA: "Saudara",
    Relation.TETANGGA: "Tetangga",
    Relation.LAINNYA: "Orang lain",
}


def yes_or_no(
    conversation: Conversation,
    slot: str,
    echo: frozenset[str] = frozenset(),
    strictly: bool = False,
) -> Reply:
    """Read a tapped or typed yes or no.

    ``echo`` holds the verb of the question: "daftarkan" is a yes to "saya daftarkan?". Where one
    no stands for many ("tidak demam" is not "tidak ada satu pun"), it must be read ``strictly``.
    """
    turn = conversation.turn
    tapped = turn.choices.get(slot)
    if tapped in (YES, NO):
        return Reply.YES if tapped == YES else Reply.NO
    typed = normalise(turn.text).split()
    rest = [word for word in typed if word.strip(".,!") not in echo]
    if len(rest) == len(typed) or turn.value("hubungan"):
        return read_reply(turn.text) if strictly else turn.reply_in(turn.text)
    return Reply.YES if _SOFTENERS.issuperset(rest) else turn.reply_in(" ".join(rest))


def proposal(conversation: Conversation, slot: str) -> str | None:
    """Return the value of a slot that was proposed and waits for a yes."""
    proposed = conversation.slots.get("usulan") or {}
    return proposed.get("nilai") if proposed.get("slot") == slot else None


def propose(slot: str, value: str, **more: object) -> dict[str, object]:
    """Return the slots that keep a proposal until the citizen confirms it."""
    return {slot: None, "usulan": {"slot": slot, "nilai": value, **more}}


class ConsentQuestion(Question):
    """Asks for consent before anything is kept; the text's version is recorded with it."""

    form = FORM
    slot = "persetujuan"

    def ask(self, conversation: Conversation) -> None:
        """Say who asks, for what, and how to say no; the whole notice only once."""
        # The whole notice may be longer ago than what is remembered; the reminder is not.
        if {"utter_ask_persetujuan", _CONSENT_REMINDER} & conversation.turn.said_in_form:
            conversation.say(_CONSENT_REMINDER)
            return
        text = conversation.programme.service.consent.text
        conversation.say("utter_ask_persetujuan", pemberitahuan=text)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a clear yes or no; reading first is a third answer."""
        if conversation.turn.choices.get(self.slot) == "baca":
            return Reading({self.slot: None}, "utter_kebijakan_data")
        reply = yes_or_no(conversation, self.slot)
        if reply is Reply.YES:
            turn, relation = conversation.turn, conversation.slots["hubungan"]
            basis = ConsentBasis.SELF if relation == SELF else ConsentBasis.PERMISSION
            conversation.programme.record_consent(
                turn.contact_id, relation, basis, request_id=turn.message_id
            )
            return Reading({self.slot: True})
        return Reading({self.slot: False}) if reply is Reply.NO else None


class RelationQuestion(Question):
    """Asks who is to be registered."""

    form = FORM
    slot = "hubungan"

    def ask(self, conversation: Conversation) -> None:
        """Offer the relations."""
        buttons = [choice(self.slot, r.value, title) for r, title in RELATION_TITLES.items()]
        conversation.say("utter_ask_hubungan", buttons)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped or named relation."""
        turn = conversation.turn
        named = turn.choices.get(self.slot) or turn.value("hubungan")
        known = {relation.value for relation in Relation}
        return Reading({self.slot: named}) if named in known else None


class NikQuestion(Question):
    """Asks for the NIK; each rule that fails is explained."""

    form = FORM
    slot = "nik"

    def ask(self, conversation: Conversation) -> None:
        """Ask, or show a doubtful number for confirmation."""
        proposed = proposal(conversation, self.slot)
        if proposed:
            buttons = [choice(self.slot, YES, "Sudah benar"), choice(self.slot, NO, "Perbaiki")]
            reason = conversation.slots["usulan"]["alasan"]
            conversation.say(f"utter_ragu_nik_{reason}", buttons, angka=in_groups(proposed))
        else:
            whose = (
                "diri" if Draft(conversation.slots, conversation.programme).is_for_self else "lain"
            )
            conversation.say(f"utter_ask_nik_{whose}")

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a NIK, a yes to a doubtful one, or explain what is wrong with it."""
        proposed = proposal(conversation, self.slot)
        if proposed:
            reply = yes_or_no(conversation, self.slot)
            if reply is Reply.YES:
                return self.accepted(conversation, Nik(proposed), confirmed=True)
            if reply is Reply.NO:
                return Reading({self.slot: None, "usulan": None})
        typed = self._typed(conversation)
        return None if typed is None else self._read_typed(conversation, typed)

    def accepted(self, conversation: Conversation, nik: Nik, *, confirmed: bool) -> Reading:
        """Keep a number; one that raises doubts must be confirmed first and keeps them as flags."""
        programme = conversation.programme
        flags = nik.flags(programme.regions, programme.today)
        if flags and not confirmed:
            unknown_region = flags & {NikFlag.UNKNOWN_REGENCY, NikFlag.UNKNOWN_DISTRICT}
            reason = "wilayah" if unknown_region else "tanggal"
            return Reading(propose(self.slot, nik.number, alasan=reason))
        tanda = sorted(flag.value for flag in flags)
        return Reading({self.slot: nik.number, "usulan": None, "tanda_nik": tanda})

    def _typed(self, conversation: Conversation) -> str | None:
        text = conversation.turn.text
        numbers = find_numbers(text)
        if numbers:
            return numbers[0][2]
        # A birth date or a shared place is no attempt at a NIK.
        if conversation.turn.value("tanggal_lahir") or conversation.turn.choices:
            return None
        digits = sum(letter.isdigit() for letter in text)
        return text if digits >= 4 or text.strip().isdigit() else None

    def _read_typed(self, conversation: Conversation, typed: str) -> Reading:
        regions = conversation.programme.regions
        try:
            return self.accepted(conversation, read_nik(typed, regions), confirmed=False)
        except InvalidNik as error:
            if error.problem is NikProblem.LOOKALIKE_LETTERS:
                return self._repaired(conversation, typed)
            return Reading(
                {self.slot: None, "usulan": None},
                f"utter_nik_{error.problem.value}",
                {"jumlah": error.digits},
            )

    def _repaired(self, conversation: Conversation, typed: str) -> Reading:
        try:
            nik = read_nik(without_lookalikes(typed), conversation.programme.regions)
        except InvalidNik as error:
            return Reading({self.slot: None, "usulan": None}, f"utter_nik_{error.problem.value}")
        return Reading(propose(self.slot, nik.number, alasan="huruf"))


class NameQuestion(Question):
    """Asks for the name as on the KTP."""

    form = FORM
    slot = "nama"

    def read(self, conversation: Conversation) -> Reading | None:
        """Take almost any words as a name, but not what surely means something else."""
        text = _without_numbers(conversation.turn.text)
        reading = read_name(text)
        if reading.problem:
            explained = reading.problem in _EXPLAINED_NAME_PROBLEMS
            return Reading({self.slot: None}, "utter_salah_nama") if explained else None
        if conversation.turn.place and not _begins_with_first_name(reading.name):
            return Reading({self.slot: None}, "utter_nama_tempat")
        return Reading({self.slot: reading.name}) if self._is_name(text, conversation) else None

    def _is_name(self, text: str, conversation: Conversation) -> bool:
        """Tell a name from a short question; to the model many names look like something else."""
        turn = conversation.turn
        words = text.split()
        may_be_name = turn.intent in _INTENTS_OF_NAMES and len(words) <= MOST_WORDS_OF_NAME
        if not turn.is_surely_about_something_else or may_be_name or turn.number:
            return True
        capitalised = len(words) > 1 and all(word[0].isupper() for word in words)
        looks_like_topic = turn.intent.startswith(TOPICS)
        return looks_like_topic and (capitalised or text.lower().startswith(_BALINESE_TITLE))


def _begins_with_first_name(name: str) -> bool:
    return fold(name).split()[0] in first_names()


class BirthDateQuestion(Question):
    """Asks for the birth date; the NIK's own date is offered for a yes."""

    form = FORM
    slot = "tanggal_lahir"

    def ask(self, conversation: Conversation) -> None:
        """Ask, offer the NIK's date, or ask back about a doubtful one."""
        proposed = proposal(conversation, self.slot) or self._from_nik(conversation)
        if proposed is None:
            conversation.say("utter_ask_tanggal_lahir")
            return
        reason = (conversation.slots.get("usulan") or {}).get("alasan") or "nik"
        buttons = [choice(self.slot, f"{YES}:{proposed}", "Benar"), choice(self.slot, NO, "Bukan")]
        if reason == "kk":
            buttons = [
                choice(self.slot, f"{YES}:{proposed}", "NIK sudah benar"),
                choice(self.slot, "ganti_nik", "Ganti NIK"),
            ]
        words = birth_date_in_words(date.fromisoformat(proposed))
        conversation.say(f"utter_pastikan_lahir_{reason}", buttons, tanggal=words)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a date, a yes to the proposed one, or explain what is wrong."""
        tapped = conversation.turn.choices.get(self.slot, "")
        if tapped == "ganti_nik":
            return Reading({self.slot: None, "nik": None, "usulan": None, "tanda_nik": None})
        proposed = proposal(conversation, self.slot) or self._from_nik(conversation)
        if tapped.startswith(f"{YES}:"):
            # The button of another person's question must not decide this one.
            if proposed is None or tapped.partition(":")[2] != proposed:
                return None
            return self._confirmed(conversation, date.fromisoformat(proposed))
        reply = yes_or_no(conversation, self.slot)
        if reply is Reply.YES and proposed:
            return self._confirmed(conversation, date.fromisoformat(proposed))
        return self.denied() if reply is Reply.NO else self._typed(conversation)

    def denied(self) -> Reading:
        """Forget the proposed date, so that the right one is asked for."""
        return Reading({self.slot: None, "usulan": {"slot": self.slot, "ditolak": True}})

    def undoubted(self, conversation: Conversation) -> str | None:
        """Return the NIK's date if it needs no question of its own: an adult's, their own.

        The newest century is sure then: in the one before they would be well over a hundred.
        """
        slots, today = conversation.slots, conversation.programme.today
        encoded = None if proposal(conversation, self.slot) else self._from_nik(conversation)
        draft = Draft({**slots, self.slot: encoded}, conversation.programme)
        if encoded is None or draft.nik is None or draft.needs_permission or not draft.vaccines:
            return None
        is_doubtful = draft.flags or draft.nik.may_be_family_card(today)
        return None if is_doubtful else encoded

    def told(self, conversation: Conversation, reading: BirthDateReading) -> Reading:
        """Take a date the citizen wrote, asking back if it is doubtful."""
        if reading.date is None or reading.problem:
            code = reading.problem.name.lower() if reading.problem else "no_date"
            return Reading({self.slot: None}, f"utter_lahir_{code}")
        nik = Draft(conversation.slots, conversation.programme).nik
        if nik and nik.agrees_with(reading.date):
            return self._confirmed(conversation, reading.date)
        reason = self._doubt(conversation, nik, reading)
        if reason is None:
            return self._confirmed(conversation, reading.date)
        return Reading(propose(self.slot, reading.date.isoformat(), alasan=reason))

    def _typed(self, conversation: Conversation) -> Reading | None:
        text, today = _without_numbers(conversation.turn.text), conversation.programme.today
        reading = read_birth_date(text, today)
        wrote_figures = any(letter.isdigit() for letter in text)
        return self.told(conversation, reading) if reading.date or wrote_figures else None

    def _doubt(
        self, conversation: Conversation, nik: Nik | None, reading: BirthDateReading
    ) -> str | None:
        if nik is None:
            return "tahun" if reading.two_digit_year else None
        flags = nik.flags_with(reading.date, conversation.programme.today) if reading.date else ()
        return "kk" if NikFlag.MAYBE_FAMILY_CARD in flags else "beda"

    def _confirmed(self, conversation: Conversation, born: date) -> Reading:
        draft = Draft(conversation.slots, conversation.programme)
        today = conversation.programme.today
        flags = draft.nik.flags_with(born, today) if draft.nik else frozenset()
        tanda = sorted(draft.flags | {flag.value for flag in flags})
        return Reading({self.slot: born.isoformat(), "usulan": None, "tanda_nik": tanda})

    def _from_nik(self, conversation: Conversation) -> str | None:
        refused = (conversation.slots.get("usulan") or {}).get("ditolak")
        nik = Draft(conversation.slots, conversation.programme).nik
        encoded = nik.birth_date(conversation.programme.today) if nik and not refused else None
        return encoded.isoformat() if encoded else None


class GuardianQuestion(Question):
    """Asks by what right somebody else is registered.

    For minors a parent or guardian must agree (UU 27/2022 article 25); an adult agrees themself, or
    their guardian if they cannot (article 26).
    """

    form = FORM
    slot = "izin_wali"

    def is_needed(self, conversation: Conversation) -> bool:
        """Who registers themself as an adult has agreed already."""
        return Draft(conversation.slots, conversation.programme).needs_permission

    def ask(self, conversation: Conversation) -> None:
        """Ask a parent, or ask whether the person knows and agrees."""
        if Draft(conversation.slots, conversation.programme).is_minor:
            conversation.say("utter_ask_izin_wali")
        else:
            conversation.say("utter_ask_izin_orang")

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a clear yes or no, or that the citizen is the guardian."""
        is_guardian = conversation.turn.choices.get(self.slot) == GUARDIAN or says_guardian(
            conversation.turn.text
        )
        reply = Reply.YES if is_guardian else yes_or_no(conversation, self.slot, AGREEING_WORDS)
        if reply not in (Reply.YES, Reply.NO):
            return None
        is_minor = Draft(conversation.slots, conversation.programme).is_minor
        if reply is Reply.YES and (is_guardian or is_minor):
            turn, relation = conversation.turn, conversation.slots["hubungan"]
            conversation.programme.record_consent(
                turn.contact_id, relation, ConsentBasis.GUARDIAN, request_id=turn.message_id
            )
        return Reading({self.slot: YES if reply is Reply.YES else NO})


def says_guardian(text: str) -> bool:
    """Tell whether somebody says that they are the guardian of an adult."""
    plain = normalise(text)
    return bool(_GUARDIAN.search(plain)) and not _NO_GUARDIAN.search(plain)


class HomeQuestion(Question):
    """Asks for district and town; either order, misspelt, or a shared location."""

    form = FORM
    slot = "alamat"

    def ask(self, conversation: Conversation) -> None:
        """Ask for both, for the missing district, or which of several places is meant."""
        state = conversation.slots.get("usulan") or {}
        regions = conversation.programme.regions
        if state.get("slot") != self.slot:
            conversation.say("utter_ask_alamat")
        elif state.get("calon"):
            found = [regions.get(code) for code in state["calon"]]
            buttons = [self._button(conversation, region) for region in found if region]
            conversation.say("utter_pilih_alamat", buttons)
        else:
            conversation.say("utter_ask_kecamatan", kota=regions.full_name(state["nilai"]))

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped, typed or shared place."""
        turn, regions = conversation.turn, conversation.programme.regions
        tapped = regions.get(turn.choices.get(self.slot, ""))
        if tapped:
            return self._chosen(tapped)
        if "lokasi" in turn.choices:
            return self._near(conversation, turn.choices["lokasi"])
        offered = self._offered(conversation)
        if offered:
            return self._chosen(offered)
        town = proposal(conversation, self.slot)
        near = regions.get(town) if town else None
        return self._from_reading(read_home(turn.text, regions, near=near))

    def _offered(self, conversation: Conversation) -> Region | None:
        """Return the place that a number or, where only one is offered, a yes means."""
        state, regions = conversation.slots.get("usulan") or {}, conversation.programme.regions
        codes = state.get("calon") or [] if state.get("slot") == self.slot else []
        index = chosen_by_number(conversation.turn.text, len(codes))
        if len(codes) == 1 and read_reply(conversation.turn.text) is Reply.YES:
            index = 0
        return None if index is None else regions.get(codes[index])

    def _chosen(self, region: Region) -> Reading:
        is_district = region.level is Level.DISTRICT
        return self._found(region.code) if is_district else Reading(self._in_town(region))

    def _from_reading(self, reading: HomeReading) -> Reading | None:
        if reading.district and reading.certain:
            return self._found(reading.district.code)
        if reading.district:
            return Reading(propose(self.slot, "", calon=[reading.district.code]))
        if reading.problem is HomeProblem.ONLY_TOWN and reading.regency:
            return Reading(self._in_town(reading.regency))
        if reading.problem is HomeProblem.AMBIGUOUS and reading.candidates:
            codes = [region.code for region in reading.candidates]
            return Reading(propose(self.slot, "", calon=codes))
        if reading.problem is HomeProblem.ONLY_PROVINCE:
            return Reading({self.slot: None}, "utter_alamat_provinsi")
        return None

    def _near(self, conversation: Conversation, position: str) -> Reading | None:
        point = read_position(position)
        if point is None:
            return None
        nearest = conversation.programme.nearest_sites(Place(point=point), SITES_AROUND_HOME)
        codes = list(dict.fromkeys(site.district_code for site in nearest))
        shared = [point.latitude, point.longitude]
        return Reading(propose(self.slot, "", calon=codes) | {"koordinat": shared})

    def _in_town(self, town: Region) -> dict[str, object]:
        return propose(self.slot, town.code)

    def _found(self, code: str) -> Reading:
        return Reading({self.slot: code, "usulan": None})

    def _button(self, conversation: Conversation, region: Region) -> Button:
        regions = conversation.programme.regions
        parent = regions.parent(region.code) if region.level is Level.DISTRICT else None
        where = f"{region.name}, {parent.name}" if parent else region.name
        return choice(self.slot, region.code, row_title(region.name), where)


def _without_numbers(text: str) -> str:
    """Return a message without the numbers that were meant as a NIK, nor "NIK:" before them."""
    for start, end, _ in reversed(find_numbers(text)):
        text = f"{_NIK_LABEL.sub('', text[:start])} {text[end:]}"
    return text.strip()


def read_position(text: str) -> Point | None:
    """Read ``latitude,longitude`` in degrees."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return Point(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def in_groups(number: str) -> str:
    """Write a number in groups of four, as it is easier to compare."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
