"""Codes to sign in are letters: owed, sent at once, and tried again like everything that is sent."""

from adapters.mail.access.codes import CODE_LIFETIME, Codes
from core.accounts.one_time_codes import ticket_hash
from core.cards import Card, Text, Tone
from core.directory.model import Channel, Principal
from core.notifications.delivery import Delivery
from core.notifications.letter_delivery import CardMaker
from core.notifications.letters import Letters
from core.notifications.wording import mail_pages as say
from core.outbox import Letter, MessageState
from core.partnership.register import Register
from core.partnership.setting import Setting
from core.ports import Clock
from core.vocabulary import LetterKind, Platform


class CodeLetters:
    """Sends codes to enrolled addresses. Every call raises LedgerUnavailable."""

    def __init__(
        self, letters: Letters, delivery: Delivery, register: Register, clock: Clock
    ) -> None:
        self._letters = letters
        self._delivery = delivery
        self._register = register
        self._clock = clock

    async def send(self, address: str, ticket: str) -> bool:
        """Send the code of a ticket now; return False if it was not sent, or nobody is enrolled at
        the address. It is tried again until it is too old, or is forgotten.
        """
        enrolled = self._register.enrolments(Principal(Platform.MAIL, "", address.lower()))
        if not enrolled:
            return False
        partnership, person = enrolled[0]
        now = self._clock.now()
        letter = Letter(
            key=f"sign-in/{ticket_hash(ticket)}",
            partnership=partnership,
            person=person,
            kind=LetterKind.SIGN_IN_CODE,
            about=ticket,
            channel=Channel(platform=Platform.MAIL, tenant="", user=address),
            owed_at=now,
            expires_at=now + CODE_LIFETIME,
        )
        await self._letters.owe(letter)
        # None: the scheduler was faster, and sends it.
        state = await self._delivery.send_letter(letter.key)
        return state in {None, MessageState.TOLD}


def code_cards(codes: Codes) -> CardMaker:
    """Return the maker of the e-mail that carries a code; nothing where the code is forgotten."""

    async def card(letter: Letter, _setting: Setting) -> Card | None:
        code = await codes.code_of(letter.about)
        return None if code is None else code_card(code)

    return card


def code_card(code: str) -> Card:
    """Return the e-mail that carries a code."""
    return Card(
        title=say.MAIL_TITLE,
        summary=say.mail_summary(code),
        blocks=(Text(say.mail_summary(code), Tone.STRONG), Text(say.MAIL_ADVICE)),
    )
