"""The question when: the sessions of the chosen site, or a place in its queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.choices import chosen_by_number
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM, Draft
from actions.registration.searching import Search, tells_a_wish
from actions.registration.seat_plans import PlanKind, SeatPlan, queue_for
from actions.registration.site_question import OTHER, search_around_here
from actions.row_titles import row_title
from actions.wording import offer_description, session_description, session_title
from vaksin.bahasa.calendar_words import date_short
from vaksin.booking.model import VaccinationSession

NEXT_PAGE = "nanti"
ROWS_OF_A_LIST = 10
SITES_INSTEAD = 3
# Begins the choice of another site instead of a full one.
ELSEWHERE = "tempat:"
# A list has ten rows; the others lead to later days, the queue, and another site.
SESSIONS_ON_A_PAGE = 7
# Where none fits the wish, the queue and the nearest other sites come beside other days.
SESSIONS_BESIDE_OTHER_WAYS = 4


class SessionQuestion(Question):
    """Asks for day and hour at the chosen site."""

    form = FORM
    slot = "sesi"
    may_wait = True

    def search(self, conversation: Conversation) -> Search:
        """Return what to search by."""
        return Draft(conversation.slots, conversation.programme)

    def ask(self, conversation: Conversation) -> None:
        """Offer the sessions that fit the wish, or say that none does and offer what there is."""
        fitting, others = self._sessions(conversation)
        count = _shown_at_once(fitting)
        possible = (fitting or others)[self._page(conversation) * count :]
        shown = possible[:count]
        rows = self._rows(shown, conversation)
        if len(possible) > count:
            rows.append(
                choice(self.slot, NEXT_PAGE, "Hari berikutnya", "Tampilkan jadwal sesudahnya")
            )
        full_day = self._full_day(conversation, fitting)
        if full_day:
            rows.append(self._queue_row(conversation, full_day))
        if not fitting:
            rows += self._elsewhere(conversation, ROWS_OF_A_LIST - 1 - len(rows))
        rows.append(choice(self.slot, OTHER, "Tempat lain", "Pilih tempat vaksinasi lain"))
        site = conversation.programme.site(conversation.slots.get("faskes") or "")
        response = "utter_ask_sesi" if fitting else "utter_ask_sesi_lain"
        conversation.say(
            response if shown else "utter_tempat_penuh", rows, tempat=site.name if site else ""
        )

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped session or queue, or a day and hour that leave one session only."""
        turn = conversation.turn
        tapped = turn.choices.get(self.slot)
        if tapped == OTHER:
            return Reading({self.slot: None, "faskes": None, "halaman_sesi": 0})
        if tapped and tapped.startswith(ELSEWHERE):
            chosen_site = tapped.removeprefix(ELSEWHERE)
            return Reading({self.slot: None, "faskes": chosen_site, "halaman_sesi": 0})
        if tapped == NEXT_PAGE:
            return Reading({self.slot: None, "halaman_sesi": self._page(conversation) + 1})
        if tapped:
            return Reading({self.slot: tapped}) if self._is_here(conversation, tapped) else None
        elsewhere = search_around_here(conversation)
        if elsewhere:
            return elsewhere
        fitting, others = self._sessions(conversation)
        count = _shown_at_once(fitting)
        shown = (fitting or others)[self._page(conversation) * count :][:count]
        chosen = chosen_by_number(turn.text, len(shown))
        if chosen is not None:
            return Reading({self.slot: shown[chosen].id})
        return Reading({self.slot: None}) if tells_a_wish(conversation) else None

    def settle(self, conversation: Conversation) -> str | None:
        """Return the one session that a wish for a single day and part of the day leaves."""
        wish = self.search(conversation).wish
        one_day = wish.first_day is not None and wish.first_day == wish.last_day
        if not one_day or wish.earliest is None:
            return None
        fitting, _ = self._sessions(conversation)
        return fitting[0].id if fitting else None

    def _is_here(self, conversation: Conversation, tapped: str) -> bool:
        """Tell whether a row belongs to the chosen site; an older list may show another one."""
        plan, site_id = SeatPlan.read(tapped), conversation.slots.get("faskes")
        if plan.kind is PlanKind.QUEUE:
            return self.may_wait and plan.site_id == site_id
        session = conversation.programme.session(tapped)
        return session is not None and session.site.id == site_id

    def _full_day(
        self, conversation: Conversation, fitting: Sequence[VaccinationSession]
    ) -> date | None:
        """Return the day for whose queue somebody may wish, because its seats are taken."""
        wish, site_id = self.search(conversation).wish, conversation.slots.get("faskes")
        if fitting or not self.may_wait or not site_id:
            return None
        return conversation.programme.full_day(site_id, wish)

    def _elsewhere(self, conversation: Conversation, count: int) -> list[Button]:
        """Return the nearest other sites that have seats on the wished days."""
        programme, site_id = conversation.programme, conversation.slots.get("faskes")
        site = programme.site(site_id) if site_id else None
        if site is None or count < 1:
            return []
        wish = self.search(conversation).wish
        offers = programme.alternatives(site, wish, min(count, SITES_INSTEAD)).offers
        return [
            choice(
                self.slot,
                f"{ELSEWHERE}{offer.site.id}",
                row_title(offer.site.short_name),
                offer_description(offer),
            )
            for offer in offers
        ]

    def _queue_row(self, conversation: Conversation, day: date) -> Button:
        value = queue_for(conversation.slots["faskes"], day)
        text = "Kami kabari kalau ada kursi kosong"
        return choice(self.slot, value, f"Antre {date_short(day)}", text)

    def _rows(
        self, sessions: Sequence[VaccinationSession], conversation: Conversation
    ) -> list[Button]:
        programme = conversation.programme
        return [
            choice(self.slot, s.id, session_title(s), session_description(s, programme))
            for s in sessions
        ]

    def _page(self, conversation: Conversation) -> int:
        return conversation.slots.get("halaman_sesi") or 0

    def _sessions(
        self, conversation: Conversation
    ) -> tuple[list[VaccinationSession], list[VaccinationSession]]:
        """Return the free sessions that fit the wish, and all that come into question."""
        search, site_id = self.search(conversation), conversation.slots.get("faskes")
        if not site_id:
            return [], []
        wish = search.wish
        any_time = wish.at_any_time(search.first_day)
        possible = conversation.programme.free_sessions(site_id, any_time)
        return [s for s in possible if wish.allows(s)], possible


def _shown_at_once(fitting: Sequence[VaccinationSession]) -> int:
    return SESSIONS_ON_A_PAGE if fitting else SESSIONS_BESIDE_OTHER_WAYS
