"""Reminders that a dose may be given soon: after a postponement, and after the dose before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from vaksin.application.transactions import Act
from vaksin.booking.model import VaccinationSession
from vaksin.booking.nearby import Place, by_nearness
from vaksin.booking.timetable import Wish
from vaksin.clock import today_in
from vaksin.eligibility.doses import NextDose, next_dose
from vaksin.notices import NoticeKind
from vaksin.people.decisions import Decision, DecisionKind
from vaksin.people.doses import RecordedDose
from vaksin.people.model import Person

# Where no dose is due by today's rules, a decree may change that; once a month is soon enough.
LOOK_AGAIN = timedelta(days=30)
# More sites than these are not near any more.
_NEAREST_SITES = 10


@dataclass(frozen=True)
class Reminders:
    """Writes reminders within a transaction; each dose and each postponement is told of once."""

    days_ahead: int
    content: Path

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
        session = _nearest_free(act, person, Wish(first_day, vaccine_ids=due.vaccine_ids))
        return {"session": session.id} if session else {}


def _nearest_free(act: Act, person: Person, wish: Wish) -> VaccinationSession | None:
    """Return the first session that fits a wish, at the nearest site that has one."""
    sites = by_nearness(act.timetable.sites(), Place(region_code=person.district_code))
    for site in sites[:_NEAREST_SITES]:
        for session in act.timetable.free_sessions([site.id], wish):
            return session
    return None
