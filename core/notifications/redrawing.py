"""Redraws told messages, so that each shows the case as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from core.cards import Card
from core.cases.case import Case
from core.cases.casework import Casework, notice_of_message
from core.cases.folding.evolve import evolve
from core.cases.record.ledger import ActionTokens, Record
from core.cases.record.seals import Entry
from core.notifications.couriers import (
    ChannelUnreachable,
    Courier,
    DeliveryFailed,
    DeliveryUnknown,
    QueueDown,
    RetryLater,
    place_of,
)
from core.notifications.message_cards import message_card
from core.notifications.relevance import is_final
from core.notifications.tokens import issue_card_tokens
from core.outbox import Outbox, StoredMessage
from core.partnership.setting import Setting
from core.ports import Alarm
from core.vocabulary import Platform

NEVER_REDRAWN_SEQUENCE: Final = 2_000_000_000
"""A sequence that no case reaches: a message drawn as of it is never drawn again."""


class RedrawingPorts(Record, Outbox, ActionTokens, Protocol):
    """What redrawing asks of the ledger."""


class Redrawing:
    """Redraws told messages of cases that have changed since."""

    def __init__(
        self,
        casework: Casework,
        ledger: RedrawingPorts,
        couriers: Mapping[Platform, Courier],
        alarm: Alarm,
    ) -> None:
        self._casework = casework
        self._ledger = ledger
        self._couriers = couriers
        self._alarm = alarm

    async def redraw_told(self, messages: Sequence[StoredMessage]) -> None:
        """Redraw told messages; each case is read once, however many messages it has.

        A platform's failure raises nothing; unfinished messages are handed out again.
        """
        for case_id in dict.fromkeys(one.case for one in messages):
            entries = await self._ledger.read(case_id)
            mine = [one for one in messages if one.case == case_id]
            earlier = _cases_at({one.drawn_sequence for one in mine}, entries)
            case = await self._casework.of(entries)
            if case is None:
                continue
            setting = self._casework.setting(case)
            done = [
                await self._redraw(one, earlier.get(one.drawn_sequence), case, setting)
                for one in mine
            ]
            if all(done):  # what is unfinished waits for the end of the lease
                await self._ledger.redrawn(case_id)

    async def _redraw(
        self, stored: StoredMessage, earlier: Case | None, case: Case, setting: Setting
    ) -> bool:
        """Redraw one message if its card changed; return False to try again."""
        notice = notice_of_message(stored.message)
        now = message_card(notice, case, setting)
        known = notice.person in setting.directory.people
        if known and (earlier is None or message_card(notice, earlier, setting) != now):
            platform, _, message = stored.platform_message.partition("|")
            card = await issue_card_tokens(self._ledger, notice.person, now)
            if not await self._redrawn(stored, Platform(platform), message, card):
                return False
        shown = NEVER_REDRAWN_SEQUENCE if is_final(notice, case) else case.sequence
        await self._ledger.drawn(stored.id, shown)
        return True

    async def _redrawn(
        self, stored: StoredMessage, platform: Platform, message: str, card: Card
    ) -> bool:
        """Redraw on the platform; return False to try again."""
        courier = self._couriers.get(platform)
        if courier is None:
            return True
        try:
            await courier.redraw(message, card)
        except (RetryLater, DeliveryUnknown):
            return False
        except QueueDown as failed:
            self._alarm(failed.code, stored.queue)
            return False
        except ChannelUnreachable:
            return True  # the message no longer exists
        except DeliveryFailed as failed:
            self._alarm(failed.code, place_of(stored))
        return True


def _cases_at(sequences: set[int], entries: Iterable[Entry]) -> dict[int, Case]:
    """Return the case as of each of these entries, folded once."""
    found: dict[int, Case] = {}
    case: Case | None = None
    for entry in entries:
        case = evolve(case, entry.event, entry.case, entry.sequence)
        if entry.sequence in sequences:
            found[entry.sequence] = case
    return found
