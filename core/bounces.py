"""What follows from an e-mail that comes back: the notice was not told after all, and the ladder
goes on.
"""

from enum import StrEnum
from typing import Final

from core import commands as c
from core.alarms import Alarm, place_of
from core.casework import Casework
from core.ports import Ledger, Owed, OwedState, Settlement
from core.vocabulary import Miss, Platform, Purpose

_UNDER_WAY: Final = frozenset({OwedState.PENDING, OwedState.SENDING, OwedState.UNKNOWN})


class Returned(StrEnum):
    """What became of a report that a message came back."""

    RECORDED = "recorded"
    """It is on the record now, and whoever comes next is asked."""
    OVER = "over"
    """Nothing follows: taken up before, or the person was told in another way."""
    EARLY = "early"
    """The message is not yet marked as sent; report it again in a while."""
    UNKNOWN = "unknown"
    """No such message was ever owed."""


class Bounces:
    """Takes up what comes back undelivered. Whoever calls has checked that the report is true."""

    def __init__(self, casework: Casework, ledger: Ledger, alarm: Alarm) -> None:
        self._casework = casework
        self._ledger = ledger
        self._alarm = alarm

    async def came_back(self, place: str, mark: str) -> Returned:
        """Record that the message at ``place`` (``case:id``) did not reach its person.

        ``mark`` is what its sender wrote into the told message: another copy of the same notice,
        that went elsewhere, is not this one. The same report twice has one effect. Where somebody
        has accepted meanwhile it is recorded and nobody is asked again. Raises LedgerUnavailable.
        """
        case, _, number = place.rpartition(":")
        owed = await self._ledger.owed(int(number)) if number.isdecimal() else None
        if owed is None or owed.case != case:
            return Returned.UNKNOWN
        if owed.state in _UNDER_WAY:
            return Returned.EARLY
        if owed.state is not OwedState.TOLD or not _is_of(owed, mark):
            return Returned.OVER
        if owed.debt.purpose is Purpose.UNREACHED:  # those who watch cannot be reached either
            self._alarm("unreached", place_of(owed))
        command = c.RecordMissed(
            by="",
            person=owed.debt.person,
            purpose=owed.debt.purpose,
            why=Miss.BOUNCED,
            stage=owed.debt.stage,
            platform=Platform.MAIL,
        )
        settlement = Settlement(
            owed=owed.id,
            epoch=owed.epoch,
            was=OwedState.TOLD,
            state=OwedState.MISSED,
            attempts=owed.attempts,
            error=Miss.BOUNCED,
            message=owed.message,
            drawn_sequence=owed.drawn_sequence,
        )
        await self._casework.carry_out(owed.case, (command,), settlement=settlement)
        return Returned.RECORDED


def _is_of(owed: Owed, mark: str) -> bool:
    platform, _, message = owed.message.partition("|")
    return platform == Platform.MAIL and bool(mark) and mark in message
