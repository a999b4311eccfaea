"""What a message about a case is when its turn comes, and what it means when it is told or missed."""

from datetime import timedelta
from typing import Final

from core.cases import commands as c
from core.cases.casework import Casework, notice_of_message
from core.cases.channel_order import channels_in_order
from core.cases.events import Attempt
from core.directory.model import Channel
from core.notifications.couriers import place_of
from core.notifications.delivery import REPORT_AFTER
from core.notifications.message_cards import message_card
from core.notifications.message_subject import NotSent, Prepared, Undelivered
from core.notifications.relevance import is_relevant
from core.outbox import AttemptResult, MessageState, StoredMessage
from core.ports import Alarm
from core.routing.stage_contacts import has_left
from core.vocabulary import FailureReason, Purpose

ASK_ABOVE_AFTER: Final = timedelta(minutes=30)
"""After this time undelivered, a request is also put to the next level up."""


class CaseMessages:
    """Implements the protocol ``MessageSubject``; what becomes of a message is on the record."""

    def __init__(self, casework: Casework, alarm: Alarm) -> None:
        self._casework = casework
        self._alarm = alarm

    async def prepare(self, stored: StoredMessage) -> Prepared | NotSent:
        """Return the card of the case as it is now; nothing where it is no longer relevant."""
        case = await self._casework.read(stored.case)
        if case is None:
            return NotSent(state=MessageState.PARKED, code="no_case")
        setting = self._casework.setting(case)
        notice = notice_of_message(stored.message)
        if not is_relevant(notice, case):
            return NotSent(state=MessageState.DROPPED, code="overtaken")
        if has_left(notice.person, setting.directory):
            left = FailureReason.LEFT
            return NotSent(state=MessageState.MISSED, code=left, why=left)
        return Prepared(
            person=notice.person,
            channels=channels_in_order(notice, setting.directory.people[notice.person], case),
            card=message_card(notice, case, setting),
            urgent=notice.urgent,
            sequence=case.sequence,
        )

    async def told(
        self,
        stored: StoredMessage,
        result: AttemptResult,
        channel: Channel,
        tried: tuple[Attempt, ...],
    ) -> None:
        """Record that the person was told."""
        command = c.RecordTold(
            by="",
            person=stored.message.person,
            purpose=stored.message.purpose,
            platform=channel.platform,
            repeat=stored.state is MessageState.UNKNOWN,
            tried=tried,
        )
        await self._casework.carry_out(stored.case, (command,), settlement=result)

    async def missed(
        self, stored: StoredMessage, result: AttemptResult, failed: Undelivered
    ) -> None:
        """Record that the person could not be told; the same transaction owes a human that news."""
        command = c.RecordMissed(
            by="",
            person=stored.message.person,
            purpose=stored.message.purpose,
            why=failed.why,
            stage=stored.message.stage,
            platform=failed.platform,
            tried=failed.tried,
        )
        if stored.message.purpose is Purpose.UNREACHED:  # the coordinators cannot be reached either
            self._alarm("unreached", place_of(stored))
        await self._casework.carry_out(stored.case, (command,), settlement=result)

    async def reports(self, stored: StoredMessage) -> int:
        """Count the reports since the message was owed, of others of its purpose too."""
        case = await self._casework.read(stored.case)
        message, since = stored.message, stored.created_at
        return sum(
            one.person == message.person
            and one.purpose is message.purpose
            and one.stage == message.stage
            and (since is None or one.at >= since)
            for one in (case.unreached if case else ())
        )

    def reported_after(self, stored: StoredMessage) -> tuple[timedelta, ...]:
        """Return the ages at which a human is told; a request is then put to the next level too."""
        asks = stored.message.purpose is Purpose.ASKED
        return (REPORT_AFTER, ASK_ABOVE_AFTER) if asks else (REPORT_AFTER,)
