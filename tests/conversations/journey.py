"""One complete registration, and citizens who stand somewhere in the middle of it.

The conversation is held once; everybody else takes over its events, and what it left in the
database, so that a test of the last question need not ask the eleven before it.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions.registration.draft import KEPT_IN_DRAFT, Draft
from tests.conversations.harness import Citizen, Said
from tests.people import nik_number
from vaksin.application import Vaksin

NIK = nik_number(9001)
OTHER_NIK = nik_number(9002)
TEBET_SITE = "JKT-TEBET-01"
# Wednesday, 3 March 2027, 08.00: two days after the Monday of the tests.
WEDNESDAY_SESSION = f"{TEBET_SITE}-20270303-0800"
ANSWERS = {
    "persetujuan": "#persetujuan=ya",
    "nik": NIK,
    "nama": "Contoh Warga",
    "riwayat": "belum pernah",
    "alamat": "Tebet, Jakarta Selatan",
    "kelompok": "#kelompok=lainnya",
    "skrining": "#skrining=tidak_ada",
    "faskes": f"#faskes={TEBET_SITE}",
    "sesi": f"#sesi={WEDNESDAY_SESSION}",
}
QUESTIONS = (*ANSWERS, "konfirmasi")


@dataclass(frozen=True)
class Milestone:
    """Where a conversation stands when a question has just been asked."""

    events: Sequence[Event]
    last: Said


@dataclass
class Journey:
    """Brings citizens to any question of the registration."""

    agent: Agent
    milestones: dict[str, Milestone] = field(default_factory=dict)

    async def record(self) -> None:
        """Hold the conversation and remember it at each question."""
        citizen = Citizen(self.agent)
        said = await citizen.says("mau daftar vaksin")
        for question, answer in ANSWERS.items():
            await self._remember(question, citizen, said)
            said = await citizen.says(answer)
        await self._remember("konfirmasi", citizen, said)

    async def citizen_at(self, programme: Vaksin, question: str, seconds_ago: float = 0) -> Citizen:
        """Return somebody new to whom a question was put, perhaps some time ago."""
        milestone = self.milestones[question]
        events = copy.deepcopy(list(milestone.events))
        citizen = Citizen(self.agent, id=uuid.uuid4().hex, last=milestone.last)
        events += _left_in(programme, citizen.id, self._tracker(citizen.id, events))
        for event in events:
            event.timestamp -= seconds_ago
        await self.agent.tracker_store.save(self._tracker(citizen.id, events))
        return citizen

    def _tracker(self, citizen_id: str, events: Sequence[Event]) -> DialogueStateTracker:
        domain = self.agent.domain
        return DialogueStateTracker.from_events(
            citizen_id, events, slots=domain.slots, domain=domain
        )

    async def _remember(self, question: str, citizen: Citizen, said: Said) -> None:
        tracker: Any = await self.agent.tracker_store.retrieve(citizen.id)
        asked = tracker.get_slot("requested_slot")
        assert asked == question, f"asked for {asked}, not for {question}"
        self.milestones[question] = Milestone(list(tracker.events), said)


def _left_in(programme: Vaksin, citizen_id: str, tracker: DialogueStateTracker) -> list[Event]:
    """Leave the draft and the held seat of a conversation; return the slots that name them."""
    slots = tracker.current_slot_values()
    events: list[Event] = []
    if slots["draf"]:
        answers = {name: slots[name] for name in KEPT_IN_DRAFT if slots[name] is not None}
        events.append(SlotSet("draf", programme.drafts.save(citizen_id, None, answers)))
    if slots["kursi_sampai"]:
        draft = Draft(slots, programme)
        booking = programme.seats.hold_for_new(
            citizen_id, draft.applicant, slots["sesi"], draft.screening_answers
        )
        assert booking.held_until is not None
        events.append(SlotSet("kursi_sampai", booking.held_until.isoformat()))
    return events
