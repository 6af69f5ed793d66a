"""Finding a site with seats: the nearest ones page by page, and what else there is if one is full.

Sessions are read of the nearest sites only, until the page is full. What a page costs therefore
does not grow with the number of sites, sessions or people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from sqlalchemy.engine import Connection

from vaksin.booking.model import Site, VaccinationSession
from vaksin.booking.nearby import Place, distance_km, point_of
from vaksin.booking.site_map import SiteMap
from vaksin.booking.timetable import Timetable, Wish
from vaksin.clock import Clock

# Where few sites fit, each further look into the database takes in so many times more of them.
# Even if no site of the whole country fits, a handful of looks shows it.
_GROWTH = 4


@dataclass(frozen=True)
class SiteOffer:
    """A site with the free sessions that fit a wish, the earliest first.

    ``distance_km`` is known if the citizen shared a position.
    """

    site: Site
    sessions: tuple[VaccinationSession, ...]
    distance_km: float | None = None

    @property
    def first(self) -> VaccinationSession:
        """The earliest session."""
        return self.sessions[0]

    @property
    def seats_free(self) -> int:
        """Free seats over all those sessions."""
        return sum(session.seats_free for session in self.sessions)


@dataclass(frozen=True)
class SitePage:
    """A part of the sites that fit, the nearest first.

    Attributes:
        offers: the sites of this page; none if the pages before have shown them all.
        has_more: whether more follow.
        preceding: how many sites that fit come before this page.
    """

    offers: tuple[SiteOffer, ...]
    has_more: bool
    preceding: int


@dataclass(frozen=True)
class Alternatives:
    """What there is instead of a site or session that is full.

    Attributes:
        sessions: at the same site, those on the day nearest to the ones asked for first.
        offers: other sites on the days asked for, the nearest to the full one first.
    """

    sessions: tuple[VaccinationSession, ...]
    offers: tuple[SiteOffer, ...]


@dataclass(frozen=True)
class SiteFinder:
    """Finds sites with free seats within one transaction."""

    connection: Connection
    clock: Clock
    site_map: SiteMap

    def page(self, place: Place, wish: Wish, first: int, count: int) -> SitePage:
        """Return so many sites with free seats that fit, from the ``first`` (0) nearest one on."""
        end = first + count
        found = list(islice(self._offers(place, wish, end + 1), end + 1))
        return SitePage(tuple(found[first:end]), len(found) > end, min(first, len(found)))

    def nearest_sites(self, place: Place, count: int) -> list[Site]:
        """Return so many of the nearest sites, whether or not they have free seats."""
        return list(islice(self.site_map.nearest(place), count))

    def alternatives(self, full: Site | VaccinationSession, wish: Wish, count: int) -> Alternatives:
        """Return at most ``count`` other sessions of the site and ``count`` other sites.

        Of a session the other sites have seats on the same day, of a site on the wished days.
        """
        if isinstance(full, VaccinationSession):
            day = full.local_date
            return self.alternatives(full.site, replace(wish, first_day=day, last_day=day), count)
        around = self.page(Place(point=point_of(full)), wish, 0, count + 1).offers
        elsewhere = tuple(offer for offer in around if offer.site.id != full.id)
        return Alternatives(self._nearest_days(full, wish)[:count], elsewhere[:count])

    def _nearest_days(self, site: Site, wish: Wish) -> tuple[VaccinationSession, ...]:
        any_day = replace(wish, first_day=None, last_day=None)
        sessions = Timetable(self.connection, self.clock).free_sessions([site.id], any_day)
        # Sorting keeps the order of time among days that lie equally far away.
        return tuple(sorted(sessions, key=lambda session: _apart(session.local_date, wish)))

    def _offers(self, place: Place, wish: Wish, batch: int) -> Iterator[SiteOffer]:
        all_sites = self.site_map.nearest(place)
        sites = (site for site in all_sites if site.wheelchair or not wish.wheelchair)
        timetable = Timetable(self.connection, self.clock)
        while ids := [site.id for site in islice(sites, batch)]:
            of_site: dict[str, list[VaccinationSession]] = defaultdict(list)
            for session in timetable.free_sessions(ids, wish):
                of_site[session.site.id].append(session)
            yield from (_offer(of_site[site_id], place) for site_id in ids if site_id in of_site)
            batch *= _GROWTH


def _offer(sessions: list[VaccinationSession], place: Place) -> SiteOffer:
    site = sessions[0].site
    distance = distance_km(place.point, point_of(site)) if place.point else None
    return SiteOffer(site, tuple(sessions), distance)


def _apart(day: date, wish: Wish) -> timedelta:
    """Return how far a day lies from the wished ones."""
    before = wish.first_day - day if wish.first_day else timedelta()
    after = day - wish.last_day if wish.last_day else timedelta()
    return max(before, after, timedelta())
