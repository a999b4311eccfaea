"""Wires everything about accounts and their owners, and what its letters say."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.app.scheduler_loop import BackgroundTask
from core.accounts.channel_added import ChannelAddedNews
from core.accounts.closed_accounts import ClosedAccounts
from core.accounts.enrolment import Enrolment
from core.accounts.linking import Linking
from core.accounts.one_time_codes import OneTimeCodes
from core.accounts.reconfirmation import Reconfirmation
from core.accounts.status import AccountStatuses
from core.cases.casework import Casework
from core.cases.record.ledger import Ledger
from core.desk.accounts.desk import LinkDesk
from core.desk.accounts.letter_cards import cards
from core.directory import CurrentLists
from core.notifications.couriers import Courier
from core.notifications.letter_delivery import CardMaker
from core.notifications.letters import Letters
from core.partnership.register import Register
from core.ports import Alarm, Clock, KeyValueStore, Randomness
from core.vocabulary import LetterKind, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountParts:
    """The components for accounts, wired together."""

    desk: LinkDesk
    closed_accounts: ClosedAccounts
    codes: OneTimeCodes
    cards: Mapping[LetterKind, CardMaker]
    passes: tuple[BackgroundTask, ...]


def wire_accounts(
    *,
    ledger: Ledger,
    documents: KeyValueStore,
    letters: Letters,
    register: Register,
    lists: CurrentLists,
    clock: Clock,
    randomness: Randomness,
    casework: Casework,
    couriers: Mapping[Platform, Courier],
    standings: Mapping[Platform, AccountStatuses],
    alarm: Alarm,
) -> AccountParts:
    """Build the components around a ledger; nothing is opened or called yet."""
    enrolment = Enrolment(lists, register, clock)
    closed_accounts = ClosedAccounts(
        documents, letters, register, enrolment, standings, clock, alarm, casework.left
    )
    codes = OneTimeCodes(documents, clock, randomness)
    linking = Linking(documents, letters, register, enrolment, clock, randomness, codes, couriers)
    reconfirmation = Reconfirmation(
        documents, letters, register, enrolment, closed_accounts, clock, couriers
    )
    return AccountParts(
        desk=LinkDesk(
            ledger,
            documents,
            letters,
            register,
            enrolment,
            linking,
            closed_accounts,
            standings,
            clock,
        ),
        closed_accounts=closed_accounts,
        codes=codes,
        cards=cards(linking),
        passes=(
            linking.look,
            closed_accounts.look,
            reconfirmation.look,
            ChannelAddedNews(documents, lists.roll, letters).look,
        ),
    )
