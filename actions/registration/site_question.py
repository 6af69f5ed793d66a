"""The question where: the nearest sites with seats, or another place by name or location."""

from __future__ import annotations

from actions.choices import chosen_by_number, chosen_by_words
from actions.conversation import Button, Conversation, choice
from actions.guided_form import Question, Reading
from actions.registration.draft import FORM, Draft
from actions.registration.person_questions import read_position
from actions.registration.searching import Search, tells_a_wish
from actions.registration.seat_plans import LATER, NO_SITE
from actions.row_titles import row_title
from actions.wording import offer_description
from vaksin.booking.finder import SiteOffer, SitePage
from vaksin.booking.model import Site

OTHER = "lain"
# A list has ten rows; the last two lead to other sites and to choosing later.
SITES_ON_A_PAGE = 8
# Among so many of the nearest sites a typed name is looked for.
SITES_KNOWN_BY_NAME = 200


class SiteQuestion(Question):
    """Asks for the site."""

    form = FORM
    slot = "faskes"
    may_choose_later = True

    def search(self, conversation: Conversation) -> Search:
        """Return what to search by."""
        return Draft(conversation.slots, conversation.programme)

    def ask(self, conversation: Conversation) -> None:
        """Offer a page of sites, the nearest first."""
        page = self._page(conversation)
        rows = [_row(self.slot, offer) for offer in page.offers]
        if page.has_more:
            rows.append(choice(self.slot, OTHER, "Lokasi lainnya", "Tampilkan yang lebih jauh"))
        if self.may_choose_later:
            rows.append(
                choice(self.slot, LATER, "Jadwal nanti", "Simpan data dulu, atau bersama keluarga")
            )
        conversation.say(self._response(page), rows)

    def read(self, conversation: Conversation) -> Reading | None:
        """Take a tapped site, its name, or another place to search around."""
        turn, slots = conversation.turn, conversation.slots
        tapped = turn.choices.get(self.slot)
        if tapped == OTHER:
            return Reading({self.slot: None, "halaman_lokasi": (slots["halaman_lokasi"] or 0) + 1})
        if tapped == LATER and self.may_choose_later:
            return Reading({self.slot: NO_SITE, "sesi": LATER})
        if tapped and conversation.programme.site(tapped):
            return Reading({self.slot: tapped})
        return search_around_here(conversation) or self._named(conversation)

    def _response(self, page: SitePage) -> str:
        if page.offers:
            return "utter_ask_faskes"
        return "utter_lokasi_habis" if page.preceding > 0 else "utter_tidak_ada_kursi"

    def _named(self, conversation: Conversation) -> Reading | None:
        page = self._page(conversation)
        number = chosen_by_number(conversation.turn.text, len(page.offers))
        if number is not None:
            return Reading({self.slot: page.offers[number].site.id})
        named = self._meant(conversation)
        if len(named) == 1:
            return Reading({self.slot: named[0].id})
        return Reading({self.slot: None}) if tells_a_wish(conversation) else None

    def _meant(self, conversation: Conversation) -> list[Site]:
        """Return the nearby sites that the message names; of several those with seats."""
        search, programme = self.search(conversation), conversation.programme
        # A number counts the rows shown, nothing else.
        if chosen_by_number(conversation.turn.text, SITES_KNOWN_BY_NAME) is not None:
            return []
        nearby = programme.nearest_sites(search.place, SITES_KNOWN_BY_NAME)
        chosen = chosen_by_words(conversation.turn, [site.name for site in nearby])
        if not 1 < len(chosen) <= SITES_ON_A_PAGE:
            return [nearby[index] for index in chosen]
        return [nearby[i] for i in chosen if programme.free_sessions(nearby[i].id, search.wish)]

    def _page(self, conversation: Conversation) -> SitePage:
        search = self.search(conversation)
        first = (conversation.slots.get("halaman_lokasi") or 0) * SITES_ON_A_PAGE
        return conversation.programme.offers(search.place, search.wish, first, SITES_ON_A_PAGE)


def search_around_here(conversation: Conversation) -> Reading | None:
    """Search for sites around a shared location, whatever was searched for before."""
    position = read_position(conversation.turn.choices.get("lokasi", ""))
    if position is None:
        return None
    here = [position.latitude, position.longitude]
    forgotten = dict.fromkeys(("faskes", "sesi", "lokasi_dicari"))
    return Reading({**forgotten, "koordinat": here, "halaman_lokasi": 0, "halaman_sesi": 0})


def _row(slot: str, offer: SiteOffer) -> Button:
    site = offer.site
    return choice(slot, site.id, row_title(site.short_name), offer_description(offer))
