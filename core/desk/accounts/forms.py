"""Forms and cards for linking, confirming and unlinking accounts."""

from core.accounts import wording as say
from core.accounts.linking import LinkRequest
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Form,
    Input,
    InputKind,
    Option,
    OptionGroup,
    Press,
    Style,
    Text,
    Tone,
)
from core.cases.wording.labels import LABEL, TITLE
from core.desk.typed_text import LONGEST_ADDRESS
from core.directory.access import may_confirm_account
from core.directory.channels import agencies_at
from core.directory.model import Directory, Person, Principal
from core.directory.wording.names import at_post, described
from core.directory.wording.names import name as named
from core.partnership.setting import Setting
from core.vocabulary import Action

MOST_OPTIONS = 100
"""Most options under one heading; Slack's limit."""


def address_form() -> Form:
    """Return the form that asks for the address on the contact list."""
    return Form(
        title=TITLE[Action.LINK],
        submit=say.SEND,
        press=Press(action=Action.LINK),
        blocks=(Text(say.ADDRESS_FIRST),),
        inputs=(
            Input(
                id="address",
                label=say.ADDRESS,
                kind=InputKind.LINE,
                hint=say.ADDRESS_HINT,
                max_length=LONGEST_ADDRESS,
            ),
        ),
    )


def code_form(wish: str) -> Form:
    """Return the form that asks for the six-digit code sent to that address."""
    return Form(
        title=TITLE[Action.LINK_CODE],
        submit=say.CONFIRM,
        press=Press(action=Action.LINK_CODE, target=wish),
        blocks=(Text(say.CODE_FIRST),),
        inputs=(
            Input(
                id="code",
                label=say.CODE,
                kind=InputKind.LINE,
                hint=say.CODE_HINT,
                max_length=12,
            ),
        ),
    )


def confirm_form(
    press: Press, wish: LinkRequest, chosen: str, decider: str, setting: Setting
) -> Form:
    """Return the form that asks whose account it is: the people of that place's agencies for whom
    the decider may say so.
    """
    directory = setting.directory
    return Form(
        title="Who is this?",
        submit=say.CONFIRM,
        press=press,
        blocks=(
            Text(say.CONFIRM_FIRST, Tone.STRONG),
            Text(say.the_account(wish.principal.user, wish.principal.platform)),
            Text(say.address_typed(wish.address)),
        ),
        inputs=(
            Input(
                id="who",
                label=say.WHO,
                kind=InputKind.CHOICE,
                hint=say.WHO_HINT,
                groups=_people(directory, wish.principal, decider),
                value=chosen,
            ),
        ),
    )


def _people(directory: Directory, principal: Principal, decider: str) -> tuple[OptionGroup, ...]:
    groups: list[OptionGroup] = []
    for agency in agencies_at(directory, principal):
        options = [
            Option(one.id, at_post(one.id, directory))
            for one in sorted(directory.people.values(), key=lambda one: one.name)
            if one.agency == agency
            and one.left_on is None
            and not one.mailbox
            and may_confirm_account(directory, decider, one.id, principal)
        ]
        label = directory.agencies[agency].name
        groups.extend(
            OptionGroup(label, tuple(options[at : at + MOST_OPTIONS]))
            for at in range(0, len(options), MOST_OPTIONS)
        )
    return tuple(groups)


def unlink_form(partnership: str, *, last: bool) -> Form:
    """Return the form that confirms unlinking and says what follows."""
    blocks: tuple[Block, ...] = (Text(say.UNLINK_FIRST),)
    if last:
        blocks = (*blocks, Text(say.UNLINK_LAST, Tone.WARNING))
    return Form(
        title=TITLE[Action.UNLINK],
        submit=LABEL[Action.UNLINK][:24],
        press=Press(action=Action.UNLINK, target=partnership),
        blocks=blocks,
    )


def account_card(people: tuple[tuple[str, Person, Setting], ...], principal: Principal) -> Card:
    """Return the card that shows who an account belongs to, when that was last confirmed, and the
    person's other channels.
    """
    blocks: list[Block] = []
    for partnership, person, setting in people:
        here = next((one for one in person.channels if one.principal == principal), None)
        others = (one.platform for one in person.channels if one.principal != principal)
        still = Press(action=Action.STILL_ME, target=partnership)
        away = Press(action=Action.UNLINK, target=partnership)
        blocks += [
            Text(say.linked_to(described(person.id, setting.directory)), Tone.STRONG),
            Facts(
                (
                    Fact("Last confirmed", say.confirmed_on(here.verified_on if here else None)),
                    Fact("Other ways to reach you", say.other_ways(others)),
                )
            ),
            Text(say.if_wrong(setting.policy.partnership_name), Tone.QUIET),
            Buttons(
                (
                    Button(
                        label=LABEL[Action.STILL_ME],
                        press=still,
                        style=Style.PRIMARY,
                        opens=False,
                    ),
                    Button(label=LABEL[Action.UNLINK], press=away),
                )
            ),
        ]
    return Card(title=say.LINK_TITLE, summary=say.LINK_TITLE, blocks=tuple(blocks))


def answered_card(sentence: str, person: str, setting: Setting) -> Card:
    """Return the card that replaces one whose button was pressed."""
    to = Facts((Fact("For", described(person, setting.directory)),))
    return Card(
        title=named(person, setting.directory), summary=sentence, blocks=(to, Text(sentence))
    )
