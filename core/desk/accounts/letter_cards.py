"""Cards of letters about accounts, made from the contact list as of sending."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from core.accounts import wording as say
from core.accounts.linking import Linking
from core.cards import Block, Button, Buttons, Card, Fact, Facts, Press, Style, Text, Tone
from core.cases.wording.labels import LABEL
from core.directory.model import Directory
from core.directory.wording.names import described
from core.directory.wording.names import name as named
from core.notifications.letter_delivery import CardMaker
from core.outbox import Letter
from core.partnership.setting import Setting
from core.readiness.defects_letter import defects_card
from core.readiness.monthly_check import monthly_card
from core.vocabulary import Action, FailureReason, LetterKind, Platform


def cards(linking: Linking) -> dict[LetterKind, CardMaker]:
    """Return the card maker for each kind of letter about accounts."""

    async def code(letter: Letter, setting: Setting) -> Card:
        digits = await linking.codes.digits(letter.about)
        text = say.a_code(digits, letter.expires_at)
        return _card(
            letter, setting, "Your code", (Text(text, Tone.STRONG), Text(say.CODE_UNASKED))
        )

    return {
        LetterKind.LINK_CODE: code,
        LetterKind.LINK_WISH: _maker(wish),
        LetterKind.LINK_DONE: _maker(done),
        LetterKind.LINK_WELCOME: _maker(welcome),
        LetterKind.LINK_REFUSED: _maker(refused),
        LetterKind.STILL_YOU: _addressed(monthly_card),
        LetterKind.FIX_LIST: _addressed(defects_card),
        LetterKind.REPLY_CAME: _maker(reply_came),
        LetterKind.NOT_REACHED: _maker(not_reached),
        LetterKind.NOT_CONFIRMED: _maker(not_confirmed),
        LetterKind.CHANNEL_GONE: _maker(channel_gone),
    }


def wish(letter: Letter, setting: Setting) -> Card:
    """Return the card that asks administrators or coordinators whose account it is."""
    about = json.loads(letter.about)
    agency = setting.directory.agencies.get(about["agency"])
    target = f"{letter.partnership}:{about['account']}"
    person = about["person"]
    known = person in setting.directory.people
    label = say.is_named(named(person, setting.directory)) if known else ""
    confirm = Button(
        label=(label or LABEL[Action.LINK_CONFIRM])[:75],
        press=Press(action=Action.LINK_CONFIRM, target=f"{target}:{person if known else ''}"),
        style=Style.PRIMARY,
    )
    refuse = Button(
        label=LABEL[Action.LINK_REFUSE],
        press=Press(action=Action.LINK_REFUSE, target=target),
        opens=False,
    )
    text = say.link_requested(Platform(about["platform"]), agency.name if agency else "an agency")
    return _card(letter, setting, "Who is this?", (Text(text), Buttons((confirm, refuse))))


def done(letter: Letter, setting: Setting) -> Card:
    """Return the card that tells a person's earlier channels of an added channel."""
    about = json.loads(letter.about)
    by = about["by"]
    confirmed_by = described(by, setting.directory) if by and by != letter.person else ""
    blocks = (
        Text(say.added(Platform(about["platform"]), letter.owed_at, confirmed_by)),
        Text(say.if_not_you(say.coordinators(setting.directory)), Tone.WARNING),
    )
    return _card(letter, setting, "A way to reach you was added", blocks)


def welcome(letter: Letter, setting: Setting) -> Card:
    """Return the card for an account that somebody else confirmed."""
    text = say.linked_to(described(letter.person, setting.directory))
    wrong = say.if_not_you(say.coordinators(setting.directory))
    return _card(letter, setting, "Concord knows you now", (Text(text, Tone.GOOD), Text(wrong)))


def refused(letter: Letter, setting: Setting) -> Card:
    """Return the card for an account that nobody could identify."""
    return _card(letter, setting, "Concord does not know you", (Text(say.REFUSED_NEWS),))


def reply_came(letter: Letter, setting: Setting) -> Card:
    """Return the coordinators' card for a reply to the mailbox; the reply's text is not in it."""
    who = described(letter.about, setting.directory) if letter.about else say.SOMEBODY
    return _card(letter, setting, "An answer by e-mail", (Text(say.reply_came(who)),))


def not_reached(letter: Letter, setting: Setting) -> Card:
    """Return the coordinators' card for a letter that could not be delivered."""
    about = json.loads(letter.about)
    who = described(about["person"], setting.directory) if about["person"] else "Somebody"
    text = say.not_reached(who, LetterKind(about["kind"]), FailureReason(about["why"]))
    return _card(letter, setting, "Somebody was not reached", (Text(text, Tone.WARNING),))


def not_confirmed(letter: Letter, setting: Setting) -> Card:
    """Return the coordinators' card for a person who does not confirm that an account is theirs."""
    about = json.loads(letter.about)
    who = described(about["person"], setting.directory)
    since = date.fromisoformat(about["since"])
    platform = Platform(about["platform"])
    text = say.not_confirmed(who, platform, since, ended=bool(about["ended"]))
    return _card(letter, setting, "An account is not confirmed", (Text(text, Tone.WARNING),))


def channel_gone(letter: Letter, setting: Setting) -> Card:
    """Return the coordinators' card for a closed account."""
    about = json.loads(letter.about)
    directory = setting.directory
    there = directory.people.get(about["person"])
    why = FailureReason(about["why"]) if about["why"] else None
    text = say.gone(
        described(about["person"], directory),
        Platform(about["platform"]),
        why,
        (one.platform for one in there.channels) if there else (),
    )
    return _card(letter, setting, "An account was closed", (Text(text, Tone.WARNING),))


def _maker(made: Callable[[Letter, Setting], Card]) -> CardMaker:
    async def make(letter: Letter, setting: Setting) -> Card:
        return made(letter, setting)

    return make


def _addressed(made: Callable[[Letter, Directory], Card]) -> CardMaker:
    """Wrap a maker so that its card also names the recipient."""

    async def make(letter: Letter, setting: Setting) -> Card:
        card = made(letter, setting.directory)
        return replace(card, blocks=(*_to(letter, setting), *card.blocks))

    return make


def _card(letter: Letter, setting: Setting, title: str, blocks: tuple[Block, ...]) -> Card:
    """Return a card that names its recipient as the contact list does, not the platform."""
    summary = f"{title}.".replace("?.", "?")
    return Card(title=title, summary=summary, blocks=(*_to(letter, setting), *blocks))


def _to(letter: Letter, setting: Setting) -> tuple[Block, ...]:
    if not letter.person:
        return ()
    return (Facts((Fact("For", described(letter.person, setting.directory)),)),)
