"""Questions about the vaccination: group, health, site, day and hour, and the last yes."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.choices import chosen_by_number, chosen_by_numbers, chosen_by_words
from actions.confirmations import Confirmation
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM, Draft, wished_days
from actions.registration.health_words import denies, is_healthy
from actions.registration.person_questions import read_position, yes_or_no
from actions.registration.symptoms import tells_illness
from actions.row_titles import row_title
from actions.wording import (
    offer_description,
    session_description,
    session_title,
    summary_values,
)
from vaksin.application import NeedsOfficer
from vaksin.bahasa.normalise import normalise
from vaksin.bahasa.replies import Reply
from vaksin.bahasa.word_lists import word_set
from vaksin.booking.finder import SiteOffer, SitePage
from vaksin.booking.model import (
    AlreadyBooked,
    SessionFull,
    SessionOver,
    Site,
    VaccinationSession,
)
from vaksin.eligibility.groups import OTHERS as OTHER_GROUP
from vaksin.eligibility.screening import NOTHING_APPLIES

OTHER = "lain"
WISHES = ("tanggal_dicari", "waktu_dicari")
PAGES = ("halaman_lokasi", "halaman_sesi")
# What must be asked again when a part of the summary is changed.
BUILT_ON = {
    "nik": ("tanggal_lahir", "izin_wali"),
    "tanggal_lahir": ("izin_wali", "kelompok", "skrining"),
    "alamat": ("lokasi_dicari", "koordinat", "faskes", "sesi", *PAGES),
    "faskes": ("sesi", *WISHES, *PAGES),
    "sesi": (*WISHES, *PAGES),
}
# The item of the health questions for whoever is ill on the day itself.
ILL_TODAY = "demam"
# "Ubah" and "nama saya salah" at the summary speak of the summary.
CHANGING_INTENTS = frozenset({"ubah_jadwal", "perbaiki_data"})
ROWS_BESIDE_OTHER = 9
SESSIONS_ON_A_PAGE = 8
# Among so many of the nearest sites a typed name is looked for.
SITES_KNOWN_BY_NAME = 200
LATER = "nanti"


class GroupQuestion(Question):
    """Asks for the priority group; people whom age alone puts into one are not asked."""

    form = FORM
    slot = "kelompok"

    def ask(self, conversation: Conversation) -> None:
        """Offer the groups in force today."""
        groups = _draft(conversation).groups
        conversation.say(
            "utter_ask_kelompok",
            [choice(self.slot, group.id, group.label, group.description) for group in groups],
        )

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped, numbered or named group."""
        groups = _draft(conversation).groups
        tapped = conversation.turn.choices.get(self.slot)
        chosen = [group for group in groups if group.id == tapped]
        if not chosen:
            labels = [f"{group.label} {group.description}" for group in groups]
            chosen = [groups[index] for index in chosen_by_words(conversation.turn, labels)]
        if not chosen and yes_or_no(conversation, self.slot) is Reply.NO:
            chosen = [group for group in groups if group.id == OTHER_GROUP]
        if len(chosen) != 1:
            return None
        note = {"catatan": chosen[0].note}
        return Reading({self.slot: chosen[0].id}, "utter_catatan_kelompok", note)


