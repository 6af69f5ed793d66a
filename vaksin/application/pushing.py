"""Writing to people who are in no conversation, with manners."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from vaksin.application.news import News, is_still_so, news_of
from vaksin.application.transactions import Act, Transactions
from vaksin.event_log import event_log
from vaksin.messages.manners import Manners
from vaksin.notices import Notice, Whose

log = event_log(__name__)

_TRIED_AGAIN_IN = timedelta(hours=1)


@dataclass(frozen=True)
class Pushed:
    """A message that is on its way.

    Attributes:
        push_id: the id under which the channel reports what becomes of it.
        template: the name of the form that was filled.
        tells_all: whether nothing is left to be told in a conversation.
    """

    push_id: str
    template: str
    tells_all: bool


class NewsChannel(Protocol):
    """Brings news to people who are in no conversation."""

    def in_conversation(self, connection: Connection) -> Whose:
        """Return the condition of a contact who can be told in a conversation."""
        ...

    def push(self, connection: Connection, contact_id: str, news: Sequence[News]) -> Pushed:
        """Put one message with all the news on its way, within a transaction."""
        ...


@dataclass(frozen=True)
class PushService:
    """Pushes news: once, at a decent hour, all of it in one message and not too often."""

    transactions: Transactions
    manners: Manners

    def push_due(self, channel: NewsChannel, limit: int) -> int:
        """Push what is due to so many contacts at most, those who wait longest first.

        Returns to how many something was pushed. Any number of processes may do it at once.
        """
        with self.transactions.reading() as act:
            in_conversation = channel.in_conversation(act.connection)
            contact_ids = act.notices.contacts_to_push(in_conversation, limit)
        return sum(self._push(channel, contact_id) for contact_id in contact_ids)

    def _push(self, channel: NewsChannel, contact_id: str) -> bool:
        """Push to a contact; one with whom something is wrong keeps nobody else waiting."""
        try:
            return self.transactions.writing(
                lambda act: self._push_within(act, channel, contact_id)
            )
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.error("news_not_pushed", contact=contact_id, error=type(error).__name__)
            later = self.transactions.clock.now() + _TRIED_AGAIN_IN
            self.transactions.writing(lambda act: act.notices.be_quiet(contact_id, later))
            return False

    def _push_within(self, act: Act, channel: NewsChannel, contact_id: str) -> bool:
        due = self._proper(act, contact_id, act.notices.to_push(contact_id))
        if not due:
            return False
        pushed = channel.push(act.connection, contact_id, [news_of(act, one) for one in due])
        act.pushes.add({pushed.push_id: contact_id}, pushed.template)
        act.notices.pushed(_ids(due), pushed.push_id, tells_all=pushed.tells_all)
        return True

    def _proper(self, act: Act, contact_id: str, due: Sequence[Notice]) -> list[Notice]:
        """Return what may go out now; the rest is put off, or dropped if it is settled."""
        now = act.clock.now()
        morning = self.manners.decent_hour(act.connection, contact_id, now)
        if morning > now:
            act.notices.put_off(_ids(due), morning)
            return []
        settled = [one for one in due if not is_still_so(act, one)]
        act.notices.told(_ids(settled))
        wanted = [one for one in due if one not in settled]
        if not act.notices.wants_reminders(contact_id):
            wanted = _without(act, wanted, [one for one in wanted if one.kind.is_reminder], None)
        full_until = act.pushes.full_until(contact_id, self.manners.rules.per_week)
        if full_until:
            can_wait = [one for one in wanted if not one.kind.is_pressing]
            wanted = _without(act, wanted, can_wait, full_until)
        return wanted


def _without(
    act: Act, due: Sequence[Notice], later: Collection[Notice], until: datetime | None
) -> list[Notice]:
    act.notices.put_off(_ids(later), until)
    return [one for one in due if one not in later]


def _ids(notices: Collection[Notice]) -> list[str]:
    return [notice.id for notice in notices]
