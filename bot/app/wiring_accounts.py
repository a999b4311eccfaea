"""Puts together what is about accounts and whose they are, and the letters that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.app.clockwork import Pass
from core.accounts.channel_added import WaysTold
from core.accounts.closed_accounts import Leavers
from core.accounts.enrolment import Enrolment
from core.accounts.linking import Linking
from core.accounts.reconfirmation import StillMe
from core.accounts.status import Standings
from core.cases.casework import Casework
from core.cases.record.ledger import Ledger
from core.desk.accounts.desk import LinkDesk
from core.desk.accounts.letter_cards import cards
from core.directory import Roll
from core.notifications.couriers import Courier
from core.notifications.letter_delivery import LetterDelivery
from core.partnership.register import Register
from core.ports import Alarm, Cabinet, Chance, Clock
from core.vocabulary import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Everything about accounts, wired."""

    desk: LinkDesk
    leavers: Leavers
    letters: LetterDelivery
    passes: tuple[Pass, ...]


def identity(
    *,
    ledger: Ledger,
    cabinet: Cabinet,
    register: Register,
    roll: Roll,
    clock: Clock,
    chance: Chance,
    casework: Casework,
    couriers: Mapping[Platform, Courier],
    standings: Mapping[Platform, Standings],
    alarm: Alarm,
) -> Identity:
    """Wire it around a ledger; nothing is opened or called yet."""

    async def look_at(_partnership: str, person: str) -> None:
        await casework.left(person)

    enrolment = Enrolment(roll, register, clock)
    leavers = Leavers(cabinet, register, enrolment, standings, clock, alarm, look_at)
    linking = Linking(cabinet, register, enrolment, clock, chance, couriers)
    still_me = StillMe(cabinet, register, enrolment, leavers, clock, couriers)
    return Identity(
        desk=LinkDesk(ledger, cabinet, register, enrolment, linking, leavers, standings, clock),
        leavers=leavers,
        letters=LetterDelivery(
            cabinet, ledger, register, couriers, clock, chance, alarm, cards(linking), leavers
        ),
        passes=(linking.look, leavers.look, still_me.look, WaysTold(cabinet, roll).look),
    )
