"""The vaccination programme at work: the one door to the domain.

Through it the dialogue and the command line reach what the programme knows, and the services by
which it acts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import Engine

from vaksin.application.accesses import AccessService
from vaksin.application.campaigns import CampaignService
from vaksin.application.certificates import CertificateService
from vaksin.application.closures import ClosureService
from vaksin.application.corrections import CorrectionService
from vaksin.application.drafts import DraftService
from vaksin.application.family import FamilyService
from vaksin.application.handing_over import HandOverService
from vaksin.application.identity import IdentityChecks
from vaksin.application.imports import ImportService
from vaksin.application.model import Standing
from vaksin.application.news import NewsService
from vaksin.application.officers import OfficerService
from vaksin.application.own_data import OwnDataService
from vaksin.application.pushing import PushService
from vaksin.application.reports import ReportService
from vaksin.application.results import ResultService
from vaksin.application.retention import DOMAIN_SHELVES, RetentionService
from vaksin.application.rights import RightsService
from vaksin.application.rotation import RotationService
from vaksin.application.seats import SeatService
from vaksin.application.sending import SendingService
from vaksin.application.site_desk import SiteDesk
from vaksin.application.transactions import UNNAMED_OPERATOR, Act, Transactions, as_is
from vaksin.application.upkeep import Upkeep
from vaksin.bahasa.place_index import place_index
from vaksin.booking.finder import Alternatives, SiteFinder, SitePage
from vaksin.booking.model import Site, VaccinationSession
from vaksin.booking.nearby import Place
from vaksin.booking.site_map import SharedSiteMap
from vaksin.booking.sites import load_sites
from vaksin.booking.supply import Supply
from vaksin.booking.timetable import Wish
from vaksin.clock import Clock, SystemClock, today_in
from vaksin.content import CONTENT_FOLDER
from vaksin.database import create_engine, upgrade
from vaksin.eligibility.changes import stretches
from vaksin.eligibility.doses import next_dose
from vaksin.eligibility.groups import PriorityGroup, groups_on, load_groups
from vaksin.eligibility.screening import load_question_sets
from vaksin.eligibility.vaccines import Vaccine, load_vaccines
from vaksin.identity.regions import Regions, load_regions
from vaksin.identity.verification import IdentityRegister
from vaksin.messages.manners import Manners
from vaksin.once import Operation
from vaksin.people.model import ConsentBasis, Registration
from vaksin.people.strangers import Strangers
from vaksin.privacy.access_log import OldRecords
from vaksin.privacy.keeping import Keeper
from vaksin.privacy.keys import DataKeys
from vaksin.privacy.sealing import sealed_tables
from vaksin.schema import metadata
from vaksin.service import Service, load_service
from vaksin.settings import Settings

T = TypeVar("T")
MIGRATIONS = Path(__file__).parent.parent / "migrations"


@dataclass(frozen=True)
class Vaksin:
    """The vaccination programme at work.

    Attributes:
        keepers: who keeps personal data outside of the domain's tables; whoever erases, forgets or
            rotates keys must name them all.
        operator: who is answerable for what officers do.
    """

    engine: Engine
    keys: DataKeys
    clock: Clock
    content: Path = CONTENT_FOLDER
    keepers: tuple[Keeper, ...] = ()
    operator: str = UNNAMED_OPERATOR

    @classmethod
    def from_settings(cls, settings: Settings, keepers: tuple[Keeper, ...] = ()) -> Vaksin:
        """Connect to the database that the settings name."""
        engine = create_engine(settings.database_url)
        return cls(engine, settings.data_keys, SystemClock(), keepers=keepers)

    @cached_property
    def regions(self) -> Regions:
        """Provinces, regencies and districts."""
        return load_regions(self.content / "wilayah")

    @cached_property
    def vaccines(self) -> dict[str, Vaccine]:
        """Vaccines by id."""
        return {vaccine.id: vaccine for vaccine in load_vaccines(self.content)}

    @cached_property
    def service(self) -> Service:
        """Opening hours, limits and the consent text."""
        return load_service(self.content)

    @cached_property
    def _site_map(self) -> SharedSiteMap:
        return SharedSiteMap()

    @cached_property
    def transactions(self) -> Transactions:
        """Transactions on the programme's database."""
        rules = self.service.seats
        return Transactions(self.engine, self.keys, self.clock, rules, self.operator)

    @cached_property
    def seats(self) -> SeatService:
        """Registering people and choosing seats for them."""
        return SeatService(self.transactions, self.service.limits, self.content)

    @cached_property
    def site_desk(self) -> SiteDesk:
        """What happens at the site: check-in, walk-ins, doses."""
        return SiteDesk(self.transactions, self.content)

    @cached_property
    def certificates(self) -> CertificateService:
        """Telling people that their certificate is issued."""
        return CertificateService(self.transactions)

    @cached_property
    def closures(self) -> ClosureService:
        """Closing sessions and sites, and rebooking who had a seat there."""
        return ClosureService(self.transactions, self.content)

    @cached_property
    def drafts(self) -> DraftService:
        """Registrations that are not finished."""
        return DraftService(self.transactions)

    @cached_property
    def imports(self) -> ImportService:
        """Sites and sessions from operators' sheets."""
        return ImportService(self.transactions)

    @cached_property
    def reports(self) -> ReportService:
        """What officers look at."""
        return ReportService(self.transactions, self.regions, self.content)

    @cached_property
    def officers(self) -> OfficerService:
        """What citizens leave for a human."""
        return OfficerService(self.transactions)

    @cached_property
    def rights(self) -> RightsService:
        """What citizens may demand about their data (UU 27/2022)."""
        return RightsService(self.transactions, self.service.limits, self.keepers)

    @cached_property
    def own_data(self) -> OwnDataService:
        """What is kept about a number and its people."""
        return OwnDataService(self.transactions)

    @cached_property
    def accesses(self) -> AccessService:
        """Who looked at or changed whose data."""
        return AccessService(self.transactions)

    @cached_property
    def family(self) -> FamilyService:
        """Who may speak for whom."""
        return FamilyService(self.transactions, self.service.limits)

    @cached_property
    def corrections(self) -> CorrectionService:
        """Mending one's own data."""
        return CorrectionService(self.transactions, self.content)

    @cached_property
    def news(self) -> NewsService:
        """What citizens have not heard yet."""
        return NewsService(self.transactions)

    @cached_property
    def manners(self) -> Manners:
        """When people may be written to."""
        return Manners(self.service.messages, self.content)

    @cached_property
    def pushing(self) -> PushService:
        """Writing to people who are in no conversation."""
        return PushService(self.transactions, self.manners)

    @cached_property
    def campaigns(self) -> CampaignService:
        """Writing to many people at once."""
        return CampaignService(self.transactions, self.manners, self.content)

    @cached_property
    def sending(self) -> SendingService:
        """Bringing campaigns to people."""
        return SendingService(self.transactions, self.manners, self.content)

    @cached_property
    def results(self) -> ResultService:
        """What came of campaigns and news."""
        return ResultService(self.transactions)

    @cached_property
    def handing_over(self) -> HandOverService:
        """Letting people be reached in another way."""
        return HandOverService(self.transactions)

    @cached_property
    def upkeep(self) -> Upkeep:
        """What must happen by itself."""
        return Upkeep(
            self.transactions, self.service.limits, self.content, self.rights, self._site_map
        )

    @cached_property
    def retention(self) -> RetentionService:
        """Letting go of what is old."""
        kept_elsewhere = (shelf for keeper in self.keepers for shelf in keeper.shelves)
        # Strangers first: who becomes one by what goes today is let go tomorrow, as it was counted.
        shelves = [
            Strangers([column for keeper in self.keepers for column in keeper.contact_ids]),
            *DOMAIN_SHELVES,
            OldRecords(self.keys, self.clock),
            *kept_elsewhere,
        ]
        return RetentionService(self.transactions, self.service.retention, shelves)

    @cached_property
    def rotation(self) -> RotationService:
        """Sealing everything with the newest key."""
        sealed = [
            *sealed_tables(metadata),
            *(table for keeper in self.keepers for table in keeper.sealed),
        ]
        return RotationService(self.transactions, sealed)

    def identity_checks(self, register: IdentityRegister) -> IdentityChecks:
        """Return what checks with a register whether people are who they say."""
        return IdentityChecks(self.transactions, register)

    @property
    def today(self) -> date:
        """The calendar day in western Indonesian time."""
        return today_in(self.clock)

    def groups(self, on: date) -> list[PriorityGroup]:
        """Return the priority groups in force on a day."""
        return groups_on(on, self.content)

    def read_content(self) -> None:
        """Read now what would be read when it is first needed, so that no citizen waits for it.

        Raises:
            ContentError: if a file is wrong.
        """
        place_index(self.regions)
        _ = self.service
        load_groups(self.content)
        load_question_sets(self.content)
        # Vaccines and all rules about them.
        list(stretches((), self.today, self.today, self.content))

    def prepare(self) -> int:
        """Migrate the database, write the sites, top the sessions up; return how many came new.

        Raises:
            WrongHashKey: if the lowest of the data keys is not the one that the database was
                written with.
        """
        upgrade(self.engine, MIGRATIONS)
        self.rotation.check_hash_key()
        records = load_sites(self.content)

        def work(act: Act) -> None:
            Supply(act.connection, self.clock).put_sites(records)

        self.transactions.writing(work)
        self._site_map.forget()
        return self.upkeep.top_up_sessions()

    def was_done(self, request_id: str | None, operation: Operation) -> bool:
        """Tell whether a request had its effect already."""
        if request_id is None:
            return False
        with self.transactions.reading() as act:
            return act.performed.result_of(request_id, operation) is not None

    def record_consent(
        self,
        contact_id: str,
        relation: str,
        basis: ConsentBasis = ConsentBasis.SELF,
        *,
        request_id: str | None = None,
    ) -> None:
        """Record that the present consent text was agreed to, for whom and by what right."""

        def effect(act: Act) -> str:
            version = self.service.consent.version
            act.consents.give(act.contact_id, version, relation, basis)
            return ""

        self.transactions.once(contact_id, request_id, Operation.CONSENT, effect, as_is)

    def standings(self, contact_id: str) -> list[Standing]:
        """Return where everybody registered from a number stands."""
        with self.transactions.reading() as act:
            current = act.contacts.current(contact_id)
            return [self._standing(act, one) for one in act.people.registered_from(current)]

    def offers(self, place: Place, wish: Wish, first: int, count: int) -> SitePage:
        """Return so many sites with free seats that fit, from the ``first`` (0) nearest one on."""
        return self._find(lambda finder: finder.page(place, wish, first, count))

    def nearest_sites(self, place: Place, count: int) -> list[Site]:
        """Return so many of the nearest open sites, whether or not they have free seats."""
        return self._find(lambda finder: finder.nearest_sites(place, count))

    def alternatives(self, full: Site | VaccinationSession, wish: Wish, count: int) -> Alternatives:
        """Return what there is instead of a site or session that is full."""
        return self._find(lambda finder: finder.alternatives(full, wish, count))

    def free_sessions(self, site_id: str, wish: Wish | None = None) -> list[VaccinationSession]:
        """Return a site's sessions with free seats, the earliest first."""
        with self.transactions.reading() as act:
            return act.timetable.free_sessions([site_id], wish)

    def full_day(self, site_id: str, wish: Wish) -> date | None:
        """Return the first wished day on which a site is full, so that one could wait there."""
        not_before = self.clock.now() + self.service.seats.last_offer
        with self.transactions.reading() as act:
            return act.timetable.full_day(site_id, wish, not_before)

    def site(self, site_id: str) -> Site | None:
        """Return an open site, ``None`` if there is none with this id."""
        with self.transactions.reading() as act:
            return act.timetable.site(site_id)

    def sites(self) -> list[Site]:
        """Return all open sites."""
        with self.transactions.reading() as act:
            return act.timetable.sites()

    def session(self, session_id: str) -> VaccinationSession | None:
        """Return a session, ``None`` if there is none with this id."""
        with self.transactions.reading() as act:
            return act.timetable.session(session_id)

    def _find(self, look: Callable[[SiteFinder], T]) -> T:
        with self.transactions.reading() as act:
            site_map = self._site_map.current(act.connection, self.clock)
            return look(SiteFinder(act.connection, self.clock, site_map))

    def _standing(self, act: Act, registration: Registration) -> Standing:
        person = registration.person
        history = act.doses.of(person.id)
        due = next_dose(history, self.today, person.birth_date, person.group_id, self.content)
        return Standing(
            registration=registration,
            newest_booking=next(iter(act.desk.of_person(person.id)), None),
            history=history,
            next_dose=due,
            decision=act.decisions.of(person.id),
            waiting=act.queue.of_person(person.id),
            verification=act.verifications.of(person.id),
            as_of=self.clock.now(),
        )
