"""The pages that need no session: a link's message, asking for a code, and notices. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from adapters.mail.access.links import MailLink, Used
from adapters.mail.pages.draw import (
    NOTHING,
    MailPage,
    draw_blocks,
    draw_form,
    form_page,
    part,
    press,
    row,
    way,
)
from adapters.mail.pages.fields import ShownInput
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Form,
    FormFaults,
    Input,
    InputKind,
    Style,
    Text,
    Tone,
)
from core.cases.access import changes_at_once
from core.notifications.wording import mail_pages as say
from core.vocabulary import Action

ASK: Final = "/m/"
CODE: Final = "/m/code"
HOME: Final = "/m/in"
OPEN: Final = "/m/in/open/"

WITHOUT_CODE: Final = frozenset(
    {Action.ACCEPT, Action.ACKNOWLEDGE, Action.DECLINE, Action.STILL_ME}
)
"""Actions that a link allows without a code: they show nothing, and waiting would cost time."""

PRESS: Final = "press"
STEP: Final = "step"
TYPED: Final = "typed"
ASK_FOR_CODE: Final = "code"


def link_path(token: str) -> str:
    """Return the path of a link's page."""
    return f"/m/{token}"


def buttons_of(card: Card) -> tuple[Button, ...]:
    """Return a message's buttons in order. The page sends their position, never their token."""
    return tuple(
        one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons
    )


def message(link: MailLink, *, signed_in: bool) -> MailPage:
    """Return the page with a link's message, without the case's story, and its buttons."""
    order = {id(one): number for number, one in enumerate(buttons_of(link.card))}

    def button(one: Button) -> Markup:
        note = "" if signed_in or one.press.action in WITHOUT_CODE else say.NEEDS_CODE
        return press(
            link_path(link.token), {PRESS: str(order[id(one)])}, one.label, one.style, note
        )

    notes = (say.SIGNED_IN_HERE if signed_in else say.NO_STORY, say.sent_on(link.sent))
    blocks = (*link.card.blocks, *(Text(one, Tone.QUIET) for one in notes))
    return MailPage(link.card.title, draw_blocks(blocks, button))


def used(link: MailLink, use: Used) -> MailPage:
    """The link has acted before: when, for what, and how to get in."""
    send = press(link_path(link.token), {PRESS: ASK_FOR_CODE}, say.SEND_CODE, Style.PRIMARY)
    return notice(say.USED_TITLE, say.used(use.at, use.action), after=row(send))


def action_done_page(link: MailLink, card: Card) -> MailPage:
    """Return the page after an action: the message as it is now, with the confirmation first."""
    first, *others = card.blocks
    if isinstance(first, Text):
        first = Text(first.text, Tone.GOOD)
    return notice(say.DID_TITLE, blocks=(first, *others), after=_read_and_act(link))


def refused(link: MailLink, blocks: Iterable[Block]) -> MailPage:
    """What was pressed could not be done, and why."""
    return notice(say.NOTHING_DONE_TITLE, blocks=blocks, after=_read_and_act(link))


def declining(
    link: MailLink, number: int, form: Form, values: Mapping[str, str], wrong: FormFaults
) -> MailPage:
    """Return the form with the reason for "Not me", without drafts, as nobody has signed in."""
    hidden = {PRESS: str(number), STEP: TYPED}
    empty = {one.id: values.get(one.id, "") for one in form.inputs}
    return draw_form(form, link_path(link.token), hidden, _no_button, values=empty, faults=wrong)


def declined() -> MailPage:
    """Thank you for saying so."""
    return notice(say.DECLINED_TITLE, say.DECLINED)


def ask_address_page(*, typed: str = "", fault: str = "") -> MailPage:
    """Ask for the address."""
    field = Input(id="address", label=say.ADDRESS, kind=InputKind.LINE, max_length=254, value=typed)
    box = {"type": "email", "autocomplete": "email"}
    return _asked(say.ASK_TITLE, say.ASK_INTRO, field, fault, box, action=ASK, label=say.SEND_CODE)


def enter_code_page(intro: str, *, fault: str = "") -> MailPage:
    """Ask for the code; ``intro`` says where it went."""
    field = Input(id="code", label=say.CODE, kind=InputKind.LINE, hint=say.CODE_HINT, max_length=12)
    box = {"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}
    page = _asked(say.CODE_TITLE, intro, field, fault, box, action=CODE, label=say.CONTINUE)
    return replace(page, body=page.body + _other_ways())


def code_over(title: str, sentence: str) -> MailPage:
    """This code is no good any more; another can be asked for."""
    return notice(title, sentence, after=_other_ways(), wrong=True)


def notice_with_code_link(title: str, *sentences: str, help_: Markup = NOTHING) -> MailPage:
    """Something that leads nowhere from here but to a code."""
    return notice(title, *sentences, after=help_ + row(way(say.SEND_CODE, ASK)))


def notice(
    title: str,
    *sentences: str,
    blocks: Iterable[Block] = (),
    after: Markup = NOTHING,
    wrong: bool = False,
) -> MailPage:
    """Something that is just said; ``after`` it stands a way to go on, where there is one."""
    shown = draw_blocks((*map(Text, sentences), *blocks), _no_button)
    return MailPage(title, shown + after, wrong=wrong)


def typed_text(values: Mapping[str, str], sentence: str = say.TYPED_KEPT) -> Markup:
    """What was typed, to be copied, where the form that held it cannot be shown."""
    texts = [text for text in values.values() if text.strip()]
    return part("typed", sentence, texts) if texts else NOTHING


def retry_page(
    path: str, own: Mapping[str, str], fields: Mapping[str, str], sentence: str
) -> MailPage:
    """Nothing was saved: the same once more with one press, and everything typed on the page."""
    kept = typed_text(fields, say.NOT_SAVED_KEPT)
    send = press(path, {**own, **fields}, say.SUBMIT_AGAIN, Style.PRIMARY)
    return notice(say.NOT_SAVED_TITLE, sentence, after=kept + send, wrong=True)


def opens(button: Button) -> bool:
    """Whether a button only opens something and so can be a link."""
    return not changes_at_once(button.press)


def _asked(
    title: str, intro: str, field: Input, fault: str, box: Mapping[str, str], **sent: str
) -> MailPage:
    """A page with one input that is the page's own; ``box`` says what is special about it."""
    shown = ShownInput(input=field, value=field.value, fault=fault, prefix="", special=box)
    faults = FormFaults(fields={field.id: fault} if fault else {})
    said = draw_blocks((Text(intro),), _no_button)
    return form_page(title, (shown,), faults, shown=said, hidden={}, **sent)


def _read_and_act(link: MailLink) -> Markup:
    """The button that asks for a code on a link's page."""
    path = link_path(link.token)
    return row(press(path, {PRESS: ASK_FOR_CODE}, say.READ_AND_ACT, Style.PRIMARY, say.NEEDS_CODE))


def _other_ways() -> Markup:
    another = press(CODE, {"again": "yes"}, say.ANOTHER)
    return row(another, way(say.ANOTHER_ADDRESS, ASK))


def _no_button(_button: Button) -> Markup:
    return NOTHING
