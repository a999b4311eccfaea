"""Wires everything that is sent: one outbox, one delivery, two kinds of message."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.cases.casework import Casework
from core.cases.record.ledger import Ledger
from core.notifications.bounces import Bounces
from core.notifications.case_delivery import CaseMessages
from core.notifications.couriers import ChannelOutcomeListener, Courier
from core.notifications.delivery import Delivery
from core.notifications.letter_delivery import CardMaker, LetterMessages
from core.notifications.letters import Letters
from core.notifications.redrawing import Redrawing
from core.partnership.register import Register
from core.ports import Alarm, Clock, KeyValueStore, Randomness
from core.vocabulary import LetterKind, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingParts:
    """The components that send, redraw, and hear that something came back."""

    delivery: Delivery
    redrawing: Redrawing
    bounces: Bounces


def wire_sending(
    *,
    ledger: Ledger,
    documents: KeyValueStore,
    register: Register,
    clock: Clock,
    randomness: Randomness,
    casework: Casework,
    letters: Letters,
    cards: Mapping[LetterKind, CardMaker],
    couriers: Mapping[Platform, Courier],
    heard: ChannelOutcomeListener,
    alarm: Alarm,
) -> SendingParts:
    """Build the components around a ledger; nothing is sent yet."""
    about_cases = CaseMessages(casework, alarm)
    beside_cases = LetterMessages(letters, ledger, register, clock, alarm, cards)
    return SendingParts(
        delivery=Delivery(
            about_cases, beside_cases, ledger, ledger, couriers, clock, randomness, alarm, heard
        ),
        redrawing=Redrawing(casework, ledger, couriers, alarm),
        bounces=Bounces(about_cases, beside_cases, ledger, documents, heard),
    )