class ScreeningQuestion(Question):
    """Asks about today's health in one list; the answers go to the desk with the ticket."""

    form = FORM
    slot = "skrining"

    def is_needed(self, conversation: Conversation) -> bool:
        """Ask where the programme has questions for this age."""
        return _draft(conversation).questions is not None

    @property
    def unneeded(self) -> object:
        """No answers."""
        return []

    def ask(self, conversation: Conversation) -> None:
        """Show the list; "nothing applies" comes first."""
        questions = _draft(conversation).questions
        if questions is None:
            return
        rows = [
            choice(self.slot, NOTHING_APPLIES, questions.none_label, questions.none_description)
        ]
        rows += [choice(self.slot, i.id, i.label, i.description) for i in questions.items]
        conversation.say("utter_ask_skrining", rows, pertanyaan=questions.question)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take one tapped row, several numbers or words, or a plain no."""
        questions = _draft(conversation).questions
        if questions is None:
            return None
        known = [NOTHING_APPLIES, *(item.id for item in questions.items)]
        tapped = conversation.turn.choices.get(self.slot)
        if tapped in known:
            return self._taken(conversation, [tapped])
        is_no = yes_or_no(conversation, self.slot, strictly=True) is Reply.NO
        if is_no or is_healthy(conversation.turn.text):
            return self._taken(conversation, [NOTHING_APPLIES])
        chosen = chosen_by_numbers(conversation.turn.text, len(known))
        if not chosen and not denies(conversation.turn.text):
            labels = [f"{item.label} {item.description}" for item in questions.items]
            chosen = [index + 1 for index in chosen_by_words(conversation.turn, labels)]
        if not chosen and tells_illness(conversation.turn):
            chosen = [place for place, name in enumerate(known) if name == ILL_TODAY]
        return self._taken(conversation, [known[index] for index in chosen]) if chosen else None

    def _taken(self, conversation: Conversation, answers: list[str]) -> Reading:
        conversation.slots[self.slot] = answers
        outcome = _draft(conversation).screening
        if outcome is None or not outcome.advice:
            return Reading({self.slot: answers})
        advice = "\n".join(outcome.advice)
        return Reading({self.slot: answers}, "utter_saran_skrining", {"saran": advice})


class SiteQuestion(Question):
    """Asks for the site: the nearest ones with seats, or another place by name or location."""

    form = FORM
    slot = "faskes"

    def ask(self, conversation: Conversation) -> None:
        """Offer a page of sites, the nearest first."""
        page = self._page(conversation)
        if not page.offers:
            all_shown = page.preceding > 0
            conversation.say("utter_lokasi_habis" if all_shown else "utter_tidak_ada_kursi")
            return
        rows = [site_row(offer) for offer in page.offers]
        if page.has_more:
            rows.append(choice(self.slot, OTHER, "Lokasi lainnya", "Tampilkan yang lebih jauh"))
        conversation.say("utter_ask_faskes", rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped site, its name, or another place to search around."""
        turn, slots = conversation.turn, conversation.slots
        tapped = turn.choices.get(self.slot)
        if tapped == OTHER:
            return Reading({self.slot: None, "halaman_lokasi": (slots["halaman_lokasi"] or 0) + 1})
        if tapped and conversation.programme.site(tapped):
            return Reading({self.slot: tapped})
        position = read_position(turn.choices.get("lokasi", ""))
        if position:
            shared = [position.latitude, position.longitude]
            return Reading({self.slot: None, "koordinat": shared, "halaman_lokasi": 0})
        return self._named(conversation)

    def _named(self, conversation: Conversation) -> Reading | None:
        page = self._page(conversation)
        number = chosen_by_number(conversation.turn.text, len(page.offers))
        if number is not None:
            return Reading({self.slot: page.offers[number].site.id})
        named = self._meant(conversation)
        if len(named) == 1:
            return Reading({self.slot: named[0].id})
        return Reading({self.slot: None}) if _tells_a_wish(conversation) else None

    def _meant(self, conversation: Conversation) -> list[Site]:
        """Return the nearby sites that the message names; of several those with seats."""
        draft, programme = _draft(conversation), conversation.programme
        # A number counts the rows shown, nothing else.
        if chosen_by_number(conversation.turn.text, SITES_KNOWN_BY_NAME) is not None:
            return []
        nearby = programme.nearest_sites(draft.place, SITES_KNOWN_BY_NAME)
        chosen = chosen_by_words(conversation.turn, [site.name for site in nearby])
        if not 1 < len(chosen) <= ROWS_BESIDE_OTHER:
            return [nearby[index] for index in chosen]
        return [nearby[i] for i in chosen if programme.free_sessions(nearby[i].id, draft.wish)]

    def _page(self, conversation: Conversation) -> SitePage:
        draft = _draft(conversation)
        first = (conversation.slots.get("halaman_lokasi") or 0) * ROWS_BESIDE_OTHER
        return conversation.programme.offers(draft.place, draft.wish, first, ROWS_BESIDE_OTHER)


