"""Reminders that a dose may be given: after a postponement, after the dose before, a missed day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from vaksin.application.transactions import Act
from vaksin.booking.finder import SiteFinder
from vaksin.booking.model import Booking
from vaksin.booking.nearby import Place
from vaksin.booking.seats import DOORS_CLOSE_AFTER
from vaksin.booking.site_map import SharedSiteMap
from vaksin.booking.timetable import Wish
from vaksin.clock import today_in
from vaksin.eligibility.doses import NextDose, next_dose
from vaksin.notices import NoticeKind
from vaksin.people.decisions import Decision, DecisionKind
from vaksin.people.doses import RecordedDose
from vaksin.people.model import Person

# Where no dose is due by today's rules, a decree may change that; once a month is soon enough.
LOOK_AGAIN = timedelta(days=30)
# Who missed a day gets time to read of another one, and to be reminded of it.
REST_BEFORE_A_NEW_SEAT = timedelta(days=2)


@dataclass(frozen=True)
class Reminders:
    """Writes reminders within a transaction; each dose and each postponement is told of once."""

    days_ahead: int
    content: Path
    site_map: SharedSiteMap

    def of_postponements(self, act: Act, limit: int) -> int:
        """Tell people whose postponement ends within the days for which seats can be booked."""
        near = today_in(act.clock) + timedelta(days=self.days_ahead)
        decisions = act.decisions.to_be_offered(near, limit)
        for decision in decisions:
            self._tell_may_come(act, decision)
            act.decisions.offered(decision.id)
        return len(decisions)

    def of_next_doses(self, act: Act, limit: int) -> int:
        """Tell people whose next dose may be given within the days that can be booked."""
        doses = act.doses.to_check(today_in(act.clock), limit)
        for dose in doses:
            act.doses.check_again(dose.id, self._look_at(act, dose))
        return len(doses)

    def of_missed_seats(self, act: Act, limit: int) -> int:
        """Tell people who did not come, with a seat that is free another day."""
        missed = act.desk.mark_missed(limit=limit, grace=DOORS_CLOSE_AFTER)
        for booking in missed:
            seat = self._seat_again(act, booking)
            act.tell(booking.person_id, NoticeKind.MISSED, {"booking": booking.id} | seat)
        return len(missed)

    def _seat_again(self, act: Act, booking: Booking) -> dict[str, str]:
        """Return the next free session at the same site, else at the nearest one."""
        person = act.people.person(booking.person_id)
        due = self._due(act, person) if person else None
        if person is None or due is None:
            return {}
        first_day = max(due.earliest, today_in(act.clock) + REST_BEFORE_A_NEW_SEAT)
        wish = Wish(first_day, vaccine_ids=due.vaccine_ids)
        same_site = act.timetable.free_sessions([booking.session.site.id], wish)
        if same_site:
            return {"session": same_site[0].id}
        return self._seat_near(act, person, due, first_day)

    def _tell_may_come(self, act: Act, decision: Decision) -> None:
        person = act.people.person(decision.person_id)
        due = self._due(act, person) if person else None
        if person is None or due is None or decision.until is None:
            return
        if act.desk.live_of(person.id, due.number):
            return
        first_day = max(due.earliest, decision.until)
        told = {"until": first_day.isoformat()}
        seat = self._seat_near(act, person, due, first_day)
        act.tell(person.id, NoticeKind.MAY_COME, told | seat)

    def _look_at(self, act: Act, dose: RecordedDose) -> date | None:
        """Tell of the dose after this one if it is near; return when to look again."""
        person, today = act.people.person(dose.person_id), today_in(act.clock)
        if person is None or len(act.doses.of(person.id)) > dose.number:
            return None
        due = self._due(act, person)
        if due is None:
            return today + LOOK_AGAIN
        near_from = due.earliest - timedelta(days=self.days_ahead)
        if near_from > today:
            return near_from
        if not self._is_settled(act, person, due):
            told = {"dose": str(due.number), "earliest": due.earliest.isoformat()}
            seat = self._seat_near(act, person, due, due.earliest)
            act.tell(person.id, NoticeKind.DOSE_DUE, told | seat)
        return None

    def _is_settled(self, act: Act, person: Person, due: NextDose) -> bool:
        """Tell whether somebody has a seat already, or decided otherwise."""
        decision = act.decisions.of(person.id)
        refused = decision is not None and decision.kind is DecisionKind.REFUSED
        return refused or act.desk.live_of(person.id, due.number) is not None

    def _due(self, act: Act, person: Person) -> NextDose | None:
        history, today = act.doses.of(person.id), today_in(act.clock)
        try:
            due = next_dose(history, today, person.birth_date, person.group_id, self.content)
        except ValueError:  # what somebody told of doses elsewhere has a gap
            return None
        return due if isinstance(due, NextDose) else None

    def _seat_near(
        self, act: Act, person: Person, due: NextDose, first_day: date
    ) -> dict[str, str]:
        site_map = self.site_map.current(act.connection, act.clock)
        finder = SiteFinder(act.connection, act.clock, site_map)
        wish = Wish(first_day, vaccine_ids=due.vaccine_ids)
        page = finder.page(Place(region_code=person.district_code), wish, first=0, count=1)
        return {"session": page.offers[0].first.id} if page.offers else {}
