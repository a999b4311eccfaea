"""What a letter is when its turn comes, and who hears of it when it reaches nobody."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from core.cards import Card
from core.cases.events import Attempt
from core.directory.model import Channel
from core.notifications.couriers import place_of
from core.notifications.delivery import BACK_OFF_MAX_SECONDS, REPORT_AFTER
from core.notifications.letters import LETTER_RULES, Letters, channels_of
from core.notifications.message_subject import NotSent, Prepared, Undelivered
from core.outbox import AttemptResult, Letter, MessageState, Outbox, StoredLetter
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import Alarm, Clock
from core.routing.stage_contacts import has_left
from core.vocabulary import FailureReason, LetterKind

NEWS_EXPIRES_AFTER: Final = timedelta(days=14)
"""How long it is tried to tell coordinators that somebody was not reached."""

_LOOK_AGAIN: Final = timedelta(seconds=BACK_OFF_MAX_SECONDS)

CardMaker = Callable[[Letter, Setting], Awaitable[Card | None]]
"""Makes the card of a letter from the present setting, None where it is overtaken; its buttons have
no tokens yet.
"""


class LetterMessages:
    """Implements the protocol ``MessageSubject``."""

    def __init__(  # noqa: PLR0917 - what it works with
        self,
        letters: Letters,
        outbox: Outbox,
        register: Register,
        clock: Clock,
        alarm: Alarm,
        cards: Mapping[LetterKind, CardMaker],
    ) -> None:
        self._letters = letters
        self._outbox = outbox
        self._register = register
        self._clock = clock
        self._alarm = alarm
        self._cards = cards

    async def prepare(self, stored: StoredLetter) -> Prepared | NotSent:
        """Return the letter's card; nothing once it has expired, or while its partnership's policy
        is not in force.
        """
        letter = stored.letter
        if self._clock.now() >= letter.expires_at:
            return _missed("expired", FailureReason.OVERDUE)
        if not stored.readable:
            self._alarm("letter_unreadable", place_of(stored))
            return NotSent(state=MessageState.PENDING, code="unreadable", wait=_LOOK_AGAIN)
        if letter.partnership not in self._register.partnerships:
            return NotSent(state=MessageState.PENDING, code="not_in_force", wait=_LOOK_AGAIN)
        setting = self._register.setting(letter.partnership)
        if letter.channel is None and has_left(letter.person, setting.directory):
            return _missed(FailureReason.LEFT, FailureReason.LEFT)
        maker = self._cards.get(letter.kind)
        if maker is None:
            self._alarm("letter_without_card", letter.kind)
            why = FailureReason.REFUSED
            return NotSent(state=MessageState.PARKED, code="no_card", why=why)
        card = await maker(letter, setting)
        if card is None:
            return NotSent(state=MessageState.DROPPED, code="overtaken")
        channels = channels_of(letter, setting.directory)
        return Prepared(person=letter.person, channels=channels, card=card)

    async def told(
        self,
        stored: StoredLetter,  # noqa: ARG002 - the result says which
        result: AttemptResult,
        channel: Channel,  # noqa: ARG002 - the result has it
        tried: tuple[Attempt, ...],  # noqa: ARG002 - of a letter there is no record
    ) -> None:
        """Write that the letter was taken."""
        await self._outbox.settle(result)

    async def missed(
        self, stored: StoredLetter, result: AttemptResult, failed: Undelivered
    ) -> None:
        """Owe the coordinators the news that a letter reaches its person on no channel; raise the
        alarm if the letter was theirs.
        """
        await self._outbox.settle(result, self._news(stored, failed.why))

    async def reports(self, stored: StoredLetter) -> int:
        """Return how often a human was told of this letter."""
        return stored.reports

    def reported_after(self, stored: StoredLetter) -> tuple[timedelta, ...]:
        """Return the age at which a human is told; () for what nobody need know."""
        return (REPORT_AFTER,) if LETTER_RULES[stored.letter.kind].reported else ()

    def _news(self, stored: StoredLetter, why: FailureReason) -> tuple[Letter, ...]:
        letter, now = stored.letter, self._clock.now()
        if not LETTER_RULES[letter.kind].reported:
            return ()
        directory = self._register.directory(letter.partnership)
        coordinators = directory.coordinators if directory else ()
        others = [one for one in coordinators if one != letter.person]
        if letter.kind is LetterKind.NOT_REACHED or not others:
            self._alarm("unreached", place_of(stored))
            return ()
        about = {"person": letter.person, "kind": letter.kind.value, "why": why.value}
        news = Letter(
            key=f"{letter.key}/missed",
            partnership=letter.partnership,
            kind=LetterKind.NOT_REACHED,
            about=json.dumps(about, sort_keys=True),
            owed_at=now,
            expires_at=now + NEWS_EXPIRES_AFTER,
        )
        return self._letters.to_each(others, news)


def _missed(code: str, why: FailureReason) -> NotSent:
    return NotSent(state=MessageState.MISSED, code=code, why=why)