class SessionQuestion(Question):
    """Asks for day and hour at the chosen site."""

    form = FORM
    slot = "sesi"

    def ask(self, conversation: Conversation) -> None:
        """Offer the sessions that fit the wish, or say that none does and offer the next ones."""
        fitting, others = self._sessions(conversation)
        possible = self._from_page(fitting or others, conversation)
        shown = possible[:SESSIONS_ON_A_PAGE]
        if not shown:
            conversation.say("utter_tidak_ada_kursi")
            return
        programme = conversation.programme
        rows = [
            choice(self.slot, s.id, session_title(s), session_description(s, programme))
            for s in shown
        ]
        if len(possible) > SESSIONS_ON_A_PAGE:
            rows.append(choice(self.slot, LATER, "Hari berikutnya", "Tampilkan jadwal sesudahnya"))
        rows.append(choice(self.slot, OTHER, "Tempat lain", "Pilih tempat vaksinasi lain"))
        response = "utter_ask_sesi" if fitting else "utter_ask_sesi_lain"
        conversation.say(response, rows, tempat=shown[0].site.name)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped session, or a day and hour that leave one session only."""
        turn = conversation.turn
        tapped = turn.choices.get(self.slot)
        if tapped == OTHER:
            return Reading({self.slot: None, "faskes": None, "halaman_sesi": 0})
        if tapped == LATER:
            return Reading({self.slot: None, "halaman_sesi": self._page(conversation) + 1})
        if tapped:
            session = conversation.programme.session(tapped)
            # A row of an older list may belong to a site that was left since.
            is_here = session is not None and session.site.id == conversation.slots.get("faskes")
            return Reading({self.slot: tapped}) if is_here else None
        fitting, others = self._sessions(conversation)
        shown = self._from_page(fitting or others, conversation)[:SESSIONS_ON_A_PAGE]
        chosen = chosen_by_number(turn.text, len(shown))
        if chosen is not None:
            return Reading({self.slot: shown[chosen].id})
        return Reading({self.slot: None}) if _tells_a_wish(conversation) else None

    def settle(self, conversation: Conversation) -> str | None:
        """Return the one session that a wish for a single day and part of the day leaves."""
        draft = _draft(conversation)
        wish = draft.wish
        one_day = wish.first_day is not None and wish.first_day == wish.last_day
        if not one_day or wish.earliest is None:
            return None
        fitting, _ = self._sessions(conversation)
        return fitting[0].id if fitting else None

    def _page(self, conversation: Conversation) -> int:
        return conversation.slots.get("halaman_sesi") or 0

    def _from_page(
        self, sessions: list[VaccinationSession], conversation: Conversation
    ) -> list[VaccinationSession]:
        return sessions[self._page(conversation) * SESSIONS_ON_A_PAGE :]

    def _sessions(
        self, conversation: Conversation
    ) -> tuple[list[VaccinationSession], list[VaccinationSession]]:
        """Return the free sessions that fit the wish, and all that come into question."""
        draft = _draft(conversation)
        site_id = conversation.slots.get("faskes")
        if not site_id:
            return [], []
        sessions = conversation.programme.free_sessions(site_id)
        postponed = draft.screening.until if draft.screening else None
        possible = [s for s in sessions if postponed is None or s.local_date >= postponed]
        return [s for s in possible if draft.wish.allows(s)], possible


class ConfirmationQuestion(Confirmation):
    """Shows the summary; the yes registers the person and takes the seat."""

    form = FORM
    yes_title = "Ya, daftarkan"
    echo = word_set("daftar daftarkan daftarin")

    PARTS = (
        ("nik", "NIK"),
        ("nama", "Nama"),
        ("tanggal_lahir", "Tanggal lahir"),
        ("alamat", "Alamat"),
        ("kelompok", "Kelompok"),
        ("skrining", "Kondisi kesehatan"),
        ("faskes", "Tempat vaksinasi"),
        ("sesi", "Hari dan jam"),
    )
    # The words by which each part is typed; several may name the same row.
    WORDS: ClassVar[dict[str, frozenset[str]]] = {
        "nik": word_set("nik"),
        "nama": word_set("nama namanya"),
        "tanggal_lahir": word_set("lahir lahirnya umur usia"),
        "alamat": word_set("alamat alamatnya rumah kecamatan"),
        "kelompok": word_set("kelompok kelompoknya"),
        "skrining": word_set("kondisi kesehatan sakit skrining"),
        "faskes": word_set("tempat tempatnya lokasi lokasinya puskesmas faskes"),
        "sesi": word_set("hari harinya jam jamnya jadwal jadwalnya waktu sesi"),
    }

    def ask(self, conversation: Conversation) -> None:
        """Show the summary, or the parts that can be changed."""
        if conversation.slots.get("ubah_bagian"):
            rows = [choice(self.slot, slot, title) for slot, title in self.PARTS]
            conversation.say("utter_pilih_bagian", rows)
            return
        buttons = [self.yes_button(conversation), choice(self.slot, "ubah", "Ubah")]
        buttons.append(Button("Batal", "/hentikan_proses"))
        conversation.say("utter_ask_konfirmasi", buttons, **self.shown(conversation))

    def shown(self, conversation: Conversation) -> dict[str, str]:
        """Return the summary."""
        session = conversation.programme.session(conversation.slots["sesi"])
        if session is None:
            raise LookupError("the chosen session is unknown")
        return summary_values(_draft(conversation), session)

    def read(self, conversation: Conversation) -> Reading | None:
        """Register on a yes; on a no or a named part ask that part again."""
        tapped = conversation.turn.choices.get(self.slot)
        reply = self.reply(conversation)
        if tapped is None and reply is Reply.UNSURE and _tells_a_wish(conversation):
            return Reading({self.slot: None})
        wants_change = conversation.turn.intent in CHANGING_INTENTS
        is_asked = wants_change or conversation.slots.get("ubah_bagian")
        part = tapped if tapped in self.WORDS else None
        if part is None and tapped is None and is_asked:
            part = self._named_part(conversation)
        if part:
            return self._asked_again(part)
        if tapped == "ubah" or reply is Reply.NO or wants_change:
            return Reading({self.slot: None, "ubah_bagian": True})
        return self._register(conversation) if reply is Reply.YES else None

    def _named_part(self, conversation: Conversation) -> str | None:
        number = chosen_by_number(conversation.turn.text, len(self.PARTS))
        if number is not None:
            return self.PARTS[number][0]
        typed = set(re.findall("[a-z]+", normalise(conversation.turn.text)))
        named = [part for part, words in self.WORDS.items() if words & typed]
        return named[0] if len(named) == 1 else None

    def _asked_again(self, part: str) -> Reading:
        cleared = (part, *BUILT_ON.get(part, ()), self.slot, "ubah_bagian", "usulan")
        return Reading(dict.fromkeys(cleared))

    def _register(self, conversation: Conversation) -> Reading:
        draft = _draft(conversation)
        try:
            booking = conversation.programme.seats.register(
                conversation.turn.contact_id,
                draft.applicant,
                conversation.slots["sesi"],
                draft.screening_answers,
                request_id=conversation.turn.message_id,
            )
        except (SessionFull, SessionOver):
            again = dict.fromkeys((self.slot, "sesi", *PAGES))
            return Reading(again, "utter_kursi_terambil")
        except AlreadyBooked:
            return Reading({self.slot: True, "hasil_daftar": "sudah_terdaftar"})
        except NeedsOfficer as error:
            return Reading({self.slot: True, "hasil_daftar": f"petugas:{error.reference}"})
        return Reading({self.slot: True, "hasil_daftar": f"tiket:{booking.id}"})


def site_row(offer: SiteOffer) -> Button:
    """Return the row of a list that chooses a site."""
    site = offer.site
    return choice("faskes", site.id, row_title(site.short_name), offer_description(offer))


def _tells_a_wish(conversation: Conversation) -> bool:
    """Tell whether a message names a place, day or hour; the form has searched anew by it.

    Who reports symptoms names the day of the injection.
    """
    turn = conversation.turn
    days = wished_days(turn, conversation.programme.today)
    named = days or turn.place or turn.value("waktu")
    return bool(named) and turn.intent != "lapor_kipi"


def _draft(conversation: Conversation) -> Draft:
    return Draft(conversation.slots, conversation.programme)
