"""Puts together what is about accounts and whose they are, and the letters that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clockwork import Pass
from core.alarms import Alarm
from core.casework import Casework
from core.couriers import Courier
from core.enrolment import Enrolment
from core.leavers import Leavers
from core.letter_cards import cards
from core.letter_delivery import LetterDelivery
from core.link_desk import LinkDesk
from core.linking import Linking
from core.ports import Cabinet, Chance, Clock, Ledger
from core.register import Register
from core.roll import Roll
from core.standing import Standings
from core.still_me import StillMe
from core.vocabulary import Platform
from core.ways_told import WaysTold


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
